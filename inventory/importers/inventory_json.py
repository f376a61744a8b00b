"""Reads the inventory document that `auditor export inventory --format json` writes, or one made by hand."""

import json
from pathlib import Path
from typing import Any

from inventory.documents import LEDGER, META, SCHEMA_VERSION
from inventory.importers.decode import decode_text
from inventory.importers.rows import Context, Document, RawRow
from inventory.limits import JSON_BYTES, ROWS, check_nesting, check_size
from inventory.problems import InputError, Problems
from inventory.schema import by_array
from inventory.values.observation import Locator


def read_inventory_json(path: Path, problems: Problems, _context: Context = Context()) -> Document:
    """The document's rows and ledger. Raises InputError where the file is not such a document."""
    check_size(path, JSON_BYTES)
    text = decode_text(path.read_bytes(), path.name)
    check_nesting(text, path.name)
    if text.count("{") > 2 * ROWS:
        raise InputError("too_many_rows", file=path.name, limit=ROWS)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError("broken_json", file=path.name, line=line or "?") from None
    if not isinstance(content, dict) or not (set(content) & (set(by_array()) | {"schema_version"})):
        raise InputError("not_an_inventory", file=path.name)
    known = [entries for array, entries in content.items() if array in by_array() or array in LEDGER]
    if known and not any(isinstance(entries, list) for entries in known):
        raise InputError("not_an_inventory", file=path.name)
    version = content.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        raise InputError("unknown_schema_version", file=path.name, version=str(version)[:20])
    return from_arrays(content, path.name, problems)


def from_arrays(content: dict[str, Any], file: str, problems: Problems) -> Document:
    """A document of parsed arrays; an entry that is no object is listed with its path."""
    document = Document("inventory_json")
    document.meta = {key: content.get(key) for key in META if key != "schema_version"}
    for array, entries in content.items():
        if array in META:
            continue
        if array not in by_array() and array not in LEDGER:
            problems.ignore("unknown_array", Locator(file=file, path=array), name=str(array)[:60])
            continue
        if not isinstance(entries, list):
            problems.reject("not_a_list", Locator(file=file, path=array))
            continue
        kept = []
        for position, entry in enumerate(entries):
            at = Locator(file=file, path=f"{array}[{position}]")
            if not isinstance(entry, dict):
                problems.reject("not_an_object", at)
                continue
            if array in LEDGER:
                kept.append(entry)
            else:
                document.rows.append(RawRow(by_array()[array].entity, entry, at))
        if array in LEDGER:
            document.ledger[array] = kept
    return document
