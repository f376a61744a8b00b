"""What was only renamed, or came back in another shape, is told as that; what merely looks a little alike is not."""

from typing import Any

import pytest

from auditor.renames import in_words, renamed

APP = {"id": "c1", "name": "云溪通", "kind": "app", "owner": "org-1", "system": "sys-1"}
RETURN = {
    "id": "r1",
    "title": "养老对象情况台账",
    "requiring": "org-1",
    "respondent_level": "village",
    "elements": ["姓名", "住址", "电话", "补贴"],
}
SYSTEM = {"id": "s1", "name": "养老平台", "owner": "org-1", "functions": ["入户走访", "补贴发放", "统计分析"]}


def moves(array: str, old: dict[str, Any], *new: dict[str, Any], judged: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    found = renamed(array, {old["id"]: old}, {n["id"]: n for n in new}, {frozenset(pair) for pair in judged})
    return [(entry["id"], entry["why"]) for entry in found]


def test_an_app_that_comes_back_as_a_mini_program_is_told_with_both_kinds() -> None:
    mini = {**APP, "id": "c2", "name": "云溪通小程序", "kind": "mini_program"}
    [entry] = renamed("channels", {"c1": APP}, {"c2": mini}, set())
    assert (entry["why"], entry["kind"]) == ("likeness", ["app", "mini_program"])
    assert in_words("channels", entry, "zh") == ("云溪通 (APP)", "云溪通小程序 (小程序)（可能是同一个，请核对）")
    assert in_words("channels", entry, "en")[0] == "云溪通 (App)"


def test_an_app_of_another_name_for_the_same_system_in_another_shape_is_likely_the_same() -> None:
    assert moves("channels", APP, {**APP, "id": "c2", "name": "智慧云溪", "kind": "mini_program"}) == [("c2", "likeness")]


@pytest.mark.parametrize(
    "change",
    [
        {"owner": "org-2"}, {"owner": None}, {"name": "别的", "kind": "app"}, {"name": "别的", "kind": "mini_program", "system": "sys-2"},
        {"name": "别的", "kind": "mini_program", "system": None},
    ],
)  # fmt: skip
def test_another_owner_system_or_name_is_something_new(change: dict[str, Any]) -> None:
    assert moves("channels", APP, {**APP, "id": "c2", **change}) == []


def test_a_return_with_the_same_items_under_another_title_is_likely_the_same() -> None:
    other = {**RETURN, "id": "r2", "title": "老年人基本信息统计表"}
    assert moves("returns", RETURN, other) == [("r2", "likeness")]
    assert moves("returns", RETURN, {**other, "elements": ["姓名", "住址", "电话", "补贴", "备注"]}) == [("r2", "likeness")]
    assert moves("returns", RETURN, {**other, "elements": ["姓名", "住址", "电话", "车牌", "学历"]}) == []
    assert moves("returns", RETURN, {**other, "respondent_level": "town"}) == []
    # two items say little
    assert moves("returns", {**RETURN, "elements": ["姓名", "电话"]}, {**other, "elements": ["姓名", "电话"]}) == []


def test_a_system_with_the_same_functions_is_likely_the_same_and_the_most_alike_is_taken() -> None:
    less = {**SYSTEM, "id": "s2", "name": "智慧养老", "functions": [*SYSTEM["functions"], "视频监控"][:4]}
    more = {**SYSTEM, "id": "s3", "name": "银龄关爱"}
    assert moves("systems", {**SYSTEM, "functions": [*SYSTEM["functions"]]}, more) == [("s3", "likeness")]
    assert moves("systems", {**SYSTEM, "functions": [*SYSTEM["functions"], "短信", "日志"]}, less) == []


def test_what_is_certain_goes_before_what_is_likely() -> None:
    gone = {"s1": {**SYSTEM, "system_code": "A1"}, "s0": SYSTEM | {"id": "s0"}}
    new = {"s8": {**SYSTEM, "id": "s8", "name": "别名", "system_code": "A1"}, "s9": {**SYSTEM, "id": "s9", "name": "另名"}}
    assert sorted((e["old_id"], e["id"], e["why"]) for e in renamed("systems", gone, new, set())) == [
        ("s0", "s9", "likeness"), ("s1", "s8", "identifier"),
    ]  # fmt: skip
    [first, _] = renamed("systems", gone, new, {frozenset(("s1", "s9"))})
    assert (first["old_id"], first["id"], first["why"]) == ("s1", "s9", "judgement")


def test_one_id_with_another_name_is_renamed_and_with_the_same_name_is_not() -> None:
    assert moves("systems", SYSTEM, {**SYSTEM, "name": "智慧养老平台"}) == [("s1", "id")]
    assert moves("systems", SYSTEM, dict(SYSTEM)) == []
