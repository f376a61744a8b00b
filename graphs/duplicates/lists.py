"""Duplicates in any list of systems, on what the list says: `auditor dedupe`, without a graph or a workspace."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graphs.duplicates.clusters import average_linkage
from graphs.duplicates.concepts import captions, concepts, stem
from graphs.duplicates.likeness import Likeness, SystemText, alike, pairs_of, weighed
from graphs.duplicates.relations import CLASSES, probabilities
from inventory.names import core, fold, plain, region_prefix

RELATIONS = CLASSES[1:]
# a family that speaks for a pair, with what its sentence needs
Said = tuple[str, Mapping[str, str]]
# from this on a pair is told (some relation is likelier than none), and two stand in one cluster
_CUT = 0.5
# below this a pair of a plain list is not worth a look
_TOLD = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row of a list; empty text and empty tuples are unknown. `more` is any further text."""

    id: str
    name: str
    description: str = ""
    functions: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
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
    """Pairs worth telling, best first, and clusters of same and duplicate ones. Row order decides nothing.

    `is_plain` is a list of names and texts that says nothing of bodies, regions or functions (products, say).
    """
    ordered = sorted(rows, key=lambda row: row.id)
    found = _plain_pairs(ordered) if is_plain else _system_pairs(ordered)
    found.sort(key=lambda pair: (-pair.score, -max(pair.p.values()), pair.left, pair.right))
    links = {frozenset((pair.left, pair.right)): pair.score for pair in found}
    return found, [sorted(group) for group in average_linkage(links, cut=_CUT)]


def compared(rows: Sequence[Listed], *, with_meaning: bool = True) -> Likeness:
    """What every family says of the pairs that are looked at closely; `left` and `right` are positions in `rows`."""
    texts = [SystemText(r.name, "。".join((r.description, *r.functions, *r.more)), tuple(map(plain, r.elements))) for r in rows]
    likeness = alike(texts, with_meaning=with_meaning)
    likeness.families.update(_circumstances(rows, likeness.left, likeness.right))
    return likeness


def _system_pairs(rows: Sequence[Listed]) -> list[ListedPair]:
    likeness = compared(rows)
    families = likeness.families
    p = probabilities(families, has_meaning=likeness.has_meaning)
    found = []
    for position, (a, b) in enumerate(zip(likeness.left, likeness.right, strict=True)):
        by_name = {name: round(float(value), 4) for name, value in zip(CLASSES, p[position], strict=True)}
        none = by_name.pop("none")
        relation = max(RELATIONS, key=lambda name: by_name[name])
        if none > _CUT:
            continue
        said = {name: float(values[position]) for name, values in families.items()}
        left, right = _direction(rows[int(a)], rows[int(b)], relation, said)
        score = round(by_name["same"] + by_name["duplicate"], 4)
        found.append(ListedPair(left.id, right.id, relation, score, by_name, _why(left, right, said)))
    return found


def _circumstances(rows: Sequence[Listed], left: Any, right: Any) -> dict[str, Any]:
    """What body, region, people, maker, address and state say of each pair."""
    regions = [_regions(row) for row in rows]
    owners, vendors = [plain(row.owner) for row in rows], [plain(row.vendor) for row in rows]
    hosts = [frozenset(_host(url) for url in row.urls if url) for row in rows]
    stopped = [row.status in ("retired", "suspended") for row in rows]
    planned = [row.status == "planned" for row in rows]
    pairs = [(int(a), int(b)) for a, b in zip(left, right, strict=True)]
    return {
        "apart": np.array([float(_are_apart(regions[a], regions[b])) for a, b in pairs]),
        "owner": np.array([float(bool(owners[a]) and owners[a] == owners[b]) for a, b in pairs]),
        "audience": np.array(
            [
                0.0 if not rows[a].audience or not rows[b].audience else 1.0 if rows[a].audience & rows[b].audience else -1.0
                for a, b in pairs
            ]
        ),
        "vendor": np.array([float(bool(vendors[a]) and vendors[a] == vendors[b]) for a, b in pairs]),
        "host": np.array([float(bool(hosts[a] & hosts[b])) for a, b in pairs]),
        "stopped": np.array([float(stopped[a] != stopped[b] or planned[a] != planned[b]) for a, b in pairs]),
    }


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


def _are_apart(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Tell whether regions cannot meet: both known, and none lies in another as far as code or name tells."""
    return bool(left and right) and not any(_meet(a, b) for a in left for b in right)


def _meet(a: str, b: str) -> bool:
    """One code begins with the other; one name (Norwick) is part of the other (City of Norwick)."""
    return a.startswith(b) or b.startswith(a) or (not a.isdecimal() and not b.isdecimal() and (a in b or b in a))


def _direction(a: Listed, b: Listed, relation: str, said: Mapping[str, float]) -> tuple[Listed, Listed]:
    """Part before whole, new before old; else the smaller id."""
    if relation == "part_of" and said["left_in_right"] < 0:
        return b, a
    if relation == "successor":
        old_a, old_b = a.status in ("retired", "suspended"), b.status in ("retired", "suspended")
        if (old_a and not old_b) or (old_a == old_b and a.start < b.start):
            return b, a
    return a, b


def _why(a: Listed, b: Listed, said: Mapping[str, float]) -> tuple[Said, ...]:
    """What speaks for a relation, in the order of how much it says."""
    reasons: list[Said] = []
    texts = [concepts("。".join((core(r.name), r.description, *r.functions, *r.elements, *r.more))) for r in (a, b)]
    for kind, family in (("object", "matter"), ("action", "activity")):
        shared = sorted(c for c in texts[0].keys() & texts[1].keys() if c.startswith(f"{kind}:"))
        if shared:
            reasons.append(
                (
                    family,
                    {"zh": "、".join(captions()[c][0] for c in shared[:5]), "en": ", ".join(captions()[c][1] for c in shared[:5])},
                )
            )
    for family, least in (("name", 0.6), ("letters", 0.25), ("meaning", 0.5), ("elements", 0.2)):
        if said[family] >= least:
            reasons.append((family, {"value": f"{said[family]:.0%}"}))
    if said["best_of_both"] >= 0.999:
        reasons.append(("best", {}))
    for family in ("owner", "vendor", "host", "apart"):
        if said[family] > 0:
            reasons.append((family, {}))
    return tuple(reasons)


# plain lists: a cosine of rare words and letters, that each is the other's nearest, and whether marks with figures in them
# (model numbers, versions) are shared or differ; set by hand
_PLAIN = {"constant": -9.0, "cosine": 6.0, "name": 2.0, "best_of_both": 6.0, "mark": 2.0, "other_mark": -3.0}
_MARK = re.compile(r"(?=[a-z0-9]*[0-9])[a-z0-9]{2,}")


def _plain_pairs(rows: Sequence[Listed]) -> list[ListedPair]:
    names = weighed([_tokens(row.name) for row in rows])
    wholes = weighed([_tokens(" ".join((row.name, row.name, row.description, *row.functions, *row.more))) for row in rows])
    marks = [frozenset(_MARK.findall(re.sub(r"(?<=\w)[-/.](?=\w)", "", fold(row.name)))) for row in rows]
    left, right, near, best = pairs_of([names, wholes], [0.6, 0.4])
    found = []
    for a, b, cosine in zip(map(int, left), map(int, right), near, strict=True):
        both = cosine / max(best[a], best[b], 1e-9)
        name = float(names[a].multiply(names[b]).sum())
        odds = _PLAIN["constant"] + _PLAIN["cosine"] * cosine + _PLAIN["name"] * name + _PLAIN["best_of_both"] * both
        if marks[a] and marks[b]:
            odds += _PLAIN["mark"] if marks[a] & marks[b] else _PLAIN["other_mark"]
        same = round(1 / (1 + math.exp(-odds)), 4)
        if same >= _TOLD:
            p = {**dict.fromkeys(RELATIONS, 0.0), "same": same}
            why = (("letters", {"value": f"{cosine:.0%}"}), *((("best", {}),) if both >= 0.999 else ()))
            found.append(ListedPair(rows[a].id, rows[b].id, "same", same, p, why))
    return found


def _tokens(text: str) -> Counter[str]:
    """Words and groups of three letters of a text in any language; in numbers every figure counts."""
    found: Counter[str] = Counter()
    for word in re.findall(r"[^\W_]+", fold(text)):
        if word.isascii():
            found[f"w{stem(word)}"] += 1
            found.update(f"3{word[i : i + 3]}" for i in range(len(word) - 2))
        else:
            found.update(word[i : i + 2] for i in range(len(word) - 1))
    return found
