"""Closed without notice, cancelled filing or care for the data."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, lacks, left_open
from inventory.values.finding import Reason, Text
from inventory.vocabulary import APP_KINDS
from inventory.workdays import last_day

RULE = Rule(
    id="LIF-05",
    dimension="lifecycle",
    title=Text(
        "关停程序不完整",
        "Closed without notice, filing or data handling",
    ),
    checks=Text(
        "已停用、下线的渠道，关停公告、备案注销或数据处置填报为“无”；或关停后入口仍可访问。",
        'A channel that was suspended or retired answers "none" for its closure notice, the cancelling of its filing or what became of its data; or its entry still opens after the day of closing.',
    ),
    detail_zh="备案注销只要求已备案的渠道。已下线且填报为“无”的为很可能，停用的只作核实；关停之后仍能打开的网页可能正是公告，只作核实。只缺一项且入口已关闭的为一般，其余为严重。",
    mend=Text(
        "补发公告、注销备案、处置数据、关闭入口。",
        "Publish the notice, cancel the filing, handle the data, close the entry.",
    ),
    severity="high",
    certainty="probable",
    cause="duty",
    basis=basis(("CN-01", "下线程序", "part"), ("CN-05", "第二十七条", "full"), ("CN-23", "第四十七条", "full")),
    reads=(
        "Channel.status",
        "Channel.closed_date",
        "Channel.closure_notice",
        "Channel.deregistered",
        "Channel.data_disposal",
        "Channel.filing_status",
        "Channel.urls",
    ),
    remedies=("close_loop",),
    essay="E4",
)


_KINDS = (*APP_KINDS, "website", "official_account", "microblog", "video_account", "h5")


def find(analysis: Analysis) -> Iterator[Result]:
    """The filing is asked of filed channels alone. A page that opened on a later day may hold the notice: it is a question.

    "None" of a retired channel is probable, of a suspended one a question. Where one thing alone is missing and the entry is closed, it is medium.
    """
    for channel in analysis.inventory.channels.values():
        if channel.status not in ("retired", "suspended") or channel.kind not in _KINDS:
            continue
        fields = ("closure_notice", "data_disposal", *(("deregistered",) if channel.filing_status == "filed" else ()))
        missing = lacks(channel, fields)
        closed = last_day(channel.closed_date)
        open_pages = [
            page
            for url in channel.urls
            if (page := analysis.inventory.pages.get(url)) is not None
            and page.status == 200
            and closed
            and page.fetched_at[:10] > str(closed)
        ]
        why = [Reason("answer.none", {"subject": channel.id, "fields": missing})] if missing else []
        why += [Reason("life.still_open", {"channel": channel.id, "url": p.url, "at": p.fetched_at[:10]}) for p in open_pages[:2]]
        if why:
            yield RULE.finding(
                analysis,
                [channel.id],
                why,
                certainty=None if missing and channel.status == "retired" else "question",
                severity=None if len(missing) > 1 or open_pages else "medium",
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
                numbers={"missing": len(missing)},
            )
        elif channel.is_declared and (open_fields := left_open(channel, fields)):
            yield RULE.untold(channel.id, *open_fields)
