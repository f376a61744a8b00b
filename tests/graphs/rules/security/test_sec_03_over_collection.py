import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
SYSTEM = {"id": "s", "name": "救助系统", "owner": "mz", "status": "运行"}
NUMBER = {"label": "公民身份号码", "pii": "标识"}


def table(*items: object, **more: object) -> dict[str, object]:
    return {"id": "r", "name": "救助对象表", "system": "s", "items": list(items), **more}


def asked(label: str, **more: object) -> dict[str, object]:
    return {"label": label, "origin": "直接采集", "is_required": "是", **more}


@pytest.mark.parametrize(("pii", "severity"), [("敏感", "high"), ("标识", "high"), ("一般", "medium"), ("联系方式", "medium")])
def test_a_personal_field_without_purpose_is_found(town, run, pii, severity) -> None:
    items = [{"label": "政治面貌", "pii": pii, "purpose": "无"}, {"label": "姓名", "pii": "一般", "purpose": "审核低保"}]
    found = run("SEC-03", town(organisations=[MZ], systems=[SYSTEM], resources=[table(*items)])).says(
        "probable", ["r"], ["secure.no_purpose"], severity=severity, fields=1
    )
    assert dict(found.why[0].parts) == {"dataset": "r", "items": ["政治面貌"], "count": 1}
    assert ([e.locator for e in found.evidence], found.organisations, found.must_confirm) == (["fields.csv#1"], ("mz",), "auditor")


def test_what_is_personal_by_its_meaning_alone_is_asked(town, run) -> None:
    rows = [table({"label": "公民身份号码", "purpose": "无"})]
    run("SEC-03", town(organisations=[MZ], systems=[SYSTEM], resources=rows)).says(
        "question", ["r"], ["secure.no_purpose"], severity="medium"
    )


@pytest.mark.parametrize(
    "item",
    [
        {"label": "姓名", "pii": "一般", "purpose": "审核低保"},
        {"label": "姓名", "pii": "一般"},
        {"label": "姓名", "pii": "一般", "purpose": "不适用"},
        {"label": "姓名", "pii": "无", "purpose": "无"},
        {"label": "备注", "purpose": "无"},
        {"label": "车牌颜色", "pii": "不适用", "purpose": "无"},
    ],
    ids=["a purpose", "blank", "not applicable", "declared not personal", "means nothing", "no level applies"],
)
def test_fields_with_a_purpose_without_an_answer_or_not_of_persons_are_silent(town, run, item) -> None:
    run("SEC-03", town(organisations=[MZ], systems=[SYSTEM], resources=[table(item)])).is_silent()


def test_all_aimless_fields_of_a_table_are_one_finding_that_names_eight_and_shows_three(town, run) -> None:
    items = [{"label": f"附加信息{n}", "pii": "一般", "purpose": "无"} for n in range(10)]
    found = run("SEC-03", town(organisations=[MZ], systems=[SYSTEM], resources=[table(*items)])).says(
        "probable", ["r"], ["secure.no_purpose"], severity="medium", fields=10
    )
    assert (len(found.why[0].parts["items"]), found.why[0].parts["count"], len(found.evidence)) == (8, 10, 3)


@pytest.mark.parametrize("origin", ["直接采集", "人工录入"])
@pytest.mark.parametrize("label", ["年龄", "出生日期"])
def test_what_the_number_in_the_same_table_tells_is_a_question_when_it_is_asked_too(town, run, label, origin) -> None:
    found = run("SEC-03", town(organisations=[MZ], systems=[SYSTEM], resources=[table(NUMBER, asked(label, origin=origin))])).says(
        "question", ["r"], ["secure.derivable"], severity="low"
    )
    assert (dict(found.why[0].parts), found.discriminator, found.organisations) == (
        {"dataset": "r", "items": [label]},
        "derivable",
        ("mz",),
    )
    assert [e.locator for e in found.evidence] == ["fields.csv#2"]


@pytest.mark.parametrize(
    "items",
    [
        (NUMBER, asked("年龄", origin="计算派生")),
        (NUMBER, asked("年龄", origin="共享获取")),
        (NUMBER, asked("年龄", origin=None)),
        (NUMBER, asked("年龄", is_required="否")),
        (asked("年龄"),),
        ({"label": "备注"}, asked("出生日期")),
        (NUMBER, asked("户籍地址")),
    ],
    ids=["derived", "shared", "origin blank", "need not be given", "no number", "no number beside", "not derivable"],
)
def test_what_is_not_asked_of_people_or_cannot_be_derived_is_silent(town, run, items) -> None:
    run("SEC-03", town(organisations=[MZ], systems=[SYSTEM], resources=[table(*items)])).is_silent()


def test_a_number_in_another_table_derives_nothing(town, run) -> None:
    rows = [table(asked("年龄")), table(NUMBER, id="q", name="人口表")]
    run("SEC-03", town(organisations=[MZ], systems=[SYSTEM], resources=rows)).is_silent()


def test_both_faults_of_one_table_are_two_findings(town, run) -> None:
    rows = [table(NUMBER, asked("年龄", pii="一般", purpose="无"))]
    told = run("SEC-03", town(organisations=[MZ], systems=[SYSTEM], resources=rows))
    assert [(f.subjects, f.discriminator, f.certainty) for f in told.findings] == [
        (("r",), "", "probable"),
        (("r",), "derivable", "question"),
    ]


def test_a_table_without_fields_or_system_breaks_nothing(town, run) -> None:
    run("SEC-03", town(resources=[table(system=None)])).is_silent()


@pytest.mark.parametrize("label", ["性别", "性别代码"])
def test_sex_is_told_by_the_number_too(town, run, label) -> None:
    run("SEC-03", town(organisations=[MZ], systems=[SYSTEM], resources=[table(NUMBER, asked(label))])).says(
        "question", ["r"], ["secure.derivable"], severity="low"
    )


def test_a_field_to_which_no_level_applies_is_not_personal(town, run) -> None:
    rows = [table({"label": "联系电话", "pii": "不适用", "purpose": "无"})]
    run("SEC-03", town(organisations=[MZ], systems=[SYSTEM], resources=rows)).is_silent()
