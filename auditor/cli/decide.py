"""plan: what to keep, merge and retire, in which wave."""

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.call import current


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("plan")(plan)


def plan(
    budget: Annotated[int | None, typer.Option(min=0, help="Total budget in yuan.")] = None,
    budget_per_wave: Annotated[int | None, typer.Option(min=0, help="Budget of each wave in yuan.")] = None,
    max_retire: Annotated[int | None, typer.Option(min=0, help="Systems that may stop in one wave.")] = None,
    waves: Annotated[int | None, typer.Option(min=1, max=12, help="Number of waves.")] = None,
    write_problem: Annotated[Path | None, typer.Option(help="Write the planning problem to this file instead of solving it.")] = None,
    problem: Annotated[Path | None, typer.Option(help="Solve this stand-alone problem; no workspace is read.")] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds.")] = 60.0,
    gap: Annotated[float | None, typer.Option(min=0, max=1, help="Relative gap of the levels above the first.")] = None,
) -> None:
    """The consolidation plan under constraints; only pairs and findings that people confirmed count."""
    from auditor import planning

    if problem is not None:
        from reports.exports.plan import plan_answer

        read = planning.read_problem(problem)
        _show(plan_answer(read, planning.solved(read, seconds=time_limit, gap=gap), current.lang))
        return
    workspace = current.workspace()
    limits = planning.limits_of(workspace, budget=budget, budget_per_wave=budget_per_wave, max_retire=max_retire, waves=waves)
    if write_problem is not None:
        import json

        from auditor.exporting import write_atomic
        from graphs.plan.document import problem_document

        document = problem_document(planning.problem_of(workspace, limits)[0])
        write_atomic(
            write_problem, lambda path: path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        )
        current.say("cli.written", path=str(write_problem))
        current.answer({"written": str(write_problem)})
        return
    _show(planning.make_plan(workspace, limits, seconds=time_limit, gap=gap))


def _show(answer: "dict[str, object]") -> None:
    if not current.json:
        from inventory.languages import message

        systems: list[dict[str, str]] = [s for s in answer["systems"] if s["action"] != "keep"]  # type: ignore[attr-defined]
        builds: list[dict[str, str]] = list(answer["builds"])  # type: ignore[call-overload]
        titles = [message(current.lang, f"cli.column_{name}") for name in ("wave", "action", "what", "why")]
        rows = [[s["wave"], message(current.lang, f"plan.action_{s['action']}"), s["name"], s["why"]] for s in systems]
        rows += [[b["wave"], message(current.lang, "plan.action_build"), b["name"], b["why"]] for b in builds]
        current.table(titles, sorted(rows, key=lambda row: (str(row[0]), row[2])))
        current.say("cli.plan_status", status=message(current.lang, f"plan.status_{answer['status']}"), explanation=answer["explanation"])
    current.answer(answer)
