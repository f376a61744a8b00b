import pytest

RM = {"id": "rm", "name": "云溪县融媒体中心", "level": "county"}
BOUND = {"CN-01": "2026-07-01"}
HIT = {"notice": "n", "rule": "SPR-13", "category": "commercial", "quote": "平台商城限时特惠"}


def channel(**more: object) -> dict[str, object]:
    return {"id": "c", "name": "云溪通", "kind": "APP", "owner": "rm", "status": "运行", "ads_commerce": "商城", **more}


@pytest.fixture
def told(town, run):
    """What the rule tells of one channel, by default from after the day on which the rule binds."""
    return lambda binding=BOUND, **more: run("SPR-13", town(organisations=[RM], channels=[channel(**more)]), binding=binding)


@pytest.fixture
def screened(town, run):
    """What the rule tells of one passage of a notice."""
    notice = {"id": "n", "title": "推广通知", "issuer": "rm"}
    return lambda **more: run("SPR-13", town(organisations=[RM], notices=[notice], hits=[{**HIT, **more}]), binding=BOUND)


@pytest.mark.parametrize(("answer", "code"), [("广告", "ads"), ("商城", "shop"), ("付费推广", "paid")])
def test_declared_commerce_in_a_government_app_is_certain(told, answer, code) -> None:
    found = told(ads_commerce=answer).says("certain", ["c"], ["sprawl.commerce"], severity="high")
    assert dict(found.why[0].parts) == {"channel": "c", "kind": f"ads:{code}"}
    assert (found.organisations, found.evidence[0].locator, found.must_confirm) == (("rm",), "channels.csv#2", "inspector")


@pytest.mark.parametrize("kind", ["小程序", "快应用", "网站", "公众号", "H5"])
def test_every_channel_that_the_text_governs_counts(told, kind) -> None:
    told(kind=kind).says("certain", ["c"], ["sprawl.commerce"])


@pytest.mark.parametrize("change", [{"kind": "微博"}, {"kind": "视频号"}, {"kind": "工作群组"}, {"feat_reason": "消费帮扶，县委文件"}])
def test_other_channels_and_a_stated_reason_are_a_question(told, change) -> None:
    told(**change).says("question", ["c"], ["sprawl.commerce"])


@pytest.mark.parametrize(("change", "certainty"), [({}, "probable"), ({"feat_reason": "助农"}, "question"), ({"kind": "微博"}, "question")])
def test_what_only_a_crawl_saw_is_no_more_than_probable(told, change, certainty) -> None:
    told(seen=True, **change).says(certainty, ["c"], ["sprawl.commerce"])


@pytest.mark.parametrize(
    "change",
    [
        {"ads_commerce": "无"},
        {"ads_commerce": None},
        {"ads_commerce": "不适用"},
        {"status": "已下线"},
        {"status": "停用"},
        {"status": "在建"},
    ],
)
def test_no_commerce_no_answer_or_what_does_not_run_is_silent(told, change) -> None:
    told(**change).is_silent()


@pytest.mark.parametrize("reason", ["无", "不适用"])
def test_a_reason_answered_as_none_is_no_reason(told, reason) -> None:
    told(feat_reason=reason).says("certain", ["c"], ["sprawl.commerce"])


def test_a_channel_that_nobody_owns_is_told_of_without_a_body(told) -> None:
    assert told(owner=None).says("certain", ["c"], ["sprawl.commerce"]).organisations == ()


def test_a_text_that_shows_it_is_found_with_its_words(screened) -> None:
    found = screened().findings[0]
    assert (found.subjects, found.category, found.evidence[0].quote) == (("n",), "commercial", "平台商城限时特惠")
    screened(disposition="question").says("question", ["n"], ["notice.question"])
    screened(score=0.79).says("question", ["n"], ["notice.finding"])


@pytest.mark.parametrize("binding", [None, {"CN-01": "2026-11-25"}])
def test_before_the_day_on_which_the_rule_binds_it_is_not_certain(told, binding) -> None:
    told(binding).says("probable", ["c"], ["sprawl.commerce"])


def test_a_status_that_nobody_answered_keeps_it_from_being_certain(told) -> None:
    assert [f.certainty for f in told(status=None).findings] != ["certain"]


def test_a_screened_sentence_is_no_more_than_probable(screened) -> None:
    screened().says("probable", ["n"], ["notice.finding"])
