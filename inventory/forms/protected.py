"""Protected cells of a workbook: headings, record ids and sources. What stands in them is kept, whatever comes back.

A spreadsheet program lifts the protection of a sheet in two clicks, and copies of rows carry their hidden id along.
A hidden sheet lists every protected cell as it was sent, one a row: sheet, row, column, text.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inventory.forms.layout import ID_TITLE
from inventory.importers.cells import cell_value, column_letter
from inventory.names import plain
from inventory.problems import Problems
from inventory.values.observation import Locator

Cell = tuple[int, int]
# where a header row may have moved to when rows were put above it
_SEARCHED = 10


def read_protected(rows: Iterable[Sequence[Any]]) -> dict[str, dict[Cell, str]]:
    """Sheet → (row, column; both from 0) → text, from the rows of the hidden sheet; rows that are none are passed over."""
    found: dict[str, dict[Cell, str]] = {}
    for row in rows:
        cells = [cell_value(cell) for cell in row[:4]]
        if len(cells) == 4 and all(isinstance(number, int) and number >= 0 for number in cells[1:3]):
            found.setdefault(str(cells[0]), {})[cells[1], cells[2]] = str(cells[3])
    return found


def sent_ids(sent: Mapping[str, Mapping[Cell, str]]) -> list[tuple[str, str]]:
    """Sheet and id of every record that was sent; ids stand in the first column."""
    return [(sheet, text) for sheet, cells in sent.items() for (row, column), text in cells.items() if row > 0 and column == 0]


class Protected:
    """The protected cells of one sheet, held against the sheet as it came back; what differs is told, and the old text stands."""

    def __init__(self, sent: Mapping[Cell, str], rows: list[list[Any]], at: Locator, problems: Problems) -> None:
        self._titles = {column: text for (row, column), text in sent.items() if row == 0}
        self._ids = {row: text for (row, column), text in sent.items() if row > 0 and self._titles.get(column) == ID_TITLE}
        self._others = {cell: text for cell, text in sent.items() if cell[0] > 0 and self._titles.get(cell[1]) != ID_TITLE}
        self._rows, self._at, self._problems = rows, at, problems
        self.header_row = self._find_header()
        # a workbook of an earlier version lists nothing
        self.is_known = bool(sent)

    def _find_header(self) -> int:
        titles = {plain(title) for title in self._titles.values()}
        shared = [len(titles & {plain(text) for text in _texts(row)}) for row in self._rows[:_SEARCHED]]
        return shared.index(max(shared)) if shared and max(shared) * 2 >= len(titles) else 0

    def header(self) -> list[str]:
        """The header row; a title that was overwritten is the old one again."""
        header = _texts(self._rows[self.header_row])
        sent, now = {plain(title) for title in self._titles.values()}, {plain(title) for title in header}
        for column, title in sorted(self._titles.items()):
            if plain(title) in now:
                continue
            header += [""] * (column + 1 - len(header))
            if plain(header[column]) not in sent:
                header[column] = title
                self._tell(self.header_row, column)
        return header

    def ids(self, column: int) -> dict[int, str]:
        """Row (from 0, of the sheet as it came back) → the record's id, in the column that holds them now.

        An id that was never sent, or stands there a second time (a copied row), is none of the row's: the row has the
        id that was sent for it where that is missing now, and is a new record elsewhere.
        """
        now = {row: _text_at(cells, column) for row, cells in enumerate(self._rows) if row > self.header_row and any(_texts(cells))}
        sent, shift = set(self._ids.values()), self.header_row
        holders: dict[str, int] = {}
        for row, identifier in now.items():
            if identifier in sent and (identifier not in holders or self._ids.get(row - shift) == identifier):
                holders[identifier] = row
        found = {row: identifier for identifier, row in holders.items()}
        for row, identifier in now.items():
            if row in found:
                continue
            old = self._ids.get(row - shift, "")
            is_free = bool(old) and old not in holders
            if is_free:
                found[row] = old
            if identifier or is_free:
                self._tell(row, column)
        return found

    def check_others(self, header: Sequence[str], ids: Mapping[int, str]) -> None:
        """Tell where a cell was changed that only informs (where values come from); it is read by nobody."""
        sent = {(self._ids[row], self._titles[column]): text for (row, column), text in self._others.items() if row in self._ids}
        places = {title: column for column, title in enumerate(header)}
        for row, identifier in ids.items():
            for title in {title for _, title in sent}:
                old = sent.get((identifier, title))
                if old is not None and title in places and _text_at(self._rows[row], places[title]).split() != old.split():
                    self._tell(row, places[title])

    def _tell(self, row: int, column: int) -> None:
        self._problems.reject(
            "wrong_cell_changed", Locator(file=self._at.file, sheet=self._at.sheet, row=row + 1, column=column_letter(column))
        )


def _texts(row: Sequence[Any]) -> list[str]:
    return [str(value).strip() if (value := cell_value(cell)) is not None else "" for cell in row]


def _text_at(row: Sequence[Any], column: int) -> str:
    value = cell_value(row[column]) if column < len(row) else ""
    return "" if value is None else str(value).strip()
