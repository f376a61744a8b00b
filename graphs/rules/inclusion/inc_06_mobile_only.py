"""A service that can be handled on a phone only."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.inclusion.inc_05_offline import DOMAINS, handling_kinds
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="INC-06",
    dimension="inclusion",
    title=Text(
        "只能在移动端办理",
        "Mobile-only handling",
    ),
    checks=Text(
        "事项的全部办理方式都是应用程序、小程序、快应用或账号，没有网站、窗口、热线、自助终端。",
        "All ways of handling a service are apps, mini programs, quick apps or accounts; there is no website, counter, hotline or kiosk.",
    ),
    detail_zh="已由 INC-05（法律列明的领域）提出的不再提出；仅供工作人员办理的事项不计。",
    mend=Text(
        "增设网站、窗口、热线或自助终端中的一种。",
        "Add a website, counter, hotline or kiosk.",
    ),
    severity="high",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-30", "附录A.5（仅作参照）", "full"), ("CN-18", "传统服务与智能服务并行", "part")),
    reads=(
        "Service.channel_kinds",
        "Service.channels",
        "Service.domain",
        "Service.groups",
    ),
    remedies=("restore_offline",),
    must_confirm="inspector",
    essay="E3",
)


_MOBILE = {"app", "mini_program", "quick_app", "official_account", "microblog", "video_account"}


def find(analysis: Analysis) -> Iterator[Result]:
    """Not raised where INC-05 is: the domains that the law names. A service for staff alone is left out."""
    for service in analysis.inventory.services.values():
        if service.domain in DOMAINS or (service.groups and not set(service.groups) & {"public", "business", "special_group"}):
            continue
        kinds = handling_kinds(analysis, service)
        if kinds is None or not kinds <= _MOBILE:
            continue
        yield RULE.finding(
            analysis,
            [service.id],
            [Reason("inclusion.mobile_only", {"service": service.id, "kinds": [f"channel_kind:{k}" for k in sorted(kinds)]})],
            certainty=None if service.channel_kinds and service.is_declared and service.domain is not None else "question",
            evidence=evidence_of(analysis.inventory, service),
            organisations=[service.owner],
        )
