"""The nearest texts of each text, and how near: sparse products in blocks, so that cost grows with what meets and not with all pairs."""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy import sparse

# neighbours of each text that are looked at closely; where as many are about as near as the nearest (one system entered fifty times),
# all that are so near, up to a bound
NEAREST = 15
_ABOUT_AS_NEAR = 0.8
_MOST = 300
_LEAST = 0.05
_BLOCK = 512
NO_MEANING = 0.2
# namesakes of other regions: so many of each text, by groups of letters that at most this share of names (or so many) have
_NAMESAKES = 5
_COMMON = (0.02, 2_000)
# above this many columns a block is multiplied sparsely
_DENSE = 4_096
# how much the meaning counts beside the other families
MEANING = 1.5


def namesakes(cores: Sequence[str], tasks: Any) -> tuple[Any, Any]:
    """Pairs whose names and lists of functions are nearest, wherever they are; what very many have leads nowhere."""
    from sparse_dot_topn import sp_matmul_topn

    names = weighed(Counter(f"^{text}"[i : i + 2] for i in range(len(text))) for text in cores)
    matrix = sparse.csr_matrix(sparse.hstack([names, tasks]))
    held = np.asarray((matrix > 0).sum(axis=0)).ravel()
    rare = sparse.csr_matrix(matrix @ sparse.diags((held <= max(_COMMON[1], _COMMON[0] * len(cores))).astype(float)))
    top = sp_matmul_topn(rare, sparse.csr_matrix(rare.T), top_n=min(_NAMESAKES + 1, len(cores)), threshold=0.3, sort=True).tocoo()
    kept = top.row != top.col
    return top.row[kept], top.col[kept]


def weighed(counted: Iterable[Counter[str]], factor: Callable[[str], float] = lambda token: 1.0) -> Any:
    """Rows of unit length: (1 + log count) · log(1 + n / texts with it) · factor. What is counted is looked at once, text by text."""
    came: dict[str, int] = {}
    starts, numbers, counts = [0], array("i"), array("i")
    for tokens in counted:
        for token in sorted(tokens):
            numbers.append(came.setdefault(token, len(came)))
            counts.append(tokens[token])
        starts.append(len(numbers))
    n, width = len(starts) - 1, len(came)
    order = sorted(came)
    place = np.zeros(width, dtype=np.int32)
    place[[came[token] for token in order]] = np.arange(width, dtype=np.int32)
    columns = place[np.frombuffer(numbers, dtype=np.int32)] if width else np.zeros(0, dtype=np.int32)
    texts = np.bincount(columns, minlength=width).tolist()
    rarity = np.array([math.log(1 + n / held) * factor(token) for token, held in zip(order, texts, strict=True)])
    often = np.frombuffer(counts, dtype=np.int32) if width else np.zeros(0, dtype=np.int32)
    damped = np.array([0.0, *(1 + math.log(times) for times in range(1, int(often.max(initial=0)) + 1))])
    values = damped[often] * rarity[columns] if width else np.zeros(0)
    matrix = sparse.csr_matrix((values, columns, np.array(starts)), shape=(n, max(1, width)))
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    norms[norms == 0] = 1
    return sparse.csr_matrix(sparse.diags(1 / norms) @ matrix)


def pairs_of(
    parts: Sequence[Any],
    weights: Sequence[float],
    meaning: Any = None,
    *,
    blocks: Sequence[tuple[Any, Any]] | None = None,
    more: tuple[Any, Any] | None = None,
) -> tuple[Any, Any, Any, Any, Any]:
    """Pairs in which one is among the nearest of the other, their nearness, each text's nearness to its nearest, and each pair's margin.

    Neighbours are sought in each block (rows, columns) alone; `more` are pairs to add, which are no one's neighbours. The margin is
    the nearness of two less that of the nearest third to either.
    """
    joined = sparse.csr_matrix(sparse.hstack([matrix * math.sqrt(weight) for matrix, weight in zip(parts, weights, strict=True)]))
    n = joined.shape[0]
    if n < 2:
        nothing = np.zeros(0, dtype=int)
        return nothing, nothing, np.zeros(0), np.zeros(n), np.zeros(0)
    found = [_top(joined, meaning, rows, columns) for rows, columns in blocks or [(np.arange(n), np.arange(n))]]
    rows, columns, near = (np.concatenate(entries) for entries in zip(*found, strict=True))
    # a fixed number of digits, so that neither the order of rows nor of sums decides between equals
    near = np.round(near, 6)
    best, second = _two_best(n, rows, columns, near)
    sought = np.minimum(rows, columns).astype(np.int64) * n + np.maximum(rows, columns)
    if more is not None:
        rows, columns = np.concatenate([rows, more[0]]), np.concatenate([columns, more[1]])
        near = np.concatenate([near, np.round(_nearness(joined, meaning, *more), 6)])
    left, right = np.minimum(rows, columns), np.maximum(rows, columns)
    keys, first = np.unique(left.astype(np.int64) * n + right, return_index=True)
    left, right, near = keys // n, keys % n, near[first]
    # of a pair that was added the nearest third is the nearest neighbour itself
    is_neighbour = np.isin(keys, sought)
    third = np.maximum(*(np.where(is_neighbour & (near >= best[side]), second[side], best[side]) for side in (left, right)))
    return left, right, near, best, near - third


def _two_best(n: int, rows: Any, columns: Any, near: Any) -> tuple[Any, Any]:
    """The nearness of each text's nearest and of its second nearest."""
    one, other = np.concatenate([rows, columns]), np.concatenate([columns, rows])
    _, kept = np.unique(one.astype(np.int64) * n + other, return_index=True)
    one, value = one[kept], np.concatenate([near, near])[kept]
    order = np.lexsort((-value, one))
    one, value = one[order], value[order]
    starts = np.flatnonzero(np.r_[True, one[1:] != one[:-1]]) if len(one) else np.zeros(0, dtype=int)
    best, second = np.zeros(n), np.zeros(n)
    best[one[starts]] = value[starts]
    after = starts[(starts + 1 < len(one))]
    after = after[one[after + 1] == one[after]]
    second[one[after]] = value[after + 1]
    return best, second


def _nearness(joined: Any, meaning: Any, left: Any, right: Any) -> Any:
    near = dots(joined, left, right)
    return near if meaning is None else near + MEANING * np.maximum(0, dense_dots(meaning, left, right) - NO_MEANING)


def _top(joined: Any, meaning: Any, rows: Any, columns: Any) -> tuple[Any, Any, Any]:
    """The nearest columns of each row of a block, itself left out."""
    if meaning is None and len(columns) > _DENSE:
        return _top_sparse(joined, rows, columns)
    found: list[tuple[Any, Any, Any]] = []
    turned = sparse.csc_matrix(joined[columns].T)
    count = min(NEAREST, len(columns))
    for begin in range(0, len(rows), _BLOCK):
        part = rows[begin : begin + _BLOCK]
        near = (joined[part] @ turned).toarray()
        if meaning is not None:
            near += MEANING * np.maximum(0, meaning[part] @ meaning[columns].T - NO_MEANING)
        near[part[:, None] == columns[None, :]] = 0.0
        near = np.round(near, 6)
        least = np.minimum(np.partition(near, -count, axis=1)[:, -count], _ABOUT_AS_NEAR * near.max(axis=1))
        row, column = np.nonzero((near >= least[:, None]) & (near > _LEAST))
        found.append(_bounded(part[row], columns[column], near[row, column]))
    return tuple(np.concatenate(entries) for entries in zip(*found, strict=True))  # type: ignore[return-value]


def _top_sparse(joined: Any, rows: Any, columns: Any) -> tuple[Any, Any, Any]:
    turned = sparse.csr_matrix(joined[columns].T)
    sought = 2 * NEAREST
    found = [_nearest_sparse(joined, rows, columns, turned, sought)]
    row, _, near = found[0]
    taken, starts, counts = np.unique(row, return_index=True, return_counts=True)
    # where even the last that was sought is near enough, there may be more
    crowded = taken[(counts >= sought - 1) & (near[starts + counts - 1] >= _least(near, starts, counts))]
    if len(crowded):
        found = [tuple(entries[~np.isin(row, crowded)] for entries in found[0])]
        found.append(_nearest_sparse(joined, crowded, columns, turned, _MOST + 1))
    row, column, near = (np.concatenate(entries) for entries in zip(*found, strict=True))
    _, starts, counts = np.unique(row, return_index=True, return_counts=True)
    kept = near >= np.repeat(_least(near, starts, counts), counts)
    return _bounded(row[kept], column[kept], near[kept])


def _least(near: Any, starts: Any, counts: Any) -> Any:
    """How near another must be to be looked at, for each row; `near` falls within a row."""
    last = np.where(counts >= NEAREST, near[starts + np.minimum(counts, NEAREST) - 1], 0.0)
    return np.minimum(last, _ABOUT_AS_NEAR * near[starts])


def _nearest_sparse(joined: Any, rows: Any, columns: Any, turned: Any, count: int) -> tuple[Any, Any, Any]:
    from sparse_dot_topn import sp_matmul_topn

    top = sp_matmul_topn(joined[rows], turned, top_n=min(count, len(columns)), threshold=_LEAST, sort=True).tocoo()
    row, column = rows[top.row], columns[top.col]
    kept = row != column
    row, column, near = row[kept], column[kept], np.round(top.data[kept], 6)
    order = np.lexsort((column, -near, row))
    return row[order], column[order], near[order]


def _bounded(rows: Any, columns: Any, near: Any) -> tuple[Any, Any, Any]:
    """At most so many of each row, the nearest, then the first."""
    order = np.lexsort((columns, -near, rows))
    rows, columns, near = rows[order], columns[order], near[order]
    _, starts, counts = np.unique(rows, return_index=True, return_counts=True)
    kept = np.arange(len(rows)) - np.repeat(starts, counts) < _MOST
    return rows[kept], columns[kept], near[kept]


def dense_dots(meaning: Any, left: Any, right: Any) -> Any:
    """Products row by row, in parts that fit into memory."""
    step = 20_000
    parts = [np.einsum("ij,ij->i", meaning[left[i : i + step]], meaning[right[i : i + step]]) for i in range(0, len(left), step)]
    return np.concatenate(parts).astype(float) if parts else np.zeros(0)


def dots(matrix: Any, left: Any, right: Any) -> Any:
    if not len(left):
        return np.zeros(0)
    return np.concatenate(
        [
            np.asarray(matrix[left[i : i + 50_000]].multiply(matrix[right[i : i + 50_000]]).sum(axis=1)).ravel()
            for i in range(0, len(left), 50_000)
        ]
    )
