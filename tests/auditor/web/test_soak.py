"""Many people at once, and the power cut among them: nothing that was acknowledged is lost, and nobody hears of locks.

30 seconds in the ordinary run, five minutes with `./run test --full`.
"""

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from auditor.accounts import add_account
from auditor.check import check_workspace
from auditor.web.jobs import uploads
from auditor.workspace import Workspace, open_workspace
from inventory.database import reading
from inventory.models.ledger import FindingRow, JobRow
from tests.auditor.web.crowd import Ledger, Reader, Visitor, Writer, let_work, log_all_in, wait_for_jobs
from tests.postgres import Copy
from tests.serving import Server, serving

SECONDS = [30, pytest.param(300, marks=pytest.mark.slow)]
WRITERS = {"sqlite": 8, "postgresql": 32}
PASSWORD = "correct-horse-battery"


@pytest.fixture
def office_at_work(office_folder: Path, copied: Copy, tmp_path: Path, database_kind: str) -> Iterator[Workspace]:
    """A workspace with an account for every writer and reader."""
    with copied(office_folder, tmp_path / "workspace") as folder:
        workspace = open_workspace(folder)
        for number in range(WRITERS[database_kind]):
            add_account(workspace, f"writer-{number}", "auditor", organisation=None, password=PASSWORD)
        for number in range(2):
            add_account(workspace, f"reader-{number}", "administrator", organisation=None, password=PASSWORD)
        yield workspace
        workspace.engine.dispose()


def people(workspace: Workspace, url: str, ledger: Ledger, writers: int, imports: int, *, patient: bool = False) -> list[Visitor]:
    with reading(workspace.engine) as session:
        findings = list(session.execute(select(col(FindingRow.id)).order_by(col(FindingRow.id))).scalars())
    left = threading.Semaphore(imports)
    found: list[Visitor] = [
        Writer(url, f"writer-{n}", PASSWORD, ledger, findings=findings, imports=left, place=n, patient=patient) for n in range(writers)
    ]
    return found + [Reader(url, f"reader-{n}", PASSWORD, ledger, patient=patient) for n in range(2)]


def settle(workspace: Workspace, ledger: Ledger) -> None:
    """When everybody has gone home and every job is done: all is there, and whole."""
    assert ledger.wrong == []
    jobs = wait_for_jobs(workspace.engine, 300)
    assert {job.state for job in jobs} <= {"done"}, [(job.id, job.state, job.progress) for job in jobs if job.state != "done"]
    assert all("lock" not in job.progress for job in jobs)
    assert list(ledger.lost(workspace.engine)) == []
    assert check_workspace(workspace) == []


@pytest.mark.parametrize("seconds", SECONDS)
def test_many_writers_and_two_readers_lose_nothing_and_hear_of_no_lock(office_at_work, tmp_path, database_kind, seconds) -> None:
    ledger = Ledger()
    with serving(office_at_work.folder, tmp_path / "served") as server:
        crowd = people(office_at_work, server.url, ledger, WRITERS[database_kind], seconds // 8)
        auditor = Visitor(server.url, "reader-0", PASSWORD, ledger)
        log_all_in([*crowd, auditor])
        end = time.monotonic() + seconds
        # audits run beside them: the longest writers of all
        clock = threading.Thread(target=lambda: [auditor.post("/audit") or time.sleep(seconds / 3) for _ in range(2)])
        clock.start()
        let_work(crowd, lambda: time.monotonic() > end)
        clock.join()
        settle(office_at_work, ledger)
        assert server.faults() == []
    assert len(server.told().splitlines()) == 1, server.told()[-2000:]
    print(f"{database_kind}: {ledger.writes} writes acknowledged and {ledger.reads} reads in {seconds} s")
    # a busy machine is no fault of the code: everybody had several turns
    assert ledger.writes >= 2 * WRITERS[database_kind]
    assert ledger.reads >= 20
    assert ledger.batches


class Cutter:
    """Kills the server, and half of the time the running job too, at moments that nobody chose; looks, and starts it again."""

    def __init__(self, workspace: Workspace, server: Server, ledger: Ledger) -> None:
        self.workspace, self.server, self.ledger = workspace, server, ledger
        self.dice = random.Random(7)
        self.cuts = self.killed_jobs = 0

    def cut(self) -> None:
        with reading(self.workspace.engine) as session:
            running = list(session.execute(select(col(JobRow.process)).where(col(JobRow.state) == "running")).scalars())
        self.server.kill()
        self.cuts += 1
        if self.dice.random() < 0.5:
            for process in filter(None, running):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process, signal.SIGKILL)
                    self.killed_jobs += 1
        self.ledger.wrong += [f"after a cut: {problem.sentence('en')}" for problem in check_workspace(self.workspace)]
        self.server.start()

    def resume(self, auditor: Visitor) -> None:
        """Take up every job that was cut off, as somebody does who looks at the list of jobs."""
        for job in (auditor.get("/jobs.json") or {"rows": []})["rows"]:
            if job["state"] in ("interrupted", "failed"):
                auditor.post(f"/jobs/{job['id']}/resume")


@pytest.mark.parametrize("seconds", SECONDS)
def test_killed_at_any_moment_everything_acknowledged_is_there_and_jobs_go_on(office_at_work, tmp_path, database_kind, seconds) -> None:
    ledger, over = Ledger(), threading.Event()
    server = Server(office_at_work.folder, tmp_path / "served")
    server.start()
    cutter = Cutter(office_at_work, server, ledger)
    auditor = Visitor(server.url, "reader-0", PASSWORD, ledger, patient=True)
    crowd = people(office_at_work, server.url, ledger, 4, seconds // 4, patient=True)
    log_all_in([*crowd, auditor])
    faults: list[BaseException] = []

    def cut_again_and_again() -> None:
        try:
            end = time.monotonic() + seconds
            while time.monotonic() < end or cutter.cuts < 3:
                time.sleep(cutter.dice.uniform(0, 3))
                cutter.cut()
                cutter.resume(auditor)
                if cutter.dice.random() < 0.2:
                    auditor.post("/audit")
        except BaseException as fault:
            faults.append(fault)
        finally:
            over.set()

    try:
        clock = threading.Thread(target=cut_again_and_again)
        clock.start()
        let_work(crowd, over.is_set)
        clock.join()
        assert faults == []
        end = time.monotonic() + 120
        while any(job.state != "done" for job in wait_for_jobs(office_at_work.engine, 120)) and time.monotonic() < end:
            cutter.resume(auditor)
        settle(office_at_work, ledger)
        assert server.faults() == []
        # what was cut off between the file and its job belongs to a request that was never answered
        left = {path.stem for path in uploads(office_at_work).glob("*/*")}
        assert left <= {batch for batch, job in ledger.batches.items() if job is None}
    finally:
        server.stop()
    print(f"{database_kind}: {cutter.cuts} cuts, {cutter.killed_jobs} jobs killed, {ledger.writes} writes, {ledger.reads} reads")
    assert cutter.cuts >= 3
    assert ledger.writes
