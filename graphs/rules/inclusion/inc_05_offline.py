"""Services without an offline or human way."""

import re
from collections.abc import Iterator
from dataclasses import replace

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values import Service
from inventory.values.finding import Finding, Reason, Text
from inventory.vocabulary import ONLINE_KINDS

RULE = Rule(
    id="INC-05",
    dimension="inclusion",
    title=Text("未保留线下人工渠道", "No offline or human channel kept"),
    checks=Text(
        "医疗、社保、金融、缴费事项的办理方式全部为线上，或通知宣布停止线下办理。",
        "A health, social security, finance or bill payment service handled online only, or a notice that ends offline handling.",
    ),
    detail_zh="按事项填报的办理方式判断，包括直接填写的和通过渠道得出的。",
    mend=Text(
        "恢复窗口、电话或代办等线下方式并公告。",
        "Restore a counter, telephone or assisted way and announce it.",
    ),
    severity="critical",
    certainty="probable",
    cause="rule",
    basis=basis(("CN-19", "第三十九条", "full"), ("CN-18", "传统服务与智能服务并行", "part")),
    reads=("Service.domain", "Service.channels", "Service.channel_kinds", "Notice.text"),
    remedies=("restore_offline", "assist"),
    must_confirm="inspector",
    essay="E3",
)


# words of the four fields of article 39: health, social security, finance, bills of daily life
_NAMED = re.compile(
    r"医|挂号|就诊|疫苗|体检"
    r"|社保|社会保障|保险|参保|养老金|退休金|低保|社会救助|特困|抚恤|高龄津贴|残疾人(?:两项)?补贴"
    r"|银行|金融|贷款|存款|取款"
    r"|缴费|交费|缴纳|水费|电费|气费|燃气|取暖费|采暖费|供暖|话费"
)
DOMAINS = ("health", "social_security", "finance", "bill_payment")


def find(analysis: Analysis) -> Iterator[Result]:
    """Judged from the ways of handling that the service answered, by kind or through its channels."""
    for told in screened(analysis, RULE):
        # article 39 names four fields; a notice of another field is asked about
        named = isinstance(told, Finding) and any(_NAMED.search(e.quote or "") for e in told.evidence)
        yield replace(told, certainty="question") if isinstance(told, Finding) and not named else told
    for service in analysis.inventory.services.values():
        if service.domain not in DOMAINS:
            continue
        kinds = handling_kinds(analysis, service)
        if kinds is None:
            yield RULE.untold(service.id, "Service.channel_kinds")
        elif kinds <= ONLINE_KINDS:
            why = [
                Reason(
                    "inclusion.online_only",
                    {"service": service.id, "kinds": [f"channel_kind:{k}" for k in sorted(kinds)], "domain": f"domain:{service.domain}"},
                )
            ]
            declared = bool(service.channel_kinds) and service.is_declared
            yield RULE.finding(
                analysis,
                [service.id],
                why,
                certainty=None if declared else "question",
                evidence=evidence_of(analysis.inventory, service),
                organisations=[service.owner],
            )


def handling_kinds(analysis: Analysis, service: Service) -> set[str] | None:
    """The kinds of handling, or None where they were not answered, a channel is not known or none of them runs."""
    if service.channel_kinds:
        return set(service.channel_kinds)
    if not service.channels or any(c not in analysis.inventory.channels for c in service.channels):
        return None
    running = [channel for c in service.channels if runs(channel := analysis.inventory.channels[c])]
    return {channel.kind or "other" for channel in running} or None
