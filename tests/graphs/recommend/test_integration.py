"""The field-level sheet: each field's place, what must be converted, what has no place or no source."""

import pytest

from graphs.recommend.integration import integration_sheet, without_fields
from inventory.values.finding import Reason, Recommendation

BODIES = [{"id": "mz", "name": "民政局"}, {"id": "wj", "name": "卫健局"}]
SYSTEMS = [
    {"id": "s", "name": "养老系统", "owner": "mz", "status": "运行"},
    {"id": "t", "name": "老龄系统", "owner": "wj", "status": "运行"},
]
STEP = Reason("step.merge.target", {"target": "t", "leaving": ["s"]})


def advice(kind: str, *subjects: str, steps: tuple[Reason, ...] = (STEP,), named: str = "rec-1") -> Recommendation:
    return Recommendation(id=named, kind=kind, subjects=subjects, addressee=None, steps=steps, closes=(), why=())


@pytest.fixture
def sheet(town, analysis):
    def of(source: list, target: list, *made: Recommendation, **rows):
        data = [{"id": "r", "name": "津贴表", "system": "s", "items": source}, {"id": "u", "name": "名册", "system": "t", "items": target}]
        found = analysis(town(organisations=BODIES, systems=SYSTEMS, resources=data, **rows))
        return integration_sheet(found, made or (advice("merge", "s", "t"),))

    return of


def test_every_field_of_what_leaves_goes_to_the_field_of_its_element(sheet) -> None:
    found = sheet(["姓名", "公民身份号码", "开户银行"], ["身份证号", "姓名", "民族"])
    assert [(t.source_field, t.element, t.target_field, t.gap) for t in found] == [
        ("r.1", "person_name", "u.2", None),
        ("r.2", "citizen_id_number", "u.1", None),
        ("r.3", found[2].element, None, "no_place"),
    ]
    assert {(t.recommendation, t.kind, t.source, t.source_owner, t.target, t.target_owner) for t in found} == {
        ("rec-1", "merge", "s", "mz", "t", "wj")
    }


def test_the_same_label_finds_its_place_without_an_element(sheet) -> None:
    (found,) = sheet(["内部流转标记"], ["姓名", "内部流转标记"])
    assert (found.element, found.target_field, found.gap) == (None, "u.2", None)


def test_two_fields_of_no_element_and_another_label_do_not_meet(sheet) -> None:
    (found,) = sheet(["内部流转标记"], ["特殊标识甲"])
    assert (found.target_field, found.gap, found.conversions) == (None, "no_place", ())


NAME = {"label": "姓名", "type": "字符型", "length": "20", "unit": "米", "domain": "甲码"}


@pytest.mark.parametrize(
    ("there", "needed"),
    [
        ({}, ()),
        ({"type": "数值型"}, ("type",)),
        ({"length": "10"}, ("length",)),
        ({"length": "30"}, ()),
        ({"unit": "千米"}, ("unit",)),
        ({"domain": "乙码"}, ("codes",)),
        ({"type": "数值型", "length": "9", "unit": "元", "domain": "丙码"}, ("type", "length", "unit", "codes")),
        ({"type": "", "length": "", "unit": "", "domain": ""}, ()),
    ],
)
def test_conversions_are_what_differs_and_a_target_that_is_too_short(sheet, there, needed) -> None:
    (found,) = sheet([NAME], [{k: v for k, v in (NAME | there).items() if v}])
    assert (found.target_field, found.conversions) == ("u.1", needed)


def test_what_is_retired_or_only_named_needs_no_sheet(sheet) -> None:
    assert sheet(["姓名"], ["姓名"], advice("retire", "s", steps=()), advice("keep", "s", "t", steps=())) == []


def test_a_refused_request_carries_what_it_asks_for_and_says_what_nobody_holds(sheet) -> None:
    ask = {"id": "q", "from": "wj", "to": "mz", "elements": "姓名|户籍地址", "received": "2026-01-01", "decision": "拒绝"}
    found = sheet(["姓名", "公民身份号码"], ["公民身份号码", "户籍地址"], advice("connect", "q", steps=()), share_requests=[ask])
    assert [(t.source, t.target, t.source_field, t.element, t.target_field, t.gap) for t in found] == [
        ("s", "t", "r.1", "person_name", None, "no_place"),
        ("s", "t", None, "household_address", "u.2", "no_source"),
    ]
    assert {(t.source_owner, t.target_owner) for t in found} == {("mz", "wj")}


def test_an_element_that_two_tables_hold_is_taken_from_the_authoritative_one(town, analysis) -> None:
    ask = {"id": "q", "from": "wj", "to": "mz", "elements": "姓名", "received": "2026-01-01", "decision": "拒绝"}
    data = [
        {"id": "r", "name": "一表", "system": "s", "items": ["姓名"]},
        {"id": "z", "name": "二表", "system": "s", "is_source": "是", "items": ["姓名"]},
    ]
    seen = analysis(town(organisations=BODIES, systems=SYSTEMS, resources=data, share_requests=[ask]))
    assert [t.source_field for t in integration_sheet(seen, [advice("connect", "q", steps=())])] == ["z.1"]


def test_rows_stand_by_recommendation(sheet) -> None:
    merges = [advice("merge", "s", "t", named=f"rec-{n}") for n in (2, 1)]
    assert [t.recommendation for t in sheet(["姓名"], ["姓名"], *merges)] == ["rec-1", "rec-2"]


def test_a_merge_or_connection_without_fields_is_told_with_its_reason(town, analysis) -> None:
    seen = analysis(town(organisations=[{"id": "o", "name": "民政局"}], channels=[{"id": "c", "name": "民政发布", "kind": "公众号", "owner": "o"}], notices=[{"id": "n", "title": "通知"}]))  # fmt: skip
    made = [advice("merge", "c", steps=()), advice("connect", "n", steps=()), advice("stop_demand", "n", steps=())]
    assert integration_sheet(seen, made) == []
    told = without_fields(seen, made, ())
    assert {(one.kind, one.subjects, one.reason) for one in told} == {("merge", ("c",), "channels"), ("connect", ("n",), "ends_unknown")}
