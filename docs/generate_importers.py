"""Writes docs/importers.md: what each reader takes and leaves, from the catalogues, and what was measured, from importers.csv.

`python docs/generate_importers.py` writes the page; with `--check` it exits 1 where the page is not what it should be.
`benchmarks/readers.py` measures.
"""

import csv
import sys
from pathlib import Path

from inventory.importers.recognise import READERS
from inventory.languages import LANGUAGES, message

PAGE = Path(__file__).parent / "importers.md"
MEASURES = Path(__file__).parent / "importers.csv"
COLUMNS = ("files", "whole", "datasets", "fields", "others", "seconds", "memory")


def page() -> str:
    """The whole page, Chinese first."""
    parts = ["<!-- Made by docs/generate_importers.py. Do not edit. -->"]
    measured = {row["format"]: row for row in csv.DictReader(MEASURES.read_text(encoding="utf-8").splitlines())}
    for language in LANGUAGES:

        def say(key: str, language: str = language) -> str:
            return message(language, f"docs.importers.{key}")

        lines = [f"# {say('title')}", "", say("intro"), "", f"| `--as` | {say('takes')} | {say('leaves')} |", "| --- | --- | --- |"]
        lines += [
            f"| `{name}` | {message(language, f'format.{name}.takes')} | {message(language, f'format.{name}.leaves')} |" for name in READERS
        ]
        lines += [
            "",
            say("measured"),
            "",
            f"| `--as` | {' | '.join(say(column) for column in COLUMNS)} |",
            "| --- |" + " ---: |" * len(COLUMNS),
        ]
        lines += [f"| `{name}` | {' | '.join(measured[name][column] for column in COLUMNS)} |" for name in READERS if name in measured]
        lines.append(f"| {say('all')} | {' | '.join(measured['all'][column] for column in COLUMNS)} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
