import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
GA = {"id": "ga", "name": "云溪县公安局", "level": "county", "region": "430603", "attested_sheets": "数据交换"}
YB = {"id": "yb", "name": "云溪县医保局", "level": "county", "region": "430603"}
SYSTEMS = [
    {"id": "s", "name": "户籍系统", "owner": "ga", "status": "运行"},
    {"id": "m", "name": "救助系统", "owner": "mz", "status": "运行"},
]
DATA = {"id": "r", "name": "户籍表", "system": "s", "subject_type": "自然人", "items": ["户籍地址", "姓名"]}
WANTED = {"id": "q", "from": "mz", "to": "ga", "elements": "户籍地址|姓名", "received": "2026-09-01"}


def flow(**more: object) -> dict[str, object]:
    return {"id": "x", "from": "s", "to": "m", "elements": "户籍地址", "method": "接口", "status": "运行", **more}


def test_demand_that_nothing_meets_is_found_with_every_proof(town, run) -> None:
    told = run("SIL-07", town(organisations=[MZ, GA], systems=SYSTEMS, resources=[DATA], share_requests=[WANTED]))
    # 户籍地址 and 姓名 are core elements of weight 2, each wanted by one body
    found = told.says("probable", ["s"], ["share.isolated", "share.proof", "share.proof", "share.gap"], met=0, demand=4, silo=1, bodies=1)
    assert [(r.parts["body"], r.parts["element"], r.parts["ground"], r.parts["record"]) for r in found.why[1:3]] == [
        ("mz", "household_address", "ground:share_request", "q"), ("mz", "person_name", "ground:share_request", "q"),
    ]  # fmt: skip
    assert found.organisations == ("ga", "mz")


def test_a_need_named_at_the_field_counts_too(town, run) -> None:
    data = {**DATA, "items": [{"label": "户籍地址", "needed_by": "mz|yb"}]}
    told = run("SIL-07", town(organisations=[MZ, GA, YB], systems=SYSTEMS, resources=[data]))
    told.says("probable", ["s"], ["share.isolated", "share.proof", "share.proof", "share.gap"], demand=4, bodies=2)


def test_data_carried_by_hand_does_not_meet_a_need(town, run) -> None:
    told = run(
        "SIL-07", town(organisations=[MZ, GA], systems=SYSTEMS, resources=[DATA], share_requests=[WANTED], exchanges=[flow(method="人工")])
    )
    told.says("probable", ["s"], ["share.isolated", "share.proof", "share.proof", "share.by_hand", "share.gap"], met=0, demand=4)


def test_material_lists_alone_are_a_question(town, run) -> None:
    source = {**DATA, "is_source": "是"}
    service = {"id": "v", "name": "低保申请", "owner": "mz", "materials": "户籍地址"}
    told = run("SIL-07", town(organisations=[MZ, GA], systems=SYSTEMS, resources=[source], services=[service]))
    told.says("question", ["s"], ["share.isolated", "share.proof", "share.gap"], demand=2)


def test_data_that_is_not_shared_at_all_is_a_question_here(town, run) -> None:
    told = run(
        "SIL-07", town(organisations=[MZ, GA], systems=SYSTEMS, resources=[{**DATA, "share_type": "不予共享"}], share_requests=[WANTED])
    )
    told.says("question", ["s"], ["share.isolated", "share.proof", "share.proof", "share.gap"], demand=4)


@pytest.mark.parametrize(
    "change",
    [
        {"share_requests": []},
        {"exchanges": [flow()]},
        {"systems": [{**SYSTEMS[0], "status": "已下线"}, SYSTEMS[1]]},
        {"share_requests": [{**WANTED, "from": "ga", "to": "mz"}]},
    ],
    ids=["nobody needs it", "one flow delivers something", "retired", "it is the holder that needs"],
)
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    rows = {"organisations": [MZ, GA], "systems": SYSTEMS, "resources": [DATA], "share_requests": [WANTED], **change}
    run("SIL-07", town(**rows)).is_silent()


def test_an_exchange_sheet_that_nobody_answered_cannot_be_told(town, run) -> None:
    silent = {k: v for k, v in GA.items() if k != "attested_sheets"}
    run("SIL-07", town(organisations=[MZ, silent], systems=SYSTEMS, resources=[DATA], share_requests=[WANTED])).asks(
        "s", "Exchange", "Organisation.attested"
    )
    run(
        "SIL-07",
        town(organisations=[MZ, {**silent, "attested_sheets": "系统"}], systems=SYSTEMS, resources=[DATA], share_requests=[WANTED]),
    ).asks("s", "Exchange", "Organisation.attested")


@pytest.mark.parametrize(
    ("named_by", "is_told"),
    [({"mz"}, False), ({"mz", "ga"}, True), ({"above"}, True), (None, True)],
    ids=["the other side's form alone", "the holder's form too", "the form of the body above, which covers the holder", "a register"],
)
def test_an_exchange_that_the_other_side_declared_is_no_answer_of_the_holder(town, run, named_by, is_told) -> None:
    # where only 民政 filled its sheet, what 公安 exchanges besides was never asked
    silent = {k: v for k, v in GA.items() if k != "attested_sheets"} | {"parent": "above"}
    above = {"id": "above", "name": "云溪县人民政府", "level": "county", "region": "430603"}
    other = {**DATA, "id": "r2", "name": "车辆表", "system": "t", "items": ["户籍地址"]}
    systems = [*SYSTEMS, {"id": "t", "name": "车管系统", "owner": "ga", "status": "运行"}]
    asked = {**WANTED, "elements": "户籍地址", "resource": "r2"}
    told = run(
        "SIL-07",
        town(
            organisations=[above, MZ, silent], systems=systems, resources=[DATA, other], share_requests=[asked], exchanges=[flow(elements="姓名")],
            of_forms_alone={} if named_by is None else {"x": named_by},
        ),
    )  # fmt: skip
    if is_told:
        told.says("probable", ["t"], ["share.isolated", "share.proof", "share.gap"])
    else:
        assert told.findings == ()
        assert [(u.subject, u.missing) for u in told.untold] == [(system, ("Exchange", "Organisation.attested")) for system in "st"]


def test_demand_for_an_element_known_by_title_or_memory_alone_is_a_question(town, run) -> None:
    data, wanted = {**DATA, "items": ["火化日期"]}, {**WANTED, "elements": "火化日期"}
    told = run("SIL-07", town(organisations=[MZ, GA], systems=SYSTEMS, resources=[data], share_requests=[wanted]))
    told.says("question", ["s"], ["share.isolated", "share.proof", "share.gap"])


def test_a_request_under_way_names_no_other_cause_than_the_rules_own(town, run) -> None:
    asked = {**WANTED, "received": "2026-11-20"}
    told = run(
        "SIL-07", town(organisations=[MZ, GA], systems=SYSTEMS, resources=[{**DATA, "share_type": "不予共享"}], share_requests=[asked])
    )
    assert (told.findings[0].cause, told.findings[0].certainty) == ("platform", "question")
    assert told.findings[0].why[-1].parts["gap"] == "gap:waiting"


@pytest.mark.parametrize(
    ("decision", "cause", "side"), [("拒绝", "rule", "policy"), ("同意", "platform", "technical"), ("未答复", "duty", "policy")]
)
def test_the_cause_follows_what_became_of_the_request(town, run, decision, cause, side) -> None:
    asked = {**WANTED, "received": "2026-03-02", "decision": decision, "share_type": "有条件共享"}
    told = run("SIL-07", town(organisations=[MZ, GA], systems=SYSTEMS, resources=[DATA], share_requests=[asked]))
    assert told.findings[0].cause == cause
    assert told.findings[0].why[-1].parts["side"] == f"gap_side:{side}"
