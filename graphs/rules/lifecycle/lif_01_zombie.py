"""Systems that run for nobody."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values import System, Usage
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING
from inventory.workdays import last_day, months_later

RULE = Rule(
    id="LIF-01",
    dimension="lifecycle",
    title=Text("僵尸系统", "Zombie system"),
    checks=Text(
        "五条表述中至少两条独立迹象：与业务流程脱节、可被替代、长期闲置、停止更新运维、使用范围小频度低。",
        "At least two independent signs of five: out of the business flow, replaceable, long idle, updates and operation stopped, small scope and low frequency.",
    ),
    mend=Text(
        "核实后关停；数据先归档或迁移。",
        "Check, then close it; archive or move the data first.",
    ),
    severity="high",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-07", "五条标准（平顶山转引）", "part")),
    reads=(
        "System.status",
        "System.frequency",
        "System.user_scope",
        "System.contract_end",
        "Usage.mau",
        "Usage.target_users",
        "Channel.release_date",
    ),
    remedies=("retire",),
    thresholds=("low_use_share", "stale_months"),
    essay="E4",
)


# signs of one of the five criteria are not independent of each other
_CRITERION = {
    "life.low_use": "use",
    "life.no_use": "use",
    "life.rarely": "use",
    "life.replaceable": "replaceable",
    "life.no_operation": "stopped",
    "life.contract_long_ended": "stopped",
    "life.no_release": "stopped",
}


def find(analysis: Analysis) -> Iterator[Result]:
    """Two signs make it probable; one sign alone says nothing."""
    successors = _successors(analysis)
    for system in analysis.inventory.systems.values():
        if system.status is not None and system.status not in RUNNING:
            continue
        signs = _signs(analysis, system, successors.get(system.id, set()))
        if len({_CRITERION[sign.code] for sign in signs}) >= 2:
            why = [Reason("life.zombie", {"system": system.id, "count": len(signs)}), *signs]
            yield RULE.finding(
                analysis,
                [system.id],
                why,
                certainty=None if system.status in RUNNING else "question",
                evidence=evidence_of(analysis.inventory, system),
                organisations=[system.owner],
                numbers={"signs": len(signs)},
            )


def _successors(analysis: Analysis) -> dict[str, set[str]]:
    """System → the running ones that replace it, as they say themselves or as people judged."""
    systems = analysis.inventory.systems
    found: dict[str, set[str]] = defaultdict(set)
    for system in systems.values():
        for old in system.replaces:
            found[old].add(system.id)
    for pair in analysis.verdicts.by_pair:
        if len(pair) == 2 and pair <= systems.keys():
            for new, old in permutations(pair):
                if analysis.verdicts.says("successor", new, old, analysis.hands):
                    found[old].add(new)
    return {old: {new for new in replacing if systems[new].status in RUNNING} for old, replacing in found.items()}


def _signs(analysis: Analysis, system: System, successors: set[str]) -> list[Reason]:
    signs = []
    usage = _latest(analysis, system.id)
    if usage is not None and usage.mau is not None and usage.target_users:
        share = usage.mau / usage.target_users
        if share < analysis.thresholds["low_use_share"]:
            signs.append(
                Reason(
                    "life.low_use", {"mau": usage.mau, "target": usage.target_users, "share": round(share, 6), "period": usage.period or ""}
                )
            )
    elif usage is not None and usage.mau == 0:
        signs.append(Reason("life.no_use", {"period": usage.period or ""}))
    if system.frequency in ("occasional", "unused") or (system.frequency == "yearly" and system.user_scope in ("section", "body")):
        signs.append(Reason("life.rarely", {"frequency": f"use_frequency:{system.frequency}"}))
    if "operator" in system.none and "contract_end" in system.none:
        signs.append(Reason("life.no_operation", {}))
    else:
        ended = last_day(system.contract_end)
        if ended is not None and analysis.today > months_later(ended, int(analysis.thresholds["stale_months"])):
            signs.append(Reason("life.contract_long_ended", {"date": system.contract_end or ""}))
    signs += [Reason("life.replaceable", {"other": other}) for other in sorted(successors)]
    released = [
        d for c in analysis.scape.channels_of.get(system.id, ()) if (d := last_day(analysis.inventory.channels[c].release_date)) is not None
    ]
    if released and analysis.today > months_later(max(released), int(analysis.thresholds["stale_months"])):
        signs.append(Reason("life.no_release", {"date": max(released).isoformat()}))
    return signs


def _latest(analysis: Analysis, system: str) -> Usage | None:
    known = [analysis.inventory.usage[u] for u in analysis.scape.usage_of.get(system, ())]
    return max(known, key=lambda usage: usage.period or "", default=None)
