"""A body that sends people online and helps nobody with it."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.inclusion.inc_05_offline import handling_kinds
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values import Service, Usage
from inventory.values.finding import Reason, Text
from inventory.vocabulary import ONLINE_KINDS

RULE = Rule(
    id="INC-09",
    dimension="inclusion",
    title=Text(
        "没有帮办和培训",
        "No help or training",
    ),
    checks=Text(
        "单位有面向公众或特定群体的线上事项，填报帮办件数为零，也没有帮办代办、培训、热线等支持。",
        "A body handles services of the public online, reports no assisted case, and provides no assisted handling, training or hotline.",
    ),
    detail_zh="有人填了零才提出；其他单位在本地提供的帮办可能已覆盖，只作核实。",
    mend=Text(
        "通过街道、社区、社会组织提供帮办代办和培训。",
        "Offer assisted handling and training through towns, communities and social organisations.",
    ),
    severity="low",
    certainty="question",
    cause="capacity",
    basis=basis(("CN-18", "二十条举措", "part"), ("CN-24", "第十五条", "full"), ("CN-00", "C5（文章，非规范依据）", "full")),
    reads=(
        "Usage.assisted_cases",
        "Usage.object",
        "Service.owner",
        "Service.channels",
        "Support.provider",
    ),
    remedies=(
        "assist",
        "train",
    ),
    essay="E3,C5",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Only where somebody answered zero; help that another body provides in the region may serve them, so it is asked."""
    inventory = analysis.inventory
    helped = {support.provider for support in inventory.supports.values()}
    counted: dict[str, list[Usage]] = defaultdict(list)
    for usage in inventory.usage.values():
        record = inventory.channels.get(usage.object or "") or inventory.systems.get(usage.object or "")
        if record is None or not runs(record) or not set(record.audience) & {"public", "special_group"}:
            continue
        if record.owner in inventory.organisations and usage.assisted_cases is not None:
            counted[record.owner or ""].append(usage)
    for body, usages in sorted(counted.items()):
        if any(usage.assisted_cases for usage in usages) or body in helped:
            continue
        services = [service.id for service in inventory.services.values() if service.owner == body and _is_online(analysis, service)]
        if services:
            subjects = sorted({usage.object or "" for usage in usages})
            yield RULE.finding(
                analysis,
                [body],
                [Reason("inclusion.no_help", {"body": body, "count": len(services), "subjects": subjects[:4]})],
                evidence=[e for usage in usages[:4] for e in evidence_of(inventory, usage)[:1]],
                organisations=[body],
                numbers={"services": len(services)},
            )


def _is_online(analysis: Analysis, service: Service) -> bool:
    """Tell whether people handle it online alone, for all that was answered."""
    kinds = handling_kinds(analysis, service)
    outward = not service.groups or bool(set(service.groups) & {"public", "special_group"})
    return kinds is not None and kinds <= ONLINE_KINDS and outward
