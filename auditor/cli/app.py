"""All commands by name."""

from functools import cache
from typing import Any

import typer

app = typer.Typer(
    name="auditor",
    help="Finds duplicated systems, locked-up data and forced apps in local government, and plans what to merge first.",
    epilog="Every command also takes -w/--workspace DIR, --lang zh|en and --json, before or after its name.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cache
def command() -> Any:
    """The parser of the whole command line; made once, since registering twice would list commands twice."""
    from auditor.cli import analyse, collect, decide, evidence, people, rounds, serve, show, standalone

    for module in (collect, rounds, analyse, people, evidence, decide, show, standalone, serve):
        module.register(app)
    return typer.main.get_command(app)
