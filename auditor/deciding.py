"""trace, what-if: questions to the graph that change nothing."""

import dataclasses
from typing import Any

from auditor.find import find_one
from auditor.kept import analysed
from auditor.planning import limits_of, problem_of, solved
from auditor.workspace import Workspace
from graphs.analysis import Analysis
from graphs.plan.document import parse_problem
from graphs.plan.options import read_options
from graphs.trace import trace
from graphs.whatif import WhatIf, what_if
from inventory.database import reading
from inventory.elements import dictionary, resolve_element
from inventory.problems import InputError
from inventory.reconcile.references import Directory
from inventory.snapshot import result
from inventory.values.plan import Lock, PlanProblem
from reports.exports.plan import plan_answer
from reports.wording import Names


def trace_of(workspace: Workspace, text: str) -> dict[str, Any]:
    """The `--json` answer of `auditor trace`. Raises InputError where the text means no element and no field of one."""
    analysis = analysed(workspace)
    element, through = _meant(analysis, text)
    found = trace(analysis.scape, element, through=through)
    names = Names(analysis.inventory, workspace.language)
    return {
        "element": element,
        "name": names.of(element),
        "hops": [
            {
                "from": hop.source,
                "from_name": names.of(hop.source) if hop.source else None,
                "to": hop.target,
                "to_name": names.of(hop.target),
                "elements": list(hop.elements),
                "method": hop.method,
                "owner": hop.owner,
                "owner_name": names.of(hop.owner) if hop.owner else None,
                "record": hop.record,
            }
            for hop in found.hops
        ],
        "first_without_owner": found.first_without_owner,
        "no_origin": list(found.no_origin),
    }


def _meant(analysis: Analysis, text: str) -> tuple[str, set[str] | None]:
    """The element, and for a field the systems through which its way must pass."""
    if text in dictionary():
        return text, None
    directory = Directory(analysis.inventory.records)
    fields = {f for f in directory.candidates("DataField", text) if analysis.scape.element_of(f)}
    if text in analysis.inventory.fields and not fields:
        raise InputError("field_without_element", what=text)
    if text not in fields and (named := resolve_element(text)) is not None:
        return named, None
    if not fields:
        raise InputError("not_found", what=text)
    elements = {analysis.scape.element_of(f) for f in fields}
    if len(elements) > 1 or len(fields) > 1:
        raise InputError("ambiguous", what=text, candidates=", ".join(sorted(fields)[:8]))
    (field,) = fields
    dataset = analysis.inventory.datasets.get(analysis.inventory.fields[field].resource or "")
    return str(elements.pop()), {dataset.system} if dataset is not None and dataset.system else None


def what_if_of(
    workspace: Workspace, *, retire: list[str], connect: list[str], budget: int | None, lock: list[str], seconds: float = 60.0
) -> dict[str, Any]:
    """The `--json` answer of `auditor whatif`. Raises InputError for an unknown system or a pair that is none."""
    if not (retire or connect or lock or budget is not None):
        raise InputError("needs_what_if")
    analysis = analysed(workspace)
    inventory = analysis.inventory
    names = Names(inventory, workspace.language)
    gone = [find_one(inventory, "System", text).id for text in retire]
    pairs = [_pair(analysis, text) for text in connect]
    plan = workspace.settings.plan
    found = what_if(analysis, retire=gone, connect=pairs, migration_yuan=plan.migration_yuan, exchange_yuan=plan.exchange_yuan)

    answer = _broken(found, names)
    if lock or budget is not None:
        locked = [find_one(inventory, "System", text).id for text in lock]
        answer["plan"] = _planned(workspace, analysis, budget, locked, seconds)
    return answer


def _broken(found: WhatIf, names: Names) -> dict[str, Any]:
    """What breaks, what must be built again, what it costs and saves, with names beside ids."""

    def named(identifier: str) -> dict[str, str]:
        return {"id": identifier, "name": names.of(identifier)}

    return {
        "services_lost": [
            {
                **named(s.service),
                "groups": list(s.groups),
                "regions": list(s.regions),
                "channels_left": [named(c) for c in s.channels_left],
                "is_whole": s.is_whole,
            }
            for s in found.services
        ],
        "channels_closed": [named(c) for c in found.channels],
        "consumers_cut": [
            {
                **named(cut.consumer),
                "supplier": named(cut.supplier),
                "exchange": cut.exchange,
                "elements": [named(e) for e in cut.elements],
            }
            for cut in found.cuts
        ],
        "elements_without_place": [{**named(e), "datasets": [named(d) for d in datasets]} for e, datasets in found.elements],
        "rebuild": [
            {"consumer": named(cut.consumer), "from": [named(s) for s in cut.instead], "elements": [named(e) for e in cut.elements]}
            for cut in found.cuts
        ],
        "connected": [
            {
                "from": named(c.supplier),
                "to": named(c.consumer),
                "elements": [named(e) for e in c.elements],
                "needed": [named(e) for e in c.needed],
            }
            for c in found.connected
        ],
        "cost_yuan": list(found.cost),
        "saving_yuan": list(found.saving),
        "saving_uncounted": [named(s) for s in found.uncounted],
        "saving_estimated": [named(s) for s in found.saving_estimated],
        "cost_estimated": [named(s) for s in found.cost_estimated],
        "consumers_unknown": [named(s) for s in found.unanswered],
    }


def _pair(analysis: Analysis, text: str) -> tuple[str, str]:
    left, mark, right = text.replace("：", ":").partition(":")
    if not mark or not left.strip() or not right.strip():
        raise InputError("unknown_option", option="--connect", value=text, choices="SUPPLIER:CONSUMER")
    one, other = (find_one(analysis.inventory, "System", part.strip()).id for part in (left, right))
    if one == other:
        raise InputError("same_record", what=text)
    return one, other


def _planned(workspace: Workspace, analysis: Analysis, budget: int | None, locked: list[str], seconds: float) -> dict[str, Any]:
    """The plan under this budget and these locks, beside the one without them, and what is done otherwise."""
    limits = limits_of(workspace)
    base, names = problem_of(workspace, limits, analysis=analysis)
    base = _framed(workspace, base)
    options = read_options(base)
    movable = {move.source for move, _ in options.moves} | set(options.retirable)
    known = {system.id for system in base.systems}
    locks = tuple(Lock(f"what-if-{s}", s, "keep") for s in locked if s in known)
    then = dataclasses.replace(base, locks=(*base.locks, *locks), budget_yuan=base.budget_yuan if budget is None else budget)
    called = Names(analysis.inventory, workspace.language)
    known_names = names[workspace.language] | {lock.id: called.of(lock.system) for lock in locks}
    answers = {
        key: plan_answer(problem, solved(problem, seconds=seconds, gap=None), workspace.language, known_names)
        for key, problem in (("now", base), ("then", then))
    }
    left = {(u["kind"], u["subject"]) for u in answers["now"].get("unmet", ())}
    return {
        **{key: _told(answer) for key, answer in answers.items()},
        "changes": _changes(answers["now"], answers["then"]),
        "unmet": [u["text"] for u in answers["then"].get("unmet", ()) if (u["kind"], u["subject"]) not in left],
        "no_candidates": [{"id": s, "name": called.of(s)} for s in locked if s not in movable],
    }


def _framed(workspace: Workspace, problem: PlanProblem) -> PlanProblem:
    """The problem under the budget and in the waves of the plan that was made last, where one was."""
    with reading(workspace.engine) as session:
        stored: dict[str, Any] | None = result(session, "plan_problem")
    if stored is None:
        return problem
    made = parse_problem(stored)
    return dataclasses.replace(problem, budget_yuan=made.budget_yuan, waves=made.waves)


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "status": answer["status"],
        "objective": answer["objective"],
        "cost_yuan": [sum(wave["cost_yuan"][end] for wave in answer["waves"]) for end in (0, 1)],
        "saving_yuan": [sum(wave["saving_yuan"][end] for wave in answer["waves"]) for end in (0, 1)],
        "stopped": [{"id": s["id"], "name": s["name"], "wave": s["wave"]} for s in answer["systems"] if s["action"] != "keep"],
        "conflict": answer.get("conflict") or [],
        "explanation": answer["explanation"],
    }


def _changes(now: dict[str, Any], then: dict[str, Any]) -> list[dict[str, Any]]:
    """Systems and builds that are treated otherwise, with the sentence of each plan; null where it does nothing of the kind."""
    if "infeasible" in (now["status"], then["status"]):
        return []
    found = []
    for kind, parts in (("systems", ("action", "to", "wave")), ("builds", ("wave",))):
        one, other = ({entry["id"]: entry for entry in answer[kind]} for answer in (now, then))
        for identifier in sorted(one.keys() | other.keys()):
            left, right = one.get(identifier), other.get(identifier)
            if left is None or right is None or any(left[part] != right[part] for part in parts):
                named = left or right or {}
                found.append({"id": identifier, "name": named["name"], **{k: e and e["why"] for k, e in (("now", left), ("then", right))}})
    return found
