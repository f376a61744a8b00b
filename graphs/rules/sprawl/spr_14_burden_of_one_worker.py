"""Too many apps, groups and returns for one worker at the grassroots."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.regions import stem
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SPR-14",
    dimension="sprawl_formalism",
    title=Text(
        "基层一人需用的应用、群组、报表过多",
        "Too many apps and returns for one grassroots worker",
    ),
    checks=Text(
        "同一层级工作人员必须使用的应用与群组之和，或每月须填的报表次数，达到本单位设定值。",
        "The compulsory apps and groups, or the returns a month, that one level of staff must serve reach what the office has set.",
    ),
    detail_zh="每个层级和地方一条；覆盖一地的算在当地工作人员身上。限值为本单位设定，不统计个人。",
    mend=Text(
        "合并入口和报表，取消没有依据的要求。",
        "Merge apps and returns, and drop demands without a basis.",
    ),
    severity="high",
    certainty="question",
    cause="awareness",
    basis=basis(("CN-37", "一表同享类做法", "part"), ("CN-38", "各地清单", "full"), ("CN-04", "若干规定", "part")),
    reads=(
        "Channel.compulsory",
        "Channel.audience",
        "Channel.kind",
        "Channel.status",
        "Return.respondent_level",
        "Return.frequency",
        "Organisation.region",
    ),
    remedies=(
        "stop_demand",
        "merge",
    ),
    thresholds=(
        "apps_per_worker",
        "returns_per_month",
    ),
    essay="E4",
)


# times a month (22 working days)
_TIMES = {"realtime": 22.0, "daily": 22.0, "weekly": 4.35, "monthly": 1.0, "quarterly": 1 / 3, "yearly": 1 / 12}
_ROLES = {"town": ("grassroots", "staff"), "village": ("grassroots",), "county": ("staff",)}


def find(analysis: Analysis) -> Iterator[Result]:
    """One question a level and place: what covers a place falls on those who work there. Limits are the office's own; no person is counted."""
    for level, audiences in _ROLES.items():
        used = [
            c
            for c in analysis.inventory.channels.values()
            if runs(c) and set(c.audience) & set(audiences) and (c.compulsory in ("in_fact", "yes_with_basis") or c.kind == "work_group")
        ]
        returns = [r for r in analysis.inventory.returns.values() if r.respondent_level == level and r.frequency in _TIMES]
        told: set[tuple[str, ...]] = set()
        for place in _narrowest({_region(analysis, c.owner) for c in used} | {_region(analysis, r.requiring) for r in returns}):
            apps = [c for c in used if place.startswith(_region(analysis, c.owner))]
            forms = [r for r in returns if place.startswith(_region(analysis, r.requiring))]
            times = sum(_TIMES[r.frequency or ""] for r in forms)
            many_apps = len(apps) >= analysis.thresholds["apps_per_worker"]
            many_forms = times >= analysis.thresholds["returns_per_month"]
            why = []
            if many_apps:
                why.append(
                    Reason("sprawl.apps_of_worker", {"level": f"level:{level}", "count": len(apps), "channels": [c.id for c in apps[:6]]})
                )
            if many_forms:
                why.append(Reason("sprawl.returns_of_worker", {"level": f"level:{level}", "times": round(times, 1), "count": len(forms)}))
            subjects = tuple(sorted([c.id for c in apps] * many_apps + [r.id for r in forms] * many_forms))
            if not why or subjects in told:
                continue
            told.add(subjects)
            records = [*(apps if many_apps else ()), *(forms if many_forms else ())]
            yield RULE.finding(
                analysis,
                subjects,
                why,
                evidence=[e for record in records[:4] for e in evidence_of(analysis.inventory, record)[:1]],
                organisations=[*(c.owner for c in apps if many_apps), *(r.requiring for r in forms if many_forms)],
                discriminator=f"{level}:{place}",
                numbers={"apps": len(apps), "returns": round(times, 2)},
            )


def _region(analysis: Analysis, body: str | None) -> str:
    organisation = analysis.inventory.organisations.get(body or "")
    return stem(organisation.region) if organisation is not None and organisation.region else ""


def _narrowest(regions: set[str]) -> list[str]:
    """The places that hold no other: what a county asks falls on each of its towns. Without any region, all is one place."""
    return sorted(r for r in regions if not any(other != r and other.startswith(r) for other in regions))
