"""What speaks for two fields meaning the same: each family of evidence as a product over whole lists, so that no pair is visited.

A product knows the values of a block of rows against everything, to find candidates, and those of chosen pairs, to explain them.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy import sparse

from graphs.matching.evidence import FieldText, classes_of, grams, head_form, initials, tokens
from graphs.matching.fields import match_text
from graphs.matching.words import concepts_of, kinds_of, leanings_of, opposite, short_pinyin
from inventory.names import plain

# letters of a label that its table's name says already count so much
_SAID_BY_TABLE = 0.4

# what a field shows of one family
Shown = Callable[[FieldText], Mapping[str, float]]


class Family(Protocol):
    """The values of one family, in [0, 1], for fields of a left list against those of a right one."""

    def block(self, begin: int, end: int) -> Any:
        """The left rows `begin` to `end` against every right one, float32, shape (end - begin, right)."""

    def pairs(self, rows: Any, columns: Any) -> Any:
        """The values of single pairs, shape as `rows`."""


@dataclass(frozen=True, slots=True)
class Product:
    """A family that is the dot product of two sparse rows."""

    left: Any
    right: Any
    turned: Any

    def block(self, begin: int, end: int) -> Any:
        """See `Family`."""
        return (self.left[begin:end] @ self.turned).toarray()

    def pairs(self, rows: Any, columns: Any) -> Any:
        """See `Family`."""
        return np.asarray(self.left[rows].multiply(self.right[columns]).sum(axis=1), dtype=np.float32).ravel()


@dataclass(frozen=True, slots=True)
class Either:
    """The greater of two families."""

    one: Family
    other: Family

    def block(self, begin: int, end: int) -> Any:
        """See `Family`."""
        return np.maximum(self.one.block(begin, end), self.other.block(begin, end))

    def pairs(self, rows: Any, columns: Any) -> Any:
        """See `Family`."""
        return np.maximum(self.one.pairs(rows, columns), self.other.pairs(rows, columns))


@dataclass(frozen=True, slots=True)
class AtMostOne:
    """A family whose sums may pass one."""

    of: Family

    def block(self, begin: int, end: int) -> Any:
        """See `Family`."""
        return np.minimum(self.of.block(begin, end), 1.0)

    def pairs(self, rows: Any, columns: Any) -> Any:
        """See `Family`."""
        return np.minimum(self.of.pairs(rows, columns), 1.0)


@dataclass(frozen=True, slots=True)
class Differs:
    """1 where both sides tell something of a family and share none of it."""

    of: Product
    left: Any
    right: Any

    def block(self, begin: int, end: int) -> Any:
        """See `Family`."""
        return (self.of.block(begin, end) == 0) * np.outer(self.left[begin:end], self.right)

    def pairs(self, rows: Any, columns: Any) -> Any:
        """See `Family`."""
        return (self.of.pairs(rows, columns) == 0) * (self.left[rows] * self.right[columns])


@dataclass(frozen=True, slots=True)
class Where:
    """Another family, counted only for pairs of which a side has a mark."""

    of: Family
    left: Any
    right: Any

    def block(self, begin: int, end: int) -> Any:
        """See `Family`."""
        return np.maximum.outer(self.left[begin:end], self.right) * self.of.block(begin, end)

    def pairs(self, rows: Any, columns: Any) -> Any:
        """See `Family`."""
        return np.maximum(self.left[rows], self.right[columns]) * self.of.pairs(rows, columns)


def families(left: Sequence[FieldText], right: Sequence[FieldText]) -> dict[str, Family]:
    """All families of two lists, by name."""
    kind, type_ = product(left, right, kinds_of, is_weighed=False), product(left, right, lambda f: _one(f.type), is_weighed=False)
    bare_left, bare_right = (_marks(fields, lambda f: not f.label) for fields in (left, right))
    return {
        "label": product(left, right, _label_grams),
        "label_equal": product(left, right, lambda f: _one(plain(f.label)), is_weighed=False),
        "words": product(left, right, concepts_of),
        "letters": Either(product(left, right, _name_letters, _label_letters), product(left, right, _label_letters, _name_letters)),
        "element": AtMostOne(product(left, right, _elements(), is_weighed=False)),
        "name": Where(product(left, right, _name_grams), bare_left, bare_right),
        "name_equal": product(left, right, lambda f: _one(plain(f.name)), is_weighed=False),
        "unlabelled": product(
            left, right, lambda f: _one("label" if f.label else ""), lambda f: _one("" if f.label else "label"), is_weighed=False
        ),
        "kind": kind,
        "kind_differs": differs(kind),
        "opposite": AtMostOne(product(left, right, lambda f: dict.fromkeys(leanings_of(f), 1.0), _opposed, is_weighed=False)),
        "type": type_,
        "type_differs": differs(type_),
    }


def differs(of: Product) -> Differs:
    """The family that speaks against pairs which tell different things."""
    return Differs(of, *((np.diff(matrix.indptr) > 0).astype(np.float32) for matrix in (of.left, of.right)))


def product(
    left: Sequence[FieldText], right: Sequence[FieldText], of_left: Shown, of_right: Shown | None = None, *, is_weighed: bool = True
) -> Product:
    """The likeness of two lists by what each field shows: cosines of counts weighed by rarity in both lists, or plain dot products."""
    shown = [[of(f) for f in fields] for of, fields in ((of_left, left), (of_right or of_left, right))]
    counts = Counter(part for rows in shown for row in rows for part in row)
    index = {part: position for position, part in enumerate(sorted(counts))}
    total = len(left) + len(right)
    weights = {part: math.log(1 + total / count) if is_weighed else 1.0 for part, count in counts.items()}
    one, other = (_matrix(rows, index, weights, is_unit=is_weighed) for rows in shown)
    return Product(one, other, other.T.tocsc())


def _matrix(rows: Sequence[Mapping[str, float]], index: Mapping[str, int], weights: Mapping[str, float], *, is_unit: bool) -> Any:
    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    for row in rows:
        cells = [(index[part], value * weights[part]) for part, value in row.items()]
        length = (math.sqrt(sum(value * value for _, value in cells)) or 1.0) if is_unit else 1.0
        for column, value in sorted(cells):
            columns.append(column)
            values.append(value / length)
        starts.append(len(columns))
    return sparse.csr_matrix((np.array(values, dtype=np.float32), columns, starts), shape=(len(rows), max(1, len(index))))


def _marks(fields: Sequence[FieldText], has: Callable[[FieldText], bool]) -> Any:
    return np.array([has(f) for f in fields], dtype=np.float32)


def _one(text: str) -> dict[str, float]:
    return {text: 1.0} if text else {}


def _label_grams(field: FieldText) -> dict[str, float]:
    """Groups of letters of the label; those of the table's name less."""
    beside = set(grams(plain(field.table)))
    return {gram: count * (_SAID_BY_TABLE if gram in beside else 1.0) for gram, count in grams(head_form(plain(field.label))).items()}


def _name_grams(field: FieldText) -> Counter[str]:
    parts = tokens(field.name.rsplit(".", 1)[-1])
    found = Counter(f"={part}" for part in parts)
    whole = "".join(parts)
    found.update(whole[i : i + 2] for i in range(len(whole) - 1))
    if parts:
        found[f"{parts[-1]}$"] += 1
    return found


def _letters(text: str) -> dict[str, float]:
    """Groups of two letters, both ends and the whole of a run of initials; one letter says nothing."""
    if len(text) < 2:
        return {}
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    return dict.fromkeys([*pairs, f"^{text[:2]}", f"{text[-2:]}$", f"{text[-3:]}$", f"={text}"], 1.0)


def _name_letters(field: FieldText) -> dict[str, float]:
    parts = tokens(field.name.rsplit(".", 1)[-1])
    return _letters(short_pinyin(parts[-1])) if parts else {}


def _label_letters(field: FieldText) -> dict[str, float]:
    return _letters(initials(plain(field.label))) if field.label else {}


def _elements() -> Shown:
    """The elements that a field may mean; of its table's name only the classes of things count, so that fields of many tables are alike."""
    known: dict[tuple[str, str, str, frozenset[str]], dict[str, float]] = {}

    def shown(field: FieldText) -> Mapping[str, float]:
        key = (field.label, field.name, field.type, classes_of(field.table))
        if key not in known:
            known[key] = {element: score for element, score, _ in match_text(field)[:3]}
        return known[key]

    return shown


def _opposed(field: FieldText) -> dict[str, float]:
    return {opposite(concept): 1.0 for concept in leanings_of(field)}
