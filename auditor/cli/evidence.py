"""evidence: add, export, verify; check: whether a workspace is whole."""

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.call import current

evidence = typer.Typer(help="Evidence: add, export, verify.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(evidence, name="evidence")
    evidence.command("add")(add)
    evidence.command("export")(export)
    evidence.command("verify")(verify)
    app.command("check")(check)


def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A screenshot, photo or scan.")],
    subject: Annotated[str, typer.Option(help="A finding or a record: id, code or unique name.")],
    by: Annotated[str, typer.Option("--by", help="Account of the person who made or received it.")],
    text: Annotated[str | None, typer.Option("--text", help="What it shows.")] = None,
) -> None:
    """Add a person's file to the archive: hash, time, person, chain."""
    from auditor.evidence import add_evidence

    done = add_evidence(current.workspace(), file, subject, by=by, text=text)
    current.say("cli.evidence_added", **done)
    current.answer(done)


def export(
    findings: Annotated[list[str], typer.Argument(metavar="FINDING...", help="Ids of findings.")],
    out: Annotated[Path, typer.Option(help="The zip to write.")],
    with_originals: Annotated[bool, typer.Option(help="Also the pages and files as they are, unmasked; logged, needs --by.")] = False,
    by: Annotated[str | None, typer.Option("--by", help="Account that takes the originals out.")] = None,
    timestamp: Annotated[str | None, typer.Option(metavar="URL", help="A time-stamping service (RFC 3161).")] = None,
    allow_private: Annotated[bool, typer.Option(help="The service may stand in the own network.")] = False,
) -> None:
    """Write a sealed package: findings, rules, quotes with their places, pages, the chain, a readable page."""
    from auditor.evidence import export_evidence

    done = export_evidence(
        current.workspace(), findings, out, with_originals=with_originals, by=by, timestamp=timestamp, allow_private=allow_private
    )
    current.say("cli.evidence_exported", **{key: done[key] for key in ("out", "findings", "pages", "files")})
    if done["stamped_at"]:
        current.say("cli.evidence_stamped", at=done["stamped_at"])
    current.say("cli.evidence_seal", seal=done["seal"])
    current.answer(done)


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip")],
    seal: Annotated[str | None, typer.Option(help="The seal that was noted when the package was made.")] = None,
    stamp_certificate: Annotated[Path | None, typer.Option(help="Root certificate of the time-stamping service (PEM).")] = None,
) -> None:
    """Check a sealed package offline; exit code 3 where something in it was changed."""
    from inventory.evidence.verify import verify as check_package

    verdict = check_package(file, seal=seal, certificate=stamp_certificate)
    for problem in verdict.problems:
        current.say("cli.check_problem", place=problem.at.path or file.name, sentence=problem.sentence(current.lang))
    if verdict.ok:
        current.say("cli.package_whole", seal=verdict.facts["seal"])
    facts = verdict.facts
    if facts.get("stamped_at"):
        current.say("cli.stamp_signed" if facts["stamp_signed"] else "cli.stamp_unsigned", at=facts["stamped_at"])
    if facts.get("stamp_unread"):
        current.say("cli.stamp_unread")
    current.say("cli.seal_given" if seal else "cli.seal_not_given")
    current.say("evidence.cannot_prove")
    current.code = 0 if verdict.ok else 3
    current.answer({"ok": verdict.ok, "problems": [p.as_dict(current.lang) for p in verdict.problems], **facts})


def check() -> None:
    """Check that the workspace is whole: database, archive, chains, added files; exit code 3 where something is not."""
    from auditor.check import check_workspace

    problems = check_workspace(current.workspace())
    for problem in problems:
        current.say("cli.check_problem", place=problem.at.path or problem.at.file or "", sentence=problem.sentence(current.lang))
    if not problems:
        current.say("cli.workspace_whole")
    current.code = 3 if problems else 0
    current.answer({"ok": not problems, "problems": [p.as_dict(current.lang) for p in problems]})
