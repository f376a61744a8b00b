"""The plan of a workspace, and stand-alone planning problems."""

import dataclasses
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from auditor.find import find_one
from auditor.kept import analysed
from auditor.workspace import Workspace
from graphs.analysis import Analysis
from graphs.plan.build import PlanLimits, build_problem
from graphs.plan.document import NotAProblem, parse_problem, problem_document
from graphs.plan.frontier import find_frontier
from graphs.plan.solve import OutOfTime, solve_plan
from graphs.plan.unmet import find_unmet
from graphs.rules.applying import apply_rules
from graphs.rules.rule import id_of
from inventory.database import reading, writing
from inventory.importers.decode import decode_text
from inventory.languages import LANGUAGES
from inventory.limits import JSON_BYTES, check_nesting, check_size
from inventory.models.ledger import FindingRow
from inventory.problems import InputError
from inventory.snapshot import save_result
from inventory.values.finding import Finding
from inventory.values.plan import Plan, PlanProblem
from reports.exports.plan import frontier_answer, plan_answer
from reports.wording import Names


def limits_of(
    workspace: Workspace,
    *,
    budget: int | None = None,
    budget_per_wave: int | None = None,
    max_retire: int | None = None,
    waves: int | None = None,
    locked: Iterable[str] = (),
) -> PlanLimits:
    """The frame of the plan: the call's options over the workspace's settings. `locked` are ids of systems that stay."""
    plan = workspace.settings.plan
    return PlanLimits(
        horizon_months=plan.horizon_months,
        wave_months=plan.wave_months,
        waves=waves or plan.waves,
        budget_yuan=budget,
        budget_per_wave_yuan=budget_per_wave,
        max_retire=max_retire,
        people_per_wave=plan.people_per_wave,
        locked=tuple(locked),
        element_map_yuan=plan.element_map_yuan,
        migration_yuan=plan.migration_yuan,
        exchange_yuan=plan.exchange_yuan,
    )


def systems_named(workspace: Workspace, texts: Iterable[str]) -> list[str]:
    """Ids of systems by id or name. Raises InputError where one is unknown or means several."""
    texts = list(texts)
    return [find_one(analysed(workspace).inventory, "System", text).id for text in texts] if texts else []


def problem_of(
    workspace: Workspace, limits: PlanLimits, *, analysis: Analysis | None = None
) -> tuple[PlanProblem, dict[str, dict[str, str]]]:
    """The workspace's planning problem, and names for its ids by language; an analysis that was made before is taken as it is."""
    analysis = analysis or analysed(workspace)
    inventory = analysis.inventory
    with reading(workspace.engine) as session:
        confirmed = set(
            session.execute(select(col(FindingRow.id)).where(col(FindingRow.status).in_(("confirmed", "in_correction")))).scalars()
        )
    findings, _ = apply_rules(analysis)
    problem = build_problem(analysis, {id_of(f): f for f in findings if id_of(f) in confirmed}, limits)
    return problem, {language: _names(problem, findings, Names(inventory, language)) for language in LANGUAGES}


def _names(problem: PlanProblem, findings: list[Finding], names: Names) -> dict[str, str]:
    known = {system.id: names.of(system.id) for system in problem.systems}
    for finding in findings:
        for kind in ("connect", "counter"):
            known[f"{kind}-{id_of(finding)}"] = names.of(finding.subjects[0])
        known[id_of(finding)] = names.of(finding.subjects[0])
    for service in {entry.service for system in problem.systems for entry in system.serves}:
        known[service] = names.of(service)
    for lock in problem.locks:
        known[lock.id] = names.of(lock.system)
    for element in problem.element_map_yuan:
        known.setdefault(element, names.of(element))
    return known


def make_plan(
    workspace: Workspace,
    limits: PlanLimits,
    *,
    seconds: float,
    gap: float | None,
    frontier: bool = True,
    progress: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Solve the workspace's problem, at other budgets too, and keep the answer in both languages; returns the one of the call."""
    problem, names = problem_of(workspace, limits)
    plan = solved(problem, seconds=seconds, gap=gap)
    points = frontier_answer(find_frontier(problem, plan, seconds=seconds, progress=progress)) if frontier else []
    answers = {language: plan_answer(problem, plan, language, names[language]) | {"frontier": points} for language in LANGUAGES}
    with writing(workspace.engine) as session:
        for language, answer in answers.items():
            save_result(session, f"plan_{language}", answer)
        save_result(session, "plan_problem", problem_document(problem))
    return answers[workspace.language]


def solved(problem: PlanProblem, *, seconds: float, gap: float | None) -> Plan:
    """The plan, with the reasons for what it leaves undone. Raises InputError where the time was too short for any."""
    try:
        plan = solve_plan(problem, seconds=seconds, gap=gap)
    except OutOfTime as error:
        raise InputError("out_of_time", seconds=f"{error.seconds:g}") from None
    return dataclasses.replace(plan, unmet=find_unmet(problem, plan))


def read_problem(path: Path) -> PlanProblem:
    """A stand-alone problem. Raises InputError where the file is none."""
    if not path.is_file():
        raise InputError("no_such_file", file=str(path))
    check_size(path, JSON_BYTES)
    text = decode_text(path.read_bytes(), path.name)
    check_nesting(text, path.name)
    try:
        return parse_problem(json.loads(text))
    except NotAProblem as wrong:
        raise InputError("not_a_problem", file=path.name, path=wrong.path[:120], what=wrong.what[:120]) from None
    except (ValueError, RecursionError, AttributeError, TypeError) as error:
        raise InputError("broken_json", file=path.name, line=getattr(error, "lineno", "?")) from None
