"""Reads workbooks: the Excel twin of the CSV folder (one sheet an array), and tables as clerks make them."""

import zipfile
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from inventory.documents import LEDGER, from_cell
from inventory.importers.cells import cell_value, column_letter
from inventory.importers.csv_folder import is_named_after, which_array
from inventory.importers.interpret import header_field
from inventory.importers.rows import BLOCK, Block, Context, Document, RawRow
from inventory.importers.tables.grid import Grid, Hidden, hidden_parts, html_grids
from inventory.importers.tables.read import read_tables
from inventory.importers.tables.resources import without_listed_twice
from inventory.limits import CELLS, COLUMNS, ROWS, check_size, check_zip, most_cells
from inventory.problems import InputError, Problems
from inventory.schema import by_array
from inventory.values.observation import Locator

_SEARCHED = 12


def sheets(path: Path) -> Iterator[Grid]:
    """The sheets of a workbook, cells from A1 on. Raises InputError for what is no workbook."""
    check_size(path)
    with path.open("rb") as stream:
        magic = stream.read(4)
    parts: dict[str, Hidden] = {}
    if magic.startswith(b"PK"):
        check_zip(path)
        with zipfile.ZipFile(path) as container:
            if most_cells(container, CELLS) > CELLS:  # before the parser fills in everything between two far cells
                raise InputError("cells_far_apart", file=path.name, limit=CELLS)
            parts = hidden_parts(container)
    elif magic.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        yield from html_grids(path)
        return
    elif magic != b"\xd0\xcf\x11\xe0":
        raise InputError("not_a_workbook", file=path.name)
    yield from _grids(path, parts)


def _grids(path: Path, hidden: dict[str, Hidden]) -> Iterator[Grid]:
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        found = [(sheet.name, sheet.visible != python_calamine.SheetVisibleEnum.Visible) for sheet in workbook.sheets_metadata]
    except Exception:  # the parser raises its own types for every kind of damage
        raise InputError("broken_workbook", file=path.name) from None
    for name, is_hidden in found:
        try:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.total_height > ROWS or sheet.total_width > COLUMNS:
                raise InputError("sheet_too_large", file=path.name, sheet=name, rows=ROWS, columns=COLUMNS)
            rows = sheet.to_python(skip_empty_area=False)
            parts = hidden.get(name, Hidden())
            yield Grid(name, rows, sheet.merged_cell_ranges or (), parts.rows, is_hidden, parts.columns)
        except InputError:
            raise
        except Exception:  # as above
            raise InputError("broken_workbook", file=path.name) from None


def read_excel(path: Path, problems: Problems, context: Context = Context()) -> Document:
    """All sheets that belong to an array or hold a table that can be understood. Raises InputError where none does."""
    document = Document("excel")
    taken = 0
    for grid in sheets(path):
        rows = grid.rows
        at = Locator(file=path.name, sheet=grid.name)
        is_filled = any(any(cell not in ("", None) for cell in row) for row in rows[:_SEARCHED])
        if grid.is_hidden:
            # templates carry lists and worked examples on hidden sheets
            if is_filled:
                problems.ignore("hidden_sheet", at, name=grid.name[:60])
            continue
        found = find_header(grid.name, rows)
        if found is None or not _is_twin(grid.name, *found, rows):
            if tables := read_tables(grid, path.name, problems, context, document):
                taken += tables
                continue
            if found is None:
                if is_filled:
                    problems.ignore("unknown_sheet", at, name=grid.name[:60])
                continue
        taken += 1
        _read_twin(document, path.name, grid, *found, problems)
    if not taken:
        raise InputError("no_known_sheet", file=path.name)
    if document.columns:
        document.listed = without_listed_twice(document.listed)
    return document


def _is_twin(sheet: str, array: str, position: int, rows: list[list[Any]]) -> bool:
    """Tell a sheet of an export from a table that only uses some of its titles."""
    titles = {str(cell_value(cell)).strip() for cell in rows[position]} - {""}
    if array in LEDGER:
        return 2 * len(titles & set(LEDGER[array])) >= len(titles)
    if array == "inventory":
        return bool(titles & {"schema_version", "round", "generated_at"})
    if "id" in titles:
        return True
    spec = by_array()[array]
    return is_named_after(sheet, spec) and all(header_field(spec.entity, title)[0] is not None for title in titles)


def _read_twin(document: Document, file: str, grid: Grid, array: str, position: int, problems: Problems) -> None:
    header = [str(cell_value(cell)).strip() for cell in grid.rows[position]]
    letters = {title: column_letter(index) for index, title in enumerate(header) if title}
    is_plain = len(letters) == sum(1 for title in header if title)
    if is_plain and array not in LEDGER and array != "inventory":
        document.blocks.append(_blocks(array, file, grid, position))
        return
    for offset, row in enumerate(grid.rows[position + 1 :], start=position + 2):
        named, columns = named_cells(header, row)
        if any(value not in ("", None) for value in named.values()):
            _add(document, array, named, columns, Locator(file=file, sheet=grid.name, row=offset), problems)


def _blocks(array: str, file: str, grid: Grid, position: int) -> Iterator[Block]:
    """The rows of the usual sheet, each title once, some thousands at a time: there may be millions of cells."""
    titled = [(index, title) for index, cell in enumerate(grid.rows[position]) if (title := str(cell_value(cell)).strip())]
    letters = {title: column_letter(index) for index, title in titled}
    titles, name, rows = tuple(letters), grid.name, grid.rows
    for start in range(position + 1, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        whole = list(zip_longest(*some, fillvalue=""))
        blank = ("",) * len(some)
        cells = [_values(whole[index]) if index < len(whole) else blank for index, _ in titled]
        yield Block(by_array()[array].entity, file, name, titles, cells, range(start + 1, start + 1 + len(some)), letters)


def _values(column: Sequence[Any]) -> Sequence[Any]:
    """The cells of a column as text, number or date; whole numbers that repeat are made once."""
    if set(map(type, column)) == {str}:
        return column
    made = {cell: cell_value(cell) for cell in column if type(cell) is float}
    return [cell if type(cell) is str else made[cell] if type(cell) is float else cell_value(cell) for cell in column]


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
