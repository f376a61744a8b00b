"""Where data comes from and goes to, diagrams, reports and exports."""

import shutil
import tempfile
from pathlib import Path

from fastapi import HTTPException

from auditor.deciding import trace_of
from auditor.exporting import FORMATS, export_what
from auditor.reporting import REPORT_FORMATS, write_report
from auditor.showing import FORMATS as PICTURES
from auditor.showing import draw
from auditor.web.asking import Ask, Download, Page, Web
from reports.audit_report.scope import Scope
from reports.diagrams.subjects import SUBJECT_VIEWS
from reports.diagrams.views import VIEWS

_KINDS = {
    "svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf", "dot": "text/vnd.graphviz", "mermaid": "text/plain", "drawio": "application/xml",
    "html": "text/html", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "json": "application/json", "csv": "text/csv",
    "graphml": "application/xml", "gexf": "application/xml", "archimate": "application/xml",
}  # fmt: skip
_ENDINGS = {"mermaid": "mmd", "archimate": "xml"}


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/trace", "office")(trace)
    web.get("/diagrams", "office")(diagrams)
    web.get("/diagram/{view}/{format_}", "office", twin=False)(diagram)
    web.get("/reports", "office")(reports)
    web.get("/report/{language}/{format_}", "office", twin=False)(report)
    web.get("/export/{what}/{format_}", "office", twin=False)(export)


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
