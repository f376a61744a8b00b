"""A folder or archive of many files is one import: which files are in it, unpacked where nothing outside can be written."""

import contextlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from inventory.identity import digest
from inventory.importers.csv_folder import csv_files, is_hidden, is_inventory_csv
from inventory.importers.zips import is_document, zip_names
from inventory.limits import PARTS, UNPACKED_BYTES, check_size, check_zip
from inventory.problems import InputError, Problems
from inventory.texts.archives import readable_name
from inventory.values.observation import Locator


@dataclass(frozen=True, slots=True)
class Part:
    """A file of an import, with the name under which it is told (its way inside the folder or archive)."""

    path: Path
    name: str
    is_inside: bool = False

    def shown(self, file: str) -> str:
        """How a file of this part is told: the part itself, or one of the tables in its folder."""
        if not self.is_inside:
            return self.name if self.path.is_file() else file
        return self.name if self.path.is_file() else f"{self.name}/{file}"


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
        yield None if _is_one_document(path) else _bundle(path, shown_name(path), Problems())
    elif path.is_file() and as_format is None and is_archive(path):
        with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
            problems = Problems()
            _unpack(path, Path(folder), problems)
            yield _bundle(Path(folder), shown_name(path), problems)
    else:
        yield None


def shown_name(path: Path) -> str:
    """A file's name as text; one that a system of another encoding wrote is read as GB18030."""
    try:
        path.name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(path.name).decode("gb18030", errors="replace")
    return path.name


def _is_one_document(folder: Path) -> bool:
    entries = [entry for entry in folder.iterdir() if not is_hidden(entry.name)]
    return bool(entries) and all(entry.is_file() and entry.suffix.casefold() == ".csv" for entry in entries)


def _bundle(folder: Path, name: str, problems: Problems) -> Bundle:
    bundle = Bundle(folder, problems=problems)
    files: list[Path] = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not any(is_hidden(part) for part in inside.parts):
            files.append(path)
        if len(files) > PARTS:
            raise InputError("too_many_files", file=name, limit=PARTS)
    # the tables of one exported inventory belong together, wherever their folder stands
    for directory in sorted({path.parent for path in files}):
        tables = [path for path in csv_files(directory) if is_inventory_csv(path)]
        if len(tables) > 1:
            bundle.parts.append(Part(directory, _inside(folder, directory, name), is_inside=True))
            files = [path for path in files if path not in csv_files(directory)]
    bundle.parts += [Part(path, _inside(folder, path, name), is_inside=True) for path in files]
    if not bundle.parts:
        raise InputError("empty_bundle", file=name)
    return bundle


def _inside(folder: Path, path: Path, name: str) -> str:
    way = [shown_name(Path(part)) for part in path.relative_to(folder).parts]
    return "/".join((name, *way))


def is_archive(path: Path) -> bool:
    """Tell whether a file is a zip of files, and no document that is kept in one."""
    names = zip_names(path)
    return bool(names) and not is_document(names)


def _unpack(path: Path, folder: Path, problems: Problems) -> None:
    """Unpack file by file; an entry that names a place outside is listed and left."""
    check_size(path)
    check_zip(path)
    left = UNPACKED_BYTES
    with zipfile.ZipFile(path) as container:
        for entry in container.infolist():
            name = readable_name(entry)
            way = PurePosixPath(name.replace("\\", "/"))
            if entry.is_dir():
                continue
            if not way.parts or way.is_absolute() or ".." in way.parts or ":" in name or (entry.external_attr >> 16) & 0o170000 == 0o120000:
                problems.reject("path_outside", Locator(file=path.name), name=name[:200])
                continue
            target = folder.joinpath(*(_short(part) for part in way.parts))
            is_ours = False
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with container.open(entry) as source, target.open("xb") as sink:
                    is_ours = True
                    while piece := source.read(1 << 20):
                        left -= len(piece)
                        if left < 0:
                            raise InputError("zip_too_large", file=path.name)
                        sink.write(piece)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
                if is_ours:
                    with contextlib.suppress(OSError):
                        target.unlink(missing_ok=True)
                problems.reject("damaged_entry", Locator(file=path.name), name=name[:200])


def _short(part: str) -> str:
    """A part of a name that every file system takes: the beginning and the ending of a longer one, told apart by its hash."""
    data = part.encode("utf-8", "surrogatepass")
    if len(data) <= 200:
        return part
    suffix = PurePosixPath(part).suffix[:12]
    return f"{data[:150].decode('utf-8', 'ignore')}-{digest(part)}{suffix}"
