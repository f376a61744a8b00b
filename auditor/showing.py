"""Diagrams of a workspace, and the letter that asks a body for its reply."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from auditor.exporting import findings_list, source_line, worded_finding, write_atomic
from auditor.find import find_one
from auditor.kept import analysed, inventory_of
from auditor.workspace import Workspace
from graphs.analysis import Analysis
from inventory.advice import load_recommendations, recommendation_value
from inventory.database import reading
from inventory.elements import resolve_element
from inventory.languages import LANGUAGES
from inventory.problems import InputError
from inventory.snapshot import result
from reports.diagrams.drawing import Drawing
from reports.diagrams.graphviz import DrawingFailed, render_dot, render_png, render_svg
from reports.diagrams.landscape import find_region
from reports.diagrams.leading import lead
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


def draw(
    workspace: Workspace,
    view: str,
    out: Path,
    *,
    subject: str | None = None,
    format_: str | None = None,
    engine: str = "auto",
    report: str | None = None,
) -> None:
    """Draw one view into a file; the format is the option's or the file's ending.

    Boxes and arrows name the findings about them; with the address or file of an HTML report they lead there.
    """
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
    lead(drawing, findings_list(workspace, inventory=scene.analysis.inventory), page=_page(report, out))
    write_atomic(out, lambda path, content=_rendered(drawing, kind, engine): path.write_bytes(content))


def _page(report: str | None, out: Path) -> str | None:
    """The address of a report as a file beside it has to give it."""
    if report is None or report.startswith(("http://", "https://")):
        return report
    return quote(Path(os.path.relpath(report, out.parent)).as_posix())


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


# findings to which a body may still reply before anything is confirmed
_UNANSWERED = frozenset({"candidate", "question", "needs_evidence", "reopened"})


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
        review, office = workspace.settings.review, workspace.settings.workspace.name
        content = letter(names.of(body.id), office, worded, names, days=review.reply_days, hands=review.hands, date=workspace.today)
        path = out / f"letter.{language}.docx"
        write_atomic(path, lambda temporary, content=content: temporary.write_bytes(content))
        written.append(path)
    return written
