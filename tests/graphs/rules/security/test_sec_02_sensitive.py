import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
SYSTEM = {"id": "s", "name": "救助系统", "owner": "mz", "status": "运行"}
BLOOD = {"label": "血型", "pii": "敏感"}
DONE = {"processing_basis": "法定职责", "pia_date": "2026-05-01"}


def table(*items: object, **more: object) -> dict[str, object]:
    return {"id": "r", "name": "救助对象表", "system": "s", "items": list(items), **DONE, **more}


@pytest.mark.parametrize(
    ("gaps", "fields"),
    [
        ({"processing_basis": "无"}, ["field:Dataset.processing_basis"]),
        ({"pia_date": "无"}, ["field:Dataset.pia_date"]),
        ({"pia_date": "无", "processing_basis": "同意"}, ["field:Dataset.pia_date"]),
        ({"processing_basis": "无", "pia_date": None}, ["field:Dataset.processing_basis"]),
        ({"processing_basis": "无", "pia_date": "无"}, ["field:Dataset.processing_basis", "field:Dataset.pia_date"]),
    ],
)
def test_sensitive_data_without_basis_or_assessment_are_found(town, run, gaps, fields) -> None:
    place = town(organisations=[MZ], systems=[SYSTEM], resources=[table(BLOOD, {"label": "姓名", "pii": "一般"}, **gaps)])
    found = run("SEC-02", place).says("probable", ["r"], ["answer.none", "secure.sensitive"], severity="high", sensitive=1)
    assert dict(found.why[0].parts) == {"subject": "r", "fields": fields}
    assert dict(found.why[1].parts) == {"items": ["血型"], "count": 1}
    assert (found.organisations, found.must_confirm, found.evidence[0].locator) == (("mz",), "auditor", "resources.csv#2")


@pytest.mark.parametrize("basis", ["法定职责", "同意", "合同", "应急"])
def test_any_basis_with_an_assessment_is_enough(town, run, basis) -> None:
    run("SEC-02", town(organisations=[MZ], systems=[SYSTEM], resources=[table(BLOOD, processing_basis=basis)])).is_silent()


def test_what_is_sensitive_by_its_meaning_alone_is_asked(town, run) -> None:
    place = town(organisations=[MZ], systems=[SYSTEM], resources=[table("血型", "健康状况", "姓名", pia_date="无")])
    found = run("SEC-02", place).says("question", ["r"], ["answer.none", "secure.sensitive"], sensitive=2)
    assert found.why[1].parts["items"] == ["血型", "健康状况"]


@pytest.mark.parametrize("pii", ["无", "一般", "标识", "联系方式"])
def test_the_answer_decides_over_the_meaning(town, run, pii) -> None:
    rows = [table({"label": "血型", "pii": pii}, pia_date="无", processing_basis="无")]
    run("SEC-02", town(organisations=[MZ], systems=[SYSTEM], resources=rows)).is_silent()


@pytest.mark.parametrize("items", [(), ("姓名", "公民身份号码"), ("备注",)], ids=["no fields", "personal only", "means nothing"])
def test_tables_without_sensitive_data_are_silent(town, run, items) -> None:
    run("SEC-02", town(organisations=[MZ], systems=[SYSTEM], resources=[table(*items, pia_date="无")])).is_silent()


def test_blank_answers_are_asked_for_and_answered_ones_are_not(town, run) -> None:
    blank = dict.fromkeys(DONE)
    run("SEC-02", town(organisations=[MZ], systems=[SYSTEM], resources=[table(BLOOD, **blank)])).asks(
        "r", "Dataset.processing_basis", "Dataset.pia_date"
    )
    run("SEC-02", town(organisations=[MZ], systems=[SYSTEM], resources=[table(BLOOD, pia_date=None)])).asks("r", "Dataset.pia_date")
    run("SEC-02", town(organisations=[MZ], systems=[SYSTEM], resources=[table(BLOOD, **dict.fromkeys(DONE, "不适用"))])).is_silent()


@pytest.mark.parametrize("answer", [None, "无"])
def test_a_table_that_only_a_crawl_saw_is_silent(town, run, answer) -> None:
    rows = [table(BLOOD, seen=True, **dict.fromkeys(DONE, answer))]
    run("SEC-02", town(organisations=[MZ], systems=[SYSTEM], resources=rows)).is_silent()


def test_six_items_are_named_and_all_are_counted(town, run) -> None:
    items = [{"label": f"病史{n}", "pii": "敏感"} for n in range(8)]
    found = run("SEC-02", town(organisations=[MZ], systems=[SYSTEM], resources=[table(*items, pia_date="无")])).says(
        "probable", ["r"], ["answer.none", "secure.sensitive"], sensitive=8
    )
    assert len(found.why[1].parts["items"]) == 6


def test_the_provider_answers_before_the_owner_of_the_system_and_a_table_of_nobody_names_nobody(town, run) -> None:
    ga = {"id": "ga", "name": "云溪县公安局", "level": "county"}
    place = town(organisations=[MZ, ga], systems=[SYSTEM], resources=[table(BLOOD, provider_org="ga", pia_date="无")])
    assert run("SEC-02", place).findings[0].organisations == ("ga",)
    assert run("SEC-02", town(resources=[table(BLOOD, system=None, pia_date="无")])).findings[0].organisations == ()


def test_an_element_that_the_dictionary_does_not_hold_breaks_nothing(town, run) -> None:
    rows = [table({"label": "备注", "element": "no_such_element"}, pia_date="无")]
    run("SEC-02", town(organisations=[MZ], systems=[SYSTEM], resources=rows)).is_silent()


def test_a_field_to_which_no_level_applies_is_not_sensitive(town, run) -> None:
    rows = [table({"label": "血型", "pii": "不适用"}, pia_date="无")]
    run("SEC-02", town(organisations=[MZ], systems=[SYSTEM], resources=rows)).is_silent()


@pytest.mark.parametrize("answer", ["无", None])
def test_a_table_of_firms_holds_nobody_s_sensitive_data(town, run, answer) -> None:
    rows = [table("法人名称", "银行账号", subject_type="法人", processing_basis=answer, pia_date=answer)]
    run("SEC-02", town(organisations=[MZ], systems=[SYSTEM], resources=rows)).is_silent()
