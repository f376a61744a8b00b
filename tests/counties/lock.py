"""What each version of each rule finds in one made land: the lock of versions (docs/decisions/0018-versions-of-rules.md).

found.csv beside this file holds a row a rule: its version, how many findings of each certainty, and a digest of all of them. A rule that
finds something else under the same version, be it by its own file or by code that it shares with others, no longer fits its row.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from graphs.rules import rules
from tests.counties.score import LEVELS, Found

FILE = Path(__file__).with_name("found.csv")
SEED, SYSTEMS = 3, 120
_COLUMNS = ("rule", "version", *LEVELS, "question", "digest")

Row = Mapping[str, str]


def rows_of(findings: Iterable[Found]) -> dict[str, Row]:
    """Rule → its row, for every shipped rule, of what an audit of the land found. Order, names and figures in reasons do not count."""
    said: dict[str, list[tuple[str, list[str], list[str]]]] = defaultdict(list)
    for found in findings:
        codes = sorted(reason.partition(" ")[0] for reason in found.reasons)
        said[found.rule].append((found.certainty, sorted(found.subjects), codes))
    rows: dict[str, Row] = {}
    for name, (rule, _) in rules().items():
        counted = Counter(certainty for certainty, _, _ in said[name])
        digest = sha256(repr(sorted(said[name])).encode()).hexdigest()[:16]
        levels = {level: str(counted[level]) for level in (*LEVELS, "question")}
        rows[name] = {"rule": name, "version": str(rule.version), **levels, "digest": digest}
    return rows


def locked() -> dict[str, Row]:
    """The rows of found.csv by rule."""
    return {row["rule"]: row for row in csv.DictReader(FILE.read_text(encoding="utf-8").splitlines())}


def changed(before: Mapping[str, Row], now: Mapping[str, Row]) -> list[str]:
    """Rules that find something else than before under the version that they had."""
    return [
        name
        for name, row in now.items()
        if name in before and before[name]["version"] == row["version"] and before[name]["digest"] != row["digest"]
    ]


def write(rows: Mapping[str, Row]) -> None:
    """Put the rows in place of found.csv."""
    lines = [",".join(_COLUMNS), *(",".join(row[column] for column in _COLUMNS) for row in rows.values())]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
