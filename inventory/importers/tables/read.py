"""Reads the tables of a sheet into a document and says how their columns were understood."""

from inventory.importers.cells import column_letter
from inventory.importers.rows import Context, Document
from inventory.importers.tables.checks import check_catalogue
from inventory.importers.tables.find import FoundTable, find_tables
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.rows import table_rows
from inventory.names import plain
from inventory.problems import Problems
from inventory.secrecy import is_credential_header, masked
from inventory.values.observation import Locator

_NUMBERS = frozenset(plain(word) for word in ("序号", "编号", "No.", "排序"))


def read_tables(grid: Grid, file: str, problems: Problems, context: Context, document: Document) -> int:
    """Add the rows of every table on a sheet; returns how many tables there were."""
    count = 0
    for table in find_tables(grid, context.columns):
        count += 1
        rows = list(table_rows(table, grid, file, grid.name or None, context, problems))
        document.rows += rows
        _tell_columns(table, grid, file, problems, document)
        check_catalogue(rows, problems)
        hidden = [number for number in sorted(grid.hidden) if table.first < number <= table.stop]
        if hidden:
            problems.ask("hidden_rows", Locator(file=file, sheet=grid.name or None, row=hidden[0]), count=len(hidden))
    return count


def _tell_columns(table: FoundTable, grid: Grid, file: str, problems: Problems, document: Document) -> None:
    """What each column was taken for; one that was taken by a near spelling or by its content is asked about."""
    for column, title in sorted(table.titles.items()):
        at = Locator(file=file, sheet=grid.name or None, row=table.first, column=column_letter(column))
        shown = masked(title[:60])
        if any(is_credential_header(part) for part in (*title.split(), "".join(title.split()))):
            if any(row[column] not in ("", None) for row in grid.rows[table.first : table.stop] if column < len(row)):
                problems.reject("credential_column", at)
        elif column in table.meanings:
            for told in table.meanings[column]:
                document.columns.append((grid.name, column_letter(column), shown, f"{told.entity}.{told.field.name}", told.how))
                if told.field.type == "money" and not told.has_unit and table.in_ten_thousands is None:
                    problems.ask("amount_without_unit", at, title=shown)
                if told.how in ("near", "content"):
                    problems.ask(f"column_by_{told.how}", at, title=shown, field=told.field.zh, field_en=told.field.en)
        elif plain(title) not in _NUMBERS and any(
            row[column] not in ("", None) for row in grid.rows[table.first : table.stop] if column < len(row)
        ):
            problems.ignore("unknown_column", at, header=shown)
