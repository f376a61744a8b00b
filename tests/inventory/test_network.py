"""Flows between systems, asked for one page at a time."""

import itertools
import random

import networkx as nx
import pytest
from sqlalchemy import Engine

from inventory.database import reading, writing
from inventory.migrations import upgrade
from inventory.network import LONGEST, find_way, flows_around, save_flows
from inventory.values.flow import Flow


def flow(left: str, right: str, *, exchanges: int = 1, by_hand: bool = False) -> Flow:
    return Flow(left, right, by_hand, exchanges, ("person_name",))


@pytest.fixture
def kept(engine: Engine):
    upgrade(engine)

    def keep(*flows: Flow) -> Engine:
        with writing(engine) as session:
            save_flows(session, flows)
        return engine

    return keep


def way(engine: Engine, start: str, end: str) -> list[str] | None:
    with reading(engine) as session:
        found = find_way(session, start, end)
    return None if found is None else [start, *(hop.consumer for hop in found)]


def test_what_is_around_a_system_comes_with_most_exchanges_first(kept) -> None:
    engine = kept(flow("a", "b"), flow("c", "a", exchanges=5), flow("b", "c", exchanges=9), flow("a", "b", by_hand=True, exchanges=2))
    with reading(engine) as session:
        around = flows_around(session, ["a"], most=10)
        assert [(f.supplier, f.consumer, f.by_hand) for f in around] == [("c", "a", False), ("a", "b", True), ("a", "b", False)]
        assert around[0] == flow("c", "a", exchanges=5)
        assert len(flows_around(session, ["a"], most=2)) == 2


def test_the_next_audit_s_flows_stand_in_place_of_the_last_one_s(kept) -> None:
    kept(flow("a", "b"))
    assert way(kept(flow("b", "c")), "a", "b") is None


def test_the_shortest_way_is_found_and_arrows_have_a_direction(kept) -> None:
    engine = kept(flow("a", "b"), flow("b", "c"), flow("c", "d"), flow("a", "c"))
    assert way(engine, "a", "d") == ["a", "c", "d"]
    assert way(engine, "d", "a") is None
    assert way(engine, "a", "nobody") is None


def test_a_way_longer_than_anybody_follows_is_none(kept) -> None:
    engine = kept(*(flow(f"n{i}", f"n{i + 1}") for i in range(LONGEST + 1)))
    assert len(way(engine, "n0", f"n{LONGEST}")) == LONGEST + 1
    assert way(engine, "n0", f"n{LONGEST + 1}") is None


def test_ways_are_as_short_as_those_of_networkx(kept) -> None:
    dice = random.Random(7)
    pairs = {(f"s{dice.randrange(40)}", f"s{dice.randrange(40)}") for _ in range(70)}
    graph = nx.DiGraph((left, right) for left, right in pairs if left != right)
    engine = kept(*(flow(left, right) for left, right in graph.edges))
    for start in list(graph)[:12]:
        lengths = nx.single_source_shortest_path_length(graph, start)
        for end in graph:
            if end != start:
                found = way(engine, start, end)
                assert (None if found is None else len(found) - 1) == (lengths.get(end) if lengths.get(end, 99) <= LONGEST else None)
                assert found is None or all(graph.has_edge(*pair) for pair in itertools.pairwise(found))
