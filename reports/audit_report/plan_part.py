"""The part of a plan that a report may tell, with its sums made anew, and what each wave's price is the sum of."""

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphs.plan.figures import choice_cost
from graphs.plan.options import Options, read_options
from inventory.values.plan import Choice, Interval, Plan, PlanProblem
from reports.audit_report.scope import Scope, is_confirmed
from reports.exports.plan import plan_answer
from reports.wording import Names


@dataclass(frozen=True, slots=True)
class Amounts:
    """What one step of a plan costs and saves to the horizon, in yuan, low and high, and in which wave it stands."""

    wave: str
    why: str
    cost: Interval
    saving: Interval | None


def amounts(problem: PlanProblem, answer: Mapping[str, Any]) -> list[Amounts]:
    """Every step of a plan's answer: systems that move or stop, and builds; the waves' figures are their sums."""
    options, waves = read_options(problem), [wave.id for wave in problem.waves]
    found = []
    for entry in answer["systems"]:
        if entry["wave"] is not None:
            choice = _choice(options, entry, waves)
            system, wave = options.systems[entry["id"]], choice.wave or 0
            saving = options.saving(system, wave), options.saving(system, wave, high=True)
            found.append(Amounts(entry["wave"], entry["why"], choice_cost(options, entry["id"], choice), saving))
    prices = {build.id: build.cost_yuan or (0, 0) for build in problem.builds}
    return found + [Amounts(build["wave"], build["why"], prices[build["id"]], None) for build in answer["builds"]]


def _choice(options: Options, entry: Mapping[str, Any], waves: Sequence[str]) -> Choice:
    wave = None if entry["wave"] is None else waves.index(entry["wave"])
    move = None
    if entry["action"] == "move":
        move = next(n for n, (m, _) in enumerate(options.moves) if (m.source, m.target) == (entry["id"], entry["to"]))
    return Choice(entry["action"], wave, entry["to"], move)


def plan_part(
    scope: Scope,
    answer: Mapping[str, Any],
    problem: PlanProblem,
    *,
    own: Collection[str] | None,
    findings: Sequence[Mapping[str, Any]],
    names: Names,
    strike: Callable[[str], str] = str,
) -> tuple[dict[str, Any] | None, PlanProblem]:
    """The steps that concern the scope, for the public those that confirmed findings call for; None where there are none."""
    kept = {f["id"] for f in findings}
    ending = [e for e in answer["systems"] if e["action"] != "keep" and (own is None or e["id"] in own or e["to"] in own)]
    if scope.is_public:
        ending = [e for e in ending if _is_called_for(e, findings)]
    systems = {s for e in ending for s in (e["id"], e["to"]) if s}
    rewired = {exchange.id: {exchange.source, exchange.target} for exchange in problem.exchanges}
    ended = {e["id"] for e in ending}
    builds = []
    for build in answer["builds"]:
        made = next(b for b in problem.builds if b.id == build["id"])
        ends = {exchange: rewired.get(exchange, set()) for exchange, _ in made.rewires}
        fits = all(of & ended for of in ends.values()) if scope.is_public or own is None else any(of & set(own) for of in ends.values())
        if (ends and fits) or made.id.partition("-")[2] in kept:
            builds.append(build)
    if not ending and not builds:
        return None, problem
    part = _cut(problem, systems, {b["id"] for b in builds})
    builds = [{**build, "name": strike(build["name"]), "why": strike(build["why"])} for build in builds]
    return _answered(part, answer, systems, builds, names), part


def _is_called_for(entry: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> bool:
    if entry["action"] == "move":
        return is_confirmed((entry["id"], entry["to"]), findings)
    return any(f["rule"] == "LIF-01" and entry["id"] in f["subjects"] for f in findings)


def _cut(problem: PlanProblem, systems: Collection[str], builds: Collection[str]) -> PlanProblem:
    """The problem of these systems and builds alone."""
    clusters = [dataclasses.replace(c, members=tuple(m for m in c.members if m in systems)) for c in problem.clusters]
    return dataclasses.replace(
        problem,
        systems=tuple(s for s in problem.systems if s.id in systems),
        clusters=tuple(c for c in clusters if len(c.members) > 1),
        moves=tuple(m for m in problem.moves if m.source in systems and m.target in systems),
        builds=tuple(b for b in problem.builds if b.id in builds),
        exchanges=tuple(e for e in problem.exchanges if e.source in systems and e.target in systems),
        locks=tuple(lock for lock in problem.locks if lock.system in systems),
        must_fix=(),
    )


def _answered(
    part: PlanProblem, answer: Mapping[str, Any], systems: Collection[str], builds: Sequence[Mapping[str, Any]], names: Names
) -> dict[str, Any]:
    """The answer of the part: what the whole plan chose, summed and told anew. Whether it is stable is said of whole plans only."""
    options, waves = read_options(part), [wave.id for wave in part.waves]
    plan = Plan(
        status=answer["status"],
        choices={entry["id"]: _choice(options, entry, waves) for entry in answer["systems"] if entry["id"] in systems},
        builds={build["id"]: waves.index(build["wave"]) for build in builds},
    )
    # a build is named as the whole plan names it
    known = {system.id: names.of(system.id) for system in part.systems}
    told = plan_answer(part, plan, names.language, known)
    told["builds"] = list(builds)
    told["waves"] = [w for w in told["waves"] if w["stopped"] or any(b["wave"] == w["id"] for b in builds)]
    told["stable"], told["frontier"] = None, []
    return told
