"""Finds the statements of a dump that say something of its tables, and passes over the rest at the speed of one pattern.

A dump of production is mostly data. What is no table definition (INSERT, COPY, procedures, triggers, settings) is
matched line by line with whole strings and comments inside, so that nothing that stands in a string is taken for DDL.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TextIO

from inventory.importers.sql.dialect import Dialect

PIECE = 4 * 1024 * 1024
# a statement or line longer than this is passed over
LONGEST = 48 * 1024 * 1024

_HEAD = re.compile(
    r"""[ \t\r\n;]*+(?:if\s+(?:not\s+)?(?:exists|object_id)\s*\((?:[^()']++|'[^']*+'|\([^()]*+\))*+\)(?:\s*is\s+null)?\s*(?:begin\s+)?)?(?:
      (?P<table>create\s+(?:or\s+replace\s+)?(?P<kind>(?:(?:global|local|private)\s+)?(?:temporary|temp)\s+|unlogged\s+|external\s+|foreign\s+|column\s+|row\s+|huge\s+|virtual\s+|transient\s+)?table\b)
    | (?P<alter>alter\s+table\b)
    | (?P<comment>comment\s+on\s+(?:table|column)\b)
    | (?P<property>(?:exec(?:ute)?\s+)?(?:\[?sys\]?\s*\.\s*|\[?dbo\]?\s*\.\s*)?\[?sp_addextendedproperty\]?)
    | (?P<enum>create\s+type\s+\S+\s+as\s+enum\b)
    | (?P<database>(?:create\s+database\s+(?:if\s+not\s+exists\s+)?|use\s+|\\connect\s+)(?P<name>[^\s;]++)(?=[\s;]))
    | (?P<delimiter>delimiter[ \t]++(?P<mark>\S++))
    | (?P<do>do\s+(?P<tag>\$\w*+\$))
    | (?P<copy>copy\s[^;]*?\bfrom\s+stdin\b[^;\n]*;)
    | (?P<routine>(?:create|alter)\s+(?:or\s+(?:replace|alter)\s+)?(?:definer\s*=\s*\S+\s+)?(?:(?:non)?editionable\s+)?
        (?:constraint\s+|aggregate\s+)?(?:procedure|proc|function|trigger|package|type\s+body|event)\b)
    | (?P<block>declare\b | begin\b(?!\s+tran|\s*;|\s+work))
    | (?P<view>create\s+(?:or\s+replace\s+)?(?:(?:no)?force\s+)?(?:materialized\s+|algorithm\s*=\s*\w+\s+|definer\s*=\s*\S+\s+|sql\s+security\s+\w+\s+)*view\b)
    )""",
    re.I | re.X,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement's text from its head on, and the offset (in characters) and line where it starts.

    The text runs on to the end of what was read: whoever reads it knows where it ends.
    """

    kind: str
    text: str
    start: int
    head_end: int
    line: int
    qualifier: str = ""


@cache
def _noise(dialect: Dialect) -> re.Pattern[str]:
    return re.compile(
        rf"(?>[^;\n'\"`\[$/\#\-]++|{dialect.string}|{dialect.quoted}|{dialect.comment}|{dialect.body}|[^;\n])*+(?:[;\n]|\Z)", re.S
    )


@cache
def _plain_end(dialect: Dialect) -> re.Pattern[str]:
    """To the end of a statement: a semicolon outside strings, a GO or / line."""
    return re.compile(
        rf"(?>[^;\n'\"`\[$/\#\-]++|{dialect.string}|{dialect.quoted}|{dialect.comment}|{dialect.body}|\n(?![ \t]*+(?:go|/)[ \t]*+\r?(?:\n|\Z))|[^;\n])*+(?:;|\n|\Z)",
        re.S | re.I,
    )


_END_OF_ROUTINE = {
    "sqlserver": re.compile(r"^[ \t]*GO[ \t]*\r?$", re.M | re.I),
    "oracle": re.compile(r"^[ \t]*/[ \t]*\r?$", re.M),
}
_COPY_END = re.compile(r"^\\\.[ \t]*\r?$", re.M)
_BLOCK = re.compile(r"\b(?:begin|case|if|loop|while|repeat|end)\b", re.I)


class Statements:
    """The statements of an open dump, piece by piece; never more than `LONGEST` characters are held."""

    def __init__(self, stream: TextIO, dialect: Dialect, first: str) -> None:
        self.dialect = dialect
        self._mark = ";"
        self.overlong: list[int] = []
        self._stream = stream
        self._text = first
        self._is_whole = False
        self._line = 1
        self._counted = 0
        self.position = 0

    def __iter__(self) -> Iterator[Statement]:
        """Statements in order. Whoever takes one may move `position` to where it ended; else it is passed over."""
        noise = _noise(self.dialect)
        while True:
            if self.position >= len(self._text) and not self._more():
                return
            head = _HEAD.match(self._text, self.position)
            if head is None:
                found = noise.match(self._text, self.position)
                assert found is not None
                if found.end() == len(self._text) and not self._is_whole and self._more():
                    continue
                self.position = max(found.end(), self.position + 1)
                continue
            kind = next(name for name in _KINDS if head[name] is not None)
            if kind == "block" and self.dialect.name != "oracle":
                # a transaction, or a batch that goes on with statements to be read
                self.position = head.end()
                continue
            if kind in _WAITING and not self._is_whole and not self._holds(kind, head) and self._more():
                continue
            start = head.start(kind)
            if kind == "do":
                self._open_body(head)
                continue
            if kind == "delimiter":
                self._mark = head["mark"]
                self.position = head.end()
                continue
            if kind in ("copy", "routine", "block"):
                self.position = self._skip(kind, head)
                continue
            self.position = head.end()
            yield Statement(
                kind, self._text, start, head.end(), self.line_at(start), (head["kind"] or head["name"] or "").strip().casefold()
                if kind == "table" else (head["name"] or ""),
            )  # fmt: skip
            if self.position == head.end():
                end = _plain_end(self.dialect).match(self._text, head.end())
                self.position = end.end() if end else head.end()

    def line_at(self, offset: int) -> int:
        """The line of an offset of the present text; offsets must not go back before the last one by more than a statement."""
        if offset >= self._counted:
            self._line += self._text.count("\n", self._counted, offset)
            self._counted = offset
            return self._line
        return self._line - self._text.count("\n", offset, self._counted)

    def _open_body(self, head: re.Match[str]) -> None:
        """Go on inside a DO block, whose statements are run as they stand; its closing mark becomes semicolons."""
        close = self._text.find(head["tag"], head.end())
        if close >= 0:
            end = close + len(head["tag"])
            self._text = self._text[:close] + ";" * len(head["tag"]) + self._text[end:]
        self.position = head.end()

    def _holds(self, kind: str, head: re.Match[str]) -> bool:
        """Tell whether the statement that starts here ends within what was read (with some text behind it)."""
        if kind == "do":
            return self._text.find(head["tag"], head.end()) >= 0
        if kind in ("table", "alter", "comment", "property", "enum", "view"):
            end = _plain_end(self.dialect).match(self._text, head.end())
            return end is not None and end.end() < len(self._text) - 1
        return self._skip(kind, head) < len(self._text) - 1

    def _skip(self, kind: str, head: re.Match[str]) -> int:
        text, end = self._text, head.end()
        if kind == "copy":
            last = _COPY_END.search(text, end)
            return last.end() if last else len(text)
        if self._mark != ";":
            position = text.find(self._mark, end)
            if position >= 0:
                return position + len(self._mark)
        line = _END_OF_ROUTINE.get(self.dialect.name)
        if line is not None:
            last = line.search(text, end)
            if last is not None:
                return last.end()
        return self._end_of_block(end)

    def _end_of_block(self, position: int) -> int:
        """The end of a routine that no line of its own ends: the semicolon after which no block is open."""
        text, depth, began, declares = self._text, 0, False, False
        plain_end = _plain_end(self.dialect)
        while position < len(text):
            found = plain_end.match(text, position)
            assert found is not None
            piece = re.sub(rf"{self.dialect.string}|{self.dialect.comment}", " ", found.group())
            previous = ""
            for word in _BLOCK.finditer(piece):
                token = word.group().casefold()
                if token == "end":
                    depth -= 1
                elif previous == "end" and token != "begin":
                    pass  # END IF, END LOOP, END CASE
                elif token in ("begin", "case"):
                    depth, began = depth + 1, began or token == "begin"
                elif (
                    token == "if" and re.match(r"if\b(?!\s+(?:not\s+)?exists)[^;]*?\bthen\b", piece[word.start() :], re.I | re.S)
                ) or token in ("loop", "repeat"):
                    depth += 1
                elif token == "while" and not re.search(r"\bloop\b", piece[word.start() :], re.I):
                    depth += 1 if re.search(r"\bdo\b", piece[word.start() :], re.I) else 0
                previous = token
            position = max(found.end(), position + 1)
            declares = declares or (self.dialect.name == "oracle" and re.search(r"\b(?:is|as|declare)\b", piece, re.I) is not None)
            if depth < 0 or (depth == 0 and (began or not declares)):
                return position
        return position

    def _more(self) -> bool:
        """Read on behind the text that is still needed; False at the end of the file."""
        if self._is_whole:
            return False
        kept = self._text[self.position :]
        self.line_at(self.position)
        if len(kept) > LONGEST:
            self.overlong.append(self._line)
            cut = kept.rfind("\n", 0, len(kept) - 1)
            self._line += kept.count("\n", 0, cut + 1)
            kept = kept[cut + 1 :] if cut >= 0 else ""
        piece = self._stream.read(max(PIECE, len(kept)))
        self._is_whole = not piece
        self._text = kept + piece.replace("\x00", "")
        self.position = self._counted = 0
        return bool(self._text)


_KINDS = ("table", "alter", "comment", "property", "enum", "database", "delimiter", "do", "copy", "routine", "block", "view")
_WAITING = frozenset(_KINDS) - {"database", "delimiter"}
