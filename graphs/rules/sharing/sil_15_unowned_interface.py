"""An interface that nobody documents, maintains or answers for."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, lacks, left_open, runs
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-15",
    dimension="silo_sharing",
    title=Text(
        "接口无文档或无人维护",
        "Undocumented or unowned interface",
    ),
    checks=Text(
        "在用接口的文档、维护单位或服务承诺填报为“无”。",
        'A running exchange answers "none" for its documentation, its maintainer or its service level.',
    ),
    detail_zh="没有中文条文要求，严重程度按良好做法确定：没有维护单位为一般，其余为较轻。",
    mend=Text(
        "补齐文档，明确维护单位和服务承诺。",
        "Write the documentation, name the maintainer and the service level.",
    ),
    severity="medium",
    certainty="certain",
    cause="duty",
    basis=basis(
        ("INT-09", "接口目录（仅作参照）", "part"),
        ("INT-15", "DataService（仅作参照）", "full"),
        ("INT-16", "maintenance（仅作参照）", "full"),
    ),
    reads=(
        "Exchange.doc_url",
        "Exchange.maintainer",
        "Exchange.sla",
        "Exchange.method",
        "Exchange.status",
    ),
    remedies=("assign_duty",),
    essay="E1",
)


_FIELDS = ("doc_url", "maintainer", "sla")


def find(analysis: Analysis) -> Iterator[Result]:
    """No Chinese text requires it, so the severity is that of good practice: medium without a maintainer, else low."""
    for exchange in analysis.inventory.exchanges.values():
        if exchange.method == "manual" or not runs(exchange) or not exchange.is_declared:
            continue
        missing = lacks(exchange, _FIELDS)
        if missing:
            ends = [analysis.inventory.systems.get(end or "") for end in (exchange.from_system, exchange.to_system)]
            yield RULE.finding(
                analysis,
                [exchange.id],
                [Reason("answer.none", {"subject": exchange.id, "fields": missing})],
                severity=None if "maintainer" in exchange.none else "low",
                certainty=None if exchange.status is not None else "question",
                evidence=evidence_of(analysis.inventory, exchange),
                organisations=[system.owner for system in ends if system is not None],
                numbers={"missing": len(missing)},
            )
        elif open_fields := left_open(exchange, _FIELDS):
            yield RULE.untold(exchange.id, *open_fields)
