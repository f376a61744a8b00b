"""Work in the background: each job is one call of the command line in a process of its own, the table of jobs is the queue.

A process of its own keeps pages fast while an audit runs, can be stopped at any moment, and leaves what the command leaves when it
is killed: whole transactions and a crawl that goes on. Several workers may share the table: a job is claimed in one writing transaction.
"""

import contextlib
import datetime as dt
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from auditor.workspace import Workspace
from inventory.database import reading, writing
from inventory.models.ledger import JobRow

KINDS = ("import", "form", "crawl", "audit", "plan", "report")
_TAIL = 4_000
# how long a claimed job may take until its process is there
_PATIENCE = dt.timedelta(seconds=60)
# how long an uploaded file may wait for its job to be written down
_UNCLAIMED_SECONDS = 3600.0
# the variable by which the process of a job is known
_MARK = "AUDITOR_JOB"


def add_job(workspace: Workspace, kind: str, arguments: list[str], *, by: str) -> int:
    """Put a job in the queue; returns its number."""
    if kind not in KINDS:
        raise ValueError(kind)
    with writing(workspace.engine) as session:
        row = JobRow(kind=kind, arguments=["--lang", workspace.language, *arguments], by=by, state="waiting", made_at=workspace.now)
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def stop_job(workspace: Workspace, number: int) -> bool:
    """Stop a job that waits or runs; False where there is none."""
    with writing(workspace.engine) as session:
        row = session.get(JobRow, number)
        if row is None or row.state not in ("waiting", "running"):
            return False
        if row.state == "running" and row.process and _is_alive(number, row.process):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(row.process, signal.SIGTERM)
        row.state, row.ended_at = "stopped", dt.datetime.now(dt.UTC)
        return True


def resume_job(workspace: Workspace, number: int) -> bool:
    """Queue a job again that was stopped, failed or interrupted; False where it was not."""
    with writing(workspace.engine) as session:
        row = session.get(JobRow, number)
        if row is None or row.state not in ("stopped", "failed", "interrupted"):
            return False
        row.state, row.began_at, row.ended_at, row.process, row.answer = "waiting", None, None, None, None
        return True


class Worker:
    """Takes one job after the other. `folder` is the workspace's."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._stop = threading.Event()

    def start(self) -> threading.Thread:
        """Work in a thread beside the server."""
        thread = threading.Thread(target=self.run, name="worker", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Take no more jobs."""
        self._stop.set()

    def run(self) -> None:
        """Take jobs until told to stop; what a worker before this one left running is marked as interrupted."""
        looked = 0.0
        sweep_uploads(self.workspace)
        while not self._stop.is_set():
            if time.monotonic() - looked > 10 or not looked:
                self._mark_interrupted()
                looked = time.monotonic()
            number = self._claim()
            if number is None:
                self._stop.wait(0.5)
            else:
                self._do(number)

    def _mark_interrupted(self) -> None:
        """Jobs that run by the table while their process is gone, or was never begun."""
        patience = dt.datetime.now(dt.UTC) - _PATIENCE
        with reading(self.workspace.engine) as session:
            lost = [
                row.id for row in session.execute(select(JobRow).where(col(JobRow.state) == "running")).scalars() if _is_lost(row, patience)
            ]
        if lost:
            with writing(self.workspace.engine) as session:
                for row in session.execute(select(JobRow).where(col(JobRow.id).in_(lost), col(JobRow.state) == "running")).scalars():
                    if _is_lost(row, patience):
                        row.state, row.ended_at = "interrupted", dt.datetime.now(dt.UTC)

    def _claim(self) -> int | None:
        with reading(self.workspace.engine) as session:
            if session.execute(select(col(JobRow.id)).where(col(JobRow.state) == "waiting").limit(1)).first() is None:
                return None
        with writing(self.workspace.engine) as session:
            row = session.execute(select(JobRow).where(col(JobRow.state) == "waiting").order_by(col(JobRow.id)).limit(1)).scalar()
            if row is None:
                return None
            row.state, row.began_at, row.progress = "running", dt.datetime.now(dt.UTC), ""
            return row.id

    def _do(self, number: int) -> None:
        with reading(self.workspace.engine) as session:
            row = session.get(JobRow, number)
            arguments = [] if row is None else [str(a) for a in row.arguments]
        if row is None or row.state != "running":
            return
        folder = self.workspace.folder.resolve()
        command = [sys.executable, "-P", "-m", "auditor", "-w", str(folder), "--json", *arguments]
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
                errors="replace", start_new_session=True, cwd=folder, env={**os.environ, _MARK: str(number)},
            )  # fmt: skip
        except (OSError, ValueError) as error:
            # an argument that no process takes
            self._set(number, state="failed", progress=type(error).__name__, ended_at=dt.datetime.now(dt.UTC))
            return
        with writing(self.workspace.engine) as session:
            row = session.get(JobRow, number)
            assert row is not None
            row.process = process.pid
            is_stopped = row.state != "running"
        if is_stopped:
            # stopped between claim and start
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        said: list[str] = []
        out: list[str] = []
        assert process.stdout is not None
        reader = threading.Thread(target=lambda: out.append(process.stdout.read()), daemon=True)  # type: ignore[union-attr]
        reader.start()
        told = 0.0
        assert process.stderr is not None
        for line in process.stderr:
            said.append(line.rstrip())
            if time.monotonic() - told > 1:
                self._set(number, progress="\n".join(said)[-_TAIL:])
                told = time.monotonic()
        process.wait()
        reader.join(timeout=10)
        answer: Any = None
        with contextlib.suppress(ValueError):
            answer = json.loads("".join(out) or "null")
        with writing(self.workspace.engine) as session:
            row = session.get(JobRow, number)
            assert row is not None
            row.progress = "\n".join(said)[-_TAIL:]
            row.answer = _bounded(answer)
            row.ended_at = dt.datetime.now(dt.UTC)
            row.process = None
            if row.state in ("running", "interrupted"):
                row.state = {0: "done", 1: "done_with_rejections"}.get(process.returncode, "failed")
            is_done = row.state in ("done", "done_with_rejections")
        if is_done:
            # the file of a job that may be taken up again stays
            for argument in arguments:
                _drop_upload(self.workspace, argument)

    def _set(self, number: int, **values: Any) -> None:
        with writing(self.workspace.engine) as session:
            row = session.get(JobRow, number)
            assert row is not None
            for name, value in values.items():
                setattr(row, name, value)


def _is_lost(row: JobRow, patience: dt.datetime) -> bool:
    if row.process is None:
        return row.began_at is not None and row.began_at < patience
    return not _is_alive(row.id or 0, row.process)


def _is_alive(number: int, process: int) -> bool:
    """Tell whether the process of a job runs; after a restart of machine or container its number may be another program's."""
    try:
        os.kill(process, 0)
        marks = Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    except ProcessLookupError:
        return False
    except OSError:
        # not ours to look into, or a system without /proc
        return True
    return f"{_MARK}={number}".encode() in marks


def _bounded(answer: Any) -> Any:
    """An answer with its long lists cut, so that no page grows with the inventory."""
    if isinstance(answer, dict):
        return {key: _bounded(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [_bounded(entry) for entry in answer[:200]]
    # where the file of a job stood is nobody's business
    return Path(answer).name if isinstance(answer, str) and "/uploads/" in answer else answer


def uploads(workspace: Workspace) -> Path:
    """The folder in which files wait for their job."""
    folder = workspace.folder.resolve() / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def keep_upload(workspace: Workspace, name: str, content: Any) -> Path:
    """Keep an uploaded file under its own name (its letters alone) in a folder of its own."""
    import secrets

    folder = uploads(workspace) / secrets.token_hex(8)
    folder.mkdir(mode=0o700)
    safe = re.sub(r"[^\w.()（）-]", "_", Path(name.replace("\\", "/")).name).lstrip(".-")
    stem, dot, ending = safe.rpartition(".")
    if not dot:
        stem, ending = safe, ""
    # at most 255 bytes are a name on every system that we know; the ending tells the format
    safe = stem.encode()[:160].decode(errors="ignore") + (f".{ending[:20]}" if dot else "")
    safe = safe if safe.strip(".") else "file"
    path = folder / safe
    with path.open("wb") as out:
        shutil.copyfileobj(content, out)
    return path


def sweep_uploads(workspace: Workspace) -> None:
    """Remove files that no job will read any more: their request or their worker was killed before it could."""
    with reading(workspace.engine) as session:
        is_needed = col(JobRow.state).not_in(("done", "done_with_rejections"))
        needed = {str(a) for (arguments,) in session.execute(select(col(JobRow.arguments)).where(is_needed)) for a in arguments}
    for folder in uploads(workspace).iterdir():
        is_old = folder.is_dir() and time.time() - folder.stat().st_mtime > _UNCLAIMED_SECONDS
        if is_old and not any(str(path) in needed for path in folder.iterdir()):
            shutil.rmtree(folder, ignore_errors=True)


def _drop_upload(workspace: Workspace, argument: str) -> None:
    path = Path(argument)
    folder = (workspace.folder / "uploads").resolve()
    if path.is_absolute() and folder in path.resolve().parents:
        with contextlib.suppress(OSError):
            path.unlink()
            path.parent.rmdir()
