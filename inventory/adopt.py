"""An inventory of another region becomes part of ours: bodies are named with their region, and ids follow the names.

民政局 of one county and 民政局 of the next have one id at home, as have their systems of one name, and both may have called
quite different things `sys-1`. Here an id is the hash of what identifies a record, told in full: 云溪县民政局 and the name of
its system. So what both counties know of a body above them (province, city) or of a company is one, whatever they called
it, and so is what our own registers know under the same full name.
"""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from inventory.identity import digest, record_id
from inventory.importers.interpret import interpret
from inventory.importers.rows import Document, RawRow
from inventory.names import fold, is_company, plain, region_prefix
from inventory.problems import Problems
from inventory.reconcile.references import OBJECT_ENTITIES, Directory
from inventory.schema import EntitySpec, FieldSpec, entities
from inventory.values.record import Record

_ABOVE = frozenset({"national", "province", "city"})
# names that say of which place they are, or of which level above a county
_PLACED = re.compile(r"^(?:[^县区旗镇乡村]{2,}?(?:省|自治区|自治州|市)|省|市|自治区|国家|全国|中国|中央|国务院)")
# unified social credit code (GB 32100-2015): authority, category, region of registration, body, check character
_CREDIT_CODE = re.compile(r"[0-9A-Z]{2}([0-9]{6})[0-9A-Z]{10}")
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
        self._ids: dict[tuple[str, str], str] = {}
        self._double: set[tuple[str, str]] = set()
        self._tell_apart()

    def _tell_apart(self) -> None:
        """Of two records here that would have one id, the second keeps one of its own."""
        seen: dict[str, str] = {}
        for entity, of_entity in self.records.items():
            for identifier in sorted(of_entity):
                if seen.setdefault(self._id(entity, identifier), identifier) != identifier:
                    self._double.add((entity, identifier))
                    del self._ids[entity, identifier]

    def document(self) -> Document:
        """The other document, ready to be restored."""
        made = Document(self.given.kind, self.given.why, meta={"generated_at": self.given.meta.get("generated_at")})
        made.rows = [self._row(row) for row in self.given.rows]
        made.ledger = {array: [self._entry(array, e) for e in of] for array, of in self.given.ledger.items() if array not in _MADE_AGAIN}
        return made

    def _keeps_name(self, name: str, record: Record | None) -> bool:
        """Tell whether a body's name tells it everywhere: one above the region, one registered elsewhere, a company."""
        region, code = getattr(record, "region", None), _CREDIT_CODE.fullmatch(str(getattr(record, "code", None) or ""))
        elsewhere = any(told and not significant(told).startswith(self.region) for told in (region, code and code[1]))
        return getattr(record, "level", None) in _ABOVE or elsewhere or is_company(name) or _PLACED.match(fold(name)) is not None

    def _id(self, entity: str, identifier: str) -> str:
        key = (entity, identifier)
        if key not in self._ids:
            spec, record = entities()[entity], self.records.get(entity, {}).get(identifier)
            told: dict[str, Any] | None = None if record is None or key in self._double else self._identity(spec, record)
            self._ids[key] = f"{spec.prefix}-{digest(identifier, self.region)}"  # of records that name each other none is told
            if told is not None:
                self._ids[key] = record_id(spec, told) or self._ids[key]
        return self._ids[key]

    def _identity(self, spec: EntitySpec, record: Record) -> dict[str, Any] | None:
        """What identifies a record, told in full; None where nothing in it says whose it is."""
        values = {name: getattr(record, name) for choice in spec.identity for name in choice.split("/")}
        if spec.entity == "Organisation":
            name = str(values["name"] or "")
            return {"name": name if self._keeps_name(name, record) else self._told(name)}
        is_tied = False
        for choice in spec.identity:
            pointing = [name for name in choice.split("/") if spec.fields[name].is_reference or name == "object"]
            answered = next((name for name in pointing if values[name]), None)
            if answered is None:
                if pointing:
                    return None
                continue
            texts = values[answered] if isinstance(values[answered], tuple) else (values[answered],)
            values[answered] = [self._identifying(spec, spec.fields[answered], text, record) for text in texts]
            is_tied = True
        return values if is_tied else None

    def _identifying(self, spec: EntitySpec, field: FieldSpec, text: str, record: Record) -> str:
        """What a reference adds to an identity: a body's full name, as a register writes it; of anything else its id here."""
        target = self._reference(spec, field, text, record, {})
        if field.of != "Organisation":
            return target
        found, _ = self.directory.resolve("Organisation", text, record)
        name = str(getattr(self.records["Organisation"].get(found or ""), "name", None) or text)
        return name if self._keeps_name(name, self.records["Organisation"].get(found or "")) else self._told(name)

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
        if spec.entity == "Organisation" and isinstance(name, str) and not self._keeps_name(name, record):
            told = self._told(name)
            if told != name:
                moved["name"], moved["aliases"] = told, [*(moved.get("aliases") or ()), name]
        return moved

    def _told(self, name: str) -> str:
        """A name of the region with the region in front (云溪县民政局 of 民政局 and of 县民政局)."""
        is_latin = self.home.isascii()
        own = plain(self.home.split()[0]) if is_latin and self.home.strip() else plain(self.home)[:2]
        if not own or plain(name).startswith(own):
            return name
        kind = self.home[-1:] if not is_latin and region_prefix(name) == "" and name.startswith(self.home[-1:]) else ""
        return f"{self.home}{' ' if is_latin else ''}{name.removeprefix(kind)}"

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
        return text if self._keeps_name(text, None) else self._told(text)

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
