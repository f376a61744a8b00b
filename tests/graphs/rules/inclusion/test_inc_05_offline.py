import pytest

YB = {"id": "yb", "name": "云溪县医保局", "level": "county"}


def service(**more: object) -> dict[str, object]:
    return {"id": "s", "name": "门诊费用报销", "owner": "yb", "domain": "医疗", **more}


@pytest.mark.parametrize("domain", ["医疗", "社保", "金融", "缴费"])
def test_a_service_of_life_handled_online_only_is_found(town, run, domain) -> None:
    told = run("INC-05", town(organisations=[YB], services=[service(domain=domain, channel_kinds="小程序|APP")]))
    found = told.says("probable", ["s"], ["inclusion.online_only"], severity="critical")
    assert found.why[0].parts["kinds"] == ["channel_kind:app", "channel_kind:mini_program"]
    assert (found.organisations, found.must_confirm) == (("yb",), "inspector")


@pytest.mark.parametrize("kinds", ["小程序|窗口", "APP|热线", "网站|自助终端"])
def test_one_offline_way_beside_is_enough(town, run, kinds) -> None:
    run("INC-05", town(organisations=[YB], services=[service(channel_kinds=kinds)])).is_silent()


@pytest.mark.parametrize("domain", ["养老", "教育", "住房", "其他", None])
def test_other_domains_are_not_concerned(town, run, domain) -> None:
    run("INC-05", town(organisations=[YB], services=[service(domain=domain, channel_kinds="APP")])).is_silent()


def test_ways_read_only_from_the_list_of_channels_are_asked_about(town, run) -> None:
    app = {"id": "c", "name": "医保通", "kind": "app", "owner": "yb"}
    counter = {"id": "w", "name": "医保大厅", "kind": "窗口", "owner": "yb"}
    run("INC-05", town(organisations=[YB], channels=[app], services=[service(channels="c")])).says(
        "question", ["s"], ["inclusion.online_only"]
    )
    run("INC-05", town(organisations=[YB], channels=[app, counter], services=[service(channels="c|w")])).is_silent()


def test_a_service_that_only_a_crawl_saw_is_asked_about(town, run) -> None:
    run("INC-05", town(organisations=[YB], services=[service(channel_kinds="APP", seen=True)])).says(
        "question", ["s"], ["inclusion.online_only"]
    )


@pytest.mark.parametrize("more", [{}, {"channels": "没见过的渠道"}], ids=["blank", "an unknown channel"])
def test_ways_that_were_not_answered_cannot_be_told(town, run, more) -> None:
    run("INC-05", town(organisations=[YB], services=[service(**more)])).asks("s", "Service.channel_kinds")


def test_a_notice_that_closes_the_counter_is_found(town, run) -> None:
    notice = [{"id": "n", "title": "公告", "issuer": "yb"}]
    hit = [{"notice": "n", "rule": "INC-05", "category": "single_channel", "quote": "停止窗口办理医保报销", "severity": "critical"}]
    run("INC-05", town(organisations=[YB], notices=notice, hits=hit)).says("probable", ["n"], ["notice.finding"])
    other = [{**hit[0], "quote": "停止窗口办理图书借阅"}]
    run("INC-05", town(organisations=[YB], notices=notice, hits=other)).says("question", ["n"], ["notice.finding"], severity="critical")


@pytest.mark.parametrize(
    ("quote", "certainty"),
    [
        ("养老保险待遇资格认证只能通过APP办理，窗口不再受理", "probable"),
        ("失业保险金申领只接受线上申请", "probable"),
        ("采暖费不再接受现金，一律扫码", "probable"),
        ("养老院入住申请只接受线上申请", "question"),
        ("校车报名只接受线上申请", "question"),
    ],
)
def test_a_notice_is_judged_by_the_four_fields_of_article_39(town, run, quote, certainty) -> None:
    hit = [{"notice": "n", "rule": "INC-05", "category": "single_channel", "quote": quote, "severity": "critical"}]
    told = run("INC-05", town(organisations=[YB], notices=[{"id": "n", "title": "公告", "issuer": "yb"}], hits=hit))
    told.says(certainty, ["n"], ["notice.finding"])


def test_a_way_of_unknown_nature_is_not_online(town, run) -> None:
    assert run("INC-05", town(organisations=[YB], services=[service(channel_kinds="APP|其他")])).findings == ()
