"""Diagrams and reports of a workspace."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from auditor.exporting import findings_list, worded_finding, write_atomic
from auditor.find import find_one
from auditor.kept import analysed, inventory_of
from auditor.workspace import Workspace
from graphs.analysis import Analysis
from graphs.plan.document import parse_problem
from inventory.advice import load_recommendations, recommendation_value
from inventory.database import reading
from inventory.elements import resolve_element
from inventory.languages import LANGUAGES, message
from inventory.problems import InputError
from inventory.snapshot import result
from inventory.values.inventory import Inventory
from reports.audit_report.parts import Report
from reports.audit_report.public import published
from reports.audit_report.scope import Scope, Told, confirmed_only, narrowed
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
    return Scene(analysis, plan, Names(inventory, language), source_line(workspace, inventory, language), made)


def source_line(workspace: Workspace, inventory: Inventory, language: str) -> str:
    """Whose picture this is, of which round and day."""
    return message(language, "diagram.source", name=workspace.settings.workspace.name, round=inventory.round, today=workspace.today)


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
# findings to which a body may still reply before anything is confirmed
_UNANSWERED = frozenset({"candidate", "question", "needs_evidence", "reopened"})
# pictures of a report for the public, and of one body or system beside its own landscape
_PUBLIC_VIEWS = ("landscape", "duplicates", "asis-tobe", "roadmap")
_NARROW_VIEWS = ("duplicates", "silos", "asis-tobe", "roadmap")
_OF_PLAN = ("asis-tobe", "target", "roadmap")


def write_report(
    workspace: Workspace, out: Path, *, formats: tuple[str, ...], languages: tuple[str, ...], scope: Scope | None = None
) -> list[Path]:
    """Write `report.LANG.FORMAT` for each language and format; returns the files."""
    for format_ in formats:
        if format_ not in REPORT_FORMATS:
            raise InputError("unknown_option", option="--format", value=format_, choices=", ".join(REPORT_FORMATS))
    with reading(workspace.engine) as session:
        plans: dict[str, dict[str, Any] | None] = {language: result(session, f"plan_{language}") for language in LANGUAGES}
        problem = result(session, "plan_problem")
        untold = result(session, "untold")
        recommendations = [recommendation_value(entry) for entry in load_recommendations(session)]
    if untold is None:
        raise InputError("no_audit")
    analysis = analysed(workspace)
    scope = _found(scope or Scope(), analysis.inventory)
    told = narrowed(
        scope,
        Told(analysis, findings_list(workspace, inventory=analysis.inventory), recommendations, untold, analysis.inventory),
    )
    strike: Callable[[str], str] = str
    if scope.is_public:
        told, strike = published(confirmed_only(told))
    written = []
    for language in languages:
        report = _report(workspace, told, scope, language, plans[language], problem, strike)
        for format_ in formats:
            path = out / f"report.{language}.{format_}"
            _write(report, format_, path)
            written.append(path)
    return written


def _found(scope: Scope, inventory: Inventory) -> Scope:
    """The scope with ids in the place of what was typed."""
    if scope.system is not None:
        return dataclasses.replace(scope, system=find_one(inventory, "System", scope.system).id, organisation=None)
    if scope.organisation is not None:
        return dataclasses.replace(scope, organisation=find_one(inventory, "Organisation", scope.organisation).id)
    return scope


def _report(
    workspace: Workspace,
    told: Told,
    scope: Scope,
    language: str,
    plan: Mapping[str, Any] | None,
    problem: Mapping[str, Any] | None,
    strike: Callable[[str], str],
) -> Report:
    """The report in one language, with its pictures."""
    from reports.audit_report.content import Material, Writer
    from reports.audit_report.plan_part import plan_part

    names = Names(told.analysis.inventory, language)
    asked = parse_problem(problem) if problem is not None else None
    has_plan = plan is not None
    is_whole = scope.subject is None and not scope.is_public
    if plan is not None and not is_whole:
        if asked is None or plan["status"] == "infeasible":
            plan = None
        else:
            plan, asked = plan_part(scope, plan, asked, own=told.own, findings=told.findings, names=names, strike=strike)
    settings = workspace.settings.crawl
    crawl = {name: text for name in ("purpose", "contact", "approved_by") if (text := getattr(settings, name))}
    material = Material(told, plan, workspace.settings.workspace.name, crawl, scope, has_plan, asked)
    report = Writer(material, language).write()
    scene = Scene(
        told.analysis, plan, names, source_line(workspace, told.analysis.inventory, language), {r.id: r for r in told.recommendations}
    )
    report.diagrams = {view: without_size(render_svg(_leading(drawing, told.findings))) for view, drawing in _drawings(scope, scene)}
    return report


def _drawings(scope: Scope, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    """The pictures of a report: of one body or system what is around it, and nothing of what the report leaves out."""
    from reports.diagrams.subjects import SUBJECT_VIEWS

    views: tuple[str, ...] = _PUBLIC_VIEWS if scope.is_public else tuple(VIEWS)
    if scope.subject is not None:
        view = "landscape" if scope.system is None else "system"
        yield "landscape", SUBJECT_VIEWS[view][1](scene, scope.subject)
        views = tuple(v for v in views if v in _NARROW_VIEWS)
    for view in views:
        is_empty = (
            (view in _OF_PLAN and scene.plan is None)
            or (view == "duplicates" and not scene.analysis.clusters)
            or (view == "silos" and not scene.analysis.silos)
        )
        if not is_empty or (scope.subject is None and not scope.is_public):
            yield view, VIEWS[view](scene)


def _write(report: Report, format_: str, path: Path) -> None:
    from reports.audit_report.html import render_html
    from reports.audit_report.office import report_docx
    from reports.audit_report.pdf import render_pdf
    from reports.audit_report.sheets import write_report_xlsx

    if format_ == "xlsx":
        write_atomic(path, lambda temporary: write_report_xlsx(report, temporary))
        return
    if format_ == "docx":
        content = report_docx(report)
    else:
        html = render_html(report, for_print=format_ == "pdf")
        content = html.encode() if format_ == "html" else render_pdf(html, title=report.title)
    write_atomic(path, lambda temporary: temporary.write_bytes(content))


def _leading(drawing: Drawing, findings: Sequence[Mapping[str, Any]]) -> Drawing:
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
