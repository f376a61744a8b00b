"""audit, findings: what follows from what was collected."""

import sys
from typing import Annotated, Any

import typer

from auditor.cli.call import current


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("audit")(audit)
    app.command("findings")(findings)


def audit(engine: Annotated[str, typer.Option(help="local is the only engine so far.")] = "local") -> None:
    """Reconcile, match fields, build the graph, find, recommend. The same input gives the same result."""
    from auditor.pipeline import audit as run
    from inventory.problems import InputError

    if engine != "local":
        raise InputError("unknown_option", option="--engine", value=engine, choices="local")

    def progress(stage: str) -> None:
        if sys.stderr.isatty():
            current.note(f"cli.stage_{stage}")

    answer = run(current.workspace(), progress=progress)
    counts = ", ".join(f"{name} {count}" for name, count in answer["findings"].items()) or "0"
    shown = {k: v for k, v in answer.items() if k not in ("findings", "untold")}
    current.say("cli.audited", **shown, findings=counts, untold=len(answer["untold"]))
    current.answer(answer)


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
