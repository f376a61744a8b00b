"""How far a body has answered: the share of core questions, what is missing most, what it attested, where sources disagree.

Below the office's setting `readiness` no consolidation is recommended of its systems: nobody should lose a system for a blank form.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from graphs.analysis import Analysis
from inventory.schema import entities
from inventory.values import Record

_HOLDERS = {"System": "owner", "Channel": "owner", "Service": "owner", "Return": "requiring"}
_MOST = 8


@dataclass(frozen=True, slots=True)
class Readiness:
    """A body's answers: core questions asked and answered, unanswered fields by how often, sheets attested as complete, conflicts."""

    body: str
    asked: int
    missing: Mapping[str, int]
    attested: tuple[str, ...]
    conflicts: int

    @property
    def share(self) -> float:
        """The answered share of the core questions."""
        return 1 - sum(self.missing.values()) / self.asked

    @property
    def most_missing(self) -> tuple[str, ...]:
        """The fields (Entity.field) that are missing most."""
        return tuple(sorted(self.missing, key=lambda name: (-self.missing[name], name))[:_MOST])


def readiness(analysis: Analysis) -> dict[str, Readiness]:
    """Every body of which something is declared, by id."""
    asked: Counter[str] = Counter()
    missing: dict[str, Counter[str]] = {}
    of_record: dict[str, str] = {}
    for entity in ("Organisation", *_HOLDERS, "Dataset"):
        core = [field for field in entities()[entity].fields.values() if field.tier == "core" and field.name not in ("attested", "owner")]
        for record in analysis.inventory.records.get(entity, {}).values():
            body = _body(analysis, entity, record)
            if body is None or not record.is_declared:
                continue
            of_record[record.id] = body
            asked[body] += len(core)
            missing.setdefault(body, Counter()).update(f"{f.entity}.{f.name}" for f in core if not record.is_answered(f.name))
    conflicts = Counter(of_record[c.record] for c in analysis.inventory.conflicts if c.record in of_record)
    bodies = analysis.inventory.organisations
    return {
        body: Readiness(body, asked[body], dict(missing[body]), tuple(sorted(bodies[body].attested)), conflicts[body])
        for body in sorted(asked)
        if asked[body]
    }


def unready(analysis: Analysis) -> dict[str, Readiness]:
    """The bodies below the office's setting."""
    return {body: found for body, found in readiness(analysis).items() if found.share < analysis.thresholds["readiness"]}


def _body(analysis: Analysis, entity: str, record: Record) -> str | None:
    if entity == "Organisation":
        body = analysis.inventory.organisations[record.id]
        return body.id if body.level in ("province", "city", "county") and body.nature not in ("company", "social") else None
    holder = analysis.scape.holder(analysis.inventory.datasets[record.id]) if entity == "Dataset" else getattr(record, _HOLDERS[entity])
    return holder if holder in analysis.inventory.organisations else None
