"""Duplicates in any list of systems, on what the list says: `auditor dedupe`, without a graph or a workspace."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

import numpy as np

from graphs.duplicates.concepts import captions, concepts
from graphs.duplicates.likeness import Likeness, SystemText, alike
from graphs.duplicates.linkage import average_linkage
from graphs.duplicates.plain import PlainRow, plain_pairs
from graphs.duplicates.relations import CLASSES, probabilities
from graphs.regions import any_intersect
from inventory.elements import resolve_element
from inventory.names import core, fold, plain, region_prefix

RELATIONS = CLASSES[1:]
# a family that speaks for a pair, with what its sentence needs
Said = tuple[str, Mapping[str, str]]
# from this on a pair is told (some relation is likelier than none), and two stand in one cluster
_CUT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row of a list; empty text and empty tuples are unknown. `more` is any further text, column by column."""

    id: str
    name: str
    description: str = ""
    functions: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    owner: str = ""
    regions: tuple[str, ...] = ()
    vendor: str = ""
    urls: tuple[str, ...] = ()
    kind: str = ""
    audience: frozenset[str] = frozenset()
    layer: str = ""
    status: str = ""
    start: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedPair:
    """Two rows and how they relate; `left` is part of, or replaced, `right` where the relation has a direction."""

    left: str
    right: str
    relation: str
    score: float
    p: Mapping[str, float]
    why: tuple[Said, ...] = field(default=())


def find_duplicates(rows: Sequence[Listed], *, is_plain: bool = False) -> tuple[list[ListedPair], list[list[str]]]:
    """Pairs worth telling, best first, and clusters of same and duplicate ones. Neither the order of rows nor their ids decide.

    `is_plain` is a list of names and texts that says nothing of bodies, regions or functions (products, say).
    """
    ordered = sorted(rows, key=_content)
    found = _plain_pairs(ordered) if is_plain else _system_pairs(ordered)
    found.sort(key=lambda pair: (-pair.score, -max(pair.p.values()), pair.left, pair.right))
    links = {frozenset((pair.left, pair.right)): pair.score for pair in found}
    return found, [sorted(group) for group in average_linkage(links, cut=_CUT)]


def _content(row: Listed) -> tuple[Any, ...]:
    """What a row says, then its id."""
    said = (getattr(row, part.name) for part in fields(row) if part.name != "id")
    return (*(tuple(sorted(value)) if isinstance(value, frozenset) else value for value in said), row.id)


def compared(rows: Sequence[Listed], *, with_meaning: bool = True) -> Likeness:
    """What every family says of the pairs that are looked at closely; `left` and `right` are positions in `rows`."""
    texts = [
        SystemText(
            row.name,
            "。".join(filter(None, (row.description, *row.functions, *row.more))),
            tuple(_element(element) for element in row.elements),
            row.functions,
            "。".join((*row.services, *row.elements)),
        )
        for row in rows
    ]
    regions = [_regions(row) for row in rows]
    likeness = alike(texts, regions=regions, with_meaning=with_meaning)
    likeness.families.update(_circumstances(rows, regions, likeness.left, likeness.right))
    return likeness


@lru_cache(maxsize=100_000)
def _element(text: str) -> str:
    """One name for each spelling of a standard data element; any other item in plain letters."""
    return resolve_element(text) or plain(text)


def _system_pairs(rows: Sequence[Listed]) -> list[ListedPair]:
    likeness = compared(rows)
    p = np.round(probabilities(likeness.families, has_meaning=likeness.has_meaning), 4)
    told = np.flatnonzero(p[:, 0] <= _CUT)
    best = p[told, 1:].argmax(axis=1)
    said = {name: np.asarray(values)[told].tolist() for name, values in likeness.families.items()}
    speaks = _Speaks(rows)
    found = []
    for at, (a, b, chosen, values) in enumerate(
        zip(likeness.left[told].tolist(), likeness.right[told].tolist(), best.tolist(), p[told].tolist(), strict=True)
    ):
        of_pair = {name: column[at] for name, column in said.items()}
        relation = RELATIONS[chosen]
        a, b = _direction(rows, a, b, relation, of_pair)
        by_name = dict(zip(RELATIONS, values[1:], strict=True))
        score = round(by_name["same"] + by_name["duplicate"], 4)
        found.append(ListedPair(rows[a].id, rows[b].id, relation, score, by_name, speaks.why(a, b, of_pair)))
    return found


def _circumstances(rows: Sequence[Listed], regions: Sequence[tuple[str, ...]], left: Any, right: Any) -> dict[str, Any]:
    """What body, region, people, maker, address and state say of each pair."""
    owners, vendors = _numbers([plain(row.owner) for row in rows]), _numbers([plain(row.vendor) for row in rows])
    audiences = _bits([row.audience for row in rows])
    hosts = _bits([frozenset(_host(url) for url in row.urls if url) for row in rows])
    stopped = np.array([row.status in ("retired", "suspended") for row in rows])
    planned = np.array([row.status == "planned" for row in rows])
    told = [bool(audiences[a] and audiences[b]) for a, b in zip(left, right, strict=True)]
    met = [bool(audiences[a] & audiences[b]) for a, b in zip(left, right, strict=True)]
    return {
        "apart": _apart(regions, left, right),
        "owner": ((owners[left] == owners[right]) & (owners[left] > 0)).astype(float),
        "audience": np.where(told, np.where(met, 1.0, -1.0), 0.0),
        "vendor": ((vendors[left] == vendors[right]) & (vendors[left] > 0)).astype(float),
        "host": np.array([float(bool(hosts[a] & hosts[b])) for a, b in zip(left, right, strict=True)]),
        "stopped": ((stopped[left] != stopped[right]) | (planned[left] != planned[right])).astype(float),
    }


def _numbers(texts: Sequence[str]) -> Any:
    """A number for each text, 0 for none."""
    known = {text: number for number, text in enumerate(sorted({"", *texts}))}
    return np.array([known[text] for text in texts])


def _bits(sets: Sequence[frozenset[str]]) -> list[int]:
    """Each set as bits of one number."""
    known = {item: 1 << number for number, item in enumerate(sorted(set().union(*sets)))} if sets else {}
    return [sum(known[item] for item in items) for items in sets]


def _apart(regions: Sequence[tuple[str, ...]], left: Any, right: Any) -> Any:
    """1 for pairs whose regions cannot meet: both known, and none lies in another as far as code or name tells."""
    keys = sorted(set(regions))
    number = {key: position for position, key in enumerate(keys)}
    of = np.array([number[key] for key in regions])
    pairs, at = (
        np.unique(np.stack([of[left], of[right]], axis=1), axis=0, return_inverse=True) if len(left) else (np.zeros((0, 2), int), [])
    )
    apart = np.array([float(not any_intersect(keys[a], keys[b])) for a, b in pairs])
    return apart[np.asarray(at, dtype=int).ravel()] if len(left) else np.zeros(0)


def _host(url: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.strip().lower()).split("/")[0]


def _regions(row: Listed) -> tuple[str, ...]:
    """The regions as the row says; else the place that its owner or name begins with."""
    if row.regions:
        return tuple(sorted({fold(region).replace(" ", "") for region in row.regions}))
    for text in (row.owner, row.name):
        if place := region_prefix(text):
            return (plain(place),)
    return ()


def _direction(rows: Sequence[Listed], a: int, b: int, relation: str, said: Mapping[str, float]) -> tuple[int, int]:
    """Part before whole, new before old; else the smaller id."""
    if relation == "part_of" and said["left_in_right"] < 0:
        return b, a
    if relation == "successor":
        old_a, old_b = (rows[i].status in ("retired", "suspended") for i in (a, b))
        if (old_a and not old_b) or (old_a == old_b and rows[a].start < rows[b].start):
            return b, a
        return a, b
    if relation == "part_of":
        return a, b
    return (a, b) if rows[a].id < rows[b].id else (b, a)


class _Speaks:
    """Says what speaks for a relation of two rows; what a row speaks of is looked up once."""

    def __init__(self, rows: Sequence[Listed]) -> None:
        self.rows = rows
        self._concepts: dict[int, dict[str, frozenset[str]]] = {}

    def _of(self, position: int) -> dict[str, frozenset[str]]:
        if position not in self._concepts:
            row = self.rows[position]
            every = concepts("。".join((core(row.name), row.description, *row.functions, *row.services, *row.elements, *row.more)))
            self._concepts[position] = {kind: frozenset(c for c in every if c.startswith(f"{kind}:")) for kind in ("object", "action")}
        return self._concepts[position]

    def why(self, a: int, b: int, said: Mapping[str, float]) -> tuple[Said, ...]:
        """What speaks for a relation, in the order of how much it says."""
        reasons: list[Said] = []
        one, other = self._of(a), self._of(b)
        for kind, family in (("object", "matter"), ("action", "activity")):
            shared = sorted(one[kind] & other[kind])
            if shared:
                names = [captions()[concept] for concept in shared[:5]]
                reasons.append((family, {"zh": "、".join(zh for zh, _ in names), "en": ", ".join(en for _, en in names)}))
        for family, least in (("name", 0.6), ("letters", 0.25), ("tasks", 0.2), ("meaning", 0.5), ("elements", 0.2)):
            if said[family] >= least:
                reasons.append((family, {"value": f"{said[family]:.0%}"}))
        if said["best_of_both"] >= 0.999:
            reasons.append(("best", {}))
        return (*reasons, *((family, {}) for family in ("owner", "vendor", "host", "apart") if said[family] > 0))


def _plain_pairs(rows: Sequence[Listed]) -> list[ListedPair]:
    width = max((len(row.more) for row in rows), default=0)
    plain_rows = [
        PlainRow(
            row.name,
            row.vendor,
            (row.description, row.kind, " ".join(row.urls), "。".join(row.functions), *row.more, *("",) * (width - len(row.more))),
        )
        for row in rows
    ]
    found = []
    for pair in plain_pairs(plain_rows):
        why = (("letters", {"value": f"{pair.nearness:.0%}"}), *((("best", {}),) if pair.is_best_of_both else ()))
        one, other = sorted((rows[pair.left].id, rows[pair.right].id))
        found.append(ListedPair(one, other, "same", pair.score, {**dict.fromkeys(RELATIONS, 0.0), "same": pair.score}, why))
    return found
