"""The graph for other tools: readable by them, the same bytes twice."""

import json
import re
import xml.etree.ElementTree as ET

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


def test_graphml_keeps_what_its_schema_asks_of_names_and_ids(scape) -> None:
    """graphml-structure.xsd: ids of keys, nodes and edges stand once and are name tokens; data and edges refer to what is there."""
    ns = "{http://graphml.graphdrawing.org/xmlns}"
    root = ET.fromstring(rendered(scape, "graphml"))
    keys = root.findall(f"{ns}key")
    assert len({key.get("id") for key in keys}) == len({key.get("attr.name") for key in keys}) == len(keys)
    assert {key.get("attr.type") for key in keys} <= {"boolean", "int", "long", "float", "double", "string"}
    [graph] = root.findall(f"{ns}graph")
    nodes, edges = graph.findall(f"{ns}node"), graph.findall(f"{ns}edge")
    ids = [element.get("id", "") for element in (*nodes, *edges)]
    assert len(set(ids)) == len(ids)
    assert not [i for i in ids if not re.fullmatch(r"[\w.:-]+", i)]
    of_kind = {kind: {key.get("id") for key in keys if key.get("for") == kind} for kind in ("node", "edge")}
    for kind, elements in (("node", nodes), ("edge", edges)):
        assert {data.get("key") for element in elements for data in element.findall(f"{ns}data")} <= of_kind[kind]
    assert {end for edge in edges for end in (edge.get("source"), edge.get("target"))} <= {node.get("id") for node in nodes}


def test_gexf_keeps_what_its_schema_asks(scape) -> None:
    """gexf.xsd 1.2: attributes by class before what has them, ids once, values of declared attributes only."""
    ns = "{http://www.gexf.net/1.2draft}"
    root = ET.fromstring(rendered(scape, "gexf"))
    [graph] = root.findall(f"{ns}graph")
    assert set(graph.attrib) <= {"defaultedgetype", "mode", "idtype", "start", "end", "timeformat"}
    declared = {a.get("class"): {x.get("id") for x in a.findall(f"{ns}attribute")} for a in graph.findall(f"{ns}attributes")}
    types = {x.get("type") for x in graph.iter(f"{ns}attribute")}
    assert types <= {"integer", "long", "double", "float", "boolean", "liststring", "string", "anyURI"}
    for kind in ("node", "edge"):
        elements = list(graph.iter(f"{ns}{kind}"))
        assert len({element.get("id") for element in elements}) == len(elements) > 0
        assert {v.get("for") for element in elements for v in element.iter(f"{ns}attvalue")} <= declared[kind]
    assert {end for e in graph.iter(f"{ns}edge") for end in (e.get("source"), e.get("target"))} <= {
        n.get("id") for n in graph.iter(f"{ns}node")
    }
