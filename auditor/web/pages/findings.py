"""Findings: the list, one with its evidence and history, and every step of its life."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.evidence import RELEASERS, export_evidence
from auditor.exporting import worded_finding
from auditor.review import finding_events, menders, step
from auditor.web import queries
from auditor.web.asking import Ask, Download, Go, Page, Web
from graphs.rules import rules
from inventory import store
from inventory.database import reading
from inventory.models.ledger import AccountRow, EvidenceLogRow, FindingEventRow, FindingRow, PageRow
from inventory.vocabulary import caption
from reports.wording import finding_title, reasons_in_words

ACTIONS = {
    "answer": "reply",
    "ask": "confirm",
    "confirm": "confirm",
    "reject": "confirm",
    "except": "confirm",
    "assign": "confirm",
    "close": "confirm",
}


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/findings", "read")(findings)
    web.get("/findings/{identifier}", "read")(finding)
    web.post("/findings/{identifier}/answer", "reply")(answer)
    web.post("/findings/{identifier}/step", "confirm")(take_step)
    web.post("/findings/{identifier}/package", "prove")(package)


def findings(ask: Ask) -> Page:
    """The list, the gravest first."""
    filters = {name: ask.query(name) for name in ("rule", "severity", "certainty", "status", "org", "mine", "gone")}
    with reading(ask.web.workspace.engine) as session:
        listed = queries.list_findings(
            session, ask.me, filters=filters, search=ask.query("q"), page=ask.number("page", 1, least=1, most=1_000_000)
        )
        ids = [identifier for row in listed.rows for identifier in (*row["subjects"][:3], *_told(row["reasons"]))]
        names = queries.names(session, ask.language, ids)
        rows = [
            {
                **{k: row[k] for k in ("id", "rule", "severity", "certainty", "status", "owner", "due")},
                "title": finding_title(row["rule"], ask.language),
                "subjects": [names.of(s) for s in row["subjects"][:3]],
                "why": "".join(reasons_in_words(row, names)),
            }
            for row in listed.rows
        ]
        org = names.of(filters["org"]) if filters["org"] and queries.find_record(session, filters["org"], ask.me) else ""
    known = [[identifier, f"{identifier} {rule.title.of(ask.language)}"] for identifier, (rule, _) in rules().items()]
    return Page(
        "findings.html",
        {
            "rows": rows,
            "total": listed.total,
            "page": listed.page,
            "pages": listed.pages,
            "filters": filters,
            "q": ask.query("q"),
            "rules": known,
            "org": org,
        },
        table="rows",
    )


def _told(reasons: list[dict[str, Any]]) -> Iterator[str]:
    """What the parts of reasons may name."""
    for reason in reasons:
        for part in (reason.get("parts") or {}).values():
            yield from (entry for entry in (part if isinstance(part, list) else [part]) if isinstance(entry, str))


def finding_row(ask: Ask, session: Session, identifier: str) -> FindingRow:
    """A finding that the account may see; 404 for any other."""
    row = session.get(FindingRow, identifier)
    if row is None or (ask.me.body_ids is not None and not set(row.content.get("organisations", [])) & ask.me.body_ids):
        raise HTTPException(404)
    return row


def finding(ask: Ask, identifier: str) -> Page:
    """One finding: rule and basis, reasons, evidence, history, and the steps that may be taken."""
    return _page_of(ask, identifier)


def _page_of(ask: Ask, identifier: str, *, mine: dict[str, Any] | None = None, status: int = 200) -> Page:
    """The page; `mine` is a step that somebody else came before: what was seen, chosen and typed."""
    with reading(ask.web.workspace.engine) as session:
        row = finding_row(ask, session, identifier)
        names = queries.names(session, ask.language)
        events = finding_events(session, row.id)
        worded = worded_finding({**row.content, "status": row.status}, names)
        values = {
            "subjects": [{"id": s, "name": names.of(s)} for s in row.content.get("subjects", [])],
            "bodies": [names.of(b) for b in row.content.get("organisations", [])],
            "evidence": [{**entry, "page": _page(session, entry.get("url"))} for entry in worded["evidence"]],
            "events": [_event(e) for e in events],
            "may_close": ask.me.name not in menders(ask.web.workspace, row, events),
            "added": _added(ask, session, row.id),
            "people": sorted(session.execute(select(col(AccountRow.name)).where(col(AccountRow.closed_at).is_(None))).scalars())
            if ask.me.may("confirm")
            else [],
        }
    columns = ("id", "rule", "severity", "certainty", "status", "owner", "due", "round", "is_current")
    rule = rules().get(row.rule)
    return Page(
        "finding.html",
        {
            "finding": {**worded, **{name: getattr(row, name) for name in columns}},
            "checks": rule[0].checks.of(ask.language) if rule else "",
            "mend": rule[0].mend.of(ask.language) if rule else "",
            **values,
            "mine": mine,
        },
        status=status,
        address=f"/findings/{identifier}" if mine else "",
    )


def _page(session: Session, url: str | None) -> dict[str, Any] | None:
    """What the archive holds of a fetched page."""
    page = session.get(PageRow, url) if url else None
    if page is None:
        return None
    return {
        "title": page.title,
        "status": page.status,
        "fetched_at": store.format_time(page.fetched_at),
        "sha256": page.sha256,
        "chain": page.chain,
    }


def _event(event: FindingEventRow) -> dict[str, Any]:
    return {"at": str(event.at), "action": event.action, "by": event.by, "old": event.old, "new": event.new, "text": event.text}


def added_to(session: Session, finding: str) -> list[EvidenceLogRow]:
    """The log's entries of the files that people added to a finding."""
    query = select(EvidenceLogRow).where(col(EvidenceLogRow.subject) == finding, col(EvidenceLogRow.kind) == "added")
    return list(session.execute(query.order_by(col(EvidenceLogRow.id))).scalars())


def _added(ask: Ask, session: Session, finding: str) -> list[dict[str, Any]]:
    return [
        {
            "by": e.by,
            "at": str(e.at),
            "name": str(e.content.get("file", "")),
            "sha256": str(e.content.get("sha256", "")),
            "may_open": ask.me.may("prove") and ask.me.role in RELEASERS,
        }
        for e in added_to(session, finding)
    ]


def answer(ask: Ask, identifier: str) -> Go | Page:
    """The reply of the body concerned, with a file where there is one."""
    return _step(ask, identifier, "answer")


def take_step(ask: Ask, identifier: str) -> Go | Page:
    """Confirm, reject, except, assign or close."""
    action = ask.text("action")
    if action not in ACTIONS or action == "answer":
        raise HTTPException(400)
    return _step(ask, identifier, action)


def _step(ask: Ask, identifier: str, action: str) -> Go | Page:
    with reading(ask.web.workspace.engine) as session:
        row = finding_row(ask, session, identifier)
    seen = ask.text("seen")
    if seen and seen != row.status:
        # somebody else went first: both versions are shown, and nobody is overruled
        mine = {
            "action": action,
            "seen": seen[:20],
            "text": ask.text("text")[:4_000],
            "due": ask.text("due")[:10],
            "had_file": bool(ask.files),
        }
        return _page_of(ask, row.id, mine=mine, status=409)
    with tempfile.TemporaryDirectory() as folder:
        path = None
        if ask.files:
            path = Path(folder) / (queries.plain_id(Path(ask.files[0].filename or "").name) or "file")
            path.write_bytes(ask.files[0].file.read())
        text = ask.text("owner") if action == "assign" else ask.text("text")
        done = step(ask.workspace, action, row.id, by=ask.me.name, text=text or None, due=ask.text("due") or None, evidence=path)
    ask.log(f"finding_{action}", row.id)
    waits = caption("account_role", done["waits_for"], ask.language) if "waits_for" in done else ""
    return Go(f"/findings/{row.id}", ask.say("cli.waits_for_role", role=waits) if waits else ask.say("web.step_taken"))


def package(ask: Ask, identifier: str) -> Download:
    """The sealed evidence of this finding, copies masked; originals only from the command line."""
    with reading(ask.web.workspace.engine) as session:
        row = finding_row(ask, session, identifier)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{row.id}.zip"
        export_evidence(ask.workspace, [row.id], path, by=ask.me.name)
        content = path.read_bytes()
    ask.log("evidence_export", row.id)
    return Download(content, f"{row.id}.zip", "application/zip")
