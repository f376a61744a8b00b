"""The read-only view in which records judged to be one stand as one; nothing is merged in the store."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any

from inventory.values.observation import Judgement
from inventory.values.record import Record
from inventory.values.table import Table


def same_groups(judgements: Iterable[Judgement], is_better: Callable[[str], bool] = lambda identifier: False) -> dict[str, str]:
    """From each record judged `same` as others to the one that stands for its group: a better one first, then the smallest id."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for judgement in judgements:
        if judgement.verdict == "same" and judgement.undone_at is None:
            low, high = sorted((root(judgement.left), root(judgement.right)), key=lambda i: (not is_better(i), i))
            parent[high] = low
    return {node: root(node) for node in parent if root(node) != node}


def merge_same(
    records: Mapping[str, Mapping[str, Record]], judgements: Iterable[Judgement], *, prefer_declared: bool = False
) -> dict[str, Mapping[str, Record]]:
    """Records with every group of same ones shown as one: its own answers first, then the others'."""

    def find(identifier: str) -> Record | None:
        return next((of_entity[identifier] for of_entity in records.values() if identifier in of_entity), None)

    def is_better(identifier: str) -> bool:
        return prefer_declared and (record := find(identifier)) is not None and record.is_declared

    to = {old: new for old, new in same_groups(judgements, is_better).items() if find(old) is not None and find(new) is not None}
    if not to:
        return dict(records)
    merged: dict[str, Mapping[str, Record]] = {}
    for entity, of_entity in records.items():
        changes: dict[str, Record | None] = {}
        for old in sorted(to):
            if old in of_entity and to[old] in of_entity:
                kept, other = (changes.get(identifier) or of_entity[identifier] for identifier in (to[old], old))
                changes |= {to[old]: _combined(kept, other), old: None}
        merged[entity] = _redirected_all(_with(of_entity, changes), to)
    return merged


def _with(records: Mapping[str, Record], changes: Mapping[str, Record | None]) -> Mapping[str, Record]:
    """These records, some of them changed or taken away."""
    if isinstance(records, Table):
        return records.changed(changes) if changes else records
    held = {identifier: changes.get(identifier, record) for identifier, record in records.items()}
    return {identifier: record for identifier, record in held.items() if record is not None}


def _redirected_all(records: Mapping[str, Record], to: Mapping[str, str]) -> Mapping[str, Record]:
    if isinstance(records, Table):
        return records.mapped({name: partial(_pointed, to) for name in _pointing(records.kind)})  # type: ignore[arg-type]
    return {identifier: _redirected(record, to) for identifier, record in records.items()}


def _combined(kept: Record, other: Record) -> Record:
    changes: dict[str, object] = {
        "sources": tuple(sorted({*kept.sources, *other.sources})),
        "modes": kept.modes | other.modes,
        "none": kept.none | {name for name in other.none if not kept.is_answered(name)},
        "not_applicable": kept.not_applicable | {name for name in other.not_applicable if not kept.is_answered(name)},
    }
    for field in dataclasses.fields(kept):
        if field.name in ("id", "sources", "modes", "none", "not_applicable"):
            continue
        own, theirs = getattr(kept, field.name), getattr(other, field.name)
        if field.name in ("aliases", "urls", "identifiers"):
            changes[field.name] = tuple(dict.fromkeys((*own, *theirs)))
        elif not kept.is_answered(field.name) and theirs not in (None, ()):
            changes[field.name] = theirs
    names = [getattr(record, "name", None) for record in (kept, other)]
    if "aliases" in changes and names[1] and names[1] != names[0]:
        changes["aliases"] = tuple(dict.fromkeys((*changes["aliases"], names[1])))  # type: ignore[misc]
    return dataclasses.replace(kept, **changes)  # type: ignore[arg-type]


@cache
def _pointing(kind: type[Record]) -> tuple[str, ...]:
    """The fields that may hold the id of another record."""
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in ("id", "sources", "modes", "none", "not_applicable"))


def _redirected(record: Record, to: Mapping[str, str]) -> Record:
    values = {name: getattr(record, name) for name in _pointing(type(record))}  # type: ignore[arg-type]
    changes = {name: new for name, value in values.items() if (new := _pointed(to, value)) is not value}
    return dataclasses.replace(record, **changes) if changes else record


def _pointed(to: Mapping[str, str], value: Any) -> Any:
    """A value with the ids of those that stand for their groups."""
    if isinstance(value, str):
        return to.get(value, value)
    if isinstance(value, tuple) and any(item in to for item in value):
        return tuple(dict.fromkeys(to.get(item, item) for item in value))
    return value
