import pytest

from graphs.edges import edges, graph_of

BODIES = [
    {"id": "fu", "name": "云溪县政府", "level": "county"}, {"id": "mz", "name": "云溪县民政局", "parent_org": "fu", "region": "430603"}, {"id": "ting", "name": "省民政厅", "level": "province"},
    {"id": "qh", "name": "清河镇", "guiding_org": "mz", "region": "430603101"},
]  # fmt: skip
SYSTEMS = [
    {"id": "s", "name": "救助系统", "owner": "mz", "builder_org": "fu", "layer": "back"},
    {"id": "t", "name": "新救助系统", "owner": "mz", "replaces": "救助系统"},
]
ROWS = {
    "organisations": BODIES, "systems": SYSTEMS,
    "channels": [{"id": "c", "name": "救助通", "kind": "app", "owner": "mz", "system": "救助系统"}],
    "services": [{"id": "v", "name": "低保申请", "owner": "mz", "systems": "救助系统", "channels": "救助通", "materials": "户籍地址"}],
    "resources": [{"id": "r", "name": "对象表", "system": "救助系统", "is_source": "是", "share_type": "有条件共享", "subject_type": "自然人", "items": ["姓名", {"label": "本人姓名", "column_name": "xm2"}, "备用三"]}],
    "exchanges": [{"id": "x", "from": "救助系统", "to": "新救助系统", "resources": "对象表", "method": "人工", "status": "运行"}],
    "responsibilities": [{"id": "d", "organisation": "mz", "object": "对象表", "object_kind": "数据资源", "role": "数据管理", "stage": "共享"}],
    "returns": [{"id": "f", "name": "台账", "requiring": "mz", "respondent_level": "村社区", "frequency": "每月", "elements": "姓名"}],
    "share_requests": [{"id": "q", "from": "qh", "to": "mz", "elements": "姓名", "received": "2026-01-01"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("PART_OF", {(("organisation", "mz"), ("organisation", "fu"))}),
        ("GUIDES", {(("organisation", "mz"), ("organisation", "qh"))}),
        ("REACHES", {(("channel", "c"), ("system", "s"))}),
        ("SUCCEEDS", {(("system", "t"), ("system", "s"))}),
        ("PERFORMS", {(("system", "s"), ("service", "v"))}),
        ("OFFERED_BY", {(("service", "v"), ("channel", "c"))}),
        ("CONTAINS", {(("system", "s"), ("dataset", "r"))}),
        ("HOLDS", {(("dataset", "r"), ("element", "person_name"))}),
        ("FLOWS", {(("system", "s"), ("system", "t"))}),
        ("NEEDS", {(("organisation", "qh"), ("element", "person_name")), (("service", "v"), ("element", "household_address"))}),
        ("SOURCE", {(("organisation", "mz"), ("element", "person_name"))}),
        ("ASKS", {(("return", "f"), ("element", "person_name"))}),
        (
            "DUTY",
            {
                (("organisation", "mz"), ("dataset", "r")),
                (("organisation", "mz"), ("system", "s")),
                (("organisation", "fu"), ("system", "s")),
                (("organisation", "mz"), ("system", "t")),
            },
        ),
    ],
)
def test_each_kind_of_edge_of_the_model_is_there_and_says_where_it_comes_from(town, analysis, kind, expected) -> None:
    scape = analysis(town(**ROWS)).scape
    found = list(edges(scape, kind))
    assert {(left, right) for left, right, _ in found} == expected
    for _, _, data in found:
        assert data["sources"]
        assert data["mode"] == "declared"
        assert 0 < data["p"] <= 1


def test_fields_are_attributes_and_no_nodes(town, analysis) -> None:
    scape = analysis(town(**ROWS)).scape
    assert {kind for kind, _ in graph_of(scape).nodes} == {"organisation", "system", "channel", "service", "dataset", "element", "return"}
    (_, _, holds) = next(edges(scape, "HOLDS"))
    assert (sorted(holds["fields"]), holds["share_type"]) == (["r.1", "r.2"], "conditional")


def test_a_flow_says_what_it_carries_and_how(town, analysis) -> None:
    (_, _, flow) = next(edges(analysis(town(**ROWS)).scape, "FLOWS"))
    assert (flow["elements"], flow["manual"], flow["running"]) == (frozenset({"person_name"}), True, True)


def test_what_a_return_asks_is_counted_a_year(town, analysis) -> None:
    (_, _, asks) = next(edges(analysis(town(**ROWS)).scape, "ASKS"))
    assert (asks["respondent"], asks["per_year"]) == ("village", 12)


def test_what_only_a_crawl_saw_is_observed(town, analysis) -> None:
    scape = analysis(town(**{**ROWS, "channels": [{**ROWS["channels"][0], "seen": True}]})).scape
    assert [data["mode"] for _, _, data in edges(scape, "REACHES")] == ["observed"]


def test_a_match_below_what_the_office_accepts_means_nothing(town, analysis) -> None:
    place = town(**ROWS)
    assert analysis(place).scape.elements_of_dataset("r") == {"person_name": ["r.1", "r.2"]}
    assert analysis(place, {"match_accepted": 1.01}).scape.elements_of_dataset("r") == {}


def test_two_exchanges_between_two_systems_are_two_edges(town, analysis) -> None:
    more = {"id": "x2", "from": "救助系统", "to": "新救助系统", "elements": "户籍地址", "method": "接口", "status": "运行"}
    scape = analysis(town(**{**ROWS, "exchanges": [*ROWS["exchanges"], more]})).scape
    assert len(list(edges(scape, "FLOWS"))) == 2


def test_references_to_what_is_unknown_make_no_edges(town, analysis) -> None:
    lost = {
        "organisations": BODIES,
        "systems": [{"id": "s", "name": "救助系统", "owner": "不知名"}],
        "channels": [{"id": "c", "name": "通", "kind": "app", "system": "不知名"}],
        "exchanges": [{"id": "x", "from": "救助系统", "to": "省厅系统", "elements": "姓名"}],
    }
    scape = analysis(town(**lost)).scape
    assert [kind for kind in ("REACHES", "FLOWS", "DUTY") if list(edges(scape, kind))] == []


@pytest.mark.parametrize(
    ("item", "element"),
    [
        ("户口簿（户籍地址）", "household_address"),
        ("参保状态证明", "insurance_status_code"),
        ("身份证号复印件", "citizen_id_number"),
        ("残疾人两项补贴申请表", None),
        ("收费票据", None),
        ("（）", None),
    ],
)
def test_a_paper_stands_for_what_it_proves(town, analysis, item, element) -> None:
    assert analysis(town(**ROWS)).scape.item_element(item) == element


@pytest.mark.parametrize(
    ("span", "holds"), [({"valid_to": "2026-10"}, False), ({"valid_from": "2026-12"}, False), ({"valid_to": "2026-11"}, True)]
)
def test_only_a_duty_in_force_is_an_edge(town, analysis, span, holds) -> None:
    duty = {**ROWS["responsibilities"][0], **span}
    scape = analysis(town(**{**ROWS, "responsibilities": [duty]})).scape
    assert any(right == ("dataset", "r") for _, right, _ in edges(scape, "DUTY")) is holds
