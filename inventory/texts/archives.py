"""The files in a zip that is attached somewhere: unpacked in memory, within bounds; nothing is written to disk."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MEMBERS = 100
MEMBER_BYTES = 24 * 1024 * 1024
UNPACKED_BYTES = 100 * 1024 * 1024
# what unpacks to more than so many times its size is a bomb, whatever its size
RATIO = 200
_SMALL = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name, its bytes, or why they were not taken (encrypted, too_large, damaged)."""

    name: str
    body: bytes = b""
    unreadable: str = ""


def readable_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry; tools of Chinese Windows write it in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def members(body: bytes) -> Iterator[Member]:
    """The files of a zip in their order; those behind the bounds are named as too large. Raises BadZipFile, ValueError or OSError."""
    left = UNPACKED_BYTES
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        entries = [entry for entry in container.infolist() if not entry.is_dir() and not _is_of_a_mac(entry.filename)]
        for entry in entries[:MEMBERS]:
            name = readable_name(entry)
            if entry.flag_bits & 1:
                yield Member(name, unreadable="encrypted")
                continue
            is_bomb = entry.file_size > _SMALL and entry.file_size > RATIO * max(1, entry.compress_size)
            if is_bomb or entry.file_size > min(left, MEMBER_BYTES):
                yield Member(name, unreadable="too_large")
                continue
            try:
                with container.open(entry) as stream:
                    # the size that an entry states may be a lie
                    data = stream.read(entry.file_size + 1)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
                yield Member(name, unreadable="damaged")
                continue
            left -= len(data)
            yield Member(name, data)
        if len(entries) > MEMBERS:
            yield Member(f"… ({len(entries) - MEMBERS})", unreadable="too_large")


def _is_of_a_mac(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1] in (".DS_Store", "Thumbs.db")
