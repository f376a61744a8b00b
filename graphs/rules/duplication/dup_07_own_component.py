"""A common capability that was built again."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.build import regions_of
from graphs.regions import any_intersect
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values import System
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="DUP-07",
    dimension="duplication",
    title=Text(
        "重复建设共用能力",
        "A common capability built again",
    ),
    checks=Text(
        "系统自建身份认证、电子印章、电子证照、支付、短信、地图等能力，而本地区其他系统已在使用共用的同类能力。",
        "A system has its own identity, seal, e-licence, payment, message or map component while other systems of the region use a shared one.",
    ),
    detail_zh="共用能力是否存在，以已在使用它的系统为证；自建和共用都有的可能正在切换，只作核实。共用平台自身不算。",
    mend=Text(
        "改用共用能力；确需自建的，写明原因。",
        "Use the shared component; where an own one is needed, say why.",
    ),
    severity="medium",
    certainty="probable",
    cause="platform",
    basis=basis(("CN-17", "第五条、第九条、第十条", "full"), ("INT-09", "共用组件（仅作参照）", "part")),
    reads=(
        "System.built_own",
        "System.kind",
        "System.uses_shared",
        "System.owner",
        "System.coverage",
        "System.status",
    ),
    remedies=("use_shared_component",),
    essay="E2,C3",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """That a shared component exists is proved by those who use it; who has both may be moving to it, and is asked. A shared platform provides it."""
    systems = [system for system in analysis.inventory.systems.values() if runs(system)]
    users: dict[str, list[System]] = defaultdict(list)
    for system in systems:
        for component in system.uses_shared:
            users[component].append(system)
    for system in systems:
        if system.kind == "shared_platform":
            continue
        found: dict[str, list[System]] = {}
        for component in system.built_own:
            others = [
                u
                for u in users[component]
                if u.id != system.id and any_intersect(regions_of(analysis.inventory, u), regions_of(analysis.inventory, system))
            ]
            if others:
                found[component] = others
        if not found:
            continue
        why = [
            Reason(
                "dup.own_component",
                {"system": system.id, "component": f"component:{component}", "count": len(others), "users": [u.id for u in others[:4]]},
            )
            for component, others in sorted(found.items())
        ]
        here = regions_of(analysis.inventory, system)
        proved = any(u.status is not None and here and regions_of(analysis.inventory, u) for others in found.values() for u in others)
        moving = set(found) <= set(system.uses_shared)
        yield RULE.finding(
            analysis,
            [system.id],
            why,
            certainty="question" if moving or not proved or system.status is None or not system.is_declared else None,
            evidence=evidence_of(analysis.inventory, system),
            organisations=[system.owner],
            numbers={"components": len(found)},
        )
