import pytest

GA = {"id": "ga", "name": "云溪县公安局", "level": "county"}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "attested_sheets": "数据交换"}
SYSTEMS = [
    {"id": "s", "name": "户籍系统", "owner": "ga", "status": "运行"},
    {"id": "m", "name": "救助系统", "owner": "mz", "status": "运行"},
]
SOURCE = {"id": "h", "name": "户籍表", "system": "s", "items": ["户籍地址", "公民身份号码"]}


def got(label: str = "户籍地址", **more: object) -> dict[str, object]:
    return {"label": label, "origin": "共享获取", **more}


def data(*items: dict[str, object], **more: object) -> dict[str, object]:
    return {"id": "r", "name": "救助对象表", "system": "m", "items": list(items) or [got()], **more}


def flow(**more: object) -> dict[str, object]:
    return {"id": "x", "from": "s", "to": "m", "elements": "户籍地址", "method": "接口", "status": "运行", **more}


def place(town, *exchanges: dict[str, object], resources=None, bodies=(GA, MZ), systems=SYSTEMS):
    return town(organisations=list(bodies), systems=systems, resources=resources or [data()], exchanges=list(exchanges))


def test_a_shared_field_that_nothing_brings_is_a_question(town, run) -> None:
    found = run("SIL-18", place(town)).says("question", ["r"], ["share.no_way_in"], severity="medium", elements=1)
    assert dict(found.why[0].parts) == {"dataset": "r", "elements": ["household_address"]}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("mz",), ["resources.csv#2"])


def test_a_source_that_does_not_hold_it_is_named(town, run) -> None:
    found = run("SIL-18", place(town, resources=[data(got(source_org="ga"))])).says(
        "question", ["r"], ["share.no_way_in", "share.source_without"]
    )
    assert found.why[1].parts["bodies"] == ["ga"]
    run("SIL-18", place(town, resources=[data(got(source_org="省公安厅"))])).says("question", ["r"], ["share.no_way_in"])


def test_all_fields_of_a_dataset_are_one_question(town, run) -> None:
    row = data(got(), got("姓名"), got("出生日期"), got("籍贯", origin="直接采集"))
    found = run("SIL-18", place(town, flow(elements="姓名"), resources=[row])).says("question", ["r"], ["share.no_way_in"], elements=2)
    assert found.why[0].parts["elements"] == ["birth_date", "household_address"]


@pytest.mark.parametrize("origin", ["直接采集", "计算派生", "人工录入", None, "不适用", "无"])
def test_what_is_not_said_to_be_shared_is_silent(town, run, origin) -> None:
    run("SIL-18", place(town, resources=[data(got(origin=origin))])).is_silent()


@pytest.mark.parametrize("label", ["更新时间", "救助专用项甲"])
def test_technical_fields_and_unknown_meanings_are_silent(town, run, label) -> None:
    run("SIL-18", place(town, resources=[data(got(label))])).is_silent()


@pytest.mark.parametrize(
    "change",
    [{}, {"method": "人工"}, {"status": None}, {"status": "试运行"}, {"elements": "姓名|户籍地址"}, {"elements": None, "resources": "h"}, {"from": "省厅系统"}],
    ids=["items", "by hand", "status not answered", "trial", "more items", "a dataset that holds it", "from outside"],
)  # fmt: skip
def test_any_running_exchange_that_brings_it_is_a_way_in(town, run, change) -> None:
    run("SIL-18", place(town, flow(**change), resources=[data(), SOURCE])).is_silent()


@pytest.mark.parametrize(
    "change", [{"status": "停用"}, {"status": "已下线"}, {"status": "规划"}, {"from": "m", "to": "s"}, {"elements": "姓名"}]
)
def test_stopped_outgoing_and_other_exchanges_bring_nothing(town, run, change) -> None:
    run("SIL-18", place(town, flow(**change))).says("question", ["r"], ["share.no_way_in"])


@pytest.mark.parametrize("items", [None, "姓名|班线专用项甲"], ids=["no items", "an item of unknown meaning"])
def test_an_exchange_whose_items_are_not_known_may_bring_it(town, run, items) -> None:
    run("SIL-18", place(town, flow(elements=items))).is_silent()
    run("SIL-18", place(town, flow(elements=items, status="停用"))).says("question", ["r"], ["share.no_way_in"])


@pytest.mark.parametrize("sheets", [None, "系统|数据资源", "无"])
def test_a_body_that_did_not_attest_its_exchanges_is_not_asked(town, run, sheets) -> None:
    run("SIL-18", place(town, bodies=(GA, {**MZ, "attested_sheets": sheets}))).is_silent()


def test_a_dataset_without_a_known_system_or_body_is_borne(town, run) -> None:
    run("SIL-18", place(town, resources=[data(system=None, provider_org="mz")])).is_silent()
    run("SIL-18", place(town, systems=[{"id": "m", "name": "救助系统"}])).is_silent()


def test_a_dataset_without_items_may_bring_it(town, run) -> None:
    run("SIL-18", place(town, flow(elements=None, resources="h"), resources=[data(), {**SOURCE, "items": []}])).is_silent()


def test_the_broader_number_brings_the_narrower_one(town, run) -> None:
    run("SIL-18", place(town, flow(elements="身份证件号码"), resources=[data(got("公民身份号码"))])).is_silent()


def test_a_retired_system_is_silent(town, run) -> None:
    run("SIL-18", place(town, systems=[SYSTEMS[0], {**SYSTEMS[1], "status": "已下线"}])).is_silent()


def test_the_sheet_of_the_system_s_own_body_counts(town, run) -> None:
    bodies = ({**GA, "attested_sheets": "数据交换"}, {"id": "mz", "name": "云溪县民政局"})
    run("SIL-18", place(town, bodies=bodies, resources=[data(provider_org="ga")])).is_silent()
