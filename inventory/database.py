"""The engine and its transactions: SQLite by default, PostgreSQL where a workspace names one."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import BigInteger, DateTime, Dialect, Engine, create_engine, event, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

BUSY_SECONDS = 60
# pages of SQLite held in memory: rows of large imports go to many places of their indexes at once
CACHE_KIB = 65_536
WRITER_LOCK = 20_260_125
# as many connections as there are threads of a server: writers that wait for their turn hold one each, and readers come in beside them
_POOL = {"pool_size": 8, "max_overflow": 40}


class UtcTime(TypeDecorator[dt.datetime]):
    """Aware UTC times: SQLite drops zones, so they are put back on reading. Naive times are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Store as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Yuan(TypeDecorator[Decimal]):
    """Money as `Decimal` yuan in Python and as whole fen in the database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Store fen."""
        return None if value is None else int((value * 100).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Return yuan with two places."""
        return None if value is None else Decimal(value).scaleb(-2)


def json_text(value: Any) -> str:
    """JSON text; a number beyond 64 bits or half a surrogate pair is left to the slower encoder."""
    try:
        return orjson.dumps(value).decode()
    except (TypeError, ValueError):
        return json.dumps(value)


def _parsed(text: Any) -> Any:
    """The value of JSON text. Raises TypeError for a number, which SQLite makes of text that is one (the driver takes it as it is)."""
    if not isinstance(text, (str, bytes)):
        raise TypeError(type(text))
    return orjson.loads(text)


def open_engine(url: str) -> Engine:
    """An engine with foreign keys on and writers that wait for their turn instead of failing."""
    if not url.startswith("sqlite"):
        return create_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            pool_pre_ping=True,
            **_POOL,
            json_serializer=json_text,
            json_deserializer=_parsed,
        )
    engine = create_engine(
        url,
        **_POOL,
        json_serializer=json_text,
        json_deserializer=_parsed,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=NORMAL",
            f"cache_size=-{CACHE_KIB}",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # a deferred transaction that turns into a writer fails at once; taking the lock first waits instead
        immediate = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


@contextmanager
def writing(engine: Engine, *, keep: bool = True) -> Iterator[Session]:
    """One writing transaction: all or nothing; nothing where it is not to be kept (a dry run)."""
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session, session.begin():
        if engine.dialect.name == "postgresql":
            # one writer at a time, as on SQLite: readers are not held up
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
        yield session
        if not keep:
            session.rollback()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One consistent view of the database, whatever others write meanwhile."""
    if engine.dialect.name == "postgresql":
        # its own default shows each statement what was written since the last one
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy of an SQLite database that may be in use, as one file."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as given,
        closing(sqlite3.connect(target)) as taken,
    ):
        given.backup(taken)
        # the copy is one file, without a log beside it
        taken.execute("PRAGMA journal_mode=DELETE")
