"""Filled workbooks back in: the body's own words, row by row, under the ids that the workbook carried."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from inventory.database import reading, writing
from inventory.forms.layout import ID_TITLE, KEYS_SHEET, MARK_SHEET, ORIGIN_TITLE, sheets
from inventory.forms.protected import Protected, read_protected, sent_ids
from inventory.forms.returned import Returned, form_rows, take_returned
from inventory.forms.seal import is_sealed, known_key
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
    sent = read_protected(found.pop(KEYS_SHEET, ()))
    document.meta["ids"] = sent_ids(sent)
    for name, rows in found.items():
        known_as = _sent_as(name, rows, sent, set(found))
        entity = titles.get(plain(known_as))
        if entity is not None and rows:
            at = Locator(file=path.name, sheet=name)
            if known_as != name:
                problems.reject("wrong_cell_changed", at)
            protected = Protected(sent.pop(known_as, {}), rows, at, problems)
            _read_sheet(document, entity, rows, protected, at, mark)
    for name in sent:
        problems.ask("form_sheet_missing", Locator(file=path.name, sheet=name), name=name)
    return document, mark


def _sent_as(name: str, rows: list[list[Any]], sent: dict[str, dict[tuple[int, int], str]], present: set[str]) -> str:
    """The name under which a sheet was sent: its own, or that of the absent one whose titles it bears."""
    if name in sent or not rows:
        return name
    titles = [{plain(str(cell_value(cell))) for cell in row} for row in rows[:2]]
    for absent in sent.keys() - present:
        asked = {plain(text) for (row, _), text in sent[absent].items() if row == 0}
        if any(2 * len(asked & row) > len(asked) for row in titles):
            return absent
    return name


def _read_sheet(document: Document, entity: str, rows: list[list[Any]], protected: Protected, at: Locator, mark: dict[str, str]) -> None:
    header = protected.header()
    ids = protected.ids(header.index(ID_TITLE)) if ID_TITLE in header and protected.is_known else None
    if ids is not None:
        protected.check_others(header, ids)
    for position in range(protected.header_row + 1, len(rows)):
        cells, columns = named_cells(header, rows[position])
        typed = cells.pop(ID_TITLE, "")
        identifier = typed if ids is None else ids.get(position, "")
        for title in ORIGIN_TITLE.values():
            cells.pop(title, None)
        place = dataclasses.replace(at, row=position + 1)
        document.rows += form_rows(entity, str(identifier or ""), cells, place, columns, year=mark["year"])


def import_form(engine: Engine, path: Path, *, workspace: str, now: dt.datetime, dry_run: bool = False) -> Outcome:
    """Read one filled workbook into the workspace; the same workbook again changes nothing.

    Raises InputError for a workbook that is no form of this workspace, or whose hidden sheets are not as they were sent.
    """
    problems = Problems()
    document, mark = read_form(path, problems)
    if mark["workspace"] != workspace:
        raise InputError("foreign_form", file=path.name, name=mark["workspace"][:60])
    with reading(engine) as session:
        key = known_key(session)
        if key is not None and not is_sealed(key, mark, document.meta["ids"]):
            raise InputError("form_seal_broken", file=path.name)
        inventory = load_inventory(session, today="")
    returned = Returned(document, mark, path.name, hash_path(path))
    with writing(engine, keep=not dry_run) as session:
        return take_returned(session, inventory, returned, problems, now=now)
