"""Face recognition as the only way to log in."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="INC-07",
    dimension="inclusion",
    title=Text(
        "只能刷脸认证",
        "Face recognition as the only way",
    ),
    checks=Text(
        "渠道或事项的认证方式只有人脸识别。",
        "Face recognition is the only way to prove who one is, in a channel or for a service.",
    ),
    detail_zh="看在用渠道和事项；没有填使用对象或仅供工作人员使用的只作核实。",
    mend=Text(
        "提供其他等效的认证方式。",
        "Offer another way of equal effect.",
    ),
    severity="high",
    certainty="certain",
    cause="awareness",
    basis=basis(("CN-23", "第二十六条、第二十八条、第二十九条", "full"), ("CN-18", "不得强制唯一方式", "part")),
    reads=(
        "Channel.auth_methods",
        "Channel.status",
        "Service.auth_methods",
    ),
    remedies=(
        "restore_offline",
        "adapt_access",
    ),
    must_confirm="inspector",
    essay="E3",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Channels that run and services; where nobody said who uses the channel, or staff alone do, it is a question."""
    inventory = analysis.inventory
    for channel in inventory.channels.values():
        if set(channel.auth_methods) == {"face"} and runs(channel):
            public = bool(set(channel.audience) & {"public", "business", "special_group"})
            yield RULE.finding(
                analysis,
                [channel.id],
                [Reason("inclusion.face_only", {"subject": channel.id})],
                certainty=None if public and channel.is_declared and channel.status is not None else "question",
                evidence=evidence_of(inventory, channel),
                organisations=[channel.owner],
            )
    for service in inventory.services.values():
        if set(service.auth_methods) == {"face"}:
            yield RULE.finding(
                analysis,
                [service.id],
                [Reason("inclusion.face_only", {"subject": service.id})],
                certainty=None if service.is_declared and set(service.groups) != {"staff"} else "question",
                evidence=evidence_of(inventory, service),
                organisations=[service.owner],
            )
