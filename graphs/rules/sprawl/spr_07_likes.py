"""Likes, shares and votes as a task."""

import re
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.features import featured
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SPR-07",
    dimension="sprawl_formalism",
    title=Text(
        "点赞、转发、投票等社交任务",
        "Likes, shares or votes as a task",
    ),
    checks=Text(
        "渠道申报有点赞、转发、投票等任务，考核指标含有这类数量，或通知要求点赞转发。",
        "A channel declares likes, shares or votes as tasks, an assessment counts them, or a notice orders them.",
    ),
    detail_zh="填报的功能、筛查出的要求，以及文字提到这类数量的考核指标；后者只作核实。",
    mend=Text(
        "取消这类任务和指标。",
        "Drop such tasks and indicators.",
    ),
    severity="high",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-01", "五个不得之四", "part"), ("CN-12", "监管考核指标", "part")),
    reads=(
        "Channel.social_tasks",
        "Channel.status",
        "Channel.audience",
        "Channel.exempt_scene",
        "Channel.feature_reason",
        "AssessmentItem.text",
        "AssessmentItem.assessor",
        "Notice.text",
    ),
    remedies=(
        "stop_demand",
        "change_assessment",
    ),
    must_confirm="inspector",
    essay="E4",
)


_COUNTED = re.compile(
    r"点赞|转发|转评赞|投票|评论(?:数|量)|关注(?:数|量|率)|粉丝(?:数|量)|likes?\b|\bshares\b(?!\s+of)|reposts?\b|followers?\b",
    re.IGNORECASE,
)
_DROPPED = re.compile(
    r"取消|不得(?![低少]于)|不再|不作|不纳入|禁止|严禁|停止|删除|\bno\b(?! (?:fewer|less))|\bnot\b(?! (?:fewer|less))", re.IGNORECASE
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Declared features, screened orders, and items of a scheme whose words name such counts: these are asked about."""
    yield from screened(analysis, RULE)
    yield from featured(analysis, RULE, "social_tasks")
    for item in analysis.inventory.assessments.values():
        found = _COUNTED.search(item.text or "")
        if found and not _DROPPED.search(item.text or ""):
            yield RULE.finding(
                analysis,
                [item.id],
                [Reason("assess.social", {"item": item.id, "word": found.group()})],
                certainty="question",
                evidence=evidence_of(analysis.inventory, item, quote=item.text)[:1],
                organisations=[item.assessor],
            )
