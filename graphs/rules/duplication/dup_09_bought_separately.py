"""Near-identical products that several bodies bought, each for itself."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile

import networkx as nx

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.names import core, plain
from inventory.values import System
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="DUP-09",
    dimension="duplication",
    title=Text(
        "同类产品分头采购",
        "Near-identical product bought separately",
    ),
    checks=Text(
        "两个以上单位各自采购同一承建单位的同名或同类产品；只提示可以复用，不涉及对承建单位的评价。",
        "Two or more bodies each bought a product of the same name or job from one contractor: an opportunity for reuse, no judgement of the vendor.",
    ),
    detail_zh="同一承建单位、不同建设单位的在用系统，按工作内容相近或产品名称相同归为一组。",
    mend=Text(
        "联合采购或由一家提供、其他单位使用。",
        "Buy together, or let one body provide it to the others.",
    ),
    severity="low",
    certainty="question",
    cause="platform",
    basis=basis(("CN-10", "统筹共建", "part"), ("INT-05", "许可清查（仅作参照）", "part"), ("INT-01", "步骤3.3（仅作参照）", "part")),
    reads=(
        "System.contractor",
        "System.owner",
        "System.name",
        "System.functions",
        "System.services",
        "System.status",
    ),
    remedies=("offer_shared_platform",),
    essay="E4",
)


_IN_HOUSE = re.compile(r"自建|自行|自主|自研|本单位|in.?house|own staff", re.IGNORECASE)


def find(analysis: Analysis) -> Iterator[Result]:
    """Groups of running systems of one contractor and different owners, joined by what the pairs say of their job, or by equal product names."""
    bought: dict[str, list[System]] = defaultdict(list)
    for system in analysis.inventory.systems.values():
        if system.contractor and not _IN_HOUSE.search(system.contractor) and system.owner and runs(system):
            bought[plain(system.contractor)].append(system)
    for _, systems in sorted(bought.items()):
        if len(systems) < 2:
            continue
        graph: nx.Graph[str] = nx.Graph()
        names: dict[str, list[System]] = defaultdict(list)
        for system in systems:
            names[core(_without_place(analysis, system))].append(system)
        for name, group in names.items():
            if len(name) >= 4:
                nx.add_path(graph, [system.id for system in group])
        known = {system.id: system for system in systems}
        graph.add_edges_from((p.left, p.right) for p in analysis.pairs_within(known) if p.relation in ("reuse", "duplicate", "overlap"))
        for group_ids in sorted(map(sorted, nx.connected_components(graph))):
            owners = sorted({known[i].owner or "" for i in group_ids})
            if len(owners) < 2:
                continue
            contractor = known[group_ids[0]].contractor or ""
            yield RULE.finding(
                analysis,
                group_ids,
                [Reason("dup.bought", {"count": len(group_ids), "bodies": owners[:8], "contractor": contractor})],
                evidence=[e for i in group_ids[:4] for e in evidence_of(analysis.inventory, known[i])[:1]],
                organisations=owners,
                numbers={"systems": len(group_ids), "bodies": len(owners)},
            )


def _without_place(analysis: Analysis, system: System) -> str:
    """The name without what its owner's name begins with too, as a county puts its own before the product's."""
    name = system.name or ""
    owner = analysis.inventory.organisations.get(system.owner or "")
    alike = zip(name, (owner.name or "") if owner is not None else "", strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], alike))
    return name[shared:] if shared >= 2 else name
