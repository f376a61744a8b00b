import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
PERSON = ["姓名", "性别代码", "出生日期", "户籍地址"]
BODY = ["机构名称", "成立日期", "注册资本", "经营范围"]
PLACE = ["街路巷名称", "门牌号", "房间号", "建筑面积"]


def data(subject: str | None = "自然人", items: list[object] = PERSON, **more: object) -> dict[str, object]:
    return {"id": "r", "name": "对象表", "provider_org": "mz", "subject_type": subject, "items": items, "share_type": "有条件共享", **more}


@pytest.mark.parametrize(("subject", "items"), [("自然人", PERSON), ("法人", BODY), ("地点", PLACE)])
def test_a_resource_without_an_identifier_of_its_subject_is_found(town, run, subject, items) -> None:
    found = run("SIL-13", town(organisations=[MZ], resources=[data(subject, items)])).says(
        "probable", ["r"], ["share.no_key"], severity="medium"
    )
    code = {"自然人": "person", "法人": "organisation", "地点": "place"}[subject]
    assert dict(found.why[0].parts) == {"dataset": "r", "subject": f"subject:{code}", "count": 4}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("mz",), ["resources.csv#2"])


@pytest.mark.parametrize(
    ("subject", "items", "key"),
    [
        ("自然人", PERSON, "公民身份号码"),
        ("自然人", PERSON, "证件号码"),
        ("自然人", PERSON, "驾驶证号"),
        ("自然人", PERSON, "护照号码"),
        ("法人", BODY, "统一社会信用代码"),
        ("地点", PLACE, "行政区划代码"),
        ("地点", PLACE, "村社区代码"),
        ("地点", PLACE, "标准地址编码"),
        ("地点", PLACE, "网格编码"),
        ("地点", PLACE, "宗地代码"),
    ],
)
def test_one_identifier_is_enough(town, run, subject, items, key) -> None:
    run("SIL-13", town(organisations=[MZ], resources=[data(subject, [*items, key])])).is_silent()


@pytest.mark.parametrize(
    ("subject", "items", "key"),
    [
        ("自然人", PERSON, "统一社会信用代码"),
        ("自然人", PERSON, "行政区划代码"),
        ("法人", BODY, "公民身份号码"),
        ("地点", PLACE, "统一社会信用代码"),
    ],
)
def test_the_identifier_of_another_subject_does_not_help(town, run, subject, items, key) -> None:
    run("SIL-13", town(organisations=[MZ], resources=[data(subject, [*items, key])])).says("probable", ["r"], ["share.no_key"])


@pytest.mark.parametrize("subject", ["事项", "事件", "物品", "资金", "统计", None, "不适用", "无"])
def test_other_subjects_need_none(town, run, subject) -> None:
    run("SIL-13", town(organisations=[MZ], resources=[data(subject)])).is_silent()


@pytest.mark.parametrize("change", [{"kind": "表单"}, {"kind": "报文"}, {"seen": True}, {"items": PERSON[:3]}, {"items": []}])
def test_forms_messages_crawls_and_short_lists_are_silent(town, run, change) -> None:
    run("SIL-13", town(organisations=[MZ], resources=[data(**change)])).is_silent()


@pytest.mark.parametrize("kind", ["数据表", "文件", None])
def test_tables_and_files_are_looked_at(town, run, kind) -> None:
    run("SIL-13", town(organisations=[MZ], resources=[data(kind=kind)])).says("probable", ["r"], ["share.no_key"])


@pytest.mark.parametrize(
    "item", ["对象专用识别编码甲", {"label": "辅助项丙", "column_name": "uvw_code"}, {"column_name": "qzq_id"}], ids=["label", "name", "name alone"]
)  # fmt: skip
def test_a_field_that_may_be_the_key_by_its_name_makes_it_a_question(town, run, item) -> None:
    found = run("SIL-13", town(organisations=[MZ], resources=[data(items=[*PERSON, item])])).says(
        "question", ["r"], ["share.no_key", "share.perhaps_key"]
    )
    assert found.why[1].parts["fields"] == [item if isinstance(item, str) else item.get("label", item.get("column_name"))]


@pytest.mark.parametrize(("strange", "certainty"), [(4, "probable"), (5, "question")])
def test_where_most_fields_mean_nothing_known_it_is_a_question(town, run, strange, certainty) -> None:
    items = [*PERSON, *(f"辅助项{c}" for c in "甲乙丙丁戊"[:strange])]
    run("SIL-13", town(organisations=[MZ], resources=[data(items=items)])).says(certainty, ["r"], ["share.no_key"])


@pytest.mark.parametrize(
    ("subject", "items", "key"),
    [("自然人", PERSON, "配偶公民身份号码"), ("自然人", PERSON, "银行账号"), ("法人", BODY, "法定代表人身份证件号码"), ("法人", BODY, "股东证件号码")],
)  # fmt: skip
def test_somebody_elses_number_or_an_account_is_no_identifier_of_the_subject(town, run, subject, items, key) -> None:
    assert run("SIL-13", town(organisations=[MZ], resources=[data(subject, [*items, key])])).findings


@pytest.mark.parametrize("key", ["乡镇街道代码", "区县级行政区划代码"])
def test_the_code_of_a_town_or_county_is_a_region_code(town, run, key) -> None:
    run("SIL-13", town(organisations=[MZ], resources=[data("地点", [*PLACE, key])])).is_silent()


@pytest.mark.parametrize("key", ["权利人证件号码", "持证人身份证号"])
def test_the_identity_number_of_a_right_holder_is_one(town, run, key) -> None:
    run("SIL-13", town(organisations=[MZ], resources=[data(items=[*PERSON, key])])).is_silent()


@pytest.mark.parametrize("change", [{"share_type": "不予共享"}, {"share_type": None}])
def test_what_is_shared_with_nobody_needs_no_number_and_is_asked_about(town, run, change) -> None:
    run("SIL-13", town(organisations=[MZ], resources=[data(**change)])).says("question", ["r"], ["share.no_key"])
    run("SIL-13", town(organisations=[MZ], resources=[data(**change, is_source="是")])).says("probable", ["r"], ["share.no_key"])
