"""The report as one HTML file that works offline under a strict content security policy."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from inventory.languages import catalogue, message
from reports.audit_report.parts import (
    ANSWERED,
    BASIS_EACH,
    FULL,
    FULL_IN_PRINT,
    IN_PRINT,
    MOST_INPUTS,
    PLACED_LISTED,
    RECOMMENDATIONS_IN_FULL,
    RECOMMENDATIONS_LISTED,
    Figure,
    Report,
)
from reports.audit_report.plates import Plate, plate_of
from reports.charts.draw import render_chart
from reports.fonts import FAMILY, font_path, woff2_subset


@cache
def _asset(name: str) -> str:
    return (files("reports") / "audit_report" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def render_html(report: Report, *, for_print: bool = False) -> str:
    """The whole page. For print everything is open, nothing is interactive, and the font is named by file."""

    def say(key: str, **params: Any) -> str:
        return message(report.language, f"report.{key}", **params)

    plates = _plates(report) if for_print else {}
    diagrams = {view: Markup(plates[view][1].overview if view in plates else svg) for view, svg in report.diagrams.items()}
    charts = {name: (Markup(render_chart(chart)), _table(report, name)) for name, chart in report.charts.items()}
    figures = {figure.id: figure for figure in report.figures}
    template = _environment().from_string(_asset("report.html.j2"))
    context = {
        "r": report,
        "say": say,
        "diagrams": diagrams,
        "plates": plates,
        "charts": charts,
        "figures": figures,
        "for_print": for_print,
        "full": FULL_IN_PRINT if for_print else FULL,
        "basis_at": {} if for_print else _basis_at(report),
        "most_inputs": MOST_INPUTS,
        "in_print": IN_PRINT,
        "listed": RECOMMENDATIONS_LISTED,
        "most_placed": IN_PRINT if for_print else PLACED_LISTED,
        "in_full": IN_PRINT if for_print else RECOMMENDATIONS_IN_FULL,
        "answered": ANSWERED,
        "kinds": {v.dimension for v in report.findings},
        "certainties": sorted({(v.certainty_code, v.certainty) for v in report.findings}),
    }
    body = template.render(**context)
    style = _asset("report.css") + (_print_fonts() if for_print else _page_fonts(body + _labels(report.language)))
    script = "" if for_print else _asset("report.js")
    scripts = _hash(script) if script else "'none'"
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {scripts}; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    language = "zh-CN" if report.language == "zh" else "en"
    head = (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{Markup.escape(report.title)}</title>\n<style>{style}</style>\n</head>\n'
    )
    tail = f"<script>{script}</script>\n" if script else ""
    return f"{head}{body}{tail}</html>\n"


def _table(report: Report, name: str) -> tuple[tuple[str, ...], list[list[tuple[str, Figure | None]]]]:
    """Header and rows of a chart's table; each cell with the figure whose number it is."""
    header, rows = report.charts[name].table()
    figures = report.chart_figures.get(name) or [{} for _ in rows]
    return header, [[(text, of.get(column)) for column, text in enumerate(row)] for row, of in zip(rows, figures, strict=True)]


def _basis_at(report: Report) -> dict[str, str]:
    """Finding → the first of its rule with the same basis and thresholds, on a page with so many that saying them each time would fill it."""
    told = report.findings[:FULL]
    if len(told) <= BASIS_EACH:
        return {}
    first: dict[tuple[str, int, tuple[str, ...], tuple[str, ...]], str] = {}
    for view in told:
        first.setdefault((view.rule, view.version, view.basis, view.thresholds), view.id)
    at = {view.id: first[view.rule, view.version, view.basis, view.thresholds] for view in told}
    return {finding: of for finding, of in at.items() if finding != of}


def _plates(report: Report) -> dict[str, tuple[int, Plate]]:
    """The numbered plates of pictures that are too small in the text, by view."""
    found = [(view, plate) for view, svg in report.diagrams.items() if (plate := plate_of(svg)) is not None]
    return {view: (number, plate) for number, (view, plate) in enumerate(found, start=1)}


def _labels(language: str) -> str:
    return "".join(text for key, text in catalogue(language).items() if key.startswith("report."))


def _page_fonts(text: str) -> str:
    """The shipped font cut down to the page's characters, as data: addresses."""
    characters = frozenset(c for c in text if c.isprintable())
    rules = []
    for style, weight in (("Regular", 400), ("Bold", 700)):
        data = base64.b64encode(woff2_subset(characters, style)).decode()
        rules.append(
            f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:swap;src:url(data:font/woff2;base64,{data}) format("woff2")}}'
        )
    return "\n".join(rules)


def _print_fonts() -> str:
    return "\n".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};src:url("{font_path(style).as_uri()}")}}'
        for style, weight in (("Regular", 400), ("Bold", 700))
    )
