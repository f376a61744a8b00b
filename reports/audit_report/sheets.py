"""The report as a workbook to filter: one sheet a list, everything in it, numbers as numbers, money in whole yuan."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inventory.languages import message
from reports.audit_report.parts import ANSWERED, Report

Sheet = tuple[str, list[str], Sequence[Sequence[Any]]]
# Excel holds no more in a cell
_MOST_CHARACTERS = 32_000
# widths of columns in characters; the height of a line, of which a row has at most as many as Excel allows
_NARROWEST, _WIDEST = 10, 48
_LINE_POINTS, _MOST_LINES = 15, 27
# at this scale (percent) of 11 points so many characters stand side by side on A4 across: smaller print nobody reads
_SCALE, _READABLE = 68, 200


def write_report_xlsx(report: Report, path: Path) -> None:
    """Filters, frozen titles, no formulas; the same report gives the same bytes."""
    import datetime as dt

    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    workbook.set_properties({"title": report.title, "created": dt.datetime(2026, 1, 1)})
    bold = workbook.add_format({"bold": True, "bg_color": "#DDE7F0", "text_wrap": True})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    number = workbook.add_format({"num_format": "#,##0.##", "valign": "top"})
    for name, header, rows in _sheets(report):
        sheet = workbook.add_worksheet("".join(c for c in name if c not in "[]:*?/\\")[:31])
        sheet.freeze_panes(1, 0)
        widths = [_column_width([title, *(cells[column] for cells in rows if column < len(cells))]) for column, title in enumerate(header)]
        _paged(sheet, widths)
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
            sheet.set_column(column, column, widths[column])
        for row, cells in enumerate(rows, start=1):
            if (lines := _lines(cells, widths)) > 1:
                sheet.set_row(row, lines * _LINE_POINTS)
            for column, value in enumerate(cells):
                if isinstance(value, (int, float)):
                    sheet.write_number(row, column, value, number)
                elif value:
                    sheet.write_string(row, column, str(value)[:_MOST_CHARACTERS], wrap)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(header) - 1)
    workbook.close()


def _paged(sheet: Any, widths: Sequence[int]) -> None:
    """In print: A4 across with titles and numbers on each page; a wide sheet goes on on the next, each with what its rows are about."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    sheet.repeat_rows(0)
    if sum(widths) <= _READABLE:
        sheet.fit_to_pages(1, 0)
        return
    breaks, taken = [], 0
    for column, width in enumerate(widths):
        if taken + width > _READABLE:
            breaks.append(column)
            taken = widths[0]
        taken += width
    sheet.set_print_scale(_SCALE)
    sheet.repeat_columns(0)
    sheet.set_v_pagebreaks(breaks)


def _width(text: str) -> int:
    """The width of a line in characters of a column: Chinese ones are two wide."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _column_width(values: Sequence[Any]) -> int:
    """Wide enough for the longest line of a column, within bounds; the button of the filter stands beside the title."""
    longest = max((_width(line) for value in values for line in str(value)[:_MOST_CHARACTERS].split("\n")), default=0)
    return max(_NARROWEST, min(_WIDEST, longest + 3))


def _lines(cells: Sequence[Any], widths: Sequence[int]) -> int:
    """How many lines the longest cell of a row wraps into; programs do not find that out by themselves when they print."""
    wrapped = (
        sum(max(1, -(-_width(line) // (width - 1))) for line in str(value)[:_MOST_CHARACTERS].split("\n"))
        for value, width in zip(cells, widths, strict=False)
    )
    return min(_MOST_LINES, max(wrapped, default=1))


def _sheets(report: Report) -> list[Sheet]:
    def say(key: str, **params: Any) -> str:
        return message(report.language, f"report.{key}", **params)

    figures = [[f.label, as_number(f.text), f.how] for f in report.cards]
    sheets: list[Sheet] = [
        (say("h_summary"), [say("what"), say("count"), say("origin")], figures),
        _findings(report, say),
        _recommendations(report, say),
    ]
    if report.portfolio:
        sides = [say("system"), say("value_side"), say("fit_side"), "TIME", say("playbook"), "6R"]
        sheets.append((say("h_portfolio"), sides, report.portfolio))
    sheets += _plan(report, say)
    if not report.scope.is_public:
        untold = [[rule, missing, as_number(f.text), "\n".join(f.inputs)] for rule, missing, f in report.untold]
        sheets.append(_silos(report, say))
        sheets.append((say("h_untold"), [say("rule"), say("missing"), say("count"), say("sheet_subjects")], untold))
    if report.readiness:
        bodies = [[*row[:3], as_number(row[3]), *row[4:]] for row in report.readiness.values()]
        sheets.append((say("h_readiness"), [say(f"answered_{key}") for key in ANSWERED], bodies))
    thresholds = [[title, *_value_and_unit(value), origin] for title, value, origin in report.thresholds]
    sheets.append((say("h_thresholds"), [say("threshold"), say("value"), say("unit"), say("origin")], thresholds))
    return sheets


def _findings(report: Report, say: Any) -> Sheet:
    keys = (
        "rule",
        "sheet_version",
        "what",
        "f_severity",
        "f_certainty",
        "status",
        "sheet_subjects",
        "sheet_bodies",
        "cause",
        "why",
        "basis",
        "confirm",
        "where",
    )
    rows = [
        [
            *(
                v.id,
                v.rule,
                v.version,
                v.title,
                v.severity,
                v.certainty,
                v.status,
                v.subjects,
                v.bodies,
                v.cause,
                "\n".join(v.why),
                "\n".join(v.basis),
            ),
            *(v.confirm, "\n".join(str(e.get("url") or e.get("locator") or "") for e in v.quotes)),
        ]
        for v in report.findings
    ]
    return say("h_findings"), ["id", *map(say, keys)], rows


def _recommendations(report: Report, say: Any) -> Sheet:
    header = ["id", *map(say, ("does", "sheet_kind", "addressee", "because", "first", "steps", "affected", "meanwhile"))]
    header += [say(key, what=say(of)) for of in ("price", "gain") for key in ("low_yuan", "high_yuan")]
    header += [*map(say, ("estimated_share", "if_not", "basis", "confirm", "closes"))]
    rows = [
        [
            *(r["id"], r["do"], r["kind"], r["addressee"], r["because"], "\n".join(r["first"])),
            *("\n".join(f"{n}. {step}" for n, step in enumerate(r["steps"], start=1)), r["affected"], r["meanwhile"]),
            *(r["cost_yuan"] or (None, None)),
            *(r["saving_yuan"] or (None, None)),
            *(r["estimated_share"] if r["cost_yuan"] else None, r["if_not"], r["basis"], r["confirm"], "\n".join(r["closes"])),
        ]
        for r in report.recommendations
    ]
    return say("h_recommendations"), header, rows


def _plan(report: Report, say: Any) -> list[Sheet]:
    """Waves, and their steps with what each costs and saves; nothing where there is no plan."""
    if not report.waves:
        return []
    money = [say(key, what=say(of)) for of in ("price", "gain") for key in ("low_yuan", "high_yuan")]
    waves = [[w["id"], *w["cost_yuan"], *w["saving_yuan"], as_number(w["stopped"].text), "\n".join(w["lines"])] for w in report.waves]
    steps = [[step.wave, step.why, *step.cost, *(step.saving or (None, None))] for w in report.waves for step in w["steps"]]
    return [
        (say("h_plan"), [say("wave"), *money, say("stops"), say("does")], waves),
        (say("h_steps"), [say("wave"), say("does"), *money], steps),
    ]


def _silos(report: Report, say: Any) -> Sheet:
    header = [say("dataset"), say("holder"), say("met"), say("sheet_demand"), say("lacking"), say("sheet_inputs")]
    rows = [
        [s.dataset, s.holder, as_number(s.met.text), as_number(s.demand.text), "\n".join(s.lines), "\n".join(s.demand.inputs)]
        for s in report.silos
    ]
    return say("h_silos"), header, rows


def _value_and_unit(text: str) -> tuple[float | str, str]:
    value, _, unit = text.partition(" ")
    return as_number(value), unit


def as_number(text: str) -> float | str:
    """The number that a figure shows, or its text."""
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return text
