"""Every entity as a list, and every record with the source and history of its values."""

from collections.abc import Sequence
from typing import Any

from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.web import queries
from auditor.web.asking import Ask, Page, Web
from inventory import store
from inventory.database import reading
from inventory.documents import record_object
from inventory.models.ledger import JudgementRow
from inventory.schema import FieldSpec, by_array, entities
from inventory.values.observation import Observation, Source
from inventory.values.record import Record
from inventory.vocabulary import caption, terms


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/inventory", "read")(overview)
    web.get("/inventory/{array}", "read")(records)
    web.get("/record/{identifier}", "read")(record)


def overview(ask: Ask) -> Page:
    """All kinds of records with their numbers."""
    with reading(ask.web.workspace.engine) as session:
        held = queries.counts(session, ask.me)
    return Page("inventory.html", {"kinds": [{"array": entities()[e].array, "count": n} for e, n in held.items()]}, table="kinds")


def records(ask: Ask, array: str) -> Page:
    """One kind of record: searched, filtered and sorted by what the address says."""
    if array not in by_array():
        raise HTTPException(404)
    spec = by_array()[array]
    shown = queries.COLUMNS[spec.entity]
    filters = {name: ask.query(name) for name in shown if spec.fields[name].type in ("enum", "enums", "bool", "ref")}
    sort = ask.query("sort", spec.label_field)
    with reading(ask.web.workspace.engine) as session:
        listed = queries.list_records(
            session, spec.entity, ask.me, search=ask.query("q"), filters=filters,
            sort=sort if sort in shown or sort == spec.label_field else spec.label_field,
            descending=ask.query("desc") == "1", page=ask.number("page", 1, least=1, most=1_000_000),
        )  # fmt: skip
        for name in shown:
            field = spec.fields[name]
            called = queries.names_of(session, field.of, (row[name] for row in listed.rows)) if field.type == "ref" else {}
            for row in listed.rows:
                if field.type == "ref" and row[name]:
                    row[name] = dict(zip(("name", "id"), called[row[name]], strict=True))
                elif field.type not in ("enum", "enums"):
                    row[name] = None if row[name] is None else str(row[name])
    return Page(
        "records.html",
        {
            "array": array,
            "columns": [
                {"name": n, "title": spec.fields[n].title(ask.language), "type": spec.fields[n].type, "of": spec.fields[n].of}
                for n in shown
            ],
            "choices": {
                n: [[code, caption(spec.fields[n].of, code, ask.language)] for code in terms(spec.fields[n].of)]
                for n in shown
                if spec.fields[n].type in ("enum", "enums")
            },
            "filters": filters,
            "q": ask.query("q"),
            "sort": sort,
            "label_field": spec.label_field,
            "descending": ask.query("desc") == "1",
            "rows": listed.rows,
            "total": listed.total,
            "page": listed.page,
            "pages": listed.pages,
        },
        table="rows",
    )


def record(ask: Ask, identifier: str) -> Page:
    """One record: values, who said each and when, what was said otherwise, findings, judgements."""
    with reading(ask.web.workspace.engine) as session:
        found = queries.find_record(session, identifier, ask.me)
        if found is None:
            raise HTTPException(404)
        entity, value = found
        spec = entities()[entity]
        said = store.observed(session, [(entity, identifier)]).get((entity, identifier), [])
        fields = [_field(ask, session, field, value, said) for field in spec.fields.values()]
        findings = queries.findings_about(session, identifier, ask.me)
        judgements = _judgements(session, identifier)
    return Page(
        "record.html",
        {
            "id": identifier,
            "array": spec.array,
            "label": str(getattr(value, spec.label_field) or identifier),
            "modes": sorted(value.modes),
            "fields": fields,
            "record": record_object(spec, value),
            "findings": findings,
            "judgements": judgements,
        },
    )


def _field(ask: Ask, session: Session, field: FieldSpec, value: Record, said: Sequence[tuple[Source, Observation]]) -> dict[str, Any]:
    """A value with everybody who said something of it."""
    current = getattr(value, field.name)
    history = [
        {
            "value": _plain(observation.values[field.name]),
            "source": source.name,
            "kind": source.kind,
            "at": source.at,
            "mode": observation.mode,
            "place": _place(observation),
        }
        for source, observation in said
        if field.name in observation.values
    ]
    empty = "none" if field.name in value.none else "not_applicable" if field.name in value.not_applicable else "not_answered"
    entry: dict[str, Any] = {
        "name": field.name,
        "title": field.title(ask.language),
        "type": field.type,
        "of": field.of,
        "history": history,
        "state": empty if current in (None, ()) else "answered",
        "value": list(current) if isinstance(current, tuple) else _plain(current),
    }
    if field.is_reference and current:
        texts = [current] if isinstance(current, str) else current
        called = queries.names_of(session, field.of, texts)
        entry["links"] = [dict(zip(("name", "id"), called[text], strict=True)) for text in texts]
    return entry


def _judgements(session: Session, identifier: str) -> list[dict[str, Any]]:
    about = (col(JudgementRow.left) == identifier) | (col(JudgementRow.right) == identifier)
    return [
        {
            "id": j.id,
            "left": j.left,
            "right": j.right,
            "verdict": j.verdict,
            "by": j.by,
            "at": str(j.at),
            "reason": j.reason,
            "undone": j.undone_at is not None,
        }
        for j in session.execute(select(JudgementRow).where(about).order_by(col(JudgementRow.at))).scalars()
    ]


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, bool, list)) or value is None else str(value)


def _place(observation: Observation) -> str:
    at = observation.locator
    parts = [str(getattr(at, name)) for name in ("file", "sheet", "row", "url") if getattr(at, name, None) not in (None, "")]
    return " · ".join(parts)
