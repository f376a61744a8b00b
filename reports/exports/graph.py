"""The graph for other people's tools: node-link JSON, GraphML, GEXF, ArchiMate Open Exchange. The same graph gives the same bytes."""

import io
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import networkx as nx

from graphs.build import Landscape
from graphs.edges import Node, graph_of
from reports.exports.archimate import render_archimate
from reports.exports.archimate_views import View
from reports.wording import Names

# kinds of nodes that stand for a record
_RECORDS = frozenset({"organisation", "system", "channel", "service", "dataset", "return", "exchange"})
FORMATS = ("json", "graphml", "gexf", "archimate")
# what XML 1.0 cannot hold
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def flat_graph(scape: Landscape, names: Names) -> "nx.MultiDiGraph[str]":
    """The graph with one text id a node (`kind:id`) and plain values as attributes, in the order of ids."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for kind, identifier in _nodes(scape):
        record = scape.inventory.find(identifier)
        facts = {key: getattr(record, key, None) for key in ("owner", "status", "level", "region")} if record is not None else {}
        shown = {
            "kind": kind,
            "label": names.of(identifier),
            "record_kind": getattr(record, "kind", None),
            "owner_name": names.of(facts["owner"]) if facts.get("owner") else None,
            **facts,
        }
        graph.add_node(f"{kind}:{identifier}", **{key: _text(value) for key, value in shown.items() if value not in (None, "", ())})
    for left, right, key, data in sorted(graph_of(scape).edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], str(edge[2]))):
        if f"{left[0]}:{left[1]}" not in graph or f"{right[0]}:{right[1]}" not in graph:
            continue
        values = {name: _value(value) for name, value in sorted(data.items()) if value not in (None, "", (), frozenset())}
        graph.add_edge(f"{left[0]}:{left[1]}", f"{right[0]}:{right[1]}", key=_text(str(key)), **values)
    return graph


def _nodes(scape: Landscape) -> list[Node]:
    """The nodes that are records or elements; what a duty names and nobody recorded is a question elsewhere, and no node here."""
    return sorted(node for node in graph_of(scape).nodes if node[0] not in _RECORDS or scape.inventory.find(node[1]) is not None)


def _text(value: Any) -> str:
    return _NOT_XML.sub("\ufffd", str(value))


def _value(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, (tuple, list, set, frozenset)):
        return _text("|".join(sorted(str(part) for part in value)))
    return _text(value)


def render_graph(scape: Landscape, names: Names, format_: str, views: Sequence[View] = ()) -> str:
    """The graph as text in one of `FORMATS`; `views` are the pictures that an ArchiMate model shows."""
    writers: dict[str, Callable[[], str]] = {
        "json": lambda: _json(flat_graph(scape, names)),
        "graphml": lambda: _graphml(flat_graph(scape, names)),
        "gexf": lambda: _gexf(flat_graph(scape, names)),
        "archimate": lambda: render_archimate(scape, names, views),
    }
    return writers[format_]()


def _json(graph: "nx.MultiDiGraph[str]") -> str:
    return json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, indent=1) + "\n"


def _plain_edges(graph: "nx.MultiDiGraph[str]") -> "nx.MultiDiGraph[str]":
    """The graph with numbered edges: both formats want ids that stand once, in letters and digits; `relation` has our own.

    `kind` of an edge would be read as GEXF's own notion of a kind, and an attribute's name stands for one thing in a file of GraphML.
    """
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    plain.add_nodes_from(graph.nodes(data=True))
    names = {"kind": "edge_kind", "region": "edge_region"}
    for number, (left, right, key, data) in enumerate(graph.edges(keys=True, data=True)):
        plain.add_edge(left, right, key=f"e{number}", relation=key, **{names.get(name, name): value for name, value in data.items()})
    return plain


def _graphml(graph: "nx.MultiDiGraph[str]") -> str:
    stream = io.BytesIO()
    # the writer that goes through the standard library: lxml's would depend on its version
    nx.write_graphml_xml(_plain_edges(graph), stream, encoding="utf-8")
    return stream.getvalue().decode("utf-8")


def _gexf(graph: "nx.MultiDiGraph[str]") -> str:
    plain = _plain_edges(graph)
    for _, _, key, data in plain.edges(keys=True, data=True):
        data["id"] = key
    text = "\n".join(nx.generate_gexf(plain, encoding="utf-8", prettyprint=True)) + "\n"
    # the writer stamps the day and its own version, and gives the graph a name, which the format does not know
    text = re.sub(r"(<meta)[^>]*(>)", r"\1\2", re.sub(r"<creator>[^<]*</creator>", "<creator>auditor</creator>", text), count=1)
    return re.sub(r'(<graph [^>]*?) name=""', r"\1", text, count=1)
