"""Quotas, rankings or reprimands on installs and registrations."""

import re
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SPR-02",
    dimension="sprawl_formalism",
    title=Text("限定安装使用率并考核通报", "Quota, ranking or reprimand on install, register or activation rate"),
    checks=Text(
        "通知或考核指标对下载量、安装率、注册率、活跃度定任务、排名或通报。",
        "A notice or assessment item sets targets, rankings or reprimands on downloads, installs, registrations or activity.",
    ),
    mend=Text(
        "取消指标和排名，改用满意度和办成率。",
        "Drop the targets and rankings; use satisfaction and cases settled instead.",
    ),
    severity="high",
    certainty="probable",
    cause="rule",
    basis=basis(("CN-01", "五个不得之三", "part"), ("CN-03", "任务六（地方方案编号）", "part")),
    reads=("Notice.text", "AssessmentItem.text"),
    remedies=("stop_demand", "change_assessment"),
    must_confirm="inspector",
    essay="E4",
)


_RATE = re.compile(r"(?:下载|安装|注册|激活|活跃|关注|使用)(?:率|量|数|人数|度)")
_APP = re.compile(r"app|应用程序|小程序|快应用|客户端|公众号|平台|账号", re.I)
_DROPPED = re.compile(r"取消|不得|严禁|禁止|停止|不再|不作")


def find(analysis: Analysis) -> Iterator[Result]:
    """Screened notices, and assessment items that count installs or registrations."""
    yield from screened(analysis, RULE)
    for item in analysis.inventory.assessments.values():
        found = _RATE.search(item.text or "")
        if found and item.item_class in (None, "activity"):
            why = [Reason("sprawl.rate_assessed", {"scheme": item.scheme or "", "words": found.group(0)})]
            yield RULE.finding(
                analysis,
                [item.id],
                why,
                certainty=None
                if item.item_class == "activity" and _APP.search(item.text or "") and not _DROPPED.search(item.text or "")
                else "question",
                evidence=evidence_of(analysis.inventory, item, quote=item.text),
                organisations=[item.assessor],
                category="download_quota",
            )
