"""Bytes of text files to text: BOM, then UTF-8, then GB18030; a file of both is read as what its comments are written in."""

import codecs
import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from inventory.problems import InputError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PIECE = 1024 * 1024
_SAMPLE = 4096
# what text in use here is made of: ASCII, Chinese characters and punctuation, full-width forms
_ASCII = re.compile(r"[\t\n\r\x20-\x7e]")
_IN_USE = re.compile(r"[\t\n\r\x20-\x7e\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_LEAST_ASCII, _MOST, _LEAST_BYTES = 0.005, 0.95, 16
# lines looked at to tell which of two encodings a damaged file is written in
_LINES = 20_000


def decode_text(data: bytes, file: str) -> str:
    """The text of a file. Raises InputError where the bytes are text in no encoding in use here."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    if b"\x00" in data[:_SAMPLE]:
        wide = wide_encoding(data)
        if wide is None:
            raise InputError("not_text", file=file)
        return data.decode(wide, errors="replace").removesuffix("\ufffd" * (len(data) % 2))
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            # a file cut in the middle of a character is still that encoding
            if error.start > len(data) - 4 and error.reason in ("unexpected end of data", "incomplete multibyte sequence"):
                return data[: error.start].decode(encoding)
    raise InputError("not_text", file=file)


def wide_encoding(start: bytes) -> str | None:
    """Which UTF-16 a text without a mark begins in, or None.

    ASCII betrays itself by zeros on one side. Chinese hardly holds any: there the reading counts in which nearly all
    characters are in use here and some are ASCII. Letters in pairs pass for Chinese, but not their spaces and line ends.
    """
    sample = start[: min(len(start), _SAMPLE) // 2 * 2]
    if len(sample) < _LEAST_BYTES:
        return None
    zeros = [sample[offset::2].count(0) for offset in (0, 1)]
    if max(zeros) > len(sample) // 5:
        return None if min(zeros) > len(sample) // 50 else "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, errors="replace")
        ascii_share = len(_ASCII.findall(text)) / max(1, len(text))
        if ascii_share > _LEAST_ASCII and len(_IN_USE.findall(text)) / len(text) >= _MOST:
            return encoding
    return None


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
    if (wide := wide_encoding(start)) is not None:
        return wide, False
    if start[:_SAMPLE].count(0) > len(start[:_SAMPLE]) // 5:
        raise InputError("not_text", file=path.name)
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
