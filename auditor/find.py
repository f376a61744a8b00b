"""Finds what an argument means: an id, a code or a unique name."""

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
