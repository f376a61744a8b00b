"""No entry for complaints and suggestions."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values.finding import Reason, Text
from inventory.vocabulary import APP_KINDS

RULE = Rule(
    id="RSP-07",
    dimension="responsibility",
    title=Text(
        "没有投诉建议入口",
        "No complaint or suggestion entry",
    ),
    checks=Text(
        "在用应用、网站填报没有投诉建议入口；只供内部使用的，只作核实。",
        "A running app or website is declared to have no entry for complaints and suggestions. Where only staff use it, it is asked about.",
    ),
    detail_zh="抓取没有看到的，可能在登录之后；工作人员另有反映渠道：两者只作核实。",
    mend=Text(
        "设置入口并按时回应。",
        "Set up an entry and answer in time.",
    ),
    severity="medium",
    certainty="certain",
    cause="awareness",
    basis=basis(("CN-01", "反馈条款", "part"), ("CN-12", "互动回应", "part")),
    reads=(
        "Channel.feedback",
        "Channel.kind",
        "Channel.audience",
        "Channel.status",
    ),
    remedies=("adapt_access",),
    essay="E5",
)


_KINDS = (*APP_KINDS, "website", "h5")


def find(analysis: Analysis) -> Iterator[Result]:
    """What a crawl did not see may be there behind a log-in, and staff may have other ways to complain: both are questions."""
    for channel in analysis.inventory.channels.values():
        if channel.kind not in _KINDS or not runs(channel):
            continue
        outward = bool(set(channel.audience) & {"public", "business", "special_group"})
        if channel.feedback is False:
            sure = outward and channel.is_declared and channel.status is not None
            yield RULE.finding(
                analysis,
                [channel.id],
                [Reason("answer.no", {"subject": channel.id, "field": "field:Channel.feedback"})],
                certainty=None if sure else "question",
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
            )
        elif channel.feedback is None and outward and channel.is_declared and not channel.is_answered("feedback"):
            yield RULE.untold(channel.id, "Channel.feedback")
