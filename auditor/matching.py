"""`auditor match`: the fields of two CSV files to each other, no workspace needed."""

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
                "why": [message(language, f"match.{family}", value=f"{value:.0%}") for family, value in pair.said],
            }
        )
    return {"matches": found}


def _field(row: Mapping[str, str]) -> FieldText:
    kind = row.get("type", "")
    type_ = read_code("data_type", kind) or data_type(re.sub(r"[(（].*", "", kind).strip()) or ""
    return FieldText(
        row.get("label", "") or row.get("description", "")[:60], row["field"], type_, row.get("table_label", "") or row.get("table", "")
    )


def _element(text: FieldText) -> str | None:
    scored = match_text(text)
    return scored[0][0] if scored and scored[0][1] >= CUT else None


def _reference(row: Mapping[str, str]) -> str:
    return f"{row['table']}.{row['field']}" if row.get("table") else row["field"]
