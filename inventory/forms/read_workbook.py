"""Filled workbooks back in: the body's own words, row by row, under the ids that the workbook carried."""

import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from inventory import rounds
from inventory.database import reading, writing
from inventory.forms.layout import ID_TITLE, MARK_SHEET, sheets
from inventory.forms.prefill import covered, reporting_bodies
from inventory.importers.cells import cell_value
from inventory.importers.excel import named_cells
from inventory.importers.excel import sheets as workbook_sheets
from inventory.importers.interpret import interpret
from inventory.importers.rows import Document, RawRow
from inventory.intake import Outcome, hash_path, make_source, take_in
from inventory.names import plain
from inventory.problems import InputError, Problems
from inventory.schema import OWNER_FIELD, entities
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
    cost_titles = {
        q.title(language) for sheet in sheets("ask_if") for q in sheet.questions if q.entity == "Cost" for language in ("zh", "en")
    }
    header = [str(cell_value(cell)).strip() for cell in rows[0]]
    for position, row in enumerate(rows[1:], start=2):
        cells, columns = named_cells(header, row)
        identifier = cells.pop(ID_TITLE, "")
        if not any(value not in ("", None) for value in cells.values()):
            continue
        at = Locator(file=file, sheet=name, row=position)
        costs = {title: cells.pop(title) for title in list(cells) if title in cost_titles}
        if identifier not in ("", None):
            cells["id"] = identifier
        document.rows.append(RawRow(entity, cells, at, columns))
        system = next(
            (
                cells.get(f.title(language))
                for f in (entities()["System"].fields["name"],)
                for language in ("zh", "en")
                if cells.get(f.title(language))
            ),
            None,
        )
        if entity == "System" and system and any(value not in ("", None) for value in costs.values()):
            cost = {**costs, "object": system, "object_kind": "system", "fiscal_year": mark["year"]}
            document.rows.append(RawRow("Cost", cost, at, columns))


def import_form(engine: Engine, path: Path, *, workspace: str, now: dt.datetime, dry_run: bool = False) -> Outcome:
    """Read one filled workbook into the workspace; the same workbook again changes nothing."""
    problems = Problems()
    document, mark = read_form(path, problems)
    _drop_foreign_rows(engine, document, mark, problems)
    if mark["workspace"] != workspace:
        raise InputError("foreign_form", file=path.name, name=mark["workspace"][:60])
    owner = mark["organisation_name"]
    defaults = {entity: {field: owner} for entity, field in OWNER_FIELD.items() if entity != "Dataset"}
    observations = interpret(document.rows, problems, defaults=defaults)
    outcome = Outcome("form", document.why, problems)
    for observation in observations:
        outcome.read[entities()[observation.entity].array] += 1
    source = make_source("form", path.name, hash_path(path), now, series=f"form:{mark['organisation']}", by=mark["organisation"])
    try:
        with writing(engine) as session:
            take_in(session, document, observations, source, outcome)
            if dry_run:
                raise _Undone
            forms = dict(rounds.get_fact(session, "forms", {}))
            forms[mark["organisation"]] = {"round": rounds.current_round(session), "rejected": len(problems)}
            rounds.set_fact(session, "forms", forms)
    except _Undone:
        pass
    return outcome


def _drop_foreign_rows(engine: Engine, document: Document, mark: dict[str, str], problems: Problems) -> None:
    """A row whose hidden id is another body's record is listed and not read: a form speaks for its own body and those below."""
    with reading(engine) as session:
        inventory = load_inventory(session, today="")
    body = inventory.organisations.get(mark["organisation"])
    if body is None:
        return
    inside = covered(inventory, body, separate=frozenset(o.id for o in reporting_bodies(inventory, below_county=False)))
    kept = []
    for row in document.rows:
        record = inventory.records.get(row.entity, {}).get(str(row.cells.get("id") or ""))
        holder = (
            None
            if record is None
            else record.id
            if row.entity == "Organisation"
            else getattr(record, OWNER_FIELD.get(row.entity, ""), None)
        )
        if holder in inventory.organisations and holder not in inside:
            problems.reject("foreign_row", row.at)
        else:
            kept.append(row)
    document.rows[:] = kept


class _Undone(Exception):
    """Rolls a dry run back."""
