"""What a plan leaves undone is said with the constraint that really binds."""

import dataclasses

import pytest

from graphs.plan.document import parse_problem
from graphs.plan.solve import solve_plan
from graphs.plan.unmet import find_unmet


def system(identifier, **fields):
    return {
        "id": identifier, "name": identifier, "status": "active", "om_month_yuan": 1000, "exit_yuan": 100, "mlps": 2, "networks": [], "contract_end_month": 0,
        "burden_per_month": 0, **fields,
    }  # fmt: skip


def told(systems=None, **fields):
    given = {
        "schema_version": 1, "horizon_months": 24, "waves": [{"id": "w1", "months": 3}, {"id": "w2", "months": 3}], "systems": systems or [system("a"), system("b")],
        "clusters": [{"id": "c", "members": ["a", "b"]}], "moves": [{"from": "a", "to": "b", "basis": "cluster", "cost_yuan": 5, "people": 1}], **fields,
    }  # fmt: skip
    problem = parse_problem(given)
    return find_unmet(problem, solve_plan(problem))


def only(**fields):
    (found,) = told(**fields)
    return found


def test_what_the_plan_does_is_not_left_undone() -> None:
    assert told() == ()
    assert told(must_fix=[{"id": "F", "kind": "merge", "cluster": "c"}]) == ()


@pytest.mark.parametrize(
    ("fields", "conflict"),
    [
        ({"budget_yuan": 0}, ("budget:total",)),
        ({"waves": [{"id": "w1", "months": 3, "people": 0}]}, ("people:w1",)),
        ({"waves": [{"id": "w1", "months": 3, "max_retire": 0}]}, ("retire:w1",)),
        ({"locks": [{"id": "L", "system": "a", "rule": "keep"}]}, ("lock:L",)),
    ],
)
def test_the_constraint_that_binds_is_named(fields, conflict) -> None:
    found = only(**fields)
    assert (found.kind, found.subject, found.reason, found.conflict) == ("cluster", "c", "conflict", conflict)


def test_no_place_is_said_only_where_there_is_none_and_with_what_is_not_known() -> None:
    assert only(moves=[]).reason == "no_option"
    found = only(systems=[system("a", exit_yuan=None), system("b")])
    assert (found.reason, found.asked) == ("no_option", (("a", "exit_yuan"),))


def test_kept_apart_is_the_reason_where_people_wrote_one() -> None:
    assert only(clusters=[{"id": "c", "members": ["a", "b"], "separated": "涉密"}]).reason == "separated"


def test_what_does_not_pay_says_price_and_saving() -> None:
    found = only(systems=[system("a", om_month_yuan=1, exit_yuan=[100, 900]), system("b")])
    assert (found.reason, found.cost_yuan) == ("no_gain", (105, 905))
    assert found.saving_yuan[1] < 905


def test_a_contract_that_eats_the_saving_is_the_reason() -> None:
    assert only(systems=[system("a", contract_end_month=24), system("b")]).reason == "contract"
    unknown = only(systems=[system("a", contract_end_month=None), system("b")])
    assert (unknown.reason, unknown.asked) == ("contract", (("a", "contract_end_month"),))


def test_a_retirement_that_would_close_the_last_counter_names_the_counter() -> None:
    counter = [{"service": "v", "group": "g", "region": "r", "channel": "counter"}]
    found = only(
        systems=[system("a", may_retire=True, serves=counter)], clusters=[], moves=[], must_fix=[{"id": "F", "kind": "stop", "system": "a"}]
    )
    assert (found.kind, found.subject, found.reason, found.conflict) == ("must_fix", "F", "conflict", ("offline:v|g|r",))


def test_a_duty_that_another_one_crowds_out_says_so() -> None:
    both = [system("a", may_retire=True), system("b", may_retire=True)]
    duties = [{"id": "F1", "kind": "stop", "system": "a"}, {"id": "F2", "kind": "stop", "system": "b"}]
    found = only(systems=both, clusters=[], moves=[], must_fix=duties, budget_yuan=150)
    assert found.reason == "crowded_out"
    assert "budget:total" in found.conflict
    assert {"F1", "F2"} == {found.subject, *(c.removeprefix("mustfix:") for c in found.conflict if c.startswith("mustfix:"))}


def test_a_build_of_unknown_price_cannot_be_chosen_and_is_asked_for() -> None:
    build = {"id": "k", "kind": "counter", "cost_yuan": None, "people": 1}
    found = only(clusters=[], moves=[], builds=[build], must_fix=[{"id": "F", "kind": "build", "build": "k"}])
    assert (found.reason, found.asked) == ("no_option", (("k", "cost_yuan"),))


def test_very_many_things_are_held_against_the_budget_only(monkeypatch) -> None:
    monkeypatch.setattr("graphs.plan.unmet._SOUGHT", 0)
    assert (only(budget_yuan=0).reason, only(budget_yuan=0).conflict) == ("conflict", ("budget:total",))
    assert only(systems=[system("a", om_month_yuan=1), system("b")]).reason == "unexamined"
    assert only(moves=[]).reason == "no_option"


def test_of_very_many_things_the_first_are_examined_and_tell_what_they_tell_alone(monkeypatch) -> None:
    """Five clusters that no saving pays for: each alone is `no_gain`; of five the first two are examined, duties before clusters."""
    names = [f"{side}{n}" for n in range(5) for side in "ab"]
    given = {
        "schema_version": 1, "horizon_months": 24, "budget_yuan": None, "waves": [{"id": "w1", "months": 3}],
        "systems": [system(name, om_month_yuan=0) for name in names],
        "clusters": [{"id": f"c{n}", "members": [f"a{n}", f"b{n}"]} for n in range(5)],
        "moves": [{"from": f"a{n}", "to": f"b{n}", "basis": "cluster", "cost_yuan": 5, "people": 1} for n in range(5)],
    }  # fmt: skip
    problem = parse_problem(given)
    plan = solve_plan(problem)
    whole = find_unmet(problem, plan)
    assert [found.reason for found in whole] == ["no_gain"] * 5
    monkeypatch.setattr("graphs.plan.unmet._SOUGHT", 2)
    assert find_unmet(problem, plan)[:2] == whole[:2]
    assert [found.reason for found in find_unmet(problem, plan)[2:]] == ["unexamined"] * 3


def test_the_named_constraints_forbid_it_and_without_any_of_them_it_can_be_done() -> None:
    """Against the solver itself: the duty as a hard one."""
    duty = {"id": "F", "kind": "merge", "cluster": "c", "by_wave": "w2"}
    given = {
        "schema_version": 1, "horizon_months": 24, "budget_yuan": 50, "waves": [{"id": "w1", "months": 3}, {"id": "w2", "months": 3}],
        "systems": [system("a"), system("b")], "clusters": [{"id": "c", "members": ["a", "b"]}],
        "moves": [{"from": "a", "to": "b", "basis": "cluster", "cost_yuan": 5, "people": 1}],
    }  # fmt: skip
    problem = parse_problem(given)
    (found,) = find_unmet(problem, solve_plan(problem))
    hard = parse_problem({**given, "must_fix": [duty]})
    assert solve_plan(hard).status == "infeasible"
    assert set(found.conflict) == set(solve_plan(hard).conflict) - {"mustfix:F"}
    assert solve_plan(dataclasses.replace(hard, budget_yuan=None)).status == "optimal"


@pytest.mark.parametrize("most", [0, 30])
def test_a_large_problem_is_told_the_same_reasons(monkeypatch, most) -> None:
    """Above a size a reason is sought beside the plan first, and then held against everything."""
    monkeypatch.setattr("graphs.plan.unmet._FREE_SYSTEMS", most)
    assert (only(budget_yuan=0).reason, only(budget_yuan=0).conflict) == ("conflict", ("budget:total",))
    both = [system("a", may_retire=True), system("b", may_retire=True)]
    duties = [{"id": "F1", "kind": "stop", "system": "a"}, {"id": "F2", "kind": "stop", "system": "b"}]
    found = only(systems=both, clusters=[], moves=[], must_fix=duties, budget_yuan=150)
    assert found.reason == "crowded_out"
    assert "budget:total" in found.conflict
