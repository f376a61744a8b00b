"""One matter one app, one office one app."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values.finding import Finding, Reason, Text
from inventory.vocabulary import APP_KINDS

RULE = Rule(
    id="SPR-12",
    dimension="sprawl_formalism",
    title=Text(
        "一事一端、一单位一应用",
        "One matter one app, one office one app",
    ),
    checks=Text(
        "一个单位的应用程序、小程序、快应用数量，或办理一个事项的这类应用数量，超过本单位设定值。",
        "The apps, mini programs and quick apps of one body, or those through which one service is handled, are more than the office has set.",
    ),
    detail_zh="没有文件规定数量，多少都只作核实。",
    mend=Text(
        "按用户和事项整合入口。",
        "Bring them together by users and services.",
    ),
    severity="medium",
    certainty="question",
    cause="awareness",
    basis=basis(("CN-11", "避免一事一端、一单位一应用", "part"), ("CN-14", "集约化要求", "part")),
    reads=(
        "Channel.kind",
        "Channel.owner",
        "Channel.status",
        "Service.channels",
        "Service.systems",
    ),
    remedies=("merge",),
    thresholds=(
        "apps_per_body",
        "apps_per_service",
    ),
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """No text names a number, so it stays a question however many there are."""
    apps = {c.id: c for c in analysis.inventory.channels.values() if c.kind in APP_KINDS and runs(c)}
    owned: dict[str, list[str]] = defaultdict(list)
    for channel in apps.values():
        if channel.owner:
            owned[channel.owner].append(channel.id)
    for owner, channels in sorted(owned.items()):
        if len(channels) > analysis.thresholds["apps_per_body"]:
            why = [Reason("sprawl.apps_of_body", {"body": owner, "count": len(channels), "set": int(analysis.thresholds["apps_per_body"])})]
            yield _asked(analysis, channels, why, owner, f"body:{owner}")
    for service in analysis.inventory.services.values():
        named = {c for c in service.channels if c in apps} | {
            c for s in service.systems for c in analysis.scape.channels_of.get(s, ()) if c in apps
        }
        if len(named) > analysis.thresholds["apps_per_service"]:
            why = [
                Reason(
                    "sprawl.apps_of_service",
                    {"service": service.id, "count": len(named), "set": int(analysis.thresholds["apps_per_service"])},
                )
            ]
            yield _asked(analysis, [service.id, *sorted(named)], why, service.owner, f"service:{service.id}")


def _asked(analysis: Analysis, subjects: list[str], why: list[Reason], owner: str | None, discriminator: str) -> Finding:
    records = [record for s in subjects[:4] if (record := analysis.inventory.find(s)) is not None]
    return RULE.finding(
        analysis,
        subjects,
        why,
        evidence=[e for record in records for e in evidence_of(analysis.inventory, record)[:1]],
        organisations=[owner],
        discriminator=discriminator,
        numbers={"apps": int(why[0].parts["count"])},
    )
