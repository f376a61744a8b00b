"""The audit report of a workspace as files: everything, one body, one system, or what everybody may read."""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.exporting import findings_list, source_line, write_atomic
from auditor.find import find_one
from auditor.kept import analysed, let_go
from auditor.pipeline import estimates_of
from auditor.workspace import Workspace
from graphs.plan.document import parse_problem
from inventory.advice import load_recommendations, recommendation_value
from inventory.database import reading
from inventory.identity import digest
from inventory.languages import LANGUAGES
from inventory.problems import InputError
from inventory.snapshot import result
from inventory.values.inventory import Inventory
from reports.audit_report.parts import Estimate, Report
from reports.audit_report.public import published
from reports.audit_report.scope import Scope, Told, confirmed_only, narrowed
from reports.diagrams.drawing import Drawing
from reports.diagrams.graphviz import render_svg
from reports.diagrams.leading import lead
from reports.diagrams.scene import Scene
from reports.diagrams.views import VIEWS
from reports.wording import Names

REPORT_FORMATS = ("html", "pdf", "docx", "xlsx")
# pictures of a report for the public, and of one body or system beside its own landscape
_PUBLIC_VIEWS = ("landscape", "duplicates", "asis-tobe", "roadmap")
_NARROW_VIEWS = ("duplicates", "silos", "asis-tobe", "roadmap")
_OF_PLAN = ("asis-tobe", "target", "roadmap")


def write_report(
    workspace: Workspace,
    out: Path,
    *,
    formats: tuple[str, ...],
    languages: tuple[str, ...],
    scope: Scope | None = None,
    is_last: bool = False,
) -> list[Path]:
    """Write `report.LANG.FORMAT` for each language and format; returns the files.

    `is_last` says that the process needs the analysis no more: its memory is given up before pages are laid out.
    """
    for format_ in formats:
        if format_ not in REPORT_FORMATS:
            raise InputError("unknown_option", option="--format", value=format_, choices=", ".join(REPORT_FORMATS))
    reports = _reports(workspace, languages, scope or Scope())
    if is_last:
        let_go()
    written = []
    for language, report in reports:
        for format_ in formats:
            path = out / f"report.{language}.{format_}"
            _write(report, format_, path)
            written.append(path)
    return written


def _reports(workspace: Workspace, languages: tuple[str, ...], asked: Scope) -> list[tuple[str, Report]]:
    """The report in each language; nothing of it refers to what it is made from."""
    with reading(workspace.engine) as session:
        plans: dict[str, dict[str, Any] | None] = {language: result(session, f"plan_{language}") for language in LANGUAGES}
        problem = result(session, "plan_problem")
        untold = result(session, "untold")
        recommendations = [recommendation_value(entry) for entry in load_recommendations(session)]
    if untold is None:
        raise InputError("no_audit")
    analysis = analysed(workspace)
    scope = _found(asked, analysis.inventory)
    told = narrowed(
        scope,
        Told(analysis, findings_list(workspace, inventory=analysis.inventory), recommendations, untold, analysis.inventory),
    )
    strike: Callable[[str], str] = str
    if scope.is_public:
        told, strike = published(confirmed_only(told))
    return [(language, _report(workspace, told, scope, language, plans[language], problem, strike)) for language in languages]


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
    material = Material(
        told, plan, workspace.settings.workspace.name, crawl, scope, _estimates(workspace), has_plan, asked, estimates_of(workspace)
    )
    report = Writer(material, language).write()
    line = source_line(workspace, told.analysis.inventory, language)
    scene = Scene(told.analysis, plan, names, line, {r.id: r for r in told.recommendations}, scope.is_public)
    report.diagrams = {view: without_size(render_svg(lead(drawing, told.findings, page=""))) for view, drawing in _drawings(scope, scene)}
    return report


def _estimates(workspace: Workspace) -> list[Estimate]:
    """The settings of the plan that prices and savings rest on, where nobody answered."""
    plan = workspace.settings.plan
    found = []
    for name in ("horizon_months", "wave_months", "migration_yuan", "exchange_yuan", "element_map_yuan"):
        value = getattr(plan, name)
        low, high = value if isinstance(value, tuple) else (value, value)
        found.append(Estimate(name, (low, high), name in plan.model_fields_set))
    return found


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
    from reports.audit_report.pdf import render_pdf_apart
    from reports.audit_report.sheets import write_report_xlsx

    if format_ == "xlsx":
        write_atomic(path, lambda temporary: write_report_xlsx(report, temporary))
        return
    if format_ == "docx":
        content = report_docx(report)
    else:
        html = render_html(report, for_print=format_ == "pdf")
        content = html.encode() if format_ == "html" else render_pdf_apart(html, title=report.title)
    write_atomic(path, lambda temporary: temporary.write_bytes(content))


def without_size(svg: str) -> str:
    """An SVG for a page, its identifiers kept apart from those of others."""
    key = digest(svg)[:6]
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', svg)
    return svg
