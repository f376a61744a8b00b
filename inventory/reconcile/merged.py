"""The read-only view in which records judged to be one stand as one; nothing is merged in the store."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from inventory.values.observation import Judgement
from inventory.values.record import Record


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
) -> dict[str, dict[str, Record]]:
    """Records with every group of same ones shown as one: its own answers first, then the others'."""
    known = {i: r for of_entity in records.values() for i, r in of_entity.items()}

    def is_better(identifier: str) -> bool:
        return prefer_declared and identifier in known and known[identifier].is_declared

    to = {old: new for old, new in same_groups(judgements, is_better).items() if old in known and new in known}
    merged: dict[str, dict[str, Record]] = {}
    for entity, of_entity in records.items():
        view = dict(of_entity)
        for old in sorted(to):
            if old in view and to[old] in view:
                view[to[old]] = _combined(view[to[old]], view.pop(old))
        merged[entity] = {i: _redirected(record, to) for i, record in view.items()} if to else view
    return merged


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
    changes: dict[str, object] = {}
    for name in _pointing(type(record)):  # type: ignore[arg-type]
        value = getattr(record, name)
        if not value:
            continue
        if isinstance(value, str):
            if value in to:
                changes[name] = to[value]
        elif isinstance(value, tuple) and any(item in to for item in value):
            changes[name] = tuple(dict.fromkeys(to.get(item, item) for item in value))
    return dataclasses.replace(record, **changes) if changes else record  # type: ignore[arg-type]
