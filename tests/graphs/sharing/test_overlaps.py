import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.sharing.overlaps import element_weights, weighted_jaccard

BODIES = [{"id": "ga", "name": "公安局"}, {"id": "mz", "name": "民政局"}]
SYSTEMS = [{"id": "s", "name": "户籍系统", "owner": "ga"}, {"id": "m", "name": "救助系统", "owner": "mz"}]


def test_weights_are_role_times_rarity(town, analysis) -> None:
    rows = [
        {"id": "a", "name": "甲", "system": "s", "items": ["公民身份号码", "姓名", "备注", "办件编号"]},
        {"id": "b", "name": "乙", "system": "m", "items": ["姓名", "籍贯"]},
    ]
    found = element_weights(analysis(town(organisations=BODIES, systems=SYSTEMS, resources=rows)).scape)
    everywhere = math.log(2) / math.log(3)
    assert found["citizen_id_number"] == pytest.approx(3)
    assert found["person_name"] == pytest.approx(2 * everywhere)
    assert found["native_place"] == pytest.approx(1)
    assert {found[e] for e in found if e not in ("citizen_id_number", "person_name", "native_place")} <= {0.0}


ELEMENTS = st.frozensets(st.sampled_from("abcdef"))
WEIGHTS = {"a": 3.0, "b": 2.0, "c": 2.0, "d": 1.0, "e": 0.0, "f": 0.0}


@given(ELEMENTS, ELEMENTS)
def test_the_weighted_jaccard_against_counting_thirds(left: frozenset[str], right: frozenset[str]) -> None:
    copies = {name: {f"{name}{n}" for n in range(int(weight))} for name, weight in WEIGHTS.items()}
    a, b = (set().union(*(copies[e] for e in side)) if side else set() for side in (left, right))
    expected = len(a & b) / len(a | b) if a | b else 0.0
    assert weighted_jaccard(left, right, WEIGHTS) == pytest.approx(expected)
    assert weighted_jaccard(left, right, WEIGHTS) == weighted_jaccard(right, left, WEIGHTS)


def test_tables_without_a_known_holder_are_not_compared(town, analysis) -> None:
    people = ["姓名", "公民身份号码", "性别代码", "出生日期"]
    rows = [{"id": i, "name": i, "system": s, "subject_type": "自然人", "items": people} for i, s in (("a", "没人知道的系统"), ("b", "m"))]
    assert analysis(town(organisations=BODIES, systems=SYSTEMS, resources=rows)).dataset_overlaps == []


@pytest.mark.parametrize("side", ["a", "b"])
def test_tables_that_name_each_other_as_related_are_not_compared(town, analysis, side) -> None:
    people = ["姓名", "公民身份号码", "性别代码", "出生日期"]
    rows = [
        {
            "id": i,
            "name": i,
            "system": s,
            "subject_type": "自然人",
            "items": people,
            "related_code": {"a": "b", "b": "a"}[i] if i == side else None,
        }
        for i, s in (("a", "s"), ("b", "m"))
    ]
    assert analysis(town(organisations=BODIES, systems=SYSTEMS, resources=rows)).dataset_overlaps == []


def test_items_of_returns_that_no_element_knows_are_compared_by_their_words(town, analysis) -> None:
    rows = [{"id": i, "name": i, "requiring": "mz", "respondent_level": "村社区", "elements": "路灯杆数|井盖数目|垃圾桶个数"} for i in "ab"]
    found = analysis(town(organisations=BODIES, returns=rows)).return_overlaps
    assert [(o.left, o.right, o.value, len(o.shared)) for o in found] == [("a", "b", 1.0, 3)]


def test_tables_related_by_their_catalogue_code_are_not_compared(town, analysis) -> None:
    people = ["姓名", "公民身份号码", "性别代码", "出生日期"]
    rows = [
        {"id": "a", "name": "甲", "resource_code": "430603/1", "system": "s", "subject_type": "自然人", "items": people},
        {
            "id": "b",
            "name": "乙",
            "resource_code": "430603/2",
            "system": "m",
            "subject_type": "自然人",
            "items": people,
            "related_code": "430603/1",
        },
    ]
    assert analysis(town(organisations=BODIES, systems=SYSTEMS, resources=rows)).dataset_overlaps == []
