"""Sources and observations in, current records out. Every function works inside the transaction it is given."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory.bulk import insert_many
from inventory.columns import read_table
from inventory.models.ledger import ObservationRow, ProblemRow, SourceRow
from inventory.models.records import TABLES
from inventory.problems import Problem
from inventory.reading import NOT_APPLICABLE
from inventory.reconcile.current import Folded, fold, fold_first, source_label
from inventory.schema import EntitySpec, entities
from inventory.values.observation import Conflict, Locator, Observation, Source
from inventory.values.record import Record

CHUNK = 500
# ids in one question to the database; both kinds take more
MANY = 10_000
# of these there are up to millions: they are kept column by column
MANY_OF = frozenset({"DataField", "Exchange"})


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


def save_source(session: Session, source: Source) -> Source | None:
    """Store a source; None where its bytes are what its series said last. Returns the source as it was stored.

    Going back to an earlier version is a version of its own, and of two versions in one second the second is later.
    A source that was withdrawn counts as never read.
    """
    rows = session.execute(select(SourceRow).where(col(SourceRow.series) == source.series).order_by(col(SourceRow.at), col(SourceRow.id)))
    standing = [row for row in rows.scalars() if row.withdrawn_at is None]
    last = standing[-1] if standing else None
    if last is not None and last.sha256 == source.sha256:
        return None
    at = parse_time(source.at)
    if last is not None and at <= last.at:
        at = last.at + dt.timedelta(seconds=1)
    identifier, number = source.id, 1
    while session.get(SourceRow, identifier) is not None:
        number += 1
        identifier = f"{source.id}-{number}"
    source = replace(source, id=identifier, at=format_time(at))
    session.execute(
        insert(SourceRow),
        {
            **{name: getattr(source, name) for name in ("id", "kind", "name", "series", "sha256", "by", "round")},
            "at": at,
            "withdrawn_at": None if source.withdrawn_at is None else parse_time(source.withdrawn_at),
        },
    )
    return source


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
    if not fresh:
        return Counter()
    times = Counter((o.entity, o.record) for o in fresh)
    known = observed_records(session, {record for _, record in times})
    insert_many(
        session,
        ObservationRow.__table__,  # type: ignore[attr-defined]
        ("source", "entity", "record", "mode", "locator", "content", "cited"),
        [(source.id, o.entity, o.record, o.mode, o.locator.as_dict(), o.values, None if o.cited is None else list(o.cited)) for o in fresh],
    )
    # of a record that nobody spoke of before, this one observation says everything
    first = [o for o in fresh if o.record not in known and times[o.entity, o.record] == 1 and source.withdrawn_at is None]
    changed = insert_first(session, source, first)
    changed.update(refresh(session, set(times) - {(o.entity, o.record) for o in first}))
    return changed


def observed_records(session: Session, records: set[str]) -> set[str]:
    """Which of these ids some observation is about."""
    found: set[str] = set()
    if session.execute(select(col(ObservationRow.id)).limit(1)).first() is None:
        return found  # nobody spoke of anything yet
    ids = sorted(records)
    for start in range(0, len(ids), MANY):
        query = select(col(ObservationRow.record)).where(col(ObservationRow.record).in_(ids[start : start + MANY])).distinct()
        found.update(session.execute(query).scalars())
    return found


def insert_first(session: Session, source: Source, observations: Iterable[Observation]) -> Counter[str]:
    """Store the current values of records that one observation each speaks of, and count them by array."""
    by_columns: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)
    counts: Counter[str] = Counter()
    modes: dict[str, list[str]] = {}
    nothing: list[str] = []
    for o in observations:
        counts[o.entity] += 1
        # lists that many rows share are one object: it is encoded once
        mode = modes.setdefault(o.mode, [o.mode])
        said = o.values.values()
        if (
            o.cited is None
            and None not in said
            and [] not in said
            and NOT_APPLICABLE not in said
            and _plain_columns(o.entity, tuple(o.values))
        ):
            by_columns[o.entity, tuple(o.values)].append((o.record, [source_label(source, o)], mode, nothing, nothing, *said))
            continue
        first = fold_first(entities()[o.entity], source, o)
        values = _typed(entities()[o.entity], first.values)
        fixed = (o.record, first.sources, mode, first.none or nothing, first.not_applicable or nothing)
        by_columns[o.entity, tuple(values)].append((*fixed, *values.values()))
    for (entity, names), rows in by_columns.items():
        insert_many(session, TABLES[entity].__table__, (*_FIXED, *names), rows)
    return Counter({entities()[entity].array: count for entity, count in counts.items()})


def _insert(session: Session, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows of many columns by those that they fill."""
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        filled = {name: value for name, value in row.items() if value is not None}
        by_columns[tuple(filled)].append(tuple(filled.values()))
    for columns, values in by_columns.items():
        insert_many(session, table, columns, values)


def _news(session: Session, source: Source, observations: Sequence[Observation]) -> list[Observation]:
    before = earlier_values(session, source)
    if not before:
        return list(observations)
    return [o for o in observations if before.get((o.entity, o.record)) != dict(o.values)]


def has_earlier(session: Session, source: Source) -> bool:
    """Tell whether earlier versions of a source stand."""
    earlier = col(SourceRow.series) == source.series, col(SourceRow.withdrawn_at).is_(None), col(SourceRow.id) != source.id
    return session.execute(select(col(SourceRow.id)).where(*earlier).limit(1)).first() is not None


def earlier_values(session: Session, source: Source, records: Sequence[str] | None = None) -> dict[tuple[str, str], Mapping[str, Any]]:
    """What a source and its earlier versions said last of each record (or of these), by entity and id."""
    before: dict[tuple[str, str], Mapping[str, Any]] = {}
    query = (
        select(col(ObservationRow.entity), col(ObservationRow.record), col(ObservationRow.values))
        .join(SourceRow, col(SourceRow.id) == col(ObservationRow.source))
        .where(col(SourceRow.series) == source.series, col(SourceRow.withdrawn_at).is_(None))
        .order_by(col(SourceRow.at), col(ObservationRow.id))
    )
    parts = [None] if records is None else [records[start : start + MANY] for start in range(0, len(records), MANY)]
    for part in parts:
        for entity, record, values in session.execute(query if part is None else query.where(col(ObservationRow.record).in_(part))):
            before[entity, record] = values
    return before


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
                new[identifier] = {**dict.fromkeys(spec.fields), **_row(spec, identifier, folded)}
        gone = [i for i in ids if new.get(i) != old.get(i)]
        for start in range(0, len(gone), CHUNK):
            session.execute(delete(table).where(table.c.id.in_(gone[start : start + CHUNK])))
        _insert(session, table, [new[i] for i in gone if i in new])
        if gone:
            changed[spec.array] += len(gone)
    return changed


def _row(spec: EntitySpec, identifier: str, folded: Folded) -> dict[str, Any]:
    fixed = (identifier, folded.sources, folded.modes, folded.none, folded.not_applicable)
    return {**dict(zip(_FIXED, fixed, strict=True)), **_typed(spec, folded.values)}


_FIXED = ("id", "sources", "modes", "none", "not_applicable")


@cache
def decimals(entity: str) -> frozenset[str]:
    """The fields of an entity that columns hold as decimal numbers."""
    return frozenset(name for name, field in entities()[entity].fields.items() if field.type in ("dec", "money"))


@lru_cache(maxsize=4_096)
def _plain_columns(entity: str, names: tuple[str, ...]) -> bool:
    """Tell whether values of these fields go into their columns as they are."""
    return decimals(entity).isdisjoint(names) and all(name in entities()[entity].fields for name in names)


def _typed(spec: EntitySpec, values: dict[str, Any]) -> dict[str, Any]:
    """Values as the columns take them."""
    numbers = decimals(spec.entity)
    return values if numbers.isdisjoint(values) else {name: Decimal(v) if name in numbers else v for name, v in values.items()}


def load_records(session: Session) -> dict[str, Mapping[str, Record]]:
    """The current values of all records by entity and id, in the order of ids; references as they were written."""
    found: dict[str, Mapping[str, Record]] = {}
    for entity, spec in entities().items():
        table = TABLES[entity].__table__
        lists = {name for name, field in spec.fields.items() if field.is_list}
        if entity in MANY_OF:
            found[entity] = read_table(session, table, spec.value_class, partial(_of_json, lists))
            continue
        columns = table.c.keys()
        rows = session.execute(select(table).order_by(table.c.id).execution_options(yield_per=CHUNK))
        values = (_value(spec, lists, dict(zip(columns, row, strict=True))) for row in rows)
        found[entity] = {value.id: value for value in values}
    return found


def _of_json(lists: Collection[str], name: str, value: Any) -> Any:
    """What a record holds for the JSON of one of its columns."""
    if name in lists:
        return tuple(value or ())
    return frozenset(value or ()) if name in ("modes", "none", "not_applicable") else value


def load_record(session: Session, entity: str, identifier: str) -> Record | None:
    """One record, or None; references as they were written."""
    return load_some(session, entity, [identifier]).get(identifier)


def load_some(session: Session, entity: str, identifiers: Sequence[str]) -> dict[str, Record]:
    """Records of one entity by id; references as they were written."""
    spec, table = entities()[entity], TABLES[entity].__table__
    lists = {name for name, field in spec.fields.items() if field.is_list}
    rows = session.execute(select(table).where(table.c.id.in_(identifiers))).mappings()
    return {row["id"]: _value(spec, lists, dict(row)) for row in rows}


def _value(spec: EntitySpec, lists: set[str], values: dict[str, Any]) -> Record:
    for name in lists:
        values[name] = tuple(values[name] or ())
    values["sources"] = tuple(values["sources"])
    for name in ("modes", "none", "not_applicable"):
        values[name] = _names(tuple(values[name]))
    return spec.value_class(**values)


@lru_cache(maxsize=4_096)
def _names(names: tuple[str, ...]) -> frozenset[str]:
    """One set for all records that say the same, millions of fields say."""
    return frozenset(names)


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
