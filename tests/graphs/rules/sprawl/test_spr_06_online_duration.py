import pytest

JD = {"id": "jd", "name": "云溪县街道办", "level": "town"}
SYSTEM = {"id": "s", "name": "学习系统", "owner": "jd", "status": "运行"}
BOUND = {"CN-01": "2026-07-01"}


def channel(**more: object) -> dict[str, object]:
    row = {"id": "c", "name": "学习通", "kind": "APP", "owner": "jd", "system": "s", "status": "运行", "audience": "基层干部"}
    return {**row, "exempt_scene": "无", "feat_duration": "是", **more}


@pytest.fixture
def told(town, run):
    """What the rule tells of one channel, by default from after the day on which the rule binds."""
    return lambda binding=BOUND, **more: run(
        "SPR-06", town(organisations=[JD], systems=[SYSTEM], channels=[channel(**more)]), binding=binding
    )


@pytest.fixture
def held(town, run):
    """What the rule tells of a system that holds these items."""
    return lambda *items, channels=(), **more: run(
        "SPR-06",
        town(
            organisations=[JD],
            systems=[{**SYSTEM, **more}],
            channels=list(channels),
            resources=[{"id": "r", "name": "学习记录表", "system": "s", "items": list(items)}],
        ),
    )


def test_counting_of_time_online_is_certain_where_the_rule_binds_and_probable_before(told) -> None:
    found = told().says("certain", ["c"], ["sprawl.feature"], severity="high")
    assert (dict(found.why[0].parts), found.organisations) == ({"channel": "c", "feature": "SPR-06"}, ("jd",))
    told({"CN-01": "2026-11-24"}).says("certain", ["c"], ["sprawl.feature"])
    told({"CN-01": "2026-11-25"}).says("probable", ["c"], ["sprawl.feature"])
    told(None).says("probable", ["c"], ["sprawl.feature"])


@pytest.mark.parametrize(
    ("change", "certainty", "more"),
    [
        ({"exempt_scene": None}, "probable", []),
        ({"seen": True}, "probable", []),
        ({"feat_reason": "继续教育学时"}, "question", []),
        ({"kind": "网站"}, "question", []),
        ({"exempt_scene": "应急"}, "question", ["sprawl.exempt"]),
        ({"audience": "公众"}, "question", ["sprawl.public_only"]),
        ({"exempt_scene": "其他"}, "certain", []),
        ({"audience": "公众|基层干部"}, "certain", []),
    ],
)
def test_what_is_known_of_the_channel_decides_how_sure_it_is(told, change, certainty, more) -> None:
    told(**change).says(certainty, ["c"], ["sprawl.feature", *more])


@pytest.mark.parametrize(
    "change",
    [{"feat_duration": "否"}, {"feat_duration": None}, {"feat_duration": "不适用"}, {"status": "已下线"}, {"status": "在建"}],
)
def test_no_counting_no_answer_or_what_does_not_run_is_silent(told, change) -> None:
    told(**change).is_silent()


@pytest.mark.parametrize(
    ("item", "element"),
    [("在线时长", "online_duration"), ("zxsc", "online_duration"), ("学习时长", "study_duration"), ("学习完成率", "study_completion_rate")],
)
def test_a_system_that_holds_such_times_is_a_question(held, item, element) -> None:
    found = held("姓名", item).says("question", ["s"], ["sprawl.fields"], severity="high")
    assert dict(found.why[0].parts) == {"system": "s", "elements": [element]}
    assert (found.discriminator, found.organisations, found.evidence[0].locator) == ("fields", ("jd",), "systems.csv#2")


@pytest.mark.parametrize("item", ["停车时长", "办理时限", "通话时长", "工作年限"])
def test_times_of_other_things_are_silent(held, item) -> None:
    held("姓名", item).is_silent()


def test_the_feature_and_its_data_are_one_finding_and_a_denied_feature_is_still_asked_about(held) -> None:
    held("在线时长", channels=[channel(exempt_scene=None)]).says("probable", ["c"], ["sprawl.feature"])
    held("在线时长", channels=[channel(feat_duration="否")]).says("question", ["s"], ["sprawl.fields"])


def test_a_notice_that_judges_by_time_online_is_found(town, run) -> None:
    hit = {"notice": "n", "rule": "SPR-06", "category": "online_duration", "quote": "在线时长排名通报"}
    found = run("SPR-06", town(organisations=[JD], notices=[{"id": "n", "title": "通报", "issuer": "jd"}], hits=[hit])).says(
        "probable", ["n"], ["notice.finding"]
    )
    assert (found.category, found.evidence[0].quote) == ("online_duration", "在线时长排名通报")


@pytest.mark.parametrize("status", ["已下线", "停用"])
def test_a_retired_system_is_silent(held, status) -> None:
    held("在线时长", status=status).is_silent()


def test_a_retired_channel_does_not_answer_for_a_running_system(held) -> None:
    held("在线时长", channels=[channel(status="已下线")]).says("question", ["s"], ["sprawl.fields"])
