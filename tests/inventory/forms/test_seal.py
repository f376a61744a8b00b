"""A form whose hidden sheets were edited is refused: they tell whose form it is and which records its rows are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditor.forms import export_forms
from auditor.workspace import Workspace
from inventory.database import writing
from inventory.forms.layout import KEYS_SHEET, MARK_SHEET
from inventory.forms.read_workbook import import_form
from inventory.forms.seal import SEAL, is_sealed, make_key, seal_of
from inventory.intake import import_path
from inventory.problems import InputError

MARK = {"workspace": "云溪县", "organisation": "o1", "organisation_name": "云溪县 民政局", "year": "2026"}
IDS = [("系统", "s1"), ("系统", "s2")]


@pytest.fixture
def form(workspace: Workspace, tmp_path: Path) -> Path:
    registers = {
        "organisations": "id,name,level\no1,民政局,county\no2,教育局,county\n",
        "systems": "id,name,owner\ns1,低保系统,o1\ns2,学籍系统,o2\n",
        "resources": "id,name,system\nd1,低保对象,s1\nd2,学生,s2\n",
    }
    for name, text in registers.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        import_path(workspace.engine, tmp_path / f"{name}.csv", now=workspace.now)
    export_forms(workspace, tmp_path / "forms", only=["o1"], below_county=False, tier="core")
    return tmp_path / "forms" / "o1.xlsx"


def take(workspace: Workspace, form: Path) -> Any:
    return import_form(workspace.engine, form, workspace=workspace.settings.workspace.name, now=workspace.now)


def as_another_body(book: Any) -> None:
    for name, value in book[MARK_SHEET].iter_rows():
        value.value = {"organisation": "o2", "organisation_name": "教育局"}.get(name.value, value.value)


def for_another_year(book: Any) -> None:
    for name, value in book[MARK_SHEET].iter_rows():
        value.value = "2031" if name.value == "year" else value.value


def on_another_record(book: Any) -> None:
    # a dataset names no owner: nothing but the seal tells that d2 was not sent
    book["数据资源"]["A2"] = "d2"
    for row in book[KEYS_SHEET].iter_rows():
        row[3].value = "d2" if row[3].value == "d1" else row[3].value


def without_seal(book: Any) -> None:
    page = book[MARK_SHEET]
    page.delete_rows(next(row[0].row for row in page.iter_rows() if row[0].value == SEAL))


def without_keys(book: Any) -> None:
    del book[KEYS_SHEET]


@pytest.mark.parametrize("edit", [as_another_body, for_another_year, on_another_record, without_seal, without_keys])
def test_an_edited_hidden_sheet_refuses_the_form(edit: Callable[[Any], None], workspace: Workspace, form: Path) -> None:
    book = openpyxl.load_workbook(form)
    edit(book)
    book.save(form)
    with pytest.raises(InputError) as error:
        take(workspace, form)
    assert error.value.code == "form_seal_broken"
    assert "form export" in error.value.sentence("en")


def test_answers_new_rows_and_another_order_break_no_seal(workspace: Workspace, form: Path) -> None:
    book = openpyxl.load_workbook(form)
    page = book["系统"]
    page.insert_rows(2)
    page["B2"] = "救助系统"
    page["B3"] = "低保管理系统"
    book.save(form)
    assert take(workspace, form).read["systems"] == 2


def test_every_form_of_a_workspace_has_one_key(workspace: Workspace, form: Path) -> None:
    with writing(workspace.engine) as session:
        first = make_key(session)
    export_forms(workspace, form.parent, only=["o2"], below_county=False, tier="core")
    with writing(workspace.engine) as session:
        assert make_key(session) == first
    assert take(workspace, form).read["systems"] == 1


def test_a_seal_holds_mark_and_ids_but_no_spelling() -> None:
    key = b"k" * 32
    sealed = {**MARK, SEAL: seal_of(key, MARK, IDS)}
    assert is_sealed(key, {**sealed, "organisation_name": "云溪县民政局"}, IDS[::-1])
    assert not is_sealed(b"x" * 32, sealed, IDS)
    assert not is_sealed(key, sealed, IDS[:1])
    assert not is_sealed(key, {**sealed, SEAL: "非十六进制"}, IDS)
    assert not is_sealed(key, MARK, IDS)
