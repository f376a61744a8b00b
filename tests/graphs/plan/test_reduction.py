"""What is dropped from a programme changes no answer: held against every assignment of small random ones."""

import random
from itertools import product

import pytest

from graphs.plan.conflict import find_conflict
from graphs.plan.model import INFINITY, Row, Terms
from graphs.plan.reduction import Reducer

COLUMNS = 7


def made(seed: int) -> tuple[list[float], list[Row], Terms]:
    """A random programme: one-of rows without a name, named limits, forbidden variables, an objective."""
    dice = random.Random(seed)
    upper = [float(dice.random() < 0.8) for _ in range(COLUMNS)]
    rows = [Row("", dict.fromkeys(dice.sample(range(COLUMNS), dice.randint(1, 3)), 1.0), 1, 1) for _ in range(dice.randint(0, 2))]
    for number in range(dice.randint(1, 5)):
        terms = {v: float(dice.randint(-3, 4) or 1) for v in dice.sample(range(COLUMNS), dice.randint(1, 5))}
        low = float(dice.randint(-3, 3)) if dice.random() < 0.4 else -INFINITY
        rows.append(Row(dice.choice(["", f"limit:{number}"]), terms, low, float(dice.randint(-2, 5)) if dice.random() < 0.7 else INFINITY))
    return upper, rows, {v: float(dice.randint(-4, 6)) for v in range(COLUMNS)}


def solutions(upper: list[float], rows: list[Row]) -> list[tuple[float, ...]]:
    found = []
    for values in product((0.0, 1.0), repeat=len(upper)):
        if all(x <= u for x, u in zip(values, upper, strict=True)) and all(
            row.low - 1e-9 <= sum(c * values[v] for v, c in row.terms.items()) <= row.high + 1e-9 for row in rows
        ):
            found.append(values)
    return found


@pytest.mark.parametrize("seed", range(300))
def test_the_best_of_what_is_left_is_the_best_of_the_whole(seed) -> None:
    upper, rows, objective = made(seed)
    small = Reducer(COLUMNS, rows).reduced(upper, objective)
    wanted = max((sum(objective[v] * x for v, x in enumerate(values)) for values in solutions(upper, rows)), default=None)
    reached = [small.whole(values) for values in solutions(small.upper, small.rows)]
    everything = set(solutions(upper, rows))
    assert all(values in everything for values in reached)
    assert max((sum(objective[v] * x for v, x in enumerate(values)) for values in reached), default=None) == wanted


@pytest.mark.parametrize("seed", range(300))
def test_a_conflict_forbids_the_whole_and_no_part_of_it_does(seed) -> None:
    upper, rows, _ = made(seed)
    if solutions(upper, rows):
        return
    conflict = find_conflict(upper, rows)

    def is_possible(names: tuple[str, ...]) -> bool:
        return bool(solutions(upper, [row for row in rows if not row.name or row.name in names]))

    assert not is_possible(conflict)
    assert all(is_possible(tuple(n for n in conflict if n != name)) for name in conflict)


def test_named_rows_force_nothing_and_structure_does() -> None:
    one = Row("", {0: 1.0, 1: 1.0}, 1, 1)
    small = Reducer(3, [one, Row("lock:a", {0: 1.0}, 1, 1)]).reduced([1.0, 1.0, 1.0], {})
    assert [row.name for row in small.rows] == ["", "lock:a"]
    assert small.settled.tolist() == [0.0, 0.0, 0.0]
    settled = Reducer(3, [one, Row("lock:a", {0: 1.0}, 1, 1)]).reduced([1.0, 0.0, 1.0], {})
    assert (settled.rows, settled.settled.tolist()) == ([], [1.0, 0.0, 0.0])


def test_what_cannot_be_stays_as_a_row_that_nothing_can_meet() -> None:
    small = Reducer(2, [Row("budget:total", {0: 5.0}, -INFINITY, 3.0), Row("", {0: 1.0}, 1, 1)]).reduced([1.0, 1.0], {})
    assert [(row.name, row.terms, row.high) for row in small.rows] == [("budget:total", {}, -2.0)]
    assert find_conflict([1.0, 1.0], [Row("budget:total", {0: 5.0}, -INFINITY, 3.0), Row("", {0: 1.0}, 1, 1)]) == ("budget:total",)


def test_nothing_is_left_of_nothing() -> None:
    small = Reducer(0, []).reduced([], {})
    assert (small.rows, small.upper, small.whole(())) == ([], [], ())
