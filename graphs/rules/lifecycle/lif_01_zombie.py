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
        "以下三类迹象至少有两类：使用少（连续数月活跃用户不足目标用户的设定比例、为零，或填报为偶发、未用，或仅本科室、本单位每年使用）；可被替代（已有在用系统接替）；停止更新运维（无运维单位和运维合同，或合同到期、应用未更新超过设定月数）。是否与业务流程脱节无法由数据得出，不作判断。",
        "Signs of at least two of three kinds: little use (active users below the set share of target users or none for months, or declared as occasional or unused, or yearly within one office or body); replaceable (a running system has taken over); updates and operation stopped (neither operator nor contract, or a contract ended or no release for the set months). Whether it is out of the business flow no data tell.",
    ),
    detail_zh="两类迹象为很可能，一类迹象不作结论。系统在试运行、没有填运行状态，或使用少的数据不足设定月数的，只作核实。",
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
        "Usage.period",
        "Channel.release_date",
        "System.operator",
        "System.replaces",
    ),
    remedies=("retire",),
    thresholds=("low_use_share", "low_use_months", "stale_months"),
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
    """Signs of two kinds make it probable; one kind alone says nothing.

    A question where it is on trial or nobody said that it runs, and where little use rests on fewer months than are set.
    """
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
                certainty=None if system.status == "active" and not _is_brief(analysis, system, signs) else "question",
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
    signs = _of_use(analysis, system)
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


def _latest(analysis: Analysis, system: str) -> list[Usage]:
    """The use in each of the last months on record (as many as are set), the newest first; of one month the highest."""
    by_month: dict[str, Usage] = {}
    for usage in (analysis.inventory.usage[u] for u in analysis.scape.usage_of.get(system, ())):
        if usage.mau is not None:
            month = usage.period or ""
            by_month[month] = max(usage, by_month.get(month, usage), key=lambda u: u.mau or 0)
    return [by_month[month] for month in sorted(by_month, reverse=True)[: int(analysis.thresholds["low_use_months"])]]


def _of_use(analysis: Analysis, system: System) -> list[Reason]:
    """Little or no use in every one of the last months on record: a month off, a school holiday say, is no sign."""
    latest = _latest(analysis, system.id)
    shares = [(usage.mau or 0) / usage.target_users if usage.target_users else None for usage in latest]
    if latest and all(share is not None and share < analysis.thresholds["low_use_share"] for share in shares):
        newest = latest[0]
        told = {"mau": newest.mau, "target": newest.target_users, "share": round(shares[0] or 0, 6), "period": newest.period or ""}
        return [Reason("life.low_use", told)]
    if latest and all(usage.mau == 0 for usage in latest):
        return [Reason("life.no_use", {"period": latest[0].period or ""})]
    return []


def _is_brief(analysis: Analysis, system: System, signs: list[Reason]) -> bool:
    """Tell whether little use is needed for two kinds of signs and rests on fewer months than are set."""
    counted = [sign for sign in signs if sign.code in ("life.low_use", "life.no_use")]
    kinds = {_CRITERION[sign.code] for sign in signs if sign not in counted}
    return len(kinds) < 2 and bool(counted) and len(_latest(analysis, system.id)) < int(analysis.thresholds["low_use_months"])
