import pytest

JD = {"id": "jd", "name": "云溪县街道办", "level": "town"}
SYSTEM = {"id": "s", "name": "学习系统", "owner": "jd", "status": "运行"}


def channel(**more: object) -> dict[str, object]:
    row = {"id": "c", "name": "学习通", "kind": "APP", "owner": "jd", "system": "s", "status": "运行", "audience": "基层干部"}
    return {**row, "exempt_scene": "无", "feat_duration": "是", **more}


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
