"""Permissions or third-party kits beyond need."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.inspections import inspected
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Text

RULE = Rule(
    id="SEC-06",
    dimension="security_data",
    title=Text(
        "超范围索取权限或未声明SDK",
        "Excess permissions or third-party kits",
    ),
    checks=Text(
        "导入的安装包检测结果显示，权限与功能不符或有未声明的第三方SDK。",
        "An imported package scan found permissions that no feature needs, or third-party kits that are not listed.",
    ),
    detail_zh="以导入的检测结果为准，不以本系统的访问下结论；没有检测日期或检测单位的只作核实。",
    mend=Text(
        "收回多余权限，公布第三方SDK清单。",
        "Drop the permissions and publish the list of kits.",
    ),
    severity="medium",
    certainty="certain",
    cause="technique",
    basis=basis(("CN-23", "第六条", "full"), ("CN-26", "仅用到部分条款", "full")),
    reads=(
        "Inspection.object",
        "Inspection.item",
        "Inspection.outcome",
        "Inspection.date",
    ),
    remedies=("close_loop",),
    must_confirm="inspector",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Decided by an inspection that was imported, never by a visit of our own."""
    yield from inspected(analysis, RULE, ("permission", "sdk"))
