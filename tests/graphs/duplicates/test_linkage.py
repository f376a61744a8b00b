import itertools
import random

import pytest

from graphs.duplicates.linkage import average_linkage


def links_of(**values: float) -> dict[frozenset[str], float]:
    return {frozenset(pair): value for pair, value in values.items()}


def test_a_group_grows_by_the_mean_and_not_by_one_strong_link() -> None:
    assert average_linkage(links_of(ab=0.9, bc=0.8, ac=0.2), cut=0.5) == [{"a", "b", "c"}]
    assert average_linkage(links_of(ab=0.9, bc=0.8, ac=0.19), cut=0.5) == [{"a", "b"}]
    assert average_linkage(links_of(ab=0.9, bc=0.8), cut=0.5) == [{"a", "b"}]


def test_the_cut_itself_links_and_nothing_is_no_group() -> None:
    assert average_linkage(links_of(ab=0.5), cut=0.5) == [{"a", "b"}]
    assert average_linkage(links_of(ab=0.4999), cut=0.5) == []
    assert average_linkage({}, cut=0.5) == []
    assert average_linkage({frozenset("a"): 1.0}, cut=0.5) == []


def test_those_kept_apart_never_meet_through_a_third() -> None:
    links = links_of(ab=0.95, bc=0.9, ac=0.9)
    assert average_linkage(links, cut=0.5, is_apart=lambda x, y: {x, y} == {"a", "c"}) == [{"a", "b"}]


@pytest.mark.parametrize("seed", range(60))
def test_on_random_links_every_group_keeps_its_promise_in_any_order(seed: int) -> None:
    rng = random.Random(seed)
    names = "abcdefgh"
    links = {frozenset(pair): round(rng.random(), 2) for pair in itertools.combinations(names, 2) if rng.random() < 0.8}
    apart = {frozenset(rng.sample(names, 2)) for _ in range(3)}
    found = average_linkage(links, cut=0.45, is_apart=lambda x, y: frozenset((x, y)) in apart)
    assert len([m for group in found for m in group]) == len({m for group in found for m in group})
    for group in found:
        inside = [links.get(frozenset(pair), 0.0) for pair in itertools.combinations(sorted(group), 2)]
        assert sum(inside) / len(inside) >= 0.45 - 1e-9
        assert not any(pair <= group for pair in apart)
    shuffled = dict(rng.sample(sorted(links.items(), key=lambda item: sorted(item[0])), len(links)))
    assert average_linkage(shuffled, cut=0.45, is_apart=lambda x, y: frozenset((y, x)) in apart) == found
    # the strongest link of all that may be is always inside a group
    best = max((v, sorted(p)) for p, v in links.items() if p not in apart)[0]
    strongest = [p for p, v in links.items() if v == best and p not in apart]
    assert best < 0.45 or any(p <= group for p in strongest for group in found)


@pytest.mark.parametrize("seed", range(40))
def test_planted_groups_are_found(seed: int) -> None:
    rng = random.Random(seed)
    names = [f"n{n:02}" for n in range(14)]
    home = {name: rng.randrange(5) for name in names}
    links = {
        frozenset((x, y)): rng.uniform(0.6, 1.0) if home[x] == home[y] else rng.uniform(0.0, 0.45)
        for x, y in itertools.combinations(names, 2)
    }
    planted = [{name for name in names if home[name] == n} for n in range(5)]
    assert average_linkage(links, cut=0.5) == sorted((group for group in planted if len(group) > 1), key=min)
