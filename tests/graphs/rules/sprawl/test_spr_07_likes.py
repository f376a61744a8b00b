import pytest

KH = {"id": "kh", "name": "云溪县考核办", "level": "county"}


@pytest.fixture
def assessed(town, run):
    """What the rule tells of one item of an assessment."""
    row = {"id": "i", "scheme": "乡镇考核", "assessor": "kh"}
    return lambda text, **more: run("SPR-07", town(organisations=[KH], assessments=[{**row, "text": text, **more}]))


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
