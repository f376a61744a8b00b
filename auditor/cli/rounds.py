"""round, diff, backup, restore, upgrade: audits that follow each other, and keeping what they are made of."""

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.call import current

rounds = typer.Typer(help="Audit rounds: new, list.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(rounds, name="round")
    rounds.command("new")(round_new)
    rounds.command("list")(round_list)
    app.command("diff")(diff)
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("upgrade")(upgrade)


def round_new(name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new round.")]) -> None:
    """Close the current round, keep it as it stands, and open another."""
    from auditor.rounds import new_round

    outcome = new_round(current.workspace(), name)
    current.say("cli.round_opened", **outcome)
    current.answer(outcome)


def round_list() -> None:
    """All rounds in the order in which they were opened."""
    from auditor.rounds import list_rounds
    from inventory.languages import message

    found = list_rounds(current.workspace())
    if not current.json:
        titles = [message(current.lang, f"cli.column_{name}") for name in ("name", "opened", "closed")]
        current.table(titles, [[r["name"], r["opened_at"], r["closed_at"] or "—"] for r in found])
    current.answer({"rounds": found})


def diff(
    left: Annotated[str, typer.Argument(metavar="ROUND_A", help="The earlier round.")],
    right: Annotated[str, typer.Argument(metavar="ROUND_B", help="The later round.")],
) -> None:
    """What changed between two rounds: records, values, findings."""
    from auditor.renames import field_in_words, in_words, value_in_words
    from auditor.rounds import diff_rounds
    from auditor.rulebook import change_in_words
    from inventory.languages import message
    from inventory.schema import by_array

    outcome = diff_rounds(current.workspace(), left, right)
    for part in ("new", "gone", "renamed"):
        for array, entries in outcome[part].items():
            for entry in entries:
                name = " → ".join(in_words(array, entry, current.lang)) if part == "renamed" else entry["name"]
                current.say(f"cli.diff_{part}", array=by_array()[array].title(current.lang), name=name)
    for array, entries in outcome["changed"].items():
        for entry in entries:
            told = {"name": entry["name"], "field": field_in_words(array, entry["field"], current.lang)}
            old, new = (value_in_words(array, entry["field"], entry[side], current.lang) for side in ("old", "new"))
            current.say("cli.diff_changed", array=by_array()[array].title(current.lang), **told, old=old, new=new)
    for part in ("opened", "closed", "returned"):
        for entry in outcome["findings"][part]:
            changes = ", ".join(change_in_words(change, current.lang) for change in entry["rule_changed"])
            because = message(current.lang, "cli.diff_because", what=changes) if changes else ""
            if entry["status"] == "gone":
                because += message(current.lang, "cli.diff_subject_gone")
            current.say(f"cli.diff_{part}", rule=entry["rule"], id=entry["id"], because=because)
    current.answer(outcome)


def backup(out: Annotated[Path, typer.Argument(metavar="FILE", help="The zip to write.")]) -> None:
    """Write a consistent copy of the workspace: settings, database, evidence, crawls."""
    from auditor.keeping import backup as copy

    done = copy(current.workspace(), out)
    current.say("cli.backed_up", **done)
    current.answer(done)


def restore(source: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")]) -> None:
    """Unpack a backup into the workspace's folder (-w), which must be new or empty."""
    from auditor.keeping import restore as unpack

    done = unpack(source, current.folder)
    current.say("cli.restored", **done)
    current.answer(done)


def upgrade() -> None:
    """Bring the database to the newest schema, after a copy of it."""
    import datetime as dt

    from auditor.keeping import upgrade_workspace

    done = upgrade_workspace(current.folder, dt.datetime.now(dt.UTC).replace(microsecond=0))
    if done["from"] == done["to"]:
        current.say("cli.newest_schema", to=done["to"])
    else:
        current.say("cli.upgraded", **{**done, "copy": done["copy"] or "—", "from_": done["from"] or "—"})
    current.answer(done)
