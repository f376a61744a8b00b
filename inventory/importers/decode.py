"""Bytes of text files to text: BOM, then UTF-8, then GB18030; a file of both is read as what its comments are written in."""

import codecs
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from inventory.problems import InputError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PIECE = 1024 * 1024
# lines looked at to tell which of two encodings a damaged file is written in
_LINES = 20_000


def decode_text(data: bytes, file: str) -> str:
    """The text of a file. Raises InputError where the bytes are text in no encoding in use here."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    sample = data[:4096]
    if b"\x00" in sample:
        raise InputError("not_text", file=file)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            # a file cut in the middle of a character is still that encoding
            if error.start > len(data) - 4 and error.reason in ("unexpected end of data", "incomplete multibyte sequence"):
                return data[: error.start].decode(encoding)
    raise InputError("not_text", file=file)


@dataclass(frozen=True, slots=True)
class TextFile:
    """An open text file; `is_damaged` says that some bytes are no text in its encoding (they read as U+FFFD)."""

    stream: TextIO
    encoding: str
    is_damaged: bool


@contextlib.contextmanager
def open_text(path: Path) -> Iterator[TextFile]:
    """Open a text file of any size in its encoding. Raises InputError for one that is no text."""
    encoding, is_damaged = encoding_of(path)
    with path.open(encoding=encoding, errors="replace") as stream:
        yield TextFile(stream, encoding, is_damaged)


def encoding_of(path: Path) -> tuple[str, bool]:
    """A file's encoding, and whether it holds bytes that are no text in it. Raises InputError for a binary file."""
    with path.open("rb") as stream:
        start = stream.read(_PIECE)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", not _is_all(path, "utf-8")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", False
    zeros = [start[:4096][offset::2].count(0) for offset in (0, 1)]
    if max(zeros) > len(start[:4096]) // 5:
        if min(zeros) > len(start[:4096]) // 50:
            raise InputError("not_text", file=path.name)
        return ("utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"), False
    for encoding in ("utf-8", "gb18030"):
        if _is_all(path, encoding):
            return encoding, False
    if _control_share(start) > 0.02:
        raise InputError("not_text", file=path.name)
    return _of_its_lines(path), True


def _is_all(path: Path, encoding: str) -> bool:
    """Tell whether a whole file decodes; a character cut off at its end counts as whole."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as stream:
        try:
            while piece := stream.read(_PIECE):
                decoder.decode(piece)
        except UnicodeDecodeError:
            return False
    return True


def _control_share(start: bytes) -> float:
    return sum(byte < 9 or 13 < byte < 27 for byte in start[:8192]) / max(1, len(start[:8192]))


def _of_its_lines(path: Path) -> str:
    """The encoding that most lines with a short run of other than ASCII are written in (a dump holds raw bytes in its data)."""
    valid = {"utf-8": 0, "gb18030": 0}
    with path.open("rb") as stream:
        for _ in range(_LINES):
            line = stream.readline(_PIECE)
            if not line:
                break
            if line.isascii() or len(line) > 1000:
                continue
            for encoding in valid:
                try:
                    line.decode(encoding)
                except UnicodeDecodeError:
                    continue
                valid[encoding] += 1
    return "gb18030" if valid["gb18030"] > 2 * valid["utf-8"] else "utf-8"
