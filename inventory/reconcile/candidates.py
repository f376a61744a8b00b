"""Pairs of records of one kind that may be one record: proposed with reasons, decided by people (systems: see `graphs.duplicates`).

Records meet where they share a key (a code, an address, a core name, the same items), so no pass is quadratic; each pair
is compared feature by feature. The weights are stated, not fitted: no labelled pairs of these kinds exist.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from inventory.names import core, plain, region_prefix
from inventory.reconcile.seen import holder_of
from inventory.values.data import DataField
from inventory.values.inventory import Inventory
from inventory.values.record import Record
from inventory.values.table import as_table

KINDS = ("Organisation", "Dataset", "Channel", "Service")
# records that share one key beyond which the key tells nothing (首页, 办公室); pairs that are kept of a kind
CROWD, MOST = 60, 5_000
# the least probability at which a pair is shown
SHOWN = 0.3
_BIAS = -3.0
# one of these must speak for a pair: an owner or place in common is none
_IDENTITY = frozenset({"same_code", "same_name", "near_name", "named_alike", "same_items", "same_identifier", "same_address"})
# what each feature adds to the log odds that two records are one; the sign says which way it speaks
WEIGHTS: dict[str, dict[str, float]] = {
    "Organisation": {"same_code": 6.0, "other_code": -6.0, "same_name": 3.0, "near_name": 1.6, "named_alike": 2.5, "same_region": 1.0, "other_region": -4.0, "same_parent": 0.8,
                     "other_level": -2.5},
    "Dataset": {"same_code": 3.5, "same_name": 1.6, "near_name": 0.6, "same_holder": 2.2, "other_holder": -0.8, "same_items": 2.4, "other_items": -2.0},
    "Channel": {"same_identifier": 5.0, "same_address": 3.5, "same_name": 2.4, "near_name": 0.9, "same_holder": 1.4, "other_holder": -1.2, "other_kind": -4.0, "other_identifier": -3.0},
    "Service": {"same_code": 4.5, "other_code": -3.0, "same_name": 2.4, "near_name": 1.0, "same_holder": 1.8, "other_holder": -2.0},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records of one kind, the probability that they are one, and the features that say so, the weightiest first."""

    kind: str
    left: str
    right: str
    score: float
    why: tuple[str, ...]


def find_candidates(inventory: Inventory, kinds: Iterable[str] = KINDS) -> list[Candidate]:
    """Pairs that people have not decided, best first. Records already judged or ruled to be one are one here."""
    settled = {frozenset((j.left, j.right)) for j in inventory.judgements if j.undone_at is None and j.verdict != "unsure"}
    found: list[Candidate] = []
    for kind in kinds:
        records = inventory.records.get(kind, {})
        items = _items(inventory) if kind == "Dataset" else {}
        scored = []
        for left, right in sorted(_meeting(kind, records, items)):
            if frozenset((left, right)) in settled:
                continue
            features = list(_compare(kind, records[left], records[right], items))
            score = _probability(kind, features)
            if score >= SHOWN and _IDENTITY & set(features):
                why = tuple(sorted(features, key=lambda name: (-abs(WEIGHTS[kind][name]), name)))
                scored.append(Candidate(kind, left, right, round(score, 4), why))
        found += sorted(scored, key=lambda c: (-c.score, c.left, c.right))[:MOST]
    return sorted(found, key=lambda c: (-c.score, c.kind, c.left, c.right))


def _probability(kind: str, features: Iterable[str]) -> float:
    return 1 / (1 + math.exp(-(_BIAS + sum(WEIGHTS[kind][name] for name in features))))


def _items(inventory: Inventory) -> dict[str, frozenset[str]]:
    """Dataset → the plain names of its items."""
    found: dict[str, set[str]] = defaultdict(set)
    fields = as_table(DataField, inventory.fields)
    for resource, label, name in zip(*(fields.column(of) for of in ("resource", "label", "name")), strict=True):
        if resource and (item := plain(label or name or "")):
            found[resource].add(item)
    return {dataset: frozenset(names) for dataset, names in found.items()}


def _meeting(kind: str, records: Mapping[str, Record], items: Mapping[str, frozenset[str]]) -> set[tuple[str, str]]:
    """Pairs of records that share a key."""
    holders: dict[tuple[str, Any], list[str]] = defaultdict(list)
    for record in records.values():
        for key in set(_keys(kind, record, items)):
            holders[key].append(record.id)
    return {(min(pair), max(pair)) for ids in holders.values() if 2 <= len(ids) <= CROWD for pair in combinations(ids, 2)}


def _keys(kind: str, record: Record, items: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, Any]]:
    if code := plain(str(getattr(record, "code", None) or "")):
        yield "code", code
    for name in (getattr(record, "name", None) or "", *getattr(record, "aliases", ())):
        if bare := core(name):
            yield "name", bare
            holder = holder_of(record) or getattr(record, "parent", None)
            # near names of one holder or region meet by how they begin and end
            for part in (bare[:2], bare[-2:]) if len(bare) >= 4 else ():
                yield "part", (part, holder or region_prefix(name))
    for text in (*getattr(record, "identifiers", ()), *getattr(record, "urls", ())):
        yield "address", plain(text)
    if kind == "Organisation" and (bare := core(getattr(record, "name", None) or "")):
        # a short form keeps the first and the last letter
        yield "ends", (bare[0], bare[-1])
    if kind == "Dataset" and len(items.get(record.id, ())) >= 4:
        yield "items", items[record.id]


def _compare(kind: str, left: Record, right: Record, items: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The features of a pair, of those that the kind weighs."""
    weighed = WEIGHTS[kind]
    for feature, tell in _FEATURES.items():
        said = tell(left, right, items)
        if said and (name := f"{said}_{feature}") in weighed:
            yield name
        elif feature == "alike" and said and "named_alike" in weighed:
            yield "named_alike"


def _said(left: Any, right: Any) -> str:
    """`same` or `other` where both say something."""
    return "" if not left or not right else "same" if left == right else "other"


def _name(left: Record, right: Record, _items: Mapping[str, frozenset[str]]) -> str:
    one, two = (str(getattr(record, "name", None) or "") for record in (left, right))
    if plain(one) == plain(two) or (core(one) == core(two) and len(core(one)) >= 2):
        return "same"
    return "near" if _ratio(core(one), core(two)) >= 0.8 else ""


def _alike(left: Record, right: Record, _items: Mapping[str, frozenset[str]]) -> str:
    """One is known by the other's name, or is its short form (县民政局 of 云溪县民政局)."""
    names = [{plain(n) for n in (getattr(r, "name", None) or "", *getattr(r, "aliases", ())) if n} for r in (left, right)]
    if names[0] & names[1] and plain(getattr(left, "name", None) or "") != plain(getattr(right, "name", None) or ""):
        return "named"
    pairs = [(a, b) for a in names[0] for b in names[1]]
    return "named" if any(_is_short_form(a, b) or _is_short_form(b, a) for a, b in pairs) else ""


def _is_short_form(short: str, long: str) -> bool:
    """Tell whether a name is another without its place, or with letters left out in order (卫健局 of 卫生健康局)."""
    if not 2 <= len(short) < len(long) or short[-1] != long[-1]:
        return False
    if long.endswith(short):
        return True
    few, bare = core(short), core(long)
    rest = iter(bare)
    return 3 <= len(few) < len(bare) <= len(few) + 3 and few[0] == bare[0] and all(c in rest for c in few)


def _region(left: Record, right: Record, _items: Mapping[str, frozenset[str]]) -> str:
    """Whether both say the same place, by code or by their names."""
    codes = [str(getattr(r, "region", None) or "") for r in (left, right)]
    if all(codes):
        return "same" if codes[0][:6] == codes[1][:6] else "other"
    return _said(*(region_prefix(str(getattr(r, "name", None) or "")) for r in (left, right)))


def _identifier(left: Record, right: Record, _items: Mapping[str, frozenset[str]]) -> str:
    one, two = ({plain(i) for i in getattr(r, "identifiers", ())} for r in (left, right))
    return "" if not one or not two else "same" if one & two else "other"


def _address(left: Record, right: Record, _items: Mapping[str, frozenset[str]]) -> str:
    one, two = ({u.rstrip("/") for u in getattr(r, "urls", ())} for r in (left, right))
    return "same" if one & two else ""


def _common(left: Record, right: Record, items: Mapping[str, frozenset[str]]) -> str:
    """Whether two datasets hold the same items: four in five of all, or hardly any."""
    one, two = items.get(left.id, frozenset()), items.get(right.id, frozenset())
    if min(len(one), len(two)) < 4:
        return ""
    share = len(one & two) / len(one | two)
    return "same" if share >= 0.8 else "other" if share < 0.2 else ""


@lru_cache(maxsize=100_000)
def _ratio(left: str, right: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(left, right)) / 100


_FEATURES: dict[str, Callable[[Record, Record, Mapping[str, frozenset[str]]], str]] = {
    "code": lambda a, b, _: _said(plain(str(getattr(a, "code", None) or "")), plain(str(getattr(b, "code", None) or ""))),
    "name": _name,
    "alike": _alike,
    "region": _region,
    "parent": lambda a, b, _: _said(getattr(a, "parent", None), getattr(b, "parent", None)),
    "level": lambda a, b, _: _said(getattr(a, "level", None), getattr(b, "level", None)),
    "holder": lambda a, b, _: _said(holder_of(a), holder_of(b)),
    "kind": lambda a, b, _: _said(getattr(a, "kind", None), getattr(b, "kind", None)),
    "identifier": _identifier,
    "address": _address,
    "items": _common,
}
