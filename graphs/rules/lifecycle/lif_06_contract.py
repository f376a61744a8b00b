"""Running without an operation contract."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, answered_on, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING
from inventory.workdays import last_day

RULE = Rule(
    id="LIF-06",
    dimension="lifecycle",
    title=Text("运维合同到期", "Operation contract expired"),
    checks=Text(
        "系统仍在运行而运维合同已到期。",
        "The system runs and its operation contract has ended.",
    ),
    detail_zh="填报为在用而合同在审计日之前已到期的为确定；在单位报送表格之后才到期的，可能已续签，只作核实。",
    mend=Text(
        "续签、转交或按计划下线。",
        "Renew, hand over, or retire it as planned.",
    ),
    severity="medium",
    certainty="certain",
    cause="capacity",
    basis=basis(("CN-39", "普查表项，非规范依据", "full"), ("INT-16", "maintenance（仅作参照）", "full")),
    reads=("System.contract_end", "System.status"),
    remedies=("assign_duty", "retire"),
)


def find(analysis: Analysis) -> Iterator[Result]:
    """A contract that ended before the day of the audit while the system is declared as running: certain.

    Where it ended after its body returned the form, it may have been renewed since, and is asked about.
    """
    for system in analysis.inventory.systems.values():
        if system.status not in RUNNING:
            continue
        ended = last_day(system.contract_end)
        if ended is None:
            if not system.is_answered("contract_end") and system.is_declared:
                yield RULE.untold(system.id, "System.contract_end")
        elif ended < analysis.today:
            days = (analysis.today - ended).days
            why = [Reason("life.contract", {"system": system.id, "date": system.contract_end or "", "days": days})]
            yield RULE.finding(
                analysis,
                [system.id],
                why,
                certainty=None if ended < answered_on(analysis, system.owner) else "question",
                evidence=evidence_of(analysis.inventory, system),
                organisations=[system.owner],
                numbers={"days": days},
            )
