"""What runs between systems, and rolled up between bodies, as the explorer keeps it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from graphs.build import Landscape
from graphs.edges import edges
from inventory.values.flow import Flow
from inventory.vocabulary import RUNNING

MOST_ELEMENTS = 40
MOST_PAIRS = 2_000


def flows_of(scape: Landscape) -> Iterator[Flow]:
    """Running exchanges as one flow for each pair of systems, those that people carry by hand apart."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    carried: dict[tuple[str, str, bool], set[str]] = defaultdict(set)
    for (_, supplier), (_, consumer), data in edges(scape, "FLOWS"):
        if data["running"] and supplier != consumer:
            key = (supplier, consumer, data["manual"])
            counts[key] += 1
            carried[key] |= data["elements"]
    for key, count in sorted(counts.items()):
        yield Flow(*key, count, tuple(sorted(carried[key])[:MOST_ELEMENTS]))


def bodies_of(scape: Landscape) -> dict[str, Any]:
    """`bodies`: running systems by owner; `flows`: [supplier's owner, consumer's owner, exchanges, by hand], the most first."""
    systems = scape.inventory.systems
    running = [s for s in systems.values() if s.status is None or s.status in RUNNING]
    counts: Counter[tuple[str, str, bool]] = Counter()
    for (_, supplier), (_, consumer), data in edges(scape, "FLOWS"):
        left, right = systems[supplier].owner, systems[consumer].owner
        if data["running"] and left and right and left != right:
            counts[left, right, data["manual"]] += 1
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_PAIRS]
    return {
        "bodies": dict(sorted(Counter(s.owner or "" for s in running).items())),
        "flows": [[left, right, count, by_hand] for (left, right, by_hand), count in most],
    }
