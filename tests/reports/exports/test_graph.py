"""The graph for other tools: readable by them, the same bytes twice."""

import json

import networkx as nx
import pytest

from reports.exports.graph import FORMATS, render_graph
from reports.wording import Names


def rendered(scape, format_: str) -> str:
    return render_graph(scape, Names(scape.inventory, "zh"), format_)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_graph_has_the_same_bytes(scape, format_) -> None:
    assert rendered(scape, format_) == rendered(scape, format_)


def test_other_tools_read_all_nodes_and_edges(scape, tmp_path) -> None:
    whole = json.loads(rendered(scape, "json"))
    nodes, edges = {n["id"] for n in whole["nodes"]}, len(whole["edges"])
    assert {"system:s1", "organisation:o1", "dataset:r1", "element:citizen_id_number", "channel:c1", "service:v1"} <= nodes
    assert "system:没有的系统" not in nodes
    for format_, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        path = tmp_path / f"g.{format_}"
        path.write_text(rendered(scape, format_), encoding="utf-8")
        graph = read(path)
        assert (set(graph), graph.number_of_edges()) == (nodes, edges)
        assert graph.nodes["system:s1"]["label"].startswith('<b>&"智慧')
