"""What a plan leaves undone and why: duties that it never mends, and confirmed duplicates that both go on.

Each is forced onto the plan, all else as the plan has it: what then cannot hold is the reason. Where nothing stands in the
way it does not pay, and the figures say so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graphs.plan.conflict import find_conflict
from graphs.plan.figures import added, choice_cost, wave_figures
from graphs.plan.model import INFINITY, Programme, Row, build_programme
from graphs.plan.options import Options, read_options
from graphs.plan.reduction import Reducer
from graphs.plan.solve import read_solution
from graphs.plan.solver import solve
from inventory.values.plan import Choice, Interval, MustFix, Plan, PlanProblem, Unmet

# above these sizes a reason is sought beside the plan only, and for the first so many things: it must not outlast the plan itself
_FREE_SYSTEMS = 30
_SOUGHT = 20
_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Something left undone: `systems` are those that it may change, `running` how many of a cluster go on."""

    kind: str
    subject: str
    systems: frozenset[str]
    build: str | None = None
    running: int = 0
    may_stop: frozenset[str] = frozenset()


def find_unmet(problem: PlanProblem, plan: Plan) -> tuple[Unmet, ...]:
    """Every unmended duty and every cluster of which more than one member goes on, with its reason; () for an infeasible plan."""
    if plan.objective is None:
        return ()
    options = read_options(problem)
    wanted = list(_left_undone(options, plan))
    glanced = [_at_a_glance(options, w) for w in wanted]
    if all(glanced):
        return tuple(found for found in glanced if found)
    # duties come first, in the order of the problem: the same things are examined in every run, whatever the clock says
    open_ = [position for position, found in enumerate(glanced) if found is None]
    sought = set(open_[:_SOUGHT])
    spent = sum(figures.cost[1] for figures in wave_figures(options, plan)) if len(open_) > _SOUGHT else 0
    programme = build_programme(options)
    return tuple(
        found or (_reason(programme, plan, w) if position in sought else _too_dear(options, w, spent))
        for position, (found, w) in enumerate(zip(glanced, wanted, strict=True))
    )


def fixed_wave(problem: PlanProblem, plan: Plan, fix: MustFix) -> int:
    """The index of the wave at whose end a duty is mended; the number of waves if never (PLAN.md)."""
    last = len(problem.waves)

    def stop(system: str) -> int:
        wave = plan.choices[system].wave
        return last if wave is None else wave

    if fix.kind == "stop":
        return stop(fix.system or "")
    if fix.kind == "build":
        return plan.builds.get(fix.build or "", last)
    members = set(next(c for c in problem.clusters if c.id == fix.cluster).members)
    stops = sorted((stop(m) for m in members), reverse=True)
    return stops[1] if len(stops) > 1 else 0


def _left_undone(options: Options, plan: Plan) -> Iterator[_Wanted]:
    problem = options.problem
    clusters = {cluster.id: cluster for cluster in problem.clusters}
    movable = {move.source for move, _ in options.moves} | set(options.retirable)
    for fix in problem.must_fix:
        if fixed_wave(problem, plan, fix) >= len(problem.waves):
            systems = frozenset(clusters[fix.cluster or ""].members if fix.kind == "merge" else (fix.system,) if fix.system else ())
            yield _Wanted("must_fix", fix.id, systems, fix.build, may_stop=systems & movable)
    for cluster in problem.clusters:
        running = {m for m in cluster.members if plan.choices[m].action == "keep"}
        if len(running) > 1:
            yield _Wanted("cluster", cluster.id, frozenset(cluster.members), running=len(running), may_stop=frozenset(running & movable))


def _at_a_glance(options: Options, wanted: _Wanted) -> Unmet | None:
    """The reason where none need be sought: kept apart, or nothing may be chosen."""
    cluster = next((c for c in options.problem.clusters if wanted.kind == "cluster" and c.id == wanted.subject), None)
    if cluster is not None and cluster.separated is not None:
        return Unmet(wanted.kind, wanted.subject, "separated")
    if wanted.build in options.builds or wanted.may_stop:
        return None
    return Unmet(wanted.kind, wanted.subject, "no_option", asked=_asked(options, wanted))


def _too_dear(options: Options, wanted: _Wanted, spent: int) -> Unmet:
    """Of very many things those after the first are only held against what is left of the budget."""
    prices = [cost[1] for move, cost in options.moves if move.source in wanted.may_stop]
    prices += [(options.systems[s].exit_yuan or (0, 0))[1] for s in wanted.may_stop & set(options.retirable)]
    prices += [(b.cost_yuan or (0, 0))[1] for b in options.problem.builds if b.id == wanted.build]
    budget = options.problem.budget_yuan
    if budget is not None and min(prices) > budget - spent:
        return Unmet(wanted.kind, wanted.subject, "conflict" if min(prices) > budget else "crowded_out", conflict=("budget:total",))
    return Unmet(wanted.kind, wanted.subject, "unexamined")


def _forced(programme: Programme, wanted: _Wanted) -> Row:
    """The row that brings it about, without a name: it is given, not in question."""
    if wanted.kind == "must_fix":
        last = str(len(programme.options.problem.waves) - 1)
        return Row("", {programme.index["fixed", wanted.subject, last]: 1.0}, 1, 1)
    return Row("", {programme.index["keep", m]: 1.0 for m in sorted(wanted.systems)}, -INFINITY, wanted.running - 1)


def _reason(programme: Programme, plan: Plan, wanted: _Wanted) -> Unmet:
    options, forced = programme.options, _forced(programme, wanted)
    # what the plan mends stays mended: a duty is not traded for another without saying so
    mended = _mended(programme, plan)
    upper, rows = programme.upper, programme.rows
    if len(options.problem.systems) <= _FREE_SYSTEMS:
        for kept, alone in (([*rows, forced], True), ([*rows, *mended, forced], False)):
            if solve(upper, kept, {}, seconds=_SECONDS).status == "infeasible":
                return _conflicting(options, wanted, find_conflict(upper, kept), alone=alone)
    small = Reducer(len(upper), [*rows, *mended, forced]).reduced(_beside(programme, plan, wanted), programme.net)
    found = solve(small.upper, small.rows, {v: -c for v, c in small.objective(programme.net).items()}, seconds=_SECONDS)
    if found.status == "infeasible":
        conflict = find_conflict(small.upper, small.rows)
        return _conflicting(options, wanted, conflict, alone=_is_by_itself(programme, forced, conflict))
    if found.status == "none":
        return Unmet(wanted.kind, wanted.subject, "unexamined")
    return _priced(programme, small.whole(found.values), plan, wanted)


def _is_by_itself(programme: Programme, forced: Row, conflict: tuple[str, ...]) -> bool:
    """Tell whether these constraints forbid it whatever else is done: then they are the reason in every plan."""
    rows = [row for row in programme.rows if not row.name or row.name in conflict]
    known = {row.name for row in rows}
    if not known.issuperset(conflict):
        # a duty that the plan mends and need not
        return False
    small = Reducer(len(programme.upper), [*rows, forced]).reduced(programme.upper, {})
    return solve(small.upper, small.rows, {}, seconds=_SECONDS).status == "infeasible"


def _conflicting(options: Options, wanted: _Wanted, conflict: tuple[str, ...], *, alone: bool) -> Unmet:
    if not conflict:
        return Unmet(wanted.kind, wanted.subject, "no_option", asked=_asked(options, wanted))
    return Unmet(wanted.kind, wanted.subject, "conflict" if alone else "crowded_out", conflict=conflict)


def _mended(programme: Programme, plan: Plan) -> list[Row]:
    last = len(programme.options.problem.waves)
    waves = {fix.id: fixed_wave(programme.options.problem, plan, fix) for fix in programme.options.problem.must_fix}
    return [
        Row(f"mustfix:{fix}", {programme.index["fixed", fix, str(wave)]: 1.0}, 1, INFINITY) for fix, wave in waves.items() if wave < last
    ]


def _beside(programme: Programme, plan: Plan, wanted: _Wanted) -> list[float]:
    """The bounds of the programme with every other system as the plan has it."""
    # who moves and who takes over may both change, and what is not built yet may be
    upper = list(programme.upper)
    for key, variable in programme.index.items():
        if key[0] == "move":
            source = programme.options.moves[int(key[1])][0].source
            if source not in wanted.systems and plan.choices[source] != Choice(
                "move", int(key[2]), programme.options.moves[int(key[1])][0].target, int(key[1])
            ):
                upper[variable] = 0.0
        elif key[0] in ("keep", "retire") and key[1] not in wanted.systems:
            chosen = plan.choices[key[1]]
            if chosen.action != key[0] or (key[0] == "retire" and str(chosen.wave) != key[2]):
                upper[variable] = 0.0
    return upper


def _priced(programme: Programme, values: tuple[float, ...], plan: Plan, wanted: _Wanted) -> Unmet:
    """Possible and yet not done: what it would cost and save more than the plan does."""
    options = programme.options
    choices, builds = read_solution(programme, values)
    before, after = _figures(options, plan.choices, plan.builds), _figures(options, choices, builds)
    cost = (after[0][0] - before[0][0], after[0][1] - before[0][1])
    saving = (after[1][0] - before[1][0], after[1][1] - before[1][1])
    if wanted.kind == "must_fix" or saving[0] > cost[1]:
        # the levels were closed within their gaps only
        return Unmet(wanted.kind, wanted.subject, "within_gap", cost_yuan=cost, saving_yuan=saving)
    free = replace(
        options.problem, systems=tuple(replace(s, contract_end_month=0) if s.id in wanted.systems else s for s in options.problem.systems)
    )
    without = _figures(read_options(free), choices, builds)[1][0] - before[1][0]
    reason = "contract" if without > cost[1] else "no_gain"
    return Unmet(wanted.kind, wanted.subject, reason, asked=_blurred(options, wanted), cost_yuan=cost, saving_yuan=saving)


def _figures(options: Options, choices: Mapping[str, Choice], builds: Mapping[str, int]) -> tuple[Interval, Interval]:
    """Cost, and saving to the horizon, of what is done."""
    prices = {build.id: build.cost_yuan or (0, 0) for build in options.problem.builds}
    cost = added([*(choice_cost(options, s, c) for s, c in choices.items()), *(prices[b] for b in builds)])
    stopped = [(options.systems[s], c.wave) for s, c in choices.items() if c.wave is not None]
    return cost, added([(options.saving(s, w), options.saving(s, w, high=True)) for s, w in stopped])


def _asked(options: Options, wanted: _Wanted) -> tuple[tuple[str, str], ...]:
    """What is not known and forbids a move or a retirement of these systems, or this build."""

    def concerns(block: str) -> bool:
        source, _, target = block.partition(">")
        return source.removeprefix("retire:") in wanted.systems and (not target or wanted.kind != "cluster" or target in wanted.systems)

    return tuple(key for key, blocks in sorted(options.questions.items()) if any(concerns(b) or b == wanted.build for b in blocks))


def _blurred(options: Options, wanted: _Wanted) -> tuple[tuple[str, str], ...]:
    """What is not known of these systems and would add to the saving."""
    return tuple(key for key in sorted(options.questions) if key[0] in wanted.systems and key[1] in ("om_month_yuan", "contract_end_month"))
