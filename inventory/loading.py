"""Stores what large tables say, a batch at a time: observations appended, current records made, nothing held for long."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory import store
from inventory.bulk import Column, indexes_afterwards, insert_columns
from inventory.database import json_text
from inventory.models.ledger import ObservationRow
from inventory.models.records import TABLES
from inventory.reading import NOT_APPLICABLE
from inventory.reconcile.current import source_label
from inventory.schema import entities
from inventory.values.batch import Batch
from inventory.values.observation import Source

# rows from which on indexes are made afterwards
MANY_ROWS = 20_000


class Batches(Protocol):
    """Observations of records of some entities, each spoken of once, that can be gone through again."""

    entities: set[str]

    def __len__(self) -> int: ...
    def __contains__(self, record: str) -> bool: ...
    def batches(self) -> Iterator[Batch]: ...


def save_batches(session: Session, source: Source, said: Batches, *, many: int = MANY_ROWS) -> Counter[str]:
    """As `store.save_observations`, of batches: what they say of a record no other observation of this source says.

    From `many` rows on, and where there is little else, indexes are made afterwards.
    """
    changed: Counter[str] = Counter()
    is_new = not store.has_earlier(session, source)
    spoken = session.execute(select(func.max(ObservationRow.id))).scalar() or 0
    known: set[str] | None = None
    later: list[tuple[str, str]] = []
    with ExitStack() as stack:
        if is_new and len(said) >= many and 4 * spoken <= len(said):
            # which records others spoke of is asked before the index is gone
            records = session.execute(select(col(ObservationRow.record)).distinct()).scalars() if spoken else ()
            known = {record for record in records if record in said}
            tables = [TABLES[entity].__table__ for entity in sorted(said.entities)]
            stack.enter_context(indexes_afterwards(session, [ObservationRow.__table__, *tables]))  # type: ignore[attr-defined]
        for batch in said.batches():
            fresh = batch if is_new else _news(session, source, batch)
            if not len(fresh):
                continue
            met = _met(session, fresh) if known is None and spoken else known or set()
            _append(session, source, fresh)
            first = _others(fresh, met)
            if source.withdrawn_at is None and len(first):
                _insert_first(session, source, first)
                changed[entities()[batch.entity].array] += len(first)
            rest = [(batch.entity, record) for record in fresh.records if source.withdrawn_at is not None or record in met]
            if known is None:
                changed.update(store.refresh(session, set(rest)))
            else:
                later += rest
    for start in range(0, len(later), store.MANY):
        changed.update(store.refresh(session, set(later[start : start + store.MANY])))
    return changed


def _news(session: Session, source: Source, batch: Batch) -> Batch:
    """What an earlier version of the series did not say in equal words."""
    before = store.earlier_values(session, source, batch.records)
    entity = batch.entity
    kept = [at for at, record in enumerate(batch.records) if before.get((entity, record)) != batch.values(at)]
    return batch if len(kept) == len(batch) else batch.some(kept)


def _met(session: Session, batch: Batch) -> set[str]:
    return store.observed_records(session, set(batch.records))


def _others(batch: Batch, met: set[str]) -> Batch:
    """The rows of records that nobody spoke of before."""
    if not met or met.isdisjoint(batch.records):
        return batch
    return batch.some([position for position, record in enumerate(batch.records) if record not in met])


def _append(session: Session, source: Source, batch: Batch) -> None:
    count = len(batch)
    where = json_text({"file": batch.file} if batch.sheet is None else {"file": batch.file, "sheet": batch.sheet})[:-1]
    insert_columns(
        session,
        ObservationRow.__table__,  # type: ignore[attr-defined]
        {
            "source": [source.id] * count,
            "entity": [batch.entity] * count,
            "record": batch.records,
            "mode": [batch.mode] * count,
            "locator": [f'{where},"row":{number}}}' for number in batch.rows],
            "content": _contents(batch),
            "cited": [None] * count,
        },
        encoded=frozenset({"locator", "content"}),
    )


def _contents(batch: Batch) -> list[str]:
    """The values of each row as JSON."""
    made: list[Column] = []
    parts = []
    for name, column in zip(batch.fields, batch.columns, strict=True):
        is_bare = set(map(type, column)) == {str} and _is_bare("".join(set(column)))
        parts.append(f'"{name}":"%s"' if is_bare else f'"{name}":%s')
        made.append(column if is_bare else _encoded(column))
    form = "{" + ",".join(parts) + "}"
    return [form % row for row in zip(*made, strict=True)]


def _is_bare(text: str) -> bool:
    """Tell whether a text stands in JSON as it is."""
    return text.isprintable() and '"' not in text and "\\" not in text


def _encoded(column: Column) -> list[str]:
    """Values as JSON; the same object twice in a row is encoded once."""
    found: list[str] = []
    last: Any = _encoded
    text = ""
    for value in column:
        if value is not last:
            last, text = value, json_text(value)
        found.append(text)
    return found


def _insert_first(session: Session, source: Source, batch: Batch) -> None:
    """The current values of records that these observations alone speak of."""
    spec = entities()[batch.entity]
    if any(None in column or [] in column or NOT_APPLICABLE in column for column in batch.columns):
        store.insert_first(session, source, batch.observations())
        return
    # in the order of ids, so that the rows of one page of an index come together
    order = sorted(range(len(batch)), key=batch.records.__getitem__)
    count = len(batch)
    start = json_text(source_label(source, batch.observation(0)))[1:-1].removesuffix(str(batch.rows[0]))
    decimals = store.decimals(batch.entity)
    columns: dict[str, Column] = {
        "id": list(map(batch.records.__getitem__, order)),
        "sources": [f'["{start}{number}"]' for number in map(batch.rows.__getitem__, order)],
        "modes": [f'["{batch.mode}"]'] * count,
        "none": ["[]"] * count,
        "not_applicable": ["[]"] * count,
    }
    for name, column in zip(batch.fields, batch.columns, strict=True):
        if name in spec.fields:
            sorted_ = map(column.__getitem__, order)
            columns[name] = list(map(Decimal, sorted_) if name in decimals else sorted_)
    insert_columns(session, TABLES[batch.entity].__table__, columns, encoded=frozenset({"sources", "modes", "none", "not_applicable"}))
