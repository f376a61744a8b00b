"""What a system costs a year and what ending it would cost, as intervals with the share that is estimated."""

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from graphs.analysis import Analysis
from inventory.values import System

PEERS = 5


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole yuan, low and high; `is_estimated` where peers stand in for an answer. None where nobody knows."""

    low: int
    high: int
    is_estimated: bool


class Money:
    """Costs by system: answered, else peers' p25 to p75 (at least five of one kind), else unknown (never 0)."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self._peers: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        for system in analysis.inventory.systems.values():
            yearly = self.answered(system.id)
            if yearly is not None and system.kind:
                self._peers[system.kind, analysis.level_of(system.owner)].append(yearly)

    def answered(self, system: str) -> int | None:
        """The latest year's operation, licences and cloud, as answered."""
        costs = [self.analysis.inventory.costs[c] for c in self.analysis.scape.costs_of.get(system, ())]
        known = [c for c in costs if c.om_yuan is not None]
        if not known:
            return None
        latest = max(c.fiscal_year or 0 for c in known)
        parts = [a for c in known if (c.fiscal_year or 0) == latest for a in (c.om_yuan, c.licence_yuan, c.cloud_yuan) if a is not None]
        return int(sum(parts, Decimal(0)))

    def yearly(self, system: System) -> Amount | None:
        """Running cost of a year."""
        answered = self.answered(system.id)
        if answered is not None:
            return Amount(answered, answered, False)
        peers = self._peers.get((system.kind or "", self.analysis.level_of(system.owner)), [])
        if len(peers) < PEERS:
            return None
        quarters = statistics.quantiles(peers, n=4)
        return Amount(int(quarters[0]), int(quarters[2]), True)

    def exit(self, system: str, estimate: tuple[int, int]) -> Amount:
        """What ending a system costs: as answered, else the office's estimate for migration."""
        for cost in sorted(self.analysis.scape.costs_of.get(system, ()), reverse=True):
            amount = self.analysis.inventory.costs[cost].exit_yuan
            if amount is not None:
                return Amount(math.ceil(amount), math.ceil(amount), False)
        return Amount(estimate[0], estimate[1], True)
