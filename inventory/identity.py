"""Ids: hashes of the fewest raw fields, so that a second import changes nothing."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any

import orjson

from inventory.names import all_plain, plain
from inventory.schema import EntitySpec

# what JSON of the standard library writes, or nothing
_AS_JSON = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS
# what the first identifying field tells alone: whose cost it is (the year may be unknown), a notice that nobody signed
_FIRST_TELLS = frozenset({"Cost", "Notice", "Lead"})
ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def digest(*parts: Any) -> str:
    """Twelve hex digits of SHA-256 over the parts, encoded as JSON so that no two lists of parts make one text."""
    try:
        encoded = orjson.dumps(parts, option=_AS_JSON)
    except (TypeError, ValueError):  # other kinds of values, half a surrogate pair
        text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)
        encoded = text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(encoded).hexdigest()[:12]


def file_id(name: str) -> str:
    """The id by which a finding names an imported file that belongs to no known body."""
    return f"file-{digest(name)}"


@cache
def _identity(entity: str, identity: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """The choices of fields that identify a record, each with whether it tells on its own."""
    tells_first = len(identity) == 1 or entity in _FIRST_TELLS
    return tuple((tuple(choice.split("/")), position > 0 or tells_first) for position, choice in enumerate(identity))


def record_id(spec: EntitySpec, values: Mapping[str, Any], *, extra: Sequence[str] = ()) -> str | None:
    """The id of a row without one, or None where nothing identifies it."""
    parts: list[str] = [spec.entity]
    known = False
    for names, tells in _identity(spec.entity, spec.identity):
        text = ""
        for name in names:
            value = values.get(name)
            if isinstance(value, (list, tuple)):
                value = "|".join(sorted(plain(str(item)) for item in value))
            if value is not None and value != "":
                text = plain(value if type(value) is str else str(value))
                break
        known = known or (tells and bool(text))
        parts.append(text)
    return f"{spec.prefix}-{digest(*parts, *extra)}" if known else None


def record_ids(spec: EntitySpec, fields: Sequence[str], columns: Sequence[Sequence[Any]]) -> list[str | None]:
    """As `record_id`, of rows that answer the same fields; `columns` holds the values of each."""
    count = len(columns[0])
    parts: list[Iterable[str]] = [repeat(spec.entity, count)]
    known = False
    for names, tells in _identity(spec.entity, spec.identity):
        name = next((name for name in names if name in fields), None)
        if name is None:
            parts.append(repeat("", count))
            continue
        column = columns[fields.index(name)]
        texts = all_plain(column) if set(map(type, column)) == {str} else [""]
        if "" in texts or "" in column:  # what each row is known by differs
            return [record_id(spec, dict(zip(fields, row, strict=True))) for row in zip(*columns, strict=True)]
        known = known or tells
        parts.append(texts)
    if not known:
        return [None] * count
    start = f"{spec.prefix}-"
    return [start + digest(*row) for row in zip(*parts, strict=True)]


def finding_id(rule: str, subjects: Sequence[str], discriminator: str = "") -> str:
    """The id of a finding: the same rule about the same subjects is the same finding in every round."""
    return f"fnd-{digest(rule, sorted(subjects), discriminator)}"
