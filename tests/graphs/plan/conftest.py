"""The independent checker and the random problems, loaded by path: test folders are no packages."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from graphs.plan.document import parse_problem
from graphs.plan.solve import solve_plan
from reports.exports.plan import plan_answer


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"plan_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def checker() -> ModuleType:
    """PLAN.md read a second time."""
    return _load("checker")


@pytest.fixture(scope="session")
def make() -> ModuleType:
    """Builders of problem documents."""
    return _load("problems")


@pytest.fixture(scope="session")
def answer():
    """Solves a document as the command does."""

    def solved(document: dict[str, Any], language: str = "zh", **options: Any) -> dict[str, Any]:
        problem = parse_problem(document)
        return plan_answer(problem, solve_plan(problem, **options), language)

    return solved
