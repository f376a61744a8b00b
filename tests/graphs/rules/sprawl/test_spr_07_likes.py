import pytest

KH = {"id": "kh", "name": "云溪县考核办", "level": "county"}
BOUND = {"CN-01": "2026-07-01"}


def channel(**more: object) -> dict[str, object]:
    row = {"id": "c", "name": "云溪融媒", "kind": "APP", "owner": "kh", "status": "运行", "audience": "基层干部"}
    return {**row, "exempt_scene": "无", "feat_social_tasks": "是", **more}


@pytest.fixture
def told(town, run):
    """What the rule tells of one channel, by default from after the day on which the rule binds."""
    return lambda binding=BOUND, **more: run("SPR-07", town(organisations=[KH], channels=[channel(**more)]), binding=binding)


@pytest.fixture
def assessed(town, run):
    """What the rule tells of one item of an assessment."""
    row = {"id": "i", "scheme": "乡镇考核", "assessor": "kh"}
    return lambda text, **more: run("SPR-07", town(organisations=[KH], assessments=[{**row, "text": text, **more}]))


def test_declared_social_tasks_are_certain_where_the_rule_binds_and_probable_before(told) -> None:
    found = told().says("certain", ["c"], ["sprawl.feature"], severity="high")
    assert (dict(found.why[0].parts), found.organisations) == ({"channel": "c", "feature": "SPR-07"}, ("kh",))
    told({"CN-01": "2026-11-24"}).says("certain", ["c"], ["sprawl.feature"])
    told({"CN-01": "2026-11-25"}).says("probable", ["c"], ["sprawl.feature"])
    told(None).says("probable", ["c"], ["sprawl.feature"])


@pytest.mark.parametrize(
    ("change", "certainty", "more"),
    [
        ({"exempt_scene": None}, "probable", []),
        ({"seen": True}, "probable", []),
        ({"feat_reason": "网络投票评选"}, "question", []),
        ({"kind": "公众号"}, "question", []),
        ({"exempt_scene": "安保"}, "question", ["sprawl.exempt"]),
        ({"audience": "公众"}, "question", ["sprawl.public_only"]),
    ],
)
def test_what_is_known_of_the_channel_decides_how_sure_it_is(told, change, certainty, more) -> None:
    told(**change).says(certainty, ["c"], ["sprawl.feature", *more])


@pytest.mark.parametrize(
    "change", [{"feat_social_tasks": "否"}, {"feat_social_tasks": None}, {"feat_social_tasks": "不适用"}, {"status": "已下线"}]
)
def test_no_tasks_no_answer_or_a_retired_channel_is_silent(told, change) -> None:
    told(**change).is_silent()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("推文点赞数不少于50", "点赞"),
        ("转发任务完成率", "转发"),
        ("网络投票参与情况", "投票"),
        ("评论量前三名加分", "评论量"),
        ("公众号关注率", "关注率"),
        ("粉丝数增长20%", "粉丝数"),
        ("转评赞总量", "转评赞"),
        ("Number of likes of posts", "likes"),
        ("reposts by staff", "reposts"),
    ],
)
def test_an_item_that_counts_them_is_a_question_with_its_words(assessed, text, word) -> None:
    found = assessed(text).says("question", ["i"], ["assess.social"], severity="high")
    assert dict(found.why[0].parts) == {"item": "i", "word": word}
    assert (found.organisations, found.evidence[0].quote) == (("kh",), text)


@pytest.mark.parametrize(
    "text",
    [
        "取消点赞转发指标",
        "不再考核投票数",
        "严禁以转发数论优劣",
        "群众满意度",
        "关注民生实事办结率",
        "书面评论意见采纳",
        "No likes are counted",
    ],
)
def test_what_is_dropped_and_other_items_are_silent(assessed, text) -> None:
    assessed(text).is_silent()


def test_an_item_without_an_assessor_is_still_asked_about(assessed) -> None:
    assert assessed("点赞数", assessor=None).says("question", ["i"], ["assess.social"]).organisations == ()


def test_a_notice_that_orders_likes_is_found(town, run) -> None:
    hit = {"notice": "n", "rule": "SPR-07", "category": "like_forward", "quote": "全体干部点赞转发并截图"}
    found = run("SPR-07", town(organisations=[KH], notices=[{"id": "n", "title": "通知", "issuer": "kh"}], hits=[hit])).says(
        "probable", ["n"], ["notice.finding"]
    )
    assert (found.category, found.evidence[0].quote) == ("like_forward", "全体干部点赞转发并截图")


@pytest.mark.parametrize("text", ["转发量不得低于100次", "每人点赞不得少于20次", "no fewer than 20 likes each", "likes not less than 20"])
def test_a_floor_on_the_count_is_a_count(assessed, text) -> None:
    assert [f.certainty for f in assessed(text).findings] == ["question"]


@pytest.mark.parametrize("text", ["Share of cases settled on time", "market share of local produce"])
def test_a_share_of_something_is_no_social_count(assessed, text) -> None:
    assessed(text).is_silent()
