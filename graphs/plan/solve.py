"""Level by level: late, burden, net, changes; each held while the next is sought (PLAN.md)."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from graphs.plan.conflict import find_conflict
from graphs.plan.document import require_problem
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


@dataclass(slots=True)
class _Reached:
    """Where a sequence of levels ended: the last solution, the rows that hold each level, and the figures by level."""

    solved: Solved
    held: list[Row] = field(default_factory=list)
    objective: dict[str, float] = field(default_factory=dict)
    bounds: dict[str, float | None] = field(default_factory=dict)
    gaps: dict[str, float | None] = field(default_factory=dict)


def solve_plan(problem: PlanProblem, *, seconds: float = 60.0, gap: float | None = None, levels_only: bool = False) -> Plan:
    """The plan of a problem, with bounds and gaps per level, whether it is stable, or the smallest conflict.

    `seconds` bounds the whole: four fifths for the plan, what is left for the other end of the ranges. With `levels_only`
    neither the other end nor a conflict is sought (`stable` is None). Raises NotAProblem for a problem made in code that is
    none, OutOfTime where nothing feasible was found and nothing was proved.
    """
    began = time.monotonic()
    require_problem(problem)
    options = read_options(problem)
    programme = build_programme(options)
    levels = _levels(programme, exact=len(problem.systems) <= EXACT_SYSTEMS, gap=gap)
    reached = _lexicographic(programme, levels, began + 0.8 * seconds)
    if reached.solved.status == "none":
        raise OutOfTime(seconds)
    if reached.solved.status == "infeasible":
        conflict = () if levels_only else find_conflict(programme.upper, programme.rows)
        return Plan(status="infeasible", conflict=conflict, questions=options.asked(), seconds=round(time.monotonic() - began, 3))
    choices, builds = read_solution(programme, reached.solved.values)
    depends_on = () if levels_only else _depends_on(programme, reached, levels, began + seconds)
    return Plan(
        status=reached.solved.status,
        choices=choices,
        builds=builds,
        objective=reached.objective,
        bounds=reached.bounds,
        gaps=reached.gaps,
        questions=options.asked(),
        stable=None if levels_only else not depends_on,
        depends_on=depends_on,
        seconds=round(time.monotonic() - began, 3),
    )


def _levels(programme: Programme, *, exact: bool, gap: float | None) -> list[_Level]:
    if exact:
        return [
            _Level("late", programme.late, 1, 0.0, 1.0),
            _Level("burden", programme.burden, -1, 0.0, 1.0),
            _Level("net_yuan", programme.net, -1, 0.0, 1.0),
            _Level("changes", programme.changes, 1, 0.0, 1.0),
        ]
    return [
        _Level("late", programme.late, 1, 0.0, 1.0),
        _Level("burden", programme.burden, -1, 1e-4 if gap is None else gap, 0.999),
        _Level("net_yuan", programme.net, -1, 1e-3 if gap is None else gap, 0.999),
        _Level("changes", programme.changes, 1, 1e-2 if gap is None else gap, 1.0),
    ]


def _lexicographic(
    programme: Programme, levels: Sequence[_Level], deadline: float, *, held: Sequence[Row] = (), start: Solved | None = None
) -> _Reached:
    """Level after level; `held` are rows of levels that were reached before, `start` is a solution that keeps them."""
    reached = _Reached(Solved("optimal", (), 0.0, 0.0, 0.0) if start is None else start, list(held))
    best = start
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
            rows = [*programme.rows, *reached.held]
            result = solve(programme.upper, rows, terms, seconds=left, gap=level.gap, start=None if best is None else best.values)
            if result.status in ("infeasible", "none"):
                if best is None:
                    reached.solved = result
                    return reached
                # the clock ran out before this level had a solution: what was found stands
                result = Solved("feasible", best.values, math.nan, -math.inf, math.inf)
            value = _value(level.terms, result.values)
        if result.status == "feasible":
            status = "feasible"
        best = result
        closed = (result.status == "optimal" and level.gap == 0) or not level.terms
        known = math.isfinite(result.bound)
        reached.bounds[level.name] = (
            _number(value + constant) if closed else _number(level.sign * result.bound + constant) if known else None
        )
        reached.gaps[level.name] = 0.0 if closed else round(result.gap, 6) if math.isfinite(result.gap) else None
        if level.terms:
            slack = abs(value) * (1 - level.held) + ((0.5 if is_whole(level.terms) else 1e-6) if level.held == 1.0 else 0.0)
            low, high = (-math.inf, value + slack) if level.sign > 0 else (value - slack, math.inf)
            reached.held.append(Row(level.name, dict(level.terms), low, high))
    assert best is not None
    # the last solution counts on every level
    for level in levels:
        constant = programme.late_constant if level.name == "late" else 0
        reached.objective[level.name] = _number(_value(level.terms, best.values) + constant)
    reached.solved = Solved(status, best.values, best.objective, best.bound, best.gap)
    return reached


def _depends_on(programme: Programme, first: _Reached, levels: Sequence[_Level], deadline: float) -> tuple[str, ...]:
    """What an optimum at the other end of the ranges (cost low, saving high) does otherwise; empty where the plan is one there too.

    Duties and burden do not turn on prices: both levels are held as the plan reached them, and the net is sought anew. Of the
    optima there the one nearest to the plan's actions is taken, so that nothing is named but what the ranges force.
    """
    if programme.net_other == programme.net:
        return ()
    late, burden, net, changes = levels
    held = [row for row in first.held if row.name in (late.name, burden.name)]
    again = [_Level(net.name, programme.net_other, net.sign, net.gap, net.held)]
    if net.gap == 0:
        again.append(changes)
    other = _lexicographic(programme, again, time.monotonic() + (deadline - time.monotonic()) / 2, held=held, start=first.solved)
    if all(row.low <= _value(row.terms, first.solved.values) <= row.high for row in other.held):
        # where the clock ran out there is no saying what is best
        return () if other.solved.status == "optimal" else ("time",)
    apart = _Level("apart", _apart(programme, first.solved.values), 1, 0.0 if net.gap == 0 else changes.gap, 1.0)
    nearest = _lexicographic(programme, [apart], deadline, held=other.held, start=other.solved)
    choices, builds = read_solution(programme, first.solved.values)
    other_choices, other_builds = read_solution(programme, nearest.solved.values)
    differing = [s for s, c in choices.items() if (other_choices[s].action, other_choices[s].to) != (c.action, c.to)]
    return tuple(differing + sorted(set(builds) ^ set(other_builds)))


def _apart(programme: Programme, values: Sequence[float]) -> Terms:
    """How many systems and builds are treated otherwise than in a solution, whatever the wave, up to a constant."""
    choices, builds = read_solution(programme, values)
    terms: Terms = {}
    for key, variable in programme.index.items():
        if key[0] == "build":
            terms[variable] = -1.0 if key[1] in builds else 1.0
        elif key[0] == "move":
            move = programme.options.moves[int(key[1])][0]
            choice = choices[move.source]
            if choice.action == "move" and choice.to == move.target:
                terms[variable] = -1.0
        elif key[0] in ("keep", "retire") and choices[key[1]].action == key[0]:
            terms[variable] = -1.0
    return terms


def _value(terms: Terms, values: Sequence[float]) -> float:
    return sum(coefficient for variable, coefficient in terms.items() if values[variable] > 0.5)


def _number(value: float) -> float:
    return round(value) if abs(value - round(value)) < 1e-6 else round(value, 6)


def read_solution(programme: Programme, values: Sequence[float]) -> tuple[dict[str, Choice], dict[str, int]]:
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
