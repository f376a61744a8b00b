"""Finds what an argument means: an id, a code or a unique name."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory.models.ledger import FindingRow
from inventory.problems import InputError
from inventory.reconcile.references import Directory
from inventory.schema import entities
from inventory.values.inventory import Inventory
from inventory.values.record import Record


def find_one(inventory: Inventory, entity: str, text: str) -> Record:
    """The record of this entity. Raises InputError where the text means none, or several (and names them)."""
    found = Directory(inventory.records).candidates(entity, text)
    if not found:
        raise InputError("not_found", what=f"{entities()[entity].zh} {text}")
    if len(found) > 1:
        raise InputError("ambiguous", what=text, candidates=", ".join(sorted(found)[:8]))
    return inventory.records[entity][next(iter(found))]


def find_any(inventory: Inventory, text: str) -> Record:
    """The record of any kind that an id, code or name means. Raises InputError where it means none, or several."""
    known = inventory.find(text)
    if known is not None:
        return known
    directory = Directory(inventory.records)
    found = {identifier: entity for entity in entities() for identifier in directory.candidates(entity, text)}
    if not found:
        raise InputError("not_found", what=text)
    if len(found) > 1:
        raise InputError("ambiguous", what=text, candidates=", ".join(sorted(found)[:8]))
    ((identifier, entity),) = found.items()
    return inventory.records[entity][identifier]


def find_finding(session: Session, text: str) -> FindingRow | None:
    """The finding of an id or of the first six or more characters of one. Raises InputError where several begin so."""
    row = session.get(FindingRow, text)
    if row is not None or len(text) < 6:
        return row
    begins = select(FindingRow).where(col(FindingRow.id).startswith(text, autoescape=True)).order_by(col(FindingRow.id)).limit(9)
    found = session.execute(begins).scalars().all()
    if len(found) > 1:
        raise InputError("ambiguous", what=text, candidates=", ".join(r.id for r in found))
    return found[0] if found else None
