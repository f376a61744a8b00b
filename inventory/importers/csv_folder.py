"""Reads inventory CSV files: one file or a folder of them, named after the arrays, headers as keys or as form titles."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from inventory.documents import LEDGER, from_cell
from inventory.importers.csv_rows import csv_rows
from inventory.importers.decode import decode_text, encoding_of
from inventory.importers.interpret import header_field
from inventory.importers.rows import BLOCK, Block, Context, Document
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.read import read_tables
from inventory.importers.tables.titles import ANY_LIST
from inventory.limits import COLUMNS, ROW_CHARACTERS, ROWS, check_size
from inventory.names import plain
from inventory.problems import InputError, Problems
from inventory.schema import EntitySpec, by_array, entities
from inventory.secrecy import is_credential_header
from inventory.values.observation import Locator

_META = "inventory"


def csv_files(folder: Path) -> list[Path]:
    """The CSV files of a folder, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file() and not is_hidden(path.name))


def is_hidden(name: str) -> bool:
    """Tell whether a file is there for a program and not for people."""
    return name.startswith((".", "~$")) or name in ("__MACOSX", "Thumbs.db")


def is_inventory_csv(path: Path) -> bool:
    """Tell whether a CSV file's name and header belong to an array."""
    try:
        with path.open("rb") as stream:
            header = next(csv.reader(io.StringIO(decode_text(stream.readline(1 << 20), path.name))), [])
    except (InputError, OSError, csv.Error):
        return False
    return len(header) <= COLUMNS and which_array(path.stem, header) is not None


def read_csv_folder(folder: Path, problems: Problems, _context: Context = Context()) -> Document:
    """All CSV files of a folder as one document. Raises InputError where none of them is an inventory file."""
    document = Document("csv_folder")
    taken = 0
    for path in csv_files(folder):
        try:
            if read_csv_into(document, path, problems):
                taken += 1
            else:
                problems.ignore("unknown_file", Locator(file=path.name), name=path.name)
        except InputError as error:
            _list_file(error, path.name, problems)
    if not taken:
        raise InputError("no_inventory_csv", file=folder.name)
    document.blocks = [_readable(blocks, problems) for blocks in document.blocks]
    return document


def _readable(blocks: Iterable[Block], problems: Problems) -> Iterator[Block]:
    """The blocks of one of several files, up to where it cannot be read."""
    file = ""
    try:
        for block in blocks:
            file = block.file
            yield block
    except InputError as error:
        _list_file(error, file, problems)


def _list_file(error: InputError, file: str, problems: Problems) -> None:
    problems.reject(error.code, Locator(file=file), **{"file": file, **error.params})


def read_csv_file(path: Path, problems: Problems, context: Context = Context()) -> Document:
    """One CSV file: an inventory array, or a table that can be understood. Raises InputError where it is neither."""
    document = Document("csv")
    if not read_csv_into(document, path, problems) and not read_tables(grid_of_csv(path, problems), path.name, problems, context, document):
        raise InputError("unknown_csv", file=path.name)
    return document


def grid_of_csv(path: Path, problems: Problems | None = None) -> Grid:
    """A table whose delimiter is the one that its first lines use most. Raises InputError where it is no CSV."""
    encoding, is_damaged = encoding_of(path)
    rows: list[list[Any]] = []
    with path.open(encoding=encoding, errors="replace" if is_damaged else "ignore", newline="") as stream:
        first = "".join(stream.readline(ROW_CHARACTERS) for _ in range(20))
        delimiter = max((",", "\t", ";", "|", "，"), key=lambda mark: (first.count(mark), mark == ","))
        stream.seek(0)
        try:
            for row in csv_rows(stream, delimiter=delimiter):
                if row is None and problems is not None:
                    problems.reject("row_too_long", Locator(file=path.name, row=len(rows) + 1), limit=ROW_CHARACTERS)
                rows.append((row or [])[:COLUMNS])
                if len(rows) > ROWS:
                    raise InputError("too_many_rows", file=path.name, limit=ROWS)
        except csv.Error:
            raise InputError("broken_csv", file=path.name) from None
    return Grid("", rows)


def read_csv_into(document: Document, path: Path, problems: Problems) -> bool:
    """Add one file's rows to the document; False where its name and header belong to no array."""
    check_size(path)
    encoding, is_damaged = _encoding(path)
    lines = _csv_rows(path, encoding, is_damaged)
    try:
        header = next(lines, [])
    except csv.Error:
        raise InputError("broken_csv", file=path.name) from None
    if header is None:
        raise InputError("broken_csv", file=path.name)
    if len(header) > COLUMNS:
        raise InputError("too_many_columns", file=path.name, limit=COLUMNS)
    array = which_array(path.stem, header)
    if array is None:
        return False
    header = [key.strip() for key in header]
    if array == _META or array in LEDGER:
        _read_ledger(document, array, header, lines, path.name, problems)
    else:
        document.blocks.append(_blocks(by_array()[array].entity, header, lines, path.name, problems, is_damaged))
    return True


def _encoding(path: Path) -> tuple[str, bool]:
    """A file's encoding, and whether some of its bytes are no text in it. Raises InputError for what is no text."""
    encoding, is_damaged = encoding_of(path)
    with path.open("rb") as beginning:
        has_zeros = b"\x00" in beginning.read(4096)
    if has_zeros and not encoding.startswith("utf-16"):
        raise InputError("not_text", file=path.name)
    return encoding, is_damaged or encoding == "utf-16"


def _csv_rows(path: Path, encoding: str, is_damaged: bool) -> Iterator[list[str] | None]:
    """The rows of a file, read as they are asked for, None for one that is too long. Raises csv.Error where quotes go wrong."""
    # what does not decode in a file that is not damaged is a character that its end cut off
    with path.open(encoding=encoding, errors="replace" if is_damaged else "ignore", newline="") as stream:
        yield from csv_rows(stream, strict=True)


def _read_ledger(
    document: Document, array: str, header: list[str], lines: Iterator[list[str] | None], file: str, problems: Problems
) -> None:
    """The rows of a table that holds more than records."""
    count = 1
    try:
        for count, cells in enumerate(lines, start=2):
            if count > ROWS:
                raise InputError("too_many_rows", file=file, limit=ROWS)
            if cells is None:
                problems.reject("row_too_long", Locator(file=file, row=count), limit=ROW_CHARACTERS)
                continue
            _add(document, array, header, cells, Locator(file=file, row=count), problems)
    except csv.Error:
        problems.reject("broken_csv", Locator(file=file, row=count + 1), file=file)


def _blocks(
    entity: str, header: list[str], lines: Iterator[list[str] | None], file: str, problems: Problems, is_damaged: bool
) -> Iterator[Block]:
    """The rows of a table of records, some thousands at a time. Raises InputError where there are too many."""
    width, blank, count, is_whole = len(header), [""] * len(header), 1, False
    titles = tuple(header)
    while not is_whole:
        rows: list[list[str]] = []
        numbers: list[int] = []
        try:
            for cells in lines:
                count += 1
                if count > ROWS:
                    raise InputError("too_many_rows", file=file, limit=ROWS)
                if cells is None:
                    problems.reject("row_too_long", Locator(file=file, row=count), limit=ROW_CHARACTERS)
                    continue
                if len(cells) > width:
                    if any(map(str.strip, cells)):
                        problems.reject("more_cells_than_headers", Locator(file=file, row=count))
                    continue
                if is_damaged and "\ufffd" in "".join(cells):
                    problems.reject("damaged_text", Locator(file=file, row=count))
                    continue
                rows.append(cells if len(cells) == width else cells + blank[len(cells) :])
                numbers.append(count)
                if len(rows) == BLOCK:
                    break
            else:
                is_whole = True
        except csv.Error:
            problems.reject("broken_csv", Locator(file=file, row=count + 1), file=file)
            is_whole = True
        if rows:
            yield Block(entity, file, None, titles, list(zip(*rows, strict=True)), numbers)


def _add(document: Document, array: str, header: list[str], cells: list[str], at: Locator, problems: Problems) -> None:
    if not any(cell.strip() for cell in cells):
        return
    if len(cells) > len(header):
        problems.reject("more_cells_than_headers", at)
        return
    try:
        named = {key: from_cell(array, key, cell) for key, cell in zip(header, cells, strict=False)}
    except ValueError:
        problems.reject("broken_json_cell", at)
        return
    if array == _META:
        document.meta = named
    else:
        document.ledger.setdefault(array, []).append(named)


def which_array(stem: str, header: list[str]) -> str | None:
    """The array that a file or sheet belongs to: by its name (code or Chinese), else by what its header names."""
    name = plain(stem)
    for own in (_META, *LEDGER):
        if name == plain(own):
            return own
    for spec in entities().values():
        known = sum(1 for title in header if title.strip() == "id" or header_field(spec.entity, title.strip())[0] is not None)
        if known and is_named_after(stem, spec):
            return spec.array
    best: tuple[float, int, str] | None = None
    titles = [title.strip() for title in header if title.strip() and not is_credential_header(title)]
    for position, spec in enumerate(entities().values()):
        known = sum(1 for title in titles if header_field(spec.entity, title)[0] is not None)
        names_it = header_named(spec.entity, titles)
        if titles and known >= 2 and names_it and known / len(titles) >= 0.5:
            score = (known / len(titles), -position, spec.array)
            best = max(best, score) if best else score
    if best is None:
        return None
    # what any list has (name, url) tells of none whose it is; ids and several of an array's own columns and no other do
    entity = by_array()[best[2]].entity
    understood = [title for title in titles if title == "id" or header_field(entity, title)[0] is not None]
    is_own = "id" in titles and len(understood) == len(titles) >= 4
    return best[2] if is_own or any(title != "id" and plain(title) not in ANY_LIST for title in understood) else None


def is_named_after(stem: str, spec: EntitySpec) -> bool:
    """Tell whether a file or sheet bears an array's name, in code, Chinese or English."""
    return plain(stem) in {
        plain(spec.array),
        plain(spec.entity),
        plain(spec.zh),
        plain(spec.en),
        plain(spec.zh + "表"),
        plain(spec.zh + "清单"),
    }


def header_named(entity: str, titles: list[str]) -> bool:
    """Tell whether a header names this entity's own label (系统名称 for systems), not only columns that many share."""
    spec = entities()[entity]
    field = spec.fields[spec.label_field]
    return any(plain(title) in {plain(field.zh), *(plain(alias) for alias in field.aliases)} or title == field.key for title in titles)
