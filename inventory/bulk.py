"""Many rows into one table at the speed of the driver: no unit of work, no statement of its own for each row."""

from collections.abc import Sequence
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
    plain = [position for position, processor in bound if processor is None]
    if len(plain) == len(bound):
        values = [tuple(row[position] for position in plain) for row in rows]
    else:
        values = [
            tuple(
                row[position] if processor is None or row[position] is None else processor(row[position]) for position, processor in bound
            )
            for row in rows
        ]
    parameters: Any = values if compiled.positional else [dict(zip(names, row, strict=True)) for row in values]
    connection.exec_driver_sql(str(compiled), parameters)
