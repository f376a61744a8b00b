"""The answers to the ASVS: every requirement once, every named test there, and the totals as they are counted."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/security/asvs.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in TEXT.splitlines() if re.match(r"\| \d+\.\d+\.\d+ \|", line)]
FOLDERS = ("tests/auditor/web", "tests/auditor/web/pages", "tests/end_to_end")


def answer_of(row: list[str]) -> str:
    return "open" if row[3].startswith("**open**") else "not" if row[3].startswith("does not apply") else "answered"


def test_every_requirement_of_levels_1_and_2_is_answered_once() -> None:
    assert len(ROWS) == len({row[0] for row in ROWS}) == 253
    assert all(row[1] in ("1", "2") and row[2] and row[3] for row in ROWS)


def test_the_totals_are_those_of_the_rows() -> None:
    counted = Counter((row[1], answer_of(row)) for row in ROWS)
    for level in ("1", "2"):
        told = re.search(rf"^\| {level} \| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.M)
        assert told is not None
        assert [int(n) for n in told.groups()] == [counted[level, kind] for kind in ("answered", "not", "open")], level
    both = re.search(r"^\| both \| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.M)
    assert both is not None
    assert [int(n) for n in both.groups()] == [counted["1", kind] + counted["2", kind] for kind in ("answered", "not", "open")]


def test_every_named_test_is_there() -> None:
    missing = []
    for named in sorted({name for name in re.findall(r"`((?:tests/)?[\w/.]+::\w+(?:::\w+)?)`", TEXT) if not name.endswith("::NAME")}):
        module, _, name = named.partition("::")
        places = [ROOT / module] if module.startswith("tests/") else [ROOT / folder / f"{module}.py" for folder in FOLDERS]
        found = [place.read_text(encoding="utf-8") for place in places if place.is_file()]
        if not any(re.search(rf"def {name.rpartition('::')[2]}\(", text) for text in found):
            missing.append(named)
    assert missing == []
