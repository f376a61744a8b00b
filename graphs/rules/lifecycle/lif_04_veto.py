"""Veto items of a website inspection."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.inspections import inspected
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Text

RULE = Rule(
    id="LIF-04",
    dimension="lifecycle",
    title=Text(
        "网站单项否决",
        "Website veto items",
    ),
    checks=Text(
        "导入的网站检查结果有单项否决指标不合格：打不开、首页或栏目不更新、严重错误、互动回应差、服务不实用、安全事故。",
        "An imported website inspection found a veto item failed: cannot be reached, stale home page or columns, serious errors, no answers, unusable services, security breach.",
    ),
    detail_zh="以导入的检查结果为准，不以本系统的访问下结论；没有检查日期或检查单位的只作核实。",
    mend=Text(
        "限期整改或关停整合。",
        "Mend it in time, or close and merge it.",
    ),
    severity="critical",
    certainty="certain",
    cause="capacity",
    basis=basis(("CN-12", "单项否决指标", "part")),
    reads=(
        "Inspection.object",
        "Inspection.item",
        "Inspection.outcome",
        "Inspection.date",
    ),
    remedies=(
        "close_loop",
        "retire",
    ),
    must_confirm="inspector",
    essay="E5",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Decided by an inspection that was imported, never by a visit of our own."""
    yield from inspected(
        analysis,
        RULE,
        (
            "veto_unreachable",
            "veto_home_stale",
            "veto_columns_stale",
            "veto_error",
            "veto_no_answer",
            "veto_unusable_service",
            "veto_security",
        ),
    )
