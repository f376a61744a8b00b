"""A system or exchange without backup on which many flows hang."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import networkx as nx

from graphs.analysis import Analysis
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
    graph: nx.Graph[str] = nx.Graph()
    carriers: dict[frozenset[str], list[Exchange]] = defaultdict(list)
    for exchange in inventory.exchanges.values():
        a, b = exchange.from_system, exchange.to_system
        if a in inventory.systems and b in inventory.systems and a != b and runs(exchange):
            graph.add_edge(str(a), str(b))
            carriers[frozenset((str(a), str(b)))].append(exchange)
    for hub in sorted(nx.articulation_points(graph)):
        system = inventory.systems[hub]
        if not runs(system) or system.recovery or "recovery" in system.not_applicable:
            continue
        cut = len(_pairs(analysis, frozenset((hub,)), hub))
        if cut < analysis.thresholds["hub_pairs"]:
            continue
        if "recovery" not in system.none:
            yield RULE.untold(hub, "System.recovery")
            continue
        yield RULE.finding(
            analysis,
            [hub],
            [Reason("share.hub", {"system": hub, "count": graph.degree[hub], "pairs": cut})],
            certainty=None if system.status is not None else "question",
            evidence=evidence_of(inventory, system),
            organisations=[system.owner],
            numbers={"pairs": cut},
        )
    for a, b in sorted((min(edge), max(edge)) for edge in nx.bridges(graph)):
        exchanges = carriers[frozenset((a, b))]
        if len(exchanges) != 1 or exchanges[0].has_backup is not False:
            continue
        cut = len(_pairs(analysis, frozenset((a, b))))
        if cut < analysis.thresholds["hub_pairs"]:
            continue
        yield RULE.finding(
            analysis,
            [exchanges[0].id],
            [Reason("share.bridge", {"from": a, "to": b, "pairs": cut})],
            certainty="question",
            evidence=evidence_of(inventory, exchanges[0]),
            organisations=[inventory.systems[a].owner, inventory.systems[b].owner],
            numbers={"pairs": cut},
        )


def _pairs(analysis: Analysis, ends: frozenset[str], hub: str | None = None) -> set[tuple[str, str]]:
    """Pairs (source, consumer) of other systems that an element joins now and no longer without the flows that hold all of `ends`."""
    lost: set[tuple[str, str]] = set()
    for steps in analysis.flows.automatic.values():
        if not any(ends <= {a, b} for a, consumers in steps.items() for b in consumers):
            continue
        for source in steps:
            if source != hub:
                gone = _reach(steps, source, None) - _reach(steps, source, ends)
                lost |= {(source, consumer) for consumer in gone if consumer not in (hub, source)}
    return lost


def _reach(steps: Mapping[str, set[str]], source: str, cut: frozenset[str] | None) -> set[str]:
    found = {source}
    open_systems = [source]
    while open_systems:
        here = open_systems.pop()
        for there in steps.get(here, ()):
            if there not in found and (cut is None or not cut <= {here, there}):
                found.add(there)
                open_systems.append(there)
    return found
