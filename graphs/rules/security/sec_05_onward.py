"""Shared data passed on without consent, or records of use kept too short."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SEC-05",
    dimension="security_data",
    title=Text(
        "擅自转供或日志留存不足",
        "Onward supply without consent, or records under three years",
    ),
    checks=Text(
        "数据交换申报未经提供单位同意转供第三方；或使用记录留存少于规定年数。",
        "An exchange is declared to pass data to third parties without the consent of their provider; or its records of use are kept for fewer years than prescribed.",
    ),
    detail_zh="未经同意转供是单位自己的填报，为确定；仅留存年限不足的为一般，同一单位内部的交换不计。",
    mend=Text(
        "停止转供或取得同意；使用记录至少留存三年。",
        "Stop it or obtain consent; keep records of use for three years at least.",
    ),
    severity="high",
    certainty="certain",
    cause="duty",
    basis=basis(("CN-05", "第二十五条、第二十九条、第四十条", "full")),
    reads=(
        "Exchange.onward",
        "Exchange.log_years",
        "Exchange.status",
        "Exchange.from_system",
        "Exchange.to_system",
    ),
    remedies=(
        "assign_duty",
        "close_loop",
    ),
    thresholds=("log_years",),
    must_confirm="auditor",
    essay="E1",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Declared onward supply is the body's own answer; records too short are medium."""
    inventory = analysis.inventory
    for exchange in inventory.exchanges.values():
        if not runs(exchange):
            continue
        ends = [inventory.systems.get(end or "") for end in (exchange.from_system, exchange.to_system)]
        why = []
        if exchange.onward == "without_consent":
            why.append(Reason("secure.onward", {"from": exchange.from_system or "", "to": exchange.to_system or ""}))
        years = int(analysis.thresholds["log_years"])
        short = "log_years" in exchange.none or (exchange.log_years is not None and exchange.log_years < years)
        owners = {s.owner for s in ends if s is not None and s.owner}
        if short and (len(owners) == 2 or None in ends or not all(s.owner for s in ends if s is not None)):
            why.append(Reason("secure.log", {"exchange": exchange.id, "years": exchange.log_years or 0, "limit": years}))
        if why:
            yield RULE.finding(
                analysis,
                [exchange.id],
                why,
                severity=None if exchange.onward == "without_consent" else "medium",
                certainty=None
                if exchange.is_declared and exchange.status is not None and (len(owners) == 2 or exchange.onward == "without_consent")
                else "question",
                evidence=evidence_of(inventory, exchange),
                organisations=[system.owner for system in ends if system is not None],
            )
