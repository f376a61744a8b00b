"""Work judged by counts and traces."""

import re
from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.assessed import counts_installs
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values import AssessmentItem
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="ASM-01",
    dimension="assessment",
    title=Text("考核以数量和留痕为主", "Assessment driven by activity counts and traces"),
    checks=Text(
        "一个考核方案中数量留痕类指标占比超过设定值，或含有疑似禁止用作考核的指标（应用的安装率、注册率等见 SPR-02，不重复列出）。",
        "Activity items make up more than the set share of a scheme, or it holds items that look like those that must not be assessed (rates of installs are told once, by SPR-02).",
    ),
    detail_zh="指标都填了权重的按权重计算占比，否则按条数；有未分类指标的方案只看用词。",
    mend=Text(
        "改用满意度、办成率和问题解决等实效指标。",
        "Use satisfaction, cases settled and problems solved instead.",
    ),
    severity="high",
    certainty="probable",
    cause="rule",
    basis=basis(("CN-01", "五个不得之二、三、四", "part")),
    reads=("AssessmentItem.scheme", "AssessmentItem.item_class", "AssessmentItem.text", "AssessmentItem.weight"),
    remedies=("change_assessment",),
    thresholds=("activity_share",),
    must_confirm="auditor",
    essay="E4,C2",
)


_PROHIBITED = re.compile(
    r"点赞|转发|投票|打卡|签到|在线时长|学习时长|登录(?:次数|天数|率)|下载(?:率|量|数)|安装(?:率|量)|注册(?:率|量)|激活率|活跃度|截图|积分排名|上传(?:照片|视频)"
)

_DROPPED = re.compile(r"取消|不得|不再|不作|不纳入|禁止|严禁|停止|删除")


def find(analysis: Analysis) -> Iterator[Result]:
    """Shares by weight where all items have one, else by number; a scheme with unclassified items is judged by its words only."""
    schemes: dict[str, list[AssessmentItem]] = defaultdict(list)
    for item in analysis.inventory.assessments.values():
        schemes[item.scheme or item.id].append(item)
    for scheme, items in sorted(schemes.items()):
        prohibited = [
            item
            for item in items
            if _PROHIBITED.search(item.text or "") and not _DROPPED.search(item.text or "") and not counts_installs(item)
        ]
        classed = [item for item in items if item.item_class is not None]
        weighed = all(item.weight is not None for item in items)
        total = sum(float(item.weight or 0) if weighed else 1.0 for item in items)
        active = sum(float(item.weight or 0) if weighed else 1.0 for item in items if item.item_class == "activity")
        share = active / total if total and len(classed) == len(items) else 0.0
        why = []
        if share > analysis.thresholds["activity_share"]:
            why.append(Reason("assess.activity", {"scheme": scheme, "share": round(share, 6), "count": len(items)}))
        if prohibited:
            why.append(Reason("assess.prohibited", {"scheme": scheme, "items": [(item.text or "")[:40] for item in prohibited[:6]]}))
        if len(classed) < len(items) and not why:
            yield RULE.untold(items[0].id, "AssessmentItem.item_class")
        if why:
            yield RULE.finding(
                analysis,
                sorted(item.id for item in (prohibited or items)),
                why,
                certainty=None
                if share > analysis.thresholds["activity_share"] or any(i.item_class == "activity" for i in prohibited)
                else "question",
                evidence=[e for item in (prohibited or items)[:4] for e in evidence_of(analysis.inventory, item, quote=item.text)[:1]],
                organisations=sorted({item.assessor or "" for item in items} - {""}),
                discriminator=scheme,
                numbers={"share": round(share, 4), "prohibited": len(prohibited)},
            )
