import pytest

JD = {"id": "jd", "name": "云溪县街道办", "level": "town"}


@pytest.mark.parametrize(("score", "certainty"), [(0.8, "probable"), (0.79, "question")])
def test_a_notice_that_orders_daily_log_ins_is_found(town, run, score, certainty) -> None:
    hit = {"notice": "n", "rule": "SPR-03", "category": "forced_login", "quote": "每天必须登录一次", "score": score}
    found = run("SPR-03", town(organisations=[JD], notices=[{"id": "n", "title": "通知", "issuer": "jd"}], hits=[hit])).says(
        certainty, ["n"], ["notice.finding"]
    )
    assert (found.category, found.evidence[0].quote, found.organisations) == ("forced_login", "每天必须登录一次", ("jd",))
