import random

import numpy as np
import pytest

from graphs.matching.evidence import FieldText
from graphs.matching.pairs import FAMILIES, NONE, compared, match_lists, shares

LEFT = [FieldText("统一社会信用代码", "tyshxydm", "", "企业登记"), FieldText("企业名称", "qymc", "", "企业登记")]
RIGHT = [
    FieldText("名称", "mc", "", "学校信息"),
    FieldText("统一社会信用代码", "uscc", "", "法人信息"),
    FieldText("法人名称", "frmc", "", "法人信息"),
    FieldText("统一社会信用代码", "xydm", "", "学校信息"),
]
PERSONS = [
    FieldText(label, name, "", "居民信息") for label, name in (("身份证号", "sfzh"), ("姓名", "xm"), ("联系电话", "lxdh"), ("住址", "zz"))
]
PEOPLE = [
    FieldText(label, name, "", "人口库")
    for label, name in (("公民身份号码", "id_card"), ("姓名", "user_name"), ("手机号码", "mobile"), ("居住地址", "addr"), ("性别", "sex"))
]


def told(left: list[FieldText], right: list[FieldText], top: int = 10) -> set[tuple[FieldText, FieldText, float]]:
    return {(left[p.left], right[p.right], p.score) for p in match_lists(left, right, top=top)}


def best(left: list[FieldText], right: list[FieldText]) -> dict[str, str]:
    return {left[p.left].label: right[p.right].label for p in match_lists(left, right, top=1)}


def test_each_left_field_has_its_candidates_best_first() -> None:
    found = match_lists(LEFT, RIGHT, top=2)
    assert [(p.left, len([q for q in found if q.left == p.left])) for p in found] == [(0, 2), (0, 2), (1, 2), (1, 2)]
    assert {p.right for p in found if p.left == 0} == {1, 3}
    assert all(p.said for p in found)
    assert all(set(dict(p.said)) <= set(FAMILIES) for p in found)


def test_other_words_and_names_find_each_other() -> None:
    assert best(PERSONS, PEOPLE) == {"身份证号": "公民身份号码", "姓名": "姓名", "联系电话": "手机号码", "住址": "居住地址"}


def test_a_field_is_known_by_its_company() -> None:
    code = "统一社会信用代码"
    left = [FieldText(label, "", "", "企业登记") for label in (code, "法定代表人", "注册资本", "经营范围")]
    right = [
        *(FieldText(label, "", "", "学校信息") for label in (code, "学段", "班级数", "食堂面积")),
        *(FieldText(label, "", "", "法人信息") for label in (code, "法定代表人", "注册资金", "经营范围说明")),
    ]
    first = next(pair for pair in match_lists(left, right) if pair.left == 0)
    assert right[first.right].table == "法人信息"


def test_a_field_gives_way_to_the_better_claim_of_its_table() -> None:
    right = [FieldText("证件号码", "zjhm", "", "库"), FieldText("移动电话", "yddh", "", "库")]
    phone = FieldText("手机号码", "sjhm", "", "表")
    lists = ([phone], [phone, FieldText("证件号码", "zjhm", "", "表")])
    alone, beside = ({right[p.right].label: p.score for p in match_lists(left, right) if p.left == 0} for left in lists)
    assert beside["证件号码"] <= alone["证件号码"]
    assert max(beside, key=lambda label: beside[label]) == "移动电话"


def test_rows_in_any_order_and_repeated_rows_say_the_same() -> None:
    plain = told(PERSONS, PEOPLE)
    for seed in range(5):
        left, right = [*PERSONS], [*PEOPLE]
        random.Random(seed).shuffle(left)
        random.Random(seed + 100).shuffle(right)
        assert told(left, right) == plain
    assert told([*PERSONS, *PERSONS[:2]], [*PEOPLE, *PEOPLE[:3]], top=100) == plain


@pytest.mark.parametrize(
    "other",
    [
        lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
        lambda text: text.replace("电", "電").replace("话", "話").replace("号", "號").replace("码", "碼"),
        lambda text: f" {text} ",
    ],
)
def test_full_width_traditional_and_spaced_forms_say_the_same(other) -> None:
    changed = [FieldText(other(f.label), f.name, "", f.table) for f in PERSONS]
    assert [(p.left, p.right, p.score) for p in match_lists(changed, PEOPLE)] == [
        (p.left, p.right, p.score) for p in match_lists(PERSONS, PEOPLE)
    ]


def test_probability_is_shared_with_rivals_and_with_there_being_none() -> None:
    odds = np.array([8.0, 8.0, 2.0])
    apart, alike = shares(odds, ["a", "b", "c"]), shares(odds, ["a", "a", "c"])
    assert apart[0] == apart[1] < 0.5
    assert alike[0] == alike[1] > 0.5
    assert sum(apart) < 1
    alone = shares(np.array([NONE / 0.7]), ["a"])
    assert alone[0] == pytest.approx(0.5)
    assert len(shares(np.zeros(0), [])) == 0


def test_what_has_no_counterpart_gets_no_high_score() -> None:
    strangers = [FieldText("食堂面积", "stmj", "", "学校"), FieldText("船舶吨位", "cbdw", "", "船舶")]
    assert all(p.score < 0.3 for p in match_lists(strangers, PEOPLE))


def test_many_rows_are_compared_in_blocks() -> None:
    many = [FieldText(f"信息项{i}", f"xxx{i}", "", f"表{i // 100}") for i in range(1100)]
    found = match_lists(many, many, top=1)
    assert len(found) == 1100
    assert all(p.left == p.right for p in found)


def test_few_are_looked_at_closely() -> None:
    many = [FieldText(f"姓名{i}", f"xm{i}", "", "甲") for i in range(300)]
    assert all(len(candidates.right) <= 160 for candidates in compared(many[:3], many))
    assert compared(many[:1], many)[0].values.shape[1] == len(FAMILIES)


def test_empty_lists() -> None:
    assert match_lists([], RIGHT) == []
    assert match_lists(LEFT, []) == []
