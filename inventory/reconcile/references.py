"""References by id, code or name become ids; what cannot be resolved stays as it was written and is listed."""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from inventory.names import plain
from inventory.reconcile.seen import is_one_body
from inventory.schema import EntitySpec, entities
from inventory.values.inventory import Pending
from inventory.values.record import Record
from inventory.values.table import Table

OBJECT_ENTITIES = {
    "system": "System",
    "channel": "Channel",
    "dataset": "Dataset",
    "exchange": "Exchange",
    "return": "Return",
    "service": "Service",
}
_OWNERS = ("owner", "provider", "requiring", "system")


class Directory:
    """Finds records of each entity by id, code, name or alias; `OWNER/NAME` tells two of one name apart."""

    def __init__(self, records: Mapping[str, Mapping[str, Record]]) -> None:
        self.records = records
        self._spellings: dict[str, dict[str, set[str]]] = {}

    def _of(self, entity: str) -> dict[str, set[str]]:
        if entity not in self._spellings:
            found: dict[str, set[str]] = defaultdict(set)
            for record in self.records.get(entity, {}).values():
                for spelling in spellings(record):
                    found[spelling].add(record.id)
            self._spellings[entity] = found
        return self._spellings[entity]

    def candidates(self, entity: str, text: str) -> set[str]:
        """The ids that this text may mean: by id, else by code, name or alias."""
        if text in self.records.get(entity, {}):
            return {text}
        found = self._of(entity).get(plain(text), set())
        if not found and "/" in text:
            owner, _, name = text.partition("/")
            for identifier in self._of(entity).get(plain(name), set()):
                record = self.records[entity][identifier]
                if any(plain(owner) in self._names_of(getattr(record, holder, None)) for holder in _OWNERS):
                    found = found | {identifier}
        return found

    def _names_of(self, reference: str | None) -> set[str]:
        if reference is None:
            return set()
        names = {plain(reference)}
        for entity in ("Organisation", "System"):
            record = self.records.get(entity, {}).get(reference)
            if record is not None:
                names.update(spellings(record))
        return names

    def resolve(self, entity: str, text: str, near: Record | None = None) -> tuple[str | None, bool]:
        """The one id that the text means, and whether it means several. A record near by (same owner) is preferred."""
        found = self.candidates(entity, text)
        if len(found) > 1 and near is not None:
            own = {plain(v) for v in (getattr(near, holder, None) for holder in _OWNERS) if isinstance(v, str)}
            own |= set().union(*(self._names_of(getattr(near, holder, None)) for holder in _OWNERS)) if own else set()
            closer = {i for i in found if any(self._names_of(getattr(self.records[entity][i], holder, None)) & own for holder in _OWNERS)}
            found = closer or found
        if len(found) > 1:
            found = _one_thing(entity, [self.records[entity][i] for i in found]) or found
        return (next(iter(found)), False) if len(found) == 1 else (None, len(found) > 1)


def _one_thing(entity: str, records: list[Record]) -> set[str]:
    """The smallest id of records that one body holds under one name (entered under two spellings of the body), or of one body; else none."""
    if entity == "Organisation":
        return {min(r.id for r in records)} if all(is_one_body(records[0], other) for other in records[1:]) else set()
    keys = {
        (entity, next((getattr(r, h, None) for h in _OWNERS if getattr(r, h, None)), None), plain(str(getattr(r, "name", ""))))
        for r in records
    }
    kinds = {getattr(r, "kind", None) for r in records}
    return {min(r.id for r in records)} if len(keys) == 1 and next(iter(keys))[1] is not None and len(kinds) == 1 else set()


def spellings(record: Record) -> set[str]:
    """Every plain spelling under which a record may be named."""
    names = [getattr(record, name, None) for name in ("name", "code", "label", "title")]
    names += list(getattr(record, "aliases", ()))
    return {plain(name) for name in names if isinstance(name, str) and plain(name)}


def resolve_references(records: Mapping[str, Mapping[str, Record]]) -> tuple[dict[str, Mapping[str, Record]], tuple[Pending, ...]]:
    """All records with ids in their references, and what is pending.

    Organisations and systems are resolved first, since they tell records of one name apart.
    """
    resolved: dict[str, Mapping[str, Record]] = dict(records)
    pending: list[Pending] = []
    order = ("Organisation", "System", "Dataset", *(name for name in entities() if name not in ("Organisation", "System", "Dataset")))
    for entity in order:
        spec, of_entity = entities()[entity], resolved.get(entity, {})
        references = [field for field in spec.fields.values() if field.is_reference]
        if not references and "object" not in spec.fields:
            continue
        directory = Directory(resolved)
        if isinstance(of_entity, Table) and _is_told_by_text(spec):
            resolved[entity] = _resolved_columns(spec, of_entity, directory, pending)
            continue
        # those resolved first count where later ones of the entity name them
        own = dict(of_entity)
        resolved[entity] = own
        for record in list(own.values()):
            own[record.id] = _resolved(spec, record, directory, pending)
    return resolved, tuple(sorted(pending, key=lambda p: (p.entity, p.record, p.field, p.text)))


def _is_told_by_text(spec: EntitySpec) -> bool:
    """Tell whether what a reference means hangs on its words alone: there is no owner near by, and no kind of object."""
    return not {"object", *_OWNERS} & set(spec.fields)


def _resolved_columns(spec: EntitySpec, table: Table[Any], directory: Directory, pending: list[Pending]) -> Table[Any]:
    """As `_resolved` of every record: each text is looked up once."""
    changes: dict[str, Callable[[Any], Any]] = {}
    for field in spec.fields.values():
        if not field.is_reference:
            continue
        column = table.column(field.name)
        texts = dict.fromkeys(text for value in column.values if value for text in (value if field.is_list else (value,)))
        found = {text: directory.resolve(field.of, text) for text in texts}
        unknown = {text for text, (identifier, _) in found.items() if identifier is None}
        for at in column.positions(partial(_some_of, unknown)) if unknown else ():
            value = column[at]
            pending += [
                Pending(spec.entity, table.ids[at], field.name, text, found[text][1])
                for text in (value if field.is_list else (value,))
                if text in unknown
            ]
        changes[field.name] = partial(_meant, {text: identifier or text for text, (identifier, _) in found.items()})
    return table.mapped(changes)


def _some_of(texts: set[str], value: Any) -> bool:
    """Tell whether a reference, or one of several, is among these."""
    return not texts.isdisjoint(value) if isinstance(value, tuple) else value in texts


def _meant(ids: Mapping[str, str], value: Any) -> Any:
    """A reference, or several, with ids in place of texts."""
    if not value:
        return value
    return tuple(ids[text] for text in value) if isinstance(value, tuple) else ids[value]


def _resolved(spec: EntitySpec, record: Record, directory: Directory, pending: list[Pending]) -> Record:
    changes: dict[str, Any] = {}
    for field in spec.fields.values():
        value = getattr(record, field.name)
        if not value:
            continue
        if field.is_reference:
            ids = [_one(spec, record, field.name, field.of, text, directory, pending) for text in (value if field.is_list else (value,))]
            new: Any = tuple(ids) if field.is_list else ids[0]
        elif field.name == "object":
            new = _object(spec, record, value, directory, pending)
        else:
            continue
        if new != value:
            changes[field.name] = new
    return dataclasses.replace(record, **changes) if changes else record


def _one(spec: EntitySpec, record: Record, field: str, entity: str, text: str, directory: Directory, pending: list[Pending]) -> str:
    found, ambiguous = directory.resolve(entity, text, record)
    if found is None:
        pending.append(Pending(spec.entity, record.id, field, text, ambiguous))
    return found or text


def _object(spec: EntitySpec, record: Record, text: str, directory: Directory, pending: list[Pending]) -> str:
    found, ambiguous = object_meant(record, text, directory)
    if found is None:
        pending.append(Pending(spec.entity, record.id, "object", text, ambiguous))
    return found or text


def object_meant(record: Record, text: str, directory: Directory) -> tuple[str | None, bool]:
    """The id of what a cost, use, duty or inspection is about (by its `object_kind`); and whether several things fit."""
    kind = getattr(record, "object_kind", None)
    tried: Iterable[str] = (OBJECT_ENTITIES[kind],) if kind in OBJECT_ENTITIES else ("System", "Channel")
    ambiguous = False
    for entity in tried:
        found, several = directory.resolve(entity, text, record)
        ambiguous = ambiguous or several
        if found is not None:
            return found, ambiguous
    return None, ambiguous
