"""Backup and restore of a whole workspace, and bringing one to the newest schema with a backup first.

A backup is one zip: settings, the database as it stands at one moment (SQLite's online backup), the evidence archive, the crawls'
journals, the imported forms' copies, and a manifest with the hash of every file. It holds pages as served: it is readable by its
owner alone.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from auditor.settings import FILE, read_settings
from auditor.workspace import DATABASE, Workspace, bring_up
from inventory.database import copy_database
from inventory.migrations import NewerDatabase, head
from inventory.problems import InputError

MANIFEST = "backup.json"
_FOLDERS = ("evidence", "crawls", "forms")
_VERSION = 1
_MANIFEST_BYTES = 64 * 1024 * 1024


def backup(workspace: Workspace, out: Path) -> dict[str, Any]:
    """Write a consistent copy. Raises InputError for a database that is not SQLite: its server has tools of its own."""
    _needs_sqlite(workspace)
    if out.exists():
        raise InputError("exists_already", file=str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.new")
    files: dict[str, dict[str, Any]] = {}
    try:
        with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
            # the database first: what is archived after it belongs to nothing in it, and nothing in it is missing
            database = Path(folder) / DATABASE
            copy_database(workspace.folder / DATABASE, database)
            os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as container:
                for name, path in ((FILE, workspace.folder / FILE), (DATABASE, database), *_archived(workspace.folder)):
                    container.write(path, name)
                    files[name] = {"sha256": _sha256(path), "bytes": path.stat().st_size}
                about = {"version": _VERSION, "made_at": workspace.now.isoformat(), "files": files}
                container.writestr(MANIFEST, json.dumps(about, ensure_ascii=False, indent=1))
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return {"out": str(out), "files": len(files), "bytes": out.stat().st_size}


def restore(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup into a new or empty folder, every file checked against its hash. Raises InputError; leaves nothing behind then."""
    if not source.is_file():
        raise InputError("no_such_file", file=str(source))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("folder_not_empty", path=str(folder))
    try:
        container = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError):
        raise InputError("broken_zip", file=source.name) from None
    with container:
        files = _manifest(container, source)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
            made = Path(beside) / "workspace"
            for name, entry in sorted(files.items()):
                target = made / PurePosixPath(name)
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                digest = hashlib.sha256()
                try:
                    with container.open(name) as stream, target.open("wb") as written:
                        left = int(entry["bytes"]) + 1
                        while piece := stream.read(min(1 << 20, left)):
                            digest.update(piece)
                            written.write(piece)
                            left -= len(piece)
                except (KeyError, zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
                    raise InputError("backup_damaged", file=source.name, part=name[:200]) from None
                target.chmod(0o600)
                if digest.hexdigest() != entry["sha256"]:
                    raise InputError("backup_damaged", file=source.name, part=name[:200])
            read_settings(made)
            if folder.exists():
                folder.rmdir()
            made.replace(folder)
    return {"folder": str(folder), "files": len(files)}


def upgrade_workspace(folder: Path, now: Any) -> dict[str, Any]:
    """Bring a workspace's database to the newest schema, a copy of it made first; says from where to where."""
    from inventory.database import open_engine

    settings = read_settings(folder)
    workspace = Workspace(folder, settings, settings.workspace.lang, now)
    engine = open_engine(workspace.url)
    try:
        before, copy = bring_up(workspace, engine)
    except NewerDatabase as newer:
        raise InputError("newer_database", have=str(newer), known=head()) from None
    engine.dispose()
    return {"from": before, "to": head(), "copy": None if copy is None else str(copy)}


def _needs_sqlite(workspace: Workspace) -> None:
    if workspace.settings.workspace.db is not None and not workspace.url.startswith("sqlite"):
        raise InputError("backup_needs_sqlite")


def _archived(folder: Path) -> Iterator[tuple[str, Path]]:
    for name in _FOLDERS:
        for path in sorted((folder / name).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix(), path


def _manifest(container: zipfile.ZipFile, source: Path) -> dict[str, dict[str, Any]]:
    """The files of a backup: known names only, none that leads out of the folder."""
    try:
        # the whole may be large; what is read of each file is bounded by what the manifest says of it
        is_small = MANIFEST in container.namelist() and container.getinfo(MANIFEST).file_size <= _MANIFEST_BYTES
        about = json.loads(container.read(MANIFEST)) if is_small else None
        files = dict(about["files"]) if about and about.get("version") == _VERSION else None
    except (ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile, RecursionError):
        files = None
    if files is None or FILE not in files or DATABASE not in files:
        raise InputError("no_backup", file=source.name)
    for name, entry in files.items():
        parts = PurePosixPath(name).parts
        known = name in (FILE, DATABASE) or (len(parts) > 1 and parts[0] in _FOLDERS)
        is_entry = isinstance(entry, dict) and isinstance(entry.get("bytes"), int) and isinstance(entry.get("sha256"), str)
        if not known or ".." in parts or PurePosixPath(name).is_absolute() or "\\" in name or not is_entry:
            raise InputError("backup_damaged", file=source.name, part=name[:200])
    return files


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
