from graphs.sharing.demand import needs_by_element, read_needs

BODIES = [{"id": "ga", "name": "公安局"}, {"id": "mz", "name": "民政局"}, {"id": "yb", "name": "医保局"}]
SYSTEMS = [{"id": "s", "name": "户籍系统", "owner": "ga"}, {"id": "m", "name": "救助系统", "owner": "mz"}]
DATA = {"id": "r", "name": "户籍表", "system": "s", "items": [{"label": "户籍地址", "needed_by": "mz|不知名单位"}, "姓名"]}


def needs(town, analysis, **rows):
    return read_needs(analysis(town(organisations=BODIES, systems=SYSTEMS, resources=[DATA], **rows)).scape)


def test_a_field_s_needed_by_is_a_need_of_that_dataset(town, analysis) -> None:
    assert [(n.body, n.element, n.ground, n.record, n.p, n.dataset) for n in needs(town, analysis)] == [
        ("mz", "household_address", "needed_by", "r.1", 0.9, "r")
    ]


def test_a_request_by_items_or_by_resource_is_a_need_of_whom_it_asked(town, analysis) -> None:
    rows = [
        {"id": "q1", "from": "yb", "to": "ga", "elements": "姓名", "received": "2026-01-01"},
        {"id": "q2", "from": "yb", "to": "ga", "resource": "r", "received": "2026-01-02"},
    ]
    found = [
        (n.body, n.element, n.record, n.asked, n.dataset) for n in needs(town, analysis, share_requests=rows) if n.ground == "share_request"
    ]
    assert found == [
        ("yb", "household_address", "q2", "ga", "r"),
        ("yb", "person_name", "q1", "ga", None),
        ("yb", "person_name", "q2", "ga", "r"),
    ]


def test_a_material_is_a_weaker_need_of_the_service_s_body(town, analysis) -> None:
    services = [
        {"id": "v", "name": "报销", "owner": "yb", "materials": "户籍地址|申请书"},
        {"id": "w", "name": "无主事项", "materials": "户籍地址"},
    ]
    assert [(n.body, n.element, n.p) for n in needs(town, analysis, services=services) if n.ground == "material_list"] == [
        ("yb", "household_address", 0.7)
    ]


def test_a_flow_to_a_body_that_nobody_knows_is_no_body_s_need(town, analysis) -> None:
    systems = [*SYSTEMS, {"id": "z", "name": "某系统", "owner": "甲县无此局"}]
    flows = [{"id": "x1", "from": "s", "to": "z", "elements": "户籍地址", "method": "接口", "status": "运行"}]
    found = analysis(town(organisations=BODIES, systems=systems, resources=[DATA], exchanges=flows))
    assert {n.body for n in read_needs(found.scape)} == {"mz"}
    assert {d.body for silo in found.silos.values() for d in silo.demanders} <= {"mz"}


def test_a_running_flow_is_a_need_that_is_met_and_one_inside_a_body_is_none(town, analysis) -> None:
    flows = [
        {"id": "x1", "from": "s", "to": "m", "elements": "姓名", "method": "接口", "status": "运行"},
        {"id": "x2", "from": "s", "to": "m", "elements": "性别", "method": "接口", "status": "停用"},
        {"id": "x3", "from": "s", "to": "s", "elements": "姓名", "method": "接口", "status": "运行"},
    ]
    assert [(n.body, n.element, n.record) for n in needs(town, analysis, exchanges=flows) if n.ground == "flow"] == [
        ("mz", "person_name", "s>m")
    ]


def test_what_joins_nothing_is_left_out_of_the_demand(town, analysis) -> None:
    rows = [{"id": "q", "from": "yb", "to": "ga", "elements": "备注|案件编号|姓名|办件编号|创建时间", "received": "2026-01-01"}]
    assert set(needs_by_element(needs(town, analysis, share_requests=rows))) == {"person_name", "household_address"}


def test_any_order_gives_the_same_needs(town, analysis) -> None:
    rows = [{"id": f"q{n}", "from": "yb", "to": "ga", "elements": "姓名|户籍地址", "received": f"2026-01-0{n}"} for n in range(1, 6)]
    assert needs(town, analysis, share_requests=rows) == needs(town, analysis, share_requests=rows[::-1])
