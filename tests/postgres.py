"""A PostgreSQL server for the tests: a cluster of its own in a temporary folder, on a free port of loopback."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


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
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
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
