"""From blocks of rows to batches of values, column by column: what is common is looked at once, what is odd row by row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inventory import secrecy
from inventory.importers.interpret import MOST_SEEN, Column, columns_of, is_secret, required, usable_values
from inventory.importers.rows import Block
from inventory.problems import EXAMPLES, Problems
from inventory.reading import NOT_APPLICABLE, NotAnswered, Unreadable, are_common, are_single, is_common, is_single, read_value
from inventory.values.batch import Batch
from inventory.values.observation import Locator

# what a cell may say beside its value: nothing, something that makes its row be read on its own, a column that nobody knows
_BLANK, _ODD, _UNKNOWN = object(), object(), object()


def read_block(block: Block, problems: Problems, defaults: Mapping[str, Any]) -> Iterator[Batch]:
    """The values of all acceptable rows, by the fields that they answer; `records` holds the ids that the rows give ("" for none).

    What is not accepted goes to `problems`, as where each row is read on its own.
    """
    odd = set(range(len(block.numbers)))
    unknown: list[tuple[Locator, list[int]]] = []
    if len(set(block.titles)) == len(block.titles):
        columns = columns_of(block.entity, block.titles, False)
        cells = [_column_values(column, given) for column, given in zip(columns, block.cells, strict=True)]
        odd, unknown = _odd_rows(block, columns, cells, problems)
        yield from _usual_rows(block, columns, cells, odd, defaults)
    if odd:
        yield from _odd_batches(block, sorted(odd), problems, defaults)
    for place, filled in unknown:
        problems.ignore_more("unknown_column", place, sum(position not in odd for position in filled))


def _column_values(column: Column, cells: Sequence[Any]) -> Sequence[Any]:
    """A column's values, or what else is to be said of a cell."""
    kinds = set(map(type, cells))
    if bool in kinds and len(kinds) > 1:  # 1 and true are one key of a dictionary
        return [_value(column, cell) for cell in cells]
    distinct = set(cells)
    if column.limit and kinds == {str} and are_common(distinct, column.limit):
        return cells
    if column.is_list and kinds == {str} and are_single(distinct):
        return [[cell] for cell in cells]
    made = {cell: _value(column, cell) for cell in distinct}
    return [made[cell] for cell in cells]


def _value(column: Column, cell: Any) -> Any:
    if cell is None or cell == "":
        return _BLANK
    if type(cell) is str:
        if cell[0] in "'[":
            return _ODD
        if column.limit and is_common(cell, column.limit):
            return cell
        if column.is_list and is_single(cell):
            return [cell]
    if type(cell) in (str, int) and (known := column.seen.get(cell)) is not None:
        return known if known != NOT_APPLICABLE and known != [] else _ODD
    if not column.may_name_secrets and is_secret(cell):
        return _ODD
    if column.is_own:
        return _BLANK
    if column.is_credential:
        return _ODD
    field = column.field
    if field is None:
        return _UNKNOWN
    try:
        value = read_value(field, cell, ten_thousands=column.ten_thousands)
    except NotAnswered:
        return _BLANK
    except Unreadable:
        return _ODD
    if value is None or value == NOT_APPLICABLE or value == [] or (field.name == "secrecy" and value == "secret"):
        return _ODD
    if type(cell) in (str, int) and len(column.seen) < MOST_SEEN:
        column.seen[cell] = value
    return value


def _odd_rows(
    block: Block, columns: Sequence[Column], cells: list[Sequence[Any]], problems: Problems
) -> tuple[set[int], list[tuple[Locator, list[int]]]]:
    """The rows that are read on their own, and the rows with something in columns that nobody knows, which becomes blank.

    The first of these are read on their own as well: they are listed as examples.
    """
    odd: set[int] = set()
    unknown: list[tuple[Locator, list[int]]] = []
    for values, given in zip(cells, block.cells, strict=True):
        if values is not given and _ODD in values:
            odd.update(position for position, value in enumerate(values) if value is _ODD)
    for at, (column, values) in enumerate(zip(columns, cells, strict=True)):
        if column.field is None and _UNKNOWN in values:
            filled = [position for position, value in enumerate(values) if value is _UNKNOWN]
            place = Locator(file=block.file, sheet=block.sheet, column=_told(column.header, block))
            odd.update(filled[: max(0, EXAMPLES - problems.count("ignored", "unknown_column", place))])
            unknown.append((place, filled))
            cells[at] = [_BLANK if value is _UNKNOWN else value for value in values]
    return odd, unknown


def _told(header: str, block: Block) -> str:
    return block.letters.get(header) or ("***" if secrecy.has_credential(header) else header)


def _usual_rows(
    block: Block, columns: Sequence[Column], cells: list[Sequence[Any]], odd: set[int], defaults: Mapping[str, Any]
) -> Iterator[Batch]:
    """The rows that are not odd, by the fields that they answer; those that lack what is required become odd."""
    count = len(block.numbers)
    known = [at for at, column in enumerate(columns) if column.field is not None]
    named = [(columns[at].name, cells[at]) for at in known]
    full = [cells[at] is block.cells[at] or _BLANK not in cells[at] for at in known]
    gaps = [None if is_full else [value is _BLANK for value in values] for (_, values), is_full in zip(named, full, strict=True)]
    whole = not odd and all(gap is None for gap in gaps)
    by_gaps: dict[tuple[bool, ...], list[int]] = defaultdict(list)
    if whole:
        by_gaps[(False,) * len(named)] = list(range(count))
    else:
        for position, row in enumerate(zip(*([False] * count if gap is None else gap for gap in gaps), strict=True)) if named else ():
            if position not in odd:
                by_gaps[row].append(position)
    ids = next((block.cells[at] for at, title in enumerate(block.titles) if title == "id"), None)
    for gap, positions in by_gaps.items():
        answered = [pair for pair, is_blank in zip(named, gap, strict=True) if not is_blank]
        fields = tuple(name for name, _ in answered)
        if len(set(fields)) < len(fields) or not _is_enough(block.entity, {*fields, *defaults} if fields else set()):
            odd.update(positions)
            continue
        values: list[Sequence[Any]] = [column if whole else [column[at] for at in positions] for _, column in answered]
        added = {name: value for name, value in defaults.items() if name not in fields}
        values += [[value] * len(positions) for value in added.values()]
        given = [""] * len(positions) if ids is None else [_given(ids[at]) for at in positions]
        yield Batch(block.entity, block.file, block.sheet, (*fields, *added), values, [block.numbers[at] for at in positions], given)


def _given(cell: Any) -> str:
    """The id that a row gives; a blank that is not nothing is a wrong one."""
    return "" if cell is None or cell == "" else str(cell).strip() or " "


def _is_enough(entity: str, fields: set[str]) -> bool:
    """Tell whether a row that answers these fields may stand as it is."""
    if entity == "DataField" and not fields & {"name", "label"}:
        return False
    return bool(fields) and all(not fields.isdisjoint(choice) for choice in required(entity))


def _odd_batches(block: Block, positions: Sequence[int], problems: Problems, defaults: Mapping[str, Any]) -> Iterator[Batch]:
    """These rows, each read on its own."""
    found: dict[tuple[str, ...], list[tuple[int, str, list[Any]]]] = defaultdict(list)
    for position in positions:
        row = block.row(position)
        values = usable_values(row, problems, defaults) if row is not None else None
        if row is not None and values is not None:
            found[tuple(values)].append((block.numbers[position], _given(row.cells.get("id")), list(values.values())))
    for fields, rows in found.items():
        columns = list(zip(*(values for _, _, values in rows), strict=True))
        yield Batch(block.entity, block.file, block.sheet, fields, columns, [number for number, _, _ in rows], [g for _, g, _ in rows])
