"""Every rule has a case of each kind, in a test that shows it: cases.csv says which, conftest.py holds each test to it as it runs."""

import ast
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from graphs.rules import rules

KINDS = ("fires", "silent", "border", "unanswered", "not_applicable")
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def listed(request) -> dict[str, list[tuple[str, str]]]:
    return request.config.pluginmanager.get_plugin(str(HERE / "conftest.py")).cases()


@pytest.fixture(scope="module")
def problem_of(request) -> Any:
    return request.config.pluginmanager.get_plugin(str(HERE / "conftest.py")).problem_of


def test_every_rule_has_a_case_of_each_of_the_five_kinds(listed) -> None:
    told = sorted(case for cases in listed.values() for case in cases)
    assert told == sorted((rule, kind) for rule in rules() for kind in KINDS)


def test_every_case_is_a_test_that_is_there(listed) -> None:
    found = set()
    for path in sorted({name.partition("::")[0] for name in listed}):
        for node in ast.parse((HERE / path).read_text(encoding="utf-8")).body:
            found |= {f"{path}::{node.name}"} if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") else set()
    assert listed.keys() - found == set()


def test_a_rules_cases_stand_in_its_own_file_or_in_one_that_several_share(listed) -> None:
    for name, cases in listed.items():
        own = {rule.lower().replace("-", "_") for rule, _ in cases}
        file = name.partition("::")[0]
        if "/" in file:
            assert {file.split("/")[1][5:11]} == own, name
        else:
            source = (HERE / file).read_text(encoding="utf-8")
            assert all(f'"{rule}"' in source for rule, _ in cases), name


@dataclass
class Said:
    findings: tuple[Any, ...] = ()
    untold: tuple[Any, ...] = ()


FULL = SimpleNamespace(records={"System": {"a": object()}}, pages={}, refusals=(), follow_ups=())
EMPTY = SimpleNamespace(records={"System": {}}, pages={}, refusals=(), follow_ups=())
FOUND, ASKED = Said(findings=(SimpleNamespace(certainty="certain"),)), Said(untold=(object(),))


@pytest.mark.parametrize("kind", KINDS)
def test_no_empty_test_and_no_empty_town_is_a_case(problem_of, kind) -> None:
    assert problem_of(kind, "INV-01", [])
    assert problem_of(kind, "INV-01", [(Said(), EMPTY)])


@pytest.mark.parametrize(
    ("kind", "said", "holds"),
    [
        ("fires", FOUND, True), ("fires", ASKED, False), ("fires", Said(), False), ("silent", Said(), True), ("silent", ASKED, False), ("silent", FOUND, False),
        ("unanswered", ASKED, True), ("unanswered", Said(), True), ("unanswered", FOUND, False), ("not_applicable", Said(), True), ("not_applicable", ASKED, False), ("not_applicable", FOUND, False),
    ],
)  # fmt: skip
def test_a_case_must_show_what_it_is_named_for(problem_of, kind, said, holds) -> None:
    assert (problem_of(kind, "INV-01", [(said, FULL)]) is None) is holds
