"""Several accounts of one body on one platform."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING

RULE = Rule(
    id="DUP-03",
    dimension="duplication",
    title=Text("同一单位同一平台多个公众账号", "Several official accounts of one body on one platform"),
    checks=Text(
        "同一单位在同一平台上运行的公众号、微博、视频号多于一个。",
        "More than one running official account, microblog or video account of one body on one platform.",
    ),
    detail_zh="按单位、类型、平台统计在用账号；没有填平台的账号不计入。",
    mend=Text(
        "保留一个账号，其余合并后注销并公告。",
        "Keep one, merge the others into it, deregister them with notice.",
    ),
    severity="medium",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-11", "同一平台一个账号（原则上）", "part")),
    reads=("Channel.kind", "Channel.platform", "Channel.owner", "Channel.status"),
    remedies=("merge",),
    thresholds=("accounts_per_platform",),
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Counts running accounts by owner, kind and platform; an account whose platform nobody named is not counted."""
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for channel in analysis.inventory.channels.values():
        if channel.kind not in ("official_account", "microblog", "video_account") or channel.owner not in analysis.inventory.organisations:
            continue
        if channel.status is not None and channel.status not in RUNNING:
            continue
        platform = channel.platform or {"official_account": "wechat", "microblog": "weibo"}.get(channel.kind)
        if platform is None:
            yield RULE.untold(channel.id, "Channel.platform")
            continue
        groups[channel.owner or "", channel.kind, platform].append(channel.id)
    for (owner, kind, platform), accounts in sorted(groups.items()):
        if len(accounts) > analysis.thresholds["accounts_per_platform"]:
            records = [analysis.inventory.channels[account] for account in sorted(accounts)]
            declared = all(record.is_declared for record in records)
            yield RULE.finding(
                analysis,
                sorted(accounts),
                [Reason("dup.accounts", {"owner": owner, "count": len(accounts), "platform": f"platform:{platform}"})],
                certainty=None if declared and all(r.status in RUNNING and r.platform for r in records) else "question",
                evidence=[e for r in records for e in evidence_of(analysis.inventory, r)[:1]],
                organisations=[owner],
                discriminator=kind,
                numbers={"count": len(accounts)},
            )
