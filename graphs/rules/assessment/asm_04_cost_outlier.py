"""A cost per user or case far above that of peers."""

import statistics
from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values import System
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="ASM-04",
    dimension="assessment",
    title=Text(
        "投入产出明显偏离同类",
        "Cost outlier",
    ),
    checks=Text(
        "系统的年运行费用除以活跃用户或办件量，超过同类系统中位数的设定倍数。",
        "The yearly running cost per active user or per case exceeds the set multiple of the median of its peers.",
    ),
    detail_zh="同类指同一类别的在用系统，另有至少五个才比较；费用高有多种原因，始终只作核实。",
    mend=Text(
        "核实费用和使用情况，整合或重新议价。",
        "Check cost and use; merge it or negotiate anew.",
    ),
    severity="medium",
    certainty="question",
    cause="awareness",
    basis=basis(("INT-01", "步骤4.2（仅作参照）", "part"), ("INT-02", "第65、160项（仅作参照）", "full"), ("CN-05", "第三十八条", "full")),
    reads=(
        "Cost.om_yuan",
        "Cost.licence_yuan",
        "Cost.cloud_yuan",
        "Cost.fiscal_year",
        "Usage.mau",
        "Usage.cases",
        "Usage.period",
        "System.kind",
    ),
    remedies=(
        "merge",
        "retire",
    ),
    thresholds=("cost_times",),
    must_confirm="auditor",
    essay="E4",
)


_PEERS = 5


def find(analysis: Analysis) -> Iterator[Result]:
    """Peers are running systems of one kind, at least five besides; a cost has many reasons, so it stays a question."""
    rates: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for system in analysis.inventory.systems.values():
        yearly = _yearly(analysis, system)
        usage = max(
            (analysis.inventory.usage[u] for u in analysis.scape.usage_of.get(system.id, ())),
            key=lambda u: (u.period or "", u.id),
            default=None,
        )
        if yearly is None or usage is None or not runs(system) or not system.kind:
            continue
        for unit, count in (("user", usage.mau), ("case", usage.cases * 12 if usage.cases else None)):
            if count:
                rates[system.kind, unit][system.id] = yearly / count
    for (_kind, unit), known in sorted(rates.items()):
        for identifier, rate in sorted(known.items()):
            peers = [r for other, r in known.items() if other != identifier]
            if len(peers) < _PEERS or not statistics.median(peers) or rate <= analysis.thresholds["cost_times"] * statistics.median(peers):
                continue
            system = analysis.inventory.systems[identifier]
            times = rate / statistics.median(peers)
            parts = {"system": identifier, "yuan": round(rate, 1), "times": round(times, 1), "peers": len(peers)}
            yield RULE.finding(
                analysis,
                [identifier],
                [Reason(f"assess.cost_per_{unit}", parts)],
                evidence=evidence_of(analysis.inventory, system),
                organisations=[system.owner],
                discriminator=unit,
                numbers={"yuan": round(rate, 2), "times": round(times, 2)},
            )


def _yearly(analysis: Analysis, system: System) -> float | None:
    """Operation, licences and cloud of the latest year, as answered."""
    costs = [
        c
        for i in analysis.scape.costs_of.get(system.id, ())
        if (c := analysis.inventory.costs[i]).om_yuan is not None or "om_yuan" in c.none
    ]
    latest = max((c.fiscal_year or 0 for c in costs), default=None)
    parts = [a for c in costs if (c.fiscal_year or 0) == latest for a in (c.om_yuan, c.licence_yuan, c.cloud_yuan) if a is not None]
    return float(sum(parts)) if parts else None
