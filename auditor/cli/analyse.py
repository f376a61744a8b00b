"""audit, findings: what follows from what was collected."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli.call import current

if TYPE_CHECKING:
    from inventory.problems import Problem


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("audit")(audit)
    app.command("findings")(findings)
    app.command("rules")(list_rules)


def audit(
    engine: Annotated[str, typer.Option(help="local is the only engine so far.")] = "local",
    scorer: Annotated[
        str | None,
        typer.Option(
            help="Score pairs and fields by this earlier version (shipped: without what judgements taught) instead of learning anew."
        ),
    ] = None,
) -> None:
    """Reconcile, match fields, build the graph, find, recommend. The same input gives the same result."""
    from auditor.packs import failures
    from auditor.pipeline import audit as run
    from inventory.problems import InputError

    if engine != "local":
        raise InputError("unknown_option", option="--engine", value=engine, choices="local")

    def progress(stage: str) -> None:
        if sys.stderr.isatty():
            current.note(f"cli.stage_{stage}")

    workspace = current.workspace()
    answer = run(workspace, scorer=scorer, progress=progress)
    problems = [*workspace.packs.problems, *failures(answer["untold"])]
    if problems:
        answer["rejected"] = _left_out(problems)
    counts = ", ".join(f"{name} {count}" for name, count in answer["findings"].items()) or "0"
    shown = {k: v for k, v in answer.items() if k not in ("findings", "untold")}
    current.say("cli.audited", **shown, findings=counts, untold=len(answer["untold"]))
    current.answer(answer)


def _left_out(problems: "Iterable[Problem]") -> list[dict[str, Any]]:
    """Tell which of the office's own rules are left out; the call ends with 1."""
    told = [problem.as_dict(current.lang) for problem in problems]
    for entry in told:
        place = " ".join(part for part in (entry["file"], entry["path"]) if part)
        current.note("cli.rejected", place=place, message=entry["message"])
        current.code = 1
    return told


def list_rules(
    file: Annotated[Path | None, typer.Option("--check", help="Check this file of rules instead; no workspace is needed.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also the shipped rules, as the settings stand now.")] = False,
    round_name: Annotated[str | None, typer.Option("--round", help="All rules of this round's last audit.")] = None,
) -> None:
    """The office's own rules (rules/*.toml in the workspace) and what is wrong with them; or all rules of a round."""
    from auditor.packs import as_json, read_pack
    from auditor.rulebook import listed, rules_of
    from inventory.languages import message
    from inventory.problems import InputError

    if everything or round_name is not None:
        told = listed(rules_of(current.workspace(), round_name), current.lang)
        problems: Iterable[Problem] = ()
        if not current.json:
            titles = [
                message(current.lang, f"cli.column_{name}") for name in ("rule", "what", "version", "origin", "severity", "certainty")
            ]
            current.table(titles, [[r["id"], r["title"], r["version"], r["origin"], r["severity"], r["certainty"]] for r in told])
    else:
        if file is None:
            packs = current.workspace().packs
            found, problems = packs.rules, packs.problems
        else:
            if not file.is_file():
                raise InputError("no_such_file", file=str(file))
            rules, wrong = read_pack(file)
            found, problems = tuple(rules), tuple(wrong)
        told = [as_json(rule, current.lang) for rule in found]
        if not current.json:
            titles = [message(current.lang, f"cli.column_{name}") for name in ("rule", "what", "severity", "certainty", "from", "to")]
            current.table(titles, [[r["id"], r["title"], r["severity"], r["certainty"], r["effective"], r["until"] or "—"] for r in told])
    current.answer({"rules": told, "rejected": _left_out(problems)})


def findings(
    rule: Annotated[str | None, typer.Option(help="Only this rule.")] = None,
    severity: Annotated[str | None, typer.Option(help="critical, high, medium or low.")] = None,
    status: Annotated[str | None, typer.Option(help="Only this status.")] = None,
    org: Annotated[str | None, typer.Option(help="Only findings about this body.")] = None,
) -> None:
    """List findings."""
    from auditor.exporting import findings_list
    from inventory.languages import message
    from inventory.vocabulary import caption

    found: list[dict[str, Any]] = findings_list(current.workspace(), rule=rule, severity=severity, status=status, organisation=org)
    if not current.json:
        titles = [message(current.lang, f"cli.column_{name}") for name in ("id", "rule", "severity", "certainty", "status", "what")]
        mark = "；" if current.lang == "zh" else "; "
        rows = [
            [
                f["id"],
                f["rule"],
                caption("severity", f["severity"], current.lang),
                caption("certainty", f["certainty"], current.lang),
                caption("finding_status", f["status"], current.lang),
                f"{f['title']}: {mark.join(f['why'][:2])}",
            ]
            for f in found
        ]
        current.table(titles, rows)
    current.answer({"findings": found})
