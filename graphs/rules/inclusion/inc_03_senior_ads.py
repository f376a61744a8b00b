"""Advertising or luring buttons in a senior version."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.inspections import inspected
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Text

RULE = Rule(
    id="INC-03",
    dimension="inclusion",
    title=Text(
        "适老版含广告或诱导按钮",
        "Ads or luring buttons in the senior version",
    ),
    checks=Text(
        "导入的检查结果显示，适老版页面含有广告或诱导下载、付款的按钮。",
        "An imported inspection found advertising, or buttons that lure into downloads or payments, on pages of the senior version.",
    ),
    detail_zh="以导入的检查结果为准，不以本系统的访问下结论。",
    mend=Text(
        "删除广告和诱导按钮。",
        "Remove advertising and luring buttons.",
    ),
    severity="high",
    certainty="certain",
    cause="capacity",
    basis=basis(("CN-20", "适老版不得有广告", "part")),
    reads=(
        "Inspection.object",
        "Inspection.item",
        "Inspection.outcome",
        "Inspection.date",
    ),
    remedies=("adapt_access",),
    must_confirm="inspector",
    essay="E3",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Decided by an inspection that was imported, never by a visit of our own."""
    yield from inspected(analysis, RULE, ("senior_ads",), for_public=True)
