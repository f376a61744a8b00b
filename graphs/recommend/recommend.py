"""Recommendations from findings: one for each kind and subject, with what it closes, costs, saves and whom it concerns.

Findings that are questions, rejected or excepted call for nothing. A merge that people have not confirmed is proposed for
review and stands in no plan.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graphs.analysis import Analysis
from graphs.duplicates.pairs import Pair
from graphs.readiness import unready
from graphs.recommend.endings import ENDINGS, things, without_offline
from graphs.recommend.keeping import keeps
from graphs.recommend.money import Estimates, Money
from graphs.recommend.settling import Called, is_reviewed, settle
from graphs.rules import rules
from graphs.rules.rule import id_of
from inventory.identity import digest
from inventory.values.finding import Basis, Finding, Reason, Recommendation

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
        at = status.get(id_of(finding))
        # a question that people confirmed is an answer
        is_open = finding.certainty == "question" and at not in ("confirmed", "in_correction")
        if is_open or at in ("question", "rejected", "excepted", "closed"):
            continue
        for kind in rules()[finding.rule][0].remedies:
            if kind in CONSOLIDATING and waiting & _owners(analysis, finding):
                # what a body has not answered must not cost it a system
                continue
            if _applies(analysis, kind, finding):
                # two findings may name the same things in another order: that is one recommendation
                grouped[kind, tuple(sorted(_subjects(analysis, kind, finding)))].append(finding)
    made = [_make(analysis, called, money, estimates) for called in settle(analysis, grouped)]
    return sorted([*made, *keeps(analysis, made)], key=lambda r: r.id)


def _applies(analysis: Analysis, kind: str, finding: Finding) -> bool:
    """Tell whether a kind fits this very finding."""
    systems = analysis.inventory.systems
    match kind:
        case "merge":
            # a part becomes a module of the whole, whichever rule found the two
            return _relations(analysis, finding) != {"part_of"}
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
    """How the systems of a finding relate: as enough people judged, else as the scorer has it."""

    def judged(pair: Pair) -> str:
        return "part_of" if analysis.verdicts.says("part_of", pair.left, pair.right, analysis.hands) else pair.relation

    return {judged(pair) for pair in analysis.pairs_within(finding.subjects)}


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


def _make(analysis: Analysis, called: Called, money: Money, estimates: Estimates) -> Recommendation:
    kind, findings = called.kind, called.findings
    # the order of the finding, without what another recommendation ends
    subjects = tuple(s for s in _subjects(analysis, kind, findings[0]) if s in called.subjects) or called.subjects
    closes = tuple(sorted({id_of(f) for f in (*findings, *called.settled, *(f for _, f in called.replaced))}))
    basis: dict[tuple[str, str], Basis] = {(b.source, b.clause): b for finding in findings for b in finding.basis}
    steps = [Reason(f"step.{kind}.{number}", {}) for number in range(1, 4)]
    cost: tuple[int, int] | None = None
    saving: tuple[int, int] | None = None
    estimated = 0.0
    needs_first: list[str] = []
    systems = [s for s in subjects if s in analysis.inventory.systems]
    if kind in ENDINGS and systems:
        leaving = list(called.leaving or systems)
        cost, saving, estimated = _ending(analysis, leaving, called.target, money, estimates)
        if called.target is not None:
            steps.insert(
                0,
                Reason(
                    "step.merge.target" if kind == "merge" else "step.embed_as_module.target", {"target": called.target, "leaving": leaving}
                ),
            )
    elif kind == "connect":
        cost, estimated = estimates.exchange_yuan, 1.0
    affected = _affected(analysis, subjects, findings)
    if kind == "merge" and systems and not is_reviewed(analysis, systems):
        needs_first.append("review")
    if kind in ENDINGS:
        stays = {called.target} if called.target is not None else set()
        needs_first += [f"offline:{s}" for s in without_offline(analysis, affected, things(analysis, subjects) - stays)]
    if kind == "connect" and any(f.rule == "SIL-07" and f.cause in _OF_TERMS for f in findings):
        needs_first.append(_id("publish_sharing_terms", subjects))
    return Recommendation(
        id=_id(kind, subjects),
        kind=kind,
        subjects=subjects,
        addressee=_addressee(analysis, kind, findings),
        steps=tuple(steps),
        closes=closes,
        why=tuple(_why(called)),
        needs_first=tuple(needs_first),
        cost_yuan=cost,
        saving_yuan=saving,
        estimated_share=round(estimated, 2),
        affected=affected,
        basis=tuple(basis.values()),
        confirm_by=findings[0].must_confirm,
    )


def _why(called: Called) -> list[Reason]:
    """The rules behind it, what it goes before, and what was cut from it or set aside for it."""
    why = [Reason("rec.because", {"rule": f.rule, "finding": id_of(f)}) for f in called.findings[:6]]
    for weaker in dict.fromkeys(weaker for weaker, _ in called.replaced):
        because = sorted({id_of(f) for other, f in called.replaced if other == weaker})
        why.append(Reason("rec.instead_of", {"kind": f"recommendation:{weaker}", "findings": because}))
    return [*why, *called.notes]


def _affected(analysis: Analysis, subjects: Iterable[str], findings: Iterable[Finding]) -> tuple[str, ...]:
    """The services that findings name, and those of the systems and channels concerned."""
    inventory, subjects = analysis.inventory, tuple(subjects)
    channels = set(inventory.channels).intersection(subjects)
    named = {s for f in findings for s in f.subjects if s in inventory.services}
    named.update(x for s in subjects if s in inventory.systems for x in analysis.scape.services_of.get(s, ()))
    named.update(s.id for s in inventory.services.values() if channels.intersection(s.channels))
    return tuple(sorted(named))


def _id(kind: str, subjects: Iterable[str]) -> str:
    return f"rec-{digest(kind, sorted(subjects))}"


def _ending(
    analysis: Analysis, leaving: list[str], target: str | None, money: Money, estimates: Estimates
) -> tuple[tuple[int, int], tuple[int, int] | None, float]:
    """Cost and saving to the horizon of ending systems, and the share of the yuan in both that is estimated."""
    endings = [money.ending(analysis.inventory.systems[identifier], target, estimates) for identifier in leaving]
    cost = sum(e.cost[0] for e in endings), sum(e.cost[1] for e in endings)
    known = [e.saving for e in endings if e.saving is not None]
    total = sum(e.total_yuan for e in endings)
    # what nobody knows is counted as nothing at the low end, and the whole is unknown where nothing is known
    saving = (sum(low for low, _ in known), sum(high for _, high in known)) if known else None
    return cost, saving, sum(e.estimated_yuan for e in endings) / total if total else 0.0
