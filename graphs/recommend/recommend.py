"""Recommendations from findings: one for each kind and subject, with what it closes, costs, saves and whom it concerns.

Findings that are questions, rejected or excepted call for nothing. A merge that people have not confirmed is proposed for
review and stands in no plan.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphs.analysis import Analysis
from graphs.readiness import unready
from graphs.recommend.money import Money
from graphs.recommend.target import choose_target
from graphs.rules import rules
from graphs.rules.rule import id_of
from inventory.identity import digest
from inventory.values.finding import Basis, Finding, Reason, Recommendation


@dataclass(frozen=True, slots=True)
class Estimates:
    """The office's estimates, in yuan and months."""

    horizon_months: int
    migration_yuan: tuple[int, int]
    exchange_yuan: tuple[int, int]


# causes of a gap that a connection alone does not close
_OF_TERMS = frozenset({"rule", "duty"})
# kinds that end, move or rewire systems: they wait until the owners have answered enough
CONSOLIDATING = frozenset({"merge", "embed_as_module", "retire", "use_shared_component"})


def recommend(analysis: Analysis, findings: Iterable[Finding], status: Mapping[str, str], estimates: Estimates) -> list[Recommendation]:
    """All recommendations, by id. `status` holds the follow-up status by finding id."""
    money = Money(analysis)
    waiting = unready(analysis).keys()
    grouped: dict[tuple[str, tuple[str, ...]], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.certainty == "question" or status.get(id_of(finding)) in ("question", "rejected", "excepted", "closed"):
            continue
        for kind in rules()[finding.rule][0].remedies:
            if kind in CONSOLIDATING and waiting & _owners(analysis, finding):
                # what a body has not answered must not cost it a system
                continue
            if _applies(analysis, kind, finding):
                # two findings may name the same things in another order: that is one recommendation
                grouped[kind, tuple(sorted(_subjects(analysis, kind, finding)))].append(finding)
    made = [_make(analysis, kind, _subjects(analysis, kind, of[0]), of, money, estimates) for (kind, _), of in sorted(grouped.items())]
    return sorted(made, key=lambda r: r.id)


def _applies(analysis: Analysis, kind: str, finding: Finding) -> bool:
    """Tell whether a kind fits this very finding."""
    systems = analysis.inventory.systems
    match kind:
        case "merge":
            return finding.rule != "DUP-01" or _relations(analysis, finding) != {"part_of"}
        case "embed_as_module":
            return finding.rule == "SPR-11" or "part_of" in _relations(analysis, finding)
        case "retire":
            is_system = any(subject in systems for subject in finding.subjects)
            return finding.rule != "LIF-06" and (is_system or finding.rule in ("LIF-03", "SPR-11"))
        case "publish_sharing_terms":
            # where the terms let the data go, writing them down moves nothing
            return finding.rule != "SIL-07" or finding.cause in _OF_TERMS
        case "connect":
            return finding.rule in ("SIL-07", "SIL-09", "SIL-14", "SIL-06", "SIL-03", "DUP-05")
        case "restore_offline" | "assist":
            return finding.rule != "SPR-01"
        case "change_assessment":
            return any(subject in analysis.inventory.assessments for subject in finding.subjects)
        case "stop_demand":
            return finding.rule != "SIL-09" or any(
                s in analysis.inventory.services or s in analysis.inventory.returns or s in analysis.inventory.datasets
                for s in finding.subjects
            )
    return True


def _owners(analysis: Analysis, finding: Finding) -> set[str]:
    """The bodies, or systems that stand for themselves, whose readiness the finding's systems wait for."""
    systems = analysis.inventory.systems
    return {systems[subject].owner or subject for subject in finding.subjects if subject in systems}


def _relations(analysis: Analysis, finding: Finding) -> set[str]:
    return {pair.relation for pair in analysis.pairs_within(finding.subjects)}


def _subjects(analysis: Analysis, kind: str, finding: Finding) -> tuple[str, ...]:
    if kind == "name_source" and finding.rule == "SIL-08":
        # one decision an element
        return (finding.discriminator.split(":")[0], *finding.subjects[:6])
    if kind == "assign_duty":
        return (finding.subjects[0],)
    return finding.subjects


def _addressee(analysis: Analysis, kind: str, findings: list[Finding]) -> str | None:
    """Who must act: the owner of the first subject, else a body of the finding, by level (a source is named above both)."""
    inventory = analysis.inventory
    for finding in findings:
        for subject in finding.subjects:
            record = inventory.find(subject)
            for field in ("owner", "requiring", "to_org", "issuer", "assessor", "organisation"):
                body = getattr(record, field, None)
                if body in inventory.organisations and kind not in ("name_source", "merge"):
                    return str(body)
    bodies = sorted({body for finding in findings for body in finding.organisations})
    order = ("national", "province", "city", "county", "town", "village")
    return min(bodies, key=lambda b: (order.index(analysis.level_of(b) or "village"), b), default=None)


def _make(
    analysis: Analysis, kind: str, subjects: tuple[str, ...], findings: list[Finding], money: Money, estimates: Estimates
) -> Recommendation:
    closes = tuple(sorted({id_of(finding) for finding in findings}))
    basis: dict[tuple[str, str], Basis] = {(b.source, b.clause): b for finding in findings for b in finding.basis}
    why = [Reason("rec.because", {"rule": f.rule, "finding": id_of(f)}) for f in findings[:6]]
    steps = [Reason(f"step.{kind}.{number}", {}) for number in range(1, 4)]
    cost: tuple[int, int] | None = None
    saving: tuple[int, int] | None = None
    estimated = 0.0
    needs_first: list[str] = []
    systems = [s for s in subjects if s in analysis.inventory.systems]
    if kind in ("merge", "embed_as_module", "retire") and systems:
        target = choose_target(analysis, tuple(systems)) if kind == "merge" and len(systems) > 1 else None
        leaving = [s for s in systems if s != target]
        cost, saving, estimated = _ending(analysis, leaving, money, estimates, moves=kind != "retire")
        if target is not None:
            steps.insert(0, Reason("step.merge.target", {"target": target, "leaving": leaving}))
    elif kind == "connect":
        cost, estimated = estimates.exchange_yuan, 1.0
    affected = tuple(
        sorted(
            {
                *(s for f in findings for s in f.subjects if s in analysis.inventory.services),
                *(x for s in systems for x in analysis.scape.services_of.get(s, ())),
            }
        )
    )
    reviewed = kind != "merge" or not systems or any(c.is_reviewed and set(systems) == set(c.members) for c in analysis.clusters)
    if not reviewed:
        needs_first.append("review")
    if kind == "connect" and any(f.rule == "SIL-07" and f.cause in _OF_TERMS for f in findings):
        needs_first.append(_id("publish_sharing_terms", subjects))
    return Recommendation(
        id=_id(kind, subjects),
        kind=kind,
        subjects=subjects,
        addressee=_addressee(analysis, kind, findings),
        steps=tuple(steps),
        closes=closes,
        why=tuple(why),
        needs_first=tuple(needs_first),
        cost_yuan=cost,
        saving_yuan=saving,
        estimated_share=round(estimated, 2),
        affected=affected,
        basis=tuple(basis.values()),
        confirm_by=findings[0].must_confirm,
    )


def _id(kind: str, subjects: Iterable[str]) -> str:
    return f"rec-{digest(kind, sorted(subjects))}"


def _ending(
    analysis: Analysis, leaving: list[str], money: Money, estimates: Estimates, *, moves: bool
) -> tuple[tuple[int, int] | None, tuple[int, int] | None, float]:
    """Cost and saving to the horizon of ending systems, and the share of the figures that is estimated."""
    cost_low = cost_high = save_low = save_high = 0
    guesses = figures = 0
    unknown = False
    for identifier in leaving:
        leave = money.exit(identifier, estimates.migration_yuan if moves else (0, estimates.migration_yuan[0]))
        cost_low, cost_high = cost_low + leave.low, cost_high + leave.high
        yearly = money.yearly(analysis.inventory.systems[identifier])
        figures += 2
        guesses += leave.is_estimated
        if yearly is None:
            unknown, guesses = True, guesses + 1
            continue
        guesses += yearly.is_estimated
        save_low += yearly.low * estimates.horizon_months // 12
        save_high += yearly.high * estimates.horizon_months // 12
    saving = None if unknown and not save_high else (0 if unknown else save_low, save_high)
    return (cost_low, cost_high), saving, guesses / figures if figures else 0.0
