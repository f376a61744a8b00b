"""Reads one CREATE TABLE: its name, its columns, its comment, to where it ends."""

import re

from inventory.importers.sql.columns import Column, Table, is_rule, read_column, read_rule
from inventory.importers.sql.dialect import Dialect
from inventory.importers.sql.tokens import Token, tokens

MOST_COLUMNS = 4_000

_STARTS = re.compile(r"\n[ \t]*+(?:create|insert|go)\Z", re.I)
_SQL_LOOKING = re.compile(
    r"\b(?:varchar2?|int|bigint|decimal|number|datetime|timestamp|not null|default|select|insert|drop|alter)\b\s*[(,]?|,\s*$|^[-=*#\s]*$",
    re.I,
)
_CJK = re.compile(r"[\u3400-\u9fff]")


class TableReader:
    """Reads one CREATE TABLE from its head on."""

    def __init__(self, text: str, start: int, position: int, dialect: Dialect) -> None:
        self._text = text
        self._dialect = dialect
        self._tokens = tokens(text, position, dialect)
        self._counted = start
        self._lines = 0
        self.end = position

    def read(self) -> Table | None:
        """The table, or None where no name follows. `end` is then where the statement ended."""
        first = self._next_word()
        if first is not None and first.says("if"):
            for _ in range(2):  # NOT EXISTS
                self._next_word()
            first = self._next_word()
        if first is None or first.kind not in ("word", "quoted"):
            return None
        parts, token = [first.value], self._next_word()
        while token is not None and token.kind == ".":
            part = self._next_word()
            if part is None:
                return None
            if part.kind == ".":  # database..table
                part = self._next_word() or part
            parts.append(part.value)
            token = self._next_word()
        table = Table(parts[-1], parts[-2] if len(parts) > 1 else "")
        while token is not None and token.kind not in ("(", ";"):
            if token.says("like", "as", "of", "select"):
                source = self._next_word()
                if token.says("like") and source is not None:
                    table.like.append(self._name_from(source))
                else:
                    table.has_no_columns = True
                return table
            if token.kind == "string" or token.says("go", "create"):
                return table
            token = self._next_word()
        if token is None or token.kind == ";":
            table.has_no_columns = True
            return table
        self._body(table)
        if not table.is_cut_off:
            self._options(table)
        return table

    def _name_from(self, token: Token) -> str:
        name, after = token.value, self._next_word()
        while after is not None and after.kind == ".":
            part = self._next_word()
            name, after = (part.value if part else name), self._next_word()
        return name

    def _next_word(self) -> Token | None:
        for token in self._tokens:
            if token.kind != "comment":
                self.end = token.end
                return token
        return None

    def _body(self, table: Table) -> None:
        """Items up to the closing bracket; a comment names the column on whose line it stands, else the one below it."""
        item: list[Token] = []
        depth, end, above, items = 0, self.end, "", 0
        named: Column | None = None
        for token in self._tokens:
            if token.kind == "comment":
                note = _note(token.value)
                if note and "\n" not in self._text[end : token.start]:
                    if item:
                        item.append(token)
                    elif named is not None:
                        named.comment = named.comment or note
                    elif not items:
                        table.comment = note  # on the line of the opening bracket
                elif note and not item and _CJK.search(note):
                    above = note
                continue
            if depth == 0 and token.says("create", "insert", "go") and _STARTS.search(self._text, max(0, token.start - 100), token.end):
                self._item(table, item, above)
                table.is_cut_off = True
                self.end = token.start
                return
            self.end = end = token.end
            if token.kind == "(":
                depth += 1
            elif token.kind == ")":
                depth -= 1
                if depth < 0:
                    self._item(table, item, above)
                    return
            elif token.kind == "," and depth == 0:
                named = self._item(table, item, above)
                item, above, items = [], "", items + 1
                if items > MOST_COLUMNS:
                    table.is_cut_off = True
                    return
                continue
            item.append(token)
            if len(item) > 20_000:
                table.is_cut_off = True
                return
        self._item(table, item, above)
        table.is_cut_off = True

    def _item(self, table: Table, item: list[Token], above: str) -> Column | None:
        words = [token for token in item if token.kind != "comment"]
        if not words:
            return None
        if is_rule(words):
            read_rule(table, words)
            return None
        column = read_column(words, table)
        if column is None:
            return None
        if not column.comment:
            notes = [_note(token.value) for token in item if token.kind == "comment"]
            column.comment = next((note for note in notes if note), above)
        self._lines += self._text.count("\n", self._counted, words[0].start)
        self._counted = words[0].start
        column.line = self._lines
        table.columns.setdefault(column.name, column)
        return column

    def _options(self, table: Table) -> None:
        """What follows the columns: the table's comment, inheritance, to the end of the statement."""
        depth, previous = 0, Token("", "", self.end, self.end)
        before = previous
        inherited: list[str] | None = None
        for token in self._tokens:
            if token.kind == "comment":
                continue
            starts_line = "\n" in self._text[previous.end : token.start]
            if depth == 0 and (token.kind == ";" or (starts_line and _ends_statement(token, self._text))):
                self.end = token.end if token.kind == ";" else token.start
                return
            self.end = token.end
            is_text = token.kind == "string" or (token.kind == "quoted" and self._dialect.backslash)
            if is_text and (previous.says("comment") or (previous.kind == "=" and before.says("comment"))):
                table.comment = token.value
            elif token.says("inherits"):
                inherited = []
            elif inherited is not None and token.kind in ("word", "quoted"):
                if previous.kind == "." and inherited:
                    inherited[-1] = token.value
                else:
                    inherited.append(token.value)
            depth += (token.kind == "(") - (token.kind == ")")
            if inherited is not None and token.kind == ")":
                table.like += inherited
                inherited = None
            before, previous = previous, token


_STARTERS = (
    "create",
    "insert",
    "comment",
    "alter",
    "drop",
    "grant",
    "go",
    "set",
    "exec",
    "execute",
    "use",
    "if",
    "print",
    "begin",
    "end",
    "declare",
    "commit",
    "lock",
    "delete",
    "update",
    "select",
    "replace",
    "values",
    "copy",
)


def _ends_statement(token: Token, text: str) -> bool:
    """Tell whether a word at the start of a line begins another statement (COMMENT only where ON follows)."""
    if token.says("comment"):
        return re.match(r"comment\s+on\b", text[token.start : token.start + 40], re.I) is not None
    return token.says(*_STARTERS) or token.kind == "/"


def _note(comment: str) -> str:
    """What a comment says of a column; nothing where it is a rule of dashes or a definition taken out."""
    if comment.startswith("/*!"):
        return ""
    text = re.sub(r"^(?:--+|#+|/\*+)|\*+/$", "", comment.strip()).strip(" \t\r\n-*=#")
    if (
        not text
        or len(text) > 200
        or (_SQL_LOOKING.search(text) and not _CJK.search(text))
        or re.search(r"\w+\s+(?:varchar|int|bigint|decimal|number|datetime|timestamp)\b", text, re.I)
    ):
        return ""
    return " ".join(text.split())
