"""Reads ArchiMate Open Exchange files: elements and relations become systems, services, datasets, bodies and exchanges."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from inventory.importers.rows import Context, Document, RawRow, row_of
from inventory.limits import DESCRIPTION_BYTES, check_size
from inventory.names import shorten
from inventory.problems import InputError, Problems
from inventory.schema import entities
from inventory.values.observation import Locator

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_KINDS = {
    "ApplicationComponent": "System",
    "ApplicationCollaboration": "System",
    "BusinessService": "Service",
    "DataObject": "Dataset",
    "BusinessObject": "Dataset",
    "BusinessActor": "Organisation",
}
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
MOST_ELEMENTS = 200_000
# our own exports keep every answer of a record in a property of this name and its key, so that they read back as the same records
PROPERTY = "auditor "
# a relationship with this property is drawn by a view of ours (what a plan would build, the sum of many flows) and says of nothing that it is
DRAWN = "drawn"
_OWN_KINDS = _KINDS | {"ApplicationInterface": "Channel"}


def read_archimate(path: Path, problems: Problems, context: Context) -> Document:
    """What a model says. Raises InputError for other XML and for a model without anything that is recorded here."""
    import lxml.etree as etree
    from defusedxml.common import DefusedXmlException

    check_size(path, DESCRIPTION_BYTES)
    try:
        root = _parse(path)
    except DefusedXmlException:
        raise InputError("xml_entities", file=path.name) from None
    except etree.XMLSyntaxError as error:
        raise InputError("broken_xml", file=path.name, line=error.lineno or "?") from None
    if not str(root.tag).endswith("model") or root.find(".//{*}element") is None:
        raise InputError("not_archimate", file=path.name)
    model = _Model(root, path.name, problems, context)
    document = Document("archimate", {"count": len(model.elements)})
    document.rows.extend(model.rows())
    if not document.rows:
        raise InputError("empty_model", file=path.name)
    return document


def _parse(path: Path) -> Any:
    import lxml.etree as etree
    from defusedxml.common import EntitiesForbidden

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    tree = etree.parse(str(path), parser)
    if tree.docinfo.internalDTD is not None and any(True for _ in tree.docinfo.internalDTD.iterentities()):
        raise EntitiesForbidden("", "", "", "", "", "")
    return tree.getroot()


class _Model:
    def __init__(self, root: Any, file: str, problems: Problems, context: Context) -> None:
        self.file = file
        self.problems = problems
        self.context = context
        self.elements: dict[str, tuple[str, str, str, int]] = {}
        self.relations: list[tuple[str, str, str, str, int]] = []
        self.flows: dict[int, dict[str, str]] = {}
        left_out = 0
        own = {
            d.get("identifier"): _text(d, "name").removeprefix(PROPERTY)
            for d in root.iter("{*}propertyDefinition")
            if _text(d, "name").startswith(PROPERTY)
        }
        self.facts: dict[str, dict[str, str]] = {}
        for node in root.iter("{*}element"):
            kind = (node.get(_XSI_TYPE) or "").split(":")[-1]
            name = _text(node, "name") or _text(node, "label")
            if not node.get("identifier"):
                continue
            if len(self.elements) >= MOST_ELEMENTS:
                raise InputError("too_many_rows", file=file, limit=MOST_ELEMENTS)
            facts = _facts(node, own)
            if facts:
                self.facts[node.get("identifier")] = facts
            left_out += kind not in (_OWN_KINDS if facts else _KINDS)
            self.elements[node.get("identifier")] = (kind, name, _text(node, "documentation"), node.sourceline or 0)
        for node in root.iter("{*}relationship"):
            kind = (node.get(_XSI_TYPE) or "").split(":")[-1].removesuffix("Relationship")
            if any(own.get(p.get("propertyDefinitionRef")) == DRAWN for p in node.iter("{*}property")):
                continue
            if facts := _facts(node, own):
                self.flows[len(self.relations)] = facts
            self.relations.append(
                (
                    kind,
                    node.get("source") or "",
                    node.get("target") or "",
                    _text(node, "name") or _text(node, "label"),
                    node.sourceline or 0,
                )
            )
        if left_out:
            problems.ignore("other_elements", Locator(file=file), count=left_out)

    def _kind(self, identifier: str) -> str | None:
        found = self.elements.get(identifier)
        return _KINDS.get(found[0]) if found else None

    def _name(self, identifier: str) -> str:
        return self.elements[identifier][1]

    def _reference(self, identifier: str) -> str:
        return self.facts.get(identifier, {}).get("id") or self._name(identifier)

    def _ends(self, source: str, target: str) -> tuple[str | None, str | None]:
        return self._kind(source), self._kind(target)

    def rows(self) -> Iterator[RawRow]:
        """Elements of the kinds recorded here, each with what its relations say of it; then flows."""
        owners: dict[str, str] = {}
        systems_of: dict[str, list[str]] = {}
        holder: dict[str, str] = {}
        for kind, source, target, _, _ in self.relations:
            ends = self._ends(source, target)
            if kind in ("Assignment", "Association") and ends == ("Organisation", "System"):
                owners.setdefault(target, self._reference(source))
            elif kind in ("Serving", "UsedBy", "Realization", "Realisation") and ends == ("System", "Service"):
                systems_of.setdefault(target, []).append(self._reference(source))
            elif kind == "Access" and ends == ("System", "Dataset"):
                holder.setdefault(target, self._reference(source))
            elif kind == "Access" and ends == ("Dataset", "System"):
                holder.setdefault(source, self._reference(target))
        for identifier, (kind, name, documentation, line) in self.elements.items():
            own = self.facts.get(identifier, {})
            entity = (_OWN_KINDS if own else _KINDS).get(kind)
            at = Locator(file=self.file, line=line)
            if entity is None:
                continue
            if own:
                yield _as_told(entity, at, own, name, documentation)
                continue
            if not name:
                self.problems.reject("element_without_name", at, kind=kind)
                continue
            body = owners.get(identifier) or self.context.organisation
            if entity == "System":
                yield row_of("System", at, name=name[:200], owner=body, purpose=documentation[:5000])
            elif entity == "Service":
                yield row_of(
                    "Service",
                    at,
                    name=name[:200],
                    owner=self.context.organisation,
                    systems=systems_of.get(identifier),
                )
            elif entity == "Organisation":
                yield row_of("Organisation", at, name=name[:100])
            else:
                yield row_of(
                    "Dataset",
                    at,
                    name=name[:128],
                    system=holder.get(identifier) or self.context.system,
                    provider=self.context.organisation,
                    abstract=documentation[:5000],
                )
        yield from self._flows()

    def _flows(self) -> Iterator[RawRow]:
        for number, (kind, source, target, name, line) in enumerate(self.relations):
            if number in self.flows:
                yield _as_told("Exchange", Locator(file=self.file, line=line), self.flows[number], name, "")
                continue
            if kind not in ("Flow", "Serving", "UsedBy") or self._ends(source, target) != ("System", "System"):
                continue
            if source == target or not self._name(source) or not self._name(target):
                continue
            # serving says who offers an interface to whom; what flows is only told by a flow
            yield row_of(
                "Exchange",
                Locator(file=self.file, line=line),
                name=name[:200] or f"{self._name(source)} → {self._name(target)}"[:200],
                from_system=self._reference(source),
                to_system=self._reference(target),
            )


def _facts(node: Any, own: Mapping[str, str]) -> dict[str, str]:
    """The answers that our own export keeps at an element or relationship; nothing without a record's id."""
    given = {
        own[p.get("propertyDefinitionRef")]: _text(p, "value") for p in node.iter("{*}property") if p.get("propertyDefinitionRef") in own
    }
    return given if _ID.fullmatch(given.get("id", "")) else {}


def _as_told(entity: str, at: Locator, facts: Mapping[str, str], name: str, documentation: str) -> RawRow:
    """A record of our own export; a name or text that somebody changed in the model since goes before the property."""
    spec = entities()[entity]
    cells: dict[str, Any] = {"id": facts["id"]}
    for field in spec.fields.values():
        if field.key in facts:
            cells[field.key] = _value(facts[field.key], is_text=field.type in ("str", "text", "date", "enum", "ref"))
    label = spec.fields[spec.label_field].key
    if name and name != shorten(str(cells.get(label) or name), 60) and entity != "Exchange":
        cells[label] = name
    about = next((key for key in ("purpose", "abstract") if key in spec.fields), None)
    if about is not None and documentation and documentation != " ".join(str(cells.get(spec.fields[about].key) or "").split()):
        cells[spec.fields[about].key] = documentation[:5000]
    return RawRow(entity, cells, at, mode="declared", literal=True)


def _value(text: str, *, is_text: bool) -> Any:
    if is_text:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _text(node: Any, tag: str) -> str:
    """The text of a child, Chinese or English first where it is given in several languages."""
    found = [(child.get(_LANG) or "", " ".join("".join(child.itertext()).split())) for child in node.findall(f"{{*}}{tag}")]
    found.sort(key=lambda pair: 0 if pair[0].startswith("zh") else 1 if pair[0].startswith("en") else 2)
    return found[0][1] if found else ""
