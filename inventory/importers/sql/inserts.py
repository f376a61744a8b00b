"""Rows of INSERT and COPY, read only to be counted: each value goes to a profile and nowhere else."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from inventory.importers.profiles import TableProfiles
from inventory.importers.sql.columns import Table
from inventory.importers.sql.dialect import Dialect
from inventory.importers.sql.tokens import unquoted

_COLUMNS = 500
_LONGEST = 2_000
# a string inside of a call
_TEXT = r"'(?>(?>[^']++|'')*)'"


@cache
def _patterns(dialect: Dialect) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The head of an INSERT, that of a COPY, and one value of a row."""
    name = rf"(?:{dialect.quoted}|[\w$#@]+)"
    path = rf"(?P<path>{name}(?:\s*\.\s*{name}){{0,2}})"
    columns = rf"\s*(?:\((?P<columns>(?>[^()'\"]|{dialect.quoted})*+)\))?"
    insert = rf"(?:insert|replace)\s+(?:low_priority\s+|delayed\s+|ignore\s+)*(?:into\s+)?{path}{columns}\s*values?\s*"
    copy = rf"copy\s+{path}{columns}\s*from\s+stdin\b"
    # a call such as CAST(…) or TO_DATE(…) is passed over to its bracket; a string inside of it is its value
    value = (
        rf"\s*(?:(?P<prefix>[nNeEbBxX]|_[a-z0-9]+\s*)?(?P<string>{dialect.string})|(?P<null>null\b)|(?P<bare>[-+]?[\w.]++(?!\s*\())"
        rf"|(?P<call>\w+\s*\((?>[^()']|{_TEXT}|\((?>[^()']|{_TEXT})*\))*\)))(?:\s*::\s*[\w ]+)?\s*(?P<end>[,)])"
    )
    return re.compile(insert, re.I | re.S), re.compile(copy, re.I | re.S), re.compile(value, re.I | re.S)


class RowCounter:
    """Counts the rows of a dump into profiles, table by table."""

    def __init__(self, dialect: Dialect, find: Callable[[str, str], Table | None]) -> None:
        self._dialect, self._find = dialect, find
        self._profiles: dict[tuple[str, str], TableProfiles] = {}

    def profiles_of(self, table: Table) -> TableProfiles:
        """The profiles of a table."""
        return self._profiles.setdefault((table.schema, table.name), TableProfiles())

    def insert(self, text: str, start: int) -> None:
        """Count the rows of an INSERT that begins here, as far as the text and the limit reach."""
        head, _, value = _patterns(self._dialect)
        found = head.match(text, start)
        target = self._target(found)
        if found is None or target is None:
            return
        profiles, names = target
        position = found.end()
        while not profiles.is_full and text[position : position + 1] == "(":
            cells, end = self._row(text, position + 1, value)
            if end < 0:
                return
            if len(cells) == len(names):
                profiles.add(dict(zip(names, cells, strict=True)))
            after = re.compile(r"\s*,\s*").match(text, end)
            if after is None:
                return
            position = after.end()

    def copy(self, text: str, head: int, body: int) -> None:
        """Count the lines of a COPY whose statement begins at `head` and whose lines begin after `body`."""
        _, statement, _ = _patterns(self._dialect)
        target = self._target(statement.match(text, head))
        if target is None:
            return
        profiles, names = target
        for line in _lines(text, text.find("\n", body) + 1):
            if profiles.is_full or line == "\\.":
                return
            cells = [None if cell == "\\N" else cell[:_LONGEST] for cell in line.split("\t")]
            if len(cells) == len(names):
                profiles.add(dict(zip(names, cells, strict=True)))

    def _target(self, found: re.Match[str] | None) -> tuple[TableProfiles, Sequence[str]] | None:
        """Where the rows of a statement are counted, and the columns that its values stand for."""
        if found is None:
            return None
        parts = [self._name(part) for part in re.findall(rf"{self._dialect.quoted}|[\w$#@]+", found["path"])]
        table = self._find(parts[-2] if len(parts) > 1 else "", parts[-1])
        if table is None or self.profiles_of(table).is_full:
            return None
        listed = found["columns"]
        names = [self._name(part.strip()) for part in listed.split(",")] if listed else list(table.columns)
        return self.profiles_of(table), [name.casefold() for name in names[:_COLUMNS]]

    def _name(self, text: str) -> str:
        return unquoted(text, self._dialect) if text[:1] in '`"[' else text

    def _row(self, text: str, position: int, value: re.Pattern[str]) -> tuple[list[str | None], int]:
        """The values of a row and where it ends; -1 where it cannot be read or the text ends in it."""
        cells: list[str | None] = []
        while len(cells) < _COLUMNS:
            found = value.match(text, position)
            if found is None:
                return cells, -1
            position = found.end()
            if found["null"] is not None:
                cells.append(None)
            elif found["string"] is not None:
                cells.append(unquoted(found["string"], self._dialect)[:_LONGEST])
            else:
                inside = re.search(_TEXT, found["call"] or "")
                cells.append(unquoted(inside.group(), self._dialect)[:_LONGEST] if inside else found["bare"])
            if found["end"] == ")":
                return cells, position
        return cells, -1


def _lines(text: str, start: int) -> Iterator[str]:
    """Lines from a position on, without the last one where it may be cut off."""
    while start > 0:
        end = text.find("\n", start)
        if end < 0:
            return
        yield text[start:end].rstrip("\r")
        start = end + 1
