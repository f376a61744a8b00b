import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
QH = {"id": "qh", "name": "云溪县清河镇", "level": "town"}
CHANNEL = {"id": "c", "name": "云溪民政", "kind": "APP", "owner": "mz", "status": "运行", "audience": "公众"}
SERVICE = {"id": "v", "name": "高龄津贴", "owner": "mz", "channels": "c", "channel_kinds": "APP", "user_groups": "公众"}
COUNTER = {"id": "w", "name": "民政窗口", "kind": "窗口", "owner": "mz"}


def use(**more: object) -> dict[str, object]:
    return {"id": "u", "object": "c", "object_kind": "渠道", "period": "2026-10", "assisted_cases": 0, **more}


def place(*usage: dict[str, object], channel: object = {}, service: object = {}, **arrays: object) -> dict[str, object]:
    given = {"organisations": [MZ, QH], "channels": [{**CHANNEL, **channel}], "services": [{**SERVICE, **service}]}
    return {**given, "usage": list(usage or (use(),)), **arrays}


@pytest.mark.parametrize("audience", ["公众", "老年人", "公众|企业"])
def test_a_body_that_is_online_and_helped_nobody_is_asked_about(town, run, audience) -> None:
    found = run("INC-09", town(**place(channel={"audience": audience}))).says(
        "question", ["mz"], ["inclusion.no_help"], severity="low", services=1
    )
    assert dict(found.why[0].parts) == {"body": "mz", "count": 1, "subjects": ["c"]}
    assert found.organisations == ("mz",)


def test_usage_of_a_system_counts_as_that_of_a_channel(town, run) -> None:
    system = {"id": "s", "name": "救助系统", "owner": "mz", "status": "运行", "audience": "公众"}
    place_ = town(**place(use(object="s", object_kind="系统"), systems=[system]))
    run("INC-09", place_).says("question", ["mz"], ["inclusion.no_help"])


@pytest.mark.parametrize("kind", ["帮办代办", "培训", "热线", "适老服务"])
def test_any_support_of_the_body_itself_is_enough_but_not_that_of_another(town, run, kind) -> None:
    help_ = {"id": "h", "name": "帮办", "kind": kind, "provider": "mz"}
    run("INC-09", town(**place(supports=[help_]))).is_silent()
    run("INC-09", town(**place(supports=[{**help_, "provider": "qh"}]))).says("question", ["mz"], ["inclusion.no_help"])


def test_one_person_helped_in_any_month_or_channel_is_enough(town, run) -> None:
    run("INC-09", town(**place(use(), use(id="w", period="2026-09", assisted_cases=1)))).is_silent()
    other = {**CHANNEL, "id": "d", "name": "云溪救助"}
    run("INC-09", town(**place(use(), use(id="w", object="d", assisted_cases=1), channels=[CHANNEL, other]))).is_silent()
    found = run("INC-09", town(**place(use(), use(id="w", object="d"), channels=[CHANNEL, other])))
    assert found.says("question", ["mz"], ["inclusion.no_help"]).why[0].parts["subjects"] == ["c", "d"]


@pytest.mark.parametrize("blank", [None, "待填", "无", "不适用"])
def test_where_nobody_answered_zero_nothing_is_said(town, run, blank) -> None:
    run("INC-09", town(**place(use(assisted_cases=blank)))).is_silent()


@pytest.mark.parametrize(
    "change",
    [
        *({"channel": {"audience": audience}} for audience in ("企业", "基层干部", "机关工作人员", None)),
        *({"service": {"channel_kinds": f"APP|{kind}"}} for kind in ("窗口", "热线", "自助终端")),
        {"service": {"owner": "qh"}},
        {"channel": {"owner": None}},
        {"services": []},
    ],
)
def test_staff_channels_counters_and_services_of_others_are_silent(town, run, change) -> None:
    run("INC-09", town(**place(**change))).is_silent()


def test_a_service_of_unknown_ways_is_not_online(town, run) -> None:
    run("INC-09", town(**place(service={"channel_kinds": None, "channels": None}))).is_silent()


def test_a_counter_among_the_channels_of_the_service_is_enough(town, run) -> None:
    both = place(service={"channel_kinds": None, "channels": "c|w"}, channels=[CHANNEL, COUNTER])
    run("INC-09", town(**both)).is_silent()


@pytest.mark.parametrize("groups", ["基层干部", "机关工作人员"])
def test_a_service_for_staff_alone_is_not_of_the_public(town, run, groups) -> None:
    run("INC-09", town(**place(service={"user_groups": groups}))).is_silent()


@pytest.mark.parametrize("status", ["已下线", "停用"])
def test_usage_of_a_channel_that_was_closed_says_nothing(town, run, status) -> None:
    run("INC-09", town(**place(channel={"status": status}))).is_silent()


def test_the_answered_zero_is_the_evidence(town, run) -> None:
    found = run("INC-09", town(**place())).findings[0]
    assert "usage.csv#2" in [e.locator for e in found.evidence]


def test_a_body_that_the_inventory_does_not_know_is_no_subject(town, run) -> None:
    place_ = town(**place(channel={"owner": "没见过的单位"}, service={"owner": "没见过的单位"}))
    assert all(place_.find(subject) for f in run("INC-09", place_).findings for subject in f.subjects)
