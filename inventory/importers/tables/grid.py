"""A sheet as a grid of values: merged cells filled, what is hidden known."""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from inventory.importers.cells import column_letter
from inventory.importers.decode import decode_text
from inventory.limits import CELLS, COLUMNS, DEPTH, HTML_BYTES
from inventory.problems import InputError
from inventory.values.observation import Locator

Span = tuple[tuple[int, int], tuple[int, int]]
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s(?=[^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'])[^>]*?\br\s*=\s*[\"']([0-9]{1,7})[\"']")


_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")


class Hidden(NamedTuple):
    """What a sheet hides: numbers of rows (from 1) and of columns (from 0)."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


@dataclass(slots=True)
class Grid:
    """Rows of cells from A1 on; `hidden` holds the numbers (from 1) of rows that a program hides, `hidden_columns` those of columns (from 0).

    A part of a sheet begins at column `left` of it. Where records stand in columns or on cards, `places` says where on the
    sheet (row, column; from 0) each cell comes from; that of a whole record stands under (row, -1).
    """

    name: str
    rows: list[list[Any]]
    merged: Sequence[Span] = ()
    hidden: frozenset[int] = frozenset()
    is_hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    left: int = 0
    places: Mapping[tuple[int, int], tuple[int, int]] | None = None
    _filled: bool = field(default=False, repr=False)

    def fill(self) -> None:
        """Give every cell of a merged range the value of its first."""
        if self._filled:
            return
        self._filled = True
        for (top, left), (bottom, right) in self.merged:
            if (bottom - top + 1) * (right - left + 1) > 200_000 or top >= len(self.rows):
                continue
            value = self.rows[top][left] if left < len(self.rows[top]) else ""
            for row in self.rows[top : bottom + 1]:
                for column in range(left, min(right + 1, len(row))):
                    if row[column] in ("", None):
                        row[column] = value

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Where on the sheet a cell stands (from 0)."""
        if self.places is None:
            return row, column + self.left
        return self.places.get((row, column)) or self.places.get((row, -1)) or (row, column)

    def locator(self, file: str, row: int) -> Locator:
        """The address of a row, or of the first cell of a record that takes up no row of its own."""
        if self.places is None:
            return Locator(file=file, sheet=self.name or None, row=row + 1)
        line, column = self.place(row, -1)
        return Locator(file=file, sheet=self.name or None, row=line + 1, column=column_letter(max(column, 0)))

    def cell_name(self, row: int, column: int) -> str:
        """What a row's cells are called by: the column's letter, or the cell's name (C5) where they stand in several rows."""
        line, at = self.place(row, column)
        return column_letter(at) if self.places is None else f"{column_letter(at)}{line + 1}"


def hidden_parts(container: zipfile.ZipFile) -> dict[str, Hidden]:
    """The rows and columns that each sheet of an XLSX hides, by the sheet's name."""
    found: dict[str, Hidden] = {}
    try:
        workbook = container.read("xl/workbook.xml")[:2_000_000].decode("utf-8", "replace")
        relations = container.read("xl/_rels/workbook.xml.rels")[:2_000_000].decode("utf-8", "replace")
        targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in re.findall(r"<Relationship\b[^>]*>", relations)}
        for tag in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", workbook):
            target = targets.get(_attribute(tag, "r:id"), "").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            if part in container.namelist():
                found[html.unescape(_attribute(tag, "name"))] = _hidden_in(container, part)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        return found  # the parser says what is damaged
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\b{re.escape(name)}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return (found[1] or found[2] or "") if found else ""


def _hidden_in(container: zipfile.ZipFile, part: str) -> Hidden:
    rows: set[int] = set()
    columns: set[int] = set()
    rest = b""
    with container.open(part) as stream:
        while piece := stream.read(1 << 20):
            if not rest:  # columns are described before the first row
                columns.update(_hidden_columns(piece))
            if b"hidden" in (text := rest + piece):
                rows.update(int(number) for number in _HIDDEN_ROW.findall(text))
            rest = piece[-400:]
    return Hidden(frozenset(rows), frozenset(columns))


def _hidden_columns(piece: bytes) -> Iterator[int]:
    for tag in _COLUMN.findall(piece):
        text = tag.decode("ascii", "replace")
        first, last = _attribute(text, "min"), _attribute(text, "max")
        if _attribute(text, "hidden") in ("1", "true") and first.isdecimal() and last.isdecimal() and len(first + last) <= 10:
            yield from range(int(first) - 1, min(int(last), COLUMNS))


def _laid_out(table: Any, file: str) -> tuple[list[list[Any]], list[Span]]:
    """The cells of a table where they stand, those that a span covers empty, and the spans. Raises InputError where there are too many."""
    rows: list[list[Any]] = []
    merged: list[Span] = []
    # the last row that a span from above covers in each column
    covered = [-1] * (COLUMNS + 1)
    count = 0
    for line in table.find_all("tr"):
        row: list[Any] = []
        for cell in line.find_all(["td", "th"]):
            while len(row) < COLUMNS and covered[len(row)] >= len(rows):
                row.append("")
            if len(row) >= COLUMNS:
                break
            across, down = (_span(cell.get(name)) for name in ("colspan", "rowspan"))
            across = min(across, COLUMNS - len(row))
            if across > 1 or down > 1:
                merged.append(((len(rows), len(row)), (len(rows) + down - 1, len(row) + across - 1)))
            if down > 1:
                covered[len(row) : len(row) + across] = [len(rows) + down - 1] * across
            row += [cell.get_text(" ", strip=True), *[""] * (across - 1)]
        rows.append(row)
        count += len(row)
        if count > CELLS:
            raise InputError("too_many_cells", file=file, limit=CELLS)
    return rows, merged


def _span(text: Any) -> int:
    return max(1, min(int(text), COLUMNS)) if isinstance(text, str) and text.isdecimal() and len(text) < 10 else 1


def html_grids(path: Path) -> Iterator[Grid]:
    """The tables of a web page that a program saved under a workbook's name. Raises InputError where there is none."""
    from bs4 import BeautifulSoup

    if path.stat().st_size > HTML_BYTES:
        raise InputError("file_too_large", file=path.name, limit_mb=HTML_BYTES // 1024 // 1024)
    text = decode_text(path.read_bytes(), path.name)
    if "<table" not in text.casefold():
        raise InputError("not_a_workbook", file=path.name)
    try:
        tables = BeautifulSoup(text, "lxml").find_all("table")
    except RecursionError:
        raise InputError("nested_too_deep", file=path.name, limit=DEPTH) from None
    for number, table in enumerate(tables[:200], start=1):
        if table.find("table") is not None:
            continue
        rows, merged = _laid_out(table, path.name)
        if len(rows) > 1:
            yield Grid(f"table {number}", rows, merged)
