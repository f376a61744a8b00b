import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def place(**answers: object) -> dict[str, object]:
    channel = {"id": "c", "name": "云溪救助", "kind": "小程序", "owner": "mz", "status": "运行", "audience": "公众", "feat_feedback": "否"}
    return {"organisations": [MZ], "channels": [{**channel, **answers}]}


@pytest.mark.parametrize("kind", ["APP", "小程序", "快应用", "网站", "H5"])
@pytest.mark.parametrize("audience", ["社会公众", "企业", "老年人", "公众|基层干部"])
def test_an_app_or_site_for_people_outside_without_an_entry_is_found(town, run, kind, audience) -> None:
    found = run("RSP-07", town(**place(kind=kind, audience=audience))).says("certain", ["c"], ["answer.no"], severity="medium")
    assert dict(found.why[0].parts) == {"subject": "c", "field": "field:Channel.feedback"}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("mz",), ["channels.csv#2"])


def test_no_entry_answered_as_none_is_the_same(town, run) -> None:
    run("RSP-07", town(**place(feat_feedback="无"))).says("certain", ["c"], ["answer.no"])


@pytest.mark.parametrize(
    "change", [{"seen": True}, {"status": None}, {"audience": None}, {"audience": "基层干部"}, {"audience": "机关工作人员"}]
)
def test_seen_only_for_staff_alone_or_without_status_or_audience_it_is_a_question(town, run, change) -> None:
    run("RSP-07", town(**place(**change))).says("question", ["c"], ["answer.no"])


@pytest.mark.parametrize(
    "change",
    [
        {"feat_feedback": "是"},
        {"feat_feedback": "不适用"},
        *({"kind": kind} for kind in ("公众号", "微博", "视频号", "工作群组", "热线", "窗口", "自助终端", "其他")),
        *({"status": status} for status in ("规划", "在建", "停用", "已下线", "不详")),
    ],
)
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("RSP-07", town(**place(**change))).is_silent()


def test_a_trial_runs_too(town, run) -> None:
    run("RSP-07", town(**place(status="试运行"))).says("certain", ["c"], ["answer.no"])


@pytest.mark.parametrize("blank", [None, "待填"])
def test_a_blank_answer_is_asked_for_where_a_form_says_that_people_outside_use_it(town, run, blank) -> None:
    run("RSP-07", town(**place(feat_feedback=blank))).asks("c", "Channel.feedback")
    for change in ({"seen": True}, {"audience": None}, {"audience": "基层干部"}, {"kind": "热线"}, {"status": "已下线"}):
        run("RSP-07", town(**place(feat_feedback=blank, **change))).is_silent()


def test_an_unknown_owner_and_an_audience_that_does_not_apply_raise_nothing(town, run) -> None:
    assert run("RSP-07", town(**place(owner=None))).says("certain", ["c"], ["answer.no"]).organisations == ()
    run("RSP-07", town(**place(audience="不适用"))).says("question", ["c"], ["answer.no"])
