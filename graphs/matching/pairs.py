"""Fields of two lists to each other: which of the right means the same as each of the left, with a calibrated probability.

Families of evidence are sparse products over the whole lists: labels (letters, weighed by how rare they are in both lists),
technical names, names against the initials of labels, the standard elements that both may mean, and the tables' labels. A
pair's rank among its rivals speaks too: a likeness that others share says less.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from graphs.matching.evidence import FieldText, grams, head_form, initials, tokens
from graphs.matching.fields import match_text
from inventory.names import plain

# logistic coefficients, set by hand and measured by benchmarks/match.py (version 1): those fitted there on departments left out
# rank no better within a table and worse against all fields
COEFFICIENTS = {
    "bias": -6.0,
    "label": 5.0,
    "label_equal": 1.5,
    "name": 1.5,
    "name_equal": 1.0,
    "initials": 0.5,
    "element": 1.5,
    "table": 0.5,
    "best": 1.5,
    "type": 0.3,
    "company": 2.0,
}
FAMILIES = tuple(name for name in COEFFICIENTS if name != "bias")
# rows compared at once, and the most pairs that are looked at closely for each
_BLOCK = 512
_CLOSE = 40


@dataclass(frozen=True, slots=True)
class FieldPair:
    """Positions of a left and a right field, the probability that they mean the same, and what each family said."""

    left: int
    right: int
    score: float
    said: tuple[tuple[str, float], ...]


def match_lists(left: Sequence[FieldText], right: Sequence[FieldText], *, top: int = 10) -> list[FieldPair]:
    """For each left field at most `top` candidates of the right, best first; equal input gives equal output in any order of rows."""
    found: list[FieldPair] = []
    for row, candidates, values in compared(left, right):
        scored = [(probability(v), c, v) for c, v in zip(candidates, values, strict=True)]
        scored.sort(key=lambda item: (-item[0], _key(right[item[1]]), item[1]))
        found += [
            FieldPair(row, c, round(score, 4), tuple((name, round(float(x), 3)) for name, x in zip(FAMILIES, v, strict=True) if x > 0))
            for score, c, v in scored[:top]
        ]
    return found


def probability(values: Sequence[float]) -> float:
    """The logistic score of one pair's families."""
    odds = COEFFICIENTS["bias"] + sum(COEFFICIENTS[name] * value for name, value in zip(FAMILIES, values, strict=True))
    return 1 / (1 + math.exp(-odds))


def compared(left: Sequence[FieldText], right: Sequence[FieldText]) -> "list[tuple[int, list[int], list[list[float]]]]":
    """For each left field the right ones that anything speaks for (the likeliest at most forty) and what the families say."""
    if not left or not right:
        return []
    parts = {
        "label": _product(left, right, lambda f: grams(head_form(plain(f.label)))),
        "name": _product(left, right, _name_grams),
        "initials": _crossed(left, right),
        "element": _product(left, right, _elements, is_weighed=False),
        "table": _product(left, right, lambda f: grams(plain(f.table))),
    }
    company = _company(left, right, parts)
    result = []
    labels = [plain(f.label) for f in right]
    names = [plain(f.name) for f in right]
    for begin in range(0, len(left), _BLOCK):
        block = {family: product(begin, min(begin + _BLOCK, len(left))) for family, product in parts.items()}
        rough = _rough(block) + COEFFICIENTS["company"] * company.block(begin, min(begin + _BLOCK, len(left)))
        for offset in range(rough.shape[0]):
            row = begin + offset
            close = np.argsort(-rough[offset], kind="stable")[:_CLOSE]
            close = close[rough[offset][close] > 0]
            best = float(block["label"][offset].max()) or 1.0
            own_label, own_name = plain(left[row].label), plain(left[row].name)
            values = []
            for column in close:
                said = {family: float(block[family][offset, column]) for family in block}
                said["label_equal"] = float(bool(own_label) and own_label == labels[column])
                said["name_equal"] = float(bool(own_name) and own_name == names[column])
                said["best"] = said["label"] / best if own_label else 0.0
                said["type"] = _types(left[row], right[int(column)])
                said["company"] = float(company[row, column])
                values.append([said[family] for family in FAMILIES])
            result.append((row, [int(c) for c in close], values))
    return result


def _rough(block: dict[str, Any]) -> Any:
    """A first likeness of every pair of a block, by the families of the fields themselves."""
    return sum(COEFFICIENTS[family] * values for family, values in block.items() if family != "table")


@dataclass(frozen=True, slots=True)
class _Company:
    """How well the table of a left field goes with the table of a right one: 1 for the best of its rivals."""

    affinity: Any
    left: Any
    right: Any

    def __getitem__(self, at: tuple[int, int]) -> float:
        return float(self.affinity[self.left[at[0]], self.right[at[1]]])

    def block(self, begin: int, end: int) -> Any:
        """The values of whole rows."""
        return self.affinity[self.left[begin:end]][:, self.right]


def _company(left: Sequence[FieldText], right: Sequence[FieldText], parts: "dict[str, Product]") -> _Company:
    """A field is known by its company: two tables go together as the best likenesses of the one's fields in the other do."""
    names = [{table: i for i, table in enumerate(sorted({f.table for f in fields}))} for fields in (left, right)]
    of_left, of_right = (np.array([of[f.table] for f in fields]) for of, fields in zip(names, (left, right), strict=True))
    order = np.argsort(of_right, kind="stable")
    starts = np.searchsorted(of_right[order], np.arange(len(names[1])))
    affinity = np.zeros((len(names[0]), len(names[1])))
    for begin in range(0, len(left), _BLOCK):
        end = min(begin + _BLOCK, len(left))
        rough = _rough({family: product(begin, end) for family, product in parts.items()})
        np.add.at(affinity, of_left[begin:end], np.maximum.reduceat(np.asarray(rough)[:, order], starts, axis=1) ** 2)
    best = affinity.max(axis=1, keepdims=True)
    return _Company(np.divide(affinity, best, out=np.zeros_like(affinity), where=best > 0), of_left, of_right)


def _types(left: FieldText, right: FieldText) -> float:
    return 0.0 if not left.type or not right.type else 1.0 if left.type == right.type else -1.0


def _key(field: FieldText) -> tuple[str, str, str]:
    return field.table, field.name, field.label


def _name_grams(field: FieldText) -> Counter[str]:
    parts = tokens(field.name.rsplit(".", 1)[-1])
    found = Counter(f"={part}" for part in parts)
    whole = "".join(parts)
    found.update(whole[i : i + 2] for i in range(len(whole) - 1))
    if parts:
        found[f"{parts[-1]}$"] += 1
    return found


def _elements(field: FieldText) -> Counter[str]:
    found: Counter[str] = Counter()
    for element, score, _ in match_text(field)[:3]:
        found[element] = score  # type: ignore[assignment]
    return found


Product = Callable[[int, int], Any]


def _product(
    left: Sequence[FieldText], right: Sequence[FieldText], of: Callable[[FieldText], Counter[str]], *, is_weighed: bool = True
) -> Product:
    """The likeness of both lists by one family: cosines of weighed counts, computed block by block."""
    made: dict[FieldText, Counter[str]] = {}
    rows = [[made.setdefault(f, of(f)) if f not in made else made[f] for f in fields] for fields in (left, right)]
    counts = Counter(part for of_list in rows for one in of_list for part in one)
    total = len(left) + len(right)
    index = {part: i for i, part in enumerate(sorted(counts))}
    weight = {part: math.log(1 + total / n) if is_weighed else 1.0 for part, n in counts.items()}
    a, b = (_matrix(of_list, index, weight, norm=is_weighed) for of_list in rows)
    turned = b.T.tocsc()
    return lambda begin, end: np.asarray((a[begin:end] @ turned).todense())


def _matrix(rows: Sequence[Counter[str]], index: dict[str, int], weight: dict[str, float], *, norm: bool) -> Any:
    at, columns, values = [], [], []
    for position, counts in enumerate(rows):
        cells = {part: count * weight[part] for part, count in counts.items()}
        length = math.sqrt(sum(v * v for v in cells.values())) if norm else 1.0
        for part, value in cells.items():
            at.append(position)
            columns.append(index[part])
            values.append(value / (length or 1.0))
    return sparse.csr_matrix((values, (at, columns)), shape=(len(rows), max(1, len(index))))


def _crossed(left: Sequence[FieldText], right: Sequence[FieldText]) -> Product:
    """Where a technical name of one side is the initials of the other's label (xm and 姓名); at least three letters tell."""

    def initial(field: FieldText) -> str:
        letters = initials(field.label) if field.label else ""
        return letters if len(letters) >= 3 else ""

    def last(field: FieldText) -> str:
        parts = tokens(field.name.rsplit(".", 1)[-1])
        return parts[-1] if parts and len(parts[-1]) >= 3 else ""

    right_initials, right_last = [initial(f) for f in right], [last(f) for f in right]
    by_initials: dict[str, list[int]] = {}
    by_last: dict[str, list[int]] = {}
    for table, texts in ((by_initials, right_initials), (by_last, right_last)):
        for position, text in enumerate(texts):
            if text:
                table.setdefault(text, []).append(position)

    def product(begin: int, end: int) -> Any:
        values = np.zeros((end - begin, len(right)))
        for row in range(begin, end):
            for position in (*by_initials.get(last(left[row]), ()), *by_last.get(initial(left[row]), ())):
                values[row - begin, position] = 1.0
        return values

    return product
