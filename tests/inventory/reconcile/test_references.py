from collections.abc import Iterable

import pytest

from inventory.reconcile.references import Directory, resolve_references
from inventory.values import Channel, Cost, DataField, Dataset, Exchange, Organisation, Record, System, Usage
from inventory.values.table import Table

CIVIL = Organisation(id="o1", name="云溪县民政局", code="11430603006", aliases=("民政局",))
SCHOOLS = Organisation(id="o2", name="云溪县教育局", aliases=("教育局",))
CARE = System(id="s1", name="养老平台", code="YL-01", owner="民政局")
OFFICE_1 = System(id="s2", name="办公系统", owner="民政局")
OFFICE_2 = System(id="s3", name="办公系统", owner="云溪县教育局")


def town(*records: Record) -> dict[str, dict[str, Record]]:
    found: dict[str, dict[str, Record]] = {}
    for record in records:
        found.setdefault(type(record).__name__, {})[record.id] = record
    return found


def resolved(
    record: Record, others: Iterable[Record] = (CIVIL, SCHOOLS, CARE, OFFICE_1, OFFICE_2)
) -> tuple[Record, list[tuple[str, str, bool]]]:
    records, pending = resolve_references(town(*others, record))
    return records[type(record).__name__][record.id], [(p.field, p.text, p.is_ambiguous) for p in pending if p.record == record.id]


@pytest.mark.parametrize("text", ["o1", "11430603006", "云溪县民政局", " 云溪县 民政局 ", "民政局"])
def test_a_body_is_found_by_id_code_name_or_alias(text: str) -> None:
    assert resolved(System(id="x", owner=text)) == (System(id="x", owner="o1"), [])


def test_an_id_comes_before_a_name() -> None:
    decoy = Organisation(id="o9", name="o1")
    assert Directory(town(CIVIL, decoy)).candidates("Organisation", "o1") == {"o1"}


def test_an_ambiguous_name_stays_and_is_listed() -> None:
    assert resolved(Channel(id="c", system="办公系统")) == (
        Channel(id="c", system="办公系统"),
        [("system", "办公系统", True)],
    )


@pytest.mark.parametrize(("text", "expected"), [("民政局/办公系统", "s2"), ("云溪县教育局/办公系统", "s3"), ("o2/办公系统", "s3")])
def test_owner_and_name_tell_two_apart(text: str, expected: str) -> None:
    assert resolved(Exchange(id="e", from_system=text)) == (Exchange(id="e", from_system=expected), [])


def test_the_system_of_the_same_owner_is_meant() -> None:
    assert resolved(Channel(id="c", system="办公系统", owner="教育局")) == (
        Channel(id="c", system="s3", owner="o2"),
        [],
    )


def test_what_is_absent_stays_as_written_until_it_arrives() -> None:
    waiting = Channel(id="c", system="养老平台", owner="民政局")
    assert resolved(waiting, [CIVIL]) == (
        Channel(id="c", system="养老平台", owner="o1"),
        [("system", "养老平台", False)],
    )
    assert resolved(waiting, [CIVIL, CARE]) == (Channel(id="c", system="s1", owner="o1"), [])


def test_each_of_several_is_resolved_alone() -> None:
    record, pending = resolved(System(id="x", replaces=("YL-01", "旧平台")))
    assert record == System(id="x", replaces=("s1", "旧平台"))
    assert pending == [("replaces", "旧平台", False)]


def test_an_object_is_of_the_kind_that_its_row_names() -> None:
    app = Channel(id="c1", name="养老平台")
    others = [CIVIL, CARE, app]
    assert resolved(Cost(id="k", object="养老平台", object_kind="channel"), others)[0] == Cost(id="k", object="c1", object_kind="channel")
    assert resolved(Usage(id="u", object="养老平台"), others)[0] == Usage(id="u", object="s1")
    assert resolved(Usage(id="u", object="无此系统"), others)[1] == [("object", "无此系统", False)]


def test_a_dataset_is_found_through_the_system_that_holds_it() -> None:
    first, second = Dataset(id="d1", name="人员", system="s1"), Dataset(id="d2", name="人员", system="s2")
    field = DataField(id="f", label="姓名", resource="养老平台/人员")
    assert resolved(field, [CIVIL, CARE, OFFICE_1, first, second]) == (
        DataField(id="f", label="姓名", resource="d1"),
        [],
    )


def test_a_table_is_resolved_as_its_records_are() -> None:
    register = Dataset(id="r1", name="办公信息", system="办公系统", provider="云溪县教育局")
    twin = Dataset(id="r2", name="办公信息", provider="民政局")
    fields = [
        DataField(id="f1", label="姓名", resource="办公信息", needed_by=("民政局", "税务局", "教育局")),
        DataField(id="f2", label="性别", resource="教育局/办公信息", source_org="民政局"),
        DataField(id="f3", label="性别", resource="没有的目录", needed_by=("税务局", "税务局")),
        DataField(id="f4", label="年龄"),
    ]
    exchanges = [Exchange(id="e1", from_system="养老平台", to_system="办公系统", resources=("办公信息", "r2")), Exchange(id="e2")]
    records = town(CIVIL, SCHOOLS, CARE, OFFICE_1, OFFICE_2, register, twin, *fields, *exchanges)
    tables = {**records, "DataField": Table.of(DataField, fields), "Exchange": Table.of(Exchange, exchanges)}
    one_by_one, pending = resolve_references(records)
    by_column, also_pending = resolve_references(tables)
    assert also_pending == pending
    assert {p.record for p in pending} == {"f1", "f3", "e1"}
    assert {entity: dict(of_entity) for entity, of_entity in by_column.items()} == one_by_one
    assert isinstance(by_column["DataField"], Table)
    assert by_column["DataField"]["f1"].needed_by == ("o1", "税务局", "o2")
