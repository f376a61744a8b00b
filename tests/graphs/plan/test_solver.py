"""The door to HiGHS."""

from math import inf

from graphs.plan.model import Row
from graphs.plan.solver import solve

# a programme of a town, cut down to what makes HiGHS 1.16 fail in its presolve: (terms, low, high)
FAILS = [
    ({2: 1.0, 3: 1.0, 4: 1.0}, 1, 1),
    ({5: 1.0, 6: 1.0, 7: 1.0, 8: 1.0}, 1, 1),
    ({9: 1.0}, 1, 1),
    ({10: 1.0, 11: 1.0, 12: 1.0}, 1, 1),
    ({14: 1.0}, 0, 1),
    ({15: 1.0, 16: 1.0}, 0, 1),
    ({0: -1}, -inf, 0),
    ({3: 1.0, 4: 1.0, 1: -1}, -inf, 0),
    ({11: 1.0, 12: 1.0, 13: -1}, -inf, 0),
    ({3: -1.0, 4: -1.0}, -1, inf),
    ({3: -1.0, 4: -1.0}, -1, inf),
    ({3: -1.0, 4: -1.0}, -1, inf),
    ({3: -1.0, 4: -1.0}, -1, inf),
    ({6: -1.0, 7: -1.0}, -1, inf),
    ({6: -1.0, 7: -1.0, 8: -1.0}, -1, inf),
    ({11: -1.0, 12: -1.0}, -1, inf),
    ({6: 191000, 3: 165000, 11: 224000, 7: 191000, 4: 165000, 12: 224000, 15: 20000, 8: 191000, 14: 60000, 16: 20000}, -inf, 300000),
    ({11: -1.0, 17: 1}, -inf, 0),
    ({11: -1.0, 12: -1.0, 18: 1}, -inf, 0),
    ({11: -1.0, 12: -1.0, 19: 1}, -inf, 0),
    ({6: -1.0, 20: 1}, -inf, 0),
    ({6: -1.0, 7: -1.0}, -inf, 0),
    ({6: -1.0, 7: -1.0, 8: -1.0, 21: 1}, -inf, 0),
    ({3: -1.0, 22: 1}, -inf, 0),
    ({3: -1.0, 4: -1.0, 23: 1}, -inf, 0),
    ({3: -1.0, 4: -1.0, 24: 1}, -inf, 0),
    ({14: -1.0, 27: 1}, -inf, 0),
    ({15: -1.0, 29: 1}, -inf, 0),
    ({15: -1.0, 16: -1.0, 30: 1}, -inf, 0),
    ({17: -1, 18: -1, 19: -1, 20: -1, 21: -1, 22: -1, 23: -1, 24: -1, 25: -1, 26: -1, 27: -1, 28: -1, 29: -1, 30: -1}, -inf, -8.5),
]


def test_a_failure_inside_highs_is_no_end_of_the_time() -> None:
    rows = [Row("", dict(terms), low, high) for terms, low, high in FAILS]
    found = solve([1.0] * 31, rows, {14: -72.0}, seconds=20.0, gap=1e-4)
    assert found.status == "optimal"
    assert all(low <= sum(c * found.values[v] for v, c in terms.items()) <= high for terms, low, high in FAILS)
