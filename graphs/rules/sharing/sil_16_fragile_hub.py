"""A system or exchange without backup on which many flows hang."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from graphs.analysis import Analysis
from graphs.connectivity import find_cuts
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values import Exchange
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-16",
    dimension="silo_sharing",
    title=Text(
        "枢纽单点脆弱",
        "Fragile hub",
    ),
    checks=Text(
        "某个系统或交换没有备份和恢复目标，而一旦中断，若干“来源系统—使用系统”之间的数据供给即被切断。",
        "A system or exchange that declares no backup or recovery target is the only way by which data of some systems reach others.",
    ),
    detail_zh="按在用数据流的割点和桥（Tarjan 算法）计算，并按切断的供需对数加权。供需对指来源系统，与沿着运载该数据元的流向可以到达的系统。",
    mend=Text(
        "设置备份和恢复目标，或增加一条备用通道。",
        "Give it a backup and a recovery target, or a second way.",
    ),
    severity="medium",
    certainty="probable",
    cause="technique",
    basis=basis(("INT-01", "步骤3.2（仅作参照）", "part"), ("INT-02", "第29、30、62、63项（仅作参照）", "full")),
    reads=(
        "Exchange.has_backup",
        "Exchange.status",
        "Exchange.from_system",
        "Exchange.to_system",
        "System.recovery",
    ),
    remedies=(
        "connect",
        "assign_duty",
    ),
    thresholds=("hub_pairs",),
    essay="C3",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Articulation points and bridges (Tarjan) of the running flows, weighted by the demand pairs that they cut.

    A demand pair is a source and a system that one of the source's elements reaches, over directed flows that carry it.
    """
    inventory = analysis.inventory
    carriers: dict[tuple[str, str], list[Exchange]] = defaultdict(list)
    for exchange in inventory.exchanges.values():
        a, b = exchange.from_system, exchange.to_system
        if a in inventory.systems and b in inventory.systems and a != b and runs(exchange):
            carriers[min(str(a), str(b)), max(str(a), str(b))].append(exchange)
    systems = sorted({system for pair in carriers for system in pair})
    at = {system: position for position, system in enumerate(systems)}
    neighbours = Counter(system for pair in carriers for system in pair)
    cuts = find_cuts(len(systems), np.array([[at[a], at[b]] for a, b in carriers], dtype=np.int64).reshape(-1, 2))
    demand = _DemandPairs(analysis.flows.automatic)
    for hub in (systems[position] for position in cuts.points.tolist()):
        system = inventory.systems[hub]
        if not runs(system) or system.recovery or "recovery" in system.not_applicable:
            continue
        cut = len(demand.lost(hub))
        if cut < analysis.thresholds["hub_pairs"]:
            continue
        if "recovery" not in system.none:
            yield RULE.untold(hub, "System.recovery")
            continue
        yield RULE.finding(
            analysis,
            [hub],
            [Reason("share.hub", {"system": hub, "count": neighbours[hub], "pairs": cut})],
            certainty=None if system.status is not None else "question",
            evidence=evidence_of(inventory, system),
            organisations=[system.owner],
            numbers={"pairs": cut},
        )
    for a, b in ((systems[left], systems[right]) for left, right in cuts.bridges.tolist()):
        exchanges = carriers[a, b]
        if len(exchanges) != 1 or exchanges[0].has_backup is not False:
            continue
        cut = len(demand.lost(a, b))
        if cut < analysis.thresholds["hub_pairs"]:
            continue
        yield RULE.finding(
            analysis,
            [exchanges[0].id],
            [Reason("share.bridge", {"from": a, "to": b, "pairs": cut})],
            certainty=None if exchanges[0].is_declared and exchanges[0].status is not None else "question",
            evidence=evidence_of(inventory, exchanges[0]),
            organisations=[inventory.systems[a].owner, inventory.systems[b].owner],
            numbers={"pairs": cut},
        )


Steps = Mapping[str, set[str]]


class _DemandPairs:
    """Pairs (source, consumer) that an element joins over directed flows."""

    def __init__(self, flows: Mapping[str, Steps]) -> None:
        self.flows = flows
        self.touching: dict[str, set[str]] = defaultdict(set)
        for element, steps in flows.items():
            for supplier, consumers in steps.items():
                for system in (supplier, *consumers):
                    self.touching[system].add(element)
        self._turned: dict[str, Steps] = {}

    def lost(self, *ends: str) -> set[tuple[str, str]]:
        """The pairs of other systems that are joined now and no longer without one system, or without the flows between two."""
        found: set[tuple[str, str]] = set()
        for element in set.intersection(*(self.touching.get(end, set()) for end in ends)):
            steps = self.flows[element]
            if len(ends) == 2 and not any(b in steps.get(a, ()) for a, b in (ends, ends[::-1])):
                continue
            # what cannot reach an end loses nothing by it
            for source in set().union(*(_reach(self._backwards(element), end) for end in ends)):
                if source in steps and (len(ends) == 2 or source != ends[0]):
                    gone = _reach(steps, source) - _reach(steps, source, frozenset(ends))
                    found |= {(source, consumer) for consumer in gone if consumer != source and (len(ends) == 2 or consumer != ends[0])}
        return found

    def _backwards(self, element: str) -> Steps:
        if element not in self._turned:
            turned: dict[str, set[str]] = defaultdict(set)
            for supplier, consumers in self.flows[element].items():
                for consumer in consumers:
                    turned[consumer].add(supplier)
            self._turned[element] = turned
        return self._turned[element]


def _reach(steps: Steps, source: str, cut: frozenset[str] = frozenset()) -> set[str]:
    """What a system reaches, itself with it, over steps that do not hold all of `cut`."""
    found = {source}
    open_systems = [source]
    while open_systems:
        here = open_systems.pop()
        for there in steps.get(here, ()):
            if there not in found and not (cut and cut <= {here, there}):
                found.add(there)
                open_systems.append(there)
    return found
