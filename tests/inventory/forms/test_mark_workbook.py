from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from auditor.forms import export_forms
from auditor.workspace import Workspace
from inventory.forms.mark_workbook import mark_workbook
from inventory.forms.read_workbook import import_form
from inventory.importers.excel import read_excel
from inventory.importers.interpret import interpret
from inventory.intake import import_path
from inventory.problems import Problems
from inventory.values.observation import Locator

FILL = "FFF4B6B6"
ROWS = [
    ["系统名称", "启用时间", "用户数", "系统状态"],
    ["甲", "明年", 1.5, "运行"],
    ["乙", "2024年3月", 7, "凑合"],
    ["机密", "2024", 8, "运行"],
]


def workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "系统"
    for row in ROWS:
        page.append(row)
    page["A1"].comment = Comment("填全称", "办公室")
    page["B2"].comment = Comment("何时上线", "办公室")
    page["F2"] = "=1+1"
    checked = DataValidation(type="list", formula1='"运行,停用"')
    checked.add("D2:D9")
    page.add_data_validation(checked)
    page.column_dimensions["B"].width = 33
    page.row_dimensions[3].hidden = True
    page.freeze_panes = "B2"
    book.create_sheet("说明").append(["请如实填写"])
    path = folder / "台账.xlsx"
    book.save(path)
    return path


def refused(path: Path) -> Problems:
    problems = Problems()
    interpret(read_excel(path, problems).rows, problems)
    return problems


def marked(path: Path, problems: Problems, folder: Path, language: str = "zh") -> Any:
    target = mark_workbook(path, problems, folder, language)
    assert target is not None
    return openpyxl.load_workbook(target)


def filled(page: Any) -> set[str]:
    return {cell.coordinate for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == FILL}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_refused_cell_is_filled_and_told_in_the_language(language: str, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    problems = refused(path)
    page = marked(path, problems, tmp_path / "退回", language)["系统"]
    assert filled(page) == {"B2", "C2", "D3", "A4"}
    for problem in problems.refused:
        cell = page[f"{problem.at.column or 'A'}{problem.at.row}"]
        assert problem.sentence(language) in cell.comment.text
    assert problems.refused[0].sentence("zh") != problems.refused[0].sentence("en")


def test_what_was_said_on_a_cell_before_stays(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    page = marked(path, refused(path), tmp_path / "退回")["系统"]
    assert page["B2"].comment.text.startswith("何时上线\n")
    assert page["A1"].comment.text == "填全称"


def test_a_cell_refused_twice_has_both_sentences(tmp_path: Path) -> None:
    path, problems = workbook(tmp_path), Problems()
    at = Locator(file=path.name, sheet="系统", row=2, column="C")
    problems.reject("not_a_whole_number", at, field="用户数", field_en="Users")
    problems.reject("credential_value", at, field="用户数", field_en="Users")
    text = marked(path, problems, tmp_path / "退回")["系统"]["C2"].comment.text
    assert [problem.sentence("zh") in text for problem in problems.refused] == [True, True]


def test_all_else_of_the_workbook_stays(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    book = marked(path, refused(path), tmp_path / "退回")
    page = book["系统"]
    assert book.sheetnames == ["系统", "说明"]
    assert [[cell.value for cell in row[:4]] for row in page.iter_rows(max_row=4)] == ROWS
    assert page["F2"].value == "=1+1"
    assert [(str(v.sqref), v.formula1) for v in page.data_validations.dataValidation] == [("D2:D9", '"运行,停用"')]
    assert (page.column_dimensions["B"].width, page.row_dimensions[3].hidden, page.freeze_panes) == (33, True, "B2")
    assert filled(book["说明"]) == set()


def test_the_workbook_itself_is_not_touched(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    before = path.read_bytes()
    folder = tmp_path / "退回" / "六月"
    assert mark_workbook(path, refused(path), folder, "zh") == folder / "台账.rejected.xlsx"
    assert path.read_bytes() == before


def test_a_second_copy_never_takes_the_firsts_place(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    first = mark_workbook(path, refused(path), tmp_path / "退回", "zh")
    assert first is not None
    before = first.read_bytes()
    assert mark_workbook(path, refused(path), tmp_path / "退回", "zh") == tmp_path / "退回" / "台账.rejected-2.xlsx"
    assert first.read_bytes() == before


def test_nothing_is_written_where_nothing_was_refused(tmp_path: Path) -> None:
    path, problems = workbook(tmp_path), Problems()
    problems.ask("double_row", Locator(file=path.name, sheet="系统", row=2), id="x")
    problems.ignore("unknown_column", Locator(file=path.name, sheet="系统", row=2), header="x")
    problems.reject("broken_csv", Locator(file=path.name))
    assert mark_workbook(path, problems, tmp_path / "退回", "zh") is None
    assert not (tmp_path / "退回").exists()


def test_more_places_are_marked_than_are_listed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "systems"
    page.append(["name", "users"])
    for number in range(40):
        page.append([f"系统{number}", "很多"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    problems = refused(path)
    assert len(problems.rejected) < 40
    assert len(filled(marked(path, problems, tmp_path / "退回")["systems"])) == 40


@pytest.mark.parametrize(
    ("sheet", "column", "cells"),
    [("没有", "B", set()), ("系统", "***", {"A2"}), ("系统", "启用时间", {"A2"}), ("系统", None, {"A2"}), ("系统", "B", {"B2"})],
)
def test_a_place_that_is_not_a_cell_marks_its_row(sheet: str, column: str | None, cells: set[str], tmp_path: Path) -> None:
    path, problems = workbook(tmp_path), Problems()
    problems.reject("secret_row", Locator(file=path.name, sheet=sheet, row=2, column=column))
    assert filled(marked(path, problems, tmp_path / "退回")["系统"]) == cells


def test_a_marked_copy_that_was_mended_is_read_without_objection(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    target = mark_workbook(path, refused(path), tmp_path / "退回", "zh")
    assert target is not None
    book = openpyxl.load_workbook(target)
    for place, value in {"B2": "2024年3月", "C2": 15, "D3": "停用", "A4": "丙"}.items():
        book["系统"][place] = value
    book.save(target)
    problems = Problems()
    said = interpret(read_excel(target, problems).rows, problems)
    assert [(o.values["name"], o.values["status"]) for o in said] == [("甲", "active"), ("乙", "suspended"), ("丙", "active")]
    assert len(problems) == 0


def test_a_copy_never_takes_the_workbooks_place(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    before = path.read_bytes()
    assert mark_workbook(path, refused(path), tmp_path, "zh") == tmp_path / "台账.rejected.xlsx"
    assert path.read_bytes() == before


def test_a_cell_inside_a_merged_range_is_marked_at_its_first(tmp_path: Path) -> None:
    path, problems = workbook(tmp_path), Problems()
    book = openpyxl.load_workbook(path)
    book["系统"].merge_cells("B2:B3")
    book.save(path)
    problems.reject("not_a_date", Locator(file=path.name, sheet="系统", row=3, column="B"), field="启用时间", field_en="In use since")
    assert "B2" in filled(marked(path, problems, tmp_path / "退回")["系统"])


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".et"])
def test_a_workbook_of_another_kind_is_left_unmarked(suffix: str, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    problems = refused(path)
    assert mark_workbook(path.rename(path.with_suffix(suffix)), problems, tmp_path / "退回", "zh") is None
    assert not (tmp_path / "退回").exists()


@pytest.fixture
def form(workspace: Workspace, tmp_path: Path) -> Path:
    """A body's own form with one row that is refused for a cell and one that is refused whole."""
    registers = tmp_path / "registers"
    registers.mkdir()
    (registers / "organisations.csv").write_text("id,name,level,code\no1,云溪县民政局,county,11430603006\n", encoding="utf-8")
    (registers / "systems.csv").write_text("id,name,owner,status\ns1,养老平台,o1,运行\n", encoding="utf-8")
    assert import_path(workspace.engine, registers, now=workspace.now).problems.rejected == []
    (made,) = export_forms(workspace, tmp_path / "forms", only=[], below_county=False, tier="core")
    path = Path(made["file"])
    book = openpyxl.load_workbook(path)
    page = book["系统"]
    titles = {str(cell.value): cell.column for cell in page[1]}
    page.cell(2, titles["系统阶段"]).value = "凑合"
    page.cell(3, titles["系统名称"]).value = "机要平台"
    page.cell(3, titles["建设单位"]).value = "涉密"
    book.save(path)
    return path


def test_a_marked_form_keeps_its_lists_its_lock_and_its_mark(workspace: Workspace, form: Path, tmp_path: Path) -> None:
    problems = import_form(workspace.engine, form, workspace="云溪县", now=workspace.now).problems
    before = openpyxl.load_workbook(form)
    book = marked(form, problems, tmp_path / "退回")
    assert book.sheetnames == before.sheetnames
    assert {name: book[name].sheet_state for name in book.sheetnames} == {name: before[name].sheet_state for name in book.sheetnames}
    assert len(book["系统"].data_validations.dataValidation) == len(before["系统"].data_validations.dataValidation) > 0
    assert book["系统"].protection.sheet
    assert book["系统"].column_dimensions["A"].hidden


def test_a_mended_form_is_imported_again(workspace: Workspace, form: Path, tmp_path: Path) -> None:
    first = import_form(workspace.engine, form, workspace="云溪县", now=workspace.now)
    assert sorted(problem.code for problem in first.problems.rejected) == ["not_in_list", "secret_row"]
    target = mark_workbook(form, first.problems, tmp_path / "退回", "zh")
    assert target is not None
    book = openpyxl.load_workbook(target)
    page = book["系统"]
    titles = {str(cell.value): cell.column for cell in page[1]}
    page.cell(2, titles["系统阶段"]).value = "停用"
    page.cell(3, titles["建设单位"]).value = "民政局"
    book.save(target)
    again = import_form(workspace.engine, target, workspace="云溪县", now=workspace.now)
    assert again.problems.rejected == []
    assert again.read["systems"] == 2


def test_a_row_refused_whole_is_marked_where_it_is_seen(workspace: Workspace, form: Path, tmp_path: Path) -> None:
    problems = import_form(workspace.engine, form, workspace="云溪县", now=workspace.now).problems
    page = marked(form, problems, tmp_path / "退回")["系统"]
    assert {place for place in filled(page) if place.endswith("3")} - {"A3"}
