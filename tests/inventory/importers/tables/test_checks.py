from typing import Any

import pytest

from inventory.importers.rows import RawRow
from inventory.importers.tables.checks import check_catalogue
from inventory.problems import Problems
from inventory.schema import entities
from inventory.values.observation import Locator

BODY = "11430603006512345X"


def row(entity: str, number: int, **values: Any) -> RawRow:
    fields = entities()[entity].fields
    return RawRow(entity, {fields[name].key: value for name, value in values.items()}, Locator(file="目录.xlsx", sheet="目录", row=number))


def asked(*rows: RawRow) -> list[tuple[str, int | None]]:
    problems = Problems()
    check_catalogue(rows, problems)
    assert len(problems) == 0
    assert all(question.sentence(language) for question in problems.questions for language in ("zh", "en"))
    return [(question.code, question.at.row) for question in problems.questions]


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"share_type": "不予共享"}, ["not_shared_without_basis"]), ({"share_type": "3"}, ["not_shared_without_basis"]), ({"share_type": "不共享"}, ["not_shared_without_basis"]),
        ({"share_type": "不予共享", "no_share_basis": "档案法"}, []), ({"share_type": "无条件共享"}, []), ({"share_type": 1}, []), ({"share_type": "随便"}, []), ({}, []),
        ({"share_type": "有条件共享"}, ["conditional_without_condition"]), ({"share_type": 2}, ["conditional_without_condition"]), ({"share_type": "有条件共享", "share_extra": "用于核对"}, []),
        ({"share_type": "有条件共享", "share_scope": "县级部门"}, []), ({"share_type": "有条件共享", "share_use": "核对"}, []),
        ({"code": f"{BODY}/000001", "provider_code": BODY}, []), ({"code": "11430603006500000X/000001", "provider_code": BODY}, ["code_of_another_body"]),
        ({"code": "000001", "provider_code": BODY}, []), ({"code": "11430603006500000X/000001", "provider_code": "123"}, []), ({"code": "11430603006500000X/000001"}, []),
    ],
)  # fmt: skip
def test_sharing_terms_and_codes_are_looked_at(values: dict[str, Any], codes: list[str]) -> None:
    assert asked(row("Dataset", 2, name="低保对象信息", **values)) == [(code, 2) for code in codes]


def test_a_resource_without_items_is_asked_about_where_others_have_some() -> None:
    rows = [
        row("Dataset", 2, name="低保对象信息", provider="民政局"),
        row("Dataset", 3, name="殡葬信息"),
        row("DataField", 2, resource="民政局/低保对象信息", label="姓名"),
    ]
    assert asked(*rows) == [("resource_without_items", 3)]
    assert asked(*rows[:2]) == []


def test_an_item_named_twice_is_asked_about_once() -> None:
    rows = [
        row("DataField", number, resource="民政局/低保对象信息", label=label)
        for number, label in enumerate(["姓名", "姓 名", "金额", "姓名"], 2)
    ]
    assert asked(*rows, row("DataField", 9, resource="民政局/殡葬信息", label="姓名")) == [("item_twice", 3)]


def test_items_are_told_apart_by_their_columns_name() -> None:
    assert (
        asked(row("DataField", 2, resource="甲", name="xm1", label="姓名"), row("DataField", 3, resource="甲", name="xm2", label="姓名"))
        == []
    )


def test_rows_of_other_entities_are_left_alone() -> None:
    assert asked(row("System", 2, name="云溪通"), row("Organisation", 3, name="民政局")) == []


def test_resources_of_one_name_are_told_apart_by_their_bodies() -> None:
    rows = [row("Dataset", 2, name="行政许可", provider="民政局"), row("Dataset", 3, name="行政许可", provider="教育局")]
    assert asked(*rows, row("DataField", 2, resource="民政局/行政许可", label="姓名")) == [("resource_without_items", 3)]


def test_an_item_of_two_bodies_is_not_named_twice() -> None:
    assert (
        asked(row("DataField", 2, resource="民政局/行政许可", label="姓名"), row("DataField", 3, resource="教育局/行政许可", label="姓名"))
        == []
    )


def test_a_long_name_finds_its_items() -> None:
    name = "云溪县" + "城乡居民最低生活保障对象" * 6
    items = row("DataField", 2, resource=f"民政局/{name}", label="姓名")
    assert asked(row("Dataset", 2, name=name, provider="民政局"), items) == []
    # without a provider no name of any length is found by one
    assert [code for code, _ in asked(row("Dataset", 2, name=name), items)] == ["resource_without_items"]
    assert [code for code, _ in asked(row("Dataset", 2, name="对象"), row("DataField", 2, resource="民政局/对象", label="姓名"))] == [
        "resource_without_items"
    ]


def test_a_slash_in_a_name_is_part_of_it() -> None:
    assert asked(row("Dataset", 2, name="许可/备案信息"), row("DataField", 2, resource="许可/备案信息", label="姓名")) == []
