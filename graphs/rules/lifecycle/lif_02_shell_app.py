"""A shell or broken app."""

import itertools
from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.inspections import inspected
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values import Usage
from inventory.values.finding import Reason, Text
from inventory.vocabulary import APP_KINDS

RULE = Rule(
    id="LIF-02",
    dimension="lifecycle",
    title=Text(
        "空壳或低效应用",
        "Shell or broken app",
    ),
    checks=Text(
        "应用连续数月的活跃用户不足目标用户的设定比例；或导入的检查结果为空壳、打不开、已下架；或抓取时页面已不存在。",
        "The active users of an app stay below the set share of its target users for months; or an imported inspection found it to be a shell, broken or removed from the store; or its page was gone when it was crawled.",
    ),
    detail_zh="有记录的最近几个月每月都低为很可能；月数不足或不连续，或只是本系统一次访问失败的，只作核实。",
    mend=Text(
        "限期整改，仍低效的关停或整合。",
        "Mend it in time; where use stays low, close or merge it.",
    ),
    severity="high",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-01", "使用率低、实用性差的限期整改或关停", "part"), ("CN-38", "云南第一类、高台第五类", "full")),
    reads=(
        "Usage.mau",
        "Usage.target_users",
        "Usage.period",
        "Channel.kind",
        "Channel.status",
        "Channel.urls",
        "Inspection.item",
    ),
    remedies=(
        "retire",
        "merge",
    ),
    thresholds=(
        "low_use_share",
        "low_use_months",
    ),
    must_confirm="inspector",
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Low use in each of the last months on record; fewer months, or our own failed visit alone, are questions."""
    yield from inspected(analysis, RULE, ("shell", "store_removed"))
    months = int(analysis.thresholds["low_use_months"])
    for channel in analysis.inventory.channels.values():
        if channel.kind not in (*APP_KINDS, "h5") or not runs(channel):
            continue
        by_month: dict[str, list[Usage]] = defaultdict(list)
        for usage in (analysis.inventory.usage[i] for i in analysis.scape.usage_of.get(channel.id, ())):
            if usage.period:
                by_month[usage.period].append(usage)
        latest = sorted(by_month)[-months:]
        shares = [max((u.mau / u.target_users for u in by_month[m] if u.mau is not None and u.target_users), default=1.0) for m in latest]
        low = bool(shares) and max(shares) < analysis.thresholds["low_use_share"]
        in_a_row = all(_next_month(first) == second for first, second in itertools.pairwise(latest))
        broken = [u for u in channel.urls if (page := analysis.inventory.pages.get(u)) is not None and page.status in (404, 410)]
        why = []
        if low:
            why.append(
                Reason(
                    "life.app_low_use",
                    {"channel": channel.id, "months": len(shares), "share": round(max(shares), 6), "period": latest[-1]},
                )
            )
        if broken:
            why.append(Reason("life.page_gone", {"channel": channel.id, "url": broken[0]}))
        if why:
            sure = low and len(shares) >= months and in_a_row and channel.is_declared and channel.status is not None
            yield RULE.finding(
                analysis,
                [channel.id],
                why,
                certainty=None if sure else "question",
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
                numbers={"share": round(max(shares, default=0.0), 4), "months": len(shares)},
            )


def _next_month(period: str) -> str:
    """The month after a month written as 2026-07; what is no month is followed by none."""
    year, _, month = period.partition("-")
    if not (year.isdigit() and month.isdigit()):
        return ""
    number = int(year) * 12 + int(month)
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
