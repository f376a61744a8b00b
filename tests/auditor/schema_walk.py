"""What a document has that its schema does not allow, and what it has that no schema describes."""

import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from auditor.schemas import read_schema, schema_names

ALL = {name: read_schema(name) for name in schema_names()}
SHARED = Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in ALL.values())


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema, registry=SHARED, format_checker=Draft202012Validator.FORMAT_CHECKER)


@cache
def at(place: str) -> dict[str, Any]:
    """The schema at a place such as `urn:auditor:schema:common#/$defs/id`."""
    found: dict[str, Any] = SHARED.resolver().lookup(place).contents
    return found


def referred(place: str) -> str:
    """Where a reference leads; one that begins with # stays in its file."""
    reference: str = at(place)["$ref"]
    return f"{place.partition('#')[0]}{reference}" if reference.startswith("#") else reference


def applied(place: str, value: Any) -> Iterator[str]:
    """The schemas that speak of a value: this one, what it refers to, and those of its choices that the value fits."""
    schema = at(place)
    yield place
    if "$ref" in schema:
        yield from applied(referred(place), value)
    for word in ("anyOf", "oneOf"):
        for number in range(len(schema.get(word, ()))):
            if validator({"$ref": f"{place}/{word}/{number}"}).is_valid(value):
                yield from applied(f"{place}/{word}/{number}", value)


def undescribed(value: Any, places: list[str], path: str = "$") -> Iterator[str]:
    """The parts of a document that no schema describes. A map is described by its `additionalProperties`, anything by a mere description."""
    known = [one for place in places for one in applied(place, value)]
    if not isinstance(value, dict | list) or any(set(at(place)) <= {"description"} for place in known):
        return
    for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
        shown = f"{path}.{key}" if isinstance(key, str) else f"{path}[]"
        about = [found for place in known for found in _of_part(place, key)]
        if about:
            yield from undescribed(entry, about, shown)
        else:
            yield shown


def _of_part(place: str, key: str | int) -> Iterator[str]:
    schema = at(place)
    if isinstance(key, str):
        if key in schema.get("properties", {}):
            yield f"{place}/properties/{key}"
        elif "additionalProperties" in schema:
            yield f"{place}/additionalProperties"
    elif key < len(schema.get("prefixItems", ())):
        yield f"{place}/prefixItems/{key}"
    elif schema.get("items"):
        yield f"{place}/items"


def faults(name: str, document: Any) -> list[str]:
    """What is wrong with a document: where it breaks its schema, and what the schema does not describe."""
    broken = [f"{re.sub(r'[0-9]+', '', e.json_path)}: {e.message[:200]}" for e in validator(ALL[name]).iter_errors(document)]
    return sorted({*broken, *undescribed(document, [f"{ALL[name]['$id']}#"])})


# ---- the schemas themselves


def parts_of(package: Path) -> dict[str, Any]:
    """The JSON parts of an evidence package under their names."""
    found: dict[str, Any] = {"chains": {}}
    with zipfile.ZipFile(package) as container:
        for name in container.namelist():
            body = container.read(name)
            if name.endswith(".json"):
                found[name] = json.loads(body)
            elif name.endswith(".jsonl"):
                into, key = (found["chains"], name[len("chains/") : -len(".jsonl")]) if name.startswith("chains/") else (found, name)
                into[key] = [json.loads(line) for line in body.splitlines()]
    return found
