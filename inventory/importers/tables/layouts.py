"""How tables lie on a sheet: one below the other, side by side, a record a column, or a record a card.

What is not a plain table becomes one: its cells are put in rows under a header, and the grid remembers where on the sheet
each of them stands.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from inventory.importers.tables.find import COMPANIONS, NEEDED, find_tables, first_rows, next_header
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.titles import cleaned, kept_meaning, meaning
from inventory.names import plain
from inventory.schema import entities

# of what a sheet may tell with the titles down its first column
_RECORDS = ("System", "Channel", "Dataset", "Service", "Organisation", "Return")
# rows in which such titles are looked for, titles that make sure, and the largest sheet of cards
_LOOKED_AT, _SURE, _MOST_ROWS = 60, 4, 20_000
# parts of a sheet that are looked at on their own
_MOST_PARTS = 100
# rows that show whether a column is empty
_SAMPLE = 2_000
Cell = tuple[int, int]


def laid_out(grid: Grid, kept: Mapping[str, str]) -> list[Grid]:
    """The grids to look for tables in: the sheet itself, its parts, or its records put in rows."""
    grid.fill()
    records = _records_down(grid, kept)
    if records is not None:
        return [records]
    # over the whole sheet where a column stays empty; else where they stand beside each other among tables below each other
    whole = _side_by_side(grid, kept, _empty_columns(grid))
    if whole:
        return whole
    bands = _bands(grid, kept)
    parts = [_side_by_side(band, kept, _empty_columns(band)) or _side_by_side(band, kept, _repeated_titles(band, kept)) for band in bands]
    if not any(parts):
        return [grid]
    return [one for band, found in zip(bands, parts, strict=True) for one in found or [band]]


# --- titles down a column ---


@dataclass(slots=True)
class _Labels:
    """Cells that are titles of an entity, in the first rows: by column the fields that they name."""

    entity: str
    columns: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def most(self) -> int:
        """How many fields one column names."""
        return max((len(names) for names in self.columns.values()), default=0)

    @property
    def names(self) -> set[str]:
        """All fields that are named."""
        return set().union(*self.columns.values())


def _records_down(grid: Grid, kept: Mapping[str, str]) -> Grid | None:
    """The records of a sheet whose titles stand in columns; None where they stand in a row as usual."""
    if len(grid.rows) > _MOST_ROWS:
        return None
    labels = max((_labels(grid, entity, kept) for entity in _RECORDS), key=lambda found: found.most)
    if labels.most < _SURE or not all(labels.names & set(choice.split("/")) for choice in NEEDED[labels.entity]):
        return None
    usual = next_header(grid, first_rows(grid), kept)
    if usual is not None and (len(usual.meanings) >= 5 or (len(usual.meanings) >= 3 and 2 * len(usual.meanings) > len(usual.titles))):
        return None
    columns = sorted(column for column, names in labels.columns.items() if len(names) >= 2)
    made = _as_rows(grid, _Reader(grid, labels.entity, kept, columns))
    return made if next(find_tables(made, kept), None) is not None else None


def _labels(grid: Grid, entity: str, kept: Mapping[str, str]) -> _Labels:
    found = _Labels(entity)
    for row in grid.rows[:_LOOKED_AT]:
        for column, cell in enumerate(row[:_LOOKED_AT]):
            if isinstance(cell, str) and (name := _field_named(entity, cell, kept)):
                found.columns[column].add(name)
    return found


def _field_named(entity: str, cell: str, kept: Mapping[str, str]) -> str | None:
    """The field of an entity (`name`) or of a companion (`Cost.om_yuan`) that a text is the title of."""
    if not cell or len(cell) > 60:
        return None
    said = kept_meaning(cell, kept) if kept else None
    for of in (entity, *(companion for companion in COMPANIONS.get(entity, ()) if companion != "DataField")):
        found = said if said is not None and said.entity == of else meaning(of, cell, may_be_near=False)
        if found is not None:
            return found.field.name if of == entity else f"{of}.{found.field.name}"
    return None


class _Reader:
    """Goes over a sheet row by row and puts what stands beside each title to its record."""

    def __init__(self, grid: Grid, entity: str, kept: Mapping[str, str], columns: list[int]) -> None:
        self.grid, self.entity, self.kept, self.columns = grid, entity, kept, columns
        self.naming = NEEDED[entity][0]
        self.covered = _covered(grid)
        # title → its first cell; a record: title → value and its cell
        self.titles: dict[str, Cell] = {}
        self.records: dict[tuple[int, int], dict[str, tuple[Any, Cell]]] = {}
        self.first_row: int | None = None
        self._card = 0
        self._named: set[str] = set()

    def read(self) -> None:
        """Read all rows."""
        is_turned = self._is_turned()
        for number, row in enumerate(self.grid.rows):
            for title, at, values in self._pairs(number, row):
                if self.first_row is None:
                    if _field_named(self.entity, title, self.kept) is None:
                        continue
                    self.first_row = number
                self._begin_card(title)
                self.titles.setdefault(title, at)
                for value, place in values if is_turned else values[:1]:
                    record = self.records.setdefault((self._card, place[1] if is_turned else 0), {})
                    record.setdefault(title, (value, place))

    def _begin_card(self, title: str) -> None:
        """The title that names a record, met again, begins another."""
        name = _field_named(self.entity, title, self.kept)
        if name == self.naming and name in self._named:
            self._card += 1
            self._named.clear()
        self._named.add(name or title)

    def _pairs(self, number: int, row: list[Any]) -> Iterator[tuple[str, Cell, list[tuple[Any, Cell]]]]:
        """Each title of a row with the cells between it and the next."""
        for position, column in enumerate(self.columns):
            cell = row[column] if column < len(row) else ""
            text = cleaned(cell) if isinstance(cell, str) and (number, column) not in self.covered else ""
            if not text:
                continue
            end = self.columns[position + 1] if position + 1 < len(self.columns) else len(row)
            between = ((row[at], (number, at)) for at in range(column + 1, end) if (number, at) not in self.covered)
            yield text, (number, column), [(value, place) for value, place in between if value not in ("", None)]

    def _is_turned(self) -> bool:
        """Tell records in columns from cards: one column of titles, and several values beside most of them."""
        if len(self.columns) != 1:
            return False
        beside = [
            len(values)
            for number, row in enumerate(self.grid.rows[:_LOOKED_AT])
            for title, _, values in self._pairs(number, row)
            if values and _field_named(self.entity, title, self.kept)
        ]
        return bool(beside) and sum(1 for count in beside if count > 1) * 2 > len(beside)


def _covered(grid: Grid) -> set[Cell]:
    """Cells of merged ranges but the first of each."""
    found: set[Cell] = set()
    for (top, left), (bottom, right) in grid.merged:
        if (bottom - top + 1) * (right - left + 1) <= _MOST_ROWS:
            found.update(
                (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1) if (row, column) != (top, left)
            )
    return found


def _as_rows(grid: Grid, reader: _Reader) -> Grid:
    """The lines above, a header and one row a record."""
    reader.read()
    titles = list(reader.titles)
    above = grid.rows[: reader.first_row or 0]
    rows: list[list[Any]] = [list(row) for row in above]
    places: dict[Cell, Cell] = {(number, -1): (number, 0) for number in range(len(above))}
    header = len(rows)
    rows.append(list(titles))
    places.update({(header, column): reader.titles[title] for column, title in enumerate(titles)})
    places[header, -1] = (reader.first_row or 0, 0)
    for record in reader.records.values():
        number = len(rows)
        rows.append([record[title][0] if title in record else "" for title in titles])
        places.update({(number, column): record[title][1] for column, title in enumerate(titles) if title in record})
        places[number, -1] = min(place for _, place in record.values())
    made = Grid(grid.name, rows, (), grid.hidden, grid.is_hidden, grid.hidden_columns, places=places)
    made.fill()
    return made


# --- side by side ---


def _bands(grid: Grid, kept: Mapping[str, str]) -> list[Grid]:
    """The sheet from each table that is found in it down to the next, with the lines above it; rows keep their numbers."""
    starts: list[int] = []
    for table in find_tables(grid, kept):
        start = table.begin
        # titles and notes between two tables stand over the second
        while starts and start > starts[-1] + 1 and len({str(cell) for cell in grid.rows[start - 1] if cell not in ("", None)}) < 2:
            start -= 1
        starts.append(start if starts else 0)
    # each part holds the sheet's rows above it by number
    if not 2 <= len(starts) <= _MOST_PARTS:
        return [grid]
    return [_band(grid, start, stop) for start, stop in zip(starts, [*starts[1:], len(grid.rows)], strict=True)]


def _band(grid: Grid, start: int, stop: int) -> Grid:
    """The rows from `start` up to `stop`."""
    merged = [span for span in grid.merged if start <= span[0][0] and span[1][0] < stop]
    return replace(grid, rows=[*[[]] * start, *grid.rows[start:stop]], merged=merged)


def _side_by_side(grid: Grid, kept: Mapping[str, str], cuts: list[tuple[int, int]]) -> list[Grid]:
    """Parts of a sheet, cut between these columns, that hold tables of their own; none where it is one table."""
    parts = [_part(grid, left, right) for left, right in cuts]
    tables = [next(find_tables(part, kept), None) for part in parts]
    fields = [(t.entity, {m.field.name for found in t.meanings.values() for m in found}) for t in tables if t is not None]
    # two halves of one table name different things; two tables of one kind name the same
    if len(fields) > 1 and all(one != other or names & more for i, (one, names) in enumerate(fields) for other, more in fields[i + 1 :]):
        return [_part(grid, left, right) for left, right in cuts]
    return []


def _part(grid: Grid, left: int, right: int) -> Grid:
    """The columns from `left` up to `right`."""
    rows = [row[left:right] for row in grid.rows]
    part = Grid(grid.name, rows, (), grid.hidden, grid.is_hidden, grid.hidden_columns, left=left)
    part.fill()
    return replace(part, merged=[((t, x - left), (b, y - left)) for (t, x), (b, y) in grid.merged if left <= x and y < right])


def _empty_columns(grid: Grid) -> list[tuple[int, int]]:
    """Runs of columns between columns that are empty in all rows but those of one text (titles over all)."""
    filled: set[int] = set()
    for row in grid.rows[:_SAMPLE]:
        at = {column: str(cell) for column, cell in enumerate(row) if cell not in ("", None)}
        if len(set(at.values())) > 1:
            filled.update(at)
    runs: list[tuple[int, int]] = []
    for column in sorted(filled):
        if runs and runs[-1][1] == column:
            runs[-1] = (runs[-1][0], column + 1)
        else:
            runs.append((column, column + 1))
    return [run for run in runs if run[1] - run[0] > 1]


def _repeated_titles(grid: Grid, kept: Mapping[str, str]) -> list[tuple[int, int]]:
    """Runs of columns that bear the same titles in the same order: a long list printed in two columns."""
    table = next_header(grid, first_rows(grid), kept)
    if table is None:
        return []
    titles = {column: plain(text) for column, text in table.titles.items()}
    start, stop = min(titles), max(titles) + 1
    label = entities()[table.entity].label_field
    naming = next((c for c, found in table.meanings.items() for m in found if m.entity == table.entity and m.field.name == label), start)
    again = [column for column in titles if titles[column] == titles.get(naming)]
    if len(again) < 2 or Counter(titles.values()).most_common(1)[0][1] != len(again):
        return []
    width = again[1] - again[0]
    if width < 2 or any(titles.get(c) != titles.get(c + width) for c in range(start, stop - width)):
        return []
    return [(left, min(left + width, stop)) for left in range(start, stop, width)]
