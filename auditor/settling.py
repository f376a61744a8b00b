"""A person settles what sources dispute: an entry that goes before all of them, with author, time and reason, and can be undone.

The entry is a source of its own kind (`person`), so that the value's provenance names who decided and why. What the others
say is kept. A source that says something else later is in dispute with the entry again.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.accounts import JUDGES, require_account
from auditor.find import find_any
from auditor.kept import inventory_of
from auditor.workspace import Workspace
from inventory import rounds, store
from inventory.database import reading, writing
from inventory.identity import digest
from inventory.importers.interpret import header_field, row_values
from inventory.importers.rows import RawRow
from inventory.models.ledger import ObservationRow, SourceRow
from inventory.problems import InputError, Problems
from inventory.schema import FieldSpec, entities
from inventory.values.observation import Locator, Observation, Source
from inventory.versions import withdraw_source

_SERIES = "person:"


def settle(workspace: Workspace, record: str, field: str, value: str, *, by: str, reason: str) -> dict[str, Any]:
    """Make `value` the current one of a record's field; an earlier entry for it is undone. Returns what was settled.

    `field` is a key or title as in the form, `value` as it would be typed there. Raises InputError where one of them is none.
    """
    if not reason.strip():
        raise InputError("needs_reason")
    entity, identifier = _which(workspace, record)
    spec, read = _read(workspace, entity, field, value)
    series = f"{_SERIES}{identifier}:{spec.name}"
    with writing(workspace.engine) as session:
        require_account(session, by, JUDGES)
        for row in _standing(session, series):
            withdraw_source(session, row.id, workspace.now)
        said = digest(series, read, by, reason.strip())
        source = store.save_source(
            session,
            Source(
                id=f"src-{digest('person', series, said)}",
                kind="person",
                name=f"{by}: {reason.strip()}"[:500],
                series=series,
                sha256=said,
                at=store.format_time(workspace.now),
                by=by,
                round=rounds.current_round(session) or None,
            ),
        )
        assert source is not None  # nothing of this series stands
        store.save_observations(session, source, [Observation(entity=entity, record=identifier, mode="declared", values={spec.name: read})])
    return {"settled": source.id, "record": identifier, "field": spec.key, "value": read}


def unsettle(workspace: Workspace, identifier: str, *, by: str) -> None:
    """Undo an entry: it stays, marked, and the other sources count again. Raises InputError where none of this id stands."""
    with writing(workspace.engine) as session:
        require_account(session, by, JUDGES)
        row = session.get(SourceRow, identifier)
        if row is None or row.kind != "person" or not row.series.startswith(_SERIES) or row.withdrawn_at is not None:
            raise InputError("not_found", what=identifier)
        withdraw_source(session, row.id, workspace.now)


def settled(session: Session, language: str) -> list[dict[str, Any]]:
    """The entries that stand, the oldest first, for `review`."""
    query = (
        select(SourceRow, ObservationRow)
        .join(ObservationRow, col(ObservationRow.source) == col(SourceRow.id))
        .where(col(SourceRow.kind) == "person", col(SourceRow.series).startswith(_SERIES), col(SourceRow.withdrawn_at).is_(None))
        .order_by(col(SourceRow.at), col(SourceRow.id))
    )
    found = []
    for source, said in session.execute(query):
        for name, value in said.values.items():
            field = entities()[said.entity].fields[name]
            told = {"id": source.id, "kind": said.entity, "record": said.record, "field": field.key, "field_name": field.title(language)}
            reason = source.name.removeprefix(f"{source.by}: ")
            found.append({**told, "value": value, "by": source.by, "at": store.format_time(source.at), "reason": reason})
    return found


def _standing(session: Session, series: str) -> list[SourceRow]:
    query = select(SourceRow).where(col(SourceRow.series) == series, col(SourceRow.withdrawn_at).is_(None))
    return list(session.execute(query).scalars())


def _which(workspace: Workspace, record: str) -> tuple[str, str]:
    """Kind and id of a record: an id that somebody spoke of, else what the text means in the inventory."""
    with reading(workspace.engine) as session:
        spoken = session.execute(select(col(ObservationRow.entity)).where(col(ObservationRow.record) == record).distinct()).scalars().all()
    if len(spoken) == 1:
        return spoken[0], record
    found = find_any(inventory_of(workspace), record)
    return type(found).__name__, found.id


def _read(workspace: Workspace, entity: str, title: str, text: str) -> tuple[FieldSpec, Any]:
    """The field and the value that are meant, under the rules for every other cell."""
    fields = entities()[entity].fields
    spec, _ = header_field(entity, title)
    if spec is None:
        raise InputError("unknown_option", option="FIELD", value=title[:60], choices=", ".join(field.key for field in fields.values()))
    problems = Problems()
    values = row_values(RawRow(entity, {title: text}, Locator()), problems)
    if problems.rejected:
        raise InputError("value_refused", field=spec.title(workspace.language), why=problems.rejected[0].sentence(workspace.language))
    if not values:
        raise InputError("value_blank", field=spec.title(workspace.language))
    return spec, values[spec.name]
