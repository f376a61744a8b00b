"""Duplicates, possible duplicates and missing exchanges, as the explorer keeps them."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from graphs.analysis import Analysis
from inventory.values.relation import DUPLICATE, MISSING, POSSIBLE, Relation


def relations_of(analysis: Analysis) -> Iterator[Relation]:
    """Each kind by its two ends; two that people keep apart are no pair, and what runs by hand is not missing."""
    yield from _duplicates(analysis)
    yield from _missing(analysis)


def _duplicates(analysis: Analysis) -> Iterator[Relation]:
    systems = analysis.inventory.systems
    for cluster in analysis.clusters:
        likely = {frozenset((pair.left, pair.right)) for pair in analysis.pairs_within(cluster.members)}
        for left, right in combinations(cluster.members, 2):
            is_confirmed = analysis.verdicts.is_confirmed(left, right, analysis.hands)
            if is_confirmed or frozenset((left, right)) in likely:
                kind = DUPLICATE if is_confirmed else POSSIBLE
                yield Relation(kind, left, right, systems[left].owner or "", systems[right].owner or "")


def _missing(analysis: Analysis) -> Iterator[Relation]:
    lacking: dict[tuple[str, str], set[str]] = defaultdict(set)
    holders: dict[str, str] = {}
    for silo in analysis.silos.values():
        holding = analysis.inventory.datasets[silo.dataset].system
        start = holding if holding is not None and holding in analysis.inventory.systems else silo.holder
        # a system that holds data of several bodies stands with one of them
        holders.setdefault(start, silo.holder)
        for demander in silo.unmet:
            lacking[start, demander.body].add(demander.element)
    for (start, body), elements in sorted(lacking.items()):
        yield Relation(MISSING, start, body, holders[start], body, len(elements))
