"""Work groups that outlived their purpose, and orders to relay and reply in them."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.names import plain
from inventory.values import Channel
from inventory.values.finding import Reason, Text
from inventory.workdays import first_day, last_day

RULE = Rule(
    id="SPR-09",
    dimension="sprawl_formalism",
    title=Text(
        "工作群组过期未撤、任务群重复",
        "Work group past its purpose, or two for one task",
    ),
    checks=Text(
        "工作群组的任务结束超过设定天数仍在使用，同一单位为同一任务建有两个以上群组，或通知要求群内接龙、限时回复。",
        "A work group is in use long after its task ended, one body runs two groups for one task, or a notice orders relays or instant replies in a group.",
    ),
    detail_zh="任务结束之后仍有活动记录的为停留；同一用途的两个群组可能服务不同片区，只作核实。",
    mend=Text(
        "解散任务已结束的群组，合并同类群组。",
        "Dissolve groups whose task ended and merge those of one task.",
    ),
    severity="medium",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-03", "任务六（地方方案编号）", "part"), ("CN-38", "陕西清单第五类", "full")),
    reads=(
        "Channel.kind",
        "Channel.owner",
        "Channel.status",
        "Channel.group_purpose",
        "Channel.group_end",
        "Channel.group_active",
        "Notice.text",
    ),
    remedies=(
        "stop_demand",
        "retire",
    ),
    thresholds=("group_idle_days",),
    must_confirm="inspector",
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Stale: activity on record after the end of the task. Two groups for one purpose may serve different areas, and are asked about."""
    yield from screened(analysis, RULE)
    of_purpose: dict[tuple[str, str], list[Channel]] = defaultdict(list)
    days = int(analysis.thresholds["group_idle_days"])
    for channel in analysis.inventory.channels.values():
        if channel.kind != "work_group" or not runs(channel):
            continue
        if channel.owner and channel.group_purpose:
            of_purpose[channel.owner, plain(channel.group_purpose)].append(channel)
        ended, active = last_day(channel.group_end), first_day(channel.group_active)
        if ended is None:
            continue
        over = (analysis.today - ended).days
        used = over > days and active is not None and (active - ended).days > days
        if used or (over > days and active is None and channel.status is not None):
            reason = Reason(
                "sprawl.group_over", {"channel": channel.id, "ended": str(ended), "active": channel.group_active or "", "days": over}
            )
            yield RULE.finding(
                analysis,
                [channel.id],
                [reason],
                certainty=None if used and channel.is_declared else "question",
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
                numbers={"days": over},
            )
    for (owner, purpose), channels in sorted(of_purpose.items()):
        if len(channels) > 1:
            yield RULE.finding(
                analysis,
                [channel.id for channel in channels],
                [Reason("sprawl.groups_of_one", {"body": owner, "count": len(channels), "purpose": channels[0].group_purpose or ""})],
                certainty="question",
                evidence=[e for channel in channels[:4] for e in evidence_of(analysis.inventory, channel)[:1]],
                organisations=[owner],
                discriminator=purpose,
            )
