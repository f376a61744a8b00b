import pytest

JD = {"id": "jd", "name": "云溪县街道办", "level": "town"}


@pytest.mark.parametrize(("score", "certainty"), [(0.8, "probable"), (0.79, "question")])
def test_a_notice_that_orders_daily_log_ins_is_found(town, run, score, certainty) -> None:
    hit = {"notice": "n", "rule": "SPR-03", "category": "forced_login", "quote": "每天必须登录一次", "score": score}
    found = run("SPR-03", town(organisations=[JD], notices=[{"id": "n", "title": "通知", "issuer": "jd"}], hits=[hit])).says(
        certainty, ["n"], ["notice.finding"]
    )
    assert (found.category, found.evidence[0].quote, found.organisations) == ("forced_login", "每天必须登录一次", ("jd",))


@pytest.mark.parametrize(
    ("quote", "certainty"),
    [
        ("各乡镇应当每季度到村实地检查不少于一次，检查情况录入平台备查", "question"),
        ("网格员每周走访不少于两户，走访记录填入系统", "question"),
        ("网格员每周登录平台不少于五次，走访记录填入系统", "probable"),
        ("每周至少进入系统三次，现场检查不少于一次", "probable"),
        ("每个工作日上下午各登一次平台", "probable"),
    ],
)
def test_how_often_a_site_is_visited_is_no_log_in(town, run, quote, certainty) -> None:
    hit = {"notice": "n", "rule": "SPR-03", "category": "forced_login", "quote": quote, "score": 0.96}
    told = run("SPR-03", town(organisations=[JD], notices=[{"id": "n", "title": "通知", "issuer": "jd"}], hits=[hit]))
    told.says(certainty, ["n"], ["notice.finding"])
