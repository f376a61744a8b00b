"""Diagrams and reports of a workspace."""

from pathlib import Path
from typing import Any

from auditor.exporting import findings_list, write_atomic
from auditor.pipeline import analysis_of, recommendation_value
from auditor.workspace import Workspace
from graphs.analysis import Analysis
from inventory.database import reading
from inventory.languages import LANGUAGES
from inventory.problems import InputError
from inventory.snapshot import load_inventory, result
from reports.diagrams.graphviz import DrawingFailed, render_dot, render_png, render_svg
from reports.diagrams.views import VIEWS, Scene
from reports.wording import Names

FORMATS = ("svg", "png", "dot")


def scene_of(workspace: Workspace, language: str, analysis: Analysis | None = None) -> Scene:
    """What the views are drawn from."""
    with reading(workspace.engine) as session:
        inventory = load_inventory(session, today=workspace.today)
        plan: dict[str, Any] | None = result(session, f"plan_{language}")
    source = " · ".join(dict.fromkeys((workspace.settings.workspace.name, inventory.round, workspace.today)))
    return Scene(analysis or analysis_of(workspace, inventory), plan, Names(inventory, language), source)


def draw(workspace: Workspace, view: str, out: Path, *, format_: str | None = None, engine: str = "auto") -> None:
    """Draw one view into a file; the format is the option's or the file's ending."""
    if view not in VIEWS:
        raise InputError("unknown_option", option="VIEW", value=view, choices=", ".join(VIEWS))
    kind = format_ or out.suffix.removeprefix(".").lower() or "svg"
    if kind not in FORMATS:
        raise InputError("unknown_option", option="--format", value=kind, choices=", ".join(FORMATS))
    drawing = VIEWS[view](scene_of(workspace, workspace.language))
    try:
        if kind == "dot":
            content = render_dot(drawing).encode()
        else:
            svg = render_svg(drawing, prefer=engine)
            content = svg.encode() if kind == "svg" else render_png(svg)
    except DrawingFailed as error:
        raise InputError("drawing_failed", what=str(error)) from None
    write_atomic(out, lambda path: path.write_bytes(content))


def write_report(workspace: Workspace, out: Path, *, formats: tuple[str, ...], languages: tuple[str, ...]) -> list[Path]:
    """Write `report.LANG.FORMAT` for each language and format; returns the files."""
    from reports.audit_report.content import Material, Writer
    from reports.audit_report.html import render_html
    from reports.audit_report.pdf import render_pdf

    for format_ in formats:
        if format_ not in ("html", "pdf"):
            raise InputError("unknown_option", option="--format", value=format_, choices="html, pdf")
    with reading(workspace.engine) as session:
        inventory = load_inventory(session, today=workspace.today)
        plans: dict[str, dict[str, Any] | None] = {language: result(session, f"plan_{language}") for language in LANGUAGES}
        untold = result(session, "untold")
        recommendations = [recommendation_value(entry) for entry in result(session, "recommendations", [])]
    findings = findings_list(workspace)
    if untold is None:
        raise InputError("no_audit")
    analysis = analysis_of(workspace, inventory)
    settings = workspace.settings.crawl
    crawl = {name: text for name in ("purpose", "contact", "approved_by") if (text := getattr(settings, name))}
    written = []
    for language in languages:
        office = workspace.settings.workspace.name
        material = Material(analysis, findings, recommendations, plans[language], untold, office, crawl)
        report = Writer(material, language).write()
        scene = scene_of(workspace, language, analysis)
        report.diagrams = {view: without_size(render_svg(draw_view(scene))) for view, draw_view in VIEWS.items()}
        for format_ in formats:
            path = out / f"report.{language}.{format_}"
            html = render_html(report, for_print=format_ == "pdf")
            content = html.encode() if format_ == "html" else render_pdf(html, title=report.title)
            write_atomic(path, lambda temporary, content=content: temporary.write_bytes(content))
            written.append(path)
    return written


def without_size(svg: str) -> str:
    """An SVG for a page, its identifiers kept apart from those of others."""
    import re

    from inventory.identity import digest

    key = digest(svg)[:6]
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', svg)
    return svg
