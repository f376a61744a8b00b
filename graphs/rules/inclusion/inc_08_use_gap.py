"""A gap in use by older people."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values import Usage
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="INC-08",
    dimension="inclusion",
    title=Text(
        "老年人使用落差",
        "Use gap for older people",
    ),
    checks=Text(
        "公众渠道60岁以上用户占比不到本地区60岁以上人口占比的设定比例，且没有帮办代办。",
        "The share of users aged 60 and over is below the set part of their share among residents, and nobody was helped.",
    ),
    detail_zh="取有该项数据的最近一个月；人口占比取主管单位的，没有的取上级的。限值没有文件规定，只作核实。",
    mend=Text(
        "增设帮办代办和线下渠道，改造适老模式。",
        "Add assisted handling and offline ways, and improve the senior mode.",
    ),
    severity="medium",
    certainty="question",
    cause="capacity",
    basis=basis(("CN-18", "解决老年人运用智能技术困难", "part"), ("CN-00", "E3（文章，非规范依据）", "full")),
    reads=(
        "Usage.users_60plus",
        "Usage.registered_users",
        "Usage.mau",
        "Usage.assisted_cases",
        "Support.provider",
        "Support.kind",
        "Organisation.population",
        "Organisation.population_60plus",
        "Channel.audience",
    ),
    remedies=(
        "assist",
        "adapt_access",
    ),
    thresholds=("senior_ratio",),
    essay="E3,C5",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """By the latest month with the count; residents of the owner, else of the bodies above it. No limit is official, so it is asked."""
    inventory = analysis.inventory
    latest: dict[str, Usage] = {}
    for usage in inventory.usage.values():
        if usage.object and usage.users_60plus is not None and (usage.registered_users or usage.mau):
            latest[usage.object] = max(usage, latest.get(usage.object, usage), key=lambda u: (u.period or "", u.id))
    helped = {support.provider for support in inventory.supports.values() if support.kind == "assisted"}
    for identifier, usage in sorted(latest.items()):
        channel, system = inventory.channels.get(identifier), inventory.systems.get(identifier)
        record = channel or system
        if record is None or not runs(record) or not set(record.audience) & {"public", "special_group"}:
            continue
        if usage.assisted_cases or record.owner in helped:
            continue
        residents = _share_of_residents(analysis, record.owner)
        if residents is None:
            yield RULE.untold(identifier, "Organisation.population_60plus")
            continue
        share = (usage.users_60plus or 0) / (usage.registered_users or usage.mau or 1)
        if share >= analysis.thresholds["senior_ratio"] * residents:
            continue
        if usage.assisted_cases is None and "assisted_cases" not in usage.none:
            yield RULE.untold(identifier, "Usage.assisted_cases")
            continue
        yield RULE.finding(
            analysis,
            [identifier],
            [
                Reason(
                    "inclusion.gap",
                    {"subject": identifier, "share": round(share, 3), "residents": round(residents, 3), "period": usage.period or ""},
                )
            ],
            evidence=evidence_of(inventory, usage),
            organisations=[record.owner],
            numbers={"share": round(share, 4), "residents": round(residents, 4)},
        )


def _share_of_residents(analysis: Analysis, body: str | None) -> float | None:
    seen: set[str] = set()
    while body and body not in seen:
        seen.add(body)
        organisation = analysis.inventory.organisations.get(body)
        if organisation is None:
            return None
        if organisation.population and organisation.population_60plus is not None:
            return organisation.population_60plus / organisation.population
        body = organisation.parent
    return None
