"""Reads the rows of a large table column by column, a part at a time: equal values are kept and decoded once."""

from collections.abc import Callable, Collection, Sequence
from itertools import chain, pairwise
from typing import Any, TypeVar

import numpy as np
import orjson
from sqlalchemy import JSON, Text, cast, func, select
from sqlalchemy.orm import Session

from inventory.values.record import Record
from inventory.values.table import Column, Labels, Table, split_label

R = TypeVar("R", bound=Record)
# rows that are looked at together: as few as stay near the processor
PART = 500


class _Maker:
    """A column in the making: what is said is told apart as the database writes it."""

    def __init__(self) -> None:
        self._codes: dict[Any, int] = {}
        self._parts: list[Any] = []

    def add(self, said: Sequence[Any]) -> None:
        various = dict.fromkeys(said)
        for value in various:
            self._codes.setdefault(value, len(self._codes))
        if len(various) == 1:
            codes = np.full(len(said), self._codes[said[0]], dtype=np.uint32)
        else:
            codes = np.fromiter(map(self._codes.__getitem__, said), dtype=np.uint32, count=len(said))
        self._parts.append(codes)

    def column(self, decode: Callable[[Any], Any] = lambda value: value) -> Column[Any]:
        return Column(np.concatenate(self._parts) if self._parts else np.zeros(0, dtype=np.uint8), [decode(value) for value in self._codes])


def read_table(session: Session, table: Any, kind: type[R], decode: Callable[[str, Any], Any]) -> Table[R]:
    """Every row of a table as records of `kind`. `decode` makes of a column's name and the value of its JSON what a record holds."""
    names = [name for name in list(table.c.keys()) if name != "id"]
    written = {name for name in names if isinstance(table.c[name].type, JSON)}
    count, *answered = session.execute(select(func.count(), *(func.count(table.c[name]) for name in names)).select_from(table)).one()
    # what nobody answered is not carried over millions of times
    empty = [name for name, times in zip(names, answered, strict=True) if not times]
    names = [name for name, times in zip(names, answered, strict=True) if times]
    makers = {name: _Maker() for name in names if name != "sources"}
    stems, numbers, ids = _Maker(), [], []
    columns = [cast(table.c[name], Text) if name in written else table.c[name] for name in names]
    rows = session.execute(select(table.c.id, *columns).order_by(table.c.id).execution_options(yield_per=PART))
    for part in rows.partitions(PART):
        first, *rest = zip(*part, strict=True)
        ids.append(first)
        for name, said in zip(names, rest, strict=True):
            if name != "sources":
                makers[name].add(said)
                continue
            labels = [_split(text) for text in said]
            stems.add([stem for stem, _ in labels])
            numbers.append(np.array([number for _, number in labels], dtype=np.int32))
    made: dict[str, Column[Any] | Labels] = {name: maker.column(_decoded(name, written, decode)) for name, maker in makers.items()}
    made |= {name: Column(np.zeros(count, dtype=np.uint8), [_decoded(name, written, decode)(None)]) for name in empty}
    made["sources"] = Labels(stems.column(), np.concatenate(numbers) if numbers else np.zeros(0, dtype=np.int32))
    return _in_order(Table(kind, list(chain.from_iterable(ids)), made))


def _decoded(name: str, written: Collection[str], decode: Callable[[str, Any], Any]) -> Callable[[Any], Any]:
    if name not in written:
        return lambda value: value
    known: dict[str, str] = {}

    def decoded(text: str | None) -> Any:
        value = decode(name, None if text is None else orjson.loads(text))
        # the items of lists repeat more than the lists do
        return tuple(known.setdefault(item, item) for item in value) if isinstance(value, tuple) else value

    return decoded


def _split(text: str) -> tuple[str | tuple[str, ...], int]:
    """The labels of sources as JSON has them, told apart as `split_label` does; most are one label without a sign that needs decoding."""
    bare = text[2:-2]
    if text[:2] == '["' and text[-2:] == '"]' and '"' not in bare and "\\" not in bare:
        return split_label((bare,))
    return split_label(tuple(orjson.loads(text)))


def _in_order(table: Table[R]) -> Table[R]:
    """In the order of ids by code point, which a database's own order need not be."""
    ids = table.ids
    if all(left < right for left, right in pairwise(ids)):
        return table
    order = sorted(range(len(ids)), key=ids.__getitem__)
    at = np.array(order, dtype=np.int64)
    return Table(table.kind, [ids[position] for position in order], {name: column.taken(at) for name, column in table.columns.items()})
