"""The inventory as one document: arrays of plain objects, the same in JSON, CSV and Excel (schema_version 1)."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from inventory.names import plain
from inventory.reading import NOT_APPLICABLE
from inventory.schema import EntitySpec, by_array, entities, headers
from inventory.values.record import Record

SCHEMA_VERSION = 1
# what a document says of itself: `name` and `region` are those of the workspace that it was made in
META = ("schema_version", "round", "generated_at", "name", "region")
# arrays that are more than records: column → False where the cell is plain text, True where it is JSON
LEDGER: dict[str, dict[str, bool]] = {
    "judgements": {
        "id": False,
        "left": False,
        "right": False,
        "verdict": False,
        "by": False,
        "at": False,
        "reason": False,
        "undone_at": False,
        "undone_by": False,
    },
    "findings": {
        "id": False,
        "rule": False,
        "rule_version": True,
        "title": False,
        "severity": False,
        "certainty": False,
        "cause": False,
        "subjects": True,
        "basis": True,
        "thresholds": True,
        "evidence": True,
        "url": False,
        "quote": False,
        "category": False,
        "why": True,
        "reasons": True,
        "numbers": True,
        "organisations": True,
        "must_confirm": False,
        "discriminator": False,
        "status": False,
        "owner": False,
        "due": False,
        "round": False,
        "is_current": True,
    },
    "finding_events": {
        "finding": False,
        "action": False,
        "by": False,
        "at": False,
        "old": False,
        "new": False,
        "text": False,
        "details": True,
    },
    "recommendations": {
        "id": False,
        "kind": False,
        "subjects": True,
        "addressee": False,
        "steps": True,
        "needs_first": True,
        "cost_yuan": True,
        "saving_yuan": True,
        "closes": True,
        "why": True,
        "content": True,
    },
    "pages": {
        "url": False,
        "sha256": False,
        "fetched_at": False,
        "status": True,
        "content_type": False,
        "title": False,
        "site": False,
        "warc": False,
        "offset": True,
        "chain": False,
        "exposed": True,
    },
    "hits": {
        "notice": False,
        "category": False,
        "disposition": False,
        "quote": False,
        "start": True,
        "end": True,
        "severity": False,
        "rule": False,
        "score": True,
        "about": False,
        "context": False,
        "why": True,
    },
    "sources": {
        "id": False,
        "kind": False,
        "name": False,
        "series": False,
        "sha256": False,
        "at": False,
        "by": False,
        "round": False,
        "withdrawn_at": False,
    },
    "observations": {"source": False, "entity": False, "record": False, "mode": False, "locator": True, "values": True, "cited": True},
    # what an office's own data-element standard says, by the source that it came from
    "office_elements": {"source": False, "content": True},
    "problems": {"source": False, "kind": False, "code": False, "locator": True, "params": True},
}
ARRAYS = (*by_array(), *LEDGER)
_LIVE = ("=", "+", "-", "@", "\t", "\r", "'")


def record_object(spec: EntitySpec, record: Record) -> dict[str, Any]:
    """A record as the contract prints it: unknown values null (lists empty), amounts and decimals as text."""
    found: dict[str, Any] = {"id": record.id}
    for field in spec.fields.values():
        value = getattr(record, field.name)
        if field.name in record.not_applicable:
            value = NOT_APPLICABLE
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, Decimal):
            value = decimal_text(value)
        found[field.key] = value
    found["sources"] = list(record.sources)
    return found


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros beyond two places."""
    text = f"{value:f}"
    if "." in text:
        whole, _, places = text.partition(".")
        places = places.rstrip("0")
        return f"{whole}.{places}" if places else whole
    return text


def columns(array: str) -> list[str]:
    """The keys of an array's objects in their order."""
    if array in LEDGER:
        return list(LEDGER[array])
    spec = by_array()[array]
    return ["id", *(field.key for field in spec.fields.values()), "sources"]


def to_cell(array: str, key: str, value: Any) -> str:
    """A value as the text of a CSV or Excel cell; text that a spreadsheet would run starts with an apostrophe."""
    if value is None:
        return ""
    if array in LEDGER:
        text = dump(value) if LEDGER[array].get(key) else str(value)
    elif isinstance(value, list):
        text = (
            "|".join(value)
            if all(isinstance(item, str) and not set(item) & set("|;；、\n\r,，") and item for item in value)
            else dump(value)
        )
        if value and text.startswith("["):
            text = dump(value)
    elif isinstance(value, bool):
        text = "true" if value else "false"
    else:
        text = str(value)
    return f"'{text}" if text.startswith(_LIVE) else text


def from_cell(array: str, key: str, text: Any) -> Any:
    """The value behind a cell's text; cells of records stay text and are read by the field's type."""
    if isinstance(text, str) and text.startswith("'") and text[1:].startswith(_LIVE):
        text = text[1:]
    if array in LEDGER:
        if text in ("", None):
            return None
        try:
            return json.loads(str(text)) if LEDGER[array].get(key) else str(text)
        except RecursionError:
            raise ValueError("nested too deep") from None
    if isinstance(text, str) and text.startswith("[") and text.endswith("]") and _is_list(array, key):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return text
        return value if isinstance(value, list) else text
    return text


def _is_list(array: str, key: str) -> bool:
    """Tell whether a column of records holds lists (a name such as [2024] is none)."""
    spec = by_array().get(array)
    field = headers(spec.entity).get(plain(key)) if spec is not None else None
    return key == "sources" or (field is not None and field.is_list)


def dump(value: Any) -> str:
    """JSON on one line, keys in their order, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def empty_document(round_name: str, generated_at: str) -> dict[str, Any]:
    """A document with every array present and empty."""
    return {"schema_version": SCHEMA_VERSION, "round": round_name, "generated_at": generated_at, **{array: [] for array in ARRAYS}}


def record_arrays(records: Mapping[str, Mapping[str, Record]]) -> dict[str, list[dict[str, Any]]]:
    """All record arrays, each ordered by id."""
    return {
        spec.array: [record_object(spec, record) for _, record in sorted(records.get(entity, {}).items(), key=lambda item: item[0])]
        for entity, spec in entities().items()
    }
