"""A MariaDB server for the tests: data of its own in a temporary folder, on a free port of loopback."""

import contextlib
import getpass
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PROGRAMS = ("mariadbd", "mariadb-install-db", "mariadb")


def is_installed() -> bool:
    """Tell whether the server, its installer and its client are there."""
    return all(_program(name) for name in PROGRAMS)


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/libexec")


@contextlib.contextmanager
def running(script: str) -> Iterator[int]:
    """Start a server, run a script as its root, and yield its port. It ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="auditor-mariadb-"))
    server, install, client = (_program(name) or name for name in PROGRAMS)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    user = f"--user={getpass.getuser()}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = [f"--socket={folder / 's'}", f"--port={port}", "--bind-address=127.0.0.1", "--innodb-buffer-pool-size=16M", "--general-log"]
    started: subprocess.Popen[bytes] | None = None
    try:
        made = [
            install,
            "--no-defaults",
            f"--datadir={folder / 'data'}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            user,
        ]
        subprocess.run(made, check=True, **quiet)
        log = f"--general-log-file={folder / 'queries.log'}"
        started = subprocess.Popen([server, "--no-defaults", f"--datadir={folder / 'data'}", user, log, *options], **quiet)
        call = [client, "--no-defaults", f"--socket={folder / 's'}", "--user=root"]
        for _ in range(300):
            if subprocess.run([*call, "-e", "select 1"], check=False, **quiet).returncode == 0:
                break
            time.sleep(0.1)
        subprocess.run(call, input=script.encode(), check=True, **quiet)
        yield port
    finally:
        if started is not None:
            started.terminate()
            started.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)
