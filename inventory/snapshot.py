"""One consistent view of a workspace: as frozen values for the analysis, as a document for export."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory import rounds, store
from inventory.advice import load_recommendations
from inventory.collector import collector_paused
from inventory.documents import empty_document, record_arrays
from inventory.evidence import log
from inventory.models.ledger import FindingEventRow, FindingRow, JudgementRow, ObservationRow, PageRow, ProblemRow, ResultRow, SourceRow
from inventory.names import plain
from inventory.reconcile.merged import merge_same
from inventory.reconcile.references import Directory, object_meant, resolve_references
from inventory.reconcile.seen import linked_by_rule
from inventory.schema import entities
from inventory.standards import stored_elements
from inventory.values.inventory import FollowUp, Hit, Inventory, Refusal
from inventory.values.observation import Conflict, Judgement, Page
from inventory.values.record import Record
from inventory.versions import no_longer_named

# the fact that says which state of the records the last audit looked at
AUDITED = "audited"
_FOLLOWED = ("confirmed", "in_correction", "reopened")


def load_judgements(session: Session) -> tuple[Judgement, ...]:
    """All judgements, undone ones too, by id."""
    rows = session.execute(select(JudgementRow).order_by(col(JudgementRow.id))).scalars()
    return tuple(
        Judgement(
            id=r.id,
            left=r.left,
            right=r.right,
            verdict=r.verdict,
            by=r.by,
            at=store.format_time(r.at),
            reason=r.reason,
            undone_at=None if r.undone_at is None else store.format_time(r.undone_at),
            undone_by=r.undone_by,
        )
        for r in rows
    )


def _is_one(judgement: Judgement) -> bool:
    return judgement.undone_at is None and judgement.verdict in ("same", "successor")


@collector_paused()
def load_inventory(session: Session, *, today: str) -> Inventory:
    """Everything known, references resolved, records judged to be one shown as one. `today` is an ISO date."""
    judgements = load_judgements(session)
    resolved, pending = resolve_references(store.load_records(session))
    inferred = linked_by_rule(resolved, judgements, today)
    records = merge_same(resolved, (*judgements, *inferred), prefer_declared=True)
    sources = {row.id: row for row in session.execute(select(SourceRow)).scalars()}
    refusals = [
        Refusal(
            r.code,
            sources[r.source].name,
            "!".join(str(v) for v in (r.locator.get("sheet"), r.locator.get("row"), r.locator.get("column")) if v),
            sources[r.source].by,
        )
        for r in session.execute(
            select(ProblemRow).where(col(ProblemRow.code).in_(("credential_column", "credential_value"))).order_by(col(ProblemRow.id))
        ).scalars()
    ]
    gone = no_longer_named(session)
    # one of several names of a thing that is still named is not gone
    kept = {end for j in (*judgements, *inferred) if _is_one(j) and not {j.left, j.right} <= gone for end in (j.left, j.right)}
    returned: dict[str, str] = {}
    for row in sources.values():
        if row.kind == "form" and row.by and row.withdrawn_at is None:
            returned[row.by] = max(returned.get(row.by, ""), row.at.date().isoformat())
    pages = {page.url: page for page in load_pages(session)}
    return Inventory(
        round=rounds.current_round(session),
        today=today,
        opened=None if (opened := rounds.opened_at(session)) is None else opened.date().isoformat(),
        records=records,
        judgements=judgements,
        conflicts=real_conflicts(store.load_conflicts(session), resolved),
        pending=pending,
        absent=frozenset(gone - kept),
        refusals=tuple(refusals),
        pages=pages,
        hits=tuple(read_hit(hit) for hit in result(session, "hits", [])),
        returned_forms=returned,
        of_forms_alone=_of_forms_alone(session, sources),
        crawled_owners=frozenset(rounds.get_fact(session, "crawled_owners", [])),
        follow_ups=load_follow_ups(session),
    )


def _of_forms_alone(session: Session, sources: Mapping[str, SourceRow]) -> dict[str, frozenset[str]]:
    """Exchange → the bodies whose forms name it, of exchanges that no register, crawl or other source names."""
    said = select(col(ObservationRow.record), col(ObservationRow.source)).where(col(ObservationRow.entity) == "Exchange").distinct()
    bodies: dict[str, set[str | None]] = defaultdict(set)
    for record, identifier in session.execute(said):
        source = sources[identifier]
        if source.withdrawn_at is None:
            bodies[record].add(source.by if source.kind == "form" else None)
    return {record: frozenset(filter(None, by)) for record, by in bodies.items() if None not in by}


# facts that `load_inventory` or the matching of fields look at
_READ_FACTS = ("round", "crawls", "crawled_owners", "office_elements", AUDITED)


def records_state(session: Session) -> tuple[list[int], list[Any]]:
    """What changes whenever `load_inventory` would say something else (follow-ups apart): numbers that only grow, and facts."""
    counted = session.execute(
        select(
            select(func.max(col(ObservationRow.id))).scalar_subquery(),
            select(func.count()).select_from(SourceRow).scalar_subquery(),
            select(func.count(col(SourceRow.withdrawn_at))).scalar_subquery(),
            select(func.count()).select_from(JudgementRow).scalar_subquery(),
            select(func.count(col(JudgementRow.undone_at))).scalar_subquery(),
        )
    ).one()
    return [number or 0 for number in counted], [rounds.get_fact(session, name) for name in _READ_FACTS]


def read_hit(stored: Mapping[str, Any]) -> Hit:
    """A stored passage as a value."""
    return Hit(**{**stored, "why": tuple(stored.get("why") or ())})


def load_follow_ups(session: Session) -> tuple[FollowUp, ...]:
    """Findings that are confirmed and not closed."""
    rows = session.execute(select(FindingRow).where(col(FindingRow.status).in_(_FOLLOWED)).order_by(col(FindingRow.id))).scalars()
    return tuple(FollowUp(r.id, r.rule, r.status, r.owner, r.due, tuple(r.content.get("organisations") or ()), r.round) for r in rows)


def real_conflicts(conflicts: tuple[Conflict, ...], records: Mapping[str, Mapping[str, Record]]) -> tuple[Conflict, ...]:
    """Conflicts without those in which two spellings name one record, or differ in case, width or punctuation alone."""
    directory = Directory(records)

    def meant(conflict: Conflict, value: Any) -> Any:
        field = entities()[conflict.entity].fields[conflict.field]
        near = records.get(conflict.entity, {}).get(conflict.record)
        if field.name == "object" and isinstance(value, str) and near is not None:
            return object_meant(near, value, directory)[0] or plain(value) or value
        if isinstance(value, str) and field.type in ("str", "text"):
            return plain(value) or value  # SYS_USER and sys_user, 云溪县 and 云溪 县
        if not field.is_reference or value is None:
            return value
        texts = value if isinstance(value, list) else [value]
        return sorted(directory.resolve(field.of, str(text), near)[0] or str(text) for text in texts)

    return tuple(c for c in conflicts if meant(c, c.chosen) != meant(c, c.other))


def load_pages(session: Session) -> list[Page]:
    """Fetched pages by address."""
    return [
        Page(
            url=r.url,
            sha256=r.sha256,
            fetched_at=store.format_time(r.fetched_at),
            status=r.status,
            content_type=r.content_type,
            title=r.title,
            site=r.site,
            warc=r.warc,
            offset=r.offset,
            chain=r.chain,
            exposed=tuple((kind, text) for kind, text in r.exposed or ()),
        )
        for r in session.execute(select(PageRow).order_by(col(PageRow.url))).scalars()
    ]


def result(session: Session, name: str, default: Any = None) -> Any:
    """A stored result of the last audit or plan."""
    row = session.get(ResultRow, name)
    return default if row is None else row.content


def save_result(session: Session, name: str, content: Any) -> None:
    """Store a result in place of the last one."""
    row = session.get(ResultRow, name)
    if row is None:
        session.add(ResultRow(name=name, content=content))
    else:
        row.content = content


def load_findings(session: Session) -> list[dict[str, Any]]:
    """Every finding with its follow-up and the files that people added for it, by id, without sentences."""
    added = [entry for entry in log.entries(session) if entry["kind"] == "added"]
    return [
        {
            **_with_added(row.content, added),
            "status": row.status,
            "owner": row.owner,
            "due": row.due,
            "round": row.round,
            "is_current": row.is_current,
        }
        for row in session.execute(select(FindingRow).order_by(col(FindingRow.id))).scalars()
    ]


def load_document(session: Session, *, now: dt.datetime) -> dict[str, Any]:
    """The export document, without the sentences of findings and recommendations (wording adds them)."""
    document = empty_document(rounds.current_round(session), store.format_time(now))
    resolved, _ = resolve_references(store.load_records(session))
    document.update(record_arrays(resolved))
    hits: dict[str, list[dict[str, Any]]] = {}
    for hit in result(session, "hits", []):
        hits.setdefault(hit["notice"], []).append({k: v for k, v in hit.items() if k not in ("notice",)})
    for text in (*document["notices"], *document["leads"]):
        text["hits"] = hits.get(text["id"], [])
    document["hits"] = result(session, "hits", [])
    document["judgements"] = [
        {name: getattr(j, name) for name in ("id", "left", "right", "verdict", "by", "at", "reason", "undone_at", "undone_by")}
        for j in load_judgements(session)
    ]
    document["findings"] = load_findings(session)
    document["finding_events"] = [
        {
            "finding": r.finding,
            "action": r.action,
            "by": r.by,
            "at": store.format_time(r.at),
            "old": r.old,
            "new": r.new,
            "text": r.text,
            "details": r.details,
        }
        for r in session.execute(select(FindingEventRow).order_by(col(FindingEventRow.id))).scalars()
    ]
    document["recommendations"] = [{**entry, "content": entry} for entry in load_recommendations(session)]
    document["pages"] = [
        {
            name: getattr(page, name)
            for name in ("url", "sha256", "fetched_at", "status", "content_type", "title", "site", "warc", "offset", "chain")
        }
        | {"exposed": [list(pair) for pair in page.exposed] or None}
        for page in load_pages(session)
    ]
    document["office_elements"] = stored_elements(session)
    document.update(_ground(session))
    return document


def _with_added(finding: dict[str, Any], added: list[dict[str, Any]]) -> dict[str, Any]:
    """The finding with the files that people added for it or for one of its subjects."""
    about = {finding.get("id"), *finding.get("subjects", ())}
    files = [
        {
            "kind": "added",
            "url": None,
            "quote": None,
            "sha256": entry["content"]["sha256"],
            "at": entry["at"],
            "locator": entry["content"]["file"],
        }
        for entry in added
        if entry["subject"] in about
    ]
    known = finding.get("evidence") or []
    return {**finding, "evidence": [*known, *(file for file in files if file not in known)]} if files else finding


def _ground(session: Session) -> dict[str, list[dict[str, Any]]]:
    sources = [store.source_value(row) for row in session.execute(select(SourceRow).order_by(col(SourceRow.id))).scalars()]
    names = ("id", "kind", "name", "series", "sha256", "at", "by", "round", "withdrawn_at")
    observations = session.execute(
        select(ObservationRow).order_by(
            col(ObservationRow.entity), col(ObservationRow.record), col(ObservationRow.source), col(ObservationRow.id)
        )
    ).scalars()
    problems = session.execute(select(ProblemRow).order_by(col(ProblemRow.source), col(ProblemRow.id))).scalars()
    return {
        "sources": [{name: getattr(source, name) for name in names} for source in sources],
        "observations": [
            {
                "source": o.source,
                "entity": o.entity,
                "record": o.record,
                "mode": o.mode,
                "locator": o.locator,
                "values": o.values,
                "cited": o.cited,
            }
            for o in observations
        ],
        "problems": [{"source": p.source, "kind": p.kind, "code": p.code, "locator": p.locator, "params": p.params} for p in problems],
    }
