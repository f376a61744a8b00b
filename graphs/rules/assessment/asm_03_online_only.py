"""Inspection online in place of the field."""

import re
from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values import AssessmentItem
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="ASM-03",
    dimension="assessment",
    title=Text(
        "以线上检查代替实地",
        "Online inspection replaces the field",
    ),
    checks=Text(
        "通知要求以平台数据、线上留痕代替实地检查；或考核方案的全部数据都只取自平台。",
        "A notice has platform data or online traces stand for inspection on site; or all data of a scheme come from platforms alone.",
    ),
    mend=Text(
        "以实地情况和群众评价为准，平台数据只作参考。",
        "Judge by the situation on site and by what people say; use platform data as a hint.",
    ),
    severity="high",
    certainty="probable",
    cause="rule",
    basis=basis(("CN-01", "五个不得之四", "part"), ("CN-03", "任务四（地方方案编号）", "part")),
    reads=(
        "AssessmentItem.scheme",
        "AssessmentItem.data_source",
        "AssessmentItem.assessor",
        "Notice.text",
    ),
    remedies=("change_assessment",),
    must_confirm="inspector",
    essay="E4",
)


_PLATFORM = re.compile(
    r"平台|(?:信息|管理|业务|办公|监测)系统|系统(?:数据|后台|统计|记录|导出|日志)|后台|线上|网上|APP|小程序|数据看板|platform|online|\bapps?\b|dashboard|system (?:data|log|record)",
    re.IGNORECASE,
)
_ELSE = re.compile(
    r"实地|现场(?!直播)|走访|入户|群众(?!服务)|满意度|问卷|访谈|第三方|台账|人工(?!智能)|\bfield\b|\bon.?site\b|\bsite visits?\b|survey|interview|citizens?\b|residents?\b",
    re.IGNORECASE,
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Screened orders; a scheme of platform data alone is a question, for its text may say more."""
    yield from screened(analysis, RULE)
    schemes: dict[tuple[str, str], list[AssessmentItem]] = defaultdict(list)
    for item in analysis.inventory.assessments.values():
        schemes[item.assessor or "", item.scheme or item.id].append(item)
    for (_, scheme), items in sorted(schemes.items()):
        sources = [item.data_source or "" for item in items]
        if len(items) > 1 and all(_PLATFORM.search(s) and not _ELSE.search(s) for s in sources):
            yield RULE.finding(
                analysis,
                sorted(item.id for item in items),
                [Reason("assess.platform_only", {"scheme": scheme, "sources": sorted(set(sources))[:4]})],
                certainty="question",
                severity="medium",
                evidence=[e for item in items[:4] for e in evidence_of(analysis.inventory, item, quote=item.data_source)[:1]],
                organisations=sorted({item.assessor or "" for item in items} - {""}),
                discriminator=scheme,
            )
