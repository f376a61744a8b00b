"""A table answers as the dictionary of the same records does."""

import copy
import pickle

from hypothesis import given
from hypothesis import strategies as st

from inventory.values import DataField
from inventory.values.table import Column, Labels, Table, as_table, split_label

texts = st.text("ab字1", max_size=3)
labels = st.lists(st.one_of(texts, st.builds("{}#{}".format, texts, st.integers(0, 10**10))), max_size=2).map(tuple)
records = st.builds(
    DataField,
    id=st.text("abc", min_size=1, max_size=3),
    sources=labels,
    modes=st.frozensets(st.sampled_from(["declared", "observed"])),
    label=st.none() | texts,
    is_key=st.none() | st.booleans(),
    needed_by=st.lists(texts, max_size=2).map(tuple),
)
many = st.lists(records, max_size=12)


@given(many)
def test_a_table_holds_what_it_was_given(given: list[DataField]) -> None:
    known = {record.id: record for record in given}
    table = Table.of(DataField, given)
    assert dict(table) == dict(table.items()) == known
    assert list(table) == sorted(known) == [record.id for record in table.values()]
    assert [table.record(at) for at in range(len(table))] == list(table.values()) == list(table.values()[:])
    assert all(identifier in table and table.get(identifier) == record for identifier, record in known.items())
    assert "" not in table
    assert table.get("zz") is None
    assert as_table(DataField, table) is table
    assert dict(as_table(DataField, known)) == known
    assert dict(pickle.loads(pickle.dumps(table))) == dict(copy.deepcopy(table)) == known


@given(many, many, st.sets(st.text("abc", min_size=1, max_size=3), max_size=3))
def test_records_change_go_and_come(given: list[DataField], new: list[DataField], gone: set[str]) -> None:
    known = {record.id: record for record in given}
    changes: dict[str, DataField | None] = {record.id: record for record in new} | dict.fromkeys(gone)
    expected = {i: record for i, record in (known | changes).items() if record is not None}
    table = Table.of(DataField, given)
    assert dict(table.changed(changes)) == expected
    assert list(table.changed(changes)) == sorted(expected)
    assert dict(table) == known


@given(many)
def test_a_column_is_changed_counted_and_searched(given: list[DataField]) -> None:
    table = Table.of(DataField, given)
    said = [record.label for record in table.values()]
    column = table.column("label")
    assert list(column) == [column[at] for at in range(len(column))] == column[:] == said
    assert column.positions(bool) == [at for at, label in enumerate(said) if label]
    assert {label: count for label, count in column.counts().items() if count} == {label: said.count(label) for label in said}
    changed = table.mapped({"label": lambda label: (label or "") + "x"})
    assert [record.label for record in changed.values()] == [(label or "") + "x" for label in said]
    # values that became equal are one when they are counted
    assert table.mapped({"label": lambda label: None}).column("label").counts()[None] == len(said)


def test_many_values_take_as_many_bytes_as_they_need() -> None:
    assert [Column.of(range(count)).codes.dtype.itemsize for count in (1, 256, 257, 65_536, 65_537)] == [1, 1, 2, 2, 4]
    assert list(Column.of(range(70_000))) == list(range(70_000))


def test_the_number_of_a_row_stands_beside_its_label() -> None:
    said = [("a.xlsx#表!12",), ("a.xlsx#表!7",), ("a0012",), ("页面",), ("a#1", "b#2"), (), ("9" * 12,), ("第12",)]
    held = Labels.of(said)
    assert list(held) == held[:] == said
    assert len(held.stems.values) < len(said)
    assert split_label(("a#3",)) == ("a#", 3)
    # a leading zero would be lost
    assert split_label(("a0012",))[1] == -1
