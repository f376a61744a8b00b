"""Official accounts without posts."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, answered_on, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING
from inventory.workdays import last_day

RULE = Rule(
    id="LIF-03",
    dimension="lifecycle",
    title=Text("公众账号停更", "Stale official account"),
    checks=Text(
        "公众号、微博、视频号超过规定天数没有发布内容。",
        "An official account, microblog or video account without a post for longer than the prescribed days.",
    ),
    detail_zh="从最近发布日到审计日计算天数。单位报送表格时尚未超期的，之后是否更新无人填报，列为无法判断。填报为在用的为很可能，没有填状态的只作核实。",
    mend=Text(
        "恢复更新，或合并、注销并公告。",
        "Post again, or merge and deregister it with notice.",
    ),
    severity="medium",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-12", "检查指标（盘锦、汉台转引）", "part"), ("CN-38", "高台县线索（两个月未更新）", "full")),
    reads=("Channel.kind", "Channel.last_post", "Channel.status"),
    remedies=("retire", "merge"),
    thresholds=("account_idle_days",),
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Days from the last post to the day of the audit; what was posted after its body returned the form nobody was asked, and cannot be told.

    Probable where the account is declared as running, else a question.
    """
    for channel in analysis.inventory.channels.values():
        if channel.kind not in ("official_account", "microblog", "video_account") or (
            channel.status is not None and channel.status not in RUNNING
        ):
            continue
        posted = last_day(channel.last_post)
        if posted is None:
            if channel.is_declared and not channel.is_answered("last_post"):
                yield RULE.untold(channel.id, "Channel.last_post")
            continue
        limit = analysis.thresholds["account_idle_days"]
        days = (analysis.today - posted).days
        if days > limit and (answered_on(analysis, channel.owner) - posted).days <= limit:
            yield RULE.untold(channel.id, "Channel.last_post")
        elif days > limit:
            why = [Reason("life.stale", {"channel": channel.id, "date": channel.last_post or "", "days": days})]
            yield RULE.finding(
                analysis,
                [channel.id],
                why,
                certainty=None if channel.status in RUNNING else "question",
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
                numbers={"days": days},
            )
