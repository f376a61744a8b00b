"""The plan, what-if questions, diagrams, reports and exports."""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from fastapi import HTTPException

from auditor.deciding import trace_of, what_if_of
from auditor.exporting import FORMATS, export_what
from auditor.reporting import REPORT_FORMATS, write_report
from auditor.showing import FORMATS as PICTURES
from auditor.showing import draw
from auditor.web import jobs, queries
from auditor.web.asking import Ask, Download, Go, Page, Web
from inventory.database import reading
from inventory.snapshot import result
from reports.audit_report.scope import Scope
from reports.diagrams.subjects import SUBJECT_VIEWS
from reports.diagrams.views import VIEWS
from reports.wording import yuan, yuan_range

_KINDS = {
    "svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf", "dot": "text/vnd.graphviz", "mermaid": "text/plain", "drawio": "application/xml",
    "html": "text/html", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "json": "application/json", "csv": "text/csv",
    "graphml": "application/xml", "gexf": "application/xml", "archimate": "application/xml",
}  # fmt: skip
_ENDINGS = {"mermaid": "mmd", "archimate": "xml"}


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/plan", "office")(plan)
    web.post("/plan", "decide")(solve)
    web.get("/whatif", "office")(whatif)
    web.get("/trace", "office")(trace)
    web.get("/diagrams", "office")(diagrams)
    web.get("/diagram/{view}/{format_}", "office", twin=False)(diagram)
    web.get("/reports", "office")(reports)
    web.get("/report/{language}/{format_}", "office", twin=False)(report)
    web.get("/export/{what}/{format_}", "office", twin=False)(export)


def plan(ask: Ask) -> Page:
    """The plan as it was last solved, and what other budgets would buy."""
    with reading(ask.web.workspace.engine) as session:
        found: dict[str, Any] | None = result(session, f"plan_{ask.language}")
        inventory = queries.names(session, ask.language)
    points = [
        {
            **point,
            "budget": ask.say("chart.no_budget") if point["budget_yuan"] is None else yuan(point["budget_yuan"], ask.language),
            "cost": yuan_range(point["cost_yuan"], ask.language),
            "saving": yuan_range(point["saving_yuan"], ask.language),
            "names": [inventory.of(s) for s in point["stopped"][:40]],
        }
        for point in (found or {}).get("frontier") or ()
    ]
    return Page("plan.html", {"plan": found, "points": points})


def solve(ask: Ask) -> Go:
    """Solve the plan anew in the background."""
    arguments = ["plan"]
    for name in ("budget", "budget-per-wave", "max-retire", "waves"):
        value = ask.text(name)
        if value:
            if not re.fullmatch(r"[0-9]{1,12}", value):
                raise HTTPException(400, ask.say("web.bad_number", value=value[:40]))
            arguments.append(f"--{name}={value}")
    number = jobs.add_job(ask.workspace, "plan", arguments, by=ask.me.name)
    ask.log("plan", str(number))
    return Go(f"/jobs/{number}", ask.say("web.queued"))


def whatif(ask: Ask) -> Page:
    """What ending these systems would break, and what it would save."""
    retire = [text[:100] for text in ask.request.query_params.getlist("retire") if text.strip()][:50]
    connect = [text[:200] for text in ask.request.query_params.getlist("connect") if text.strip()][:20]
    answer = what_if_of(ask.workspace, retire=retire, connect=connect, budget=None, lock=[]) if retire or connect else None
    return Page("whatif.html", {"retire": retire, "connect": connect, "answer": answer})


def trace(ask: Ask) -> Page:
    """Where an item of data comes from and where it goes."""
    text = ask.query("element")
    return Page("trace.html", {"element": text, "answer": trace_of(ask.workspace, text) if text else None})


def diagrams(ask: Ask) -> Page:
    """One view as a picture, and every format of it."""
    view, subject = ask.query("view", "landscape"), ask.query("subject")
    if view not in VIEWS and view not in SUBJECT_VIEWS:
        raise HTTPException(404)
    return Page(
        "diagrams.html",
        {"views": list(VIEWS), "subject_views": list(SUBJECT_VIEWS), "view": view, "subject": subject, "formats": list(PICTURES)},
    )


def diagram(ask: Ask, view: str, format_: str) -> Download:
    """One diagram as a file; SVG may stand in a page."""
    if format_ not in PICTURES:
        raise HTTPException(404)
    name = f"{view}.{_ENDINGS.get(format_, format_)}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        draw(ask.workspace, view, path, subject=ask.query("subject") or None, format_=format_)
        return Download(path.read_bytes(), name, _KINDS[format_], inline=format_ in ("svg", "png") and ask.query("inline") == "1")


def reports(ask: Ask) -> Page:
    """Every report and export to download."""
    return Page("reports.html", {"formats": list(REPORT_FORMATS), "exports": [[what, list(kinds)] for what, kinds in FORMATS.items()]})


def report(ask: Ask, language: str, format_: str) -> Download:
    """One report as a file."""
    if language not in ("zh", "en") or format_ not in REPORT_FORMATS:
        raise HTTPException(404)
    scope = Scope(organisation=ask.query("org") or None, system=ask.query("system") or None, is_public=ask.query("public") == "1")
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_report(ask.workspace, Path(folder), formats=(format_,), languages=(language,), scope=scope)
        return Download(path.read_bytes(), path.name, _KINDS[format_])


def export(ask: Ask, what: str, format_: str) -> Download:
    """One export as a file."""
    if what not in FORMATS or format_ not in FORMATS[what]:
        raise HTTPException(404)
    name = f"{what}.{'zip' if what == 'inventory' and format_ == 'csv' else _ENDINGS.get(format_, format_)}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name.removesuffix(".zip")
        content = export_what(ask.workspace, what, format_, path)
        kind = _KINDS.get(format_, "application/octet-stream")
        if content is not None:
            return Download(content.encode() if isinstance(content, str) else content, name, kind)
        if path.is_dir():
            packed = shutil.make_archive(str(Path(folder) / "packed"), "zip", path)
            return Download(Path(packed).read_bytes(), name, "application/zip")
        return Download(path.read_bytes(), name, kind)
