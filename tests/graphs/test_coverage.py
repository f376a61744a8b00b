"""Capture and recapture: the textbook's numbers, an interval that holds the truth, nothing told on thin ground."""

import random

import pytest

from graphs.coverage import channel_coverage, estimate


def test_numbers_of_the_textbook() -> None:
    # Seber 1982: 500 marked, 400 caught, 100 of them marked
    found = estimate(500, 400, 100)
    assert found.estimate == pytest.approx(501 * 401 / 101 - 1, abs=0.1)
    assert found.low < found.estimate < found.high
    assert found.low >= found.known


@pytest.mark.parametrize("both", range(7))
def test_few_common_finds_tell_nothing(both: int) -> None:
    assert estimate(20, 20, both).estimate is None


def test_what_both_found_whole_leaves_nothing_unseen() -> None:
    found = estimate(20, 20, 20)
    assert (found.estimate, found.low, found.high) == (20.0, 20.0, 20.0)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    chance = random.Random(5)
    held = 0
    for _ in range(400):
        one = [chance.random() < 0.6 for _ in range(120)]
        other = [chance.random() < 0.5 for _ in range(120)]
        found = estimate(sum(one), sum(other), sum(a and b for a, b in zip(one, other, strict=True)))
        held += found.low is not None and found.low <= 120 <= found.high
    assert 0.92 <= held / 400 <= 0.99


def test_only_what_a_crawl_can_see_counts(town) -> None:
    bodies = [{"id": "a", "name": "民政局"}]
    channels = [
        {"id": "1", "name": "云溪办", "kind": "APP", "owner": "a"},
        {"id": "2", "name": "窗口", "kind": "counter", "owner": "a"},
        {"id": "3", "name": "云溪通", "kind": "APP", "owner": "a", "seen": True},
    ]
    found = channel_coverage(town(organisations=bodies, channels=channels))
    assert (found.declared, found.crawled, found.both, found.known) == (0, 1, 0, 1)
