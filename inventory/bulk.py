"""Many rows into one table at the speed of the driver: no unit of work, no statement of its own for each row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from sqlalchemy import Table, insert, text
from sqlalchemy.orm import Session

Column = Sequence[Any]


def insert_many(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `columns`, in the session's transaction.

    Values are bound as the columns' types bind them; what the driver is handed is one statement and plain tuples.
    """
    if rows:
        # column by column: what needs no processing costs nothing, and what a column repeats is processed once
        insert_columns(session, table, dict(zip(columns, zip(*rows, strict=True), strict=True)))


def insert_columns(session: Session, table: Table, given: dict[str, Column], *, encoded: frozenset[str] = frozenset()) -> None:
    """As `insert_many`, of values that stand column by column; those of `encoded` columns are JSON text already."""
    connection = session.connection()
    dialect = connection.dialect
    compiled: Any = insert(table).compile(dialect=dialect, column_keys=list(given))
    names = list(compiled.positiontup) if compiled.positional else list(given)
    values: list[Column] = []
    for name in names:
        column = given[name]
        if name in encoded:
            if dialect.name == "sqlite":  # which keeps JSON as the text that it is
                values.append(column)
                continue
            column = [orjson.loads(cell) for cell in column]
        processor = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        values.append(column if processor is None else _processed(column, processor))
    rows = list(zip(*values, strict=True))
    parameters: Any = rows if compiled.positional else [dict(zip(names, row, strict=True)) for row in rows]
    connection.exec_driver_sql(str(compiled), parameters)


def _processed(values: Iterable[Any], processor: Callable[[Any], Any]) -> list[Any]:
    """The values as the driver takes them; the same object twice in a row is processed once."""
    found: list[Any] = []
    last = done = None
    for value in values:
        if value is not last:
            last, done = value, None if value is None else processor(value)
        found.append(done)
    return found


@contextmanager
def indexes_afterwards(session: Session, tables: Iterable[Table]) -> Iterator[None]:
    """Make the indexes of these tables when all rows are in, which is cheaper than keeping them in order row by row.

    In the same transaction: others see the indexes as they were until it ends, and a failure leaves them so. What is done
    meanwhile must not look for single rows of these tables. Other databases than SQLite keep their indexes.
    """
    names = [table.name for table in tables]
    if session.connection().dialect.name != "sqlite":
        yield
        return
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = :table ORDER BY name")
    kept = [(row.name, row.sql) for name in names for row in session.execute(query, {"table": name})]
    for name, _ in kept:
        session.connection().exec_driver_sql(f'DROP INDEX "{name}"')
    yield
    for _, statement in kept:
        session.connection().exec_driver_sql(statement)
