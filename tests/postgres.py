"""A PostgreSQL server for the tests: a cluster of its own in a temporary folder, on a free port of loopback; databases on it."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

# where tests find the server that `./run test` started
ADDRESS = os.environ.get("AUDITOR_TEST_POSTGRES")
Copy = Callable[[Path, Path], AbstractContextManager[Path]]


def server_folder() -> Path | None:
    """Where initdb and pg_ctl are, the newest version first; None where no server is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].split(".")[0]), reverse=True)
    named = shutil.which("initdb")
    return found[0].parent if found else Path(named).parent if named else None


@contextlib.contextmanager
def running() -> Iterator[str | None]:
    """Start a server and yield its address, or None where none is installed. It ends with the block."""
    programs = server_folder()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="auditor-postgres-"))
    # PostgreSQL does not run as root: Debian's package makes a user for it
    prefix: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("runuser") is None or subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode != 0:
            yield None
            return
        prefix = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off -c max_connections=300"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(
        [*prefix, str(programs / "initdb"), "-D", str(data), "-U", "auditor", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        **quiet,
    )
    subprocess.run([*prefix, str(programs / "pg_ctl"), "-D", str(data), "-w", "-o", options, "start"], check=True, **quiet)
    try:
        yield f"postgresql://auditor@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*prefix, str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], check=False, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def database(template: str | None = None) -> Iterator[str]:
    """A database of its own, dropped afterwards: empty, or as the one at the address `template`, to which nothing may be connected."""
    from sqlalchemy import create_engine, make_url

    assert ADDRESS is not None
    name = f"auditor_test_{secrets.token_hex(6)}"
    owner = create_engine(ADDRESS.replace("postgresql:", "postgresql+psycopg:", 1), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {make_url(template).database if template else 'template0'}")
    try:
        yield make_url(ADDRESS).set(database=name).render_as_string(hide_password=False)
    finally:
        with owner.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        owner.dispose()


def use_database(folder: Path, url: str) -> None:
    """Say in the settings of a workspace on SQLite that its database is at this address."""
    settings = folder / "auditor.toml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    lines.insert(lines.index("[workspace]") + 1, f"db = {json.dumps(url)}")
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for path in folder.glob("auditor.db*"):
        path.unlink()


def copy_tables(source: Path, url: str) -> None:
    """Put what an SQLite database holds into an empty database at this address, every row as it is, numbering going on behind it."""
    from sqlalchemy import func, insert, select, text
    from sqlmodel import SQLModel

    from inventory.database import open_engine
    from inventory.migrations import upgrade

    given, taken = open_engine(f"sqlite:///{source}"), open_engine(url)
    upgrade(taken)
    with given.connect() as reader, taken.begin() as writer:
        for table in SQLModel.metadata.sorted_tables:
            rows = [dict(row) for row in reader.execute(select(table)).mappings()]
            for first in range(0, len(rows), 1_000):
                writer.execute(insert(table), rows[first : first + 1_000])
            counter = table.autoincrement_column
            if rows and counter is not None:
                place = {"table": table.name, "column": counter.name, "last": writer.execute(select(func.max(counter))).scalar_one()}
                writer.execute(text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"), place)
    given.dispose()
    taken.dispose()


@contextlib.contextmanager
def copying(kind: str) -> Iterator[Copy]:
    """What copies a workspace on SQLite to a folder, its database being `sqlite` or `postgresql`: `with copy(folder, to) as folder`."""
    with contextlib.ExitStack() as kept:
        templates: dict[Path, str] = {}

        @contextlib.contextmanager
        def copy(folder: Path, to: Path) -> Iterator[Path]:
            made = Path(shutil.copytree(folder, to))
            if kind == "sqlite":
                yield made
                return
            if folder not in templates:
                templates[folder] = kept.enter_context(database())
                copy_tables(folder / "auditor.db", templates[folder])
            with database(templates[folder]) as url:
                use_database(made, url)
                yield made

        yield copy
