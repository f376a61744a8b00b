import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from inventory.importers.cells import column_letter
from inventory.importers.excel import read_excel, sheets
from inventory.importers.interpret import interpret
from inventory.importers.rows import Document
from inventory.problems import InputError, Problems


def read(folder: Path, **sheets: list[list[Any]]) -> tuple[Document, Problems]:
    path = folder / "台账.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    page.write(number, column, cell, *([day] if isinstance(cell, dt.date) else []))
    problems = Problems()
    return read_excel(path, problems), problems


def test_the_twin_of_the_csv_folder_is_read_with_sheet_row_and_column(tmp_path: Path) -> None:
    document, problems = read(
        tmp_path,
        系统=[
            ["系统名称", "启用时间", "用户数", "系统状态"],
            ["云溪通", dt.date(2024, 5, 1), 1200, "运行"],
            ["网格通", "明年", 1.5, "凑合"],
        ],
        channels=[["name", "kind"], ["云溪通", "小程序"]],
    )
    said = interpret(document.rows, problems)
    assert [(o.entity, dict(o.values)) for o in said] == [
        ("System", {"name": "云溪通", "start_date": "2024-05-01", "users": 1200, "status": "active"}),
        ("System", {"name": "网格通"}),
        ("Channel", {"name": "云溪通", "kind": "mini_program"}),
    ]
    assert [(p.code, p.at.file, p.at.sheet, p.at.row, p.at.column) for p in problems.rejected] == [
        ("not_a_date", "台账.xlsx", "系统", 3, "B"), ("not_a_whole_number", "台账.xlsx", "系统", 3, "C"), ("not_in_list", "台账.xlsx", "系统", 3, "D"),
    ]  # fmt: skip


def test_a_title_and_blank_rows_may_stand_above_the_header(tmp_path: Path) -> None:
    document, _ = read(
        tmp_path,
        Sheet1=[
            ["云溪县信息系统台账"],
            [],
            ["序号", "系统名称", "所属单位"],
            [1, "云溪通", "民政局"],
            ["", "", ""],
            [2, "网格通", "政法委"],
        ],
    )
    assert [(row.cells["name"], row.at.row) for row in document.rows] == [("云溪通", 4), ("网格通", 6)]


def test_formulas_count_as_what_they_computed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet("systems")
        page.write_row(0, 0, ["name", "users"])
        page.write_formula(1, 0, '="云溪"&"通"', value="云溪通")
        page.write_formula(1, 1, "=600*2", value=1200)
    problems = Problems()
    (said,) = interpret(read_excel(path, problems).rows, problems)
    assert said.values == {"name": "云溪通", "users": 1200}


def test_of_two_equal_headers_the_filled_cell_counts(tmp_path: Path) -> None:
    document, _ = read(tmp_path, systems=[["name", "users", "users"], ["甲", "", 5], ["乙", 3, 4]])
    assert [row.cells["users"] for row in document.rows] == [5, 3]
    assert [row.columns["users"] for row in document.rows] == ["C", "B"]


def test_unknown_sheets_are_named_and_empty_ones_are_not(tmp_path: Path) -> None:
    _, problems = read(tmp_path, systems=[["name"], ["甲"]], 菜单=[["早餐"]], Sheet3=[])
    assert [(p.code, p.at.sheet) for p in problems.ignored] == [("unknown_sheet", "菜单")]


def test_a_workbook_without_a_known_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, 菜单=[["早餐"]])
    assert error.value.code == "no_known_sheet"


def test_a_sheet_that_claims_to_be_huge_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet("systems")
        page.write(0, 0, "name")
        page.write(0, 16_000, "x")
    with pytest.raises(InputError) as error:
        read_excel(path, Problems())
    assert error.value.code == "sheet_too_large"


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letters(index: int, letters: str) -> None:
    assert column_letter(index) == letters


@pytest.mark.parametrize(("filled", "is_refused"), [("<v>2</v>", True), ("", False)])
def test_far_cells_are_refused_before_they_fill_the_memory(tmp_path: Path, filled: str, is_refused: bool) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("systems").write_row(0, 0, ["名称"])
    far = f'<row r="1048576"><c r="XFD1048576" s="0">{filled}</c></row>' if filled else '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    with zipfile.ZipFile(path) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in parts.items():
            container.writestr(
                name, data.replace(b"</sheetData>", far.encode() + b"</sheetData>") if name.startswith("xl/worksheets/") else data
            )
    if is_refused:
        with pytest.raises(InputError) as error:
            list(sheets(path))
        assert error.value.code == "cells_far_apart"
        assert str(path.name) in str(error.value)
    else:
        assert next(sheets(path)).name == "systems"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"), (b"not a workbook", "not_a_workbook"), (b"PK\x03\x04 cut", "broken_zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut", "broken_workbook"), (b"<html><p>x</p></html>", "not_a_workbook"), (b"%PDF-1.7", "not_a_workbook"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_refused(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "台账.xls"
    path.write_bytes(data)
    with pytest.raises(InputError) as error:
        list(sheets(path))
    assert error.value.code == code


def test_a_zip_of_other_things_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.txt", "x")
    with pytest.raises(InputError) as error:
        list(sheets(path))
    assert error.value.code == "broken_workbook"


def test_a_sheet_may_begin_far_from_its_first_cell(tmp_path: Path) -> None:
    document, problems = read(tmp_path, 台账=[[], [], [], ["", "", "", "系统名称", "所属单位"], ["", "", "", "云溪通", "民政局"]])
    (said,) = interpret(document.rows, problems)
    assert (said.values["name"], said.locator.row, document.rows[0].columns["name"]) == ("云溪通", 5, "D")


def test_errors_and_truth_values_of_a_spreadsheet_are_read_as_what_they_say(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet("systems")
        page.write_row(0, 0, ["name", "users", "grassroots_reporting"])
        page.write_row(1, 0, ["云溪通"])
        page.write_formula(1, 1, "=1/0", value="#DIV/0!")
        page.write_boolean(1, 2, True)
    problems = Problems()
    (said,) = interpret(read_excel(path, problems).rows, problems)
    assert said.values == {"name": "云溪通", "reporting": True}


def test_a_hidden_sheet_of_the_twin_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        for name, rows in {"systems": [["name"], ["甲"]], "channels": [["name", "kind"], ["乙", "小程序"]]}.items():
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
        page.hide()
    problems = Problems()
    document = read_excel(path, problems)
    assert [row.entity for row in document.rows] == ["System"]
    assert [(p.code, p.at.sheet) for p in problems.ignored] == [("hidden_sheet", "channels")]


def test_a_workbook_of_hidden_sheets_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("菜单").write_row(0, 0, ["早餐"])
        page = made.add_worksheet("systems")
        page.write_row(0, 0, ["name"])
        page.write_row(1, 0, ["甲"])
        page.very_hidden()
    with pytest.raises(InputError) as error:
        read_excel(path, Problems())
    assert error.value.code == "no_known_sheet"


def test_tables_and_the_twin_may_stand_in_one_workbook(tmp_path: Path) -> None:
    document, problems = read(
        tmp_path,
        systems=[["name", "users"], ["甲", 5]],
        普查表=[["序号", "系统全称", "主管部门", "承建公司"], [1, "乙", "民政局", "公司"]],
        班级=[["学号", "姓名"], [1, "张"]],
    )
    assert [(row.entity, row.at.sheet, row.cells["name"]) for row in document.rows] == [
        ("System", "systems", "甲"),
        ("System", "普查表", "乙"),
    ]
    assert [column[0] for column in document.columns] == ["普查表"] * 3
    assert [(p.code, p.at.sheet) for p in problems.ignored if p.code == "unknown_sheet"] == [("unknown_sheet", "班级")]
