"""The whole inventory as one document, in JSON, as a folder of CSV files, or as an Excel workbook."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from inventory.documents import ARRAYS, META, columns, to_cell
from inventory.problems import InputError


def render_json(document: dict[str, Any]) -> str:
    """The document as indented JSON with a final line break."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _meta(document: dict[str, Any]) -> dict[str, Any]:
    return {key: "" if document[key] is None else document[key] for key in META if key in document}


def render_csv(document: dict[str, Any]) -> dict[str, str]:
    """File name → CSV text with a byte order mark (spreadsheets need it to see UTF-8); empty arrays are left out."""
    found: dict[str, str] = {"inventory.csv": _table(list(_meta(document)), [[str(value) for value in _meta(document).values()]])}
    for array in ARRAYS:
        if document[array]:
            keys = columns(array)
            found[f"{array}.csv"] = _table(keys, [[to_cell(array, key, entry.get(key)) for key in keys] for entry in document[array]])
    return found


def _table(header: list[str], rows: list[list[str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return "\ufeff" + stream.getvalue()


def write_xlsx(document: dict[str, Any], path: Path) -> None:
    """One sheet an array, all cells as text; the same bytes for the same document but for `generated_at`."""
    import datetime as dt

    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    workbook.set_properties({"created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)})
    bold = workbook.add_format({"bold": True, "bg_color": "#DDE7F0"})
    meta = _meta(document)
    _sheet(workbook, "inventory", list(meta), [[str(value) for value in meta.values()]], bold)
    for array in ARRAYS:
        if document[array]:
            keys = columns(array)
            _sheet(workbook, array, keys, [[to_cell(array, key, entry.get(key)) for key in keys] for entry in document[array]], bold)
    workbook.close()


def _sheet(workbook: Any, name: str, header: list[str], rows: list[list[str]], bold: Any) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
    for position, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            if text:
                if len(text) > 32_767:
                    raise InputError("cell_too_long", sheet=name, row=position + 1)
                sheet.write_string(position, column, text)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(header) - 1)


def write_tables(tables: dict[str, list[dict[str, Any]]], path: Path) -> None:
    """One sheet a list, lists and objects as JSON text, numbers as numbers, no live formulas."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    bold = workbook.add_format({"bold": True, "bg_color": "#DDE7F0"})
    for name, entries in tables.items():
        sheet = workbook.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        # an empty list is a sheet all the same: nothing is to do, and that is seen
        keys = list(entries[0]) if entries else []
        for column, key in enumerate(keys):
            sheet.write_string(0, column, key, bold)
        for row, entry in enumerate(entries, start=1):
            for column, key in enumerate(keys):
                value = entry.get(key)
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    sheet.write_number(row, column, value)
                elif value not in (None, ""):
                    sheet.write_string(
                        row, column, (json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value))[:32_000]
                    )
        if entries:
            sheet.autofilter(0, 0, len(entries), len(keys) - 1)
    workbook.close()
