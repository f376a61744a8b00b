"""Links that a rule may make between records, each undone by any person's `different`.

*Declared twice*: two declared records of one kind whose owners turned out to be one body (by code, alias, short name) and
whose names are one; two bodies of one unified social credit code that share a name (the code alone is not enough: offices
inside a body give its code as theirs). *Seen as declared*: an observed record and a declared one of one kind that share an identifier or
address, or have one owner and one core name, or bear the same long name that no other record bears.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from inventory.identity import digest
from inventory.names import core, plain
from inventory.values.observation import Judgement
from inventory.values.record import Record

AUTHOR = "rule:one-record"
_LONG = 6
# of a unified social credit code (GB 32100-2015)
_CODE_LENGTH = 18
_LINKED = ("Channel", "System", "Service", "Dataset", "Return")
_OWNERS = {"Dataset": ("system", "provider"), "Return": ("requiring",)}


def linked_by_rule(records: Mapping[str, Mapping[str, Record]], judged: Iterable[Judgement], at: str) -> list[Judgement]:
    """`same` judgements of the rule; a pair that a person judged is left to people. References must be resolved."""
    settled = {frozenset((j.left, j.right)) for j in judged if j.undone_at is None}
    bodies = list(_one_body_twice(records))
    pairs = [*bodies, *_declared_twice(records, {other: first for first, other in bodies}), *_seen_as_declared(records)]
    return [
        Judgement(
            id=f"jdg-{digest(AUTHOR, left, right)}", left=left, right=right, verdict="same", by=AUTHOR, at=at, reason="one owner, one name"
        )
        for left, right in sorted({(min(a, b), max(a, b)) for a, b in pairs})
        if frozenset((left, right)) not in settled
    ]


def holder_of(record: Record) -> str | None:
    """The body or system that a record belongs to."""
    names = _OWNERS.get(type(record).__name__, ("owner",))
    return next((value for name in names if (value := getattr(record, name, None)) is not None), None)


def is_one_body(left: Record, right: Record) -> bool:
    """Tell whether two bodies have one unified social credit code and a name in common."""
    return not _coded_names(left).isdisjoint(_coded_names(right))


def _coded_names(body: Record) -> set[tuple[str, str]]:
    """A body's names, plain and without their place, each with its unified social credit code; none where it has no such code."""
    code, name = plain(str(getattr(body, "code", None) or "")), getattr(body, "name", None) or ""
    if len(code) != _CODE_LENGTH:
        return set()
    return {(code, told) for told in (core(name), *(plain(n) for n in (name, *getattr(body, "aliases", ())))) if told}


def _one_body_twice(records: Mapping[str, Mapping[str, Record]]) -> Iterable[tuple[str, str]]:
    of_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    for body in records.get("Organisation", {}).values():
        for name in _coded_names(body) if body.is_declared else ():
            of_name[name].append(body.id)
    for ids in of_name.values():
        first = min(ids)
        yield from ((first, other) for other in ids if other != first)


def _declared_twice(records: Mapping[str, Mapping[str, Record]], one_body: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for entity in _LINKED:
        groups: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        for record in records.get(entity, {}).values():
            holder, name = holder_of(record), getattr(record, "name", None)
            if record.is_declared and holder and name:
                groups[one_body.get(holder, holder), plain(name), _kind(record)].append(record.id)
        for ids in groups.values():
            first = min(ids)
            yield from ((first, other) for other in ids if other != first)


def _seen_as_declared(records: Mapping[str, Mapping[str, Record]]) -> Iterable[tuple[str, str]]:
    for entity in ("Channel", "System"):
        index: dict[tuple[Any, ...], set[str]] = defaultdict(set)
        for record in records.get(entity, {}).values():
            if record.is_declared:
                for key in _keys(record):
                    index[key].add(record.id)
        for record in records.get(entity, {}).values():
            if not record.is_declared:
                for other in next((index[key] for key in _keys(record) if len(index.get(key, ())) == 1), ()):
                    yield record.id, other


def _kind(record: Record) -> Any:
    return getattr(record, "kind", None) if type(record).__name__ == "Channel" else None


def _keys(record: Record) -> list[tuple[Any, ...]]:
    """What identifies a record, strongest first."""
    kind = _kind(record)
    name = getattr(record, "name", None) or ""
    keys: list[tuple[Any, ...]] = [("id", kind, plain(i)) for i in getattr(record, "identifiers", ())]
    keys += [("url", kind, url.rstrip("/")) for url in getattr(record, "urls", ())]
    keys += [("name", kind, getattr(record, "owner", None), core(text)) for text in (name, *getattr(record, "aliases", ())) if text]
    if len(plain(name)) >= _LONG:
        keys.append(("long", kind, plain(name)))
    return keys
