import pytest

JT = {"id": "jt", "name": "云溪县交通局", "level": "county"}
ITEMS = ["机构名称", "统一社会信用代码", "详细地址"]


def data(**more: object) -> dict[str, object]:
    return {
        "id": "r",
        "name": "客运站名录",
        "provider_org": "jt",
        "is_open": "否",
        "share_type": "无条件共享",
        "classification": "一般",
        "subject_type": "法人",
        "items": ITEMS,
        **more,
    }


def test_general_data_without_people_that_are_shared_but_not_open_are_a_hint(town, run) -> None:
    found = run("SIL-17", town(organisations=[JT], resources=[data()])).says("question", ["r"], ["share.could_be_open"], severity="low")
    assert dict(found.why[0].parts) == {"dataset": "r", "count": 3}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("jt",), ["resources.csv#2"])


@pytest.mark.parametrize(
    "change",
    [
        {"is_open": "是"},
        {"is_open": None},
        {"is_open": "不适用"},
        {"share_type": "有条件共享"},
        {"share_type": "不予共享"},
        {"share_type": None},
        {"share_type": "不适用"},
        {"classification": "重要"},
        {"classification": "核心"},
        {"classification": None},
        {"classification": "无"},
        {"subject_type": "自然人"},
        {"items": []},
    ],
)
def test_every_other_answer_is_silent(town, run, change) -> None:
    run("SIL-17", town(organisations=[JT], resources=[data(**change)])).is_silent()


@pytest.mark.parametrize("subject", ["统计", "地点", "物品", None])
def test_any_subject_but_people_will_do(town, run, subject) -> None:
    run("SIL-17", town(organisations=[JT], resources=[data(subject_type=subject)])).says("question", ["r"], ["share.could_be_open"])


@pytest.mark.parametrize("item", ["姓名", "联系电话", "公民身份号码", {"label": "公民身份号码", "pii": "无"}])
def test_one_item_that_means_a_person_is_enough_whatever_was_answered(town, run, item) -> None:
    run("SIL-17", town(organisations=[JT], resources=[data(items=[*ITEMS, item])])).is_silent()


@pytest.mark.parametrize("level", ["联系方式", "一般", "标识", "敏感"])
def test_one_item_that_was_answered_as_personal_is_enough(town, run, level) -> None:
    run("SIL-17", town(organisations=[JT], resources=[data(items=[*ITEMS, {"label": "班线牌号", "pii": level}])])).is_silent()
    run("SIL-17", town(organisations=[JT], resources=[data(items=[{"label": "机构名称", "pii": level}])])).is_silent()


@pytest.mark.parametrize("level", [None, "不适用"])
def test_an_item_of_unknown_meaning_keeps_it_silent_unless_it_was_answered(town, run, level) -> None:
    strange = {"label": "班线专用项甲", "pii": level}
    run("SIL-17", town(organisations=[JT], resources=[data(items=[*ITEMS, strange])])).is_silent()
    found = run("SIL-17", town(organisations=[JT], resources=[data(items=[*ITEMS, {**strange, "pii": "无"}])]))
    assert found.says("question", ["r"], ["share.could_be_open"]).why[0].parts["count"] == 4


def test_each_resource_is_a_hint_of_its_own_and_an_unknown_holder_is_borne(town, run) -> None:
    told = run("SIL-17", town(organisations=[JT], resources=[data(), data(id="r2", name="停车场名录", provider_org=None)]))
    assert sorted((f.subjects, f.organisations) for f in told.findings) == [(("r",), ("jt",)), (("r2",), ())]


@pytest.mark.parametrize("share", ["有条件共享", "不予共享"])
def test_a_field_that_is_not_shared_without_conditions_keeps_it_silent(town, run, share) -> None:
    items = [*ITEMS[:2], {"label": ITEMS[2], "sharing": share}]
    run("SIL-17", town(organisations=[JT], resources=[data(items=items)])).is_silent()
