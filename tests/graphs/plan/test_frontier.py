"""What other budgets would buy."""

import time

import pytest

from graphs.plan import frontier
from graphs.plan.document import parse_problem
from graphs.plan.frontier import find_frontier
from graphs.plan.solve import OutOfTime, solve_plan


def points(document):
    problem = parse_problem(document)
    return find_frontier(problem, solve_plan(problem))


@pytest.fixture
def county(make):
    """Three pairs; each move costs 400,000 or less and saves its year's cost to the horizon."""

    def made(**fields):
        systems, clusters, moves = [], [], []
        for name, price in (("a", 400_000), ("b", 200_000), ("c", 100_000)):
            pair = [f"{name}1", f"{name}2"]
            systems += [make.system(s, cluster=name, om_month_yuan=[50_000, 50_000], exit_yuan=[0, 0], contract_end_month=0) for s in pair]
            clusters.append({"id": name, "members": pair, "separated": None})
            moves.append(make.move(*pair, cost_yuan=[price, price]))
        return make.problem(systems, waves=1, horizon=36, clusters=clusters, moves=moves, **fields)

    return made


def test_more_money_never_saves_less_and_the_last_point_has_no_limit(county) -> None:
    found = points(county())
    assert [point.budget for point in found] == [180_000, 350_000, 530_000, None]
    assert [point.cost[1] for point in found] == [100_000, 300_000, 300_000, 700_000]
    nets = [point.objective["net_yuan"] for point in found]
    assert nets == sorted(nets)
    assert [point.is_plan for point in found] == [False, False, False, True]
    assert [len(point.stopped) for point in found] == [1, 2, 2, 3]


def test_the_plan_s_own_budget_stands_among_them(county) -> None:
    found = points(county(budget_yuan=250_000))
    assert [(point.budget, point.is_plan) for point in found] == [
        (180_000, False), (250_000, True), (350_000, False), (530_000, False), (None, False),
    ]  # fmt: skip
    assert found[1].cost[1] <= 250_000


def test_every_point_keeps_its_budget_and_agrees_with_a_problem_of_its_own(county, answer) -> None:
    for point in points(county()):
        told = answer(county(budget_yuan=point.budget))
        assert told["objective"]["net_yuan"] == point.objective["net_yuan"]
        assert point.budget is None or point.cost[1] <= point.budget


def test_where_money_does_not_matter_there_is_one_point(make) -> None:
    (only,) = points(make.problem([make.system("a")]))
    assert (only.budget, only.cost, only.stopped, only.is_plan) == (None, (0, 0), (), True)


def test_a_budget_that_a_duty_forbids_is_told_as_such(county, make) -> None:
    document = county()
    document["must_fix"] = [make.fix("f", "merge", by_wave="w1", cluster="a")]
    found = points(document)
    assert [point.status for point in found] == ["infeasible", "infeasible", "optimal", "optimal"]
    assert [point.objective is None for point in found] == [True, True, False, False]


def test_the_clock_leaves_a_point_open_and_keeps_the_others(county, monkeypatch) -> None:
    problem = parse_problem(county())
    plan = solve_plan(problem)

    def late(problem, **options):
        raise OutOfTime(1.0)

    monkeypatch.setattr(frontier, "solve_plan", late)
    found = find_frontier(problem, plan, seconds=3)
    assert [point.status for point in found] == ["out_of_time"] * 3 + ["optimal"]


def test_progress_is_told_for_every_other_budget(county) -> None:
    problem = parse_problem(county(budget_yuan=250_000))
    told: list[float] = []
    find_frontier(problem, solve_plan(problem), progress=lambda: told.append(time.monotonic()))
    assert len(told) == 4
