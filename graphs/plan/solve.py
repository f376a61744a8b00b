"""Level by level: late, burden, net, changes; each held while the next is sought (PLAN.md)."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from graphs.plan.conflict import find_conflict
from graphs.plan.model import Programme, Row, Terms, build_programme
from graphs.plan.options import read_options
from graphs.plan.solver import Solved, is_whole, solve
from inventory.values.plan import Choice, Plan, PlanProblem

EXACT_SYSTEMS = 10


class OutOfTime(RuntimeError):
    """The clock ran out before anything feasible was found: neither a plan nor a proof that there is none."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:g} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class _Level:
    name: str
    terms: Terms
    sign: int
    gap: float
    held: float


def solve_plan(problem: PlanProblem, *, seconds: float = 60.0, gap: float | None = None) -> Plan:
    """The plan of a problem, with bounds and gaps per level, whether it is stable, or the smallest conflict."""
    began = time.monotonic()
    options = read_options(problem)
    programme = build_programme(options)
    deadline = began + seconds
    levels = _levels(programme, exact=len(problem.systems) <= EXACT_SYSTEMS, gap=gap, other=False)
    solved, objective, bounds, gaps = _lexicographic(programme, levels, deadline)
    if solved.status == "none":
        raise OutOfTime(seconds)
    if solved.status == "infeasible":
        conflict = find_conflict(programme)
        return Plan(status="infeasible", conflict=conflict, questions=options.asked(), seconds=round(time.monotonic() - began, 3))
    choices, builds = _read(programme, solved.values)
    other_levels = _levels(programme, exact=len(problem.systems) <= EXACT_SYSTEMS, gap=gap, other=True)
    other, *_ = _lexicographic(programme, other_levels, max(deadline, time.monotonic() + seconds / 4))
    stable, depends_on = _compared(programme, choices, builds, other)
    return Plan(
        status=solved.status,
        choices=choices,
        builds=builds,
        objective=objective,
        bounds=bounds,
        gaps=gaps,
        questions=options.asked(),
        stable=stable,
        depends_on=depends_on,
        seconds=round(time.monotonic() - began, 3),
    )


def _levels(programme: Programme, *, exact: bool, gap: float | None, other: bool) -> list[_Level]:
    net = programme.net_other if other else programme.net
    if exact:
        return [
            _Level("late", programme.late, 1, 0.0, 1.0),
            _Level("burden", programme.burden, -1, 0.0, 1.0),
            _Level("net_yuan", net, -1, 0.0, 1.0),
            _Level("changes", programme.changes, 1, 0.0, 1.0),
        ]
    return [
        _Level("late", programme.late, 1, 0.0, 1.0),
        _Level("burden", programme.burden, -1, 1e-4 if gap is None else gap, 0.999),
        _Level("net_yuan", net, -1, 1e-3 if gap is None else gap, 0.999),
        _Level("changes", programme.changes, 1, 1e-2 if gap is None else gap, 1.0),
    ]


def _lexicographic(
    programme: Programme, levels: Sequence[_Level], deadline: float
) -> tuple[Solved, dict[str, float], dict[str, float | None], dict[str, float | None]]:
    rows: list[Row] = list(programme.rows)
    objective: dict[str, float] = {}
    bounds: dict[str, float | None] = {}
    gaps: dict[str, float | None] = {}
    best: Solved | None = None
    status = "optimal"
    for position, level in enumerate(levels):
        constant = programme.late_constant if level.name == "late" else 0
        left = (deadline - time.monotonic()) / (len(levels) - position)
        if best is None:
            # without a first solution there is no answer at all: it may take all the time
            left = deadline - time.monotonic()
        if not level.terms and best is not None:
            value = 0.0
            result = best
        else:
            terms = {variable: level.sign * value for variable, value in level.terms.items()}
            result = solve(programme.upper, rows, terms, seconds=left, gap=level.gap, start=None if best is None else best.values)
            if result.status in ("infeasible", "none"):
                if best is None:
                    return result, {}, {}, {}
                # the clock ran out before this level had a solution: what was found stands
                result = Solved("feasible", best.values, math.nan, -math.inf, math.inf)
            value = _value(level.terms, result.values)
        if result.status == "feasible":
            status = "feasible"
        best = result
        objective[level.name] = _number(value + constant)
        reached = (result.status == "optimal" and level.gap == 0) or not level.terms
        known = math.isfinite(result.bound)
        bounds[level.name] = _number(value + constant) if reached else _number(level.sign * result.bound + constant) if known else None
        gaps[level.name] = 0.0 if reached else round(result.gap, 6) if math.isfinite(result.gap) else None
        if level.terms:
            slack = abs(value) * (1 - level.held) + ((0.5 if is_whole(level.terms) else 1e-6) if level.held == 1.0 else 0.0)
            rows = [
                *rows,
                Row("", dict(level.terms), -math.inf if level.sign > 0 else value - slack, value + slack if level.sign > 0 else math.inf),
            ]
    assert best is not None
    # the last solution counts on every level
    for level in levels:
        constant = programme.late_constant if level.name == "late" else 0
        objective[level.name] = _number(_value(level.terms, best.values) + constant)
    return Solved(status, best.values, best.objective, best.bound, best.gap), objective, bounds, gaps


def _value(terms: Terms, values: Sequence[float]) -> float:
    return sum(coefficient for variable, coefficient in terms.items() if values[variable] > 0.5)


def _number(value: float) -> float:
    return round(value) if abs(value - round(value)) < 1e-6 else round(value, 6)


def _read(programme: Programme, values: Sequence[float]) -> tuple[dict[str, Choice], dict[str, int]]:
    choices: dict[str, Choice] = {}
    builds: dict[str, int] = {}
    for key, variable in programme.index.items():
        if values[variable] <= 0.5:
            continue
        if key[0] == "keep":
            choices[key[1]] = Choice("keep")
        elif key[0] == "retire":
            choices[key[1]] = Choice("retire", int(key[2]))
        elif key[0] == "move":
            move = programme.options.moves[int(key[1])][0]
            choices[move.source] = Choice("move", int(key[2]), move.target, int(key[1]))
        elif key[0] == "build":
            builds[key[1]] = int(key[2])
    return dict(sorted(choices.items())), dict(sorted(builds.items()))


def _compared(programme: Programme, choices: dict[str, Choice], builds: dict[str, int], other: Solved) -> tuple[bool, tuple[str, ...]]:
    """Whether the other end of the ranges chooses the same actions, and which systems' figures it depends on."""
    if other.status in ("infeasible", "none"):
        return False, ("time",)
    other_choices, other_builds = _read(programme, other.values)
    differing = [s for s, c in choices.items() if (other_choices[s].action, other_choices[s].to) != (c.action, c.to)]
    differing += sorted(set(builds) ^ set(other_builds))
    return not differing, tuple(differing)
