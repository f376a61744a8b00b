"""plan, whatif, trace, precheck: what to keep, merge and retire, what breaks then, where data comes from and goes."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from auditor.cli.call import current


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("plan")(plan)
    app.command("whatif")(whatif)
    app.command("trace")(trace)
    app.command("precheck")(precheck)


def plan(
    budget: Annotated[int | None, typer.Option(min=0, help="Total budget in yuan.")] = None,
    budget_per_wave: Annotated[int | None, typer.Option(min=0, help="Budget of each wave in yuan.")] = None,
    max_retire: Annotated[int | None, typer.Option(min=0, help="Systems that may stop in one wave.")] = None,
    waves: Annotated[int | None, typer.Option(min=1, max=12, help="Number of waves.")] = None,
    write_problem: Annotated[Path | None, typer.Option(help="Write the planning problem to this file instead of solving it.")] = None,
    problem: Annotated[Path | None, typer.Option(help="Solve this stand-alone problem; no workspace is read.")] = None,
    lock: Annotated[list[str] | None, typer.Option(metavar="SYSTEM", help="A system that people decided to keep.")] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds.")] = 60.0,
    gap: Annotated[float | None, typer.Option(min=0, max=1, help="Relative gap of the levels above the first.")] = None,
    frontier: Annotated[bool, typer.Option(help="Solve it at other total budgets too, as long again at most.")] = True,
) -> None:
    """The consolidation plan under constraints; only pairs and findings that people confirmed count."""
    from auditor import planning

    if problem is not None:
        from reports.exports.plan import plan_answer

        read = planning.read_problem(problem)
        _show(plan_answer(read, planning.solved(read, seconds=time_limit, gap=gap), current.lang))
        return
    workspace = current.workspace()
    locked = planning.systems_named(workspace, lock or [])
    limits = planning.limits_of(
        workspace, budget=budget, budget_per_wave=budget_per_wave, max_retire=max_retire, waves=waves, locked=locked
    )
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

    def progress() -> None:
        if sys.stderr.isatty():
            current.note("cli.solving_frontier")

    _show(planning.make_plan(workspace, limits, seconds=time_limit, gap=gap, frontier=frontier, progress=progress))


def _show(answer: "dict[str, Any]") -> None:
    if not current.json:
        from inventory.languages import message

        systems = [s for s in answer["systems"] if s["action"] != "keep"]
        builds = answer["builds"]
        titles = [message(current.lang, f"cli.column_{name}") for name in ("wave", "action", "what", "why")]
        rows = [[s["wave"], message(current.lang, f"plan.action_{s['action']}"), s["name"], s["why"]] for s in systems]
        rows += [[b["wave"], message(current.lang, "plan.action_build"), b["name"], b["why"]] for b in builds]
        current.table(titles, sorted(rows, key=lambda row: (str(row[0]), row[2])))
        if len(answer.get("frontier") or []) > 1:
            _show_frontier(answer["frontier"])
        current.say("cli.plan_status", status=message(current.lang, f"plan.status_{answer['status']}"), explanation=answer["explanation"])
        _show_certainty(answer)
    current.answer(answer)


def _show_certainty(answer: "dict[str, Any]") -> None:
    """How good the plan is proved to be, what it turns on, which duties are mended when, and what should be asked."""
    from inventory.languages import message

    if answer["objective"] is not None:
        titles = [message(current.lang, f"plan.column_{name}") for name in ("level", "reached", "bound", "gap")]
        rows = [
            [message(current.lang, f"plan.level.{name}"), _figure(value), _figure(answer["bounds"][name]), _share(answer["gaps"][name])]
            for name, value in answer["objective"].items()
        ]
        current.table(titles, rows)
        told = "stable" if answer["stable"] else "depends_on" if answer["depends_on"] else "stable_unknown"
        current.say(f"plan.{told}", names=_listed(answer["depends_on"]))
    mended = [fix for fix in answer["must_fix"] if fix["fixed_wave"] is not None]
    if answer["must_fix"]:
        waves = _listed([f"{fix['id']} {fix['fixed_wave']}" for fix in mended]) or "—"
        current.say("plan.must_fix_told", mended=len(mended), total=len(answer["must_fix"]), waves=waves)
    for question in answer["questions"]:
        blocks = _listed(question["blocks"])
        current.say("plan.question_told" if blocks else "plan.question_blurs", text=question["text"], blocks=blocks)


def _listed(names: "list[str]") -> str:
    return ("、" if current.lang == "zh" else ", ").join(names)


def _figure(value: "float | None") -> str:
    return "—" if value is None else f"{value:,.6g}" if isinstance(value, float) else f"{value:,}"


def _share(value: "float | None") -> str:
    return "—" if value is None else f"{value:.4%}"


def _show_frontier(points: "list[dict[str, Any]]") -> None:
    from inventory.languages import message
    from reports.wording import yuan, yuan_range

    lang = current.lang
    titles = [message(lang, f"cli.column_{name}") for name in ("budget", "cost", "saving", "stops", "burden")]
    rows = []
    for point in points:
        budget, objective = point["budget_yuan"], point["objective"]
        title = message(lang, "chart.no_budget") if budget is None else yuan(budget, lang)
        title += message(lang, "chart.this_plan") if point["is_plan"] else ""
        if objective is None:
            rows.append([title, message(lang, f"plan.status_{point['status']}"), "", "", ""])
            continue
        rows.append(
            [
                title,
                yuan_range(point["cost_yuan"], lang),
                yuan_range(point["saving_yuan"], lang),
                str(len(point["stopped"])),
                f"{objective['burden']:,.0f}",
            ]
        )
    current.table(titles, rows)


def trace(
    what: Annotated[str, typer.Argument(metavar="ELEMENT|FIELD", help="A data element (name or title) or a field's id.")],
) -> None:
    """Follow an item of data hop by hop, with the body that answers for each."""
    from auditor.deciding import trace_of
    from inventory.languages import message
    from inventory.vocabulary import caption

    answer = trace_of(current.workspace(), what)
    if not current.json:
        titles = [message(current.lang, f"cli.column_{name}") for name in ("hop", "from", "to", "method", "owner")]
        people, nobody = message(current.lang, "trace.people"), message(current.lang, "trace.nobody")
        rows = [
            [
                str(number),
                hop["from_name"] or people,
                hop["to_name"],
                message(current.lang, "trace.collected")
                if hop["method"] == "collected"
                else caption("method", hop["method"] or "", current.lang),
                hop["owner_name"] or nobody,
            ]
            for number, hop in enumerate(answer["hops"], start=1)
        ]
        current.table(titles, rows)
        if not rows:
            current.say("trace.nothing", name=answer["name"])
        elif answer["first_without_owner"] is not None:
            current.say("trace.first_without_owner", number=answer["first_without_owner"] + 1)
        if answer["no_origin"]:
            current.say("trace.no_origin", count=len(answer["no_origin"]))
    current.answer(answer)


def whatif(
    retire: Annotated[
        list[str] | None, typer.Option(metavar="SYSTEM", help="A system that would stop; may be given several times.")
    ] = None,
    connect: Annotated[list[str] | None, typer.Option(metavar="A:B", help="A new exchange from A to B.")] = None,
    budget: Annotated[int | None, typer.Option(min=0, help="The plan under this total budget in yuan.")] = None,
    lock: Annotated[list[str] | None, typer.Option(metavar="SYSTEM", help="The plan with this system kept.")] = None,
) -> None:
    """What breaks, what must be rebuilt, what is saved. Nothing is written."""
    from auditor.deciding import what_if_of
    from reports.wording import yuan_range

    answer = what_if_of(current.workspace(), retire=retire or [], connect=connect or [], budget=budget, lock=lock or [])
    if not current.json:
        _show_what_breaks(answer)
        if retire or connect:
            money = {part: yuan_range(answer[f"{part}_yuan"], current.lang) for part in ("cost", "saving")}
            current.say("whatif.money", **money)
        for part in ("saving_estimated", "cost_estimated", "saving_uncounted"):
            if answer[part]:
                current.say(f"whatif.{part}", names=_listed([entry["name"] for entry in answer[part]]))
        if "plan" in answer:
            _show_other_plan(answer["plan"])
    current.answer(answer)


def _show_what_breaks(answer: "dict[str, Any]") -> None:
    """Services with their user groups, channels, consumers with the data they lose, data without a place."""
    from inventory.vocabulary import caption

    for lost in answer["services_lost"]:
        parts = {
            "name": lost["name"],
            "groups": _listed([caption("audience", group, current.lang) for group in lost["groups"]]) or "—",
            "regions": _listed(lost["regions"]) or "—",
            "left": _listed([channel["name"] for channel in lost["channels_left"]]) or "—",
        }
        current.say("whatif.service_lost" if lost["is_whole"] else "whatif.service_lost_there", **parts)
    for part in ("channels_closed", "consumers_unknown"):
        if answer[part]:
            current.say(f"whatif.{part}", names=_listed(list(dict.fromkeys(entry["name"] for entry in answer[part]))))
    # two exchanges of one pair are one line
    cuts = dict.fromkeys(
        (c["name"], c["supplier"]["name"], _listed([e["name"] for e in c["elements"]]) or "—") for c in answer["consumers_cut"]
    )
    for consumer, supplier, elements in cuts:
        current.say("whatif.consumer_cut", consumer=consumer, supplier=supplier, elements=elements)
    for consumer, sources in dict.fromkeys((e["consumer"]["name"], _listed([s["name"] for s in e["from"]])) for e in answer["rebuild"]):
        current.say("whatif.rebuild" if sources else "whatif.rebuild_nowhere", consumer=consumer, sources=sources)
    for entry in answer["elements_without_place"]:
        current.say("whatif.element_without_place", element=entry["name"], datasets=_listed([d["name"] for d in entry["datasets"]]))
    for entry in answer["connected"]:
        parts = {key: _listed([e["name"] for e in entry[key]]) or "—" for key in ("elements", "needed")}
        current.say("whatif.connected", left=entry["from"]["name"], right=entry["to"]["name"], **parts)


def _show_other_plan(plans: "dict[str, Any]") -> None:
    from inventory.languages import message
    from reports.wording import yuan_range

    if plans["no_candidates"]:
        current.say("whatif.no_candidates", names=_listed([s["name"] for s in plans["no_candidates"]]))
    for key in ("now", "then"):
        plan_ = plans[key]
        if plan_["status"] == "infeasible":
            current.say(f"whatif.infeasible_{key}", explanation=plan_["explanation"])
            continue
        money = {part: yuan_range(plan_[f"{part}_yuan"], current.lang) for part in ("cost", "saving")}
        current.say(f"whatif.plan_{key}", count=len(plan_["stopped"]), names=_listed([s["name"] for s in plan_["stopped"]]) or "—", **money)
    nothing = message(current.lang, "whatif.not_done")
    for change in plans["changes"]:
        current.say("whatif.change", name=change["name"], now=change["now"] or nothing, then=change["then"] or nothing)
    for text in plans["unmet"]:
        current.say("whatif.newly_unmet", text=text)
    if plans["then"]["status"] != "infeasible" and not plans["changes"]:
        current.say("whatif.same_plan")


def precheck(
    proposal: Annotated[Path, typer.Argument(metavar="PROPOSAL", help="DOCX, PDF, XLSX or text.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the opinion as DOCX and HTML.")] = None,
) -> None:
    """Check a planned project against everything that runs."""
    from auditor.prechecking import precheck as check
    from inventory.languages import message

    answer = check(current.workspace(), proposal, out)
    if not current.json:
        titles = [message(current.lang, f"precheck.{name}") for name in ("function", "closest", "option")]
        current.table(
            titles,
            [
                [entry["text"][:60], ", ".join(f"{c['name']} {c['score']:.2f}" for c in entry["closest"][:2]) or "—", entry["option_text"]]
                for entry in answer["functions"]
            ],
        )
        for entry in answer["questions"]:
            current.say("precheck.line", question=entry["question"], answer=entry["answer"])
        current.say("precheck.verdict", text=answer["verdict_text"])
        current.say("precheck.note", text=answer["limits"])
        if out is not None:
            current.say("cli.written", path=str(out))
    current.answer(answer)
