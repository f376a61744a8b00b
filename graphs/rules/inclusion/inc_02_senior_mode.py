"""A public channel without a senior mode."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values.finding import Reason, Text
from inventory.vocabulary import APP_KINDS

RULE = Rule(
    id="INC-02",
    dimension="inclusion",
    title=Text(
        "没有适老模式",
        "No senior mode",
    ),
    checks=Text(
        "面向公众的在用应用、网站填报没有适老模式或大字版。",
        "A running app or website for the public is declared to have no senior mode or large-text version.",
    ),
    detail_zh="只看公众使用的渠道；没有填使用对象的只作核实。",
    mend=Text(
        "增设适老模式入口。",
        "Add an entry to a senior mode.",
    ),
    severity="medium",
    certainty="certain",
    cause="capacity",
    basis=basis(("CN-20", "适老化通用设计规范", "part"), ("CN-22", "仅见题录", "meta")),
    reads=(
        "Channel.senior_mode",
        "Channel.audience",
        "Channel.status",
        "Channel.kind",
    ),
    remedies=("adapt_access",),
    essay="E3,C5",
)


_KINDS = (*APP_KINDS, "website")


def find(analysis: Analysis) -> Iterator[Result]:
    """Only channels that the public uses; where nobody said who uses it, it is a question."""
    for channel in analysis.inventory.channels.values():
        if channel.kind not in _KINDS or not runs(channel):
            continue
        public = bool(set(channel.audience) & {"public", "special_group"})
        if channel.senior_mode is False and (public or not channel.audience):
            yield RULE.finding(
                analysis,
                [channel.id],
                [Reason("answer.no", {"subject": channel.id, "field": "field:Channel.senior_mode"})],
                certainty=None if public and channel.is_declared and channel.status is not None else "question",
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
            )
        elif not channel.is_answered("senior_mode") and public and channel.is_declared:
            yield RULE.untold(channel.id, "Channel.senior_mode")
