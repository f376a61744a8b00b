"""Fields of two lists to each other: which of the right means the same as each of the left, with a calibrated probability.

What two fields themselves show (`families`) is weighed first. Then comes what only the lists tell: another field of the same table
may claim the same counterpart with better reason, and the tables of both may belong together (`tables`). The probability of a pair
is shared with its rivals and with the chance that the right list holds no counterpart at all; fields that say the very same in
several tables are no rivals of each other.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphs.matching.evidence import FieldText
from graphs.matching.families import families
from graphs.matching.tables import COEFFICIENTS as TABLE_COEFFICIENTS
from graphs.matching.tables import tables_of
from inventory.names import plain

# of a logistic choice among the candidates of a field, fitted by benchmarks/match.py and checked there on departments left out;
# types are not in that data and keep a small expert weight, and of the tables the likeliest weight (2.5) ranks less well
COEFFICIENTS = {
    "label": 3.7,
    "label_equal": 1.2,
    "words": 4.3,
    "letters": 2.6,
    "element": 2.8,
    "name": 1.3,
    "name_equal": 0.3,
    "unlabelled": -1.3,
    "kind": 1.7,
    "kind_differs": -0.3,
    "opposite": -0.7,
    "type": 0.3,
    "type_differs": -0.3,
    "rival": 1.7,
    "table": 3.5,
}
FAMILIES = tuple(COEFFICIENTS)
# probabilities are milder than the choice that was fitted where a counterpart always was; tempered log odds at which a candidate is
# as likely the counterpart as there being none (both of benchmarks/match.py, over choices with the counterpart and without it)
_TEMPER = 0.7
NONE = 5.0
# left fields compared at once, at least; pairs that are looked at closely for each; log odds at which a claim is clearly the better
_BLOCK = 256
_CLOSE = 40
_CLEARLY = 2.0
# a family that says less is not told
_SAYS_NOTHING = 0.1


@dataclass(frozen=True, slots=True)
class FieldPair:
    """Positions of a left and a right field, the probability that they mean the same, and what each family said."""

    left: int
    right: int
    score: float
    said: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The likeliest right fields of one left field (positions), and what the families say of each, shape (candidates, families)."""

    left: int
    right: list[int]
    values: Any


def match_lists(left: Sequence[FieldText], right: Sequence[FieldText], *, top: int = 10) -> list[FieldPair]:
    """For each left field at most `top` candidates of the right, best first; equal input gives equal output in any order of rows."""
    found: list[FieldPair] = []
    weights = np.array([COEFFICIENTS[name] for name in FAMILIES])
    same, times = [_said_alike(f) for f in right], Counter(right)
    for candidates in compared(left, right):
        odds = candidates.values @ weights
        scores = shares(odds, [same[c] for c in candidates.right], [times[right[c]] for c in candidates.right])
        order = sorted(range(len(scores)), key=lambda i: (-round(float(odds[i]), 4), _key(right[candidates.right[i]]), candidates.right[i]))
        found += [
            FieldPair(
                candidates.left,
                candidates.right[i],
                round(float(scores[i]), 4),
                tuple(
                    (name, round(float(x), 3)) for name, x in zip(FAMILIES, candidates.values[i], strict=True) if abs(x) >= _SAYS_NOTHING
                ),
            )
            for i in order[:top]
        ]
    return sorted(found, key=lambda pair: pair.left)


def shares(odds: Any, said: Sequence[str], times: Sequence[int] | None = None) -> Any:
    """The probability of each candidate of one field, given their log odds, what each says, and how often each stands in the list.

    The probability is shared with all that say something else (a row that repeats counts once) and with there being no counterpart.
    """
    if not len(odds):
        return np.zeros(0)
    tempered = _TEMPER * odds
    most = max(float(tempered.max()), NONE)
    mass = np.exp(tempered - most)
    once = mass if times is None else mass / np.array(times)
    of_same: dict[str, float] = defaultdict(float)
    for text, value in zip(said, once, strict=True):
        of_same[text] += float(value)
    others = float(once.sum()) - np.array([of_same[text] for text in said])
    return mass / (mass + np.maximum(others, 0.0) + np.exp(NONE - most))


def compared(
    left: Sequence[FieldText],
    right: Sequence[FieldText],
    coefficients: Mapping[str, float] = COEFFICIENTS,
    table_coefficients: Mapping[str, float] = TABLE_COEFFICIENTS,
) -> list[Candidates]:
    """For each left field the likeliest right ones (some forty) with what every family says; rows that repeat say nothing more."""
    if not left or not right:
        return []
    one, of_one = _distinct(left)
    other, of_other = _distinct(right)
    found: list[Candidates] = []
    for row, columns, values in _closest(one, other, coefficients, table_coefficients):
        everywhere = [(position, row_values) for column, row_values in zip(columns, values, strict=True) for position in of_other[column]]
        positions = [position for position, _ in everywhere]
        spread = np.array([row_values for _, row_values in everywhere]).reshape(len(positions), len(FAMILIES))
        found += [Candidates(position, positions, spread) for position in of_one[row]]
    return sorted(found, key=lambda candidates: candidates.left)


def _closest(
    left: Sequence[FieldText],
    right: Sequence[FieldText],
    coefficients: Mapping[str, float],
    table_coefficients: Mapping[str, float],
) -> Iterator[tuple[int, Any, Any]]:
    """Row, columns and values of the families for distinct fields, the left ones in order of their tables."""
    own = families(left, right)
    tables = tables_of(left, right)
    for begin, end in _blocks(tables.of_left):
        likeness = sum(coefficients[name] * family.block(begin, end) for name, family in own.items())
        rival, company = np.zeros_like(likeness), np.zeros_like(likeness)
        for table in np.unique(tables.of_left[begin:end]):
            rows = np.flatnonzero(tables.of_left[begin:end] == table)
            if tables.is_named[table]:
                rival[rows] = _claims(likeness[rows])
                company[rows] = tables.log_shares(int(table), likeness[rows], table_coefficients)[tables.of_right]
        total = likeness + coefficients["rival"] * rival + coefficients["table"] * company
        most = [_most(values) for values in total]
        rows, columns = np.repeat(np.arange(begin, end), [len(chosen) for chosen in most]), np.concatenate(most)
        said = np.column_stack(
            [
                *(own[name].pairs(rows, columns) for name in FAMILIES if name in own),
                rival[rows - begin, columns],
                company[rows - begin, columns],
            ]
        )
        at = 0
        for row, chosen in zip(range(begin, end), most, strict=True):
            yield row, chosen, said[at : at + len(chosen)]
            at += len(chosen)


def _blocks(of_left: Any) -> Iterator[tuple[int, int]]:
    """Whole tables of the left list, together at least a block of rows."""
    ends = [*(int(at) + 1 for at in np.flatnonzero(np.diff(of_left))), len(of_left)]
    begin = 0
    for end in ends:
        if end - begin >= _BLOCK or end == len(of_left):
            yield begin, end
            begin = end


def _claims(likeness: Any) -> Any:
    """How much better each field's claim to a right one is than the best of the others of its table, in [-1, 1]."""
    if len(likeness) < 2:
        return np.zeros_like(likeness)
    ordered = np.partition(likeness, -2, axis=0)[-2:]
    others = np.where(likeness == ordered[1], ordered[0], ordered[1])
    return np.tanh((likeness - others) / _CLEARLY)


def _most(total: Any) -> Any:
    """The columns of the highest values, and all that are equal to the last of them."""
    if len(total) <= _CLOSE:
        return np.arange(len(total))
    least = np.partition(total, -_CLOSE)[-_CLOSE]
    return np.flatnonzero(total >= least)[: 4 * _CLOSE]


def _distinct(fields: Sequence[FieldText]) -> tuple[list[FieldText], list[list[int]]]:
    """The fields that differ, by table and name, and where each stands in the list."""
    where: dict[FieldText, list[int]] = defaultdict(list)
    for position, field in enumerate(fields):
        where[field].append(position)
    known = sorted(where, key=lambda f: (f.place, *_key(f), f.type, f.profile))
    return known, [where[field] for field in known]


def _key(field: FieldText) -> tuple[str, str, str]:
    return field.table, field.name, field.label


def _said_alike(field: FieldText) -> str:
    """What makes fields of several tables no rivals of each other: the same label or, without one, the same name."""
    return plain(field.label) or f"={plain(field.name)}"
