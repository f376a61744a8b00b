"""What of an audit a report speaks of: everything, one body, one system; for the public only what people confirmed."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphs.analysis import Analysis
from inventory.values.finding import Recommendation
from inventory.values.inventory import Inventory

# statuses of what people confirmed
CONFIRMED = frozenset({"confirmed", "in_correction", "closed"})
# fields by which a record belongs to a body, and to something of that body
_OF_BODY = ("owner", "provider", "requiring", "issuer", "assessor", "organisation", "handler", "from_org", "to_org")
_OF_THING = ("system", "object", "resource", "dataset", "from_system", "to_system")
_OF_THINGS = ("systems", "about")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: `organisation` and `system` are ids once they are found."""

    organisation: str | None = None
    system: str | None = None
    is_public: bool = False

    @property
    def subject(self) -> str | None:
        """The body or system that the report is of."""
        return self.system or self.organisation


WHOLE = Scope()


@dataclass(frozen=True, slots=True)
class Told:
    """What a report may tell. `counted` are the records that its figures count; `own` are their ids, None where all are."""

    analysis: Analysis
    findings: Sequence[Mapping[str, Any]]
    recommendations: Sequence[Recommendation]
    untold: Sequence[Mapping[str, Any]]
    counted: Inventory
    own: frozenset[str] | None = None


def narrowed(scope: Scope, told: Told) -> Told:
    """What concerns the body or system of the scope: its findings, what is recommended for it, its records."""
    if scope.subject is None:
        return told
    own = _records_of(scope, told.analysis)
    inventory, is_body = told.analysis.inventory, scope.system is None
    findings = [f for f in told.findings if own & {*f["subjects"], *(f["organisations"] if is_body else ())}]
    kept = {f["id"] for f in findings}
    recommendations = [
        r for r in told.recommendations if kept & set(r.closes) or own & set(r.subjects) or (is_body and r.addressee == scope.subject)
    ]
    analysis = dataclasses.replace(
        told.analysis,
        clusters=[cluster for cluster in told.analysis.clusters if own & set(cluster.members)],
        silos={key: silo for key, silo in told.analysis.silos.items() if silo.dataset in own},
    )
    untold = [entry for entry in told.untold if entry["subject"] in own]
    return Told(analysis, findings, recommendations, untold, _counted(inventory, own), own)


def _records_of(scope: Scope, analysis: Analysis) -> frozenset[str]:
    """The ids of what a body has or a system consists of, the body or system among them."""
    inventory = analysis.inventory
    own = {str(scope.subject)}
    if scope.system is None:
        own |= {dataset.id for dataset in inventory.datasets.values() if analysis.scape.holder(dataset) == scope.organisation}
        own |= _belonging(inventory, own, _OF_BODY)
    else:
        own |= set(analysis.scape.services_of.get(scope.system, ()))
    # the tables of a system, then the items of a table
    for _ in range(2):
        own |= _belonging(inventory, own, _OF_THING)
    told_of = {hit.notice for hit in inventory.hits if hit.about in own}
    own |= {lead.id for lead in inventory.leads.values() if lead.id in told_of or own & set(lead.about)}
    return frozenset(own)


def _belonging(inventory: Inventory, own: set[str], fields: Sequence[str]) -> set[str]:
    found = set()
    for records in inventory.records.values():
        first = next(iter(records.values()), None)
        asked = [field for field in fields if hasattr(first, field)]
        if asked:
            found |= {record.id for record in records.values() if any(getattr(record, field) in own for field in asked)}
    return found


def _counted(inventory: Inventory, own: frozenset[str]) -> Inventory:
    """The inventory of these records alone."""
    records = {entity: {i: r for i, r in of.items() if i in own} for entity, of in inventory.records.items()}
    return dataclasses.replace(
        inventory,
        records=records,
        pending=tuple(p for p in inventory.pending if p.record in own),
        conflicts=tuple(c for c in inventory.conflicts if c.record in own),
        returned_forms={body: day for body, day in inventory.returned_forms.items() if body in own},
    )


def confirmed_only(told: Told) -> Told:
    """What rests on confirmed findings: a group of duplicates of which the finding is confirmed, what closes such findings.

    What could not be told, and whose data is not shared, is nobody's business outside as long as nobody confirmed it.
    """
    findings = [f for f in told.findings if f["status"] in CONFIRMED]
    kept = {f["id"] for f in findings}
    reviewed = {c.members for c in told.analysis.clusters if c.is_reviewed and is_confirmed(c.members, findings)}
    recommendations = []
    for rec in told.recommendations:
        closes = tuple(i for i in rec.closes if i in kept)
        why = tuple(reason for reason in rec.why if reason.parts.get("finding") in kept)
        if closes and why and "review" not in rec.needs_first:
            # the clauses of the confirmed findings alone
            basis = {(b["source"], b["clause"]) for f in findings if f["id"] in closes for b in f["basis"]}
            based = tuple(b for b in rec.basis if (b.source, b.clause) in basis)
            recommendations.append(dataclasses.replace(rec, closes=closes, why=why, basis=based))
    clusters = [cluster for cluster in told.analysis.clusters if cluster.members in reviewed]
    analysis = dataclasses.replace(told.analysis, clusters=clusters, silos={})
    return dataclasses.replace(told, analysis=analysis, findings=findings, recommendations=recommendations, untold=[])


def is_confirmed(members: Iterable[str], findings: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether a confirmed finding says that these systems are duplicates."""
    wanted = set(members)
    return any(f["rule"] == "DUP-01" and wanted <= set(f["subjects"]) for f in findings)
