import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
APP = {"id": "c", "name": "云溪教育", "kind": "app", "owner": "mz", "status": "运行"}
SITE = {"id": "w", "name": "教育大厅", "kind": "窗口", "owner": "mz", "status": "运行"}


def place(*channels: dict[str, object], **answers: object) -> dict[str, object]:
    service = {"id": "v", "name": "入学报名", "owner": "mz", "domain": "教育", "channel_kinds": "APP|小程序"}
    return {"organisations": [MZ], "channels": list(channels), "services": [{**service, **answers}]}


@pytest.mark.parametrize("kind", ["APP", "小程序", "快应用", "公众号", "微博", "视频号"])
@pytest.mark.parametrize("domain", ["养老", "教育", "住房", "其他"])
def test_a_service_handled_on_phones_only_is_found(town, run, kind, domain) -> None:
    run("INC-06", town(**place(channel_kinds=kind, domain=domain))).says("probable", ["v"], ["inclusion.mobile_only"], severity="high")


def test_the_finding_names_the_ways_and_who_answers_for_the_service(town, run) -> None:
    found = run("INC-06", town(**place())).says("probable", ["v"], ["inclusion.mobile_only"])
    assert dict(found.why[0].parts) == {"service": "v", "kinds": ["channel_kind:app", "channel_kind:mini_program"]}
    assert (found.organisations, found.must_confirm) == (("mz",), "inspector")
    assert [e.locator for e in found.evidence] == ["services.csv#2"]


@pytest.mark.parametrize("beside", ["网站", "窗口", "热线", "自助终端", "H5", "其他"])
def test_one_other_way_beside_is_enough(town, run, beside) -> None:
    run("INC-06", town(**place(channel_kinds=f"APP|小程序|{beside}"))).is_silent()
    run("INC-06", town(**place(channel_kinds=beside))).is_silent()


@pytest.mark.parametrize("domain", ["医疗", "社保", "金融", "缴费"])
def test_the_domains_of_the_law_are_left_to_inc_05(town, run, domain) -> None:
    run("INC-06", town(**place(domain=domain))).is_silent()
    assert run("INC-05", town(**place(domain=domain))).findings


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ("社会公众", True),
        ("企业", True),
        ("老年人", True),
        ("公众|基层干部", True),
        (None, True),
        ("基层干部", False),
        ("机关工作人员", False),
    ],
)
def test_a_service_for_staff_alone_is_left_out(town, run, groups, found) -> None:
    told = run("INC-06", town(**place(user_groups=groups)))
    assert ([f.subjects for f in told.findings], told.untold) == ([("v",)] * found, ())


@pytest.mark.parametrize("change", [{"domain": None}, {"seen": True}])
def test_a_service_of_unknown_domain_or_only_seen_is_a_question(town, run, change) -> None:
    run("INC-06", town(**place(**change))).says("question", ["v"], ["inclusion.mobile_only"])


def test_ways_read_from_the_list_of_channels_are_a_question(town, run) -> None:
    run("INC-06", town(**place(APP, channel_kinds=None, channels="c"))).says("question", ["v"], ["inclusion.mobile_only"])
    run("INC-06", town(**place(APP, SITE, channel_kinds=None, channels="c|w"))).is_silent()
    run("INC-06", town(**place(APP, channel_kinds=None, channels="c|没见过的渠道"))).is_silent()


@pytest.mark.parametrize("answer", [None, "无", "不适用", "待填"])
def test_ways_that_were_not_answered_say_nothing(town, run, answer) -> None:
    run("INC-06", town(**place(channel_kinds=answer))).is_silent()
    run("INC-06", town(**place(channel_kinds=answer, domain=None, owner=None))).is_silent()


@pytest.mark.parametrize("status", ["已下线", "停用"])
def test_a_counter_that_was_closed_is_no_way(town, run, status) -> None:
    closed = {**SITE, "status": status}
    run("INC-06", town(**place(APP, closed, channel_kinds=None, channels="c|w"))).says("question", ["v"], ["inclusion.mobile_only"])


def test_a_service_whose_only_app_was_closed_is_not_handled_on_phones(town, run) -> None:
    run("INC-06", town(**place({**APP, "status": "已下线"}, channel_kinds=None, channels="c"))).is_silent()
