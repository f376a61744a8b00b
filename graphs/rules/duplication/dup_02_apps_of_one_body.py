"""More than one app for grassroots staff from one body."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values import Channel
from inventory.values.finding import Reason, Text
from inventory.vocabulary import APP_KINDS

RULE = Rule(
    id="DUP-02",
    dimension="duplication",
    title=Text(
        "一个单位有多个面向基层的应用",
        "More than one app for grassroots staff from one body",
    ),
    checks=Text(
        "一个单位在用的面向基层的应用程序、小程序、快应用多于一个；条文约束中央部门，其他层级只作核实。",
        "A body runs more than one app, mini program or quick app for grassroots staff. The text binds central departments; other levels are only asked.",
    ),
    detail_zh="一个单位一条；没有填使用对象的渠道不计入。",
    mend=Text(
        "合并为一个，其余改为其模块或下线。",
        "Merge them into one; make the others modules of it or close them.",
    ),
    severity="high",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-04", "中央部门原则上最多一个", "part")),
    reads=(
        "Channel.kind",
        "Channel.owner",
        "Channel.audience",
        "Channel.status",
        "Notice.text",
    ),
    remedies=(
        "merge",
        "embed_as_module",
        "retire",
    ),
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding a body. A channel whose audience is not known is not counted."""
    yield from screened(analysis, RULE)
    apps: dict[str, list[Channel]] = defaultdict(list)
    for channel in analysis.inventory.channels.values():
        if channel.kind in APP_KINDS and channel.owner and "grassroots" in channel.audience and runs(channel):
            apps[channel.owner].append(channel)
    for owner, channels in sorted(apps.items()):
        if len(channels) < 2:
            continue
        central = analysis.level_of(owner) == "national"
        known = all(channel.status is not None for channel in channels)
        yield RULE.finding(
            analysis,
            [channel.id for channel in channels],
            [Reason("dup.grassroots_apps", {"body": owner, "count": len(channels), "channels": [c.id for c in channels]})],
            severity="critical" if central else None,
            certainty=None if central and known else "question",
            evidence=[e for channel in channels[:4] for e in evidence_of(analysis.inventory, channel)[:1]],
            organisations=[owner],
            discriminator=owner,
            numbers={"apps": len(channels)},
        )
