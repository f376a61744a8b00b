"""Reads column definitions and table constraints out of their tokens."""

import re
from dataclasses import dataclass, field

from inventory.importers.sql.tokens import Token


@dataclass(slots=True)
class Column:
    """A column as it was declared; `values` are those of an enum, `line` is where it stands (in a `TableReader`: below the statement's first line)."""

    name: str
    type: str
    arguments: str = ""
    comment: str = ""
    values: list[str] = field(default_factory=list)
    is_key: bool = False
    required: bool = False
    line: int = 0


@dataclass(slots=True)
class Table:
    """A table with its columns in order, its comment, and the tables that its foreign keys name."""

    name: str
    schema: str = ""
    comment: str = ""
    columns: dict[str, Column] = field(default_factory=dict)
    refers_to: list[str] = field(default_factory=list)
    like: list[str] = field(default_factory=list)
    line: int = 0
    is_cut_off: bool = False
    has_no_columns: bool = False


_TABLE_RULES = frozenset(
    [
        "constraint",
        "primary",
        "unique",
        "key",
        "index",
        "fulltext",
        "spatial",
        "foreign",
        "check",
        "exclude",
        "like",
        "period",
        "supplemental",
        "cluster",
        "not",
        "projection",
    ]
)
_TYPE_WORDS = frozenset(
    [
        "char",
        "character",
        "varchar",
        "nchar",
        "nvarchar",
        "varchar2",
        "nvarchar2",
        "text",
        "tinytext",
        "mediumtext",
        "longtext",
        "clob",
        "nclob",
        "ntext",
        "string",
        "bpchar",
        "uuid",
        "uniqueidentifier",
        "enum",
        "set",
        "json",
        "jsonb",
        "xml",
        "int",
        "integer",
        "bigint",
        "smallint",
        "tinyint",
        "mediumint",
        "int2",
        "int4",
        "int8",
        "decimal",
        "numeric",
        "number",
        "float",
        "double",
        "real",
        "money",
        "smallmoney",
        "serial",
        "bigserial",
        "dec",
        "float4",
        "float8",
        "year",
        "date",
        "datetime",
        "datetime2",
        "smalldatetime",
        "timestamp",
        "timestamptz",
        "time",
        "timetz",
        "datetimeoffset",
        "interval",
        "bool",
        "boolean",
        "bit",
        "blob",
        "tinyblob",
        "mediumblob",
        "longblob",
        "bytea",
        "binary",
        "varbinary",
        "image",
        "raw",
        "long",
        "national",
    ]
)
_MORE_OF_TYPE = frozenset(
    ["varying", "precision", "unsigned", "signed", "zerofill", "large", "object", "raw", "varchar", "char", "character"]
)
_AFTER_ARGUMENTS = frozenset(["varying", "unsigned", "signed", "zerofill"])


def is_rule(words: list[Token]) -> bool:
    """Tell a constraint from a column: an unquoted keyword as a name (`key varchar(64)`) is a column."""
    first = words[0]
    if first.kind == "quoted" or first.value.casefold() not in _TABLE_RULES:
        return first.kind not in ("word", "quoted")
    if len(words) < 2:
        return True
    second = words[1]
    has_brackets = any(token.kind == "(" for token in words)
    if first.says("exclude"):
        return second.says("using") or second.kind == "("
    if first.says("fulltext", "spatial", "key", "index", "check", "period", "like", "cluster", "projection", "unique"):
        if second.says("key", "index"):
            return True
        if second.kind == "word":
            if second.value.casefold() in _TYPE_WORDS:
                argument = words[3] if len(words) > 3 and words[2].kind == "(" else None
                return argument is not None and argument.kind not in ("number", "string")
            return has_brackets or first.says("like")
    return True


def read_rule(table: Table, words: list[Token]) -> None:
    """A table constraint: primary key columns, the table that a foreign key names, LIKE."""
    for position, token in enumerate(words):
        if token.says("primary"):
            for name in _in_brackets(words, position):
                column = find_column(table, name)
                if column is not None:
                    column.is_key = column.required = True
            return
        if token.says("references"):
            name = _dotted(words, position + 1)
            if name and name not in table.refers_to:
                table.refers_to.append(name)
            return
        if token.says("like") and position == 0:
            table.like.append(_dotted(words, 1))
            return


def _in_brackets(words: list[Token], position: int) -> list[str]:
    found: list[str] = []
    depth = 0
    for token in words[position:]:
        depth += (token.kind == "(") - (token.kind == ")")
        if token.kind == ")" and depth == 0:
            break
        if depth == 1 and token.kind in ("word", "quoted") and not token.says("asc", "desc"):
            found.append(token.value)
    return found


def _dotted(words: list[Token], position: int) -> str:
    name = ""
    while position < len(words) and words[position].kind in ("word", "quoted"):
        name = words[position].value
        if position + 1 < len(words) and words[position + 1].kind == ".":
            position += 2
        else:
            break
    return name


def find_column(table: Table, name: str) -> Column | None:
    """A column by its name, else by its name in another case."""
    return table.columns.get(name) or next((c for key, c in table.columns.items() if key.casefold() == name.casefold()), None)


def read_column(words: list[Token], table: Table) -> Column | None:
    """A column definition: name, type, and what follows in any order. None where no name can be read."""
    if not words or words[0].kind not in ("word", "quoted") or not words[0].value.strip():
        return None
    column = Column(words[0].value, "")
    position = 1
    if (
        position < len(words)
        and words[position].kind in ("word", "quoted")
        and not words[position].says("default", "not", "null", "primary", "as", "generated")
    ):
        column.type = words[position].value
        position += 1
        while position + 1 < len(words) and words[position].kind == ".":  # a type of a schema
            column.type = words[position + 1].value
            position += 2
        while position < len(words) and words[position].says(*_MORE_OF_TYPE):
            if position + 1 < len(words) and words[position + 1].says("set"):
                break  # CHARACTER SET
            column.type += " " + words[position].value
            position += 1
        if position < len(words) and words[position].kind == "(":
            position = _arguments(column, words, position)
        while position < len(words) and words[position].says(*_AFTER_ARGUMENTS):
            column.type += " " + words[position].value
            position += 1
    _qualities(column, words, position, table)
    return column


def _arguments(column: Column, words: list[Token], position: int) -> int:
    depth, parts = 0, []
    while position < len(words):
        token = words[position]
        position += 1
        if token.kind == "(":
            depth += 1
        elif token.kind == ")":
            depth -= 1
            if depth == 0:
                break
        elif token.kind == "string" or (token.kind == "quoted" and column.type.casefold() in ("enum", "set")):
            column.values.append(token.value)
        elif not column.values:
            parts.append(token.value)
    column.arguments = re.sub(r"(?i)\s*(?:char|byte)$", "", "".join(f" {p}" if p.isalpha() else p for p in parts).strip())
    return position


def _column_key(column: Column, words: list[Token], position: int, table: Table) -> None:
    """PRIMARY KEY of the column; with names in brackets it is the table's, as SQL Server takes it without a comma before."""
    position += 1
    while position < len(words) and words[position].says("clustered", "nonclustered"):
        position += 1
    named = _in_brackets(words, position) if position < len(words) and words[position].kind == "(" else [column.name]
    for name in named:
        key = column if name.casefold() == column.name.casefold() else find_column(table, name)
        if key is not None:
            key.is_key = key.required = True


def _qualities(column: Column, words: list[Token], position: int, table: Table) -> None:
    depth = 0
    while position < len(words):
        token = words[position]
        following = words[position + 1] if position + 1 < len(words) else None
        depth += (token.kind == "(") - (token.kind == ")")
        position += 1
        if depth or following is None:
            continue
        if token.says("comment") and following.kind in ("string", "quoted"):
            column.comment = following.value.strip()
        elif token.says("not") and following.says("null"):
            column.required = True
        elif token.says("primary") and following.says("key"):
            _column_key(column, words, position, table)
        elif token.says("references"):
            name = _dotted(words, position)
            if name and name not in table.refers_to:
                table.refers_to.append(name)
        elif token.says("default") and following.kind in ("word", "string", "number"):
            position += 1  # the default's own word (NULL, COMMENT) says nothing else
