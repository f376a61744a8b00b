import pytest

SF = {"id": "sf", "name": "省民政厅", "level": "province", "region": "430000"}
SJ = {"id": "sj", "name": "云溪市民政局", "level": "city", "region": "430600"}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
LG = {"id": "lg", "name": "临岗县民政局", "level": "county", "region": "430624"}
BODIES = [SF, SJ, MZ, LG]
SYSTEMS = [
    {"id": "p", "name": "全省救助系统", "owner": "sf", "status": "运行"},
    {"id": "m", "name": "县救助系统", "owner": "mz", "status": "运行"},
    {"id": "g", "name": "临岗救助系统", "owner": "lg", "status": "运行"},
    {"id": "c", "name": "市救助系统", "owner": "sj", "status": "运行"},
]


def data(**more: object) -> dict[str, object]:
    return {"id": "r", "name": "救助对象表", "system": "p", "return_flow": "未回流", "items": ["姓名", "户籍地址"], **more}


def flow(**more: object) -> dict[str, object]:
    return {"id": "x", "from": "p", "to": "m", "elements": "姓名|户籍地址", "method": "接口", "status": "运行", **more}


def place(town, *flows: dict[str, object], systems=SYSTEMS, **change: object):
    return town(organisations=BODIES, systems=systems, resources=[data(**change)], exchanges=list(flows))


def test_what_a_province_collects_and_does_not_return_is_found(town, run) -> None:
    found = run("SIL-10", place(town)).says("probable", ["r"], ["share.not_returned"], severity="high")
    assert dict(found.why[0].parts) == {"dataset": "r", "body": "sf", "level": "level:province", "state": "return_flow:not_returned"}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("sf",), ["resources.csv#2"])


def test_partly_returned_is_a_question_and_what_a_crawl_saw_too(town, run) -> None:
    run("SIL-10", place(town, return_flow="部分")).says("question", ["r"], ["share.not_returned"])
    run("SIL-10", place(town, seen=True)).says("question", ["r"], ["share.not_returned"])


@pytest.mark.parametrize("answer", ["已回流", "不适用", None, "无"])
def test_returned_not_applicable_and_not_answered_are_silent(town, run, answer) -> None:
    run("SIL-10", place(town, return_flow=answer)).is_silent()


@pytest.mark.parametrize(
    ("level", "certainty"),
    [("国家", "probable"), ("省级", "probable"), ("市级", "probable"), ("县级", None), ("乡镇街道", None), ("村社区", None), (None, None)],
)
def test_only_a_level_above_the_county_is_accused(town, run, level, certainty) -> None:
    told = run(
        "SIL-10",
        town(
            organisations=[{"id": "o", "name": "某单位", "level": level}],
            resources=[data(system="s")],
            systems=[{"id": "s", "name": "救助系统", "owner": "o"}],
        ),
    )
    assert [f.certainty for f in told.findings] == ([certainty] if certainty else [])


@pytest.mark.parametrize(("way", "asked"), [("上门采集", True), ("填报", True), ("业务办理", False), ("共享获取", False), (None, False)])
def test_of_a_county_only_what_villages_collect_or_fill_in_is_asked_about(town, run, way, asked) -> None:
    told = run("SIL-10", place(town, system="m", collection=way))
    assert [(f.certainty, f.organisations) for f in told.findings] == ([("question", ("mz",))] if asked else [])


def test_a_county_may_answer_for_a_system_that_the_province_built(town, run) -> None:
    systems = [{**SYSTEMS[1], "build_level": "省级统建"}]
    run("SIL-10", place(town, systems=systems, system="m")).says("probable", ["r"], ["share.not_returned"])
    own = [{**SYSTEMS[1], "build_level": "镇街自建"}]
    run("SIL-10", place(town, systems=own, system="m")).is_silent()


@pytest.mark.parametrize(
    "change",
    [{}, {"elements": None, "resources": "r"}, {"status": None}, {"status": "试运行"}, {"elements": "姓名|户籍地址|出生日期"}],
    ids=["items", "dataset", "status not answered", "trial", "more items"],
)
def test_a_running_exchange_that_brings_it_down_is_a_return(town, run, change) -> None:
    run("SIL-10", place(town, flow(**change))).is_silent()


@pytest.mark.parametrize(
    "change",
    [{"status": "停用"}, {"method": "人工"}, {"from": "m", "to": "p"}, {"to": "p"}, {"to": "外部系统"}],
    ids=["stopped", "by hand", "upwards", "to itself", "to an unknown system"],
)
def test_what_brings_nothing_down_is_no_return(town, run, change) -> None:
    run("SIL-10", place(town, flow(**change))).says("probable", ["r"], ["share.not_returned"])


@pytest.mark.parametrize("items", [None, "姓名", "户籍地址|备注"])
def test_an_exchange_down_that_may_bring_it_makes_it_a_question(town, run, items) -> None:
    found = run("SIL-10", place(town, flow(elements=items))).says("question", ["r"], ["share.not_returned", "share.flows_down"])
    assert dict(found.why[1].parts) == {"count": 1, "exchanges": ["x"]}


def test_further_conditions_are_told(town, run) -> None:
    found = run("SIL-10", place(town, share_extra="须逐级审批")).says("probable", ["r"], ["share.not_returned", "share.added"])
    assert found.why[1].parts["text"] == "须逐级审批"


def test_a_dataset_without_system_or_holder_is_borne(town, run) -> None:
    run("SIL-10", place(town, system=None, provider_org="sf")).says("probable", ["r"], ["share.not_returned"])
    run("SIL-10", place(town, system=None)).is_silent()


@pytest.mark.parametrize("answer", ["已回流", "未回流"])
def test_a_return_under_further_conditions_is_found(town, run, answer) -> None:
    told = run("SIL-10", place(town, flow(), return_flow=answer, share_extra="须逐级审批"))
    assert [(f.subjects, "share.added" in {r.code for r in f.why}) for f in told.findings] == [(("r",), True)]


def test_a_flow_to_another_region_is_no_return_to_this_one(town, run) -> None:
    assert run("SIL-10", place(town, flow(to="g"), coverage_region="430603")).findings


def test_two_exchanges_may_bring_it_together(town, run) -> None:
    run("SIL-10", place(town, flow(elements="姓名"), flow(id="y", elements="户籍地址"))).is_silent()


def test_a_retired_system_is_silent(town, run) -> None:
    run("SIL-10", place(town, systems=[{**SYSTEMS[0], "status": "已下线"}])).is_silent()


def test_the_body_of_the_higher_level_is_named(town, run) -> None:
    told = run("SIL-10", place(town, provider_org="mz"))
    assert [(f.certainty, f.organisations) for f in told.findings] == [("probable", ("sf",))]
