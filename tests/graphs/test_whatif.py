"""What breaks when systems stop: services, consumers, data; each against a town written out."""

import pytest

from graphs.whatif import what_if

BODIES = [
    {"id": "ga", "name": "云溪县公安局", "attested_sheets": "数据交换"},
    {"id": "mz", "name": "云溪县民政局"},
    {"id": "yb", "name": "云溪县医保局"},
]
SYSTEMS = [
    {"id": "s1", "name": "户籍系统", "owner": "ga", "status": "运行"},
    {"id": "s2", "name": "低保系统", "owner": "mz", "status": "运行"},
    {"id": "s3", "name": "医保系统", "owner": "yb", "status": "运行"},
    {"id": "s4", "name": "旧户籍系统", "owner": "ga", "status": "运行"},
]
DATA = [
    {"id": "r1", "name": "户籍表", "system": "s1", "items": ["户籍地址", "公民身份号码"]},
    {"id": "r4", "name": "旧户籍表", "system": "s4", "items": ["公民身份号码", "备注"]},
]
COSTS = [{"id": "c1", "object": "s1", "fiscal_year": 2025, "om_yuan": "100000"}]


def flow(left: str, right: str, **more: object) -> dict[str, object]:
    return {"id": f"x-{left}-{right}", "from": left, "to": right, "elements": "户籍地址", "method": "接口", "status": "运行", **more}


def asked(town, analysis, retire=(), connect=(), **rows):
    given = {"organisations": BODIES, "systems": SYSTEMS, "resources": DATA, **rows}
    return what_if(analysis(town(**given)), retire=retire, connect=connect, migration_yuan=(10, 20), exchange_yuan=(1, 2))


def test_nothing_asked_breaks_nothing(town, analysis) -> None:
    found = asked(town, analysis, exchanges=[flow("s1", "s2")])
    assert (found.services, found.cuts, found.elements, found.channels, found.cost, found.saving) == ((), (), (), (), (0, 0), (0, 0))


def test_a_service_is_lost_only_with_its_last_running_system(town, analysis) -> None:
    services = [
        {"id": "v1", "name": "落户", "systems": "s1", "channels": "c1|c2"},
        {"id": "v2", "name": "迁移", "systems": "s1|s4"},
        {"id": "v3", "name": "低保申请", "systems": "s2"},
    ]
    channels = [{"id": "c1", "name": "网办", "kind": "网站", "system": "s1"}, {"id": "c2", "name": "窗口", "kind": "counter"}]
    found = asked(town, analysis, retire=["s1"], services=services, channels=channels)
    assert [(s.service, s.channels_left) for s in found.services] == [("v1", ("c2",))]
    assert found.channels == ("c1",)
    assert [s.service for s in asked(town, analysis, retire=["s1", "s4"], services=services, channels=channels).services] == ["v1", "v2"]


@pytest.mark.parametrize(
    ("flows", "cut"),
    [
        ([flow("s1", "s2")], [("s2", "s1")]),
        ([flow("s1", "s2"), flow("s4", "s2")], []),
        ([flow("s1", "s2"), flow("s4", "s2", status="停用")], [("s2", "s1")]),
        ([flow("s1", "s2", elements="户籍地址|公民身份号码"), flow("s4", "s2")], [("s2", "s1")]),
        ([flow("s1", "s4")], [("s4", "s1")]),
        ([flow("s2", "s1")], []),
    ],
)
def test_a_consumer_is_cut_where_an_element_arrives_no_other_way(town, analysis, flows, cut) -> None:
    assert [(c.consumer, c.supplier) for c in asked(town, analysis, retire=["s1"], exchanges=flows).cuts] == cut


def test_what_may_supply_instead_holds_all_that_is_lost(town, analysis) -> None:
    [cut] = asked(town, analysis, retire=["s1"], exchanges=[flow("s1", "s2", elements="公民身份号码")]).cuts
    assert cut.instead == ("s4",)
    [cut] = asked(town, analysis, retire=["s1"], exchanges=[flow("s1", "s2", elements="公民身份号码|户籍地址")]).cuts
    assert cut.instead == ()


def test_telling_elements_that_only_it_holds_have_no_place(town, analysis) -> None:
    alone = dict(asked(town, analysis, retire=["s1", "s4"]).elements)
    assert alone["citizen_id_number"] == ("r1", "r4")
    assert "citizen_id_number" not in dict(asked(town, analysis, retire=["s1"]).elements)
    assert not any("remark" in element for element in alone)


def test_money_is_counted_where_it_is_known_and_said_where_not(town, analysis) -> None:
    found = asked(town, analysis, retire=["s1", "s4"], connect=[("s2", "s3")], costs=COSTS, exchanges=[flow("s1", "s2")])
    assert (found.saving, found.uncounted) == ((100_000, 100_000), ("s4",))
    assert found.cost == (2 * 10 + 2 * 1, 2 * 20 + 2 * 2)


def test_consumers_are_unknown_where_nobody_answered(town, analysis) -> None:
    assert asked(town, analysis, retire=["s1", "s2"]).unanswered == ("s2",)


def test_a_new_exchange_brings_what_the_receiver_needs_and_does_not_get(town, analysis) -> None:
    request = {"id": "q", "from": "mz", "to": "ga", "elements": "户籍地址", "received": "2026-01-01"}
    [new] = asked(town, analysis, connect=[("s1", "s2")], share_requests=[request]).connected
    assert len(new.needed) == 1
    [served] = asked(town, analysis, connect=[("s1", "s2")], share_requests=[request], exchanges=[flow("s1", "s2")]).connected
    assert served.needed == ()


TOWNS = [
    {"id": "ta", "name": "清河镇系统", "owner": "ga", "status": "运行", "coverage": "430603100"},
    {"id": "tb", "name": "石桥镇系统", "owner": "ga", "status": "运行", "coverage": "430603101"},
]
BOTH = {"id": "v", "name": "高龄津贴", "systems": "ta|tb", "regions": "430603100|430603101", "groups": "公众|特定群体"}


def lost(found):
    return [(s.service, s.groups, s.regions, s.is_whole) for s in found.services]


def test_a_town_loses_its_service_though_another_town_keeps_it(town, analysis) -> None:
    found = asked(town, analysis, retire=["ta"], systems=[*SYSTEMS, *TOWNS], services=[BOTH])
    assert lost(found) == [("v", ("public", "special_group"), ("430603100",), False)]
    both = asked(town, analysis, retire=["ta", "tb"], systems=[*SYSTEMS, *TOWNS], services=[BOTH])
    assert lost(both) == [("v", ("public", "special_group"), ("430603100", "430603101"), True)]


def test_a_county_s_system_stands_in_for_a_town_s_and_not_the_other_way_round(town, analysis) -> None:
    county = {"id": "xc", "name": "县系统", "owner": "ga", "status": "运行", "coverage": "430603"}
    service = {**BOTH, "systems": "ta|xc", "regions": "430603"}
    given = {"systems": [*SYSTEMS, TOWNS[0], county], "services": [service]}
    assert lost(asked(town, analysis, retire=["ta"], **given)) == []
    assert [entry[2] for entry in lost(asked(town, analysis, retire=["xc"], **given))] == [("430603",)]


def test_a_group_that_only_one_system_is_for_loses_it(town, analysis) -> None:
    systems = [
        {"id": "p", "name": "公众系统", "owner": "ga", "status": "运行", "audience": "公众"},
        {"id": "q", "name": "企业系统", "owner": "ga", "status": "运行", "audience": "企业"},
    ]
    service = {"id": "v", "name": "年报", "systems": "p|q", "groups": "公众|经营主体|特定群体"}
    assert [e[1] for e in lost(asked(town, analysis, retire=["q"], systems=systems, services=[service]))] == [("business",)]
    assert [e[1] for e in lost(asked(town, analysis, retire=["p"], systems=systems, services=[service]))] == [("public", "special_group")]


def test_what_is_estimated_is_marked(town, analysis) -> None:
    assert asked(town, analysis, retire=["s1"], costs=COSTS).cost_estimated == ("s1",)
    answered = [{**COSTS[0], "exit_yuan": "5"}]
    found = asked(town, analysis, retire=["s1"], costs=answered)
    assert (found.cost_estimated, found.saving_estimated) == ((), ())
    systems = [{"id": f"k{n}", "name": f"{n}号", "owner": "ga", "status": "运行", "kind": "业务系统"} for n in range(7)]
    peers = [{"id": f"c{n}", "object": f"k{n}", "fiscal_year": 2025, "om_yuan": str(1000 * n)} for n in range(1, 7)]
    assert asked(town, analysis, retire=["k0"], systems=systems, costs=peers).saving_estimated == ("k0",)
