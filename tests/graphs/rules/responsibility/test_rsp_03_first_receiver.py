import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
HOTLINE = {"id": "c", "name": "云溪12345", "kind": "热线", "owner": "mz", "status": "运行", "takes_appeals": "是"}
BOTH = ["Service.first_receiver", "Service.flow_doc"]


def place(channel: object = None, duties: list[dict[str, object]] = [], **answers: object) -> dict[str, object]:  # noqa: B006
    service = {
        "id": "v",
        "name": "诉求受理",
        "owner": "mz",
        "channels": "c",
        "first_receiver_org": "mz",
        "flow_doc": "云民发3号",
        **answers,
    }
    return {"organisations": [MZ], "channels": [channel or HOTLINE], "services": [service], "responsibilities": duties}


def duty(**more: object) -> dict[str, object]:
    return {"id": "d", "organisation": "mz", "object": "v", "object_kind": "事项", "role": "首接", **more}


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({"first_receiver_org": "无"}, BOTH[:1]),
        ({"flow_doc": "没有"}, BOTH[1:]),
        ({"first_receiver_org": "无", "flow_doc": "无"}, BOTH),
        ({"first_receiver_org": "无", "flow_doc": None}, BOTH[:1]),
        ({"first_receiver_org": "不适用", "flow_doc": "无"}, BOTH[1:]),
    ],
)
def test_appeals_without_a_receiver_or_a_rule_of_the_flow_are_found(town, run, answers, fields) -> None:
    found = run("RSP-03", town(**place(**answers))).says("probable", ["v"], ["answer.none", "duty.appeals"], severity="medium")
    assert dict(found.why[0].parts) == {"subject": "v", "fields": [f"field:{name}" for name in fields]}
    assert (found.why[1].parts["channels"], found.organisations, found.must_confirm) == (["c"], ("mz",), "reviewer")
    assert [e.locator for e in found.evidence] == ["services.csv#2"]


@pytest.mark.parametrize("answers", [{}, {"first_receiver_org": "不适用", "flow_doc": "不适用"}, {"first_receiver_org": "省信访局"}])
def test_a_named_receiver_with_a_rule_or_what_does_not_apply_is_silent(town, run, answers) -> None:
    run("RSP-03", town(**place(**answers))).is_silent()


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({"first_receiver_org": None, "flow_doc": None}, BOTH),
        ({"first_receiver_org": "待填"}, BOTH[:1]),
        ({"flow_doc": None}, BOTH[1:]),
        ({"first_receiver_org": "不适用", "flow_doc": None}, BOTH[1:]),
    ],
)
def test_what_a_service_with_appeals_left_blank_is_asked_for(town, run, answers, missing) -> None:
    run("RSP-03", town(**place(**answers))).asks("v", *missing)


@pytest.mark.parametrize("change", [{"takes_appeals": "否"}, {"takes_appeals": None}, {"takes_appeals": "不适用"}, {"status": "已下线"}])
def test_blank_answers_where_no_running_channel_takes_appeals_are_silent(town, run, change) -> None:
    run("RSP-03", town(**place({**HOTLINE, **change}, first_receiver_org=None, flow_doc=None))).is_silent()


def test_a_service_that_only_a_crawl_saw_is_asked_about(town, run) -> None:
    run("RSP-03", town(**place(first_receiver_org="无", seen=True))).says("question", ["v"], ["answer.none", "duty.appeals"])


def test_a_written_duty_names_the_receiver_but_not_the_rule_of_the_flow(town, run) -> None:
    run("RSP-03", town(**place(duties=[duty()], first_receiver_org="无"))).is_silent()
    told = run("RSP-03", town(**place(duties=[duty()], first_receiver_org="无", flow_doc="无")))
    assert told.says("probable", ["v"], ["answer.none", "duty.appeals"]).why[0].parts["fields"] == ["field:Service.flow_doc"]


@pytest.mark.parametrize("change", [{"role": "监督"}, {"organisation": "没见过的单位"}, {"object": "别的事项"}])
def test_another_duty_names_no_receiver(town, run, change) -> None:
    run("RSP-03", town(**place(duties=[duty(**change)], first_receiver_org="无"))).says("probable", ["v"], ["answer.none", "duty.appeals"])


def test_a_channel_with_appeals_and_no_service_is_asked_about_until_a_duty_names_its_receiver(town, run) -> None:
    alone = {"organisations": [MZ], "channels": [HOTLINE]}
    run("RSP-03", town(**alone)).asks("c", "Service.first_receiver")
    run("RSP-03", town(**alone, responsibilities=[duty(object="c", object_kind="渠道")])).is_silent()
    run("RSP-03", town(organisations=[MZ], channels=[{**HOTLINE, "status": "停用"}])).is_silent()


@pytest.mark.parametrize("change", [{"takes_appeals": "否"}, {"status": "已下线"}])
def test_a_service_whose_channels_take_no_appeals_needs_no_first_receiver(town, run, change) -> None:
    run("RSP-03", town(**place({**HOTLINE, **change}, first_receiver_org="无", flow_doc="无"))).is_silent()


@pytest.mark.parametrize(
    "change",
    [{"valid_to": "2026-11-23"}, {"valid_from": "2026-11-25"}, {"valid_from": "2026-12"}, {"valid_from": "2027"}, {"valid_to": "2026-10"}],
)
def test_a_duty_that_is_not_in_force_names_no_receiver(town, run, change) -> None:
    run("RSP-03", town(**place(duties=[duty(**change)], first_receiver_org="无"))).says("probable", ["v"], ["answer.none", "duty.appeals"])


def test_a_blank_rule_of_the_flow_is_asked_for_beside_a_written_duty(town, run) -> None:
    run("RSP-03", town(**place(duties=[duty()], first_receiver_org=None, flow_doc=None))).asks("v", "Service.flow_doc")
