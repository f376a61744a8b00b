import math
import random
from dataclasses import replace

import pytest

from graphs.build import Landscape
from graphs.learning import SHIPPED, learn
from graphs.matching.evidence import FieldText
from graphs.matching.fields import COEFFICIENTS, judged_fields, match_fields, match_text
from inventory.elements import collisions, dictionary, resolve_element
from inventory.names import plain

ACCEPTED = 0.8


def first(label: str, name: str = "", kind: str = "", table: str = "") -> tuple[str, float]:
    scored = match_text(FieldText(label, name, kind, table))
    return (scored[0][0], scored[0][1]) if scored else ("", 0.0)


@pytest.mark.parametrize(
    ("label", "name", "element"),
    [
        ("姓名", "xm", "person_name"), ("本人姓名", "", "person_name"), ("学生姓名", "xsxm", "person_name"), ("身份证号", "sfzh", "citizen_id_number"), ("身份证", "sfz", "citizen_id_number"),
        ("证件号码", "zjhm", "id_document_number"), ("性别", "xb", "sex_code"), ("出生年月", "csny", "birth_date"), ("民族名称", "mz", "ethnic_group_code"), ("户籍地址", "hjdz", "household_address"),
        ("手机", "sjhm", "mobile_phone"), ("统一社会信用代码", "tyshxydm", "unified_social_credit_code"), ("企业名称", "qymc", "org_name"),
        ("公民身份号码", "id_card", "citizen_id_number"), ("mobile", "mobile", "mobile_phone"), ("birthday", "birthday", "birth_date"), ("出生日期 birthday", "t_csrq", "birth_date"),
    ],
)  # fmt: skip
def test_labels_synonyms_initials_english_and_mixed_names_are_matched(label: str, name: str, element: str) -> None:
    found, score = first(label, name)
    assert found == element
    assert score >= ACCEPTED or " " in label


@pytest.mark.parametrize(
    ("name", "element"),
    [
        ("sfzh", "citizen_id_number"), ("gmsfhm", "citizen_id_number"), ("grsfzh", "citizen_id_number"), ("t_sqr_sfzh", "citizen_id_number"), ("SFZH", "citizen_id_number"), ("sfzh1", "citizen_id_number"),
        ("idCardNo", "citizen_id_number"), ("id_card_no", "citizen_id_number"), ("ry_csrq", "birth_date"), ("birthday", "birth_date"), ("hjdz", "household_address"), ("tyshxydm", "unified_social_credit_code"),
    ],
)  # fmt: skip
def test_a_name_alone_points_to_its_element(name: str, element: str) -> None:
    found, score = first("", name)
    assert found == element
    assert 0.2 <= score < 0.95


def test_every_label_of_the_dictionary_means_its_own_element() -> None:
    for element in dictionary().values():
        found, score = first(element.zh)
        assert (found, score >= ACCEPTED) == (element.name, True), element.zh


@pytest.mark.parametrize("label", ["备用字段三", "扩展属性", "A", "！！", "路灯杆距"])
def test_what_means_nothing_known_is_not_accepted(label: str) -> None:
    assert first(label)[1] < ACCEPTED


def test_names_that_collide_never_decide_alone() -> None:
    for token in sorted(collisions()):
        scored = match_text(FieldText("", token))
        assert max((value for _, value, _ in scored), default=0.0) < 0.5, token


def test_a_label_decides_beside_a_name_that_collides() -> None:
    assert first("姓名", "xm") == pytest.approx(("person_name", first("姓名", "xm")[1]))
    assert first("项目名称", "xm")[0] == "project_name"


def test_two_meanings_that_fit_alike_are_neither_told() -> None:
    # one word that the dictionary gives to two elements
    double = next(
        t for t, names in _spelt().items() if len(names) == 2 and any("\u4e00" <= c <= "\u9fff" for c in t) and not _related(names)
    )
    assert first(double)[1] < ACCEPTED


def _spelt() -> dict[str, tuple[str, ...]]:
    from inventory.elements import spellings

    return spellings()


def _related(names: tuple[str, ...]) -> bool:
    return any(dictionary()[a].broader == b for a in names for b in names)


@pytest.mark.parametrize(
    ("label", "name"), [("公民身份号码", "sfzh"), ("户籍地址", "addr"), ("学籍号", ""), ("出生日期", "csrq"), ("性别", "xb")]
)
def test_the_waterfall_adds_up_to_the_log_odds(label: str, name: str) -> None:
    element, score, steps = match_text(FieldText(label, name, "string", "人员表"))[0]
    assert steps[0].family == "bias"
    coefficients = COEFFICIENTS["labelled" if label else "bare"]
    assert {step.family for step in steps} <= {*coefficients, "rivals"}
    assert sum(step.weight for step in steps) == pytest.approx(math.log(score / (1 - score)), abs=1e-6), element
    for step in steps:
        assert step.weight == pytest.approx(coefficients[step.family] * step.value, abs=0.01)


def town_of_fields(town, labels: list[str]):
    items = [{"id": f"f{n}", "label": label, "column_name": name} for n, (label, name) in enumerate(labels)]
    return town(
        organisations=[{"id": "o", "name": "民政局"}], resources=[{"id": "r", "name": "对象表", "provider_org": "o", "items": items}]
    )


LABELS = [
    ("姓名", "xm"),
    ("身份证号", "sfzh"),
    ("出生年月", "csny"),
    ("户籍地址", "hjdz"),
    ("备注", "bz"),
    ("项目", "xm"),
    ("路灯杆距", "ldgj"),
    ("手机", "sjh"),
]


def test_any_order_gives_the_same_matches(town) -> None:
    place = town_of_fields(town, LABELS)
    expected = match_fields(place)
    assert match_fields(place) == expected
    for seed in range(5):
        fields = random.Random(seed).sample(list(place.fields.values()), len(place.fields))
        other = replace(place, records={**place.records, "DataField": {field.id: field for field in fields}})
        assert match_fields(other) == expected


def test_a_match_says_who_came_second(town) -> None:
    found = match_fields(town_of_fields(town, [("身份证号", "sfzh")]))["f0"]
    assert (found.element, found.rival) == ("citizen_id_number", "id_document_number")
    assert found.score > found.rival_score > 0


def test_an_element_that_a_person_confirmed_stands_and_an_unknown_one_does_not(town) -> None:
    rows = {"organisations": [{"id": "o", "name": "民政局"}]}
    sure = town(
        **rows,
        resources=[
            {
                "id": "r",
                "name": "表",
                "provider_org": "o",
                "items": [{"label": "编号三", "element": "birth_date"}, {"label": "姓名", "element": "no_such_element"}],
            }
        ],
    )
    found = match_fields(sure)
    assert (found["r.1"].element, found["r.1"].score, found["r.1"].steps[0].family) == ("birth_date", 1.0, "confirmed")
    assert found["r.2"].element == "person_name"


def test_a_hopeless_field_has_no_match(town) -> None:
    assert (
        match_fields(town_of_fields(town, [("路灯杆距", "zz9")])).get("f0") is None
        or match_fields(town_of_fields(town, [("路灯杆距", "zz9")]))["f0"].score < ACCEPTED
    )


def test_labels_that_collide_never_decide_alone() -> None:
    own = {plain(element.zh) for element in dictionary().values()}
    assert [t for t in sorted(collisions() - own) if first(t)[1] >= ACCEPTED] == []


def test_items_of_lists_that_collide_mean_nothing(town) -> None:
    scape = Landscape(town(), {}, ACCEPTED)
    own = {plain(text) for element in dictionary().values() for text in (element.zh, element.name)}
    assert [t for t in sorted(collisions() - own) if resolve_element(t) or scape.item_element(t)] == []


def test_the_list_is_best_first_also_where_three_tie() -> None:
    for token in sorted(collisions()):
        values = [value for _, value, _ in match_text(FieldText("", token))]
        assert values == sorted(values, reverse=True), token


# --- what people say of elements for fields corrects the scores of those that nobody judged
JUDGED_NAMES = (
    "姓名",
    "性别",
    "出生日期",
    "民族",
    "婚姻状况",
    "学历",
    "政治面貌",
    "联系电话",
    "户籍地址",
    "居住地址",
    "工作单位",
    "银行账号",
    "健康状况",
    "血型",
)


def judged_ones(count: int = 28) -> list[dict[str, str]]:
    """Fields whose labels say a little more than an element's name, each twice."""
    return [{"id": f"f{n}", "resource": "r", "label": f"{JUDGED_NAMES[n % len(JUDGED_NAMES)]}情况"} for n in range(count)]


def a_town(town, verdict):
    """Half of the fields judged as `verdict` says of their best element."""
    plain = town(resources=[{"id": "r", "name": "台账"}], fields=judged_ones())
    best = match_fields(plain)
    said = [(f"f{n}", verdict(n), f"element.{best[f'f{n}'].element}", "甲") for n in range(14) if f"f{n}" in best]
    return town(resources=[{"id": "r", "name": "台账"}], fields=judged_ones(), judgements=said), best


@pytest.mark.parametrize(
    ("verdict", "is_lower"),
    [(lambda n: "means" if n % 4 == 0 else "means_not", True), (lambda n: "means_not" if n % 4 == 0 else "means", False)],
)
def test_judgements_move_what_nobody_judged(town, verdict, is_lower) -> None:
    inventory, before = a_town(town, verdict)
    judged = judged_fields(inventory)
    assert len(judged) == sum(f"f{n}" in before for n in range(14)) >= 12
    scorer = learn(judged)
    assert scorer.judged == len(judged)
    after = match_fields(inventory, scorer=scorer)
    unjudged = [f"f{n}" for n in range(14, 28) if f"f{n}" in before]
    moved = [after[i].score - before[i].score for i in unjudged if i in after]
    assert moved
    assert (sum(moved) < 0) is is_lower
    assert all(after[i].element == before[i].element for i in unjudged if i in after)
    assert all(after[i].steps[-1].family == "learnt" for i in unjudged if i in after)


def test_nothing_judged_changes_nothing(town) -> None:
    inventory = town(resources=[{"id": "r", "name": "台账"}], fields=judged_ones())
    assert judged_fields(inventory) == []
    assert learn([]) == SHIPPED
    assert match_fields(inventory, scorer=learn([])) == match_fields(inventory)


def test_the_steps_of_a_score_add_up_to_it(town) -> None:
    inventory, _ = a_town(town, lambda n: "means" if n % 4 == 0 else "means_not")
    scorer = learn(judged_fields(inventory))
    for match in match_fields(inventory, scorer=scorer).values():
        if match.steps[0].family == "bias" and not any(step.family == "rivals" for step in match.steps):
            odds = sum(step.weight for step in match.steps)
            assert match.score == pytest.approx(1 / (1 + 2.718281828**-odds), abs=2e-3)


ID, CODE = ("rows=500", "length=18-18", "filled=1.00", "latin=1.00", "citizen_id=0.99"), ("rows=500", "latin=1.00", "uscc=1.00")


@pytest.mark.parametrize(
    ("label", "name", "profile", "element"),
    [
        ("", "c17", ID, "citizen_id_number"), ("", "c17", CODE, "unified_social_credit_code"), ("", "c17", ("rows=500", "mobile=0.95"), "mobile_phone"),
        ("", "c17", (), None), ("", "c17", ("rows=500", "citizen_id=0.50"), None), ("", "c17", ("nonsense", "=", "citizen_id=high"), None),
    ],
)  # fmt: skip
def test_values_that_pass_a_check_tell_what_a_nameless_column_means(
    label: str, name: str, profile: tuple[str, ...], element: str | None
) -> None:
    scored = match_text(FieldText(label, name, "string", "", profile))
    assert (scored[0][0] if scored and scored[0][1] >= 0.5 else None) == element


def test_values_that_fail_the_check_speak_against_a_label() -> None:
    plain_, failed, passed = (
        {e: s for e, s, _ in match_text(FieldText("本人身份证件号", "sfzh", "string", "", profile))}["citizen_id_number"]
        for profile in ((), ("rows=500", "citizen_id=0.00", "number=1.00"), ID)
    )
    assert failed < plain_ < passed


def test_a_name_whose_values_are_citizen_numbers_is_less_sure_to_be_a_name() -> None:
    assert match_text(FieldText("姓名", "xm", "string", "", ID))[0][1] < match_text(FieldText("姓名", "xm", "string"))[0][1]
