"""The sealed zip: stored parts in the order of their names, without dates of their own.

The same parts make the same bytes, so that a changed byte anywhere in the file, between the parts too, can be told.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from inventory.limits import check_size, check_zip
from inventory.problems import InputError

MANIFEST = "manifest.json"
SEAL = "seal.txt"
STAMP = "timestamp.tsr"
PACKAGE_BYTES = 1024 * 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_container(parts: Mapping[str, bytes], path: Path) -> None:
    """Write the parts; a file of this name is replaced."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as container:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            container.writestr(entry, parts[name])


def read_container(path: Path) -> tuple[dict[str, bytes], bool]:
    """The parts, and whether the file is exactly what `write_container` makes of them.

    Raises InputError for a file that is no zip, or too large; parts that cannot be read are left out (and the file then differs).
    """
    check_size(path, PACKAGE_BYTES)
    names = check_zip(path)
    parts: dict[str, bytes] = {}
    total = 0
    with zipfile.ZipFile(path) as container:
        for name in names:
            try:
                with container.open(name) as stream:
                    body = stream.read(PACKAGE_BYTES - total + 1)
            except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
                continue  # told as a part that is missing, and as bytes that differ
            total += len(body)
            if total > PACKAGE_BYTES:
                raise InputError("zip_too_large", file=path.name)
            parts.setdefault(name, body)
    with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
        again = Path(folder) / "again.zip"
        write_container(parts, again)
        return parts, _sha256(again) == _sha256(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
