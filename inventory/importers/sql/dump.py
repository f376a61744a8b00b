"""Reads a SQL dump into datasets and data fields: tables, columns, comments, keys. Data is never kept."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from inventory.importers.column_types import data_type, label_of
from inventory.importers.decode import open_text
from inventory.importers.rows import Context, Document, Names, RawRow, row_of
from inventory.importers.sql.alter import change, clauses
from inventory.importers.sql.columns import Column, Table, find_column
from inventory.importers.sql.dialect import SAMPLE, Dialect, dialect_of
from inventory.importers.sql.inserts import RowCounter
from inventory.importers.sql.statements import Statement, Statements
from inventory.importers.sql.tables import TableReader
from inventory.importers.sql.tokens import Token, tokens
from inventory.limits import SQL_BYTES, check_size
from inventory.problems import InputError, Problems
from inventory.values.observation import Locator

MOST_TABLES = 50_000

_PART_OF = re.compile(r"\s*(?:if\s+not\s+exists\s+)?(?:\"[^\"]*\"|[^\s(\"])+\s+partition\s+of\b", re.I)
_DATABASE = re.compile(r"(?:^--\s*Host:.*?Database:\s*|^\s*Source (?:Schema|Database)\s*:\s*)([\w.-]+)", re.M)


def read_sql_dump(path: Path, problems: Problems, context: Context) -> Document:
    """The tables of a dump. Raises InputError where it defines none."""
    check_size(path, SQL_BYTES)
    with open_text(path) as text:
        if text.is_damaged:
            problems.ask("damaged_bytes", Locator(file=path.name), encoding=text.encoding)
        first = text.stream.read(SAMPLE)
        dialect = dialect_of(first)
        reader = _Dump(path.name, dialect, problems)
        counter = RowCounter(dialect, reader.find) if context.profiles else None
        reader.read(Statements(text.stream, dialect, first.replace("\x00", ""), counter))
    if not reader.tables:
        raise InputError("no_tables", file=path.name)
    document = Document("sql_dump", {"dialect": dialect.name, "count": len(reader.tables)})
    named = _DATABASE.search(first)
    system = context.system or reader.database or (named[1] if named else "") or path.stem
    if not context.system:
        problems.ask("system_guessed", Locator(file=path.name), system=system)
    document.rows.extend(reader.rows(system.replace("/", " "), context, counter))
    return document


class _Dump:
    """What a dump says so far; comments and constraints may come before or long after their table."""

    def __init__(self, file: str, dialect: Dialect, problems: Problems) -> None:
        self.file = file
        self.dialect = dialect
        self.problems = problems
        self.database = ""
        self.tables: dict[tuple[str, str], Table] = {}
        self._by_name: dict[str, list[tuple[str, str]]] = {}
        self._enums: dict[str, list[str]] = {}
        self._comments: list[tuple[list[str], str, bool]] = []
        self._passed: dict[str, int] = {}

    def read(self, statements: Statements) -> None:
        """Take every statement in."""
        for statement in statements:
            if statement.kind == "table":
                end = self._table(statement)
            elif statement.kind == "alter":
                end = self._alter(statement)
            elif statement.kind == "comment":
                end = self._comment(statement)
            elif statement.kind == "property":
                end = self._property(statement)
            elif statement.kind == "enum":
                end = self._enum(statement)
            else:
                if statement.kind == "database":
                    self.database = statement.qualifier.strip("`[]\"'")
                else:
                    self._passed[statement.kind] = self._passed.get(statement.kind, 0) + 1
                continue
            statements.position = max(statements.position, end)
            if len(self.tables) > MOST_TABLES:
                raise InputError("too_many_tables", file=self.file, limit=MOST_TABLES)
        for line in statements.overlong:
            self.problems.ask("statement_too_long", Locator(file=self.file, line=line))
        self._apply_comments()
        self._copy_columns()

    def _table(self, statement: Statement) -> int:
        reader = TableReader(statement.text, statement.start, statement.head_end, self.dialect)
        table = reader.read()
        at = Locator(file=self.file, line=statement.line)
        if table is None:
            self.problems.reject("table_without_name", at)
        elif "temp" in statement.qualifier or "virtual" in statement.qualifier or table.name.startswith("#"):
            pass
        elif _PART_OF.match(statement.text, statement.head_end):
            self.problems.ignore("partition", at, table=table.name)
        elif table.has_no_columns and not table.like:
            self.problems.ignore("table_without_columns", at, table=table.name)
        else:
            table.line = statement.line
            for column in table.columns.values():
                column.line += statement.line
            if table.is_cut_off:
                self.problems.reject("table_cut_off", at, table=table.name, columns=len(table.columns))
            self._keep(table, at)
        return reader.end

    def _keep(self, table: Table, at: Locator) -> None:
        key = (table.schema, table.name)
        known = self.tables.get(key)
        if known is not None and list(known.columns) != list(table.columns):
            self.problems.ask("table_twice", at, table=table.name, line=known.line)
        if known is None:
            self._by_name.setdefault(table.name.casefold(), []).append(key)
        elif not table.columns:
            return
        self.tables[key] = table

    def find(self, schema: str, name: str) -> Table | None:
        """The table that a later statement means; its schema or the case of its name may be left out."""
        exact = self.tables.get((schema, name))
        if exact is not None:
            return exact
        keys = self._by_name.get(name.casefold(), [])
        fitting = [key for key in keys if key[1] == name] or keys
        fitting = [key for key in fitting if not schema or key[0].casefold() == schema.casefold()] or fitting
        return self.tables[fitting[0]] if fitting else None

    def _statement(self, statement: Statement) -> tuple[list[Token], int]:
        """The statement's tokens without comments, to its semicolon or the line that starts another."""
        found: list[Token] = []
        depth, end = 0, statement.head_end
        for token in tokens(statement.text, statement.head_end, self.dialect):
            if token.kind == "comment":
                continue
            starts_line = bool(found) and "\n" in statement.text[end : token.start]
            if token.kind == ";" or (
                depth == 0 and starts_line and token.says("go", "create", "alter", "comment", "insert", "exec", "execute")
            ):
                return found, token.end if token.kind == ";" else token.start
            depth += (token.kind == "(") - (token.kind == ")")
            found.append(token)
            end = token.end
            if len(found) > 50_000:
                break
        return found, end

    def _alter(self, statement: Statement) -> int:
        words, end = self._statement(statement)
        position = 0
        while position < len(words) and words[position].says("if", "exists", "only"):
            position += 1
        parts, position = _path(words, position)
        table = self.find(parts[-2] if len(parts) > 1 else "", parts[-1]) if parts else None
        if table is None:
            return end
        if [word.value.casefold() for word in words[position : position + 2]] == ["attach", "partition"]:
            self._attach(_path(words, position + 2)[0], statement)
            return end
        old, verb = table.name, ""
        for clause in clauses(words[position:]):
            verb = change(table, clause, statement, verb)
        if table.name != old:
            self._rename(table, old)
        return end

    def _rename(self, table: Table, old: str) -> None:
        """Find the table under its new name; one of that name that is there already stays."""
        key = (table.schema, table.name)
        if key in self.tables:
            table.name = old
            return
        del self.tables[table.schema, old]
        self.tables[key] = table
        self._by_name[old.casefold()].remove((table.schema, old))
        self._by_name.setdefault(table.name.casefold(), []).append(key)

    def _attach(self, part: list[str], statement: Statement) -> None:
        """A partition holds rows of its table and is none of its own."""
        table = self.find(part[-2] if len(part) > 1 else "", part[-1]) if part else None
        if table is not None:
            self._by_name[table.name.casefold()].remove((table.schema, table.name))
            del self.tables[table.schema, table.name]
            self.problems.ignore("partition", Locator(file=self.file, line=statement.line), table=table.name)

    def _comment(self, statement: Statement) -> int:
        words, end = self._statement(statement)
        text = next((word.value for word in words if word.kind == "string"), "")
        is_column = statement.text[statement.start : statement.head_end].casefold().endswith("column")
        parts, _ = _path(words, 0)
        if parts and text:
            self._comments.append((parts, text, is_column))
        return end

    def _property(self, statement: Statement) -> int:
        words, end = self._statement(statement)
        # N'MS_Description', N'text', N'SCHEMA', N'dbo', N'TABLE', N'x', N'COLUMN', N'y'; each may be named, be [x] or a variable
        given = [
            word.value
            for word, following in itertools.zip_longest(words, words[1:])
            if word.kind in ("string", "quoted", "word") and (following is None or following.kind != "=")
        ]
        if len(given) >= 4 and given[0].casefold() == "ms_description":
            kinds = {given[i].casefold(): given[i + 1] for i in range(2, len(given) - 1, 2)}
            schema = kinds.get("schema", kinds.get("user", ""))
            parts = ["" if schema.startswith("@") else schema, kinds.get("table", "")]
            if parts[1]:
                self._comments.append(([*parts, kinds["column"]] if "column" in kinds else parts, given[1], "column" in kinds))
        return end

    def _enum(self, statement: Statement) -> int:
        words, end = self._statement(statement)
        name = re.search(r"type\s+(\S+)\s+as", statement.text[statement.start : statement.head_end], re.I)
        if name:
            self._enums[name[1].split(".")[-1].strip('"').casefold()] = [word.value for word in words if word.kind == "string"]
        return end

    def _apply_comments(self) -> None:
        for parts, text, is_column in self._comments:
            owner = parts[:-1] if is_column else parts
            table = self.find(owner[-2] if len(owner) > 1 else "", owner[-1]) if owner else None
            if table is None:
                continue
            if not is_column:
                table.comment = text
                continue
            column = find_column(table, parts[-1])
            if column is not None:
                column.comment = text

    def _copy_columns(self) -> None:
        """LIKE and INHERITS take over the columns of a table that the dump also holds."""
        for table in self.tables.values():
            for name in table.like:
                source = self.find(table.schema, name)
                if source is not None and source is not table:
                    table.columns = {**source.columns, **table.columns}
            for column in table.columns.values():
                if not column.values:
                    column.values = self._enums.get(column.type.casefold(), [])

    def rows(self, system: str, context: Context, counter: RowCounter | None = None) -> Iterator[RawRow]:
        """A dataset for every table and a data field for every column, with its profile where values were counted."""
        names = Names()
        for table in self.tables.values():
            label, _ = label_of(table.comment)
            name = names.unique((label or table.name)[:110], table.name[:64], f"{table.schema}.{table.name}"[:100])
            yield row_of(
                "Dataset",
                Locator(file=self.file, line=table.line),
                name=name,
                code=table.name[:64],
                kind="table",
                system=system,
                provider=context.organisation,
                abstract=table.comment if table.comment != label else None,
                related=table.refers_to,
            )
            profiles = counter.profiles_of(table) if counter is not None else None
            for column in table.columns.values():
                profile = profiles.of(column.name) if profiles is not None else []
                yield _field_row(column, f"{system}/{name}", Locator(file=self.file, line=column.line), profile)


def _field_row(column: Column, resource: str, at: Locator, profile: list[str]) -> RawRow:
    label, definition = label_of(column.comment)
    return row_of(
        "DataField",
        at,
        resource=resource,
        name=column.name[:64],
        label=label[:128] or None,
        type=data_type(column.type),
        length=column.arguments[:40] or None,
        definition=definition,
        domain="|".join(column.values)[:200] or None,
        is_key=True if column.is_key else None,
        required=True if column.required else None,
        profile=profile,
    )


def _path(words: list[Token], position: int) -> tuple[list[str], int]:
    parts: list[str] = []
    while position < len(words) and words[position].kind in ("word", "quoted"):
        parts.append(words[position].value)
        position += 1
        if position < len(words) and words[position].kind == ".":
            position += 1
        else:
            break
    return parts, position
