"""What the graph part of an audit takes beside igraph and networkx: python benchmarks/graph.py [--systems N …]

Made graphs of N systems (default 5,000 and 100,000) with 20 exchanges each, most of them inside a county of some 270 systems, each of which
carries two of 60 elements. All three find connected components, articulation points and bridges of the same pairs, igraph also communities
(Leiden). The last row is what only we answer: whom every element reaches (bit marks over strongly connected components). Each in a process of
its own: CPU seconds and peak memory from the bare pairs on; all must count the same cuts. What is not installed is named.
"""

import argparse
import resource
import subprocess
import sys
import time

import numpy as np

from graphs.connectivity import find_cuts
from graphs.sharing.reach import Flows

EXCHANGES, COUNTY, ELEMENTS = 20, 270, 60
# systems with one exchange alone hang on the others: they make articulation points and bridges
_LONELY = 0.1
NAMES = ("auditor", "igraph", "networkx", "reached")


def made(systems: int) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """The pairs, one row an exchange: within a county but for one in a hundred, none to a lonely system but its own."""
    rng = np.random.default_rng(1)
    lonely = rng.random(systems) < _LONELY
    left = np.repeat(np.flatnonzero(~lonely), EXCHANGES)
    county = left - left % COUNTY
    right = np.minimum(county + rng.integers(0, COUNTY, size=len(left)), systems - 1)
    far = rng.random(len(left)) < 0.01
    right[far] = rng.integers(0, systems, size=int(far.sum()))
    kept = ~lonely[right]
    hanging = np.flatnonzero(lonely)
    to = rng.choice(np.flatnonzero(~lonely), size=len(hanging))
    return np.vstack([np.column_stack([left[kept], right[kept]]), np.column_stack([hanging, to])])


def ours(systems: int, pairs: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> tuple[int, int]:
    """Components, articulation points and bridges."""
    cuts = find_cuts(systems, pairs)
    return len(cuts.points), len(cuts.bridges)


def reached(systems: int, pairs: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> tuple[int, int]:
    """Which counties each element reaches of each system, as the silos ask it."""
    flows = Flows()
    rng = np.random.default_rng(2)
    carried = rng.integers(0, ELEMENTS, size=(len(pairs), 2)).tolist()
    for (supplier, consumer), elements in zip(pairs.tolist(), carried, strict=True):
        for element in elements:
            flows.automatic[str(element)][supplier].add(consumer)
    marks = {system: 1 << (system // COUNTY % 64) for system in range(systems)}
    for element in flows.automatic:
        flows.marks_reached(element, marks)  # type: ignore[arg-type]
    return 0, 0


def by_igraph(systems: int, pairs: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> tuple[int, int]:
    """The same, and communities."""
    import igraph

    graph = igraph.Graph(n=systems, edges=pairs).simplify()
    graph.connected_components()
    points, bridges = graph.articulation_points(), graph.bridges()
    graph.community_leiden(objective_function="modularity")
    return len(points), len(bridges)


def by_networkx(systems: int, pairs: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> tuple[int, int]:
    """The same."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(systems))
    graph.add_edges_from((a, b) for a, b in pairs.tolist() if a != b)
    sum(1 for _ in nx.connected_components(graph))
    return sum(1 for _ in nx.articulation_points(graph)), sum(1 for _ in nx.bridges(graph))


def measured(systems: int, name: str) -> int:
    """One of the three on one size."""
    pairs = made(systems)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, wall = time.process_time(), time.monotonic()
    try:
        points, bridges = {"auditor": ours, "igraph": by_igraph, "networkx": by_networkx, "reached": reached}[name](systems, pairs)
    except ImportError:
        print(f"{systems:>7} systems  {name:<9} is not installed", flush=True)
        return 0
    cpu, wall = time.process_time() - began, time.monotonic() - wall
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{systems:>7} systems {len(pairs):>9,} pairs  {name:<9}{cpu:7.2f} CPU s {wall:7.2f} s {memory:6.0f} MiB more"
        + (f" | {points} articulation points, {bridges} bridges" if name != "reached" else ""),
        flush=True,
    )
    return 0


def main() -> int:
    """Each in a process of its own, so that its memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--systems", type=int, nargs="+", default=[5_000, 100_000])
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        return measured(int(given.one[0]), given.one[1])
    return max(
        subprocess.run([sys.executable, __file__, "--one", str(size), name], check=False).returncode
        for size in given.systems
        for name in NAMES
    )


if __name__ == "__main__":
    sys.exit(main())
