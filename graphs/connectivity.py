"""Articulation points and bridges of an undirected graph, over arrays.

J. Hopcroft and R. Tarjan, "Algorithm 447: efficient algorithms for graph manipulation", 1973: with the nodes numbered in the order of a
depth-first search, `low` of a node is the smallest number that it or anything below it reaches over one edge outside the tree. Where
nothing below a node reaches above it, the node cuts; where nothing below an edge reaches its upper end, the edge does. The search and the
minima over edges run over arrays; one pass over the nodes, last numbered first, carries `low` up the tree.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_matrix

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cuts:
    """Nodes, and pairs of nodes (smaller first), whose loss would break a component apart; in rising order."""

    points: Ints
    bridges: Ints


def find_cuts(count: int, edges: Ints) -> Cuts:
    """The cuts of a graph of nodes 0 … count - 1. `edges` has two columns; direction, repetition and loops do not matter."""
    pairs = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
    if not len(pairs):
        return Cuts(np.empty(0, dtype=np.int64), np.empty((0, 2), dtype=np.int64))
    # equal pairs once: one number a pair sorts faster than rows
    coded = np.unique(pairs[:, 0] * count + pairs[:, 1])
    pairs = np.column_stack(np.divmod(coded, count))
    order, parent, top = _searched(count, pairs)
    number = np.full(count + 1, -1, dtype=np.int64)
    number[order] = np.arange(len(order))
    low = _low(number, order, parent, pairs)
    below = order[(order != top) & (parent[order] != top)]
    above = parent[below]
    is_cut = low[below] >= number[above]
    # the first of a component cuts where the search went down from it more than once
    is_first = parent[above] == top
    falls = np.bincount(above[is_first], minlength=count + 1)
    points = np.union1d(above[is_cut & ~is_first], np.flatnonzero(falls > 1))
    cut = low[below] > number[above]
    bridges = np.sort(np.column_stack([above[cut], below[cut]]), axis=1)
    return Cuts(points.astype(np.int64), bridges[np.lexsort((bridges[:, 1], bridges[:, 0]))])


def _searched(count: int, pairs: Ints) -> tuple[Ints, Ints, int]:
    """Nodes in the order of a depth-first search, the node above each, and the node put on top to join the components."""
    top = count
    joined = csr_matrix((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, component = csgraph.connected_components(joined, directed=False)
    touched = np.unique(pairs)
    _, first = np.unique(component[touched], return_index=True)
    starts = touched[first]
    left = np.concatenate([pairs[:, 0], np.full(len(starts), top)])
    right = np.concatenate([pairs[:, 1], starts])
    whole = csr_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count + 1, count + 1))
    order, parent = csgraph.depth_first_order(whole, top, directed=False)
    return order.astype(np.int64), parent.astype(np.int64), top


def _low(number: Ints, order: Ints, parent: Ints, pairs: Ints) -> Ints:
    """The smallest number that each node, or any below it, reaches over one edge that is not its own tree edge."""
    low = number.copy()
    a, b = pairs[:, 0], pairs[:, 1]
    beside = (parent[a] != b) & (parent[b] != a)
    np.minimum.at(low, a[beside], number[b[beside]])
    np.minimum.at(low, b[beside], number[a[beside]])
    lows, above = low.tolist(), parent.tolist()
    for node in reversed(order.tolist()[1:]):
        up = above[node]
        if lows[node] < lows[up]:
            lows[up] = lows[node]
    return np.array(lows, dtype=np.int64)
