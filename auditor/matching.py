"""`auditor match` and `auditor dedupe`: fields of two lists to each other, duplicates in a list of systems; no workspace needed."""

import csv
import io
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphs.duplicates.lists import Listed, find_duplicates
from graphs.matching.evidence import FieldText
from graphs.matching.fields import match_text
from graphs.matching.pairs import match_lists
from inventory.importers.column_types import data_type
from inventory.importers.decode import decode_text
from inventory.languages import message
from inventory.limits import ROWS, check_size
from inventory.problems import InputError
from inventory.vocabulary import read_code

CSV_BYTES = 256 * 1024 * 1024
# an element that is less likely is not told
CUT = 0.5


def read_rows(path: Path, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a CSV file under its header. Raises InputError where it is none or lacks a column."""
    check_size(path, CSV_BYTES)
    csv.field_size_limit(4 * 1024 * 1024)
    text = decode_text(path.read_bytes(), path.name).lstrip("\ufeff")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        raise InputError("broken_csv", file=path.name) from None
    header = [title.strip().lower() for title in rows[0]] if rows else []
    missing = [name for name in needed if name not in header]
    if missing:
        raise InputError("missing_columns", file=path.name, columns=", ".join(missing))
    if len(rows) > ROWS:
        raise InputError("too_many_rows", file=path.name, limit=ROWS)
    return [
        {**{title: cell.strip() for title, cell in zip(header, row, strict=False)}, "": str(number)}
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]


def match(left: Path, right: Path, *, top: int, language: str) -> dict[str, Any]:
    """The `--json` answer of `auditor match`."""
    sides = [[row for row in read_rows(path, ("field",)) if row["field"]] for path in (left, right)]
    texts = [[_field(row) for row in rows] for rows in sides]
    elements = [_element(text) for text in texts[0]]
    found = []
    for pair in match_lists(*texts, top=top):
        one, other = sides[0][pair.left], sides[1][pair.right]
        found.append(
            {
                "left": _reference(one),
                "right": _reference(other),
                "left_row": int(one[""]),
                "right_row": int(other[""]),
                "score": pair.score,
                "element": elements[pair.left],
                "why": [_why(family, value, language) for family, value in pair.said],
            }
        )
    return {"matches": found}


def _why(family: str, value: float, language: str) -> str:
    """A sentence for what one family says of a pair."""
    if family == "table":
        value = math.exp(value)
    if family == "rival" and value < 0:
        family = "rival_other"
    return message(language, f"match.{family}", value=f"{value:.0%}")


def _field(row: Mapping[str, str]) -> FieldText:
    kind = row.get("type", "")
    type_ = read_code("data_type", kind) or data_type(re.sub(r"[(（].*", "", kind).strip()) or ""
    return FieldText(
        row.get("label", "") or row.get("description", "")[:60],
        row["field"],
        type_,
        row.get("table_label", "") or row.get("table", ""),
        place="\0".join(row.get(column, "") for column in ("system", "table")).strip("\0"),
    )


def _element(text: FieldText) -> str | None:
    scored = match_text(text)
    return scored[0][0] if scored and scored[0][1] >= CUT else None


def _reference(row: Mapping[str, str]) -> str:
    return f"{row['table']}.{row['field']}" if row.get("table") else row["field"]


# columns of a list of systems that the comparison knows; any other text is plain evidence
_KNOWN = ("description", "functions", "elements", "owner", "region", "vendor", "url", "kind", "audience", "layer", "status", "start_date")
# a list that has none of these speaks of no body, region or function: it is matched on its text alone
_OF_SYSTEMS = ("functions", "elements", "owner", "region", "audience", "layer", "status")


def dedupe(path: Path, *, language: str) -> dict[str, Any]:
    """The `--json` answer of `auditor dedupe`. Raises InputError for a file without the columns `id` and `name`, or with an id twice."""
    rows = read_rows(path, ("id", "name"))
    seen: dict[str, str] = {}
    for row in rows:
        if not row["id"]:
            raise InputError("row_without_id", file=path.name, row=row[""])
        if row["id"] in seen:
            raise InputError("id_twice", file=path.name, id=row["id"][:64], rows=f"{seen[row['id']]}, {row['']}")
        seen[row["id"]] = row[""]
    is_plain = not any(row.get(column) for row in rows for column in _OF_SYSTEMS)
    pairs, clusters = find_duplicates([listed(row) for row in rows], is_plain=is_plain)
    return {
        "pairs": [
            {
                "left": pair.left,
                "right": pair.right,
                "relation": pair.relation,
                "score": pair.score,
                "p": dict(pair.p),
                "why": [_said(family, parts, language) for family, parts in pair.why],
            }
            for pair in pairs
        ],
        "clusters": clusters,
    }


def listed(row: Mapping[str, str]) -> Listed:
    """A row of the file as the comparison takes it."""

    def parts(column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in row.get(column, "").split("|") if part.strip())

    return Listed(
        id=row["id"],
        name=row["name"],
        description=row.get("description", ""),
        functions=parts("functions"),
        elements=parts("elements"),
        owner=row.get("owner", ""),
        regions=parts("region"),
        vendor=row.get("vendor", ""),
        urls=parts("url"),
        kind=row.get("kind", ""),
        audience=frozenset(read_code("audience", part) or part.lower() for part in parts("audience")),
        layer=row.get("layer", ""),
        status=read_code("status", row.get("status", "")) or "",
        start=row.get("start_date", ""),
        more=tuple(text for column, text in row.items() if column and column not in ("id", "name", *_KNOWN)),
    )


def _said(family: str, parts: Mapping[str, str], language: str) -> str:
    return message(language, f"dedupe.{family}", **({"items": parts[language]} if language in parts else parts))
