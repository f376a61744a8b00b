"""`auditor serve` as a process of its own over a workspace, as an office runs it; it may be killed and started again."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

# a busy machine starts slowly
PATIENCE = 180.0


class Server:
    """A server over a workspace; `url` is where it listens, `scratch` holds its log and what it leaves of temporary files."""

    def __init__(self, folder: Path, scratch: Path, *options: str) -> None:
        self.folder, self.scratch, self.options = folder, scratch, options
        self.log = scratch / "serve.log"
        self.temporary = scratch / "tmp"
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> None:
        """Begin to serve; comes back when the port answers. A second start takes the port of the first."""
        port = self.url.rpartition(":")[2] or "0"
        before = self.told().count("\n")
        with self.log.open("a") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "auditor", "-w", str(self.folder), "serve", "--port", port, *self.options],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, env={**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(self.temporary)},
            )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while (found := re.search(r"http://[0-9.]+:\d+(?=/)", "\n".join(self.told().splitlines()[before:]))) is None:
            assert self.process.poll() is None, self.told()
            assert time.monotonic() < end, "the server does not start"
            time.sleep(0.05)
        self.url = found[0]
        # the address is told before the port is open
        while not _answers(self.url):
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.05)

    def told(self) -> str:
        """What it wrote so far."""
        return self.log.read_text() if self.log.exists() else ""

    def faults(self) -> list[str]:
        """The faults of ours that it kept for those who mend them."""
        return [path.read_text(encoding="utf-8") for path in self.temporary.glob("auditor-fault-*")]

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it as `systemctl stop` does."""
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


def _answers(url: str) -> bool:
    host, _, port = url.removeprefix("http://").rpartition(":")
    with contextlib.suppress(OSError), socket.create_connection((host, int(port)), timeout=5):
        return True
    return False


@contextlib.contextmanager
def serving(folder: Path, scratch: Path, *options: str) -> Iterator[Server]:
    """Serve a workspace while the block lasts."""
    server = Server(folder, scratch, *options)
    server.start()
    try:
        yield server
    finally:
        server.stop()
