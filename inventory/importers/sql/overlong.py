"""Passes over a string, comment or body that is too long to be held, a piece at a time, to the mark that closes it."""

import re
from functools import cache
from typing import TextIO

from inventory.importers.sql.dialect import Dialect

_PIECE = 4 * 1024 * 1024
_TAG = re.compile(r"\$(?:[^\W\d]\w*+)?\$")
# what a mark may begin with at the end of a piece: a prefix of a string, half of -- or /*, a tag
_BEGUN = re.compile(r"[\w$/\-]{0,64}\Z")
_CLOSING = {"[": "]", "{": "}", "(": ")", "<": ">"}


@cache
def noise(dialect: Dialect, is_whole: bool) -> re.Pattern[str]:
    """To the end of a line or statement outside strings; `open` where the text ends inside of one."""
    open_end = dialect.open_comment if is_whole else dialect.open_end
    return re.compile(
        rf"(?>(?>[^;\n'\"`\[$/\#\-]++|{dialect.string}|{dialect.quoted}|{dialect.comment}|{dialect.body}|(?P<open>{open_end})|[^;\n])*)(?:[;\n]|\Z)",
        re.S,
    )


def last_line(text: str, dialect: Dialect) -> tuple[int, int | None]:
    """Where the last line or statement begins outside strings, and where a string or comment opens that the text ends in.

    A line of more than half the text is no line to begin with: then its end is told.
    """
    position, pattern = 0, noise(dialect, False)
    while position < len(text):
        found = pattern.match(text, position)
        assert found is not None
        if found["open"] is not None and (not found["open"].startswith("$") or _TAG.match(found["open"])):
            return position, found.start("open")
        if found.end() == len(text) and text[-1] not in ";\n":
            break
        position = max(found.end(), position + 1)
    if len(text) - position > len(text) // 2:
        begun = _BEGUN.search(text, len(text) - 64)
        position = begun.start() if begun is not None else len(text)
    return position, None


class Skip:
    """Goes on to the end of what opens at a position of a text that ends inside of it; `lines` counts what was passed over."""

    def __init__(self, dialect: Dialect, text: str, opened: int) -> None:
        self.lines = 0
        self._body: re.Pattern[str] | None = None
        self._tail = ""
        mark, before = text[opened], text[max(0, opened - 2) : opened]
        prefix = before[1].casefold() if len(before) == 2 and not (before[0].isalnum() or before[0] == "_") else ""
        if text.startswith("/*", opened):
            self._close = "*/"
        elif tag := _TAG.match(text, opened):
            self._close = tag[0]
        elif mark == "'" and dialect.q_quotes and prefix == "q":
            quote = text[opened + 1]
            self._close = _CLOSING.get(quote, quote) + mark
        else:
            self._close = mark
            has_escapes = (dialect.backslash and mark != "`") or (dialect.dollars and mark == "'" and prefix == "e")
            escape, stop = (r"|\\.", mark + r"\\") if has_escapes else ("", mark)
            self._body = re.compile(rf"(?>(?>[^{stop}]++|{mark}{mark}{escape})*)", re.S)
            # a backslash at the end escapes what comes
            if has_escapes and _backslashes(text) % 2:
                self._tail = "\\"
        if self._body is None:
            # the end of the text may be half of the mark
            self._tail = text[max(opened + len(self._close), len(text) - len(self._close) + 1) :]

    def rest(self, stream: TextIO) -> str:
        """The text behind the closing mark, as far as it was read; nothing where the stream ends without one."""
        while piece := stream.read(_PIECE):
            self.lines += piece.count("\n")
            text = self._tail + piece.replace("\x00", "")
            end = self._end(text)
            if end is not None:
                self.lines -= text.count("\n", end)
                return text[end:]
        return ""

    def _end(self, text: str) -> int | None:
        """Where the closing mark ends in a text; None keeps what of its end must be looked at again."""
        if self._body is None:
            found = text.find(self._close)
            self._tail = text[max(0, len(text) - len(self._close) + 1) :]
            return None if found < 0 else found + len(self._close)
        body = self._body.match(text)
        assert body is not None
        self._tail = text[body.end() :]
        return body.end() + 1 if len(self._tail) > 1 else None


def _backslashes(text: str) -> int:
    """How many of them a text ends with."""
    count = 0
    while count < len(text) and text[-1 - count] == "\\":
        count += 1
    return count
