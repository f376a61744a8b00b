"""Bounds on every file before it is parsed; each has a sentence of its own."""

import functools
import re
import stat
import zipfile
import zlib
from pathlib import Path

from inventory.problems import InputError

FILE_BYTES = 512 * 1024 * 1024
SQL_BYTES = 4 * 1024 * 1024 * 1024
JSON_BYTES = 400 * 1024 * 1024
UNPACKED_BYTES = 1024 * 1024 * 1024
PARTS = 5_000
RATIO = 200
ROWS = 1_100_000
# of one line of a table in text
ROW_CHARACTERS = 4_000_000
# values of a description or catalogue in JSON or YAML
VALUES = 2_000_000
COLUMNS = 2_000
CELLS = 20_000_000
NESTING = 40
DEPTH = 200
EXPANDED = 5_000_000
DESCRIPTION_BYTES = 64 * 1024 * 1024
HTML_BYTES = 20 * 1024 * 1024
RDF_BYTES = 32 * 1024 * 1024
# statements of a graph, things that one of them lists
STATEMENTS = 250_000
LISTED = 50_000

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$", re.I)
# a cell with something in it: an empty one (`<c r="XFD1" s="3"/>`), of which spreadsheets leave many, reserves nothing
_CELL = re.compile(rb"<(?:\w+:)?c\s(?=[^>]*[^/]>)[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")


def check_size(path: Path, limit: int = FILE_BYTES) -> int:
    """The size in bytes. Raises InputError for a folder or device and for an empty, too large or unreadable file."""
    try:
        told = path.stat()
    except FileNotFoundError:
        raise InputError("no_such_file", file=str(path)) from None
    except OSError:
        raise InputError("cannot_open", file=path.name) from None
    if not stat.S_ISREG(told.st_mode):
        raise InputError("cannot_open", file=path.name)
    size = told.st_size
    if size == 0:
        raise InputError("empty_file", file=path.name)
    if size > limit:
        raise InputError("file_too_large", file=path.name, limit_mb=limit // 1024 // 1024)
    return size


def check_zip(path: Path) -> list[str]:
    """The names in a zip container. Raises InputError for one that is broken or would unpack to too much."""
    try:
        with zipfile.ZipFile(path) as container:
            parts = container.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InputError("broken_zip", file=path.name) from None
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if len(parts) > PARTS or total > UNPACKED_BYTES or (total > 50 * 1024 * 1024 and total / packed > RATIO):
        raise InputError("zip_too_large", file=path.name)
    if any(part.flag_bits & 1 for part in parts):
        raise InputError("encrypted", file=path.name)
    return [part.filename for part in parts]


# a sheet without a cell beyond column Z and row 99,999 (or ZZ and 9,999) has no cells far apart: sheets of forms are like that
_BEYOND = tuple(
    (re.compile(rb"r\s*=\s*[\"'](?:" + beyond + rb")"), columns * rows)
    for beyond, columns, rows in ((rb"[A-Z]{2}|[A-Z][0-9]{6}", 26, 99_999), (rb"[A-Z]{3}|[A-Z]{1,2}[0-9]{5}", 702, 9_999))
)


def most_cells(container: zipfile.ZipFile, limit: int) -> int:
    """The most cells that a parser may reserve for a sheet of an XLSX: up to the furthest filled row and column.

    Exact for a sheet that may reach beyond `limit`, else what a sheet of so many rows and columns has at most.
    """
    most = 0
    for name in container.namelist():
        if not _SHEET.match(name):
            continue
        bound = _bounded(container, name)
        if bound is not None and bound <= limit:
            most = max(most, bound)
            continue
        rows = columns = 0
        rest = b""
        try:
            with container.open(name) as stream:
                while piece := stream.read(1 << 20):
                    for column, row in _CELL.findall(rest + piece):
                        rows = max(rows, int(row))
                        columns = max(columns, functools.reduce(lambda number, letter: number * 26 + letter - 64, column, 0))
                    rest = piece[-512:]
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
            continue  # the parser says what is damaged
        most = max(most, rows * columns)
    return most


def _bounded(container: zipfile.ZipFile, name: str) -> int | None:
    """The most cells of a sheet that stays within columns and rows that are few enough; None where it does not."""
    fitting = list(_BEYOND)
    rest = b""
    try:
        with container.open(name) as stream:
            while fitting and (piece := stream.read(1 << 20)):
                text = rest + piece
                while fitting and fitting[0][0].search(text) is not None:
                    fitting.pop(0)
                rest = piece[-512:]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        return None
    return fitting[0][1] if fitting else None


def check_nesting(text: str, file: str, limit: int = NESTING) -> None:
    """Raises InputError where brackets nest deeper than the parser may go."""
    depth = deepest = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
        if deepest > limit:
            raise InputError("nested_too_deep", file=file, limit=limit)


def check_expanded(content: object, file: str) -> None:
    """Raises InputError where shared parts (YAML aliases) would unfold to more values than `EXPANDED`."""
    sizes: dict[int, int] = {}

    def size(value: object) -> int:
        if not isinstance(value, (dict, list)):
            return 1
        known = sizes.get(id(value))
        if known is None:
            sizes[id(value)] = 0  # a value that holds itself
            parts = value.values() if isinstance(value, dict) else value
            known = sizes[id(value)] = min(1 + sum(size(part) for part in parts), EXPANDED + 1)
        return known

    try:
        total = size(content)
    except RecursionError:
        raise InputError("nested_too_deep", file=file, limit=DEPTH) from None
    if total > EXPANDED:
        raise InputError("unfolds_too_far", file=file, limit=EXPANDED)
