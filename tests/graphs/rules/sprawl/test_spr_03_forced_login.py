import pytest

JD = {"id": "jd", "name": "云溪县街道办", "level": "town"}
BOUND = {"CN-01": "2026-07-01"}


def channel(**more: object) -> dict[str, object]:
    row = {"id": "c", "name": "网格通", "kind": "APP", "owner": "jd", "status": "运行", "audience": "基层干部"}
    return {**row, "exempt_scene": "无", "feat_forced_login": "是", **more}


@pytest.fixture
def told(town, run):
    """What the rule tells of one channel, by default from after the day on which the rule binds."""
    return lambda binding=BOUND, **more: run("SPR-03", town(organisations=[JD], channels=[channel(**more)]), binding=binding)


@pytest.mark.parametrize("kind", ["APP", "小程序", "快应用"])
def test_a_declared_compulsory_log_in_is_certain_where_the_rule_binds(told, kind) -> None:
    found = told(kind=kind).says("certain", ["c"], ["sprawl.feature"], severity="high")
    assert dict(found.why[0].parts) == {"channel": "c", "feature": "SPR-03"}
    assert (found.organisations, found.evidence[0].locator, found.must_confirm) == (("jd",), "channels.csv#2", "inspector")


@pytest.mark.parametrize(
    ("day", "certainty"), [({"CN-01": "2026-11-24"}, "certain"), ({"CN-01": "2026-11-25"}, "probable"), (None, "probable")]
)
def test_before_the_day_that_the_office_entered_it_is_probable(told, day, certainty) -> None:
    told(day).says(certainty, ["c"], ["sprawl.feature"])


@pytest.mark.parametrize("change", [{"exempt_scene": None}, {"seen": True}], ids=["scene not answered", "only a crawl saw it"])
def test_less_known_of_it_is_probable(told, change) -> None:
    told(**change).says("probable", ["c"], ["sprawl.feature"])


@pytest.mark.parametrize("change", [{"feat_reason": "防汛值守"}, {"kind": "公众号"}, {"kind": "网站"}])
def test_a_stated_reason_or_what_is_no_app_makes_it_a_question(told, change) -> None:
    told(**change).says("question", ["c"], ["sprawl.feature"])


@pytest.mark.parametrize("scene", ["安保", "应急", "执法"])
def test_an_exempt_scene_makes_it_a_question_that_names_the_scene(told, scene) -> None:
    told(exempt_scene=scene).says("question", ["c"], ["sprawl.feature", "sprawl.exempt"])


@pytest.mark.parametrize("change", [{"exempt_scene": "其他"}, {"feat_reason": "无"}, {"feat_reason": "不适用"}, {"audience": None}])
def test_another_scene_no_reason_or_an_unknown_audience_does_not_excuse(told, change) -> None:
    told(**change).says("certain", ["c"], ["sprawl.feature"])


def test_use_by_the_public_alone_is_a_question_and_staff_beside_is_not(told) -> None:
    told(audience="公众|企业").says("question", ["c"], ["sprawl.feature", "sprawl.public_only"])
    told(audience="公众|机关工作人员").says("certain", ["c"], ["sprawl.feature"])
    told(audience="机关工作人员").says("certain", ["c"], ["sprawl.feature"])


@pytest.mark.parametrize(
    "change",
    [
        {"feat_forced_login": "否"},
        {"feat_forced_login": None},
        {"feat_forced_login": "不适用"},
        {"feat_forced_login": None, "feat_check_in": "是"},
        {"status": "已下线"},
        {"status": "停用"},
        {"status": "在建"},
    ],
)
def test_no_such_feature_no_answer_or_what_does_not_run_is_silent(told, change) -> None:
    told(**change).is_silent()


@pytest.mark.parametrize(("score", "certainty"), [(0.8, "probable"), (0.79, "question")])
def test_a_notice_that_orders_daily_log_ins_is_found(town, run, score, certainty) -> None:
    hit = {"notice": "n", "rule": "SPR-03", "category": "forced_login", "quote": "每天必须登录一次", "score": score}
    found = run("SPR-03", town(organisations=[JD], notices=[{"id": "n", "title": "通知", "issuer": "jd"}], hits=[hit])).says(
        certainty, ["n"], ["notice.finding"]
    )
    assert (found.category, found.evidence[0].quote, found.organisations) == ("forced_login", "每天必须登录一次", ("jd",))


def test_a_status_that_nobody_answered_keeps_it_from_being_certain(told) -> None:
    assert [f.certainty for f in told(status=None).findings] != ["certain"]
