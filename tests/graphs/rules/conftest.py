"""Holds every test that cases.csv names against what it is named for, so that no empty or mistaken test can stand there."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).with_name("cases.csv")
# what of a town no rule takes for its subject, and yet may be all that it reads
_APART = ("pages", "refusals", "follow_ups")


def cases() -> dict[str, list[tuple[str, str]]]:
    """Test (file::function) → the rules and kinds of case that it stands for."""
    found = defaultdict(list)
    with CASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["test"]].append((row["rule"], row["kind"]))
    return found


_CASES = cases()


@pytest.fixture(autouse=True)
def case(request: pytest.FixtureRequest, heard: list[Any]) -> Iterator[None]:
    """Whatever cases.csv says that the test is a case of, the test showed it: with its rule, over a town that holds something."""
    heard.clear()
    yield
    place = request.path.relative_to(CASES.parent).as_posix()
    for rule, kind in _CASES.get(f"{place}::{request.node.function.__name__}", ()):
        told = [(one, town) for one, town in heard if one.rule == rule]
        if not told and "/" not in place and any(one.rule != rule for one, _ in heard):
            continue  # a shared test, at work for another rule
        if problem := problem_of(kind, rule, told):
            pytest.fail(f"{rule} {kind}: {problem} (tests/graphs/rules/cases.csv)")


def problem_of(kind: str, rule: str, told: list[tuple[Any, Any]]) -> str | None:
    """Why what a rule told in a test is no case of this kind, or None where it is one."""
    silent = [town for one, town in told if not one.findings and not one.untold]
    if not told:
        return "the rule was never asked"
    if all(not any(town.records.values()) and not any(getattr(town, name) for name in _APART) for _, town in told):
        return "only empty towns"
    if kind == "fires" and not any(one.findings for one, _ in told):
        return "it found nothing"
    if kind == "silent" and not silent:
        return "it was never silent"
    if kind == "unanswered" and any(found.certainty == "certain" for one, _ in told for found in one.findings):
        return "it was certain"
    if kind == "not_applicable" and not silent:
        return "it spoke of all of them"
    return None
