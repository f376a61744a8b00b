"""How much of what exists the audit has seen: capture and recapture of channels by declaration and by crawl.

Chapman's estimator (1951) with the log-normal interval of Chao (1987): two captures that know nothing of each other. They do know
of each other (what is well kept is both declared and linked), so the estimate is a lower bound and is told as one.
"""

import math
from dataclasses import dataclass

from inventory.values import Channel
from inventory.values.inventory import Inventory

# kinds that a crawl can see; a counter or a work group is seldom on a page
SEEN_BY_CRAWL = frozenset({"app", "mini_program", "quick_app", "official_account", "microblog", "video_account", "website", "h5"})
# fewer common finds than this tell nothing (Robson and Regier 1964)
LEAST_COMMON = 7
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Coverage:
    """Channels declared, crawled, in both, known at all; the estimated total with its 95 % interval, None where it cannot be told."""

    declared: int
    crawled: int
    both: int
    known: int
    estimate: float | None
    low: float | None
    high: float | None


def channel_coverage(inventory: Inventory) -> Coverage:
    """The estimate over channels of bodies whose sites were read: elsewhere nobody looked, so that nothing was missed."""
    within = channels_within(inventory)
    declared = sum("declared" in c.modes for c in within)
    crawled = sum("observed" in c.modes for c in within)
    both = sum({"declared", "observed"} <= c.modes for c in within)
    return estimate(declared, crawled, both)


def channels_within(inventory: Inventory) -> list[Channel]:
    """The channels that the estimate counts: of a kind that a crawl sees, of bodies whose sites were read."""
    bodies = {o.name for o in inventory.organisations.values()} & set(inventory.crawled_owners)
    owners = {o.id for o in inventory.organisations.values() if o.name in bodies}
    return [c for c in inventory.channels.values() if c.kind in SEEN_BY_CRAWL and (c.owner in owners or "observed" in c.modes)]


def estimate(declared: int, crawled: int, both: int) -> Coverage:
    """The estimate from the three numbers."""
    known = declared + crawled - both
    if both < LEAST_COMMON:
        return Coverage(declared, crawled, both, known, None, None, None)
    total = (declared + 1) * (crawled + 1) / (both + 1) - 1
    variance = (declared + 1) * (crawled + 1) * (declared - both) * (crawled - both) / ((both + 1) ** 2 * (both + 2))
    unseen = max(total - known, 0.0)
    if unseen == 0 or variance == 0:
        return Coverage(declared, crawled, both, known, float(known), float(known), float(known))
    factor = math.exp(_Z * math.sqrt(math.log(1 + variance / unseen**2)))
    return Coverage(declared, crawled, both, known, round(total, 1), round(known + unseen / factor, 1), round(known + unseen * factor, 1))
