"""What would the plan be with less money, if one system must stay, or if migrations turn out dearer?

    python docs/examples/other_budgets.py WORKSPACE [--budget YUAN] [--keep SYSTEM]

The planning problem of a workspace is a frozen value: a variant is a copy in which something is replaced. Each is solved, a table compares
them, and what each does otherwise than the plan without limits is listed. Nothing is written: the workspace's own plan stays as it is.
A variant with less freedom can never come out better, which is checked; one that asks too much names what cannot hold together.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from auditor.planning import limits_of, problem_of
from auditor.workspace import open_workspace
from graphs.plan.document import parse_problem, problem_document
from graphs.plan.solve import solve_plan
from inventory.values.plan import Lock, Move, PlanProblem
from reports.exports.plan import plan_answer

GOALS = {"late": -1, "burden": 1, "net_yuan": 1}  # in their order, and whether more is worse or better


def dearer(move: Move, times: float) -> Move:
    """A move at so many times its estimate; an unknown price stays unknown."""
    if move.cost_yuan is None:
        return move
    low, high = move.cost_yuan
    return replace(move, cost_yuan=(round(low * times), round(high * times)))


def steps(answer: dict[str, Any]) -> list[str]:
    """What a plan does, in words: which systems end, and what is built in which wave."""
    ends = [system["why"] for system in answer["systems"] if system["action"] != "keep"]
    return ends + [f"{build['why']} is built in {build['wave']}" for build in answer["builds"]]


def is_better(answer: dict[str, Any], other: dict[str, Any]) -> bool:
    """Compare goal by goal; the solver holds a goal to 99.9 % while it seeks the next."""
    gains = {goal: sign * (answer["objective"][goal] - other["objective"][goal]) for goal, sign in GOALS.items()}
    return next((gain > 0 for goal, gain in gains.items() if abs(gain) > 0.002 * abs(other["objective"][goal])), False)


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the plan of a workspace with plans under other conditions.")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--budget", metavar="YUAN", type=int, help="of all waves together; otherwise half of what is wanted without limits")
    parser.add_argument("--keep", metavar="SYSTEM", help="a name or an id; otherwise the last system that would end")
    options = parser.parse_args()
    workspace = open_workspace(options.workspace)
    problem, names = problem_of(workspace, limits_of(workspace))

    def solved(variant: PlanProblem) -> dict[str, Any]:
        checked = parse_problem(problem_document(variant))  # unchecked, a lock on what does not exist counts for nothing
        answer = plan_answer(checked, solve_plan(checked), "en", names["en"])
        return answer | {"price": sum(wave["cost_yuan"][1] for wave in answer["waves"])}

    base = solved(problem)
    ending = [system["id"] for wave in base["waves"] for system in base["systems"] if system["wave"] == wave["id"]]
    if not ending:
        raise SystemExit("Nothing would end: are duplicates judged and findings confirmed?")
    known = {text: system.id for system in problem.systems for text in (system.name, system.id)}
    budget, keep = options.budget or base["price"] // 2, known[options.keep or ending[-1]]
    poorer = replace(problem, budget_yuan=budget)
    at_once = tuple(replace(fix, by_wave=problem.waves[0].id) for fix in problem.must_fix)
    tighter = {
        f"budget {budget:,}": solved(poorer),
        f"budget {budget:,}, all mended in {problem.waves[0].id}": solved(replace(poorer, must_fix=at_once)),
        f"{names['en'][keep]} stays": solved(replace(problem, locks=(*problem.locks, Lock("stays", keep, "keep")))),
    }
    dear = replace(problem, moves=tuple(dearer(move, 3) for move in problem.moves))
    answers = {"no limits": base} | tighter | {"migrations three times as dear": solved(dear)}

    print(f"{'status':10} {'late':>5} {'burden':>7} {'net yuan':>10} {'price':>10}  ends in wave")
    for title, answer in answers.items():
        numbers = {**answer["objective"], "price": answer["price"]} if answer["objective"] else {}
        late, burden, net, price = (f"{numbers[key]:,}" if numbers else "" for key in (*GOALS, "price"))
        ends = " ".join(f"{wave['id']}:{len(wave['stopped'])}" for wave in answer["waves"])
        print(f"{answer['status']:10} {late:>5} {burden:>7} {net:>10} {price:>10}  {ends:15} {title}")
    for title, answer in list(answers.items())[1:]:  # - only without limits, + only here
        lines = [f"- {step}" for step in steps(base) if step not in steps(answer)]
        lines += [f"+ {step}" for step in steps(answer) if step not in steps(base)]
        if answer["status"] == "infeasible":
            lines = [f"cannot hold together: {', '.join(answer['conflict'])}"]
        print(f"\n{title}:", *lines or ["the same steps"], sep="\n  ")
        if title in tighter and answer["objective"] and is_better(answer, base):
            raise SystemExit("with less freedom the plan came out better: please report this")


if __name__ == "__main__":
    main()
