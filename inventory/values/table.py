"""Records of one entity column by column: millions of items as objects of their own would take tens of gigabytes.

A column keeps equal values once and a small number a record (dictionary encoding, as Arrow and Parquet have it), the labels of sources
their row numbers beside. A record is made where somebody asks for it. What goes over all of them reads the columns it needs.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Generic, TypeVar, cast, overload

import numpy as np
from numpy.typing import NDArray

from inventory.values.record import Record

V = TypeVar("V")
R = TypeVar("R", bound=Record)
Codes = NDArray[Any]
# the longest row number that is told apart from its label: it fits into 32 bits
_DIGITS = 9
_NO_NUMBER = -1


def smallest(codes: Codes, count: int) -> Codes:
    """Codes of so many values in as few bytes as they need."""
    return codes.astype(np.uint8 if count <= 1 << 8 else np.uint16 if count <= 1 << 16 else np.uint32, copy=False)


class Column(Sequence[V]):
    """One attribute of all records: `codes` say for each which of `values` it has. Values are hashable; a value may stand twice among them."""

    __slots__ = ("codes", "places", "values")

    def __init__(self, codes: Codes, values: Sequence[V]) -> None:
        self.codes, self.values = smallest(codes, len(values)), values
        # the codes again: plain numbers come out of a view faster than out of an array
        self.places = memoryview(cast(Any, self.codes))

    def __reduce__(self) -> tuple[Any, ...]:
        return Column, (self.codes, self.values)

    @classmethod
    def of(cls, said: Sequence[V]) -> "Column[V]":
        """The column of these values."""
        known = {value: code for code, value in enumerate(dict.fromkeys(said))}
        return cls(np.fromiter(map(known.__getitem__, said), dtype=np.uint32, count=len(said)), list(known))

    @overload
    def __getitem__(self, at: int) -> V: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[V]: ...
    def __getitem__(self, at: Any) -> Any:
        return [self.values[code] for code in self.places[at]] if isinstance(at, slice) else self.values[self.places[at]]

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[V]:
        return map(self.values.__getitem__, self.places)

    def taken(self, positions: Codes) -> "Column[V]":
        """The same of these records alone."""
        return Column(self.codes[positions], self.values)

    def mapped(self, change: Callable[[V], V]) -> "Column[V]":
        """The same with every value changed, each once."""
        return Column(self.codes, [change(value) for value in self.values])

    def positions(self, is_meant: Callable[[V], Any]) -> list[int]:
        """The records whose value is meant."""
        meant = np.fromiter((bool(is_meant(value)) for value in self.values), dtype=bool, count=len(self.values))
        found: list[int] = np.flatnonzero(meant[self.codes]).tolist() if meant.any() else []
        return found

    def counts(self) -> Counter[V]:
        """How often each value stands, in the order in which they came."""
        found: Counter[V] = Counter()
        for value, count in zip(self.values, np.bincount(self.codes, minlength=len(self.values)).tolist(), strict=True):
            if count:
                found[value] += count
        return found


class Labels(Sequence[tuple[str, ...]]):
    """The labels of sources: most records have one, which ends in the number of a row."""

    __slots__ = ("_number", "numbers", "stems")

    def __init__(self, stems: Column[str | tuple[str, ...]], numbers: NDArray[np.int32]) -> None:
        self.stems, self.numbers = stems, numbers
        self._number = memoryview(cast(Any, numbers))

    def __reduce__(self) -> tuple[Any, ...]:
        return Labels, (self.stems, self.numbers)

    @classmethod
    def of(cls, said: Iterable[tuple[str, ...]]) -> "Labels":
        """The labels of these records."""
        parts = [split_label(labels) for labels in said]
        return cls(Column.of([stem for stem, _ in parts]), np.array([number for _, number in parts], dtype=np.int32))

    @overload
    def __getitem__(self, at: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[str, ...]]: ...
    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[position] for position in range(*at.indices(len(self)))]
        stem, number = self.stems[at], self._number[at]
        return stem if isinstance(stem, tuple) else (f"{stem}{number}",)

    def __len__(self) -> int:
        return len(self.numbers)

    def taken(self, positions: Codes) -> "Labels":
        """The same of these records alone."""
        return Labels(self.stems.taken(positions), self.numbers[positions])


def split_label(labels: tuple[str, ...]) -> tuple[str | tuple[str, ...], int]:
    """The one label without the number at its end, and the number; all labels and -1 where there is none or are several."""
    if len(labels) == 1:
        stem = labels[0].rstrip("0123456789")
        digits = labels[0][len(stem) :]
        if digits and digits[0] != "0" and len(digits) <= _DIGITS:
            return stem, int(digits)
    return labels, _NO_NUMBER


class Table(Mapping[str, R]):
    """Records by id, in the order of ids. `ids` ascend (by code point); `columns` hold every other attribute of `kind`."""

    __slots__ = ("_fill", "columns", "ids", "kind")

    def __init__(self, kind: type[R], ids: Sequence[str], columns: Mapping[str, Column[Any] | Labels]) -> None:
        self.kind, self.ids, self.columns = kind, ids, columns
        # a record is frozen: what is kept is put into its slots, where its own making would check and copy every value
        setters = {field.name: getattr(kind, field.name).__set__ for field in fields(kind)}
        coded = {name: column for name, column in columns.items() if isinstance(column, Column)}
        self._fill = (
            setters["id"],
            [(setters[name], column.values[0]) for name, column in coded.items() if len(column.values) == 1],
            [(setters[name], column.places, column.values) for name, column in coded.items() if len(column.values) != 1],
            [(setters[name], column) for name, column in columns.items() if name not in coded],
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return Table, (self.kind, self.ids, self.columns)

    @classmethod
    def of(cls, kind: type[R], records: Iterable[R]) -> "Table[R]":
        """The table of these records, the last one where two have one id."""
        known = {record.id: record for record in records}
        rows = [known[identifier] for identifier in sorted(known)]
        columns: dict[str, Column[Any] | Labels] = {
            field.name: Column.of([getattr(row, field.name) for row in rows])
            for field in fields(kind)
            if field.name not in ("id", "sources")
        }
        return cls(kind, [row.id for row in rows], columns | {"sources": Labels.of(row.sources for row in rows)})

    def record(self, at: int) -> R:
        """The record at this place."""
        put_id, same, various, others = self._fill
        made = object.__new__(self.kind)
        put_id(made, self.ids[at])
        for put, value in same:
            put(made, value)
        for put, places, values in various:
            put(made, values[places[at]])
        for put, column in others:
            put(made, column[at])
        return made

    def position(self, identifier: str) -> int | None:
        """Where the record of this id stands, None where there is none."""
        at = bisect_left(self.ids, identifier)
        return at if at < len(self.ids) and self.ids[at] == identifier else None

    def value(self, identifier: str, name: str) -> Any:
        """One attribute of the record of this id. Raises KeyError where there is none."""
        at = self.position(identifier)
        if at is None:
            raise KeyError(identifier)
        return self.columns[name][at]

    def column(self, name: str) -> Column[Any]:
        """The values of one attribute (all but `id` and `sources`), record by record."""
        return cast(Column[Any], self.columns[name])

    def __getitem__(self, identifier: str) -> R:
        at = self.position(identifier)
        if at is None:
            raise KeyError(identifier)
        return self.record(at)

    def __contains__(self, identifier: object) -> bool:
        return isinstance(identifier, str) and self.position(identifier) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def values(self) -> "_Records[R]":  # type: ignore[override]
        """The records, each made when its turn comes."""
        return _Records(self)

    def items(self) -> "_Items[R]":  # type: ignore[override]
        """Ids with their records, each made when its turn comes."""
        return _Items(self)

    def mapped(self, changes: Mapping[str, Callable[[Any], Any]]) -> "Table[R]":
        """The same with every value of some attributes changed."""
        return Table(self.kind, self.ids, {**self.columns, **{name: self.column(name).mapped(change) for name, change in changes.items()}})

    def changed(self, changes: Mapping[str, R | None]) -> "Table[R]":
        """The same with other records under some of its ids; None takes one away."""
        kept = np.array([at for at, identifier in enumerate(self.ids) if identifier not in changes], dtype=np.int64)
        new = Table.of(self.kind, (record for record in changes.values() if record is not None))
        ids = [*(self.ids[at] for at in kept.tolist()), *new.ids]
        order = sorted(range(len(ids)), key=ids.__getitem__)
        at = np.array(order, dtype=np.int64)
        columns = {name: _joined(column.taken(kept), new.columns[name]).taken(at) for name, column in self.columns.items()}
        return Table(self.kind, [ids[position] for position in order], columns)


class _Records(Sequence[R]):
    """The records of a table."""

    def __init__(self, table: Table[R]) -> None:
        self._table = table

    @overload
    def __getitem__(self, at: int) -> R: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[R]: ...
    def __getitem__(self, at: Any) -> Any:
        places = range(len(self))[at]
        return [self._table.record(place) for place in places] if isinstance(places, range) else self._table.record(places)

    def __len__(self) -> int:
        return len(self._table)

    def __iter__(self) -> Iterator[R]:
        return map(self._table.record, range(len(self._table)))


class _Items(Generic[R]):
    """The ids of a table with their records."""

    def __init__(self, table: Table[R]) -> None:
        self._table = table

    def __len__(self) -> int:
        return len(self._table)

    def __iter__(self) -> Iterator[tuple[str, R]]:
        return zip(self._table.ids, self._table.values(), strict=True)


def _joined(left: Column[Any] | Labels, right: Column[Any] | Labels) -> Column[Any] | Labels:
    if isinstance(left, Labels) and isinstance(right, Labels):
        stems = cast(Column[Any], _joined(left.stems, right.stems))
        return Labels(stems, np.concatenate([left.numbers, right.numbers]))
    first, second = cast(Column[Any], left), cast(Column[Any], right)
    codes = np.concatenate([first.codes.astype(np.uint32), second.codes.astype(np.uint32) + len(first.values)])
    return Column(codes, [*first.values, *second.values])


def as_table(kind: type[R], records: Mapping[str, R]) -> Table[R]:
    """These records column by column."""
    return records if isinstance(records, Table) else Table.of(kind, records.values())
