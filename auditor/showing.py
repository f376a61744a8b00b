"""Diagrams and reports of a workspace."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.exporting import findings_list, worded_finding, write_atomic
from auditor.find import find_one
from auditor.kept import analysed, inventory_of
from auditor.workspace import Workspace
from graphs.analysis import Analysis
from inventory.advice import load_recommendations, recommendation_value
from inventory.database import reading
from inventory.elements import resolve_element
from inventory.languages import LANGUAGES, message
from inventory.problems import InputError
from inventory.snapshot import result
from inventory.values.finding import Recommendation
from reports.diagrams.drawing import Drawing
from reports.diagrams.graphviz import DrawingFailed, render_dot, render_png, render_svg
from reports.diagrams.landscape import find_region
from reports.diagrams.scene import Scene
from reports.diagrams.views import VIEWS
from reports.wording import Names

FORMATS = ("svg", "png", "pdf", "dot", "mermaid", "drawio")


def scene_of(workspace: Workspace, language: str, analysis: Analysis | None = None) -> Scene:
    """What the views are drawn from."""
    analysis = analysis or analysed(workspace)
    inventory = analysis.inventory
    with reading(workspace.engine) as session:
        plan: dict[str, Any] | None = result(session, f"plan_{language}")
        made = {entry["id"]: recommendation_value(entry) for entry in load_recommendations(session)}
    source = message(language, "diagram.source", name=workspace.settings.workspace.name, round=inventory.round, today=workspace.today)
    return Scene(analysis, plan, Names(inventory, language), source, made)


def draw(
    workspace: Workspace, view: str, out: Path, *, subject: str | None = None, format_: str | None = None, engine: str = "auto"
) -> None:
    """Draw one view into a file; the format is the option's or the file's ending."""
    from reports.diagrams.subjects import SUBJECT_VIEWS

    if view not in VIEWS and view not in SUBJECT_VIEWS:
        raise InputError("unknown_option", option="VIEW", value=view, choices=", ".join((*VIEWS, *SUBJECT_VIEWS)))
    kind = format_ or out.suffix.removeprefix(".").lower() or "svg"
    kind = {"mmd": "mermaid"}.get(kind, kind)
    if kind not in FORMATS:
        raise InputError("unknown_option", option="--format", value=kind, choices=", ".join(FORMATS))
    if view not in (VIEWS if subject is None else SUBJECT_VIEWS):
        raise InputError("usage", detail=f"{view} SUBJECT" if subject is None else view, command="diagram")
    scene = scene_of(workspace, workspace.language)
    if subject is None:
        drawing = VIEWS[view](scene)
    else:
        of, draw_subject = SUBJECT_VIEWS[view]
        drawing = draw_subject(scene, _subject(scene, of, subject))
    write_atomic(out, lambda path, content=_rendered(drawing, kind, engine): path.write_bytes(content))


def _subject(scene: Scene, of: str, text: str) -> str:
    if of == "System":
        return find_one(scene.analysis.inventory, "System", text).id
    if of == "place":
        return find_region(scene, text) or find_one(scene.analysis.inventory, "Organisation", text).id
    if of == "recommendation":
        known = [i for i in scene.recommendations if i == text or (len(text) >= 6 and i.startswith(text))]
        if len(known) > 1 and text not in known:
            raise InputError("ambiguous", what=text, candidates=", ".join(sorted(known)[:8]))
        if not known:
            raise InputError("not_found", what=text)
        return text if text in known else known[0]
    found = resolve_element(text)
    if found is None:
        raise InputError("not_found", what=text)
    return found


def _rendered(drawing: Drawing, kind: str, engine: str) -> bytes:
    from reports.audit_report.pdf import render_drawing
    from reports.diagrams.graphviz import picture_id
    from reports.diagrams.text import render_drawio, render_mermaid

    if kind == "dot":
        return render_dot(drawing, is_alone=True).encode()
    if kind == "mermaid":
        return render_mermaid(drawing).encode()
    try:
        svg = render_svg(drawing, prefer=engine)
    except DrawingFailed as error:
        raise InputError("drawing_failed", what=str(error)) from None
    if kind == "drawio":
        return render_drawio(drawing, svg, {box.id: picture_id(box.id) for box in drawing.boxes}).encode()
    if kind == "pdf":
        return render_drawing(svg, title=drawing.title)
    return svg.encode() if kind == "svg" else render_png(svg)


REPORT_FORMATS = ("html", "pdf", "docx", "xlsx")
# what a report for the public may speak of: what people confirmed
_CONFIRMED = frozenset({"confirmed", "in_correction", "closed"})
# findings to which a body may still reply before anything is confirmed
_UNANSWERED = frozenset({"candidate", "question", "needs_evidence", "reopened"})
# of the pictures, those that show no open question
_PUBLIC_VIEWS = ("landscape", "asis-tobe", "roadmap")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: everything, one body, one system; for the public only what people confirmed."""

    organisation: str | None = None
    system: str | None = None
    is_public: bool = False


def write_report(
    workspace: Workspace, out: Path, *, formats: tuple[str, ...], languages: tuple[str, ...], scope: Scope | None = None
) -> list[Path]:
    """Write `report.LANG.FORMAT` for each language and format; returns the files."""
    from reports.audit_report.content import Material, Writer
    from reports.audit_report.html import render_html
    from reports.audit_report.office import report_docx, write_report_xlsx
    from reports.audit_report.pdf import render_pdf

    for format_ in formats:
        if format_ not in REPORT_FORMATS:
            raise InputError("unknown_option", option="--format", value=format_, choices=", ".join(REPORT_FORMATS))
    with reading(workspace.engine) as session:
        plans: dict[str, dict[str, Any] | None] = {language: result(session, f"plan_{language}") for language in LANGUAGES}
        untold = result(session, "untold")
        recommendations = [recommendation_value(entry) for entry in load_recommendations(session)]
    if untold is None:
        raise InputError("no_audit")
    analysis = analysed(workspace)
    inventory = analysis.inventory
    findings = findings_list(workspace, inventory=inventory)
    scope = scope or Scope()
    title, findings, recommendations, untold, narrowed = _narrowed(scope, analysis, findings, recommendations, untold)
    settings = workspace.settings.crawl
    crawl = {name: text for name in ("purpose", "contact", "approved_by") if (text := getattr(settings, name))}
    written = []
    for language in languages:
        office = workspace.settings.workspace.name
        material = Material(narrowed, findings, recommendations, plans[language], untold, office, crawl)
        report = Writer(material, language).write()
        if title:
            report.title = f"{report.title} · {Names(inventory, language).of(title)}"
        if title or scope.is_public:
            # these speak of everything and everybody
            report.portfolio.clear()
            report.about(None if scope.is_public else title)
            report.charts = {
                name: chart
                for name, chart in report.charts.items()
                if name in (("sharing", "savings") if title else ("burden", "savings", "waves", "frontier"))
            }
        if scope.is_public:
            report.leads.clear()
            report.title = f"{report.title} · {message(language, 'report.public')}"
        scene = scene_of(workspace, language, narrowed)
        views = _PUBLIC_VIEWS if scope.is_public else tuple(VIEWS)
        report.diagrams = {view: without_size(render_svg(_leading(VIEWS[view](scene), findings))) for view in views}
        for format_ in formats:
            path = out / f"report.{language}.{format_}"
            if format_ == "xlsx":
                write_atomic(path, lambda temporary, report=report: write_report_xlsx(report, temporary))
            else:
                if format_ == "docx":
                    content = report_docx(report)
                else:
                    html = render_html(report, for_print=format_ == "pdf")
                    content = html.encode() if format_ == "html" else render_pdf(html, title=report.title)
                write_atomic(path, lambda temporary, content=content: temporary.write_bytes(content))
            written.append(path)
    return written


def _leading(drawing: Drawing, findings: list[dict[str, Any]]) -> Drawing:
    """The drawing with every box and arrow that a finding is about leading to it, the gravest where there are several.

    A box that stands for others leads to the gravest finding about one of them.
    """
    about: dict[str, str] = {}
    together: dict[tuple[str, str], str] = {}
    arrows = {(arrow.source, arrow.target) for arrow in drawing.arrows}
    for finding in findings:
        address = f"#{finding['id']}"
        for subject in (*finding["subjects"], *finding["organisations"]):
            about.setdefault(subject, address)
        ends = dict.fromkeys(drawing.inside.get(subject, subject) for subject in finding["subjects"])
        for subject in ends:
            about.setdefault(subject, address)
        for left in ends:
            for right in ends:
                if (left, right) in arrows:
                    together.setdefault((left, right), address)
    drawing.links |= {box.id: about[box.id] for box in drawing.boxes if box.id in about}
    drawing.links |= together
    return drawing


def _narrowed(
    scope: Scope, analysis: Analysis, findings: list[dict[str, Any]], recommendations: list[Recommendation], untold: list[dict[str, Any]]
) -> tuple[str | None, list[dict[str, Any]], list[Recommendation], list[dict[str, Any]], Analysis]:
    """What of all this the scope speaks of, and the record that it is about."""
    inventory = analysis.inventory
    title: str | None = None
    if scope.organisation is not None or scope.system is not None:
        if scope.system is not None:
            title = find_one(inventory, "System", scope.system).id
            systems = {title}
            about = {title, *analysis.scape.datasets_of.get(title, ()), *analysis.scape.channels_of.get(title, ())}
        else:
            title = find_one(inventory, "Organisation", str(scope.organisation)).id
            systems = {s.id for s in inventory.systems.values() if s.owner == title}
            about = {title, *systems}
        is_body = scope.system is None
        findings = [f for f in findings if about & {*f["subjects"], *(f["organisations"] if is_body else ())}]
        kept = {f["id"] for f in findings}
        recommendations = [
            r for r in recommendations if kept & set(r.closes) or about & set(r.subjects) or (is_body and r.addressee == title)
        ]
        untold = [entry for entry in untold if entry["subject"] in about]
        silos = {
            key: silo
            for key, silo in analysis.silos.items()
            if inventory.datasets[silo.dataset].system in systems or (is_body and silo.holder == title)
        }
        analysis = dataclasses.replace(
            analysis, clusters=[cluster for cluster in analysis.clusters if systems & set(cluster.members)], silos=silos
        )
    if scope.is_public:
        findings = [f for f in findings if f["status"] in _CONFIRMED]
        kept = {f["id"] for f in findings}
        recommendations = [r for r in recommendations if kept & set(r.closes)]
        # what is not confirmed, and what could not be told, is nobody's business outside
        analysis = dataclasses.replace(analysis, clusters=[cluster for cluster in analysis.clusters if cluster.is_reviewed], silos={})
        untold = []
    return title, findings, recommendations, untold, analysis


def write_letter(workspace: Workspace, organisation: str, out: Path) -> list[Path]:
    """The letter that asks a body for its reply to the open findings about it, as DOCX in both languages."""
    from reports.letter import letter

    inventory = inventory_of(workspace)
    body = find_one(inventory, "Organisation", organisation)
    open_ = [f for f in findings_list(workspace, organisation=body.id, inventory=inventory) if f["status"] in _UNANSWERED]
    written = []
    for language in LANGUAGES:
        names = Names(inventory, language)
        worded = [worded_finding(finding, names) for finding in open_]
        days, office = workspace.settings.review.reply_days, workspace.settings.workspace.name
        content = letter(names.of(body.id), office, worded, names, days=days, date=workspace.today)
        path = out / f"letter.{language}.docx"
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
