"""The options that every command takes, and the one door to stdout."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inventory.languages import LANGUAGES, locale_language, message
from inventory.names import printable
from inventory.problems import InputError

if TYPE_CHECKING:
    from auditor.workspace import Workspace


@dataclass
class Call:
    """One call of the program: where, in which language, for people or for a program."""

    folder: Path
    language: str | None
    json: bool
    code: int = 0
    type_command: Callable[[list[str]], int] | None = None

    def workspace(self) -> "Workspace":
        """The workspace of this call. Raises InputError where there is none."""
        from auditor.workspace import open_workspace

        workspace = open_workspace(self.folder, self.language)
        self.language = workspace.language
        return workspace

    @property
    def lang(self) -> str:
        """The language to speak: the option's, the workspace's, the locale's."""
        return self.language or locale_language()

    def say(self, key: str, **params: Any) -> None:
        """A line for people: to stdout, or to stderr where stdout belongs to a JSON document."""
        stream = sys.stderr if self.json else sys.stdout
        print(printable(message(self.lang, key, **params)), file=stream)

    def note(self, key: str, **params: Any) -> None:
        """A line on stderr: progress and warnings."""
        print(printable(message(self.lang, key, **params)), file=sys.stderr)

    def answer(self, document: Any) -> None:
        """The one JSON document of a `--json` call."""
        if self.json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table for people."""
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, header_style="bold")
        for title in titles:
            table.add_column(title, overflow="fold")
        for row in rows:
            table.add_row(*(Text(printable(str(cell))) for cell in row))
        Console(file=sys.stderr if self.json else sys.stdout, width=None if sys.stdout.isatty() else 160).print(table)


current = Call(Path("."), None, False)


def take_options(arguments: list[str]) -> list[str]:
    """Take `-w`, `--lang` and `--json` out of the arguments, wherever they stand. Raises InputError for a bad value."""
    rest: list[str] = []
    folder, language, as_json = os.environ.get("AUDITOR_WORKSPACE") or ".", None, False
    position = 0
    while position < len(arguments):
        word = arguments[position]
        name, _, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if word == "--":
            rest += arguments[position:]
            break
        if name in ("-w", "--workspace", "--lang"):
            if not value:
                position += 1
                if position >= len(arguments):
                    raise InputError("usage", detail=f"{name} ?", command="")
                value = arguments[position]
            if name == "--lang":
                language = value
            else:
                folder = value
        elif word == "--json":
            as_json = True
        else:
            rest.append(word)
        position += 1
    current.folder, current.language, current.json, current.code = Path(folder).expanduser(), None, as_json, 0
    # `init --lang` sets the new workspace's language; it is one of the two in any case
    if language is not None and language not in LANGUAGES:
        raise InputError("unknown_option", option="--lang", value=language, choices=", ".join(LANGUAGES))
    current.language = language
    return rest
