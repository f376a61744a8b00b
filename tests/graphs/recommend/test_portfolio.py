"""Systems by value and fit."""

from dataclasses import replace

import pytest

from graphs.recommend.portfolio import done_with, portfolio
from inventory.values.finding import Reason, Recommendation

BODY = {"id": "b", "name": "民政局", "level": "县级"}
GOOD = {
    "services": "低保申领", "legal_basis": "某条例", "mlps": "二级", "mlps_tested": "2026-05-01", "hosting": "政务云", "uses_shared": "身份认证",
    "contract_clauses": "源代码交付",
}  # fmt: skip


def placed(town, analysis, system, **rows):
    inventory = town(organisations=[BODY], systems=[{"id": "s", "name": "低保系统", "owner": "b", "status": "运行", **system}], **rows)
    (place,) = portfolio(analysis(inventory))
    return place


@pytest.mark.parametrize(
    ("value", "fit", "words"),
    [
        (5, 5, ("invest", "reward", "retain")),
        (4, 1, ("migrate", "refresh", "refactor")),
        (1, 4, ("tolerate", "review", "retain")),
        (2, 2, ("eliminate", "remove", "retire")),
        (3, 3, ("invest", "reward", "retain")),
    ],
)
def test_the_office_s_scores_decide(town, analysis, value, fit, words) -> None:
    place = placed(town, analysis, {"business_value": value, "technical_fit": fit})
    assert (place.time, place.playbook, place.six_r) == words
    assert place.value.is_scored
    assert place.fit.is_scored


def test_a_score_out_of_range_is_no_score(town, analysis) -> None:
    assert placed(town, analysis, {"business_value": 9, "technical_fit": 5}).value is None


def test_what_was_not_answered_places_nothing(town, analysis) -> None:
    place = placed(town, analysis, {})
    assert (place.value, place.fit, place.time) == (None, None, None)


def test_two_signs_are_too_few(town, analysis) -> None:
    assert placed(town, analysis, {"mlps": "二级", "hosting": "政务云"}).fit is None


def test_signs_stand_in_where_nobody_scored(town, analysis) -> None:
    usage = [{"id": "u", "object": "s", "period": "2026-09", "mau": 50, "target_users": 100}]
    place = placed(town, analysis, GOOD, usage=usage)
    assert dict(place.fit.signs) == {"graded": True, "tested": True, "shared": True, "hosted": True, "way_out": True}
    assert place.fit.score == 1
    assert dict(place.value.signs)["used"] is True


def test_unknown_use_lowers_nothing_and_known_disuse_does(town, analysis) -> None:
    unknown = placed(town, analysis, GOOD, services=[{"id": "v", "name": "低保申领", "owner": "b", "systems": "s"}],
                     resources=[{"id": "r", "name": "低保表", "system": "s", "is_source": "是", "items": ["姓名"]}])  # fmt: skip
    usage = [{"id": "u", "object": "s", "period": "2026-09", "mau": 1, "target_users": 100}]
    unused = placed(town, analysis, GOOD, services=[{"id": "v", "name": "低保申领", "owner": "b", "systems": "s"}], usage=usage,
                    resources=[{"id": "r", "name": "低保表", "system": "s", "is_source": "是", "items": ["姓名"]}])  # fmt: skip
    assert "used" not in dict(unknown.value.signs)
    assert dict(unused.value.signs)["used"] is False
    assert unused.value.score < unknown.value.score


def test_what_must_move_first_is_replatformed_and_own_components_are_bought(town, analysis) -> None:
    assert placed(town, analysis, {"business_value": 5, "technical_fit": 1, "hosting": "自建机房"}).six_r == "replatform"
    assert placed(town, analysis, {"business_value": 5, "technical_fit": 1, "built_own": "工作流"}).six_r == "repurchase"


def test_what_no_longer_runs_is_not_placed(town, analysis) -> None:
    inventory = town(organisations=[BODY], systems=[{"id": "s", "name": "低保系统", "owner": "b", "status": "已下线", "business_value": 1}])
    assert portfolio(analysis(inventory)) == []


# what is done with a system

TWINS = [
    {
        "id": i, "name": name, "owner": "b", "status": "运行", "purpose": "低保申请受理、家庭经济状况核对", "functions": "低保申请|经济核对", "business_value": 5,
        "technical_fit": 5,
    }
    for i, name in (("s", "低保系统"), ("t", "救助系统"))
]  # fmt: skip
TWO = [("s", "duplicate", "t", "wang"), ("s", "duplicate", "t", "li")]


def places(town, analysis, judgements=TWO, done=None, systems=TWINS):
    seen = analysis(town(organisations=[BODY], systems=systems, judgements=judgements))
    return {p.system: (p.time, p.six_r, p.done, p.is_at_odds) for p in portfolio(seen, done)}


def test_a_system_that_moves_is_not_called_retained_and_the_contradiction_is_said(town, analysis) -> None:
    found = places(town, analysis)
    assert sorted(found.values(), key=str) == [("invest", "repurchase", "move", True), ("invest", "retain", "keep", False)]
    assert set(places(town, analysis, judgements=TWO[:1]).values()) == {("invest", "retain", None, False)}


@pytest.mark.parametrize(
    ("scores", "done", "told"),
    [
        ((1, 1), "keep", ("eliminate", "retain", "keep", True)),
        ((1, 1), "retire", ("eliminate", "retire", "retire", False)),
        ((1, 1), "move", ("eliminate", "repurchase", "move", False)),
        ((5, 1), "move", ("migrate", "repurchase", "move", False)),
        ((5, 1), "retire", ("migrate", "retire", "retire", True)),
        ((5, 1), "keep", ("migrate", "refactor", "keep", False)),
        ((1, 5), "retire", ("tolerate", "retire", "retire", True)),
    ],
)
def test_the_r_follows_what_is_done(town, analysis, scores, done, told) -> None:
    system = {**TWINS[0], "business_value": scores[0], "technical_fit": scores[1]}
    assert places(town, analysis, [], {"s": done}, [system]) == {"s": told}


def test_the_plan_goes_before_a_recommendation_and_that_before_the_cluster(town, analysis) -> None:
    seen = analysis(town(organisations=[BODY], systems=TWINS, judgements=TWO))
    cluster = done_with(seen)
    assert sorted(cluster.values()) == ["keep", "move"]
    (target,) = (s for s, action in cluster.items() if action == "keep")
    (other,) = (s for s in cluster if s != target)
    step = Reason("step.merge.target", {"target": other, "leaving": [target]})
    turned = Recommendation(id="r", kind="merge", subjects=("s", "t"), addressee=None, steps=(step,), closes=(), why=())
    assert done_with(seen, [turned]) == {other: "keep", target: "move"}
    assert done_with(seen, [replace(turned, needs_first=("review",))]) == cluster
    assert done_with(seen, [turned], [(other, "move"), (target, "keep")]) == {other: "move", target: "keep"}
    retire = replace(turned, kind="retire", subjects=(other,), steps=())
    # what the plan cannot end yet is still called to end
    assert done_with(seen, [turned, retire], [(other, "keep")])[other] == "retire"
