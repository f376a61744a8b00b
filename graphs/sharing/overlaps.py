"""Datasets that hold the same things of the same subjects; returns that ask the same items; meanings that disagree."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from graphs.build import Landscape
from graphs.edges import edges
from graphs.regions import intersect, meeting
from inventory.elements import dictionary
from inventory.values import Return

# two datasets have at least so many elements in common
_SHARED = 4


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two datasets or returns with their weighted Jaccard (or share of items) and what they share."""

    left: str
    right: str
    value: float
    shared: tuple[str, ...]


def element_weights(scape: Landscape) -> dict[str, float]:
    """Role weight times rarity among the datasets, in [0, 3]."""
    counts: Counter[str] = Counter()
    for dataset in scape.inventory.datasets:
        counts.update(scape.elements_of_dataset(dataset).keys())
    total = max(2, len(scape.inventory.datasets))
    return {e: dictionary()[e].weight * math.log(1 + total / n) / math.log(1 + total) for e, n in counts.items()}


def dataset_overlaps(scape: Landscape, cut: float) -> list[Overlap]:
    """Pairs of datasets of one subject type and region, held by different systems, with no flow between them."""
    weights = element_weights(scape)
    holding = {d: frozenset(e for e in scape.elements_of_dataset(d) if weights.get(e, 0) > 0) for d in scape.inventory.datasets}
    linked = {frozenset((left[1], right[1])) for left, right, _ in edges(scape, "FLOWS")}
    found = []
    for left, right in _near_pairs(scape, holding, weights, cut):
        if _comparable(scape, left, right, linked):
            value = weighted_jaccard(holding[left], holding[right], weights)
            shared = holding[left] & holding[right]
            # two tables that share nothing but a key and a name are joined, not duplicated
            if value >= cut and len(shared) >= _SHARED:
                found.append(Overlap(left, right, round(value, 4), tuple(sorted(shared))))
    return sorted(found, key=lambda o: (-o.value, o.left, o.right))


def _near_pairs(
    scape: Landscape, holding: Mapping[str, frozenset[str]], weights: Mapping[str, float], cut: float
) -> Iterator[tuple[str, str]]:
    """Pairs of datasets of one subject, in regions that meet, with enough in common: sparse products, region by region."""
    by_subject: dict[str, list[str]] = defaultdict(list)
    for identifier in sorted(holding):
        dataset = scape.inventory.datasets[identifier]
        if dataset.subject is not None and len(holding[identifier]) >= _SHARED:
            by_subject[dataset.subject].append(identifier)
    for datasets in by_subject.values():
        held = _matrix([holding[d] for d in datasets], weights)
        total = np.asarray(held.sum(axis=1)).ravel()
        present = (held > 0).astype(np.float32)
        regions = [(region,) if (region := scape.region_of(scape.inventory.datasets[d])) else () for d in datasets]
        for rows, columns in meeting(regions):
            shared = (held[rows] @ present[columns].T).tocoo()
            left, right = rows[shared.row], columns[shared.col]
            # the Jaccard of weights reaches the cut; a digit of room for rounding
            near = (left < right) & (shared.data >= (cut - 1e-4) * (total[left] + total[right] - shared.data))
            yield from ((datasets[a], datasets[b]) for a, b in zip(left[near].tolist(), right[near].tolist(), strict=True))


def _matrix(sets: Sequence[frozenset[str]], weights: Mapping[str, float]) -> Any:
    """Rows of weights, one column an element."""
    column = {element: position for position, element in enumerate(sorted({e for elements in sets for e in elements}))}
    entries = [(row, column[e], weights[e]) for row, elements in enumerate(sets) for e in sorted(elements)]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_matrix((np.array(values, dtype=float), (rows, columns)), shape=(len(sets), max(1, len(column))))


def weighted_jaccard(left: frozenset[str], right: frozenset[str], weights: Mapping[str, float]) -> float:
    """Σ weights of the shared elements over Σ weights of all; 0 where nothing has weight."""
    union = sum(weights[e] for e in left | right)
    return sum(weights[e] for e in left & right) / union if union else 0.0


def _comparable(scape: Landscape, left: str, right: str, linked: set[frozenset[str]]) -> bool:
    a, b = scape.inventory.datasets[left], scape.inventory.datasets[right]
    if a.system == b.system or scape.holder(a) is None or scape.holder(b) is None:
        return False
    if a.subject is None or a.subject != b.subject or not intersect(scape.region_of(a), scape.region_of(b)):
        return False
    if {a.kind, b.kind} & {"form", "catalogue", "payload"} or a.collection == "shared" or b.collection == "shared":
        return False
    return (
        frozenset((a.system or "", b.system or "")) not in linked
        and not {right, b.code} & set(a.related)
        and not {left, a.code} & set(b.related)
    )


def return_overlaps(scape: Landscape, cut: float) -> list[Overlap]:
    """Pairs of returns to one level of one place whose shared items make up at least `cut` of both: share of the larger one."""
    returns = scape.inventory.returns
    bodies = scape.inventory.organisations
    places = {form.id: body.region if (body := bodies.get(form.requiring or "")) is not None else None for form in returns.values()}
    items: dict[str, frozenset[str]] = {}
    for form in returns.values():
        known = {scape.item_element(text) or f"text:{text}" for text in form.elements}
        items[form.id] = frozenset(e for e in known if e not in dictionary() or dictionary()[e].role not in ("technical",))
    found = []
    for left, right in sorted(_asked_alike(returns, items)):
        a, b, shared = returns[left], returns[right], items[left] & items[right]
        value = len(shared) / max(len(items[left]), len(items[right]))
        # nobody fills in the returns of two counties
        is_one_place = intersect(places[left], places[right])
        if len(shared) >= 3 and value >= cut and is_one_place and not (a.frequency == "once" and b.frequency == "once"):
            found.append(Overlap(left, right, round(value, 4), tuple(sorted(s.removeprefix("text:") for s in shared))))
    return sorted(found, key=lambda o: (-o.value, o.left, o.right))


def _asked_alike(returns: Mapping[str, Return], items: Mapping[str, frozenset[str]]) -> set[tuple[str, str]]:
    """Pairs of returns to one level that share an item."""
    asking: dict[tuple[str, str], list[str]] = defaultdict(list)
    for identifier in sorted(returns):
        if level := returns[identifier].respondent_level:
            for item in items[identifier]:
                asking[level, item].append(identifier)
    return {pair for forms in asking.values() for pair in combinations(forms, 2)}


@dataclass(frozen=True, slots=True)
class MeaningConflict:
    """One element stored in different ways in two datasets that are linked by a flow; `what` is type, length, unit or codes."""

    element: str
    left_field: str
    right_field: str
    exchange: tuple[str, str]
    what: tuple[str, ...]
    left_value: str
    right_value: str


def meaning_conflicts(scape: Landscape) -> list[MeaningConflict]:
    """Conflicts along running flows: the supplier's field against the consumer's field of one element."""
    found: dict[tuple[str, str], MeaningConflict] = {}
    for (_, supplier), (_, consumer), data in edges(scape, "FLOWS"):
        if not data["running"]:
            continue
        for element in sorted(data["elements"]):
            left = _fields(scape, supplier, element)
            right = _fields(scape, consumer, element)
            for a in left:
                for b in right:
                    conflict = _conflict(scape, element, a, b, (supplier, consumer))
                    if conflict is not None and not any(_conflict(scape, element, x, b, (supplier, consumer)) is None for x in left):
                        found.setdefault((a, b), conflict)
    return [found[key] for key in sorted(found)]


def _fields(scape: Landscape, system: str, element: str) -> list[str]:
    return sorted(f for dataset in scape.datasets_of.get(system, ()) for f in scape.elements_of_dataset(dataset).get(element, ()))


def _conflict(scape: Landscape, element: str, left: str, right: str, exchange: tuple[str, str]) -> MeaningConflict | None:
    a, b = scape.inventory.fields[left], scape.inventory.fields[right]
    what = []
    if a.type and b.type and a.type != b.type and {a.type, b.type} != {"date", "datetime"}:
        what.append("type")
    if a.unit and b.unit and a.unit != b.unit:
        what.append("unit")
    if a.domain and b.domain and _codes(a.domain) != _codes(b.domain):
        what.append("codes")
    if not what:
        return None
    values = [" ".join(str(v) for v in (f.type, f.length, f.unit, f.domain) if v) for f in (a, b)]
    return MeaningConflict(element, left, right, exchange, tuple(what), values[0], values[1])


def _codes(domain: str) -> str:
    return "".join(character for character in domain if not character.isspace()).replace("：", ":").replace("，", ",").replace("；", ";")
