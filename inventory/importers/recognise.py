"""What a file is, by its content; its name only breaks ties."""

from collections.abc import Callable
from pathlib import Path

from inventory.importers.csv_folder import csv_files, read_csv_file, read_csv_folder
from inventory.importers.excel import read_excel
from inventory.importers.inventory_json import read_inventory_json
from inventory.importers.rows import Document
from inventory.problems import InputError, Problems

READERS: dict[str, Callable[[Path, Problems], Document]] = {
    "inventory_json": read_inventory_json,
    "csv_folder": read_csv_folder,
    "csv": read_csv_file,
    "excel": read_excel,
}


def recognise(path: Path) -> str:
    """The format's name. Raises InputError where the path is absent or of no known format."""
    if not path.exists():
        raise InputError("no_such_file", file=str(path))
    if path.is_dir():
        if csv_files(path):
            return "csv_folder"
        raise InputError("no_inventory_csv", file=path.name)
    try:
        with path.open("rb") as stream:
            start = stream.read(2048)
    except OSError:
        raise InputError("cannot_open", file=path.name) from None
    if not start:
        raise InputError("empty_file", file=path.name)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "excel"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"{", b"[")):
        return "inventory_json"
    if path.suffix.lower() in (".csv", ".tsv", ".txt") or b"," in start.split(b"\n", 1)[0]:
        return "csv"
    raise InputError("unknown_format", file=path.name, formats="JSON, CSV, XLSX, XLS")


def read_path(path: Path, problems: Problems, *, as_format: str | None = None) -> Document:
    """Read a file or folder. Raises InputError for what cannot be read at all."""
    if as_format is not None and as_format not in READERS:
        raise InputError("unknown_option", option="--as", value=as_format, choices=", ".join(READERS))
    try:
        return READERS[as_format or recognise(path)](path, problems)
    except OSError:
        raise InputError("cannot_open", file=path.name) from None
