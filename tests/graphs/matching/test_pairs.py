from graphs.matching.evidence import FieldText
from graphs.matching.pairs import FAMILIES, match_lists, probability

LEFT = [FieldText("统一社会信用代码", "tyshxydm", "", "企业登记"), FieldText("企业名称", "qymc", "", "企业登记")]
RIGHT = [
    FieldText("名称", "mc", "", "学校信息"),
    FieldText("统一社会信用代码", "uscc", "", "法人信息"),
    FieldText("法人名称", "frmc", "", "法人信息"),
    FieldText("统一社会信用代码", "xydm", "", "学校信息"),
]


def test_each_left_field_has_its_candidates_best_first() -> None:
    found = match_lists(LEFT, RIGHT, top=2)
    assert [(p.left, len([q for q in found if q.left == p.left])) for p in found] == [(0, 2), (0, 2), (1, 2), (1, 2)]
    assert {p.right for p in found if p.left == 0} == {1, 3}
    assert all(p.said for p in found)


def test_a_field_is_known_by_its_company() -> None:
    code = "统一社会信用代码"
    left = [FieldText(label, "", "", "企业登记") for label in (code, "法定代表人", "注册资本", "经营范围")]
    right = [
        *(FieldText(label, "", "", "学校信息") for label in (code, "学段", "班级数", "食堂面积")),
        *(FieldText(label, "", "", "法人信息") for label in (code, "法定代表人", "注册资金", "经营范围说明")),
    ]
    best = next(pair for pair in match_lists(left, right) if pair.left == 0)
    assert right[best.right].table == "法人信息"


def test_more_evidence_never_lowers_a_score() -> None:
    nothing = [0.0] * len(FAMILIES)
    for position, family in enumerate(FAMILIES):
        more = [*nothing]
        more[position] = 1.0
        assert probability(more) >= probability(nothing), family


def test_many_rows_are_compared_in_blocks() -> None:
    many = [FieldText(f"信息项{i}", f"xxx{i}", "", "甲") for i in range(1100)]
    found = match_lists(many, many, top=1)
    assert len(found) == 1100
    assert all(p.left == p.right for p in found)


def test_empty_lists() -> None:
    assert match_lists([], RIGHT) == []
    assert match_lists(LEFT, []) == []
