"""Which table of a right list the table of a left field belongs to: a field is known by its company."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphs.matching.evidence import FieldText, grams
from graphs.matching.families import product
from graphs.matching.words import table_concepts
from inventory.names import plain

# a field that a table has no place for speaks against it so much at most (log odds)
FLOOR = 4.0
# of a logistic choice among the tables of the right list, fitted by benchmarks/match.py on departments left out
COEFFICIENTS = {"fields": 1.5, "size": 0.3, "name": 2.7, "words": 4.6}
FAMILIES = tuple(COEFFICIENTS)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of both lists: whose each field is, and how far their names go together, shape (left tables, right tables)."""

    of_left: Any
    of_right: Any
    order: Any
    starts: Any
    sizes: Any
    names: Any
    words: Any
    is_named: tuple[bool, ...]

    def families(self, table: int, likeness: Any) -> Any:
        """What speaks for each right table, shape (right tables, families); `likeness` is that of the left table's own fields (rows)."""
        best = np.maximum.reduceat(likeness[:, self.order], self.starts, axis=1)
        fields = np.maximum(best - best.max(axis=1, keepdims=True), -FLOOR).mean(axis=0)
        return np.stack([fields, self.sizes, self.names[table], self.words[table]], axis=1)

    def log_shares(self, table: int, likeness: Any, coefficients: Mapping[str, float] = COEFFICIENTS) -> Any:
        """The logarithm of the probability of each right table; none is likelier where either side knows but one table."""
        if len(self.starts) < 2 or not self.is_named[table]:
            return np.zeros(len(self.starts))
        odds = self.families(table, likeness) @ np.array([coefficients[name] for name in FAMILIES])
        return odds - odds.max() - math.log(float(np.exp(odds - odds.max()).sum()))


def place_of(field: FieldText) -> tuple[str, str]:
    """What tells one table from another."""
    return field.place, field.table


def tables_of(left: Sequence[FieldText], right: Sequence[FieldText]) -> Tables:
    """The tables of two lists of fields; neither may be empty."""
    places = [sorted({place_of(f) for f in fields}) for fields in (left, right)]
    numbers = [{place: position for position, place in enumerate(known)} for known in places]
    of_left, of_right = (np.array([known[place_of(f)] for f in fields]) for known, fields in zip(numbers, (left, right), strict=True))
    order = np.argsort(of_right, kind="stable")
    starts = np.searchsorted(of_right[order], np.arange(len(places[1])))
    named_left, named_right = ([FieldText("", "", "", table) for _, table in known] for known in places)
    names = product(named_left, named_right, lambda f: grams(plain(f.table))).block(0, len(named_left))
    concepts = [[table_concepts(f.table) for f in named] for named in (named_left, named_right)]
    return Tables(
        of_left,
        of_right,
        order,
        starts,
        np.log(np.bincount(of_right)),
        names,
        _covered(*concepts),
        tuple(bool(place or table) for place, table in places[0]),
    )


def _covered(left: Sequence[Mapping[str, float]], right: Sequence[Mapping[str, float]]) -> Any:
    """How much of what a right table's name speaks of the left one's does, by weight of rarity, shape (left, right)."""
    everything = [*left, *right]
    counts: dict[str, int] = {}
    for concepts in everything:
        for concept in concepts:
            counts[concept] = counts.get(concept, 0) + 1
    rare = {concept: math.log(1 + len(everything) / count) for concept, count in counts.items()}
    found = np.zeros((len(left), len(right)), dtype=np.float32)
    for column, concepts in enumerate(right):
        weights = {concept: rare[concept] * min(weight, 1.0) for concept, weight in concepts.items()}
        total = sum(weights.values())
        if total:
            for row, own in enumerate(left):
                found[row, column] = sum(weight for concept, weight in weights.items() if concept in own) / total
    return found
