"""What judgements teach: little by little, in any order, never against the order of scores; and honest intervals."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.learning import Judged, Scorer, held_out, interval, learn, precision_at, reliability


def judged(rows: list[tuple[float, bool]]) -> list[Judged]:
    return [Judged(f"a{n}", f"b{n}", odds, y) for n, (odds, y) in enumerate(rows)]


def drawn(count: int, *, slope: float, shift: float, seed: int = 7) -> list[Judged]:
    """Pairs whose truth follows the shipped odds turned by slope and shift."""
    rng = random.Random(seed)
    odds = [rng.uniform(-4, 4) for _ in range(count)]
    return judged([(x, rng.random() < 1 / (1 + math.exp(-(slope * x + shift)))) for x in odds])


def loss(slope: float, shift: float, rows: list[Judged]) -> float:
    """The negative log posterior, written down anew."""
    total = (slope - 1) ** 2 / (2 * 0.25**2) + shift**2 / (2 * 1.5**2)
    for one in rows:
        p = 1 / (1 + math.exp(-(slope * one.odds + shift)))
        total -= math.log(p if one.holds else 1 - p)
    return total


@pytest.mark.parametrize(
    "rows",
    [[], [(2.0, True)] * 11 + [(-2.0, False)] * 0, [(2.0, True)] * 9 + [(-2.0, False)] * 2, [(1.0, True)] * 40, [(1.0, False)] * 40],
    ids=["none", "eleven", "two of one kind", "all accepted", "all rejected"],
)
def test_too_few_judgements_teach_nothing(rows) -> None:
    assert learn(judged(rows)) == Scorer()
    assert learn(judged(rows)).version == "1"


@pytest.mark.parametrize(("slope", "shift"), [(1.0, 0.0), (0.6, -1.5), (1.4, 1.0)])
def test_it_finds_the_point_of_greatest_posterior(slope, shift) -> None:
    rows = drawn(200, slope=slope, shift=shift)
    found = learn(rows)
    best = loss(found.slope, found.shift, rows)
    for side in ((0.02, 0), (-0.02, 0), (0, 0.02), (0, -0.02), (0.02, 0.02), (-0.02, 0.02)):
        assert loss(found.slope + side[0], found.shift + side[1], rows) >= best - 1e-9


def test_enough_judgements_correct_a_scorer_that_says_too_much() -> None:
    rows = drawn(600, slope=0.7, shift=-1.6)
    learnt = learn(rows)
    wrong, right = (sum((s.probability(one.odds) - one.holds) ** 2 for one in rows) / len(rows) for s in (Scorer(), learnt))
    assert right < wrong - 0.02
    fresh = drawn(600, slope=0.7, shift=-1.6, seed=8)
    wrong, right = (sum((s.probability(one.odds) - one.holds) ** 2 for one in fresh) / len(fresh) for s in (Scorer(), learnt))
    assert right < wrong - 0.02


def test_a_few_judgements_move_little() -> None:
    rows = judged([(3.0, False)] * 3 + [(3.0, True)] * 9)
    # of those that the shipped scorer calls one job with 95 % three quarters are: the truth lies between the two
    assert 0.77 < learn(rows).probability(3.0) < 0.93 < Scorer().probability(3.0)


def test_the_order_of_judgements_does_not_matter_and_versions_tell_apart() -> None:
    rows = drawn(60, slope=0.8, shift=-0.5)
    turned = [Judged(one.right, one.left, one.odds, one.holds) for one in rows[::-1]]
    assert learn(rows) == learn(turned)
    assert learn(rows).version == learn(turned).version != learn(rows[:-1]).version
    assert learn(rows).version.startswith("1+60.")


@given(st.lists(st.tuples(st.floats(-30, 30), st.booleans()), min_size=12, max_size=60))
def test_scores_keep_their_order_and_stay_probabilities(rows) -> None:
    scorer = learn(judged(rows))
    scores = [scorer.probability(odds) for odds in sorted(odds for odds, _ in rows)]
    assert scores == sorted(scores)
    assert all(0 <= score <= 1 for score in scores)
    assert len(held_out(judged(rows))) == len(rows)


def test_bins_and_precision_count_what_was_judged() -> None:
    scored = [(0.1, False), (0.15, True), (0.5, True), (0.9, True), (1.0, False)]
    assert [(b.low, b.count, b.accepted) for b in reliability(scored)] == [(0.0, 2, 1), (0.4, 1, 1), (0.8, 2, 1)]
    hits, count, (low, high) = precision_at(scored, 0.5)
    assert (hits, count) == (2, 3)
    assert low < 2 / 3 < high
    assert precision_at(scored, 2)[:2] == (0, 0)


# exact binomial intervals as tables print them
@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (5, 10, 0.1871, 0.8129), (9, 10, 0.5550, 0.9975), (0, 0, 0.0, 1.0)],
)
def test_the_exact_interval(hits, count, low, high) -> None:
    assert interval(hits, count) == pytest.approx((low, high), abs=1e-4)
