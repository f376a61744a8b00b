"""Quotas, rankings or reprimands on installs and registrations."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.assessed import RATE, counts_installs, names_software
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
    detail_zh="筛查出的通知，以及统计安装、注册的考核指标；没有指明应用的、取消这类统计的只作核实。与数字化无关的指标（资金使用率、烟感安装率等）不在此列。",
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


def find(analysis: Analysis) -> Iterator[Result]:
    """Screened notices, and assessment items that count installs or registrations; one that names no app, or only drops such a count, is asked about.

    An item that names nothing digital (the use of funds, smoke detectors that were fitted) is none of this rule's business.
    """
    yield from screened(analysis, RULE)
    for item in analysis.inventory.assessments.values():
        found = RATE.search(item.text or "")
        if found and item.item_class in (None, "activity") and names_software(item):
            why = [Reason("sprawl.rate_assessed", {"scheme": item.scheme or "", "words": found.group(0)})]
            yield RULE.finding(
                analysis,
                [item.id],
                why,
                certainty=None if counts_installs(item) else "question",
                evidence=evidence_of(analysis.inventory, item, quote=item.text),
                organisations=[item.assessor],
                category="download_quota",
            )
