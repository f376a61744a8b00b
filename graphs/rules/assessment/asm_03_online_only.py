"""Inspection online in place of the field."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values import AssessmentItem
from inventory.values.finding import Finding, Reason, Text

RULE = Rule(
    id="ASM-03",
    dimension="assessment",
    title=Text(
        "以线上检查代替实地",
        "Online inspection replaces the field",
    ),
    checks=Text(
        "通知写明以平台数据、线上留痕代替实地检查，没有写明的只作核实；或考核方案的全部数据都只取自平台。",
        "A notice says that platform data or online traces stand for inspection on site; one that does not say so is only asked about; or all data of a scheme come from platforms alone.",
    ),
    detail_zh="通知写明以什么代替现场的为很可能；未写明的，以及全部数据取自平台的方案，只作核实。",
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
_TRACES = re.compile(r"留痕|上传|资料|照片|截图|视频|数据|upload|trace|photo|screenshot", re.IGNORECASE)
_ELSE = re.compile(
    r"实地|现场(?!直播)|走访|入户|群众(?!服务)|满意度|问卷|访谈|第三方|台账|人工(?!智能)|\bfield\b|\bon.?site\b|\bsite visits?\b|survey|interview|citizens?\b|residents?\b",
    re.IGNORECASE,
)


# what says that the platform's word is taken in place of a look on site
_INSTEAD = re.compile(
    r"为准|代替|替代|取代|(?:不再|不另行|不另外|无需|无须|不必|不用)(?:组织|安排|开展|进行|派员|前往|赴|到)?(?:实地|现场|入户|走访|下村|进村|到村)"
    r"|不(?:实地|现场|到现场)|视(?:为|同)|评判|认定|只看|仅凭|依据.{0,6}(?:数据|留痕)"
    r"|instead of|in place of|replac|deemed|count(?:s|ed)? as|without (?:a )?visit|no (?:site|field) visit|\bonly\b",
    re.IGNORECASE,
)


_SITE = re.compile(
    r"实地|现场|到(?:村|户|点)|下(?:村|乡|基层)|入户|走访|听(?:取)?汇报|on.?site|site visits?|in the field|travel", re.IGNORECASE
)
# what forbids it, turns it back, or only thinks about it
_SOFTENED = re.compile(
    r"不得|严禁|禁止|不准|不许|不应|不宜|避免|杜绝|防止|切忌|不能|不以|取消以|拟|探索|试点|研究|征求|意见稿|建议|可以?(?=以|用|采)|鼓励|如[果需]|[?？]"
    r"|must not|may|shall not|never|propos|consider|pilot|could|\bif\b",
    re.IGNORECASE,
)
# words that name the platform, the site and that one stands for the other are a witness of their own: beside them the screening need only
# hold the demand for likelier than not. On the 3,767 sentences of tests/data/screening such a hit was a demand each time (3 of 3)
_LIKELY = 0.5


def find(analysis: Analysis) -> Iterator[Result]:
    """Screened orders that say what stands in place of the site; others, and a scheme of platform data alone, are questions."""
    likely = {
        (hit.notice, f"{hit.category}:{hit.quote}")
        for hit in analysis.inventory.hits
        if hit.disposition != "reported" and hit.score >= _LIKELY
    }
    for told in screened(analysis, RULE):
        if not isinstance(told, Finding):
            yield told
        elif not any(_says_instead(e.quote or "") for e in told.evidence):
            yield replace(told, certainty="question", severity="medium")
        elif (told.subjects[0], told.discriminator) in likely and any(_names_both(e.quote or "") for e in told.evidence):
            yield replace(told, certainty=RULE.certainty)
        else:
            yield told
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


def _says_instead(quote: str) -> bool:
    return bool((_PLATFORM.search(quote) or _TRACES.search(quote)) and _INSTEAD.search(quote))


def _names_both(quote: str) -> bool:
    """Tell whether words name the site beside what stands in its place, and neither forbid it nor only think about it."""
    return bool(_SITE.search(quote)) and not _SOFTENED.search(quote)
