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
from inventory.importers.sql.inserts import RowCounter
from inventory.importers.sql.overlong import Skip, last_line, noise

PIECE = 4 * 1024 * 1024
# a statement or line longer than this is passed over
LONGEST = 24 * 1024 * 1024

_BLANKS = re.compile(r"(?>(?>[\s;]++|/\*(?!!)(?>(?>[^*]++|\*(?!/))*)\*/)*)")
_REMARK = re.compile(r"(?:rem(?:ark)?|prompt)\b[^\n]*+", re.I)
_HEAD = re.compile(
    r"""(?:if\s+(?:not\s+)?(?:exists|object_id)\s*\((?>(?>[^()']++|'[^']*+'|\([^()]*+\))*)\)(?:\s*is\s+null)?\s*(?:begin\s+)?)?(?:
      (?P<table>create\s+(?:or\s+replace\s+)?(?P<kind>(?:(?:global|local|private)\s+)?(?:temporary|temp)\s+|unlogged\s+|external\s+|foreign\s+|column\s+|row\s+|huge\s+|virtual\s+|transient\s+)?table\b)
    | (?P<alter>alter\s+table\b)
    | (?P<comment>comment\s+on\s+(?:table|column)\b)
    | (?P<property>(?:exec(?:ute)?\s+)?(?:\[?sys\]?\s*\.\s*|\[?dbo\]?\s*\.\s*)?\[?sp_addextendedproperty\]?)
    | (?P<enum>create\s+type\s+\S+\s+as\s+enum\b)
    | (?P<database>(?:create\s+database\s+(?:/\*[^*]*\*/\s*)?(?:if\s+not\s+exists\s+)?|use\s+|\\connect\s+)(?P<name>[^\s;]++)(?=[\s;]))
    | (?P<delimiter>delimiter[ \t]++(?P<mark>\S++))
    | (?P<do>do\s+(?P<tag>\$\w*+\$))
    | (?P<copy>copy\s[^;]{0,4000}?\bfrom\s+stdin\b[^;\n]{0,1000}+;)
    | (?P<routine>(?:create|alter)\s+(?:or\s+(?:replace|alter)\s+)?(?:definer\s*=\s*\S+\s+)?(?:(?:non)?editionable\s+)?
        (?:constraint\s+|aggregate\s+)?(?:procedure|proc|function|trigger|package|type\s+body|event)\b)
    | (?P<block>declare\b | begin\b(?!\s+tran|\s*;|\s+work))
    | (?P<view>create\s+(?:or\s+replace\s+)?(?:(?:no)?force\s+)?(?:materialized\s+|algorithm\s*=\s*\w+\s+|definer\s*=\s*\S+\s+|sql\s+security\s+\w+\s+)*view\b)
    )""",
    re.I | re.X,
)  # fmt: skip
_KINDS = ("table", "alter", "comment", "property", "enum", "database", "delimiter", "do", "copy", "routine", "block", "view")
_END_OF_ROUTINE = {
    "sqlserver": re.compile(r"^[ \t]*GO[ \t]*\r?$", re.M | re.I),
    "oracle": re.compile(r"^[ \t]*/[ \t]*\r?$", re.M),
}
_COPY_END = re.compile(r"^\\\.[ \t]*\r?$", re.M)
_DATA = ("insert ", "insert\n", "insert\t", "replace")
_BLOCK = re.compile(r"\b(?:begin|case|if|loop|while|repeat|end)\b", re.I)
_IF_THEN = re.compile(r"if\b(?!\s+(?:not\s+)?exists)[^;]{0,2000}?\bthen\b", re.I)
_WHILE_DO = re.compile(r"while\b(?:(?!\bloop\b)[^;]){0,1000}?\bdo\b", re.I)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement: where it starts in the text, where its head ends, and its line.

    The text runs on to the end of what was read: whoever reads it knows where it ends.
    """

    kind: str
    text: str
    start: int
    head_end: int
    line: int
    qualifier: str = ""


@cache
def _plain_end(dialect: Dialect, is_whole: bool) -> re.Pattern[str]:
    """To the end of a statement: a semicolon outside strings, a GO or / line; `open` as above."""
    open_end = dialect.open_comment if is_whole else dialect.open_end
    return re.compile(
        rf"(?>(?>[^;\n'\"`\[$/\#\-]++|{dialect.string}|{dialect.quoted}|{dialect.comment}|{dialect.body}|(?P<open>{open_end})"
        r"|\n(?![ \t]*+(?:go|/)[ \t]*+\r?(?:\n|\Z))|[^;\n])*)(?:;|\n|\Z)",
        re.S | re.I,
    )


class Statements:
    """The statements of an open dump, piece by piece; never many more than `LONGEST` characters are held."""

    def __init__(self, stream: TextIO, dialect: Dialect, first: str, counter: RowCounter | None = None) -> None:
        self.dialect = dialect
        self._counter = counter
        self._is_counted = False
        self.overlong: list[int] = []
        self.position = 0
        self._mark = ";"
        self._stream = stream
        self._text = first
        self._is_whole = False
        self._line = 1
        self._counted = 0
        self._next_mark = (-1, -1)

    def __iter__(self) -> Iterator[Statement]:
        """Statements in order. Whoever takes one may move `position` to where it ended; else it is passed over."""
        while True:
            self._skip_blanks()
            if self.position >= len(self._text):
                if not self._more():
                    return
                continue
            head = _HEAD.match(self._text, self.position)
            kind = next((name for name in _KINDS if head[name] is not None), "") if head is not None else ""
            if head is None or (kind == "block" and self.dialect.name != "oracle"):
                # a block of other dialects is a transaction, or a batch that goes on with statements to be read
                if head is not None:
                    self.position = head.end()
                else:
                    self._count_rows()
                    self._pass_line()
                continue
            if not self._is_whole and not self._holds(kind, head) and self._more():
                continue
            if kind in ("delimiter", "do", "copy", "routine", "block"):
                self._step(kind, head)
                continue
            start = head.start(kind)
            qualifier = (head["kind"] if kind == "table" else head["name"]) or ""
            self.position = head.end()
            yield Statement(
                kind, self._text, start, head.end(), self.line_at(start), qualifier.strip().casefold() if kind == "table" else qualifier
            )
            if self.position == head.end():
                self._pass_statement(kind, head.end())

    def _skip_blanks(self) -> None:
        found = _BLANKS.match(self._text, self.position)
        assert found is not None
        self.position = found.end()
        if self.dialect.name == "oracle" and (remark := _REMARK.match(self._text, self.position)) is not None:
            self.position = remark.end()

    def _count_rows(self) -> None:
        """Let rows of data be counted where somebody counts them; a statement that is met again after more was read is not."""
        if self._counter is None or self._is_counted or self._text[self.position : self.position + 7].casefold() not in _DATA:
            return
        self._is_counted = True
        self._counter.insert(self._text, self.position)

    def _pass_line(self) -> None:
        """Go on behind the line."""
        found = noise(self.dialect, self._is_whole).match(self._text, self.position)
        assert found is not None
        if not self._is_whole and (found["open"] is not None or found.end() == len(self._text)) and self._more():
            return
        self.position = max(found.end(), self.position + 1)
        self._is_counted = False

    def _pass_statement(self, kind: str, end: int) -> None:
        if kind == "database":
            line = self._text.find("\n", end)
            semicolon = self._text.find(";", end)
            self.position = min(p for p in (line, semicolon, len(self._text)) if p >= 0)
            return
        found = _plain_end(self.dialect, True).match(self._text, end)
        self.position = found.end() if found else end

    def _step(self, kind: str, head: re.Match[str]) -> None:
        """Take a change of the delimiter, open a DO block, or pass over data and routines."""
        if kind == "delimiter":
            self._mark = head["mark"]
            self.position = head.end()
        elif kind == "do":
            self._open_body(head)
        elif kind == "copy":
            if self._counter is not None:
                self._counter.copy(self._text, head.start(kind), head.end())
            self.position = head.end()
            self._pass_data()
        else:
            end = self._end_of_routine(head.end())
            self.position = len(self._text) if end is None else end

    def _open_body(self, head: re.Match[str]) -> None:
        """Go on inside a DO block, whose statements are run as they stand; its closing mark becomes semicolons."""
        close = self._text.find(head["tag"], head.end())
        if close >= 0:
            end = close + len(head["tag"])
            self._text = self._text[:close] + ";" * len(head["tag"]) + self._text[end:]
        self.position = head.end()

    def _pass_data(self) -> None:
        """Over COPY's lines to the one that ends them, holding none of them."""
        while True:
            last = _COPY_END.search(self._text, self.position)
            if last is not None and (self._is_whole or last.end() < len(self._text)):
                self.position = last.end()
                return
            self.position = max(self.position, self._text.rfind("\n", self.position))
            if not self._more():
                self.position = len(self._text)
                return

    def line_at(self, offset: int) -> int:
        """The line of an offset of the present text; offsets must not go back before the last one by more than a statement."""
        if offset >= self._counted:
            self._line += self._text.count("\n", self._counted, offset)
            self._counted = offset
            return self._line
        return self._line - self._text.count("\n", offset, self._counted)

    def _holds(self, kind: str, head: re.Match[str]) -> bool:
        """Tell whether the statement that starts here ends within what was read, with some text behind it."""
        if kind == "do":
            return self._text.find(head["tag"], head.end()) >= 0
        if kind in ("copy", "delimiter", "database"):
            return head.end() < len(self._text)
        if kind in ("routine", "block"):
            end = self._end_of_routine(head.end())
            return end is not None and end < len(self._text) - 1
        found = _plain_end(self.dialect, False).match(self._text, head.end())
        return found is not None and found["open"] is None and found.end() < len(self._text) - 1

    def _end_of_routine(self, end: int) -> int | None:
        """Where a routine ends: at the delimiter in force, a GO or / line, or where no block is open; None: not in this text."""
        text = self._text
        if self._mark != ";":
            position = text.find(self._mark, end)
            if position >= 0:
                return position + len(self._mark)
            if not self._is_whole:
                return None
        line = _END_OF_ROUTINE.get(self.dialect.name)
        if line is None:
            return self._end_of_block(end)
        begin, stop = self._line_mark(line, end)
        if begin < 0 and not self._is_whole:
            return None
        if self.dialect.name == "sqlserver":
            return stop if begin >= 0 else self._end_of_block(end)
        block = self._end_of_block(end)
        # a / behind other statements is theirs
        return stop if begin >= 0 and (block > begin or not text[block:begin].strip()) else block

    def _line_mark(self, line: re.Pattern[str], position: int) -> tuple[int, int]:
        """The next GO or / line; the last answer is kept, as every routine of a file asks."""
        if not (self._next_mark[0] >= position or (self._next_mark[0] == -2 and self._is_whole)):
            found = line.search(self._text, position)
            self._next_mark = (found.start(), found.end()) if found else (-2, -2)
        return self._next_mark

    def _end_of_block(self, position: int) -> int:
        """The end of a routine that no line of its own ends: the semicolon after which no block is open."""
        text, depth, began, declares = self._text, 0, False, False
        plain_end = _plain_end(self.dialect, self._is_whole)
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
                    token in ("loop", "repeat")
                    or (token == "if" and _IF_THEN.match(piece, word.start()))
                    or (token == "while" and _WHILE_DO.match(piece, word.start()))
                ):
                    depth += 1
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
        self.line_at(self.position)
        kept = self._text[self.position :]
        self._text = ""  # two of what may be held would be too much
        if len(kept) > LONGEST:
            self.overlong.append(self._line)
            kept = self._without_overlong(kept)
        piece = self._stream.read(max(PIECE, len(kept)))
        self._is_whole = not piece
        self._text = kept + piece.replace("\x00", "")
        self.position = self._counted = 0
        self._next_mark = (-1, -1)
        return True

    def _without_overlong(self, kept: str) -> str:
        """Pass over a statement that is too long to be held; what is kept starts outside of strings and comments."""
        cut, opened = last_line(kept, self.dialect)
        if opened is None:
            self._line += kept.count("\n", 0, cut)
            return kept[cut:]
        self._line += kept.count("\n")
        skip = Skip(self.dialect, kept, opened)
        del kept
        # what nothing closes reaches to the end of the file: a dump that was cut off in its data
        rest = skip.rest(self._stream)
        self._line += skip.lines
        return rest
