"""Forty sentences of notices on inspections, half of them ordinary, through screening and rules: written once, without sight of either.

tests/data/screening/inspections.csv: id, kind (ordinary or imposed), text.
"""

import csv
from dataclasses import asdict
from pathlib import Path

import pytest

from crawlers.screening.screen import screen
from graphs.rules import rules

FILE = Path(__file__).parents[3] / "data" / "screening" / "inspections.csv"
ISSUER = {"id": "zz", "name": "云溪县委政法委", "level": "county"}


@pytest.fixture(scope="module")
def sentences() -> dict[str, list[str]]:
    rows = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
    return {kind: [row["text"] for row in rows if row["kind"] == kind] for kind in ("ordinary", "imposed")}


def firm(town, run, text: str) -> set[str]:
    """The rules that find more than a question in a notice of this one sentence."""
    hits = [{"notice": "n", **asdict(hit)} for hit in screen(text)]
    place = town(organisations=[ISSUER], notices=[{"id": "n", "title": "通知", "issuer": "zz", "text": text}], hits=hits)
    asked = {hit["rule"] for hit in hits} & set(rules())
    return {rule for rule in asked for found in run(rule, place).findings if found.certainty != "question"}


def test_ordinary_administration_is_held_against_nobody(town, run, sentences) -> None:
    assert {text: told for text in sentences["ordinary"] if (told := firm(town, run, text))} == {}


def test_what_takes_the_place_of_the_site_is_found_in_some_and_never_less(town, run, sentences) -> None:
    told = [firm(town, run, text) for text in sentences["imposed"]]
    # measured: 4 by ASM-03, 8 by any rule, 7 more are asked about and 5 say nothing to the screening's model
    assert sum("ASM-03" in rules_ for rules_ in told) >= 4
    assert sum(bool(rules_) for rules_ in told) >= 8
