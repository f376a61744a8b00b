"""Many rows into one table at the speed of the driver: no unit of work, no statement of its own for each row."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session


def insert_many(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `columns`, in the session's transaction.

    Values are bound as the columns' types bind them; what the driver is handed is one statement and plain tuples.
    """
    if not rows:
        return
    connection = session.connection()
    dialect = connection.dialect
    compiled: Any = insert(table).compile(dialect=dialect, column_keys=list(columns))
    names = list(compiled.positiontup) if compiled.positional else list(columns)
    bound = [(columns.index(name), table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names]
    # column by column: what needs no processing costs nothing, and what a column repeats is processed once
    given = list(zip(*rows, strict=True))
    values = list(zip(*(given[at] if processor is None else _processed(given[at], processor) for at, processor in bound), strict=True))
    parameters: Any = values if compiled.positional else [dict(zip(names, row, strict=True)) for row in values]
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
