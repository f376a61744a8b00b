"""What an ALTER TABLE does to a table that the dump holds: columns added, changed, renamed and dropped, constraints, comments."""

from inventory.importers.sql.columns import Table, find_column, is_rule, read_column, read_rule
from inventory.importers.sql.statements import Statement
from inventory.importers.sql.tokens import Token

_VERBS = (
    "add",
    "modify",
    "change",
    "alter",
    "comment",
    "drop",
    "rename",
    "owner",
    "set",
    "enable",
    "disable",
    "convert",
    "engine",
    "auto_increment",
)
_NO_COLUMN = (
    "constraint",
    "primary",
    "foreign",
    "unique",
    "index",
    "key",
    "fulltext",
    "check",
    "spatial",
    "default",
    "partition",
    "supplemental",
)


def change(table: Table, words: list[Token], statement: Statement, before: str) -> str:
    """Do what one clause says; `before` is the verb of the clause before it, which may hold on. Returns the verb."""
    if words[0].says("with"):
        words = [word for word in words if not word.says("with", "check", "nocheck")] or words
    verb = words[0].value.casefold() if words[0].says(*_VERBS) else before
    rest = words[1:] if words[0].says(*_VERBS) else words
    if verb == "add":
        _add(table, rest, statement)
    elif verb in ("modify", "change", "alter"):
        rest = rest[1:] if rest and rest[0].says("column") else rest
        for definition in _bracketed(rest):
            _redefine(table, definition, verb)
    elif verb == "drop":
        _drop(table, rest)
    elif verb == "rename":
        _rename(table, rest)
    elif verb == "comment" and rest and rest[-1].kind in ("string", "quoted"):
        table.comment = rest[-1].value
    return verb


def _bracketed(words: list[Token]) -> list[list[Token]]:
    """The definitions between brackets, else the one that stands there."""
    return clauses(words[1:-1]) if words and words[0].kind == "(" else [words]


def _add(table: Table, rest: list[Token], statement: Statement) -> None:
    if rest and rest[0].says(*_NO_COLUMN):
        read_rule(table, rest)
        return
    if rest and rest[0].says("column"):
        rest = rest[1:]
    while rest and rest[0].says("if", "not", "exists"):
        rest = rest[1:]
    for definition in _bracketed(rest):
        if not definition:
            continue
        if is_rule(definition):
            read_rule(table, definition)
            continue
        column = read_column(definition, table)
        if column is not None and find_column(table, column.name) is None:
            column.line = statement.line + statement.text.count("\n", statement.start, definition[0].start)
            table.columns[column.name] = column


def _drop(table: Table, rest: list[Token]) -> None:
    """DROP of columns; constraints, indexes and partitions are no columns."""
    if rest and rest[0].says(*_NO_COLUMN):
        return
    if rest and rest[0].says("column"):
        rest = rest[1:]
    while rest and rest[0].says("if", "exists"):
        rest = rest[1:]
    for words in _bracketed(rest):
        column = find_column(table, words[0].value) if words else None
        if column is not None:
            table.columns = {name: value for name, value in table.columns.items() if value is not column}


def _rename(table: Table, rest: list[Token]) -> None:
    """RENAME [COLUMN] a TO b, RENAME [TO] b."""
    if rest and rest[0].says("to", "as"):
        _rename_table(table, rest[1:])
        return
    if rest and rest[0].says("column"):
        rest = rest[1:]
    if len(rest) == 3 and rest[1].says("to"):
        column = find_column(table, rest[0].value)
        if column is not None:
            column.name = rest[2].value
            table.columns = {value.name: value for value in table.columns.values()}
    elif len(rest) == 1:
        _rename_table(table, rest)


def _rename_table(table: Table, name: list[Token]) -> None:
    if name and name[-1].kind in ("word", "quoted"):
        table.name = name[-1].value


def _redefine(table: Table, words: list[Token], verb: str) -> None:
    """MODIFY, CHANGE and ALTER COLUMN: a new type, name, comment or NOT NULL of a column that is there."""
    old = find_column(table, words[0].value) if words else None
    if old is None:
        return
    rest = words[1:] if verb == "change" else words
    if len(rest) > 1 and rest[1].says("set", "drop", "type"):  # ALTER COLUMN a SET NOT NULL, TYPE varchar(20)
        if rest[1].says("type"):
            rest = [rest[0], *rest[2:]]
        else:
            if [word.value.casefold() for word in rest[2:4]] == ["not", "null"]:
                old.required = rest[1].says("set") or old.is_key
            return
    column = read_column(rest, table)
    if column is None:
        return
    old.comment = column.comment or old.comment
    old.required = column.required or old.is_key or (old.required and not column.type)
    if column.type:
        old.type, old.arguments = column.type, column.arguments
    if verb == "change" and column.name != old.name:
        table.columns = {column.name if value is old else name: value for name, value in table.columns.items()}
        old.name = column.name


def clauses(words: list[Token]) -> list[list[Token]]:
    """The parts of a statement between commas that stand in no bracket."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in words:
        depth += (token.kind == "(") - (token.kind == ")")
        if token.kind == "," and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return [clause for clause in found if clause]
