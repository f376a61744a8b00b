import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.identity import ID, digest, finding_id, record_id, record_ids
from inventory.schema import entities

JSON = st.recursive(st.none() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=5)


@given(st.lists(JSON, max_size=3), st.lists(JSON, max_size=3))
def test_two_lists_of_parts_never_make_one_digest(left: list[object], right: list[object]) -> None:
    assert (digest(*left) == digest(*right)) == (left == right)


def test_a_digest_does_not_join_its_parts() -> None:
    assert len({digest("a", "b"), digest("ab"), digest("a,b"), digest('a","b'), digest(["a", "b"])}) == 5


@pytest.mark.parametrize("entity", list(entities()))
def test_every_entity_gets_an_id_with_its_prefix_from_its_identifying_fields(entity: str) -> None:
    spec = entities()[entity]
    values = {choice.split("/")[0]: "云溪" for choice in spec.identity}
    found = record_id(spec, values)
    assert found is not None
    assert ID.fullmatch(found)
    assert found.startswith(f"{spec.prefix}-")
    assert record_id(spec, {}) is None


def test_spelling_does_not_matter_and_other_fields_do_not_count() -> None:
    spec = entities()["System"]
    assert record_id(spec, {"owner": "民政局", "name": "养老 平台（ＡＰＰ）"}) == record_id(
        spec, {"owner": "民政局", "name": "养老平台app", "status": "active"}
    )


def test_the_same_name_of_two_owners_is_two_systems() -> None:
    spec = entities()["System"]
    assert record_id(spec, {"owner": "民政局", "name": "办公系统"}) != record_id(spec, {"owner": "教育局", "name": "办公系统"})


def test_an_owner_alone_identifies_nothing() -> None:
    assert record_id(entities()["System"], {"owner": "民政局"}) is None


def test_the_second_choice_counts_where_the_first_is_empty() -> None:
    spec = entities()["Service"]
    assert record_id(spec, {"owner": "民政局", "code": None, "name": "低保"}) == record_id(spec, {"owner": "民政局", "name": "低保"})
    assert record_id(spec, {"owner": "民政局", "code": "0001", "name": "低保"}) == record_id(
        spec, {"owner": "民政局", "code": "0001", "name": "低保金"}
    )


def test_lists_identify_in_any_order() -> None:
    spec = entities()["ShareRequest"]
    asked = {"from_org": "a", "to_org": "b"}
    assert record_id(spec, {**asked, "elements": ["姓名", "住址"]}) == record_id(spec, {**asked, "elements": ["住址", "姓名"]})


def test_a_finding_is_the_same_whatever_the_order_of_its_subjects() -> None:
    assert finding_id("DUP-01", ["sys-a", "sys-b"]) == finding_id("DUP-01", ["sys-b", "sys-a"])
    assert finding_id("DUP-01", ["sys-a"]) != finding_id("DUP-01", ["sys-a"], "养老")


_SAID = st.sampled_from(["甲", "乙 系统", "。", "ABC", "a\nb", "", 12, ["乙", "甲"]])


@given(entity=st.sampled_from(["System", "DataField", "Exchange", "Cost", "Notice"]), data=st.data())
def test_ids_of_a_column_are_those_of_its_rows(entity: str, data: st.DataObject) -> None:
    spec = entities()[entity]
    names = [name for choice in spec.identity for name in choice.split("/")]
    fields = data.draw(st.lists(st.sampled_from([*names, "purpose"]), unique=True, min_size=1))
    rows = data.draw(st.lists(st.tuples(*(_SAID for _ in fields)), min_size=1, max_size=4))
    found = record_ids(spec, fields, list(zip(*rows, strict=True)))
    assert found == [record_id(spec, dict(zip(fields, row, strict=True))) for row in rows]
