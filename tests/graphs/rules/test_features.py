"""What every rule on a declared feature makes of a channel, whatever the feature."""

import pytest

JD = {"id": "jd", "name": "云溪县街道办", "level": "town"}
BOUND = {"CN-01": "2026-07-01"}
# the rule and the answer of the form that it reads
FEATURES = {
    "SPR-03": "feat_forced_login",
    "SPR-04": "feat_check_in",
    "SPR-05": "feat_points",
    "SPR-06": "feat_duration",
    "SPR-07": "feat_social_tasks",
    "SPR-08": "feat_trace_upload",
}


@pytest.fixture(params=sorted(FEATURES))
def rule(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def told(town, run, rule):
    """What the rule tells of one channel, by default from after the day on which the rule binds."""
    row = {"id": "c", "name": "网格通", "kind": "APP", "owner": "jd", "status": "运行", "audience": "基层干部", "exempt_scene": "无"}
    return lambda binding=BOUND, **more: run(
        rule, town(organisations=[JD], channels=[{**row, FEATURES[rule]: "是", **more}]), binding=binding
    )


@pytest.mark.parametrize("kind", ["APP", "小程序", "快应用"])
def test_a_declared_feature_is_certain_where_the_rule_binds(told, rule, kind) -> None:
    found = told(kind=kind).says("certain", ["c"], ["sprawl.feature"], severity="medium" if rule == "SPR-08" else "high")
    assert dict(found.why[0].parts) == {"channel": "c", "feature": rule}
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


def test_use_by_the_public_alone_is_a_question_and_staff_beside_is_not(told, rule) -> None:
    told(audience="公众|企业").says("question", ["c"], ["sprawl.feature", "sprawl.public_only"])
    told(audience="公众|机关工作人员").says("certain", ["c"], ["sprawl.feature"])
    told(audience="公众|基层干部").says("certain", ["c"], ["sprawl.feature"])
    # the check-in of office staff alone may be attendance
    told(audience="机关工作人员").says("question" if rule == "SPR-04" else "certain", ["c"], ["sprawl.feature"])


@pytest.mark.parametrize("answer", ["否", None, "不适用"])
def test_no_such_feature_and_no_answer_are_silent(told, rule, answer) -> None:
    told(**{FEATURES[rule]: answer}).is_silent()


def test_another_feature_is_another_rule_s(told, rule) -> None:
    other = next(key for name, key in FEATURES.items() if name != rule)
    told(**{FEATURES[rule]: None, other: "是"}).is_silent()


@pytest.mark.parametrize("status", ["已下线", "停用", "在建", "规划"])
def test_what_does_not_run_is_silent(told, status) -> None:
    told(status=status).is_silent()


def test_a_status_that_nobody_answered_keeps_it_from_being_certain(told) -> None:
    told(status=None).says("probable", ["c"], ["sprawl.feature"])
