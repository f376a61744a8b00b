"""Reads the tables of a running database (SQLite, PostgreSQL, MySQL/MariaDB) through SQLAlchemy's inspector; it reads no data and writes nothing."""

import socket
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.engine import URL, Inspector, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SAWarning, SQLAlchemyError

from inventory import gate
from inventory.importers.column_types import data_type, label_of
from inventory.importers.rows import Context, Document, Names, RawRow, row_of
from inventory.problems import InputError, Problems
from inventory.values.observation import Locator

MOST_TABLES = 20_000
SECONDS = 15
_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
    "sqlite": "sqlite",
}
# what databases keep for themselves
_SYSTEM_SCHEMAS = frozenset({"information_schema", "pg_catalog", "pg_toast", "mysql", "performance_schema", "sys"})


def read_sqlite_file(path: Path, problems: Problems, context: Context) -> Document:
    """The tables of a SQLite file. Raises InputError where it cannot be opened as one."""
    url = URL.create("sqlite", database=f"file:{path.resolve()}", query={"mode": "ro", "uri": "true"})
    return _read(url, path.name, path.stem, problems, context)


def read_live_database(address: str, problems: Problems, context: Context, *, allow_private: bool) -> Document:
    """The tables of the database at an address. Raises InputError where it is refused, unknown or does not answer."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise InputError("bad_database_url") from None
    kind = url.drivername.partition("+")[0]
    if kind not in _DRIVERS:
        raise InputError("unknown_database", kind=kind[:30], kinds="sqlite, postgresql, mysql")
    if kind == "sqlite":
        path = Path(url.database or "")
        if not path.is_file():
            raise InputError("no_such_file", file=str(path))
        return read_sqlite_file(path, problems, context)
    _check_host(url.host or "", allow_private=allow_private)
    return _read(url.set(drivername=_DRIVERS[kind]), f"{url.host}/{url.database}", url.database or "", problems, context)


def shown_address(address: str) -> str:
    """A database's address for people and records, without its password."""
    try:
        return make_url(address).set(password=None, query={}).render_as_string(hide_password=True)
    except ArgumentError:
        return "?"


def _check_host(host: str, *, allow_private: bool) -> None:
    try:
        plain = gate.check_spelling(f"http://{host}/", allow_private=allow_private)
        if not allow_private:
            for found in socket.getaddrinfo(plain, None):
                gate.check_resolved(plain, str(found[4][0]), allow_private=False)
    except gate.Refused as refused:
        raise InputError("address_refused", url=host, reason=refused.reason) from None
    except OSError:
        raise InputError("address_refused", url=host, reason="unresolved") from None


def _read(url: URL, file: str, name: str, problems: Problems, context: Context) -> Document:
    try:
        engine = create_engine(url, connect_args=_arguments(url))
    except (NoSuchModuleError, ModuleNotFoundError):
        raise InputError("no_driver", kind=url.drivername, package=url.drivername.partition("+")[2] or url.drivername) from None
    try:
        document = Document("live_database", {"kind": engine.dialect.name})
        with warnings.catch_warnings():
            # a type that SQLAlchemy has no name for (point, inet6): the column is read without one
            warnings.simplefilter("ignore", SAWarning)
            document.rows.extend(_rows(engine, file, context.system or name, problems, context))
    except SQLAlchemyError as error:
        # the driver's words may hold the address; its class says enough
        raise InputError("no_database", file=file, reason=type(getattr(error, "orig", None) or error).__name__) from None
    finally:
        engine.dispose()
    if not document.rows:
        raise InputError("no_tables", file=file)
    if not context.system:
        guessed = dict.fromkeys(str(row.cells["system"]) for row in document.rows if row.entity == "Dataset")
        for system in guessed:
            problems.ask("system_guessed", Locator(file=file), system=system)
    return document


def _arguments(url: URL) -> dict[str, Any]:
    if url.drivername.startswith("postgresql"):
        return {"connect_timeout": SECONDS, "options": f"-c default_transaction_read_only=on -c statement_timeout={SECONDS * 1000}"}
    if url.drivername.startswith("mysql"):
        return {
            "connect_timeout": SECONDS,
            "read_timeout": SECONDS,
            "init_command": "SET SESSION TRANSACTION READ ONLY",
            "local_infile": False,
        }
    return {}


def _rows(engine: Engine, file: str, system: str, problems: Problems, context: Context) -> Iterator[RawRow]:
    count = 0
    by_system: dict[str, Names] = {}
    inspector = inspect(engine)
    schemas: list[str | None] = [s for s in inspector.get_schema_names() if s not in _SYSTEM_SCHEMAS and not s.startswith("pg_")]
    if engine.dialect.name == "mysql" and engine.url.database:
        schemas = [engine.url.database]
    for schema in [None] if engine.dialect.name == "sqlite" else schemas:
        # an address without a database names several: each is a system of its own
        of = (system or schema or "").replace("/", " ")
        names = by_system.setdefault(of, Names())
        for table in sorted(inspector.get_table_names(schema=schema)):
            count += 1
            if count > MOST_TABLES:
                raise InputError("too_many_tables", file=file, limit=MOST_TABLES)
            at = Locator(file=file, path=f"{schema}.{table}" if schema else table)
            try:
                yield from _table(inspector, table, schema, at, of, names, context)
            except (SQLAlchemyError, NotImplementedError, TypeError, ValueError):
                problems.reject("table_unreadable", at, table=table)


def _table(
    inspector: Inspector, table: str, schema: str | None, at: Locator, system: str, names: Names, context: Context
) -> Iterator[RawRow]:
    columns = inspector.get_columns(table, schema=schema)
    keys = set(inspector.get_pk_constraint(table, schema=schema).get("constrained_columns") or ())
    comment = ""
    if inspector.dialect.supports_comments:
        comment = inspector.get_table_comment(table, schema=schema).get("text") or ""
    label, _ = label_of(comment)
    name = names.unique((label or table)[:110], table[:64])
    referred = [str(key["referred_table"]) for key in inspector.get_foreign_keys(table, schema=schema)]
    yield row_of(
        "Dataset",
        at,
        name=name,
        code=table[:64],
        kind="table",
        system=system,
        provider=context.organisation,
        abstract=comment if comment != label else None,
        related=list(dict.fromkeys(referred)),
    )
    for column in columns:
        title, definition = label_of(column.get("comment") or "")
        kind = str(column["type"]) if column.get("type") is not None else ""
        arguments = kind.partition("(")[2].rpartition(")")[0]
        yield row_of(
            "DataField",
            Locator(file=at.file, path=f"{at.path}.{column['name']}"),
            resource=f"{system}/{name}",
            name=str(column["name"])[:64],
            label=title[:128] or None,
            type=data_type(kind.partition("(")[0].strip()),
            length=arguments[:40] if arguments and not arguments.startswith("'") else None,
            domain="|".join(getattr(column["type"], "enums", ()) or ())[:200] or None,
            definition=definition,
            is_key=True if column["name"] in keys else None,
            required=True if column.get("nullable") is False else None,
        )
