"""Filled workbooks back in: the body's own words, row by row, under the ids that the workbook carried."""

import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from inventory.database import reading, writing
from inventory.forms.layout import ID_TITLE, MARK_SHEET, sheets
from inventory.forms.returned import Returned, form_rows, take_returned
from inventory.importers.cells import cell_value
from inventory.importers.excel import named_cells
from inventory.importers.excel import sheets as workbook_sheets
from inventory.importers.rows import Document
from inventory.intake import Outcome, hash_path
from inventory.names import plain
from inventory.problems import InputError, Problems
from inventory.snapshot import load_inventory
from inventory.values.observation import Locator


def read_form(path: Path, problems: Problems) -> tuple[Document, dict[str, str]]:
    """The rows of a filled workbook and its mark. Raises InputError where it is no form of ours."""
    found = {grid.name: grid.rows for grid in workbook_sheets(path)}
    if MARK_SHEET not in found:
        raise InputError("not_a_form", file=path.name)
    mark = {str(row[0]): str(row[1]) for row in found[MARK_SHEET] if len(row) >= 2}
    if not {"workspace", "organisation", "organisation_name", "year"} <= set(mark):
        raise InputError("not_a_form", file=path.name)
    document = Document("form", {"sheet": MARK_SHEET})
    titles = {plain(sheet.title(language)): sheet.entity for sheet in sheets("ask_if") for language in ("zh", "en")}
    for name, rows in found.items():
        entity = titles.get(plain(name))
        if entity is not None and rows:
            _read_sheet(document, entity, name, rows, path.name, mark)
    return document, mark


def _read_sheet(document: Document, entity: str, name: str, rows: list[list[Any]], file: str, mark: dict[str, str]) -> None:
    header = [str(cell_value(cell)).strip() for cell in rows[0]]
    for position, row in enumerate(rows[1:], start=2):
        cells, columns = named_cells(header, row)
        identifier = cells.pop(ID_TITLE, "")
        at = Locator(file=file, sheet=name, row=position)
        document.rows += form_rows(entity, str(identifier or ""), cells, at, columns, year=mark["year"])


def import_form(engine: Engine, path: Path, *, workspace: str, now: dt.datetime, dry_run: bool = False) -> Outcome:
    """Read one filled workbook into the workspace; the same workbook again changes nothing."""
    problems = Problems()
    document, mark = read_form(path, problems)
    if mark["workspace"] != workspace:
        raise InputError("foreign_form", file=path.name, name=mark["workspace"][:60])
    with reading(engine) as session:
        inventory = load_inventory(session, today="")
    returned = Returned(document, mark, path.name, hash_path(path))
    with writing(engine, keep=not dry_run) as session:
        return take_returned(session, inventory, returned, problems, now=now)
