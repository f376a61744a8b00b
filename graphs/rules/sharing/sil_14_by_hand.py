"""Data carried by hand."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING

RULE = Rule(
    id="SIL-14",
    dimension="silo_sharing",
    title=Text("人工搬运数据", "Data carried by hand"),
    checks=Text(
        "交换方式为邮件、拷盘、工作群、纸质等人工方式。",
        "An exchange by mail, disk, chat group or paper.",
    ),
    detail_zh="每个人工交换一条。",
    mend=Text(
        "改为接口、批量交换或平台下载。",
        "Replace it by interface, batch exchange or platform download.",
    ),
    severity="medium",
    certainty="certain",
    cause="technique",
    basis=basis(("CN-05", "第二十二条（仅限部门间共享）", "full")),
    reads=("Exchange.method", "Exchange.status"),
    remedies=("connect",),
    essay="E2",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding an exchange that runs by hand."""
    for exchange in analysis.inventory.exchanges.values():
        if exchange.method == "manual" and (exchange.status is None or exchange.status in RUNNING):
            why = [
                Reason(
                    "share.manual",
                    {
                        "from": exchange.from_system or "",
                        "to": exchange.to_system or "",
                        "items": list(exchange.elements)[:8],
                        "frequency": f"frequency:{exchange.frequency}" if exchange.frequency else "",
                    },
                )
            ]
            ends = [analysis.inventory.systems.get(end or "") for end in (exchange.from_system, exchange.to_system)]
            owners = [system.owner for system in ends if system is not None]
            yield RULE.finding(
                analysis,
                [exchange.id],
                why,
                certainty=None if len(set(owners) - {None}) == 2 and exchange.status in RUNNING else "question",
                evidence=evidence_of(analysis.inventory, exchange),
                organisations=owners,
            )
