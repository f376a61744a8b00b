import pytest

JD = {"id": "jd", "name": "云溪县街道办", "level": "town"}
SYSTEM = {"id": "s", "name": "网格系统", "owner": "jd", "status": "运行"}


def channel(**more: object) -> dict[str, object]:
    return {
        "id": "c",
        "name": "网格通",
        "kind": "app",
        "owner": "jd",
        "system": "s",
        "status": "运行",
        "audience": "基层干部",
        "exempt_scene": "无",
        "feat_points": "是",
        **more,
    }


BOUND = {"CN-01": "2026-07-01"}


def test_a_declared_feature_is_certain_from_the_day_on_which_the_rule_binds(town, run) -> None:
    place = town(organisations=[JD], systems=[SYSTEM], channels=[channel()])
    found = run("SPR-05", place, binding=BOUND).says("certain", ["c"], ["sprawl.feature"])
    assert (dict(found.why[0].parts), found.organisations) == ({"channel": "c", "feature": "SPR-05"}, ("jd",))
    run("SPR-05", place, binding={"CN-01": "2026-11-24"}).says("certain", ["c"], ["sprawl.feature"])
    run("SPR-05", place, binding={"CN-01": "2026-11-25"}).says("probable", ["c"], ["sprawl.feature"])
    run("SPR-05", place).says("probable", ["c"], ["sprawl.feature"])


def test_a_scene_that_nobody_answered_keeps_it_from_being_certain(town, run) -> None:
    run("SPR-05", town(organisations=[JD], systems=[SYSTEM], channels=[channel(exempt_scene=None)]), binding=BOUND).says(
        "probable", ["c"], ["sprawl.feature"]
    )


@pytest.mark.parametrize("change", [{"feat_reason": "防汛值守"}, {"kind": "公众号"}], ids=["a reason is given", "no app"])
def test_a_reason_or_another_kind_makes_it_a_question(town, run, change) -> None:
    run("SPR-05", town(organisations=[JD], systems=[SYSTEM], channels=[channel(**change)]), binding=BOUND).says(
        "question", ["c"], ["sprawl.feature"]
    )


def test_a_feature_that_only_a_crawl_saw_is_probable(town, run) -> None:
    run("SPR-05", town(organisations=[JD], systems=[SYSTEM], channels=[channel(seen=True)])).says("probable", ["c"], ["sprawl.feature"])


@pytest.mark.parametrize("scene", ["安保", "应急", "执法"])
def test_an_exempt_scene_makes_it_a_question(town, run, scene) -> None:
    run("SPR-05", town(organisations=[JD], systems=[SYSTEM], channels=[channel(exempt_scene=scene)])).says(
        "question", ["c"], ["sprawl.feature", "sprawl.exempt"]
    )


@pytest.mark.parametrize("scene", ["无", "其他"])
def test_no_scene_or_another_one_does_not_excuse(town, run, scene) -> None:
    run("SPR-05", town(organisations=[JD], systems=[SYSTEM], channels=[channel(exempt_scene=scene)]), binding=BOUND).says(
        "certain", ["c"], ["sprawl.feature"]
    )


def test_use_by_the_public_alone_is_a_question_and_staff_beside_is_not(town, run) -> None:
    run("SPR-05", town(organisations=[JD], systems=[SYSTEM], channels=[channel(audience="公众")])).says(
        "question", ["c"], ["sprawl.feature", "sprawl.public_only"]
    )
    run("SPR-05", town(organisations=[JD], systems=[SYSTEM], channels=[channel(audience="公众|基层干部")]), binding=BOUND).says(
        "certain", ["c"], ["sprawl.feature"]
    )


@pytest.mark.parametrize("answer", ["否", None], ids=["no", "blank"])
def test_no_feature_or_no_answer_is_silent(town, run, answer) -> None:
    run("SPR-05", town(organisations=[JD], systems=[SYSTEM], channels=[channel(feat_points=answer)])).is_silent()


def test_data_that_only_such_a_feature_makes_is_a_question(town, run) -> None:
    data = {"id": "r", "name": "网格员表", "system": "s", "items": ["姓名", "积分排名"]}
    found = run("SPR-05", town(organisations=[JD], systems=[SYSTEM], resources=[data])).says("question", ["s"], ["sprawl.fields"])
    assert (found.why[0].parts["elements"], found.discriminator) == (["points_ranking"], "fields")


def test_the_feature_and_its_data_are_one_finding(town, run) -> None:
    data = {"id": "r", "name": "网格员表", "system": "s", "items": ["积分排名"]}
    run("SPR-05", town(organisations=[JD], systems=[SYSTEM], channels=[channel()], resources=[data]), binding=BOUND).says(
        "certain", ["c"], ["sprawl.feature"]
    )


def test_a_notice_that_orders_it_is_found(town, run) -> None:
    hit = [{"notice": "n", "rule": "SPR-05", "category": "points", "quote": "每日积分并通报"}]
    run("SPR-05", town(organisations=[JD], notices=[{"id": "n", "title": "通知", "issuer": "jd"}], hits=hit)).says(
        "probable", ["n"], ["notice.finding"]
    )


def test_a_retired_channel_is_silent(town, run) -> None:
    run("SPR-05", town(organisations=[JD], systems=[SYSTEM], channels=[channel(status="已下线")])).is_silent()


@pytest.mark.parametrize("label", ["积分", "考试分数", "学分"])
def test_points_of_an_examination_or_an_election_are_no_sign(town, run, label) -> None:
    data = {"id": "r", "name": "报名表", "system": "s", "items": [{"label": label, "column_name": "jf"}]}
    run("SPR-05", town(organisations=[JD], systems=[SYSTEM], resources=[data])).is_silent()
