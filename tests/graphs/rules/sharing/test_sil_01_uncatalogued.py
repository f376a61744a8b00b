import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def data(**more: object) -> dict[str, object]:
    return {"id": "r", "name": "救助对象表", "provider_org": "mz", "resource_code": "无", "items": ["姓名", "公民身份号码", "备注"], **more}


def test_a_table_of_core_elements_without_a_code_is_found(town, run) -> None:
    found = run("SIL-01", town(organisations=[MZ], resources=[data()])).says("probable", ["r"], ["share.no_code"])
    assert dict(found.why[0].parts) == {"dataset": "r", "elements": ["citizen_id_number", "person_name"]}
    assert found.organisations == ("mz",)


@pytest.mark.parametrize(
    "change",
    [{"resource_code": "430603/mz/001"}, {"resource_code": "不适用"}, {"kind": "表单"}, {"kind": "报文"}, {"kind": "目录条目"}, {"items": ["备注", "排序号", "更新时间"]}, {"seen": True}],
)  # fmt: skip
def test_what_has_a_code_or_needs_none_is_silent(town, run, change) -> None:
    run("SIL-01", town(organisations=[MZ], resources=[data(**change)])).is_silent()


def test_one_core_element_is_enough_and_a_weak_one_is_not(town, run) -> None:
    run("SIL-01", town(organisations=[MZ], resources=[data(items=["姓名"])])).says("probable", ["r"], ["share.no_code"])
    run("SIL-01", town(organisations=[MZ], resources=[data(items=["籍贯"])])).is_silent()


def test_a_core_element_known_by_title_or_memory_alone_is_a_question(town, run) -> None:
    run("SIL-01", town(organisations=[MZ], resources=[data(items=["火化日期"])])).says("question", ["r"], ["share.no_code"])


def test_a_blank_code_is_asked_for(town, run) -> None:
    run("SIL-01", town(organisations=[MZ], resources=[data(resource_code=None)])).asks("r", "Dataset.code")
