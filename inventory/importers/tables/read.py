"""Reads the tables of a sheet into a document and says how their columns were understood."""

from inventory.importers.cells import column_letter
from inventory.importers.rows import Context, Document
from inventory.importers.tables.checks import check_catalogue
from inventory.importers.tables.find import FoundTable, find_tables
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.headerless import with_titles
from inventory.importers.tables.layouts import laid_out
from inventory.importers.tables.rows import table_rows
from inventory.names import plain
from inventory.problems import Problems
from inventory.secrecy import is_credential_header, masked
from inventory.values.observation import Locator

# unread columns told one by one; of more there is one line
_EACH = 20
_NUMBERS = frozenset(plain(word) for word in ("序号", "编号", "No.", "排序"))


def read_tables(grid: Grid, file: str, problems: Problems, context: Context, document: Document) -> int:
    """Add the rows of every table on a sheet; returns how many tables there were."""
    count = _read_parts(laid_out(grid, context.columns), file, problems, context, document)
    if not count and (listed := with_titles(grid)) is not None:
        count = _read_parts([listed], file, problems, context, document)
        if count:
            problems.ask("columns_without_titles", Locator(file=file, sheet=grid.name or None))
    return count


def _read_parts(parts: list[Grid], file: str, problems: Problems, context: Context, document: Document) -> int:
    count = 0
    for part in parts:
        for table in find_tables(part, context.columns):
            count += 1
            rows = list(table_rows(table, part, file, context, problems))
            document.rows += rows
            _tell_columns(table, part, file, problems, document)
            check_catalogue(rows, problems)
            _tell_hidden(table, part, file, problems)
    return count


def _tell_hidden(table: FoundTable, grid: Grid, file: str, problems: Problems) -> None:
    """Hidden rows and columns are read like others, and a person is asked whether they should be."""
    if grid.places is None:
        rows = [number for number in sorted(grid.hidden) if table.first < number <= table.stop]
        columns = sorted({grid.left + column for column in table.meanings} & grid.hidden_columns)
    else:
        rows = sorted({row + 1 for row, _ in grid.places.values()} & grid.hidden)
        columns = sorted({column for _, column in grid.places.values()} & grid.hidden_columns)
    if rows:
        problems.ask("hidden_rows", Locator(file=file, sheet=grid.name or None, row=rows[0]), count=len(rows))
    if columns:
        at = Locator(file=file, sheet=grid.name or None, column=column_letter(columns[0]))
        problems.ask("hidden_columns", at, count=len(columns), columns=", ".join(column_letter(column) for column in columns[:20]))


def _tell_columns(table: FoundTable, grid: Grid, file: str, problems: Problems, document: Document) -> None:
    """What each column was taken for; one that was taken by a near spelling or by its content is asked about."""
    unread: list[tuple[Locator, str]] = []
    for column, title in sorted(table.titles.items()):
        line, place = grid.place(table.first - 1, column)
        letter = column_letter(place)
        at = Locator(file=file, sheet=grid.name or None, row=line + 1, column=letter)
        shown = masked(title[:60])
        if any(is_credential_header(part) for part in (*title.split(), "".join(title.split()))):
            if any(row[column] not in ("", None) for row in grid.rows[table.first : table.stop] if column < len(row)):
                problems.reject("credential_column", at)
        elif column in table.meanings:
            for told in table.meanings[column]:
                document.columns.append((grid.name, letter, shown, f"{told.entity}.{told.field.name}", told.how))
                if told.field.type == "money" and not told.has_unit and table.in_ten_thousands is None:
                    problems.ask("amount_without_unit", at, title=shown)
                if told.how in ("near", "content"):
                    problems.ask(f"column_by_{told.how}", at, title=shown, field=told.field.zh, field_en=told.field.en)
        elif plain(title) not in _NUMBERS and any(
            row[column] not in ("", None) for row in grid.rows[table.first : table.stop] if column < len(row)
        ):
            unread.append((at, shown))
    if len(unread) > _EACH:
        at, _ = unread[0]
        problems.ignore("unknown_columns", at, count=len(unread), headers=", ".join(shown for _, shown in unread[:_EACH]))
        return
    for at, shown in unread:
        problems.ignore("unknown_column", at, header=shown)
