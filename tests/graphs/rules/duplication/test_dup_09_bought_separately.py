import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
RS = {"id": "rs", "name": "云溪县人社局", "level": "county", "region": "430603"}
CL = {"id": "cl", "name": "长岭县民政局", "level": "county", "region": "430702"}
BODIES = [MZ, RS, CL]
JOB = {
    "purpose": "低保申请受理与家庭经济状况核对",
    "functions": "低保申请|经济核对|救助金发放|入户调查",
    "service_items": "低保审批|临时救助审批",
}


def bought(identifier: str, owner: str | None, **more: object) -> dict[str, object]:
    row = {"id": identifier, "name": "智慧停车收费系统", "owner": owner, "contractor": "湘云软件有限公司", "status": "运行"}
    return {**row, **more}


def test_one_product_that_two_bodies_bought_from_one_contractor_is_asked_about(town, run) -> None:
    place = town(organisations=BODIES, systems=[bought("a", "mz"), bought("b", "rs")])
    found = run("DUP-09", place).says("question", ["a", "b"], ["dup.bought"], severity="low", systems=2, bodies=2)
    assert dict(found.why[0].parts) == {"count": 2, "bodies": ["mz", "rs"], "contractor": "湘云软件有限公司"}
    assert (found.organisations, len(found.evidence), found.cause) == (("mz", "rs"), 2, "platform")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"name": "云溪县智慧停车收费系统"}, {"name": "长岭县智慧停车收费平台"}),
        ({"name": "智慧停车收费系统V2.0"}, {"name": "智慧停车收费系统（二期）"}),
        ({"contractor": "湘云软件有限公司"}, {"contractor": " 湘云软件 有限公司"}),
        ({"name": "云溪县民生帮扶系统", **JOB}, {"name": "长岭县救助通", **JOB}),
        ({"status": None}, {"status": "试运行"}),
        ({"name": "云溪停车易缴费V3"}, {"name": "长岭停车易缴费V3"}),
    ],
    ids=[
        "region and generic words aside",
        "version aside",
        "spelling of the contractor",
        "one job under two names",
        "status not answered",
        "the place alone before the product",
    ],
)
def test_the_same_product_is_known_under_its_other_spellings(town, run, left, right) -> None:
    run("DUP-09", town(organisations=BODIES, systems=[bought("a", "mz", **left), bought("b", "cl", **right)])).says(
        "question", ["a", "b"], ["dup.bought"], severity="low"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"owner": "mz"},
        {"owner": None},
        {"contractor": "楚天科技有限公司"},
        {"contractor": None},
        {"contractor": "无"},
        {"contractor": "不适用"},
        {"name": "婚姻登记预约系统"},
        {"status": "已下线"},
        {"status": "停用"},
        {"status": "在建"},
    ],
)
def test_what_is_not_the_same_product_bought_by_another_body_is_silent(town, run, change) -> None:
    run("DUP-09", town(organisations=BODIES, systems=[bought("a", "mz"), bought("b", **{"owner": "rs", **change})])).is_silent()


@pytest.mark.parametrize("answer", [None, "无", "——"])
def test_contractors_that_nobody_named_are_not_one_contractor(town, run, answer) -> None:
    run(
        "DUP-09", town(organisations=BODIES, systems=[bought("a", "mz", contractor=answer), bought("b", "rs", contractor=answer)])
    ).is_silent()


def test_two_products_of_one_contractor_are_two_findings(town, run) -> None:
    rows = [bought("a", "mz"), bought("b", "rs"), bought("c", "mz", name="婚姻登记预约系统"), bought("d", "cl", name="婚姻登记预约系统")]
    told = run("DUP-09", town(organisations=BODIES, systems=rows))
    assert [(f.subjects, f.organisations) for f in told.findings] == [(("a", "b"), ("mz", "rs")), (("c", "d"), ("cl", "mz"))]


def test_two_of_one_body_and_one_of_another_are_one_finding(town, run) -> None:
    rows = [bought("a", "mz"), bought("b", "mz"), bought("c", "rs")]
    run("DUP-09", town(organisations=BODIES, systems=rows)).says("question", ["a", "b", "c"], ["dup.bought"], systems=3, bodies=2)
    run("DUP-09", town(organisations=BODIES, systems=rows[:2])).is_silent()


@pytest.mark.parametrize("name", ["系统", "OA"])
def test_a_short_generic_name_is_no_product(town, run, name) -> None:
    rows = [bought("a", "mz", name=name, functions="公文流转|会议管理"), bought("b", "rs", name=name, functions="车辆巡检|停车引导")]
    run("DUP-09", town(organisations=BODIES, systems=rows)).is_silent()


@pytest.mark.parametrize("answer", ["自建", "自行开发", "自主研发"])
def test_what_bodies_built_themselves_was_bought_from_nobody(town, run, answer) -> None:
    run(
        "DUP-09", town(organisations=BODIES, systems=[bought("a", "mz", contractor=answer), bought("b", "rs", contractor=answer)])
    ).is_silent()
