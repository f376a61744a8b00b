"""What comes in: imports, forms, crawls, audits; each as a job that can be watched, stopped and taken up again."""

import re
import tempfile
from pathlib import Path
from typing import Any

from fastapi import HTTPException
from sqlalchemy import select
from sqlmodel import col

from auditor.custody import list_imports, withdraw_import
from auditor.forms import export_forms
from auditor.web import jobs
from auditor.web.asking import Ask, Download, Go, Page, Web
from inventory.database import reading
from inventory.forms.read_workbook import read_form
from inventory.models.ledger import JobRow, ProblemRow, SourceRow
from inventory.problems import InputError, Problem, Problems
from inventory.values.observation import Locator

_ROWS = 200


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/imports", "fill")(imports)
    web.get("/imports/{identifier}", "fill")(import_)
    web.post("/imports", "fill")(upload)
    web.post("/imports/{identifier}/withdraw", "collect")(withdraw)
    web.get("/jobs", "collect")(all_jobs)
    web.get("/jobs/{number}", "read")(job)
    web.post("/jobs/{number}/stop", "collect")(stop)
    web.post("/jobs/{number}/resume", "collect")(resume)
    web.post("/audit", "collect")(audit)
    web.post("/crawl", "collect")(crawl)
    web.get("/form", "fill", twin=False)(form)


def imports(ask: Ask) -> Page:
    """Every source, the newest first; clerks see the forms of their own body."""
    rows = list_imports(ask.workspace)
    if ask.me.bodies is not None:
        rows = [row for row in rows if row["by"] in ask.me.bodies]
    return Page("imports.html", {"rows": rows[:_ROWS], "total": len(rows)}, table="rows")


def import_(ask: Ask, identifier: str) -> Page:
    """One source with what was refused of it and asked about."""
    with reading(ask.web.workspace.engine) as session:
        source = session.get(SourceRow, identifier)
        if source is None or (ask.me.bodies is not None and source.by not in ask.me.bodies):
            raise HTTPException(404)
        problems = session.execute(select(ProblemRow).where(col(ProblemRow.source) == identifier).limit(_ROWS)).scalars().all()
        rows = [_problem(ask, p) for p in problems]
        values = {
            "id": source.id,
            "name": source.name,
            "kind": source.kind,
            "at": str(source.at),
            "by": source.by,
            "sha256": source.sha256,
            "withdrawn": source.withdrawn_at is not None,
        }
    return Page("import.html", {"source": values, "rows": rows}, table="rows")


def _problem(ask: Ask, row: ProblemRow) -> dict[str, Any]:
    problem = Problem(row.code, Locator(**row.locator), tuple(sorted((row.params or {}).items())))
    told = {key: value for key, value in problem.as_dict(ask.language).items() if value is not None}
    return {"kind": row.kind, **told}


def upload(ask: Ask) -> Go:
    """Take files in as one job each; a clerk's are forms. A dry run writes nothing."""
    if not ask.files:
        raise HTTPException(400, ask.say("web.no_file"))
    number = 0
    for file in ask.files:
        path = jobs.keep_upload(ask.workspace, file.filename or "", file.file)
        is_form = ask.text("as") == "form" or not ask.me.may("collect")
        if ask.me.body_ids is not None:
            _check_form(ask, path)
        arguments = ["form", "import", str(path)] if is_form else ["import", str(path)]
        if ask.text("dry"):
            arguments.append("--dry-run")
        number = jobs.add_job(ask.workspace, "form" if is_form else "import", arguments, by=ask.me.name)
    ask.log("import", str(number))
    return Go(f"/jobs/{number}", ask.say("web.queued"))


def _check_form(ask: Ask, path: Path) -> None:
    """A clerk's form is that of the own body or of one below it. Raises 403 for another's, InputError for what is no form."""
    try:
        _, mark = read_form(path, Problems())
    except InputError:
        path.unlink()
        raise
    if mark["organisation"] not in (ask.me.body_ids or ()):
        path.unlink()
        raise HTTPException(403, ask.say("web.foreign_form"))


def withdraw(ask: Ask, identifier: str) -> Go:
    """Take a wrong import back; what it said is marked, not deleted."""
    withdraw_import(ask.workspace, identifier)
    ask.log("withdraw", identifier)
    return Go("/imports", ask.say("web.withdrawn"))


def _job(row: JobRow) -> dict[str, Any]:
    # the language of who asked stands before the call itself
    call = row.arguments[2:] if row.arguments[:1] == ["--lang"] else row.arguments
    shown = [Path(a).name if "/uploads/" in str(a) else str(a) for a in call]
    return {
        "id": row.id,
        "kind": row.kind,
        "arguments": shown,
        "by": row.by,
        "state": row.state,
        "made_at": str(row.made_at),
        "began_at": str(row.began_at or ""),
        "ended_at": str(row.ended_at or ""),
    }


def all_jobs(ask: Ask) -> Page:
    """The latest jobs."""
    with reading(ask.web.workspace.engine) as session:
        rows = [_job(row) for row in session.execute(select(JobRow).order_by(col(JobRow.id).desc()).limit(_ROWS)).scalars()]
    return Page("jobs.html", {"rows": rows}, table="rows")


def job(ask: Ask, number: str) -> Page:
    """One job: how far it is, what came of it. A clerk sees the own ones."""
    with reading(ask.web.workspace.engine) as session:
        row = session.get(JobRow, int(number)) if _is_number(number) else None
        if row is None or (not ask.me.may("collect") and row.by != ask.me.name):
            raise HTTPException(404)
        values = {**_job(row), "progress": row.progress, "answer": row.answer}
    is_open = values["state"] in ("waiting", "running")
    rejected = (values["answer"] or {}).get("rejected", []) if isinstance(values["answer"], dict) else []
    return Page("job.html", {"job": values, "is_open": is_open, "rejected": rejected}, table=None)


def stop(ask: Ask, number: str) -> Go:
    """Stop a job; what it finished stays."""
    if not _is_number(number) or not jobs.stop_job(ask.workspace, int(number)):
        raise HTTPException(404)
    ask.log("job_stop", number)
    return Go(f"/jobs/{number}", ask.say("web.stopped"))


def resume(ask: Ask, number: str) -> Go:
    """Take a job up again."""
    if not _is_number(number) or not jobs.resume_job(ask.workspace, int(number)):
        raise HTTPException(404)
    ask.log("job_resume", number)
    return Go(f"/jobs/{number}", ask.say("web.queued"))


def audit(ask: Ask) -> Go:
    """Run the audit in the background."""
    number = jobs.add_job(ask.workspace, "audit", ["audit"], by=ask.me.name)
    ask.log("audit", str(number))
    return Go(f"/jobs/{number}", ask.say("web.queued"))


def crawl(ask: Ask) -> Go:
    """Crawl from given addresses in the background; without any, go on with the last crawl."""
    urls = [line.strip() for line in ask.text("urls").splitlines() if line.strip()][:500]
    if any(not url.startswith(("http://", "https://")) for url in urls):
        raise HTTPException(400, ask.say("web.bad_address"))
    arguments = ["crawl", *urls]
    for name in ("purpose", "contact", "approved-by"):
        if ask.text(name):
            arguments.append(f"--{name}={ask.text(name)}")
    if _is_number(ask.text("max_pages")):
        arguments.append(f"--max-pages={ask.text('max_pages')}")
    number = jobs.add_job(ask.workspace, "crawl", arguments, by=ask.me.name)
    ask.log("crawl", str(number))
    return Go(f"/jobs/{number}", ask.say("web.queued"))


def form(ask: Ask) -> Download:
    """The prefilled workbook of a body."""
    body = ask.query("org") or ask.me.organisation or ""
    if not body or not ask.me.sees([body]):
        raise HTTPException(404)
    with tempfile.TemporaryDirectory() as folder:
        written = export_forms(ask.workspace, Path(folder), only=[body], below_county=True, tier="core")
        path = next(iter(Path(folder).glob("*.xlsx")), None)
        if path is None or not written:
            raise HTTPException(404)
        return Download(path.read_bytes(), path.name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}", text) is not None
