"""How far a body has answered: the share of core questions, what is missing most, what it attested and when, where sources disagree.

Below the office's setting `readiness` no consolidation is recommended of its systems: nobody should lose a system for a blank form. A body
that declared none of its systems is silent on them, and is not ready whatever else it answered: a crawl is no answer. Who is asked is
whoever is named as the owner, known to the inventory or not; a system that nobody declared and nobody owns stands for itself. Companies
are asked nothing, so that a vendor whose product a crawl saw holds nobody up.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from graphs.analysis import Analysis
from inventory.names import is_company
from inventory.schema import entities
from inventory.values import Dataset, Organisation, Record
from inventory.values.inventory import Inventory

_HOLDERS = {"System": "owner", "Channel": "owner", "Service": "owner", "Return": "requiring"}
_MOST = 8


@dataclass(frozen=True, slots=True)
class Readiness:
    """A body's answers: core questions asked and answered, unanswered fields by how often, sheets attested as complete, conflicts.

    `attested_on` is the ISO day of the attestation, None where nothing was attested or nobody knows when; `unspoken` counts the systems
    of a body that declared none of them.
    """

    body: str
    asked: int
    missing: Mapping[str, int]
    attested: tuple[str, ...]
    attested_on: str | None
    conflicts: int
    unspoken: int = 0

    @property
    def share(self) -> float:
        """The answered share of the core questions."""
        return 1 - sum(self.missing.values()) / self.asked

    @property
    def most_missing(self) -> tuple[str, ...]:
        """The fields (Entity.field) that are missing most."""
        return tuple(sorted(self.missing, key=lambda name: (-self.missing[name], name))[:_MOST])


def readiness(inventory: Inventory) -> dict[str, Readiness]:
    """Every body of which something is declared, or which owns a system, by id; by the name under which it is known where it has none."""
    silent = _silent(inventory)
    asked: Counter[str] = Counter()
    missing: dict[str, Counter[str]] = {}
    of_record: dict[str, str] = {}
    for entity in ("Organisation", *_HOLDERS, "Dataset"):
        core = [field for field in entities()[entity].fields.values() if field.tier == "core" and field.name not in ("attested", "owner")]
        for record in inventory.records.get(entity, {}).values():
            body = _body(inventory, record)
            if body is None or not (record.is_declared or (body in silent and entity == "System")):
                continue
            of_record[record.id] = body
            asked[body] += len(core)
            # what a crawl saw was not answered by anybody
            missing.setdefault(body, Counter()).update(
                f"{f.entity}.{f.name}" for f in core if not (record.is_declared and record.is_answered(f.name))
            )
    conflicts = Counter(of_record[c.record] for c in inventory.conflicts if c.record in of_record)
    return {
        body: Readiness(body, asked[body], dict(missing[body]), *_attested(inventory, body), conflicts[body], silent[body])
        for body in sorted(asked)
        if asked[body]
    }


def unready(analysis: Analysis) -> dict[str, Readiness]:
    """The bodies below the office's setting, and those that said nothing of their systems; none where the setting is 0."""
    needed = analysis.thresholds["readiness"]
    return {body: found for body, found in readiness(analysis.inventory).items() if found.share < needed or (found.unspoken and needed > 0)}


def _silent(inventory: Inventory) -> Counter[str]:
    """Who declared none of its systems → how many a crawl saw. Companies are not asked."""
    found: Counter[str] = Counter()
    for system in inventory.systems.values():
        body = _body(inventory, system)
        if body is not None and not system.is_declared and not _is_company(inventory, body):
            found[body] += 1
    for system in inventory.systems.values():
        if system.is_declared:
            found.pop(system.owner or "", None)
    return found


def _is_company(inventory: Inventory, body: str) -> bool:
    known = inventory.organisations.get(body)
    if known is None or known.nature is None:
        return is_company((known.name if known is not None else body) or "")
    return known.nature in ("company", "social")


def _attested(inventory: Inventory, body: str) -> tuple[tuple[str, ...], str | None]:
    known = inventory.organisations.get(body)
    return (tuple(sorted(known.attested)), inventory.attested_on(known)) if known is not None else ((), None)


def _body(inventory: Inventory, record: Record) -> str | None:
    """Who is asked about a record; a system without an owner that nobody declared stands for itself."""
    if isinstance(record, Organisation):
        is_asked = record.level in ("province", "city", "county") and record.nature not in ("company", "social")
        return record.id if is_asked else None
    if isinstance(record, Dataset):
        system = inventory.systems.get(record.system or "")
        return record.provider or (system.owner if system is not None else None)
    holder: str | None = getattr(record, _HOLDERS[type(record).__name__])
    return record.id if holder is None and record.id in inventory.systems and not record.is_declared else holder
