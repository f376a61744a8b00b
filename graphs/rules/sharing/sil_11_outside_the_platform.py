"""An exchange between bodies that was built outside the integrated system."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values.finding import Reason, Text
from inventory.workdays import first_day, last_day

RULE = Rule(
    id="SIL-11",
    dimension="silo_sharing",
    title=Text(
        "在一体化平台之外另建交换通道",
        "Exchange built outside the integrated system",
    ),
    checks=Text(
        "条例施行后新建的跨部门数据交换，填报为不经国家、省、市共享平台。",
        "An exchange between bodies, built after the regulation took effect, is declared as not going through the national, provincial or city platform.",
    ),
    detail_zh="人工交换归 SIL-14。此前建成的不提出；不知道何时建成的列为需补填。",
    mend=Text(
        "接入一体化数据共享平台，原通道按程序停用。",
        "Connect it to the integrated sharing platform and close the channel.",
    ),
    severity="high",
    certainty="probable",
    cause="platform",
    basis=basis(("CN-05", "第三十一条、第三十二条、第三十九条第八项", "full")),
    reads=(
        "Exchange.via_platform",
        "Exchange.built_date",
        "Exchange.method",
        "Exchange.from_system",
        "Exchange.to_system",
        "Exchange.status",
    ),
    remedies=(
        "connect",
        "use_shared_component",
    ),
    essay="E2,C3",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Exchanges by hand are SIL-14's. What was built before the day, or when nobody knows, is not accused; the latter is asked for."""
    inventory = analysis.inventory
    for exchange in inventory.exchanges.values():
        if exchange.via_platform != "no" or exchange.method == "manual" or not runs(exchange):
            continue
        ends = [inventory.systems.get(end or "") for end in (exchange.from_system, exchange.to_system)]
        owners = {system.owner for system in ends if system is not None and system.owner}
        if len(owners) < 2:
            continue
        first, last = first_day(exchange.built_date), last_day(exchange.built_date)
        if (
            first is None
            or last is None
            or (analysis.clauses.begins_before("CN-05", first) and not analysis.clauses.begins_before("CN-05", last))
        ):
            if "built_date" not in exchange.not_applicable:
                yield RULE.untold(exchange.id, "Exchange.built_date")
        elif not analysis.clauses.begins_before("CN-05", first):
            yield RULE.finding(
                analysis,
                [exchange.id],
                [
                    Reason(
                        "share.outside",
                        {"from": exchange.from_system or "", "to": exchange.to_system or "", "built": exchange.built_date or ""},
                    )
                ],
                certainty=None if exchange.method == "platform" and exchange.status is not None else "question",
                evidence=evidence_of(inventory, exchange),
                organisations=sorted(owners),
            )
