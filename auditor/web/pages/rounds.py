"""Rounds of the audit, and what changed from one to another."""

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.renames import field_in_words, in_words, value_in_words
from auditor.rounds import diff_rounds, list_rounds, new_round
from auditor.rulebook import change_in_words
from auditor.web.asking import Ask, Go, Page, Web
from inventory.schema import by_array
from inventory.vocabulary import caption
from reports.wording import finding_title

# of each kind of change, so that no page grows with the inventory
_ROWS = 300
KINDS = ("new", "gone", "renamed", "changed", "opened", "closed", "returned")
_FINDINGS = ("opened", "closed", "returned")


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/rounds", "office")(rounds)
    web.get("/rounds/diff", "office")(diff)
    web.post("/rounds", "collect")(open_round)


def rounds(ask: Ask) -> Page:
    """All rounds."""
    return Page("rounds.html", {"rows": list_rounds(ask.workspace)}, table="rows")


def diff(ask: Ask) -> Page:
    """What changed between two rounds: records and their values, then findings, the first of each kind with how many there are."""
    left, right = ask.query("left"), ask.query("right")
    found = diff_rounds(ask.workspace, left, right)
    changes = {kind: list(_rows(found, kind, ask.language)) for kind in KINDS}
    values = {
        "left": left,
        "right": right,
        "rounds": list_rounds(ask.workspace),
        "totals": {kind: len(rows) for kind, rows in changes.items()},
        "rows": [row for rows in changes.values() for row in rows[:_ROWS]],
    }
    return Page("diff.html", values, table="rows")


def open_round(ask: Ask) -> Go:
    """Keep the current round and open another."""
    new_round(ask.workspace, ask.text("name"))
    ask.log("round", ask.text("name"))
    return Go("/rounds", ask.say("web.round_opened"))


def _rows(found: Mapping[str, Any], kind: str, language: str) -> Iterator[dict[str, Any]]:
    """The changes of one kind as rows of one table: what kind of thing, its name, the field, before and after, and a note."""
    blank = {"change": kind, "thing": "", "field": "", "old": "", "new": "", "note": ""}
    if kind in _FINDINGS:
        for entry in found["findings"][kind]:
            told = {"id": entry["id"], "name": f"{entry['rule']} {finding_title(entry['rule'], language)}"}
            note = "; ".join(change_in_words(change, language) for change in entry["rule_changed"])
            yield {**blank, **told, "new": caption("finding_status", entry["status"], language), "note": note}
        return
    for array, entries in found[kind].items():
        thing = by_array()[array].title(language)
        for entry in entries:
            told = {"id": entry["id"], "thing": thing, "name": entry["name"]}
            if kind == "renamed":
                told |= dict(zip(("old", "new"), in_words(array, entry, language), strict=True))
            elif kind == "changed":
                told["field"] = field_in_words(array, entry["field"], language)
                told |= {side: value_in_words(array, entry["field"], entry[side], language) for side in ("old", "new")}
            yield {**blank, **told}
