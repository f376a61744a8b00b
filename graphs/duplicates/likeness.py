"""How alike texts are, family by family, over a whole list at once: letters, matters, activities, meaning, names.

Families are sparse products (TF-IDF cosines) over the whole list; only the nearest few of each text are looked at closely.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz
from scipy import sparse

from graphs.duplicates.concepts import concepts, letters
from graphs.duplicates.meaning import vectors
from inventory.names import core

# neighbours of each text that are looked at closely
NEAREST = 15
_LEAST = 0.05
_BLOCK = 512
# how much each family counts in the choice of neighbours
_NEAR = {"letters": 1.0, "matter": 1.0, "activity": 0.5, "meaning": 1.5}
_NO_MEANING = 0.2


@dataclass(frozen=True, slots=True)
class SystemText:
    """What is said of a system: its name, all that describes what it does, and its data items."""

    name: str
    described: str
    elements: tuple[str, ...] = ()


@dataclass(slots=True)
class Likeness:
    """Pairs of neighbours (`left` < `right`, positions in the list) and how far each family agrees, in [0, 1]."""

    left: Any
    right: Any
    families: dict[str, Any]
    has_meaning: bool


def alike(texts: Sequence[SystemText], *, with_meaning: bool = True) -> Likeness:
    """Compare every text with its nearest; the same texts give the same pairs in any order."""
    wholes = [_whole(text) for text in texts]
    parts = _parts(wholes)
    meaning = vectors(wholes) if with_meaning else None
    if meaning is not None:  # nothing said is like nothing
        meaning[[position for position, whole in enumerate(wholes) if not whole.strip("。 ")]] = 0
    left, right, near, best = pairs_of(list(parts.values()), [_NEAR[name] for name in parts], meaning)
    families = {name: _dots(matrix, left, right) for name, matrix in parts.items()}
    families["meaning"] = np.zeros(len(left)) if meaning is None else np.einsum("ij,ij->i", meaning[left], meaning[right]).astype(float)
    cores = [core(t.name) for t in texts]
    families["name"] = np.array(
        [fuzz.ratio(cores[a], cores[b]) / 100 if cores[a] and cores[b] else 0.0 for a, b in zip(left, right, strict=True)]
    )
    families["elements"] = _dots(weighed([Counter(t.elements) for t in texts]), left, right)
    small, large = np.minimum(best[left], best[right]), np.maximum(best[left], best[right])
    families["best_of_one"] = near / np.maximum(small, 1e-9)
    families["best_of_both"] = near / np.maximum(large, 1e-9)
    said = np.array([len(whole) for whole in wholes], dtype=float)
    families["said"] = np.log1p(np.minimum(said[left], said[right])) / 5
    inside = _inside(parts, left, right)
    families["inside"], families["inside_other"] = np.maximum(*inside), np.minimum(*inside)
    families["left_in_right"] = inside[0] - inside[1]
    return Likeness(left, right, {name: np.round(values, 3) for name, values in families.items()}, meaning is not None)


def _whole(text: SystemText) -> str:
    return "。".join((core(text.name), text.described, "。".join(text.elements)))


def _parts(texts: Sequence[str]) -> dict[str, Any]:
    """The sparse families of texts, each a matrix of unit rows."""
    found = [concepts(text) for text in texts]
    return {
        "letters": weighed([letters(text) for text in texts], lambda token: 0.5 if token.startswith("1") else 1.0),
        "matter": weighed([_of(counted, "object:") for counted in found]),
        "activity": weighed([_of(counted, "action:") for counted in found]),
    }


def weighed(counted: Sequence[Counter[str]], factor: Callable[[str], float] = lambda token: 1.0) -> Any:
    """Rows of unit length: (1 + log count) · log(1 + n / texts with it) · factor."""
    known: Counter[str] = Counter()
    for tokens in counted:
        known.update(tokens.keys())
    column = {token: position for position, token in enumerate(sorted(known))}
    n = len(counted)
    rarity = {token: math.log(1 + n / texts) * factor(token) for token, texts in known.items()}
    starts, columns, values = [0], [], []
    for tokens in counted:
        for token in sorted(tokens):
            columns.append(column[token])
            values.append((1 + math.log(tokens[token])) * rarity[token])
        starts.append(len(columns))
    matrix = sparse.csr_matrix((np.array(values), np.array(columns, dtype=np.int32), np.array(starts)), shape=(n, max(1, len(column))))
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    norms[norms == 0] = 1
    return sparse.csr_matrix(sparse.diags(1 / norms) @ matrix)


def _of(counted: Counter[str], kind: str) -> Counter[str]:
    return Counter({concept: n for concept, n in counted.items() if concept.startswith(kind)})


def pairs_of(parts: Sequence[Any], weights: Sequence[float], meaning: Any = None) -> tuple[Any, Any, Any, Any]:
    """Pairs in which one is among the nearest of the other, their nearness, and each text's nearness to its nearest."""
    joined = sparse.csr_matrix(sparse.hstack([matrix * math.sqrt(weight) for matrix, weight in zip(parts, weights, strict=True)]))
    n = joined.shape[0]
    if n < 2:
        nothing = np.zeros(0, dtype=int)
        return nothing, nothing, np.zeros(0), np.zeros(n)
    rows, columns, near = _top_sparse(joined, n) if meaning is None else _top_dense(joined, meaning, n)
    # a fixed number of digits, so that neither the order of rows nor of sums decides between equals
    near = np.round(near, 6)
    best = np.zeros(n)
    np.maximum.at(best, rows, near)
    np.maximum.at(best, columns, near)
    left, right = np.minimum(rows, columns), np.maximum(rows, columns)
    keys, first = np.unique(left.astype(np.int64) * n + right, return_index=True)
    return keys // n, keys % n, near[first], best


def _top_sparse(joined: Any, n: int) -> tuple[Any, Any, Any]:
    from sparse_dot_topn import sp_matmul_topn

    top = sp_matmul_topn(joined, sparse.csr_matrix(joined.T), top_n=min(NEAREST + 1, n), threshold=_LEAST, sort=True).tocoo()
    kept = top.row != top.col
    return top.row[kept], top.col[kept], top.data[kept]


def _top_dense(joined: Any, meaning: Any, n: int) -> tuple[Any, Any, Any]:
    rows, columns, values = [], [], []
    turned = sparse.csc_matrix(joined.T)
    for begin in range(0, n, _BLOCK):
        end = min(begin + _BLOCK, n)
        near = np.asarray((joined[begin:end] @ turned).todense())
        near += _NEAR["meaning"] * np.maximum(0, meaning[begin:end] @ meaning.T - _NO_MEANING)
        near[np.arange(end - begin), np.arange(begin, end)] = -1
        count = min(NEAREST, n - 1)
        top = np.argpartition(-near, count - 1, axis=1)[:, :count]
        taken = np.take_along_axis(near, top, axis=1)
        row = np.repeat(np.arange(begin, end), count)
        kept = taken.ravel() > _LEAST
        rows.append(row[kept])
        columns.append(top.ravel()[kept])
        values.append(taken.ravel()[kept])
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(values)


def _dots(matrix: Any, left: Any, right: Any) -> Any:
    if not len(left):
        return np.zeros(0)
    return np.concatenate(
        [
            np.asarray(matrix[left[i : i + 50_000]].multiply(matrix[right[i : i + 50_000]]).sum(axis=1)).ravel()
            for i in range(0, len(left), 50_000)
        ]
    )


def _inside(parts: dict[str, Any], left: Any, right: Any) -> tuple[Any, Any]:
    """How much of what the left text says stands in the right one, and the other way round, by weight of letters and concepts."""
    joined = sparse.csr_matrix(sparse.hstack(list(parts.values())))
    if not len(left):
        return np.zeros(0), np.zeros(0)
    squares = joined.multiply(joined)
    total = np.asarray(squares.sum(axis=1)).ravel()
    present = (joined > 0).astype(float)
    found = []
    for one, other in ((left, right), (right, left)):
        shared = _dots_of(squares, present, one, other)
        found.append(shared / np.maximum(total[one], 1e-9))
    return found[0], found[1]


def _dots_of(weights: Any, present: Any, one: Any, other: Any) -> Any:
    weights, present = sparse.csr_matrix(weights), sparse.csr_matrix(present)
    return np.concatenate(
        [
            np.asarray(weights[one[i : i + 50_000]].multiply(present[other[i : i + 50_000]]).sum(axis=1)).ravel()
            for i in range(0, len(one), 50_000)
        ]
    )


def against(queries: Sequence[str], texts: Sequence[SystemText]) -> tuple[dict[str, Any], bool]:
    """How near each query is to each text, family by family, shape (queries, texts); and whether `meaning` is among them."""
    wholes = [_whole(text) for text in texts]
    every = [*wholes, *queries]
    parts = _parts(every)
    n = len(wholes)
    families = {name: np.round(np.asarray((matrix[n:] @ matrix[:n].T).todense()), 4) for name, matrix in parts.items()}
    meaning = vectors(every)
    families["meaning"] = (
        np.zeros((len(queries), n)) if meaning is None else np.round(np.asarray(meaning[n:] @ meaning[:n].T, dtype=float), 3)
    )
    return families, meaning is not None


def nearness(families: dict[str, Any]) -> Any:
    """One figure for how near two texts are: the families as they are weighed in the choice of neighbours."""
    sums = sum(_NEAR[name] * families[name] for name in ("letters", "matter", "activity"))
    return sums + _NEAR["meaning"] * np.maximum(0, families["meaning"] - _NO_MEANING)
