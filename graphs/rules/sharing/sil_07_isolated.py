"""Systems whose data others need and nobody gets."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.gaps import IN_ORDER, Gaps, cause_of, reasons_of
from graphs.rules.rule import Result, Rule, basis, evidence_of
from graphs.sharing.silos import exchanges_answered
from inventory.elements import dictionary
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING

RULE = Rule(
    id="SIL-07",
    dimension="silo_sharing",
    title=Text("孤岛系统", "Isolated system"),
    checks=Text(
        "其他单位需要其中数据，但没有任何运行的自动对接送达；没有需求或未填对接情况的不算。并分清卡在哪里：制度、技术，还是没有人申请。",
        "Other bodies need its data and no running automatic flow delivers it; without demand or an answered exchange sheet nothing is said. What stands in the way (terms, connection, or that nobody asked) is told apart.",
    ),
    detail_zh="系统的全部数据资源都没有满足任何需求才提出；列出分子、分母和每个需求单位。",
    mend=Text(
        "卡在制度的先定共享条件；规则允许的，按需求清单接通共享平台，先接身份和核心数据元。",
        "Where the terms stand in the way, settle them first; where they allow it, connect it to the sharing platform along the list of needs, keys and core elements first.",
    ),
    severity="high",
    certainty="probable",
    cause="platform",
    basis=basis(("CN-07", "孤岛、烟囱表述", "part"), ("CN-05", "第三十二条", "full")),
    reads=(
        "Exchange.from_system",
        "Exchange.to_system",
        "Exchange.elements",
        "ShareRequest.elements",
        "ShareRequest.decision",
        "ShareRequest.received",
        "Dataset.share_type",
        "Dataset.share_extra",
        "DataField.sharing",
        "DataField.needed_by",
        "Organisation.attested",
    ),
    remedies=("publish_sharing_terms", "connect"),
    thresholds=("match_accepted",),
    essay="E2",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """A system none of whose demand is met over all of its datasets; numerator, denominator and demanders are shown."""
    inventory, gaps = analysis.inventory, Gaps(analysis)
    for system in inventory.systems.values():
        if system.status is not None and system.status not in RUNNING:
            continue
        silos = [analysis.silos[d] for d in analysis.scape.datasets_of.get(system.id, ()) if d in analysis.silos]
        demand, met = sum(s.demand for s in silos), sum(s.met for s in silos)
        if not silos:
            if analysis.scape.datasets_of.get(system.id) and not exchanges_answered(analysis.scape, system.owner):
                yield RULE.untold(system.id, "Exchange", "Organisation.attested")
            continue
        if met:
            continue
        demanders = [d for s in silos for d in s.demanders]
        bodies = sorted({d.body for d in demanders})
        # a need read from material lists alone is a weak sign
        # elements whose definition nobody verified are never alone the ground of a finding
        known = any(dictionary()[d.element].is_read for d in demanders)
        between = [gaps.of(inventory.datasets[s.dataset], d.element, d.body) for s in silos for d in s.unmet]
        # where every request is under way, supplied or being connected nobody is behind with anything
        firm = known and not all(gap.kind in IN_ORDER for gap in between)
        firm = firm and any(need.ground in ("share_request", "needed_by") for d in demanders for need in d.proofs)
        by_hand = any(d.by_hand for d in demanders)
        why = [
            Reason(
                "share.isolated",
                {
                    "system": system.id,
                    "met": met,
                    "demand": demand,
                    "bodies": bodies,
                    "elements": sorted({d.element for d in demanders})[:8],
                },
            )
        ]
        why += [
            Reason(
                "share.proof",
                {"body": d.body, "element": d.element, "ground": f"ground:{d.proofs[0].ground}", "record": d.proofs[0].record},
            )
            for d in demanders[:12]
        ]
        if by_hand:
            why.append(Reason("share.by_hand", {}))
        why += reasons_of(between)
        yield RULE.finding(
            analysis,
            [system.id],
            why,
            cause=cause_of(between),
            certainty=None if firm and any(inventory.datasets[s.dataset].share_type != "not_shared" for s in silos) else "question",
            evidence=evidence_of(inventory, system),
            organisations=[system.owner, *bodies],
            numbers={"met": met, "demand": demand, "silo": 1.0, "bodies": len(bodies)},
        )
