"""What comes back with headings, ids or sources changed: told with its place, and the old text stands."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditor.forms import export_forms
from auditor.workspace import Workspace
from inventory.database import reading, writing
from inventory.forms.layout import ID_TITLE, KEYS_SHEET, ORIGIN_TITLE
from inventory.forms.mark_workbook import mark_workbook
from inventory.forms.protected import read_protected
from inventory.forms.read_workbook import import_form
from inventory.intake import Outcome, import_path
from inventory.models.ledger import MetaRow
from inventory.snapshot import load_inventory
from inventory.values.inventory import Inventory

TOWN = {
    "organisations.csv": "id,name,level,code\no1,云溪县民政局,county,11430603006\n",
    "systems.csv": "id,name,owner,status\ns1,甲系统,o1,运行\ns2,乙系统,o1,运行\ns3,丙系统,o1,运行\n",
}


@pytest.fixture
def form(workspace: Workspace, tmp_path: Path) -> Path:
    folder = tmp_path / "registers"
    folder.mkdir()
    for name, text in TOWN.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert import_path(workspace.engine, folder, now=workspace.now).problems.rejected == []
    (made,) = export_forms(workspace, tmp_path / "forms", only=[], below_county=False, tier="core")
    return Path(made["file"])


def changed(path: Path, change: Any, sheet: str = "系统") -> Path:
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)
    return path


def column(page: Any, title: str, row: int = 1) -> int:
    return next(cell.column for cell in page[row] if cell.value == title)


def row_of(page: Any, name: str) -> int:
    return next(cell.row for cell in page["B"] if cell.value == name)


def take(workspace: Workspace, path: Path) -> tuple[Outcome, Inventory]:
    outcome = import_form(workspace.engine, path, workspace=workspace.settings.workspace.name, now=workspace.now)
    with reading(workspace.engine) as session:
        return outcome, load_inventory(session, today="2026-03-01")


def told(outcome: Outcome) -> list[tuple[str, str | None, int | None, str | None]]:
    return [(p.code, p.at.sheet, p.at.row, p.at.column) for p in outcome.problems.refused]


def test_an_overwritten_heading_is_told_and_its_column_still_read(workspace: Workspace, form: Path) -> None:
    def overwrite(page: Any) -> None:
        at = column(page, "系统阶段")
        page.cell(1, at).value = "现在怎么样"
        page.cell(row_of(page, "甲系统"), at).value = "停用"

    outcome, inventory = take(workspace, changed(form, overwrite))
    letter = openpyxl.utils.get_column_letter(column(openpyxl.load_workbook(form)["系统"], "现在怎么样"))
    assert told(outcome) == [("wrong_cell_changed", "系统", 1, letter)]
    assert inventory.systems["s1"].status == "suspended"


@pytest.mark.parametrize("typed", ["", "s9", "甲"])
def test_a_changed_id_is_told_and_the_row_stays_its_record(workspace: Workspace, form: Path, typed: str) -> None:
    def retype(page: Any) -> None:
        row = row_of(page, "乙系统")
        page.cell(row, 1).value = typed
        page.cell(row, column(page, "系统描述")).value = "改过"

    outcome, inventory = take(workspace, changed(form, retype))
    assert [(code, column) for code, _, _, column in told(outcome)] == [("wrong_cell_changed", "A")]
    assert {i: s.purpose for i, s in inventory.systems.items()} == {"s1": None, "s2": "改过", "s3": None}


def test_a_copied_row_with_its_hidden_id_is_a_record_of_its_own(workspace: Workspace, form: Path) -> None:
    def copy(page: Any) -> None:
        for cell in page[2]:
            page.cell(6, cell.column).value = cell.value
        page.cell(6, 2).value = "丁系统"

    outcome, inventory = take(workspace, changed(form, copy))
    assert told(outcome) == [("wrong_cell_changed", "系统", 6, "A")]
    assert sorted(s.name or "" for s in inventory.systems.values()) == ["丁系统", "丙系统", "乙系统", "甲系统"]
    assert {inventory.systems[i].name for i in ("s1", "s2", "s3")} == {"甲系统", "乙系统", "丙系统"}


def test_ids_that_were_swapped_stay_with_what_they_name(workspace: Workspace, form: Path) -> None:
    """Sorting moves rows with their ids: nothing was changed."""

    def sort(page: Any) -> None:
        rows = [[cell.value for cell in page[number]] for number in (4, 2, 3)]
        for number, cells in enumerate(rows, start=2):
            for at, value in enumerate(cells, start=1):
                page.cell(number, at).value = value

    outcome, inventory = take(workspace, changed(form, sort))
    assert told(outcome) == []
    assert {i: s.name for i, s in inventory.systems.items()} == {"s1": "甲系统", "s2": "乙系统", "s3": "丙系统"}


@pytest.mark.parametrize("move", [lambda page: page.insert_rows(3), lambda page: page.delete_rows(3), lambda page: page.insert_rows(1, 2)])
def test_rows_put_in_or_taken_out_change_no_record(workspace: Workspace, form: Path, move: Any) -> None:
    outcome, inventory = take(workspace, changed(form, move))
    assert told(outcome) == []
    assert {i: s.name for i, s in inventory.systems.items()} == {"s1": "甲系统", "s2": "乙系统", "s3": "丙系统"}


def test_a_changed_source_is_told_and_read_by_nobody(workspace: Workspace, form: Path) -> None:
    def rewrite(page: Any) -> None:
        page.cell(3, column(page, ORIGIN_TITLE["zh"])).value = "我说的"

    outcome, _ = take(workspace, changed(form, rewrite))
    assert [(code, row) for code, _, row, _ in told(outcome)] == [("wrong_cell_changed", 3)]
    assert outcome.problems.ignored == []


def test_a_renamed_sheet_is_told_and_read(workspace: Workspace, form: Path) -> None:
    def rename(page: Any) -> None:
        page.cell(2, column(page, "系统描述")).value = "改过"
        page.title = "我局的系统"

    outcome, inventory = take(workspace, changed(form, rename))
    assert told(outcome) == [("wrong_cell_changed", "我局的系统", None, None)]
    assert [s.purpose for s in inventory.systems.values() if s.purpose] == ["改过"]


def test_a_sheet_that_is_gone_is_asked_about(workspace: Workspace, form: Path) -> None:
    book = openpyxl.load_workbook(form)
    del book["渠道"]
    book.save(form)
    outcome, _ = take(workspace, form)
    assert [(p.code, p.at.sheet) for p in outcome.problems.questions] == [("form_sheet_missing", "渠道")]


def test_a_workbook_without_the_list_of_protected_cells_is_read_as_it_stands(workspace: Workspace, form: Path) -> None:
    book = openpyxl.load_workbook(form)
    del book[KEYS_SHEET]
    book.save(form)
    with writing(workspace.engine) as session:  # of a version that sealed nothing
        session.delete(session.get(MetaRow, "form_key"))
    outcome, inventory = take(workspace, form)
    assert (told(outcome), len(inventory.systems)) == ([], 3)


@pytest.mark.parametrize(
    "row", [[], ["系统"], ["系统", "一", 0, "x"], ["系统", -1, 0, "x"], ["系统", 1.5, 0, "x"], [None, None, None, None]], ids=repr
)
def test_a_row_that_lists_no_cell_is_passed_over(row: list[Any]) -> None:
    assert read_protected([row]) == {}


def test_the_marked_copy_holds_the_old_text_again_and_then_passes(workspace: Workspace, form: Path, tmp_path: Path) -> None:
    def spoil(page: Any) -> None:
        page.cell(1, column(page, "系统阶段")).value = "阶段?"
        page.cell(3, 1).value = "s99"

    first, _ = take(workspace, changed(form, spoil))
    assert len(told(first)) == 2
    copy = mark_workbook(form, first.problems, tmp_path / "退回", "zh")
    assert copy is not None
    page = openpyxl.load_workbook(copy)["系统"]
    assert column(page, "系统阶段")
    assert {page.cell(row, 1).value for row in (2, 3, 4)} == {"s1", "s2", "s3"}
    again, _ = take(workspace, copy)
    assert told(again) == []


def test_the_second_marked_copy_shows_only_what_is_still_wrong(workspace: Workspace, form: Path, tmp_path: Path) -> None:
    def spoil(page: Any) -> None:
        for row in (2, 3):
            page.cell(row, column(page, "系统阶段")).value = "凑合"

    first, _ = take(workspace, changed(form, spoil))
    copy = mark_workbook(form, first.problems, tmp_path / "退回", "zh")
    assert copy is not None
    assert copy.name.endswith(".rejected.xlsx")
    changed(copy, lambda page: page.cell(2, column(page, "系统阶段"), "停用"))
    second, _ = take(workspace, copy)
    again = mark_workbook(copy, second.problems, tmp_path / "再退", "zh")
    assert again is not None
    assert again.name == copy.name
    page = openpyxl.load_workbook(again)["系统"]
    red = {cell.row for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFF4B6B6"}
    at = column(page, "系统阶段")
    assert (red, page.cell(2, at).comment, page.cell(3, at).comment.text.count("凑合") <= 1) == ({3}, None, True)


@pytest.mark.parametrize("title", [ID_TITLE, *ORIGIN_TITLE.values()])
def test_no_question_bears_a_title_of_ours(title: str) -> None:
    from inventory.forms.layout import sheets

    assert title not in {q.title(language) for sheet in sheets("ask_if") for q in sheet.questions for language in ("zh", "en")}
