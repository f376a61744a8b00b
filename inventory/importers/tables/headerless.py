"""Lists of columns without titles, known by what stands in them: names of a database in one column, types in another."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from inventory.importers.tables.dictionaries import is_technical, texts_of, type_and_length
from inventory.importers.tables.grid import Grid

# columns that must be listed for a sheet to be such a list, and the rows that are looked at
_LEAST, _MOST_ROWS, _MOST_COLUMNS = 4, 20_000, 60
# rows that show what a column holds
_SHOWING = 300
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ANSWERS = frozenset(["是", "否", "有", "无", "必填", "选填", "可选", "必选", "非必填", "√", "×", "*"])
_TITLES = ("字段名", "注释", "数据类型")


def with_titles(grid: Grid) -> Grid | None:
    """The same list under titles, with the lines that name its tables; None where a sheet is no such list."""
    if len(grid.rows) > _MOST_ROWS:
        return None
    sample = grid.rows[:_SHOWING]
    kinds = _best(sample, _is_type, 0.6)
    typed = [row for row in sample if kinds is not None and _is_type(_cell(row, kinds))]
    if kinds is None or len(typed) < _LEAST:
        return None
    names = _best(typed, lambda cell: is_technical(cell) and not _is_type(cell), 0.8)
    if names is None:
        return None
    rest = [[cell if column not in (kinds, names) else "" for column, cell in enumerate(row)] for row in typed]
    labels = _best(list(_varied(rest)), lambda cell: isinstance(cell, str) and _CHINESE.search(cell) is not None, 0.5)
    return _laid_out(grid, (names, labels, kinds))


def _is_type(cell: Any) -> bool:
    return type_and_length(cell)[0] is not None


def _varied(rows: list[list[Any]]) -> Iterator[list[Any]]:
    """The rows without columns that say the same again and again: yes and no, the name of a group."""
    width = max(map(len, rows), default=0)
    cells = [[cell for row in rows if (cell := _cell(row, column)) != ""] for column in range(width)]
    is_varied = [len(told := set(map(str, found))) >= 0.4 * len(found) and not told <= _ANSWERS for found in cells]
    for row in rows:
        yield [cell if is_varied[column] else "" for column, cell in enumerate(row)]


def _cell(row: list[Any], column: int | None) -> Any:
    return row[column] if column is not None and column < len(row) and row[column] is not None else ""


def _best(rows: list[list[Any]], fits: Callable[[Any], bool], share: float) -> int | None:
    """The column of which most cells fit, where so many of its filled cells do."""
    best: tuple[int, int] | None = None
    for column in range(min(_MOST_COLUMNS, max(map(len, rows), default=0))):
        cells = [cell for row in rows if (cell := _cell(row, column)) != ""]
        count = sum(map(fits, cells))
        if cells and count >= share * len(cells) and (best is None or count > best[0]):
            best = (count, column)
    return best[1] if best is not None and best[0] else None


def _laid_out(grid: Grid, columns: tuple[int, int | None, int]) -> Grid:
    rows: list[list[Any]] = []
    places: dict[tuple[int, int], tuple[int, int]] = {}
    is_headed = False
    for number, row, is_column in _rows(grid, columns):
        if is_column and not is_headed:
            is_headed = True
            places.update({(len(rows), at): (number, column or 0) for at, column in enumerate((-1, *columns), start=-1)})
            rows.append(list(_TITLES))
        places.update({(len(rows), at): (number, max(column or 0, 0)) for at, column in enumerate((-1, *columns), start=-1)})
        rows.append(row)
    made = Grid(grid.name, rows, (), grid.hidden, grid.is_hidden, grid.hidden_columns, places=places)
    made.fill()
    return made


def _rows(grid: Grid, columns: tuple[int, int | None, int]) -> Iterator[tuple[int, list[Any], bool]]:
    """The rows of the list, the lines between them as one text, and gaps; with each whether it is a column of a table."""
    names = columns[0]
    for number, row in enumerate(grid.rows):
        texts = texts_of(row)
        is_headed = any(isinstance(cell, str) and _CHINESE.search(cell) for cell in row[:names])
        if is_technical(_cell(row, names)) and len(texts) > 1 and not (is_headed and len(texts) == 2):
            yield number, [_cell(row, column) for column in columns], True
        elif len(texts) == 2 and is_technical(texts[1]):
            yield number, [f"{texts[0]}（{texts[1]}）", "", ""], False
        else:
            yield number, [texts[0] if len(texts) == 1 else "", "", ""], False
