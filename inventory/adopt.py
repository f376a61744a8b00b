"""An inventory of another region becomes part of ours: ids that are hashes of bare names are told apart by region.

民政局 of one county and 民政局 of the next have one id, as have their systems of one name. What belongs to bodies above the
other region (province, city) keeps its id, so that two counties that speak of one system of the province mean one.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from inventory.identity import digest
from inventory.importers.interpret import interpret
from inventory.importers.rows import Document, RawRow
from inventory.names import plain
from inventory.problems import Problems
from inventory.reconcile.references import OBJECT_ENTITIES, Directory
from inventory.schema import EntitySpec, FieldSpec, entities
from inventory.values.record import Record

_ABOVE = frozenset({"national", "province", "city"})
# what an audit made of the other inventory is made again here
_MADE_AGAIN = ("findings", "finding_events", "recommendations", "hits")


def significant(region: str) -> str:
    """The part of a region code (GB/T 2260) that tells it: 330901 of 330901000000, 3309 of 330900."""
    pairs = region[:6].rstrip("0")
    return region.rstrip("0") if len(region.rstrip("0")) > 6 else pairs + "0" * (len(pairs) % 2)


def is_foreign(document: Document, region: str) -> bool:
    """Tell whether the document is the inventory of another region than ours."""
    theirs = str(document.meta.get("region") or "")
    return bool(theirs and region) and significant(theirs) != significant(region)


def adopted(document: Document) -> Document:
    """The document with ids, references and the names of bodies told apart by its region."""
    return _Adoption(document).document()


class _Adoption:
    def __init__(self, document: Document) -> None:
        self.given = document
        self.region = significant(str(document.meta["region"]))
        self.home = str(document.meta.get("name") or "")
        self.records: dict[str, dict[str, Record]] = {entity: {} for entity in entities()}
        for seen in interpret(document.rows, Problems()):
            record = entities()[seen.entity].value_class
            values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in seen.values.items()}
            self.records[seen.entity][seen.record] = record(id=seen.record, **values)
        self.directory = Directory(self.records)
        self._above: dict[tuple[str, str], bool] = {}

    def document(self) -> Document:
        """The other document, ready to be restored."""
        made = Document(self.given.kind, self.given.why, meta={"generated_at": self.given.meta.get("generated_at")})
        made.rows = [self._row(row) for row in self.given.rows]
        made.ledger = {array: [self._entry(array, e) for e in of] for array, of in self.given.ledger.items() if array not in _MADE_AGAIN}
        return made

    def _is_above(self, entity: str, identifier: str) -> bool:
        """Tell whether a record belongs to a body above the region: its own level, else whose it is."""
        key = (entity, identifier)
        if key not in self._above:
            self._above[key] = False  # of records that name each other none is above
            record = self.records.get(entity, {}).get(identifier)
            self._above[key] = record is not None and self._decide(entities()[entity], record)
        return self._above[key]

    def _decide(self, spec: EntitySpec, record: Record) -> bool:
        if spec.entity == "Organisation":
            region = getattr(record, "region", None)
            return getattr(record, "level", None) in _ABOVE or bool(region and not significant(region).startswith(self.region))
        named = [(target, found) for choice in spec.identity for target, found in [self._first(spec, record, choice.split("/"))] if target]
        return bool(named) and all(found is not None and self._is_above(target, found) for target, found in named)

    def _first(self, spec: EntitySpec, record: Record, names: list[str]) -> tuple[str, str | None]:
        """The entity and id of the first reference among these fields that is answered; ("", None) where none is."""
        for name in names:
            field, value = spec.fields[name], getattr(record, name)
            if value and (field.is_reference or name == "object"):
                target = field.of if field.is_reference else OBJECT_ENTITIES.get(getattr(record, "object_kind", None) or "system", "System")
                text = value[0] if isinstance(value, tuple) else value
                return target, self.directory.resolve(target, text, record)[0]
        return "", None

    def _id(self, entity: str, identifier: str) -> str:
        if self._is_above(entity, identifier):
            return identifier
        return f"{entities()[entity].prefix}-{digest(identifier, self.region)}"

    def _any_id(self, identifier: str) -> str:
        entity = next((name for name, of_entity in self.records.items() if identifier in of_entity), None)
        return self._id(entity, identifier) if entity else identifier

    def _row(self, row: RawRow) -> RawRow:
        identifier = str(row.cells.get("id") or "")
        spec = entities()[row.entity]
        values = {field.name: row.cells.get(field.key) for field in spec.fields.values() if field.key in row.cells}
        moved = self._values(spec, identifier, values)
        cells = {**row.cells, **{spec.fields[name].key: value for name, value in moved.items()}, "id": self._id(row.entity, identifier)}
        if isinstance(cited := row.cells.get("sources"), list):
            cells["sources"] = [f"{self.home}: {text}" for text in cited]
        return dataclasses.replace(row, cells=cells)

    def _values(self, spec: EntitySpec, identifier: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of a record with references to the new ids, and the name of a body of the region told with its region."""
        record = self.records[spec.entity].get(identifier)
        moved = dict(values)
        for field in spec.fields.values():
            value = moved.get(field.name)
            if not value or not (field.is_reference or field.name == "object"):
                continue
            if isinstance(value, (list, tuple)):
                moved[field.name] = [self._reference(spec, field, str(text), record, values) for text in value]
            else:
                moved[field.name] = self._reference(spec, field, str(value), record, values)
        name = moved.get("name")
        if spec.entity == "Organisation" and isinstance(name, str) and not self._is_above("Organisation", identifier):
            told = self._told(name)
            if told != name:
                moved["name"], moved["aliases"] = told, [*(moved.get("aliases") or ()), name]
        return moved

    def _told(self, name: str) -> str:
        is_latin = self.home.isascii()
        own = plain(self.home.split()[0]) if is_latin and self.home.strip() else plain(self.home)[:2]
        return name if not own or plain(name).startswith(own) else f"{self.home}{' ' if is_latin else ''}{name}"

    def _reference(self, spec: EntitySpec, field: FieldSpec, text: str, record: Record | None, values: Mapping[str, Any]) -> str:
        if field.is_reference:
            targets = [field.of]
        else:
            kind = values.get("object_kind") or getattr(record, "object_kind", None)
            targets = [OBJECT_ENTITIES[kind]] if kind in OBJECT_ENTITIES else ["System", "Channel"]
        for target in targets:
            found, _ = self.directory.resolve(target, text, record)
            if found is not None:
                return self._id(target, found)
        # what they did not know either must not be taken for a body or system of ours
        return self._told(text)

    def _entry(self, array: str, entry: dict[str, Any]) -> dict[str, Any]:
        entry = dict(entry)
        if array == "sources":
            entry |= {
                "id": self._source(entry.get("id")),
                "series": f"{self.region}:{entry.get('series', '')}",
                "name": f"{self.home}: {entry.get('name', '')}",
                "round": None,
            }
        elif array in ("observations", "problems"):
            entry["source"] = self._source(entry.get("source"))
            spec = entities().get(str(entry.get("entity")))
            if array == "observations" and spec is not None and isinstance(entry.get("values"), dict):
                identifier = str(entry.get("record"))
                entry |= {"values": self._values(spec, identifier, entry["values"]), "record": self._id(spec.entity, identifier)}
        elif array == "judgements":
            entry |= {side: self._any_id(str(entry.get(side))) for side in ("left", "right")}
            entry["id"] = f"jdg-{digest(entry.get('id'), self.region)}"
        elif array == "pages":
            # its bytes lie in the other archive; the hash stays
            entry |= {"warc": "", "offset": 0, "chain": ""}
        return entry

    def _source(self, identifier: Any) -> str:
        return f"src-{digest(identifier, self.region)}"
