"""Fixtures that every room shares."""

import contextlib
import io
import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from auditor.demo.server import FIRST_PORT, SITES
from auditor.workspace import Workspace, create_workspace, open_workspace

# a busy machine is no fault of the code; example databases would be files in the working copy
settings.register_profile("auditor", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("auditor")


@pytest.fixture(scope="session")
def blank_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workspace, made once; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("blank") / "workspace"
    made = create_workspace(folder, name="云溪县", region="430603", lang="zh", db=None)
    made.engine.dispose()
    return folder


@pytest.fixture
def workspace(blank_workspace: Path, tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace of the test's own, its first round open."""
    opened = open_workspace(shutil.copytree(blank_workspace, tmp_path / "workspace"))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def other_workspace(blank_workspace: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A second empty workspace, to import into what the first one exported."""
    opened = open_workspace(shutil.copytree(blank_workspace, tmp_path / "other"))
    yield opened
    opened.engine.dispose()


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout; anything else there is an error."""
        return json.loads(self.out)

    def says_one_line(self, *words: str, code: int = 2) -> None:
        """The call was refused in one line that holds these words: no traceback, nothing on stdout."""
        assert (self.code, self.out) == (code, ""), (self.code, self.out[:300], self.err[-600:])
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err[-600:]
        assert lines[0].startswith("auditor: ")
        assert "Traceback" not in self.err
        assert "auditor-fault-" not in self.err, self.err
        assert all(word in lines[0] for word in words), (words, lines[0])


def type_command(*words: object, lang: str | None = "en") -> Answer:
    """Types one command in this process, in English unless told otherwise."""
    from auditor.cli.run import run

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([*(str(word) for word in words), *(("--lang", lang) if lang else ())])
    return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def auditor() -> Callable[..., Answer]:
    """The command line, in process: `auditor("audit", "-w", folder).json`."""
    return type_command


@pytest.fixture(scope="session")
def demo_ports() -> Callable[[], AbstractContextManager[None]]:
    """Keeps other test processes from the ports of the demo's sites, so that addresses (and ids made of them) are the usual ones."""
    return _demo_ports


@contextlib.contextmanager
def _demo_ports() -> Iterator[None]:
    import fcntl

    with (Path(tempfile.gettempdir()) / f"auditor-demo-ports-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for port in range(FIRST_PORT, FIRST_PORT + len(SITES)):
            _wait_for(port)
        yield


def _wait_for(port: int, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return
        time.sleep(0.3)
