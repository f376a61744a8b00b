"""The inventory document as JSON, CSV and Excel."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from inventory.documents import ARRAYS, empty_document
from inventory.problems import InputError
from reports.exports.inventory import render_csv, render_json, write_tables, write_xlsx

LIVE = ("=1+1", "+1", "-1", "@A1", "http://x", "00123", "<b>", "换\n行")


def document(names=LIVE) -> dict:
    made = empty_document("2026-2", "2026-11-24T00:00:00Z")
    made["systems"] = [{"id": f"sys-{n}", "name": name, "aliases": [name, "乙"], "users": n} for n, name in enumerate(names)]
    return made


def test_json_is_readable_and_ends_with_a_line_break() -> None:
    text = render_json(document())
    assert json.loads(text) == document()
    assert text.endswith("}\n")
    assert "\\u" not in text


def test_csv_has_a_table_for_each_array_that_is_not_empty() -> None:
    tables = render_csv(document())
    assert set(tables) == {"inventory.csv", "systems.csv"}
    assert all(text.startswith("\ufeff") for text in tables.values())
    rows = list(csv.DictReader(io.StringIO(tables["systems.csv"].removeprefix("\ufeff"))))
    assert len(rows) == len(LIVE)
    assert [row["id"] for row in rows] == [f"sys-{n}" for n in range(len(LIVE))]
    assert [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell] == []


def test_workbooks_hold_text_and_are_the_same_each_time(tmp_path) -> None:
    for name in ("a", "b"):
        write_xlsx(document(), tmp_path / f"{name}.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["inventory", "systems"]
    assert set(book.sheetnames) - {"inventory"} <= set(ARRAYS)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell for cell in cells if cell.hyperlink] == []


def test_a_text_too_long_for_a_cell_is_said(tmp_path) -> None:
    with pytest.raises(InputError) as caught:
        write_xlsx(document(("长" * 32_768,)), tmp_path / "a.xlsx")
    assert (caught.value.code, caught.value.params) == ("cell_too_long", {"sheet": "systems", "row": 2})


def test_tables_keep_numbers_and_make_no_formula(tmp_path) -> None:
    write_tables(
        {"findings": [{"id": "a", "n": 3, "x": 0.5, "flag": True, "list": ["=1"], "text": "=1+1", "none": None}]}, tmp_path / "t.xlsx"
    )
    sheet = load_workbook(tmp_path / "t.xlsx")["findings"]
    assert [cell.value for cell in sheet[2]] == ["a", 3, 0.5, "True", '["=1"]', "=1+1", None]
    assert [cell.data_type for cell in sheet[2]].count("f") == 0
