"""Recommendations of small towns: what they close, cost, save and say."""

import importlib.util
import random
from pathlib import Path

import pytest

from graphs.plan.build import PlanLimits, build_problem
from graphs.plan.options import read_options
from graphs.plan.solve import solve_plan
from graphs.recommend.endings import ENDINGS
from graphs.recommend.money import Estimates
from graphs.recommend.recommend import recommend
from graphs.rules import rules
from graphs.rules.rule import id_of
from inventory.languages import LANGUAGES
from inventory.values.finding import Basis, Finding, Reason
from inventory.vocabulary import caption, terms
from reports.wording import Names, explanation, sentence

ESTIMATES = Estimates(36, (30_000, 120_000), (20_000, 60_000))
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
LOW = {
    "purpose": "低保申请受理、家庭经济状况核对、救助金发放", "functions": "低保申请|经济核对|救助金发放|入户调查", "service_items": "最低生活保障审批|临时救助审批",
    "status": "active", "audience": "公众", "owner": "mz",
}  # fmt: skip
SYSTEMS = [{"id": "a", "name": "云溪县社会救助系统", **LOW}, {"id": "b", "name": "云溪县民生帮扶平台", **LOW}]
COSTS = [{"object": i, "object_kind": "系统", "fiscal_year": 2026, "annual_om_yuan": "120000"} for i in "ab"]
TWO = [("a", "duplicate", "b", "wang"), ("a", "duplicate", "b", "li")]


def finding(rule: str, subjects=("a",), **more) -> Finding:
    described = rules()[rule][0]
    return Finding(**{
        "rule": rule, "rule_version": 1, "severity": described.severity, "certainty": "probable", "cause": described.cause, "subjects": tuple(subjects), "why": (),
        "basis": (Basis("CN-07", "五条标准", "part"),), "organisations": ("mz",), **more,
    })  # fmt: skip


@pytest.fixture
def made(town, analysis):
    def recommended(findings, status=None, **rows):
        # a body of a few answers: how many are enough is test_readiness.py
        seen = analysis(town(**{"organisations": [MZ], "systems": SYSTEMS, **rows}), {"readiness": 0.0})
        return seen, recommend(seen, findings, status or {}, ESTIMATES)

    return recommended


def one_of_each() -> list[Finding]:
    return [finding(rule, ("a", "b") if rule.startswith("DUP") else ("a",)) for rule in rules()]


def test_every_rules_remedy_is_in_the_vocabulary() -> None:
    assert {kind for rule, _ in rules().values() for kind in rule.remedies} <= set(terms("recommendation"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_a_known_one_and_completely_explained(made, language) -> None:
    seen, found = made(one_of_each(), costs=COSTS)
    names = Names(seen.inventory, language)
    assert {r.kind for r in found} <= set(terms("recommendation"))
    assert len({r.kind for r in found}) >= 10
    for recommendation in found:
        said = explanation(recommendation, names)
        assert set(said) == {"do", "because", "price", "gain", "affected", "meanwhile", "if_not", "basis", "confirm"}
        assert all(said.values()), (recommendation.kind, said)
        assert not any("{" in text for text in said.values())
        assert recommendation.steps
        assert all(sentence(step, names) for step in recommendation.steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_the_vocabulary_has_words(made, language) -> None:
    from dataclasses import replace

    seen, (first, *_) = made([finding("LIF-01")])
    names = Names(seen.inventory, language)
    for kind in {kind for rule, _ in rules().values() for kind in rule.remedies}:
        recommendation = replace(first, kind=kind, steps=tuple(Reason(f"step.{kind}.{n}") for n in (1, 2, 3)))
        assert all(explanation(recommendation, names).values())
        assert all(sentence(step, names) for step in recommendation.steps)


def test_questions_call_for_nothing(made) -> None:
    assert made([finding("LIF-01", certainty="question"), finding("DUP-01", ("a", "b"), certainty="question")])[1] == []


@pytest.mark.parametrize("status", ["rejected", "excepted", "closed"])
def test_what_was_rejected_excepted_or_closed_calls_for_nothing(made, status) -> None:
    of = finding("LIF-01")
    assert made([of], {id_of(of): status})[1] == []


@pytest.mark.parametrize("status", ["candidate", "needs_evidence", "confirmed", "in_correction", "reopened", None])
def test_what_stands_calls_for_its_remedy(made, status) -> None:
    of = finding("LIF-01")
    (found,) = made([of], {id_of(of): status} if status else {})[1]
    assert (found.kind, found.subjects, found.closes, found.confirm_by) == ("retire", ("a",), (id_of(of),), "reviewer")


def test_a_finding_marked_a_question_by_people_calls_for_nothing(made) -> None:
    of = finding("LIF-01")
    assert made([of], {id_of(of): "question"})[1] == []


def test_ids_are_stable_and_told_apart(made) -> None:
    findings = one_of_each()
    first = made(findings)[1]
    assert len({r.id for r in first}) == len(first)
    assert [r.id for r in first] == sorted(r.id for r in first)
    random.Random(1).shuffle(findings)
    again = made(findings, costs=COSTS, judgements=TWO)[1]
    # what people confirmed is kept, too
    assert [(r.id, r.kind, set(r.closes)) for r in again if r.kind != "keep"] == [(r.id, r.kind, set(r.closes)) for r in first]
    # the order of subjects makes no other recommendation
    assert [r.id for r in made([finding("DUP-01", ("b", "a"))])[1]] == [r.id for r in made([finding("DUP-01", ("a", "b"))])[1]]


def test_findings_of_one_kind_about_one_subject_are_closed_together(made) -> None:
    both = [finding("LIF-01"), finding("LIF-07")]
    kinds = [set(rules()[f.rule][0].remedies) for f in both]
    shared = kinds[0] & kinds[1]
    assert shared
    for recommendation in made(both)[1]:
        if recommendation.kind in shared:
            assert set(recommendation.closes) == {id_of(f) for f in both}


def test_the_same_things_in_another_order_are_one_recommendation(made) -> None:
    _, found = made([finding("SIL-07", ("a", "b")), finding("SIL-14", ("b", "a"))])
    connects = [r for r in found if r.kind == "connect"]
    assert [(set(r.subjects), len(r.closes)) for r in connects] == [({"a", "b"}, 2)]
    assert len({r.id for r in found}) == len(found)


def test_a_merge_that_people_have_not_confirmed_needs_their_review_first(made) -> None:
    assert [r.needs_first for r in made([finding("DUP-01", ("a", "b"))])[1] if r.kind == "merge"] == [("review",)]
    one_hand = made([finding("DUP-01", ("a", "b"))], judgements=TWO[:1])[1]
    assert [r.needs_first for r in one_hand if r.kind == "merge"] == [("review",)]
    assert [r.needs_first for r in made([finding("DUP-01", ("a", "b"))], judgements=TWO)[1] if r.kind == "merge"] == [()]


def test_a_merge_ends_all_but_its_target(made) -> None:
    (found,) = (r for r in made([finding("DUP-01", ("a", "b"))], costs=COSTS)[1] if r.kind == "merge")
    target = found.steps[0]
    assert (target.code, target.parts["target"] in ("a", "b"), len(target.parts["leaving"])) == ("step.merge.target", True, 1)
    # nothing stops before the end of the first wave (6 of 36 months), and a contract of unknown end may eat the rest
    assert (found.cost_yuan, found.saving_yuan, found.estimated_share) == ((30_000, 120_000), (0, 300_000), 0.29)


def test_a_merge_costs_and_saves_what_the_plan_says_of_it(made) -> None:
    systems = [{**s, "om_contract_end": "无", "mlps_level": "二级", "network": "电子政务外网"} for s in SYSTEMS]
    data = [
        {"id": f"r{i}", "name": f"救助表{i}", "system": i, "items": ["公民身份号码", "户籍地址"] if i == "b" else ["公民身份号码"]}
        for i in "ab"
    ]
    costs = [{**COSTS[0], "exit_cost_yuan": "70000"}, COSTS[1]]
    given = {"systems": systems, "costs": costs, "judgements": TWO, "resources": data}
    seen, found = made([finding("DUP-01", ("a", "b"))], **given)
    (merge,) = (r for r in found if r.kind == "merge")
    problem = build_problem(seen, {}, PlanLimits(36, 6, 1))
    options = read_options(problem)
    target, (leaving,) = merge.steps[0].parts["target"], merge.steps[0].parts["leaving"]
    (price,) = (cost for move, cost in options.moves if (move.source, move.target) == (leaving, target))
    system = options.systems[leaving]
    assert merge.cost_yuan == price
    assert merge.saving_yuan == (options.saving(system, 0), options.saving(system, 0, high=True))
    for move, cost in options.moves:
        # an unknown exit: one estimate for leaving and moving, not two
        mapped = len(set(options.systems[move.source].core_elements) - set(options.systems[move.target].core_elements))
        expected = (70_000 + 30_000, 70_000 + 120_000) if move.source == "a" else (30_000, 120_000)
        assert cost == (expected[0] + 500 * mapped, expected[1] + 3_000 * mapped)


def test_what_is_unknown_is_not_saved(made) -> None:
    (unknown,) = (r for r in made([finding("LIF-01")])[1] if r.kind == "retire")
    assert (unknown.cost_yuan, unknown.saving_yuan, unknown.estimated_share) == ((30_000, 120_000), None, 1.0)
    (known,) = (r for r in made([finding("LIF-01")], costs=[{**COSTS[0], "exit_cost_yuan": "5"}])[1] if r.kind == "retire")
    assert (known.cost_yuan, known.saving_yuan, known.estimated_share) == ((5, 5), (0, 300_000), 0.0)


def test_an_addressee_of_unknown_level_breaks_nothing(made) -> None:
    other = {"id": "co", "name": "湘云软件公司", "org_nature": "民营企业"}
    found = made([finding("SIL-08", ("r1",), organisations=("co", "mz"))], organisations=[MZ, other])[1]
    assert {r.addressee for r in found} <= {"mz", "co"}


def _random_towns():
    path = Path(__file__).parents[1] / "rules" / "test_any_town.py"
    spec = importlib.util.spec_from_file_location("any_town", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(6))
def test_any_town_gets_ordered_intervals_and_complete_words(analysis, seed) -> None:
    """The random towns of the rules: whatever is found there can be recommended on and put into words."""
    from graphs.rules.rule import Finding as Found

    inventory = _random_towns().any_town(seed)
    seen = analysis(inventory)
    findings = [f for _, find in rules().values() for f in find(seen) if isinstance(f, Found)]
    found = recommend(seen, findings, {}, ESTIMATES)
    assert found
    closable = {id_of(f) for f in findings if f.certainty != "question"}
    for recommendation in found:
        for interval in (recommendation.cost_yuan, recommendation.saving_yuan):
            assert interval is None or 0 <= interval[0] <= interval[1]
        assert 0 <= recommendation.estimated_share <= 1
        assert recommendation.closes
        assert set(recommendation.closes) <= closable
        assert recommendation.kind in terms("recommendation")
        for language in LANGUAGES:
            assert all(explanation(recommendation, Names(inventory, language)).values()), recommendation


def test_terms_come_before_a_connection_where_they_stand_in_the_way(made) -> None:
    _, found = made([finding("SIL-07", cause="rule")])
    terms_first, connect = sorted(found, key=lambda r: r.kind == "connect")
    assert (terms_first.kind, connect.kind) == ("publish_sharing_terms", "connect")
    assert connect.needs_first == (terms_first.id,)
    _, found = made([finding("SIL-07", cause="platform")])
    assert [(r.kind, r.needs_first) for r in found] == [("connect", ())]


# one thing gets one ending


def kinds_of(found):
    return sorted((r.kind, tuple(sorted(r.subjects))) for r in found if r.kind in ENDINGS)


def test_a_system_that_is_merged_is_not_retired_as_well(made) -> None:
    of = [finding("DUP-01", ("a", "b")), finding("LIF-01", ("a",))]
    _, found = made(of, judgements=TWO)
    assert kinds_of(found) == [("merge", ("a", "b"))]
    (merge,) = (r for r in found if r.kind == "merge")
    assert set(merge.closes) == {id_of(f) for f in of}
    # what should end for itself is no place to move to
    assert (merge.steps[0].parts["target"], merge.steps[0].parts["leaving"]) == ("b", ["a"])
    (why,) = (r for r in merge.why if r.code == "rec.instead_of")
    assert why.parts["findings"] == [id_of(of[1])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_one_ending_goes_before_another_is_said(made, language) -> None:
    seen, found = made([finding("DUP-01", ("a", "b")), finding("LIF-01", ("a",))])
    (merge,) = (r for r in found if r.kind == "merge")
    assert caption("recommendation", "retire", language) in explanation(merge, Names(seen.inventory, language))["because"]


def test_a_retirement_of_more_things_keeps_what_nothing_else_ends(made) -> None:
    channels = [{"id": i, "name": i, "kind": "小程序"} for i in ("c1", "c2", "c3")]
    of = [finding("LIF-03", ("c1", "c3")), finding("SPR-11", ("c1",))]
    _, found = made(of, channels=channels)
    endings = kinds_of(found)
    ended = [s for _, subjects in endings for s in subjects if s in ("c1", "c2", "c3")]
    assert sorted(ended) == ["c1", "c3"]


def test_an_ending_that_is_no_longer_called_for_leaves_the_other(made) -> None:
    of = [finding("DUP-01", ("a", "b")), finding("LIF-01", ("a",))]
    assert kinds_of(made(of, {id_of(of[0]): "rejected"})[1]) == [("retire", ("a",))]


# the counter stays open only where one is known to


def open_counter(made, language, **rows):
    service = {"id": "v", "name": "低保申请", "systems": "a", **rows.pop("service", {})}
    seen, found = made([finding("LIF-01", ("a",))], services=[service], **rows)
    (retire,) = (r for r in found if r.kind == "retire")
    return retire.needs_first, explanation(retire, Names(seen.inventory, language))["meanwhile"]


@pytest.mark.parametrize(
    ("language", "stays", "first"), [("zh", "照常开放", "须先有线下渠道"), ("en", "stay open", "must be there before")]
)
def test_a_counter_is_said_to_stay_open_only_where_one_runs_on(made, language, stays, first) -> None:
    counter = [{"id": "k", "name": "民政窗口", "kind": "counter"}]
    needs, told = open_counter(made, language, channels=counter, service={"channels": "k", "systems": "a|b"})
    assert (needs, stays in told, first in told) == ((), True, False)
    for channel in ([], [{**counter[0], "status": "已停用"}], [{**counter[0], "system": "a"}], [{**counter[0], "kind": "小程序"}]):
        needs, told = open_counter(made, language, channels=channel, service={"channels": "k", "systems": "a|b"} if channel else {})
        assert (needs, stays in told, first in told) == (("offline:v",), False, True), channel
    assert "低保申请" in told


def test_a_counter_of_another_system_of_the_service_counts(made) -> None:
    assert open_counter(made, "zh", service={"channel_kinds": "窗口", "systems": "a|b"})[0] == ()
    assert open_counter(made, "zh", service={"channel_kinds": "窗口"})[0] == ("offline:v",)
    # as in the plan: a counter behind which no system performs the service any more serves nobody
    counter = [{"id": "k", "name": "民政窗口", "kind": "counter"}]
    assert open_counter(made, "zh", channels=counter, service={"channels": "k"})[0] == ("offline:v",)


def test_what_needs_a_counter_first_is_what_the_plan_refuses_to_stop(made) -> None:
    """A confirmed zombie whose service only it performs at the counter."""
    of = finding("LIF-01", ("a",))
    for systems, is_stopped in (("a", False), ("a|b", True)):
        service = {"id": "v", "name": "低保申请", "systems": systems, "channel_kinds": "窗口"}
        given = {"services": [service], "systems": [{**s, "om_contract_end": "无"} for s in SYSTEMS], "costs": COSTS}
        seen, found = made([of], **given)
        plan = solve_plan(build_problem(seen, {id_of(of): of}, PlanLimits(36, 6, 1)))
        assert (plan.choices["a"].action == "retire") is is_stopped
        (retire,) = (r for r in found if r.kind == "retire")
        assert retire.needs_first == (() if is_stopped else ("offline:v",))


def test_where_no_service_is_concerned_no_counter_is_spoken_of(made) -> None:
    seen, found = made([finding("LIF-01", ("a",))])
    assert "线下" not in explanation(found[0], Names(seen.inventory, "zh"))["meanwhile"]
