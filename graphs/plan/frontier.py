"""What other budgets would buy: the same problem solved at a few totals, so that the office sees where more money stops helping."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from graphs.plan.figures import added, wave_figures
from graphs.plan.options import read_options
from graphs.plan.solve import OutOfTime, solve_plan
from inventory.values.plan import Interval, Plan, PlanProblem

# of what the plan without a total budget costs
SHARES = (0.25, 0.5, 0.75)
ROUND = 10_000


@dataclass(frozen=True, slots=True)
class Point:
    """A budget and what the best plan under it does. `budget` None is without a total limit; `is_plan` marks the plan's own.

    `status` is that of a plan, or `out_of_time`; where there is no plan, `objective` is None and nothing stops.
    """

    budget: int | None
    status: str
    objective: Mapping[str, float] | None
    cost: Interval
    saving: Interval
    stopped: tuple[str, ...]
    is_plan: bool = False


def find_frontier(
    problem: PlanProblem, plan: Plan, *, seconds: float = 60.0, progress: Callable[[], None] = lambda: None
) -> tuple[Point, ...]:
    """Three to five points by budget, the last without a total limit; one alone where money does not matter.

    `plan` is the problem's own and stands among them. `seconds` bounds all of it.
    """
    deadline = time.monotonic() + seconds
    own = _point(problem, plan, is_plan=True)
    if problem.budget_yuan is None:
        whole = own
    else:
        whole = _solved(problem, None, (deadline - time.monotonic()) / (len(SHARES) + 1))
        progress()
    points = {whole.budget: whole} | ({own.budget: own} if own is not whole else {})
    if whole.objective is None:
        return (own,)
    for position, share in enumerate(SHARES):
        budget = math.ceil(whole.cost[1] * share / ROUND) * ROUND
        if 0 < budget < whole.cost[1] and budget not in points:
            points[budget] = _solved(problem, budget, (deadline - time.monotonic()) / (len(SHARES) - position))
            progress()
    return tuple(sorted(points.values(), key=lambda point: math.inf if point.budget is None else point.budget))


def _solved(problem: PlanProblem, budget: int | None, seconds: float) -> Point:
    other = replace(problem, budget_yuan=budget)
    try:
        return _point(other, solve_plan(other, seconds=max(1.0, seconds), levels_only=True))
    except OutOfTime:
        return Point(budget, "out_of_time", None, (0, 0), (0, 0), ())


def _point(problem: PlanProblem, plan: Plan, *, is_plan: bool = False) -> Point:
    waves = wave_figures(read_options(problem), plan) if plan.objective is not None else ()
    return Point(
        budget=problem.budget_yuan,
        status=plan.status,
        objective=plan.objective,
        cost=added([wave.cost for wave in waves]),
        saving=added([wave.saving for wave in waves]),
        stopped=tuple(sorted(s for wave in waves for s in wave.stopped)),
        is_plan=is_plan,
    )
