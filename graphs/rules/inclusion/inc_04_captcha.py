"""A captcha without an alternative."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.inspections import inspected
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Text

RULE = Rule(
    id="INC-04",
    dimension="inclusion",
    title=Text(
        "验证码没有替代方式",
        "Captcha without an alternative",
    ),
    checks=Text(
        "导入的检查结果显示，非文本验证码没有语音、文字等替代方式。",
        "An imported inspection found a captcha without a voice or text alternative.",
    ),
    detail_zh="以导入的检查结果为准，不以本系统的访问下结论。",
    mend=Text(
        "增加语音或短信验证方式。",
        "Offer a voice or text alternative.",
    ),
    severity="medium",
    certainty="certain",
    cause="capacity",
    basis=basis(("CN-20", "验证码替代方式", "part")),
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
    yield from inspected(analysis, RULE, ("captcha",), for_public=True)
