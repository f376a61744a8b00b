"""Cases that are passed on, sent back or overdue."""

import math
import statistics
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="RSP-08",
    dimension="responsibility",
    title=Text(
        "推诿流转、超期办理",
        "Buck-passing and overdue handling",
    ),
    checks=Text(
        "事项的件均转办次数、件均退回次数超过设定值，或超期率超过其他事项中位数的设定倍数。",
        "Transfers or returns per case of a service exceed what is set, or its overdue share exceeds the set multiple of the median of the other services.",
    ),
    detail_zh="只用汇总数，不涉及个人。办件不足20件，或没有五个以上其他事项可比的超期率，只作核实。",
    mend=Text(
        "明确首接和主办，清理超期件，公布办理时限。",
        "Settle first receiver and lead, clear what is overdue, publish the time limits.",
    ),
    severity="high",
    certainty="probable",
    cause="duty",
    basis=basis(("CN-00", "E1（文章，非规范依据）", "full"), ("CN-30", "表7、表10（仅作参照）", "full")),
    reads=(
        "Service.cases",
        "Service.transferred",
        "Service.returned",
        "Service.overdue",
    ),
    remedies=(
        "assign_duty",
        "close_loop",
    ),
    thresholds=(
        "transfers_per_case",
        "returns_per_case",
        "overdue_share",
        "overdue_times",
    ),
    must_confirm="auditor",
    essay="E1,E5",
)


_PEERS = 5
_CASES = 20


def find(analysis: Analysis) -> Iterator[Result]:
    """Shares of aggregates, never of persons; fewer than 20 cases, or overdue cases without five peers, are only asked about."""
    inventory = analysis.inventory
    with_cases = [s for s in inventory.services.values() if (s.cases or 0) > 0]
    overdue = {s.id: s.overdue / s.cases for s in with_cases if s.cases and s.overdue is not None and s.overdue >= 0}
    for service in with_cases:
        cases = service.cases or 1
        why = []
        for field, limit in (("transferred", "transfers_per_case"), ("returned", "returns_per_case")):
            count = getattr(service, field)
            if count is not None and count / cases > analysis.thresholds[limit]:
                why.append(Reason(f"duty.{field}", {"service": service.id, "rate": round(count / cases, 2), "cases": cases}))
        peers = [rate for other, rate in overdue.items() if other != service.id]
        late = overdue.get(service.id, 0.0)
        compared = len(peers) >= _PEERS
        usual = statistics.median(peers) if compared else 0.0
        floor = analysis.thresholds["overdue_share"]
        if late > floor and _at_least(service.overdue or 0, cases) > max(floor, analysis.thresholds["overdue_times"] * usual):
            reason = {"service": service.id, "share": round(late, 6), "cases": cases, "peers": len(peers)}
            why.append(Reason("duty.overdue" if compared else "duty.overdue_alone", reason))
        if why:
            told = any(reason.code != "duty.overdue_alone" for reason in why)
            yield RULE.finding(
                analysis,
                [service.id],
                why,
                certainty=None if told and cases >= _CASES and service.is_declared else "question",
                evidence=evidence_of(inventory, service),
                organisations=[service.owner],
                numbers={"cases": cases, "overdue": round(late, 4)},
            )


def _at_least(count: int, of: int) -> float:
    """The lower end of the 95 % interval of a share (Wilson 1927): few cases prove little."""
    share, z = min(count / of, 1.0), 1.96
    middle = share + z * z / (2 * of)
    return (middle - z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))) / (1 + z * z / of)
