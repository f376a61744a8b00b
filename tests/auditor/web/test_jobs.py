"""Work in the background: in order, once, stopped and taken up again."""

import datetime as dt
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from auditor.web import jobs
from auditor.web.jobs import Worker, add_job, keep_upload, resume_job, stop_job
from inventory.database import reading, writing
from inventory.models.ledger import JobRow
from inventory.models.records import TABLES

SMALL = {"schema_version": 1, "organisations": [{"id": "org-new", "name": "新来的单位"}]}


def job(workspace, number: int) -> JobRow:
    with reading(workspace.engine) as session:
        row = session.get(JobRow, number)
        assert row is not None
        return row


def work(workspace) -> list[int]:
    """Do all that waits; the numbers in the order in which they were done."""
    worker, done = Worker(workspace), []
    while (number := worker._claim()) is not None:
        worker._do(number)
        done.append(number)
    return done


def wait_for(state: str, workspace, number: int, seconds: float = 30) -> JobRow:
    end = time.monotonic() + seconds
    while (row := job(workspace, number)).state != state and time.monotonic() < end:
        time.sleep(0.05)
    assert row.state == state, (row.state, row.progress)
    return row


def uploaded(workspace, name: str = "inventory.json", document: object = SMALL) -> Path:
    return keep_upload(workspace, name, io.BytesIO(json.dumps(document).encode()))


def has_new(workspace) -> bool:
    with reading(workspace.engine) as session:
        return session.get(TABLES["Organisation"], "org-new") is not None


@pytest.fixture
def sleeping(monkeypatch):
    """Jobs sleep for as many seconds as their last argument says instead of calling the command line."""
    begin = subprocess.Popen

    def call(command, **more):
        code = "import sys, time; print('began', file=sys.stderr, flush=True); time.sleep(float(sys.argv[1])); print('{}')"
        return begin([sys.executable, "-c", code, command[-1]], **more)

    monkeypatch.setattr(jobs.subprocess, "Popen", call)


def test_jobs_are_done_in_the_order_in_which_they_came(workspace, sleeping) -> None:
    numbers = [add_job(workspace, "audit", ["0"], by="u") for _ in range(4)]
    assert work(workspace) == numbers == sorted(numbers)
    rows = [job(workspace, n) for n in numbers]
    assert {row.state for row in rows} == {"done"}
    assert all(a.ended_at <= b.began_at for a, b in pairwise(rows))
    assert all((row.process, row.progress, row.answer) == (None, "began", {}) for row in rows)


def test_a_kind_of_job_that_is_not_known_is_refused(workspace) -> None:
    with pytest.raises(ValueError, match="shell"):
        add_job(workspace, "shell", ["ls"], by="u")


def test_workers_never_take_one_job_twice(workspace) -> None:
    numbers = [add_job(workspace, "audit", ["audit"], by="u") for _ in range(40)]
    taken: list[int] = []

    def take() -> None:
        worker = Worker(workspace)
        while (number := worker._claim()) is not None:
            taken.append(number)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == numbers


def test_two_workers_share_the_queue(workspace, sleeping) -> None:
    workers = [Worker(workspace) for _ in range(2)]
    threads = [worker.start() for worker in workers]
    time.sleep(0.5)
    numbers = [add_job(workspace, "audit", ["0.3"], by="u") for _ in range(4)]
    for number in numbers:
        wait_for("done", workspace, number)
    for worker, thread in zip(workers, threads, strict=True):
        worker.stop()
        thread.join(timeout=5)
        assert not thread.is_alive()


def test_a_worker_that_is_told_to_stop_takes_no_more(workspace, sleeping) -> None:
    worker = Worker(workspace)
    thread = worker.start()
    worker.stop()
    thread.join(timeout=5)
    number = add_job(workspace, "audit", ["0"], by="u")
    time.sleep(0.7)
    assert (thread.is_alive(), job(workspace, number).state) == (False, "waiting")


def test_a_running_job_is_stopped_with_its_process_and_resumed(workspace, sleeping) -> None:
    number = add_job(workspace, "audit", ["60"], by="u")
    worker = Worker(workspace)
    thread = worker.start()
    try:
        wait_for("running", workspace, number)
        end = time.monotonic() + 10
        while not (row := job(workspace, number)).progress and time.monotonic() < end:
            time.sleep(0.05)
        assert stop_job(workspace, number)
        end = time.monotonic() + 10
        while job(workspace, number).process is not None and time.monotonic() < end:
            time.sleep(0.05)
        with pytest.raises(ProcessLookupError):
            os.kill(row.process, 0)
        assert job(workspace, number).state == "stopped"
    finally:
        worker.stop()
        thread.join(timeout=10)
    assert resume_job(workspace, number)
    assert (job(workspace, number).state, job(workspace, number).ended_at) == ("waiting", None)


@pytest.mark.parametrize(
    ("state", "may_stop", "may_resume"),
    [
        ("waiting", True, False), ("running", True, False), ("done", False, False), ("done_with_rejections", False, False),
        ("stopped", False, True), ("failed", False, True), ("interrupted", False, True),
    ],
)  # fmt: skip
def test_what_may_be_stopped_and_what_resumed(workspace, state, may_stop, may_resume) -> None:
    numbers = [add_job(workspace, "audit", ["audit"], by="u") for _ in range(2)]
    with writing(workspace.engine) as session:
        for row in session.execute(select(JobRow)).scalars():
            row.state = state
    assert stop_job(workspace, numbers[0]) is may_stop
    assert resume_job(workspace, numbers[1]) is may_resume
    assert (stop_job(workspace, 999), resume_job(workspace, 999)) == (False, False)


def test_a_stopped_job_that_waited_is_never_done(workspace, sleeping) -> None:
    number = add_job(workspace, "audit", ["0"], by="u")
    stop_job(workspace, number)
    assert (work(workspace), job(workspace, number).state) == ([], "stopped")


def test_a_job_stopped_before_its_process_began_is_not_carried_out(workspace) -> None:
    number = add_job(workspace, "import", ["import", str(uploaded(workspace))], by="u")
    worker = Worker(workspace)
    assert worker._claim() == number
    stop_job(workspace, number)
    worker._do(number)
    assert not has_new(workspace)


def run_once(workspace) -> None:
    worker = Worker(workspace)
    thread = worker.start()
    time.sleep(1.2)
    worker.stop()
    thread.join(timeout=20)


def left_running(workspace, process: int | None, *, ago: dt.timedelta = dt.timedelta(0)) -> int:
    number = add_job(workspace, "audit", ["0"], by="u")
    run_by(workspace, number, process, ago=ago)
    return number


def run_by(workspace, number: int, process: int | None, *, ago: dt.timedelta = dt.timedelta(0)) -> None:
    with writing(workspace.engine) as session:
        row = session.get(JobRow, number)
        row.state, row.process, row.began_at = "running", process, dt.datetime.now(dt.UTC) - ago


def test_what_a_killed_worker_left_is_marked_and_can_be_resumed(workspace, sleeping) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    numbers = [left_running(workspace, process, ago=dt.timedelta(hours=1)) for process in (gone.pid, None)]
    run_once(workspace)
    assert {job(workspace, n).state for n in numbers} == {"interrupted"}
    assert all(resume_job(workspace, n) for n in numbers)
    assert work(workspace) == numbers


def test_a_process_that_outlives_its_worker_is_marked_when_it_ends(workspace, sleeping) -> None:
    number = add_job(workspace, "audit", ["0"], by="u")
    alive = subprocess.Popen(["sleep", "60"], env={**os.environ, "AUDITOR_JOB": str(number)})
    try:
        run_by(workspace, number, alive.pid)
        worker = Worker(workspace)
        thread = worker.start()
        time.sleep(0.7)
        assert job(workspace, number).state == "running"
        alive.send_signal(signal.SIGKILL)
        alive.wait()
        wait_for("interrupted", workspace, number)
        worker.stop()
        thread.join(timeout=10)
    finally:
        alive.kill()
        alive.wait()


def test_another_program_with_the_number_of_a_lost_process_is_neither_waited_for_nor_stopped(workspace, sleeping) -> None:
    other = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        lost, stopped = (left_running(workspace, other.pid) for _ in range(2))
        assert stop_job(workspace, stopped)
        run_once(workspace)
        assert (job(workspace, lost).state, job(workspace, stopped).state) == ("interrupted", "stopped")
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_files_that_no_job_reads_any_more_are_swept_and_others_kept(workspace) -> None:
    lost, waiting, young = uploaded(workspace), uploaded(workspace), uploaded(workspace)
    add_job(workspace, "import", ["import", str(waiting)], by="u")
    for path in (lost, waiting):
        os.utime(path.parent, (time.time() - 7200,) * 2)
    jobs.sweep_uploads(workspace)
    assert [path.exists() for path in (lost, waiting, young)] == [False, True, True]


def test_a_second_worker_leaves_a_job_alone_that_was_just_claimed(workspace, sleeping) -> None:
    number = add_job(workspace, "audit", ["0"], by="u")
    first = Worker(workspace)
    assert first._claim() == number
    Worker(workspace)._mark_interrupted()
    first._do(number)
    assert job(workspace, number).state == "done"


@pytest.mark.parametrize("argument", ["null\0byte", "x" * 200_000], ids=["null", "long"])
def test_a_job_that_cannot_begin_fails_and_the_next_is_done(workspace, argument, monkeypatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _told: None)
    bad = add_job(workspace, "crawl", ["crawl", "--purpose", argument], by="u")
    good = add_job(workspace, "import", ["import", str(uploaded(workspace))], by="u")
    worker = Worker(workspace)
    thread = worker.start()
    try:
        wait_for("failed", workspace, bad, 5)
        wait_for("done", workspace, good)
    finally:
        worker.stop()
        thread.join(timeout=10)


def test_an_import_is_done_its_answer_kept_and_its_file_removed(workspace) -> None:
    path = uploaded(workspace)
    number = add_job(workspace, "import", ["import", str(path)], by="u")
    work(workspace)
    row = job(workspace, number)
    assert (row.state, row.answer["read"]) == ("done", {"organisations": 1})
    assert has_new(workspace)
    assert list(jobs.uploads(workspace).iterdir()) == []


def test_a_file_that_cannot_be_read_fails_with_its_reason(workspace) -> None:
    number = add_job(workspace, "import", ["import", str(keep_upload(workspace, "x.json", io.BytesIO(b"{")))], by="u")
    work(workspace)
    row = job(workspace, number)
    assert (row.state, row.answer) == ("failed", None)
    assert row.progress
    assert "Traceback" not in row.progress
    assert not has_new(workspace)


def test_a_failed_import_can_be_taken_up_again(workspace, monkeypatch) -> None:
    number = add_job(workspace, "import", ["import", str(uploaded(workspace))], by="u")
    with monkeypatch.context() as patched:
        patched.setattr(jobs.sys, "executable", "/bin/ls")
        work(workspace)
    assert job(workspace, number).state == "failed"
    assert resume_job(workspace, number)
    work(workspace)
    assert job(workspace, number).state == "done"


NAMES = ["../../x", "..\\..\\x", "/etc/passwd", "--as", "-w", "--dry-run", ".", "..", "", "a\0b", "x\n.json", "CON", "表 格.xlsx", "list", "withdraw", "%2e%2e%2fx", "a;rm -rf x", "\u202egnp.json", "env:HOME", "http:x", "👍.json"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_an_uploaded_file_stays_in_the_folder_of_uploads_whatever_its_name(workspace, name) -> None:
    path = keep_upload(workspace, name, io.BytesIO(b"x"))
    folder = (workspace.folder / "uploads").resolve()
    assert path.resolve().parent.parent == folder
    assert path.name not in ("", ".", "..")
    assert path.name[0] not in ".-"
    assert not set(path.name) & set("/\\\0\n;\u202e: ")
    assert path.read_bytes() == b"x"
    assert folder.stat().st_mode & 0o077 == path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["表" * 120 + ".xlsx", "甲" * 200])
def test_a_long_chinese_name_is_cut(workspace, name) -> None:
    assert keep_upload(workspace, name, io.BytesIO(b"x")).read_bytes() == b"x"


def test_only_files_of_uploads_are_removed(workspace, tmp_path) -> None:
    (tmp_path / "kept.json").write_text("{}", encoding="utf-8")
    settings = workspace.folder / "auditor.toml"
    for argument in (
        str(tmp_path / "kept.json"),
        str(settings),
        f"{workspace.folder}/uploads/../auditor.toml",
        "auditor.toml",
        "uploads",
        "--x",
    ):
        jobs._drop_upload(workspace, argument)
    assert settings.is_file()
    assert (tmp_path / "kept.json").is_file()
