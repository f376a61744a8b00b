"""Runs one call and turns what can go wrong into one line and an exit code."""

import os
import sys
import tempfile
import traceback

from auditor.cli.call import current, take_options
from inventory.languages import message
from inventory.names import printable
from inventory.problems import InputError

INTERRUPTED = 130


def run(arguments: list[str]) -> int:
    """Run the command; 0 done, 1 some input was rejected, 2 the call was wrong, 3 a check found something."""
    current.type_command = run
    try:
        rest = take_options(arguments) or ["--help"]
        from auditor.cli.app import command

        ended = command().main(args=rest, prog_name="auditor", standalone_mode=False)
        sys.stdout.flush()
        if ended == INTERRUPTED:  # the option parser makes an exit code of an interruption
            raise KeyboardInterrupt
    except InputError as error:
        return _fail(error.sentence(current.lang))
    except KeyboardInterrupt:
        return _fail(message(current.lang, "error.interrupted"), INTERRUPTED)
    except BrokenPipeError:
        # the reader of our output went away (`| head`): nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return current.code
    except Exception as error:
        return _unexpected(error)
    return current.code


def _fail(line: str, code: int = 2) -> int:
    print(f"auditor: {line}", file=sys.stderr)
    return code


def _unexpected(error: Exception) -> int:
    """Usage errors of the option parser, `--help`, and faults of ours (kept in a file, never shown)."""
    if hasattr(error, "format_message"):
        detail = printable(str(error.format_message())).replace("\n", " ")
        context = getattr(error, "ctx", None)
        words = context.command_path.removeprefix("auditor").strip() if context is not None else ""
        return _fail(message(current.lang, "error.usage", detail=detail, command=words).replace("  ", " "))
    if type(error).__name__ in ("Exit", "Abort"):
        return int(getattr(error, "exit_code", 2))
    with tempfile.NamedTemporaryFile("w", prefix="auditor-fault-", suffix=".log", delete=False, encoding="utf-8") as log:
        traceback.print_exc(file=log)
    return _fail(message(current.lang, "error.internal", kind=type(error).__name__, log=log.name))
