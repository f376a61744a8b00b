"""Paid for after its end."""

from collections.abc import Iterator
from decimal import Decimal

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values import Cost
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="LIF-07",
    dimension="lifecycle",
    title=Text("已停用仍付费", "Still paid after retirement"),
    checks=Text(
        "系统停用或下线之后的年度仍有运维、许可或云资源支出。",
        "Operation, licence or cloud costs in a year after the system was suspended or retired.",
    ),
    detail_zh="只计系统停止年度之后的财政年度；没有停止日期的无法判断。",
    mend=Text(
        "停止支付，清算合同，退回资源。",
        "Stop paying, settle the contract, give the resources back.",
    ),
    severity="high",
    certainty="probable",
    cause="capacity",
    basis=basis(("CN-10", "运维经费条款（未见原文，仅涉中央项目）", "memory"), ("INT-05", "许可清查（美国法，仅作参照）", "part")),
    reads=("System.status", "System.end_date", "Cost.fiscal_year", "Cost.om_yuan", "Cost.licence_yuan", "Cost.cloud_yuan"),
    remedies=("retire",),
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Costs of fiscal years after the year in which the system ended; without an end date it cannot be told."""
    for system in analysis.inventory.systems.values():
        if system.status not in ("suspended", "retired"):
            continue
        costs = [analysis.inventory.costs[c] for c in analysis.scape.costs_of.get(system.id, ())]
        if system.end_date is None:
            if any(_running(cost) for cost in costs):
                yield RULE.untold(system.id, "System.end_date")
            continue
        late = [cost for cost in costs if cost.fiscal_year is not None and cost.fiscal_year > int(system.end_date[:4]) and _running(cost)]
        if late:
            total = sum((_running(cost) for cost in late), Decimal(0))
            years = sorted({cost.fiscal_year for cost in late if cost.fiscal_year is not None})
            why = [
                Reason("life.paid", {"system": system.id, "date": system.end_date, "years": [str(y) for y in years], "yuan": int(total)})
            ]
            yield RULE.finding(
                analysis,
                [system.id],
                why,
                evidence=[e for cost in late for e in evidence_of(analysis.inventory, cost)[:1]],
                organisations=[system.owner],
                numbers={"yuan": float(total)},
            )


def _running(cost: Cost) -> Decimal:
    return sum((amount for amount in (cost.om_yuan, cost.licence_yuan, cost.cloud_yuan) if amount is not None), Decimal(0))
