"""The graph for other people's tools: node-link JSON, GraphML, GEXF, ArchiMate Open Exchange. The same graph gives the same bytes."""

import io
import json
import re
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from graphs.build import Landscape
from graphs.edges import Node, graph_of
from inventory.documents import record_object
from inventory.identity import digest
from inventory.importers.archimate import PROPERTY
from inventory.schema import entities
from inventory.values import Record
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


def render_graph(scape: Landscape, names: Names, format_: str) -> str:
    """The graph as text in one of `FORMATS`."""
    writers: dict[str, Callable[[], str]] = {
        "json": lambda: _json(flat_graph(scape, names)),
        "graphml": lambda: _graphml(flat_graph(scape, names)),
        "gexf": lambda: _gexf(flat_graph(scape, names)),
        "archimate": lambda: _archimate(scape, names),
    }
    return writers[format_]()


def _json(graph: "nx.MultiDiGraph[str]") -> str:
    return json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, indent=1) + "\n"


def _graphml(graph: "nx.MultiDiGraph[str]") -> str:
    stream = io.BytesIO()
    # the writer that goes through the standard library: lxml's would depend on its version
    nx.write_graphml_xml(graph, stream, encoding="utf-8", named_key_ids=True)
    return stream.getvalue().decode("utf-8")


def _gexf(graph: "nx.MultiDiGraph[str]") -> str:
    # in GEXF `kind` of an edge would be read as its own notion of a kind; ids of edges must be given
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    plain.add_nodes_from(graph.nodes(data=True))
    for number, (left, right, key, data) in enumerate(graph.edges(keys=True, data=True)):
        plain.add_edge(
            left, right, key=number, id=str(number), relation=key, **{("edge_kind" if k == "kind" else k): v for k, v in data.items()}
        )
    text = "\n".join(nx.generate_gexf(plain, encoding="utf-8", prettyprint=True)) + "\n"
    # the writer stamps the day and its own version
    return re.sub(r"(<meta)[^>]*(>)", r"\1\2", re.sub(r"<creator>[^<]*</creator>", "<creator>auditor</creator>", text), count=1)


_ELEMENTS = {
    "organisation": "BusinessActor",
    "system": "ApplicationComponent",
    "channel": "ApplicationInterface",
    "service": "BusinessService",
    "dataset": "DataObject",
}
# edge kind → (relationship, is it turned round); what a model has no notion of (needs, sources, holdings) is left out
_RELATIONS = {
    "PART_OF": ("Aggregation", True),
    "REACHES": ("Composition", True),
    "PERFORMS": ("Serving", False),
    "OFFERED_BY": ("Association", False),
    "CONTAINS": ("Access", False),
    "FLOWS": ("Flow", False),
    "DUTY": ("Association", False),
}


def _archimate(scape: Landscape, names: Names) -> str:
    """The Open Group ArchiMate Model Exchange File Format 3.1: elements, relationships, properties; no views.

    Every answer of a record is a property, so that our own reader makes the same record of it.
    """
    inventory = scape.inventory
    ids: dict[tuple[str, str], str] = {}
    defined: set[str] = set()
    lines: list[str] = []
    for kind, identifier in _nodes(scape):
        if kind not in _ELEMENTS:
            continue
        ids[kind, identifier] = f"id-{digest(kind, identifier)}"
        record = inventory.find(identifier)
        about = getattr(record, "purpose", None) or getattr(record, "abstract", None)
        lines.append(f'<element identifier="{ids[kind, identifier]}" xsi:type="{_ELEMENTS[kind]}">')
        lines.append(f"<name xml:lang={quoteattr(_lang(names))}>{_escaped(names.of(identifier))}</name>")
        if about:
            lines.append(f"<documentation xml:lang={quoteattr(_lang(names))}>{_escaped(str(about))}</documentation>")
        lines += [*_properties(record, defined), "</element>"]
    relations: list[tuple[bool, str]] = []
    owned = {(s.owner, s.id) for s in inventory.systems.values()}
    for left, right, key, data in sorted(graph_of(scape).edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], str(edge[2]))):
        kind = data["kind"]
        if kind not in _RELATIONS or left not in ids or right not in ids:
            continue
        relation, is_turned = _RELATIONS[kind]
        source, target = (right, left) if is_turned else (left, right)
        name, facts = "", []
        if kind == "FLOWS":
            name = names.of(str(key).partition(":")[2])
            facts = _properties(inventory.find(str(key).partition(":")[2]), defined)
        elif kind == "DUTY":
            name = names.of(f"role:{data['role']}") if data.get("role") else ""
        more = ' accessType="ReadWrite"' if relation == "Access" else ""
        opening = (
            f'<relationship identifier="id-{digest(kind, left, right, str(key))}" source="{ids[source]}" target="{ids[target]}" '
            f'xsi:type="{relation}"{more}'
        )
        inside = [f"<name xml:lang={quoteattr(_lang(names))}>{_escaped(name)}</name>"] if name else []
        closing = ">" + "".join((*inside, *facts)) + "</relationship>" if inside or facts else "/>"
        # a reader takes the first body that is associated with a system for its owner
        is_owner = kind == "DUTY" and data.get("role") == "sponsor" and (left[1], right[1]) in owned
        relations.append((not is_owner, opening + closing))
    title = _escaped(inventory.round)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://www.opengroup.org/xsd/archimate/3.0/ http://www.opengroup.org/xsd/archimate/3.1/archimate3_Model.xsd" '
        f'identifier="id-{digest("model", inventory.round)}">\n<name xml:lang={quoteattr(_lang(names))}>{title}</name>'
    )
    definitions = [
        f'<propertyDefinition identifier="p-{key}" type="string"><name>{PROPERTY}{key}</name></propertyDefinition>'
        for key in sorted(defined)
    ]
    parts = [head, "<elements>", *lines, "</elements>"]
    if relations:
        parts += ["<relationships>", *(text for _, text in sorted(relations, key=lambda r: r[0])), "</relationships>"]
    return "\n".join([*parts, "<propertyDefinitions>", *definitions, "</propertyDefinitions>", "</model>"]) + "\n"


def _properties(record: Record | None, defined: set[str]) -> list[str]:
    """The answers of a record as properties (lists, numbers and yes or no as JSON); notes which are used."""
    if record is None:
        return []
    found = []
    for key, value in record_object(entities()[type(record).__name__], record).items():
        if key == "sources" or value in (None, [], ""):
            continue
        defined.add(key)
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        found.append(f'<property propertyDefinitionRef="p-{key}"><value>{_escaped(text)}</value></property>')
    return ["<properties>", *found, "</properties>"]


def _lang(names: Names) -> str:
    return names.language


def _escaped(text: str) -> str:
    return escape(_text(text))
