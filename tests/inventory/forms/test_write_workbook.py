import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inventory.forms.layout import ID_TITLE, Sheet, sheets
from inventory.forms.write_workbook import write_workbook

MARK = {
    "workspace": "云溪县",
    "organisation": "o1",
    "organisation_name": "=民政局",
    "round": "春季",
    "year": "2026",
    "tier": "core",
}


def write(path: Path, language: str = "zh", rows: dict[str, list[dict[str, Any]]] | None = None) -> Any:
    filled = [(sheet, (rows or {}).get(sheet.entity, [])) for sheet in sheets()]
    write_workbook(path, filled, mark=MARK, language=language, minutes=20)
    return openpyxl.load_workbook(path)


def sheet_of(entity: str) -> Sheet:
    return next(sheet for sheet in sheets() if sheet.entity == entity)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_there_is_a_sheet_for_every_kind_with_its_questions(language: str, tmp_path: Path) -> None:
    workbook = write(tmp_path / "a.xlsx", language)
    assert workbook.sheetnames[1:-2] == [sheet.title(language) for sheet in sheets()]
    for sheet in sheets():
        assert [cell.value for cell in workbook[sheet.title(language)][1]] == [
            ID_TITLE,
            *(question.title(language) for question in sheet.questions),
        ]


def test_closed_lists_have_drop_downs_that_point_to_their_values(tmp_path: Path) -> None:
    workbook = write(tmp_path / "a.xlsx")
    page = workbook["系统"]
    column = next(cell.column_letter for cell in page[1] if cell.value == "系统阶段")
    (choice,) = [v for v in page.data_validations.dataValidation if v.type == "list" and f"{column}2" in v.sqref]
    name, _, area = choice.formula1.lstrip("=").partition("!")
    assert [row[0].value for row in workbook[name.strip("'")][area.replace("$", "")]] == [
        "规划",
        "在建",
        "试运行",
        "运行",
        "停用",
        "已下线",
        "不详",
    ]


@pytest.mark.parametrize("sheet", sheets(), ids=lambda sheet: sheet.entity)
def test_every_closed_question_has_a_drop_down(sheet: Sheet, tmp_path: Path) -> None:
    page = write(tmp_path / "a.xlsx")[sheet.title("zh")]
    closed = sum(1 for question in sheet.questions if question.field.type in ("enum", "bool"))
    assert len([v for v in page.data_validations.dataValidation if v.type == "list"]) == closed


def test_the_mark_and_the_lists_are_hidden(tmp_path: Path) -> None:
    workbook = write(tmp_path / "a.xlsx")
    assert {name for name in workbook.sheetnames if workbook[name].sheet_state == "veryHidden"} == {"_form", "_lists"}
    assert dict(workbook["_form"].iter_rows(values_only=True)) == MARK


def test_nothing_in_it_is_a_live_formula(tmp_path: Path) -> None:
    rows = {"System": [{ID_TITLE: "=1", "系统名称": '=HYPERLINK("http://a.cn")', "系统描述": "http://a.cn/"}]}
    write(tmp_path / "a.xlsx", rows=rows)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        assert not [
            name
            for name in parts.namelist()
            if name.startswith("xl/worksheets/sheet") and (b"<f>" in parts.read(name) or b"<hyperlink" in parts.read(name))
        ]


def test_nothing_is_left_beside_the_workbook(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
