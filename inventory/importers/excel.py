"""Reads the Excel twin of the CSV folder: one sheet an array, the same headers, the first row that is a header."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inventory.documents import LEDGER, from_cell
from inventory.importers.csv_folder import which_array
from inventory.importers.interpret import header_field
from inventory.importers.limits import CELLS, COLUMNS, ROWS, check_size, check_zip, most_cells
from inventory.importers.rows import Document, RawRow
from inventory.problems import InputError, Problems
from inventory.schema import by_array
from inventory.values.observation import Locator

_SEARCHED = 12


def sheets(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    """Sheet names and their cells from A1 on. Raises InputError for what is no workbook."""
    import python_calamine

    check_size(path)
    with path.open("rb") as stream:
        magic = stream.read(4)
    if magic.startswith(b"PK"):
        check_zip(path)
        with zipfile.ZipFile(path) as container:
            if most_cells(container) > CELLS:  # before the parser fills in everything between two far cells
                raise InputError("cells_far_apart", file=path.name, limit=CELLS)
    elif magic != b"\xd0\xcf\x11\xe0":
        raise InputError("not_a_workbook", file=path.name)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        names = workbook.sheet_names
    except Exception:  # the parser raises its own types for every kind of damage
        raise InputError("broken_workbook", file=path.name) from None
    for name in names:
        try:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.total_height > ROWS or sheet.total_width > COLUMNS:
                raise InputError("sheet_too_large", file=path.name, sheet=name, rows=ROWS, columns=COLUMNS)
            yield name, sheet.to_python(skip_empty_area=False)
        except InputError:
            raise
        except Exception:  # as above
            raise InputError("broken_workbook", file=path.name) from None


def column_letter(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_value(cell: Any) -> Any:
    """A cell as text, number or date; what a formula computed, never the formula."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, (dt.date, dt.time, dt.timedelta)):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell


def read_excel(path: Path, problems: Problems) -> Document:
    """All sheets that belong to an array. Raises InputError where none does."""
    document = Document("excel", "sheets named after the arrays")
    taken = 0
    for name, rows in sheets(path):
        found = find_header(name, rows)
        if found is None:
            if any(any(cell not in ("", None) for cell in row) for row in rows[:_SEARCHED]):
                problems.ignore("unknown_sheet", Locator(file=path.name, sheet=name), name=name[:60])
            continue
        array, position = found
        header = [str(cell_value(cell)).strip() for cell in rows[position]]
        taken += 1
        for offset, row in enumerate(rows[position + 1 :], start=position + 2):
            at = Locator(file=path.name, sheet=name, row=offset)
            named, columns = named_cells(header, row)
            if any(value not in ("", None) for value in named.values()):
                _add(document, array, named, columns, at, problems)
    if not taken:
        raise InputError("no_known_sheet", file=path.name)
    return document


def find_header(sheet: str, rows: list[list[Any]]) -> tuple[str, int] | None:
    """The array that a sheet holds and the position of its header row: the first row that names an array's columns."""
    for position, row in enumerate(rows[:_SEARCHED]):
        titles = [str(cell_value(cell)).strip() for cell in row]
        if sum(1 for title in titles if title) >= 1:
            array = which_array(sheet, titles)
            if array is not None and (array in LEDGER or array == "inventory" or _names_enough(array, titles)):
                return array, position
    return None


def _names_enough(array: str, titles: list[str]) -> bool:
    entity = by_array()[array].entity
    filled = [title for title in titles if title]
    known = sum(1 for title in filled if title in ("id", "sources") or header_field(entity, title)[0] is not None)
    return known * 2 >= len(filled)


def named_cells(header: list[str], row: list[Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Header → cell and header → column letter; of two equal headers the first that is filled counts."""
    named: dict[str, Any] = {}
    columns: dict[str, str] = {}
    for index, title in enumerate(header):
        if not title:
            continue
        value = cell_value(row[index]) if index < len(row) else ""
        if named.get(title) in (None, ""):
            named[title] = value
            columns[title] = column_letter(index)
    return named, columns


def _add(document: Document, array: str, named: dict[str, Any], columns: dict[str, str], at: Locator, problems: Problems) -> None:
    try:
        cells = {key: from_cell(array, key, value) for key, value in named.items()}
    except ValueError:
        problems.reject("broken_json_cell", at)
        return
    if array == "inventory":
        document.meta = cells
    elif array in LEDGER:
        document.ledger.setdefault(array, []).append(cells)
    else:
        document.rows.append(RawRow(by_array()[array].entity, cells, at, columns))
