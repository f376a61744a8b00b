"""Which data is needed and does not arrive, and does a road already lead to those who need it?

    python docs/examples/shared_data.py WORKSPACE [--dataset NAME] [--worst N]

The product tells how far a dataset is a silo, who asks for it and who is refused. This script goes one question further, with networkx:
from the system that holds the data, do running exchanges lead to a system of the body that goes without, hop by hop, whatever they carry
today? Where they do, what is lacking is the holder's consent and a few fields on exchanges that run; where not, an exchange.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import networkx as nx

from auditor.exporting import inventory_of
from auditor.find import find_one
from auditor.pipeline import analysis_of
from auditor.workspace import open_workspace
from graphs.analysis import Analysis
from graphs.edges import graph_of
from graphs.sharing.silos import Silo
from graphs.sharing_sheet import SheetRow, sharing_sheet
from reports.wording import Names


def exchange_network(analysis: Analysis) -> "nx.DiGraph[str]":
    """Systems, with an arrow for each running exchange that nobody carries by hand."""
    network: nx.DiGraph[str] = nx.DiGraph()
    for (_, supplier), (_, consumer), data in graph_of(analysis.scape).edges(data=True):
        if data["kind"] == "FLOWS" and data["running"] and not data["manual"]:
            network.add_edge(supplier, consumer)
    return network


def road(network: "nx.DiGraph[str]", start: str, ends: Iterable[str]) -> list[str]:
    """The systems on the shortest way to any of these; empty where none leads there."""
    ways = nx.single_source_shortest_path(network, start) if start in network else {}
    return min((ways[end] for end in ends if end in ways), key=lambda way: (len(way), way), default=[])


def left_without(silo: Silo) -> dict[str, list[str]]:
    """Body → the elements that it needs and does not get."""
    needs: dict[str, list[str]] = defaultdict(list)
    for demander in silo.unmet:
        needs[demander.body].append(demander.element)
    return needs


def answers(sheet: list[SheetRow], dataset: str) -> dict[str, str]:
    """Body → what became of its request for a dataset."""
    asked = {body: "asked, no exchange runs" for row in sheet if row.dataset == dataset for body in row.asks}
    return asked | {body: f"refused: “{basis}”" for row in sheet if row.dataset == dataset for body, basis in row.refused}


def main() -> None:
    parser = argparse.ArgumentParser(description="Which data is needed and does not arrive, and is there a road for it?")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--dataset", metavar="NAME", help="a name or an id; otherwise those with most demand unmet")
    parser.add_argument("--worst", metavar="N", type=int, default=3, help="how many of those (3)")
    options = parser.parse_args()
    workspace = open_workspace(options.workspace)
    analysis = analysis_of(workspace, inventory_of(workspace))
    names, network, sheet = Names(analysis.inventory, "en"), exchange_network(analysis), sharing_sheet(analysis)
    silos = sorted((s for s in analysis.silos.values() if s.unmet), key=lambda s: (s.met - s.demand, s.dataset))
    held_in = {silo.dataset: analysis.inventory.datasets[silo.dataset].system or "" for silo in silos}
    wanted = [(held_in[silo.dataset], body) for silo in silos for body in left_without(silo)]
    systems_of = analysis.scape.systems_of
    roads = {(start, body): road(network, start, systems_of.get(body, ())) for start, body in wanted}
    only = find_one(analysis.inventory, "Dataset", options.dataset).id if options.dataset else None
    for silo in [s for s in silos if s.dataset == only] if only else silos[: options.worst]:
        print(f"{names.of(silo.dataset)} of {names.of(silo.holder)}: {silo.met:g} of {silo.demand:g} met, silo {silo.score:.0%}")
        answered = answers(sheet, silo.dataset)
        for body, elements in left_without(silo).items():
            way = " → ".join(map(names.of, roads[held_in[silo.dataset], body]))
            print(f"  {names.of(body)}: {', '.join(map(names.of, elements))}")
            print(f"    {answered.get(body, 'has not asked')}; road: {way or 'none'}")

    print(f"\n{len(wanted)} times a body goes without a dataset; for {sum(bool(roads[pair]) for pair in wanted)} of them a road is there.")
    central = nx.betweenness_centrality(network)
    for hub in sorted(central, key=lambda system: -central[system])[:1]:
        print(f"{names.of(hub)} lies on most ways; {sum(hub in roads[pair][1:-1] for pair in wanted)} of these roads pass through it.")
        behind = nx.descendants(network, hub) | {hub}
        opened = Counter(start for start, body in wanted if not roads[start, body] and behind & {*systems_of.get(body, ())})
        for system, count in opened.most_common():
            print(f"  an exchange {names.of(system)} → {names.of(hub)} would open a road for {count}")


if __name__ == "__main__":
    main()
