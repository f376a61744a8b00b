"""Sources and observations in, current records out. Every function works inside the transaction it is given."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory.models.ledger import ObservationRow, ProblemRow, SourceRow
from inventory.models.records import TABLES
from inventory.problems import Problem
from inventory.reconcile.current import Folded, fold
from inventory.schema import EntitySpec, entities
from inventory.values.observation import Conflict, Locator, Observation, Source
from inventory.values.record import Record

CHUNK = 500


def parse_time(text: str) -> dt.datetime:
    """Read an ISO time; one without zone is taken as UTC."""
    time = dt.datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


def format_time(time: dt.datetime) -> str:
    """ISO 8601 in UTC, to the second."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def source_value(row: SourceRow) -> Source:
    """The frozen value of a source's row."""
    return Source(
        id=row.id,
        kind=row.kind,
        name=row.name,
        series=row.series,
        sha256=row.sha256,
        at=format_time(row.at),
        by=row.by,
        round=row.round,
        withdrawn_at=None if row.withdrawn_at is None else format_time(row.withdrawn_at),
    )


def save_source(session: Session, source: Source) -> bool:
    """Store a source; False where it is already there (the same bytes were read before)."""
    if session.get(SourceRow, source.id) is not None:
        return False
    session.execute(
        insert(SourceRow),
        {
            **{name: getattr(source, name) for name in ("id", "kind", "name", "series", "sha256", "by", "round")},
            "at": parse_time(source.at),
            "withdrawn_at": None if source.withdrawn_at is None else parse_time(source.withdrawn_at),
        },
    )
    return True


def save_problems(session: Session, source: str, kind: str, problems: Iterable[Problem]) -> None:
    """Keep what a source contained that was refused or asked about."""
    rows = [{"source": source, "kind": kind, "code": p.code, "locator": p.at.as_dict(), "params": dict(p.params)} for p in problems]
    if rows:
        session.execute(insert(ProblemRow), rows)


def save_observations(session: Session, source: Source, observations: Sequence[Observation]) -> Counter[str]:
    """Append what a source says, refresh the current values that it touches, and count changed records by array.

    A source must be saved first. What an earlier version of the same series said in equal words is not said again.
    """
    fresh = _news(session, source, observations)
    if fresh:
        session.execute(
            insert(ObservationRow),
            [
                {
                    "source": source.id,
                    "entity": o.entity,
                    "record": o.record,
                    "mode": o.mode,
                    "locator": o.locator.as_dict(),
                    "values": dict(o.values),
                    "cited": None if o.cited is None else list(o.cited),
                }
                for o in fresh
            ],
        )
    return refresh(session, {(o.entity, o.record) for o in fresh})


def _news(session: Session, source: Source, observations: Sequence[Observation]) -> list[Observation]:
    before: dict[tuple[str, str], Mapping[str, Any]] = {}
    earlier = select(col(SourceRow.id)).where(col(SourceRow.series) == source.series, col(SourceRow.withdrawn_at).is_(None))
    rows = session.execute(
        select(col(ObservationRow.entity), col(ObservationRow.record), col(ObservationRow.values))
        .join(SourceRow, col(SourceRow.id) == col(ObservationRow.source))
        .where(col(SourceRow.id).in_(earlier))
        .order_by(col(SourceRow.at), col(ObservationRow.id))
    )
    for entity, record, values in rows:
        before[entity, record] = values
    return [o for o in observations if before.get((o.entity, o.record)) != dict(o.values)]


def observed(session: Session, keys: Iterable[tuple[str, str]] | None = None) -> dict[tuple[str, str], list[tuple[Source, Observation]]]:
    """All observations (or those of some records) by entity and record, in the order in which they were made."""
    sources = {row.id: source_value(row) for row in session.execute(select(SourceRow)).scalars()}
    found: dict[tuple[str, str], list[tuple[Source, Observation]]] = defaultdict(list)
    columns = (
        col(ObservationRow.source),
        col(ObservationRow.entity),
        col(ObservationRow.record),
        col(ObservationRow.mode),
        col(ObservationRow.locator),
        col(ObservationRow.values),
        col(ObservationRow.cited),
    )
    query = select(*columns).order_by(col(ObservationRow.id))
    wanted = None if keys is None else set(keys)
    if wanted is None:
        batches = [query]
    else:
        records = sorted({record for _, record in wanted})
        batches = [query.where(col(ObservationRow.record).in_(records[i : i + CHUNK])) for i in range(0, len(records), CHUNK)]
    for batch in batches:
        for source, entity, record, mode, locator, values, cited in session.execute(batch):
            if wanted is None or (entity, record) in wanted:
                observation = Observation(
                    entity=entity,
                    record=record,
                    mode=mode,
                    values=values,
                    locator=Locator(**locator),
                    cited=None if cited is None else tuple(cited),
                )
                found[entity, record].append((sources[source], observation))
    return found


def refresh(session: Session, keys: set[tuple[str, str]]) -> Counter[str]:
    """Compute the current values of these records again; returns how many changed, by array."""
    changed: Counter[str] = Counter()
    if not keys:
        return changed
    said = observed(session, keys)
    by_entity: dict[str, list[str]] = defaultdict(list)
    for entity, record in sorted(keys):
        by_entity[entity].append(record)
    for entity, ids in by_entity.items():
        spec = entities()[entity]
        table = TABLES[entity].__table__
        old: dict[str, dict[str, Any]] = {}
        for start in range(0, len(ids), CHUNK):
            rows = session.execute(select(table).where(table.c.id.in_(ids[start : start + CHUNK])))
            old.update({row.id: dict(row._mapping) for row in rows})
        new: dict[str, dict[str, Any]] = {}
        for identifier in ids:
            folded = fold(spec, said.get((entity, identifier), []))
            if folded.sources or folded.values or folded.modes:
                new[identifier] = _row(spec, identifier, folded)
        gone = [i for i in ids if new.get(i) != old.get(i)]
        for start in range(0, len(gone), CHUNK):
            session.execute(delete(table).where(table.c.id.in_(gone[start : start + CHUNK])))
        inserted = [new[i] for i in gone if i in new]
        if inserted:
            session.execute(insert(table), inserted)
        if gone:
            changed[spec.array] += len(gone)
    return changed


def _row(spec: EntitySpec, identifier: str, folded: Folded) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(spec.fields)
    for name, value in folded.values.items():
        row[name] = Decimal(value) if spec.fields[name].type in ("dec", "money") else value
    return {
        "id": identifier,
        "sources": folded.sources,
        "modes": folded.modes,
        "none": folded.none,
        "not_applicable": folded.not_applicable,
        **row,
    }


def load_records(session: Session) -> dict[str, dict[str, Record]]:
    """The current values of all records by entity and id, in the order of ids; references as they were written."""
    found: dict[str, dict[str, Record]] = {}
    for entity, spec in entities().items():
        table = TABLES[entity].__table__
        lists = {name for name, field in spec.fields.items() if field.is_list}
        made: dict[str, Record] = {}
        for row in session.execute(select(table).order_by(table.c.id)).mappings():
            values = dict(row)
            for name in lists:
                values[name] = tuple(values[name] or ())
            values["sources"] = tuple(values["sources"])
            for name in ("modes", "none", "not_applicable"):
                values[name] = frozenset(values[name])
            made[row["id"]] = spec.value_class(**values)
        found[entity] = made
    return found


def load_conflicts(session: Session) -> tuple[Conflict, ...]:
    """Where sources disagree about a field of a record."""
    found: list[Conflict] = []
    several = (
        select(col(ObservationRow.entity), col(ObservationRow.record))
        .group_by(col(ObservationRow.entity), col(ObservationRow.record))
        .having(func.count() > 1)
    )
    keys = {(entity, record) for entity, record in session.execute(several)}
    for (entity, _record), said in observed(session, keys).items():
        found += fold(entities()[entity], said).conflicts
    return tuple(sorted(found, key=lambda c: (c.entity, c.record, c.field, c.other_source)))
