"""A folder or archive of many files is one import: which files are in it, unpacked where nothing outside can be written."""

import contextlib
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from inventory.importers.csv_folder import csv_files, is_inventory_csv
from inventory.importers.limits import PARTS, UNPACKED_BYTES, check_size, check_zip
from inventory.problems import InputError, Problems
from inventory.values.observation import Locator

# containers that are one document, told by a part that each of them has
_DOCUMENTS = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml", "model.xml")


@dataclass(frozen=True, slots=True)
class Part:
    """A file of an import, with the name under which it is told (its way inside the folder or archive)."""

    path: Path
    name: str


@dataclass(slots=True)
class Bundle:
    """The files of a folder or archive (unpacked at `root`) in the order of their names."""

    root: Path

    parts: list[Part] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)


@contextlib.contextmanager
def unpacked(path: Path, as_format: str | None = None) -> Iterator[Bundle | None]:
    """The files of a folder or archive; None for a single file or a folder of inventory CSV, which is one document."""
    if path.is_dir() and as_format is None:
        yield None if _is_one_document(path) else _bundle(path, path.name, Problems())
    elif path.is_file() and as_format is None and _is_archive(path):
        with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
            problems = Problems()
            _unpack(path, Path(folder), problems)
            yield _bundle(Path(folder), path.name, problems)
    else:
        yield None


def _is_one_document(folder: Path) -> bool:
    entries = [entry for entry in folder.iterdir() if not _is_hidden(entry.name)]
    return bool(entries) and all(entry.is_file() and entry.suffix.casefold() == ".csv" for entry in entries)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name in ("__MACOSX", "Thumbs.db")


def _bundle(folder: Path, name: str, problems: Problems) -> Bundle:
    bundle = Bundle(folder, problems=problems)
    files: list[Path] = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not any(_is_hidden(part) for part in inside.parts):
            files.append(path)
        if len(files) > PARTS:
            raise InputError("too_many_files", file=name, limit=PARTS)
    tables = [path for path in csv_files(folder) if is_inventory_csv(path)]
    if len(tables) > 1:
        bundle.parts.append(Part(folder, name))
        files = [path for path in files if path not in tables]
    bundle.parts += [Part(path, f"{name}/{path.relative_to(folder).as_posix()}") for path in files]
    if not bundle.parts:
        raise InputError("empty_bundle", file=name)
    return bundle


def _is_archive(path: Path) -> bool:
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            return False
    try:
        with zipfile.ZipFile(path) as container:
            names = container.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return not any(name in _DOCUMENTS or name.startswith("xl/") for name in names)


def _unpack(path: Path, folder: Path, problems: Problems) -> None:
    """Unpack file by file; an entry that names a place outside is listed and left."""
    check_size(path)
    check_zip(path)
    left = UNPACKED_BYTES
    with zipfile.ZipFile(path) as container:
        for entry in container.infolist():
            name = _readable(entry)
            way = PurePosixPath(name.replace("\\", "/"))
            if entry.is_dir():
                continue
            if way.is_absolute() or ".." in way.parts or ":" in name or (entry.external_attr >> 16) & 0o170000 == 0o120000:
                problems.reject("path_outside", Locator(file=path.name), name=name[:200])
                continue
            target = folder.joinpath(*(part[:120] for part in way.parts))
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with container.open(entry) as source, target.open("xb") as sink:
                    while piece := source.read(1 << 20):
                        left -= len(piece)
                        if left < 0:
                            raise InputError("zip_too_large", file=path.name)
                        sink.write(piece)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
                target.unlink(missing_ok=True)
                problems.reject("damaged_entry", Locator(file=path.name), name=name[:200])


def _readable(entry: zipfile.ZipInfo) -> str:
    """The name of an entry; tools of Chinese Windows write it in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename
