import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def place(**answers: object) -> dict[str, object]:
    channel = {"id": "c", "name": "云溪民政", "kind": "小程序", "owner": "mz", "status": "运行", "audience": "公众", "senior_mode": "否"}
    return {"organisations": [MZ], "channels": [{**channel, **answers}]}


@pytest.mark.parametrize("kind", ["APP", "小程序", "快应用", "网站"])
@pytest.mark.parametrize("audience", ["社会公众", "老年人", "公众|企业", "公众|机关工作人员"])
def test_a_public_app_or_site_without_a_senior_mode_is_found(town, run, kind, audience) -> None:
    found = run("INC-02", town(**place(kind=kind, audience=audience))).says("certain", ["c"], ["answer.no"], severity="medium")
    assert dict(found.why[0].parts) == {"subject": "c", "field": "field:Channel.senior_mode"}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("mz",), ["channels.csv#2"])


@pytest.mark.parametrize("answer", ["否", "无", "没有", "no"])
@pytest.mark.parametrize("status", ["运行", "试运行"])
def test_none_is_a_no_and_a_trial_runs(town, run, answer, status) -> None:
    run("INC-02", town(**place(senior_mode=answer, status=status))).says("certain", ["c"], ["answer.no"])


@pytest.mark.parametrize("change", [{"audience": None}, {"status": None}, {"seen": True}])
def test_seen_only_or_without_audience_or_status_it_is_a_question(town, run, change) -> None:
    run("INC-02", town(**place(**change))).says("question", ["c"], ["answer.no"])


@pytest.mark.parametrize(
    "change",
    [
        {"senior_mode": "是"},
        {"senior_mode": "不适用"},
        *({"audience": audience} for audience in ("企业", "基层干部", "机关工作人员")),
        *({"kind": kind} for kind in ("公众号", "微博", "视频号", "工作群组", "热线", "窗口")),
        *({"status": status} for status in ("规划", "在建", "停用", "已下线", "不详")),
    ],
)
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("INC-02", town(**place(**change))).is_silent()


@pytest.mark.parametrize("blank", [None, "待填"])
def test_a_blank_answer_is_asked_for_where_a_form_says_that_the_public_uses_it(town, run, blank) -> None:
    run("INC-02", town(**place(senior_mode=blank))).asks("c", "Channel.senior_mode")
    run("INC-02", town(**place(senior_mode=blank, status=None))).asks("c", "Channel.senior_mode")
    for change in ({"seen": True}, {"audience": None}, {"audience": "企业"}, {"kind": "热线"}, {"status": "已下线"}):
        run("INC-02", town(**place(senior_mode=blank, **change))).is_silent()


def test_each_channel_is_judged_alone(town, run) -> None:
    rows = [place(id=i, name=f"渠道{i}", senior_mode=mode)["channels"][0] for i, mode in (("a", "否"), ("b", "是"), ("d", "否"))]
    assert sorted(f.subjects for f in run("INC-02", town(organisations=[MZ], channels=rows)).findings) == [("a",), ("d",)]


def test_an_unknown_owner_raises_nothing(town, run) -> None:
    assert run("INC-02", town(**place(owner=None))).says("certain", ["c"], ["answer.no"]).organisations == ()
