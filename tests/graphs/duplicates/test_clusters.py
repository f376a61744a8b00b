import itertools
import random

import pytest

from graphs.duplicates.clusters import Verdicts, find_clusters
from graphs.duplicates.pairs import Pair
from inventory.values.observation import Judgement


def link(left: str, right: str, score: float) -> Pair:
    return Pair(left, right, "duplicate", score, {"duplicate": score}, {}, ())


def judged(*given: tuple[str, str, str, str], undone: bool = False) -> Verdicts:
    return Verdicts.of(
        Judgement(
            id=str(n),
            left=left,
            right=right,
            verdict=verdict,
            by=by,
            at="2026-11-01T00:00:00Z",
            reason="看过",
            undone_at="2026-11-02T00:00:00Z" if undone else None,
        )
        for n, (left, verdict, right, by) in enumerate(given)
    )


NONE = judged()


def members(pairs: list[Pair], verdicts: Verdicts = NONE, cut: float = 0.5) -> list[tuple[str, ...]]:
    return [c.members for c in find_clusters(pairs, verdicts, cut=cut, hands=2)]


def test_a_pair_at_the_cut_is_a_cluster_and_one_below_is_none() -> None:
    assert members([link("a", "b", 0.5)]) == [("a", "b")]
    assert members([link("a", "b", 0.4999)]) == []


def test_weak_links_are_not_chained() -> None:
    chain = [link("a", "b", 0.9), link("b", "c", 0.6), link("c", "d", 0.6)]
    # a–c counts 0: the mean of c against {a, b} is 0.3
    assert members(chain) == [("a", "b"), ("c", "d")]


def test_three_that_all_agree_are_one_with_weakest_and_mean_link() -> None:
    found = find_clusters([link("a", "b", 0.9), link("b", "c", 0.8), link("a", "c", 0.55)], NONE, cut=0.5, hands=2)
    assert [(c.members, c.weakest, c.mean, c.is_reviewed) for c in found] == [(("a", "b", "c"), 0.55, 0.75, False)]


def test_a_missing_link_counts_nothing_in_the_weakest_and_the_mean() -> None:
    found = find_clusters([link("a", "b", 1.0), link("b", "c", 1.0)], NONE, cut=0.5, hands=2)
    assert [(c.members, c.weakest, c.mean) for c in found] == [(("a", "b", "c"), 0.0, 0.6667)]


def test_different_keeps_two_apart_and_whoever_hangs_on_them() -> None:
    triangle = [link("a", "b", 0.95), link("b", "c", 0.9), link("a", "c", 0.9)]
    assert members(triangle) == [("a", "b", "c")]
    assert members(triangle, judged(("a", "different", "c", "wang"))) == [("a", "b")]
    assert members([link("a", "b", 0.95)], judged(("b", "different", "a", "wang"))) == []


def test_undone_judgements_do_not_count() -> None:
    assert members([link("a", "b", 0.95)], judged(("a", "different", "b", "wang"), undone=True)) == [("a", "b")]


def test_hands_are_counted_against_each_other() -> None:
    two_against_one = judged(("a", "different", "b", "wang"), ("a", "duplicate", "b", "li"), ("a", "duplicate", "b", "zhao"))
    assert members([link("a", "b", 0.1)], two_against_one) == [("a", "b")]
    even = judged(("a", "different", "b", "wang"), ("a", "duplicate", "b", "li"))
    assert not even.is_different("a", "b")
    assert even.is_confirmed("a", "b", 1)
    assert judged(("a", "different", "b", "wang"), ("a", "different", "b", "wang")).by_pair[frozenset("ab")]["different"] == {"wang"}


@pytest.mark.parametrize(("hands", "reviewed"), [(1, True), (2, False)])
def test_reviewed_means_that_enough_hands_connect_all(hands, reviewed) -> None:
    verdicts = judged(("a", "duplicate", "b", "wang"), ("b", "duplicate", "c", "wang"))
    found = find_clusters([link("a", "b", 0.9), link("b", "c", 0.9), link("a", "c", 0.9)], verdicts, cut=0.5, hands=hands)
    assert [c.is_reviewed for c in found] == [reviewed]
    partly = find_clusters(
        [link("a", "b", 0.9), link("b", "c", 0.9), link("a", "c", 0.9)], judged(("a", "duplicate", "b", "wang")), cut=0.5, hands=1
    )
    assert [c.is_reviewed for c in partly] == [False]


def test_the_verdict_with_most_hands_is_told() -> None:
    verdicts = judged(("a", "overlap", "b", "wang"), ("a", "duplicate", "b", "li"), ("a", "duplicate", "b", "zhao"))
    assert verdicts.latest("b", "a") == "duplicate"
    assert verdicts.latest("a", "c") is None


def random_pairs(rng: random.Random) -> list[Pair]:
    names = "abcdefg"
    return [link(x, y, round(rng.random(), 2)) for x, y in itertools.combinations(names, 2) if rng.random() < 0.7]


@pytest.mark.parametrize("seed", range(40))
def test_on_random_graphs_every_promise_holds(seed: int) -> None:
    rng = random.Random(seed)
    pairs = random_pairs(rng)
    apart = [tuple(sorted(rng.sample("abcdefg", 2))) for _ in range(2)]
    verdicts = judged(*((x, "different", y, "wang") for x, y in apart))
    found = find_clusters(pairs, verdicts, cut=0.5, hands=2)
    value = {frozenset((p.left, p.right)): p.score for p in pairs} | {frozenset(pair): 0.0 for pair in apart}
    seen = [m for c in found for m in c.members]
    assert len(seen) == len(set(seen))
    for cluster in found:
        inside = [value.get(frozenset(pair), 0.0) for pair in itertools.combinations(cluster.members, 2)]
        assert (cluster.weakest, cluster.mean) == (pytest.approx(min(inside), abs=1e-4), pytest.approx(sum(inside) / len(inside), abs=1e-4))
        assert not any(set(pair) <= set(cluster.members) for pair in apart)
        # every member is tied to the rest well enough for its own merge: nobody hangs on without any link at the cut
        assert all(max(value.get(frozenset((m, o)), 0.0) for o in cluster.members if o != m) >= 0.5 for m in cluster.members)
    for order in range(3):
        assert find_clusters(random.Random(order).sample(pairs, len(pairs)), verdicts, cut=0.5, hands=2) == found
