"""The graph as The Open Group ArchiMate Model Exchange File Format 3.1: elements, relationships, properties, views.

Every answer of a record is a property, so that our own reader makes the same record of it. What a plan would build, and what a
view sums up, are relationships with the property `DRAWN`, which the reader passes over.
"""

import json
import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from graphs.build import Landscape
from graphs.edges import Node, graph_of
from inventory.documents import record_object
from inventory.identity import digest
from inventory.importers.archimate import DRAWN, PROPERTY
from inventory.schema import entities
from inventory.values import Record
from inventory.values.inventory import Inventory
from reports.exports.archimate_views import Model, View, view_lines
from reports.wording import Names

ELEMENTS = {
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
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_archimate(scape: Landscape, names: Names, views: Sequence[View] = ()) -> str:
    """The model as text; the same graph and views give the same bytes."""
    return _Writer(scape, names).text(views)


class _Writer:
    def __init__(self, scape: Landscape, names: Names) -> None:
        self.scape, self.names = scape, names
        self.inventory: Inventory = scape.inventory
        self.ids: dict[Node, str] = {}
        self.defined: set[str] = set()
        # (supplier, consumer) → the flows between them
        self.flows: dict[tuple[str, str], list[str]] = {}

    def text(self, views: Sequence[View]) -> str:
        """The whole model."""
        lines = [line for node in sorted(graph_of(self.scape).nodes) if self._is_shown(node) for line in self._element(node)]
        relations = self._relations()
        model = Model({identifier: own for (_, identifier), own in self.ids.items()}, self.flows, self.names.language)
        drawn = [line for view in views for line in view_lines(view, model)]
        for relation, source, target, own, name, style in model.added:
            self.defined.add(DRAWN)
            fact = f'<properties><property propertyDefinitionRef="p-{DRAWN}"><value>{_escaped(style)}</value></property></properties>'
            relations.append(self._relation(own, source, target, relation, name, [fact]))
        title = _escaped(self.inventory.round)
        head = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengroup.org/xsd/archimate/3.0/ '
            f'http://www.opengroup.org/xsd/archimate/3.1/archimate3_{"Diagram" if drawn else "Model"}.xsd" '
            f'identifier="id-{digest("model", self.inventory.round)}">\n<name xml:lang={self._lang}>{title}</name>'
        )
        definitions = [
            f'<propertyDefinition identifier="p-{key}" type="string"><name>{PROPERTY}{key}</name></propertyDefinition>'
            for key in sorted(self.defined)
        ]
        parts = [head, "<elements>", *lines, "</elements>"]
        if relations:
            parts += ["<relationships>", *relations, "</relationships>"]
        parts += ["<propertyDefinitions>", *definitions, "</propertyDefinitions>"]
        if drawn:
            parts += ["<views>", "<diagrams>", *drawn, "</diagrams>", "</views>"]
        return "\n".join([*parts, "</model>"]) + "\n"

    @property
    def _lang(self) -> str:
        return quoteattr(self.names.language)

    def _is_shown(self, node: Node) -> bool:
        """What a duty names and nobody recorded is a question elsewhere, and no element here."""
        return node[0] in ELEMENTS and self.inventory.find(node[1]) is not None

    def _element(self, node: Node) -> list[str]:
        kind, identifier = node
        own = self.ids[node] = f"id-{digest(kind, identifier)}"
        record = self.inventory.find(identifier)
        about = getattr(record, "purpose", None) or getattr(record, "abstract", None)
        return [
            f'<element identifier="{own}" xsi:type="{ELEMENTS[kind]}">',
            f"<name xml:lang={self._lang}>{_escaped(self.names.of(identifier))}</name>",
            *([f"<documentation xml:lang={self._lang}>{_escaped(str(about))}</documentation>"] if about else ()),
            *self._properties(record),
            "</element>",
        ]

    def _relations(self) -> list[str]:
        """What relates the elements; a reader takes the first body that is associated with a system for its owner."""
        found: list[tuple[bool, str]] = []
        owned = {(s.owner, s.id) for s in self.inventory.systems.values()}
        edges = graph_of(self.scape).edges(keys=True, data=True)
        for left, right, key, data in sorted(edges, key=lambda edge: (edge[0], edge[1], str(edge[2]))):
            kind = data["kind"]
            if kind not in _RELATIONS or left not in self.ids or right not in self.ids:
                continue
            relation, is_turned = _RELATIONS[kind]
            source, target = (right, left) if is_turned else (left, right)
            own = f"id-{digest(kind, left, right, str(key))}"
            name, facts = "", []
            if kind == "FLOWS":
                exchange = str(key).partition(":")[2]
                name, facts = self.names.of(exchange), self._properties(self.inventory.find(exchange))
                if data["running"]:
                    self.flows.setdefault((left[1], right[1]), []).append(own)
            elif kind == "DUTY":
                name = self.names.of(f"role:{data['role']}") if data.get("role") else ""
            is_owner = kind == "DUTY" and data.get("role") == "sponsor" and (left[1], right[1]) in owned
            found.append((not is_owner, self._relation(own, self.ids[source], self.ids[target], relation, name, facts)))
        return [text for _, text in sorted(found, key=lambda one: one[0])]

    def _relation(self, own: str, source: str, target: str, relation: str, name: str, facts: Sequence[str]) -> str:
        more = ' accessType="ReadWrite"' if relation == "Access" else ""
        opening = f'<relationship identifier="{own}" source="{source}" target="{target}" xsi:type="{relation}"{more}'
        inside = [f"<name xml:lang={self._lang}>{_escaped(name)}</name>"] if name else []
        return opening + (">" + "".join((*inside, *facts)) + "</relationship>" if inside or facts else "/>")

    def _properties(self, record: Record | None) -> list[str]:
        """The answers of a record as properties (lists, numbers and yes or no as JSON)."""
        if record is None:
            return []
        found = []
        for key, value in record_object(entities()[type(record).__name__], record).items():
            if key == "sources" or value in (None, [], ""):
                continue
            self.defined.add(key)
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            found.append(f'<property propertyDefinitionRef="p-{key}"><value>{_escaped(text)}</value></property>')
        return ["<properties>", *found, "</properties>"]


def _escaped(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
