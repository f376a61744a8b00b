"""What a system costs a year, and what ending it costs and saves, as intervals with what of them is estimated.

Recommendations, the plan and what-if all take their prices from here: one ending has one price.
"""

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from graphs.analysis import Analysis
from inventory.elements import dictionary
from inventory.values import System

PEERS = 5


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole yuan, low and high; `is_estimated` where peers stand in for an answer. None where nobody knows."""

    low: int
    high: int
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class Estimates:
    """The office's estimates, in yuan and months; nothing stops before the end of the first wave."""

    horizon_months: int
    migration_yuan: tuple[int, int]
    exchange_yuan: tuple[int, int]
    element_map_yuan: tuple[int, int] = (500, 3_000)
    wave_months: int = 6


@dataclass(frozen=True, slots=True)
class Ending:
    """Cost, and saving to the horizon, of ending a system; `saving` is None where nobody knows what it costs now.

    `estimated_yuan` of `total_yuan` (high ends of both) rest on estimates.
    """

    cost: tuple[int, int]
    saving: tuple[int, int] | None
    estimated_yuan: int
    total_yuan: int


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

    def told(self, system: str) -> tuple[str, ...]:
        """The cost records of the latest year that `answered` sums, a line each: year, parts in yuan, where it was said."""
        costs = [self.analysis.inventory.costs[c] for c in self.analysis.scape.costs_of.get(system, ())]
        known = [c for c in costs if c.om_yuan is not None]
        latest = max((c.fiscal_year or 0 for c in known), default=0)
        return tuple(
            f"{c.fiscal_year or ''}: {' + '.join(f'{a:,.0f}' for a in (c.om_yuan, c.licence_yuan, c.cloud_yuan) if a is not None)} ({', '.join(c.sources[:2])})"
            for c in known
            if (c.fiscal_year or 0) == latest
        )

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

    def move(self, system: str, estimate: tuple[int, int]) -> Amount:
        """What moving into another costs beside the exit; the estimate that stands in for an unknown exit covers both."""
        if self.exit(system, estimate).is_estimated:
            return Amount(0, 0, False)
        return Amount(estimate[0], estimate[1], True)

    def mapping(self, source: str, target: str, each: tuple[int, int]) -> Amount:
        """What giving the source's core elements a place costs that the target has none for."""
        count = len(core_elements(self.analysis, source) - core_elements(self.analysis, target))
        return Amount(count * each[0], count * each[1], count > 0)

    def ending(self, system: System, target: str | None, estimates: Estimates) -> Ending:
        """Ending a system at the end of the first wave, moved into `target` or without any, priced as the plan prices it."""
        costs = [self.exit(system.id, estimates.migration_yuan)]
        if target is not None:
            costs += [self.move(system.id, estimates.migration_yuan), self.mapping(system.id, target, estimates.element_map_yuan)]
        saved = self._saved(system, estimates)
        parts = costs if saved is None else [*costs, saved]
        return Ending(
            (sum(c.low for c in costs), sum(c.high for c in costs)),
            None if saved is None else (saved.low, saved.high),
            sum(part.high for part in parts if part.is_estimated),
            sum(part.high for part in parts),
        )

    def monthly(self, system: System) -> tuple[int, int] | None:
        """Running cost of a month in whole yuan, at its cautious ends."""
        yearly = self.yearly(system)
        return None if yearly is None else (yearly.low // 12, -(-yearly.high // 12))

    def _saved(self, system: System, estimates: Estimates) -> Amount | None:
        yearly, monthly = self.yearly(system), self.monthly(system)
        if yearly is None or monthly is None:
            return None
        end = contract_end_month(self.analysis, system)
        months = max(0, estimates.horizon_months - max(estimates.wave_months, end or 0))
        # a contract of unknown end may run to the horizon
        return Amount(0 if end is None else monthly[0] * months, monthly[1] * months, yearly.is_estimated)


def core_elements(analysis: Analysis, system: str) -> set[str]:
    """Subject keys and core elements that a system holds."""
    return {e for e in analysis.scape.elements_of_system(system) if dictionary()[e].role in ("subject_key", "core")}


def contract_end_month(analysis: Analysis, system: System) -> int | None:
    """Months until the contract has ended; 0 where there is none, None where nobody said."""
    end = system.contract_end
    if "contract_end" in system.none:
        return 0
    if end is None or len(end) != 10:
        return None
    begun = 1 if int(end[8:]) > analysis.today.day else 0
    return max(0, (int(end[:4]) - analysis.today.year) * 12 + int(end[5:7]) - analysis.today.month + begun)
