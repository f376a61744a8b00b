"""Pairs of systems: same record, duplicate, overlap, part, successor or reuse, with one probability and its reasons.

How alike two are is what the fitted regression says of any list (relations.py), and the services that both support. Two systems are
duplicates (MODEL.md section 2) when both run, regions and audiences intersect, they stand in one layer, and at least two families
of evidence agree, one of them services, functions or data. Name and vendor never count alone.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import fuzz

from graphs.duplicates.lists import Listed, compared
from graphs.duplicates.profiles import Profile
from graphs.duplicates.relations import CLASSES, probabilities
from graphs.learning import SHIPPED, Judged, Scorer
from graphs.regions import any_intersect
from inventory.elements import dictionary
from inventory.values.finding import Reason

RELATIONS = ("same", "duplicate", "overlap", "part_of", "successor", "reuse")
# what the services that both support add to the log odds: lists that people labelled name none, so this is not fitted
_SERVICES = 4.2
# from this agreement on a family counts as agreeing
_AGREES = {"services": 0.34, "functions": 0.34, "words": 0.25, "meaning": 0.75, "data": 0.35}
# functions, described in whatever words, are one family
_ONE_FAMILY = {"words": "functions", "meaning": "functions"}
# from this cosine of matters on two speak of one
_MATTER = 0.3
# role weight of data that no standard element names: weak (MODEL.md section 2)
_UNNAMED = 1.0
# from this share of what one says in the other on it may be a part
_INSIDE = 0.7
# a pair less alike than this is not compared in detail
_WORTH = 0.02
# one job, whoever does it now; overlap and part are less than one job
ONE_JOB = frozenset({"same", "duplicate", "successor"})
OTHER_JOBS = frozenset({"different", "overlap", "part_of"})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two systems (`left` is part of, or replaced, `right` where the relation has a direction)."""

    left: str
    right: str
    relation: str
    score: float
    p: Mapping[str, float]
    families: Mapping[str, float]
    why: tuple[Reason, ...]
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right) if left and right else 0.0


def _containment(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0


def _services(a: Profile, b: Profile) -> float:
    """How far the services that two support agree."""
    contained = 0.8 * _containment(a.services, b.services) if min(len(a.services), len(b.services)) >= 2 else 0.0
    return max(_jaccard(a.services, b.services), contained)


class Comparison:
    """Compares profiles under the word and element frequencies of one inventory."""

    def __init__(self, profiles: Iterable[Profile], *, module_share: float = 0.8) -> None:
        self.module_share = module_share
        self.profiles = {profile.id: profile for profile in sorted(profiles, key=lambda p: p.id)}
        count = max(2, len(self.profiles))
        seen_words: Counter[str] = Counter()
        seen_elements: Counter[str] = Counter()
        for profile in self.profiles.values():
            seen_words.update(set(profile.words))
            seen_elements.update(profile.data)
        self.word_weight = {word: math.log(1 + count / n) for word, n in seen_words.items()}
        # role weight of MODEL.md times rarity, so that 姓名 counts little; what no standard names is weak
        known = dictionary()
        self.element_weight = {
            e: (known[e].weight if e in known else _UNNAMED) * math.log(1 + count / n) / math.log(1 + count)
            for e, n in seen_elements.items()
        }

    def families(self, a: Profile, b: Profile, meaning: float = 0.0) -> dict[str, float]:
        """How far each family of evidence agrees, in [0, 1]."""
        found = {
            "services": _services(a, b),
            "functions": self._functions(a, b),
            "words": self._words(a, b),
            "meaning": max(0.0, meaning),
            "data": self._data(a, b),
            "name": _name_similarity(a, b),
            "audience": _jaccard(a.audience, b.audience),
            "vendor": 1.0 if a.vendor and a.vendor == b.vendor else 0.0,
        }
        return {name: round(value, 3) for name, value in found.items()}

    def _functions(self, a: Profile, b: Profile) -> float:
        if not a.functions or not b.functions:
            return 0.0
        small, large = sorted((a.functions, b.functions), key=lambda s: (len(s), sorted(s)))
        hits = sum(max(_tag_similarity(tag, other) for other in large) for tag in small)
        return hits / (len(small) + len(large) - hits)

    def _words(self, a: Profile, b: Profile) -> float:
        dot = sum(min(n, 3) * min(b.words[w], 3) * self.word_weight[w] ** 2 for w, n in a.words.items() if w in b.words)
        if not dot:
            return 0.0
        norms = [math.sqrt(sum((min(n, 3) * self.word_weight[w]) ** 2 for w, n in p.words.items())) for p in (a, b)]
        return dot / (norms[0] * norms[1])

    def _data(self, a: Profile, b: Profile) -> float:
        union = sum(self.element_weight[e] for e in a.data | b.data)
        return sum(self.element_weight[e] for e in a.data & b.data) / union if union else 0.0

    def odds(self, left: str, right: str, likely: float) -> float:
        """The shipped scorer's log odds that two do one job; `likely` is the fitted probability."""
        a, b = self.profiles[left], self.profiles[right]
        return math.log(max(likely, 1e-6) / max(1 - likely, 1e-6)) + _SERVICES * _services(a, b)

    def compare(self, left: str, right: str, likely: float, meaning: float, scorer: Scorer = SHIPPED) -> Pair | None:
        """The pair with its best relation, or None where nothing worth telling relates the two.

        `likely` is the fitted probability that they do one job, `meaning` the cosine of their sentence vectors (0 without, or
        where they speak of different matters).
        """
        a, b = self.profiles[left], self.profiles[right]
        families = self.families(a, b, meaning)
        agreeing = [name for name, cut in _AGREES.items() if families[name] >= cut]
        enough = len({_ONE_FAMILY.get(name, name) for name in agreeing}) >= 2
        alike = scorer.probability(self.odds(left, right, likely))
        if not enough and (agreeing or not a.words or not b.words):
            # one family alone, however strong, is a question for the reviewer and not a duplicate; so is a name where nothing else is told
            alike = min(alike, 0.45)
        elif not enough:
            alike = 0.0
        p = self._relations(a, b, families, alike)
        relation = max(RELATIONS, key=lambda name: p[name])
        if p[relation] < 0.25:
            return None
        first, second = (
            (a, b)
            if not (relation == "part_of" and self._contained(b, a)) and not (relation == "successor" and _is_older(a, b))
            else (b, a)
        )
        shared = {
            "services": tuple(sorted(a.services & b.services)),
            "functions": tuple(sorted(a.functions & b.functions)),
            "elements": tuple(sorted(e for e in a.data & b.data if self.element_weight[e] > 0)),
        }
        why = self._why(families, agreeing, shared)
        return Pair(first.id, second.id, relation, round(p["same"] + p["duplicate"], 4), p, families, why, shared)

    def _relations(self, a: Profile, b: Profile, families: Mapping[str, float], alike: float) -> dict[str, float]:
        p = dict.fromkeys(RELATIONS, 0.0)
        if not any_intersect(a.regions, b.regions):
            p["reuse"] = max(alike, 0.6 * families["name"] if families["vendor"] else 0.0)
        elif (
            a.owner is not None
            and a.owner == b.owner
            and a.core == b.core
            and (families["name"] >= 0.95)
            and (not a.hosts or not b.hosts or a.hosts & b.hosts)
        ):
            p["same"], p["duplicate"] = 0.8, min(alike, 0.19)
        elif a.is_running != b.is_running:
            p["successor"] = alike
        elif not a.is_running:
            p["overlap"] = 0.0
        elif _other_layer(a, b) or (a.audience and b.audience and not a.audience & b.audience):
            p["overlap"] = min(alike, 0.4)
        elif (self._contained(a, b) or self._contained(b, a)) and alike < 0.85:
            p["part_of"], p["duplicate"], p["overlap"] = max(alike, 0.5) * 0.6, alike * 0.4, alike * 0.2
        else:
            p["duplicate"] = alike
            p["overlap"] = max(0.0, min(1 - alike, 4 * alike * (1 - alike))) if alike < 0.5 else 0.0
        return {name: round(value, 4) for name, value in p.items()}

    def _contained(self, small: Profile, large: Profile) -> bool:
        """Tell whether almost all of a system's functions (or telling data) lie in one at least half as large again."""
        if small.functions and len(large.functions) >= 1.5 * len(small.functions):
            inside = sum(max(_tag_similarity(tag, other) for other in large.functions) >= 0.8 for tag in small.functions)
            if inside / len(small.functions) >= self.module_share and len(small.functions) >= 2:
                return True
        telling = {e: self.element_weight[e] for e in small.elements}
        total = sum(telling.values())
        if total and len(small.elements) >= 3 and len(large.elements) >= 1.5 * len(small.elements):
            return sum(weight for e, weight in telling.items() if e in large.elements) / total >= self.module_share
        return False

    def _why(self, families: Mapping[str, float], agreeing: list[str], shared: Mapping[str, tuple[str, ...]]) -> tuple[Reason, ...]:
        reasons = []
        for name in ("services", "functions", "words", "meaning", "data", "name"):
            # what the words say already, the meaning need not say again
            if families[name] >= _AGREES.get(name, 0.6) and not (name == "meaning" and "words" in agreeing):
                items = shared.get({"data": "elements"}.get(name, name), ())
                reasons.append(Reason(f"pair.{name}", {"value": families[name], "count": len(items), "items": list(items[:6])}))
        if len({_ONE_FAMILY.get(name, name) for name in agreeing}) < 2:
            reasons.append(Reason("pair.one_family", {}))
        return tuple(reasons)


def _tag_similarity(left: str, right: str) -> float:
    if left == right:
        return 1.0
    ratio = fuzz.ratio(left, right) / 100
    return ratio if ratio >= 0.66 else 0.0


def _name_similarity(a: Profile, b: Profile) -> float:
    return fuzz.ratio(a.core, b.core) / 100 if a.core and b.core else 0.0


def _other_layer(a: Profile, b: Profile) -> bool:
    return a.layer is not None and b.layer is not None and a.layer != b.layer


def _is_older(a: Profile, b: Profile) -> bool:
    """Tell whether `a` is the one that was replaced: it does not run any more."""
    return not a.is_running and b.is_running


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two systems worth a comparison: the fitted probability that they do one job, and the cosine of their sentence vectors."""

    left: str
    right: str
    likely: float
    meaning: float


class Candidates:
    """Every pair worth a comparison, before any is scored."""

    def __init__(self, profiles: Iterable[Profile], *, module_share: float = 0.8) -> None:
        self.comparison = Comparison(profiles, module_share=module_share)
        self.found = list(self._worth_telling())

    def _worth_telling(self) -> Iterator[Candidate]:
        rows = [_listed(profile) for profile in self.comparison.profiles.values()]
        likeness = compared(rows)
        p = probabilities(likeness.families, has_meaning=likeness.has_meaning)
        # one job, done for whomever, by whichever of the two: all but those that do something else, or only in part the same
        likely = 1 - p[:, [CLASSES.index(name) for name in ("none", "overlap", "part_of")]].sum(axis=1)
        # one that lies in another may be its part, however little the two are alike
        worth = np.flatnonzero((likely >= _WORTH) | (p[:, 0] < 1 - _WORTH) | (likeness.families["inside"] >= _INSIDE))
        for at in worth.tolist():
            # sentences of one administration all sound alike: meaning says something only where the matter is one, too
            meaning = float(likeness.families["meaning"][at]) if likeness.families["matter"][at] >= _MATTER else 0.0
            yield Candidate(rows[likeness.left[at]].id, rows[likeness.right[at]].id, float(likely[at]), meaning)

    def judged(self, verdict: Callable[[str, str], str | None]) -> list[Judged]:
        """The candidates of which `verdict` says whether they do one job."""
        found = []
        for one in self.found:
            said = verdict(one.left, one.right)
            if said in ONE_JOB or said in OTHER_JOBS:
                odds = self.comparison.odds(one.left, one.right, one.likely)
                found.append(Judged(one.left, one.right, odds, said in ONE_JOB))
        return found

    def pairs(self, scorer: Scorer = SHIPPED) -> list[Pair]:
        """All pairs worth telling by this scorer, best first; ties by ids."""
        compared_pairs = (self.comparison.compare(one.left, one.right, one.likely, one.meaning, scorer) for one in self.found)
        found = [pair for pair in compared_pairs if pair is not None]
        return sorted(found, key=lambda pair: (-pair.score, -max(pair.p.values()), pair.left, pair.right))


def find_pairs(profiles: Iterable[Profile], *, module_share: float = 0.8) -> list[Pair]:
    """All pairs worth telling by the shipped scorer, best first; ties by ids."""
    return Candidates(profiles, module_share=module_share).pairs()


def _listed(profile: Profile) -> Listed:
    return Listed(
        id=profile.id,
        name=profile.name,
        description=profile.purpose,
        functions=tuple(sorted(profile.functions)),
        elements=profile.items,
        services=tuple(sorted(profile.services)),
        owner=profile.owner or "",
        regions=tuple(sorted(profile.regions)),
        vendor=profile.vendor or "",
        urls=tuple(sorted(profile.hosts)),
        audience=profile.audience,
        status=profile.status or "",
        start=profile.start or "",
    )
