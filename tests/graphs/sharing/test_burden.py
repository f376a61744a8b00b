"""The repeated-filling index: answers a year, hours as a range, and what is asked twice; what nobody said is never 0."""

import pytest

from graphs.sharing.burden import demands, hand_carried

BODIES = [
    {"id": "mz", "name": "云溪县民政局", "region": "430603"},
    {"id": "wj", "name": "云溪县卫生健康局", "region": "430603"},
    {"id": "sz", "name": "岳阳市民政局", "region": "430600"},
    {"id": "yy", "name": "岳阳楼区民政局", "region": "430602"},
    {"id": "no", "name": "不知所在的局"},
]
FORM = {
    "id": "a", "name": "老人台账", "requiring": "mz", "respondent_level": "村社区", "frequency": "每月", "respondents": 30,
    "elements": "姓名|公民身份号码|户籍地址|年度总结",
}  # fmt: skip


@pytest.fixture
def asked(town, analysis):
    return lambda *forms: {d.id: d for d in demands(analysis(town(organisations=BODIES, returns=list(forms))).scape)}


def test_answers_are_items_by_respondents_by_times_a_year_and_hours_a_range(asked) -> None:
    form = asked(FORM)["a"]
    assert (form.requiring, form.level, form.items, form.respondents, form.per_year) == ("mz", "village", 4, 30, 12)
    assert form.answers == 4 * 30 * 12 == 1440
    # a quarter of a minute to a minute each: 360 and 1440 minutes
    assert form.hours == (6, 24)


@pytest.mark.parametrize(
    ("frequency", "times"),
    [("每日", 250), ("每周", 52), ("每月", 12), ("每季度", 4), ("每年", 1), ("一次性", 1)],
)
def test_a_frequency_is_times_a_year(asked, frequency: str, times: int) -> None:
    assert asked({**FORM, "frequency": frequency})["a"].answers == 120 * times


@pytest.mark.parametrize("lacking", ["elements", "respondents", "frequency"])
def test_an_unknown_factor_makes_the_answers_unknown_and_never_0(asked, lacking: str) -> None:
    form = asked({key: value for key, value in FORM.items() if key != lacking})["a"]
    assert form.answers is None
    assert form.hours is None


def test_nobody_who_must_answer_is_known_and_costs_nothing(asked) -> None:
    form = asked({**FORM, "respondents": 0})["a"]
    assert (form.answers, form.hours) == (0, (0, 0))


def test_an_item_is_counted_once_however_it_is_called(asked) -> None:
    assert asked({**FORM, "elements": "公民身份号码|身份证号|年度总结"})["a"].items == 2


@pytest.mark.parametrize("body", ["wj", "sz", "mz", "no"])
def test_what_another_return_asks_the_same_level_of_the_place_is_repeated(asked, body: str) -> None:
    found = asked(FORM, {**FORM, "id": "b", "requiring": body, "elements": "姓名|身份证号|婚姻状况|年度总结"})
    # 姓名, 公民身份号码 by another name, and 年度总结 that no standard knows
    assert (found["a"].repeated, found["b"].repeated) == (3, 3)


@pytest.mark.parametrize("change", [{"requiring": "yy"}, {"respondent_level": "镇街"}, {"elements": "婚姻状况|民族"}])
def test_another_place_level_or_item_repeats_nothing(asked, change) -> None:
    found = asked(FORM, {**FORM, "id": "b", **change})
    assert (found["a"].repeated, found["b"].repeated) == (0, 0)


def test_a_return_does_not_repeat_itself(asked) -> None:
    assert asked({**FORM, "elements": "公民身份号码|身份证号"})["a"].repeated == 0


def test_unknown_levels_are_not_the_same_level(asked) -> None:
    form = {key: value for key, value in FORM.items() if key != "respondent_level"}
    assert [d.repeated for d in asked(form, {**form, "id": "b", "requiring": "wj"}).values()] == [0, 0]


def test_only_running_exchanges_by_hand_are_hand_carried(town, analysis) -> None:
    systems = [{"id": s, "name": f"{s}系统", "owner": "mz", "status": "运行"} for s in "abcd"]
    flow = {"elements": "姓名", "status": "运行"}
    flows = [
        {"id": "1", "from": "a", "to": "b", "method": "人工", **flow},
        {"id": "2", "from": "c", "to": "a", "method": "人工", "elements": "姓名", "status": "试运行"},
        {"id": "3", "from": "a", "to": "b", "method": "接口", **flow},
        {"id": "4", "from": "a", "to": "d", "method": "人工", "elements": "姓名", "status": "停用"},
        {"id": "5", "from": "d", "to": "c", "method": "接口", **flow},
    ]
    assert hand_carried(analysis(town(organisations=BODIES, systems=systems, exchanges=flows)).scape) == {"a": 2, "b": 1, "c": 1}
