"""Cuts of a graph against another implementation, and against taking every node and edge out."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.connectivity import find_cuts


def cuts(count: int, edges: list[tuple[int, int]]) -> tuple[list[int], list[tuple[int, int]]]:
    found = find_cuts(count, np.array(edges, dtype=np.int64).reshape(-1, 2))
    return found.points.tolist(), [tuple(pair) for pair in found.bridges.tolist()]


def parts(count: int, edges: list[tuple[int, int]], without: int | None = None) -> int:
    """How many parts a graph has, counted by hand."""
    left = [node for node in range(count) if node != without]
    reached: set[int] = set()
    number = 0
    for start in left:
        if start in reached:
            continue
        number, open_ones = number + 1, [start]
        while open_ones:
            here = open_ones.pop()
            if here not in reached:
                reached.add(here)
                open_ones += [b if a == here else a for a, b in edges if here in (a, b) and without not in (a, b)]
    return number


@pytest.mark.parametrize(
    ("count", "edges", "points", "bridges"),
    [
        (0, [], [], []),
        (3, [], [], []),
        (2, [(0, 1)], [], [(0, 1)]),
        (2, [(0, 1), (1, 0), (0, 0)], [], [(0, 1)]),
        (3, [(0, 1), (1, 2)], [1], [(0, 1), (1, 2)]),
        (3, [(0, 1), (1, 2), (2, 0)], [], []),
        (5, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 2)], [2], []),
        (6, [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)], [], []),
        (7, [(5, 6), (0, 3), (3, 1)], [3], [(0, 3), (1, 3), (5, 6)]),
        (5, [(0, n) for n in range(1, 5)], [0], [(0, n) for n in range(1, 5)]),
    ],
    ids=["nothing", "no edge", "one edge", "twice and a loop", "path", "ring", "two rings", "apart", "two parts", "star"],
)
def test_small_graphs(count, edges, points, bridges) -> None:
    assert cuts(count, edges) == (points, bridges)


@given(
    st.integers(1, 9).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=20))
    )
)
def test_what_is_found_is_what_breaks_a_part_when_it_is_taken_out(graph) -> None:
    count, edges = graph
    simple = sorted({(min(e), max(e)) for e in edges if e[0] != e[1]})
    points, bridges = cuts(count, edges)
    lonely = {node for node in range(count) if not any(node in edge for edge in simple)}
    whole = parts(count, simple)
    assert points == [n for n in range(count) if n not in lonely and parts(count, simple, without=n) > whole]
    assert bridges == [e for e in simple if parts(count, [other for other in simple if other != e]) > whole]


@pytest.mark.parametrize("seed", range(6))
def test_large_graphs_as_another_implementation_has_them(seed) -> None:
    rng = np.random.default_rng(seed)
    count = 3_000
    edges = rng.integers(0, count, size=(int(count * (0.6 + 0.4 * seed)), 2))
    graph = nx.Graph(edges.tolist())
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    found = find_cuts(count, edges)
    assert set(found.points.tolist()) == set(nx.articulation_points(graph))
    assert {tuple(pair) for pair in found.bridges.tolist()} == {(min(e), max(e)) for e in nx.bridges(graph)}


def test_numbers_of_nodes_do_not_matter() -> None:
    rng = np.random.default_rng(1)
    edges = rng.integers(0, 400, size=(420, 2))
    turn = rng.permutation(400)
    plain, turned = find_cuts(400, edges), find_cuts(400, turn[edges][::-1, ::-1])
    assert sorted(turn[plain.points].tolist()) == turned.points.tolist()
    assert sorted(map(tuple, np.sort(turn[plain.bridges], axis=1).tolist())) == [tuple(pair) for pair in turned.bridges.tolist()]
