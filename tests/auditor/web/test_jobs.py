"""Work in the background: in order, once, stopped and taken up again; nothing that is typed or uploaded becomes an option."""

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
from sqlalchemy import func, select

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
    with writing(workspace.engine) as session:
        row = session.get(JobRow, number)
        row.state, row.process, row.began_at = "running", process, dt.datetime.now(dt.UTC) - ago
    return number


def test_what_a_killed_worker_left_is_marked_and_can_be_resumed(workspace, sleeping) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    numbers = [left_running(workspace, process, ago=dt.timedelta(hours=1)) for process in (gone.pid, None)]
    run_once(workspace)
    assert {job(workspace, n).state for n in numbers} == {"interrupted"}
    assert all(resume_job(workspace, n) for n in numbers)
    assert work(workspace) == numbers


def test_a_process_that_outlives_its_worker_is_marked_when_it_ends(workspace, sleeping) -> None:
    alive = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        number = left_running(workspace, alive.pid)
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


# --- from the pages


def last_job(site) -> JobRow:
    with reading(site.engine) as session:
        return session.execute(select(JobRow).order_by(JobRow.id.desc()).limit(1)).scalars().one()


def job_count(site) -> int:
    with reading(site.engine) as session:
        return session.execute(select(func.count()).select_from(JobRow)).scalar_one()


@pytest.mark.parametrize("name", ["--as", "../../x", "--dry-run", "-w", "list", "a.json"])
def test_an_uploaded_name_is_no_option(own_office, name) -> None:
    answer = own_office.client("u-auditor").send_form("/imports", files={"file": (name, json.dumps(SMALL).encode())})
    assert answer.status_code == 303
    command, path = last_job(own_office).arguments[-2:]
    assert command == "import"
    assert Path(path).is_absolute()
    work(own_office.workspace)
    assert job(own_office.workspace, last_job(own_office).id).state == "done"
    assert has_new(own_office.workspace)
    assert [p for p in own_office.web.folder.rglob("x") if "uploads" not in p.parts] == []


@pytest.mark.parametrize(
    "urls", ["--allow-private", "-w\n/tmp", "/etc/passwd", "file:///etc/passwd", "https://a.gov.cn\n--allow-private", "seeds.csv", "HTTP://x --as", "javascript:1"]
)  # fmt: skip
def test_only_web_addresses_are_crawled(own_office, urls) -> None:
    before = job_count(own_office)
    assert own_office.client("u-auditor").send_form("/crawl", urls=urls).status_code == 400
    assert job_count(own_office) == before


@pytest.mark.parametrize("value", ["--allow-private", "--max-pages", "-w", "--", "-", "--help"])
def test_texts_of_the_crawl_are_values_and_no_options(own_office, value, monkeypatch) -> None:
    client = own_office.client("u-auditor")
    client.send_form(
        "/crawl", urls="http://192.0.2.1/", purpose=value, contact=value, **{"approved-by": value, "max_pages": "--allow-private"}
    )
    seen = {}

    def caught(_workspace, *arguments, **options) -> dict:
        seen.update(options, arguments=arguments)
        raise SystemExit(7)

    monkeypatch.setattr("auditor.crawling.crawl_into", caught, raising=False)
    arguments = last_job(own_office).arguments
    assert "--max-pages" not in [
        a for a, b in zip(arguments, ["", *arguments], strict=False) if b not in ("--purpose", "--contact", "--approved-by")
    ]
    work(own_office.workspace)
    row = last_job(own_office)
    assert (row.answer or {}).get("pages", 0) == 0
    assert "No such option" not in row.progress
    assert "Usage" not in row.progress


@pytest.mark.parametrize("field", ["budget", "budget-per-wave", "max-retire", "waves"])
@pytest.mark.parametrize("value", ["--help", "-1", "1 --lock x", "1e9", "0x1", "1.5", "9" * 13, "' OR 1", "１２x"])
def test_numbers_of_the_plan_are_numbers(own_office, field, value) -> None:
    before = job_count(own_office)
    assert own_office.client("u-architect").send_form("/plan", **{field: value}).status_code == 400
    assert job_count(own_office) == before


@pytest.mark.parametrize("value", ["²", "١٢", "①"])
def test_signs_that_only_look_like_numbers_are_refused(own_office, value) -> None:
    assert own_office.client("u-architect").send_form("/plan", budget=value).status_code == 400


def test_every_chosen_file_becomes_a_job(own_office) -> None:
    files = [("file", (f"{n}.json", json.dumps(SMALL).encode())) for n in range(3)]
    client = own_office.client("u-auditor")
    client.post("/imports", data={"csrf": client.token}, files=files)
    assert job_count(own_office) == 3


def test_a_dry_run_changes_nothing(own_office) -> None:
    own_office.client("u-auditor").send_form("/imports", dry="1", files={"file": ("a.json", json.dumps(SMALL).encode())})
    work(own_office.workspace)
    assert (last_job(own_office).state, has_new(own_office.workspace)) == ("done", False)


def test_what_a_clerk_hands_in_is_read_as_a_form_whatever_it_is(own_office) -> None:
    answer = own_office.client("u-clerk").send_form("/imports", **{"as": "import"}, files={"file": ("a.json", json.dumps(SMALL).encode())})
    assert 400 <= answer.status_code < 500 or "form" in last_job(own_office).arguments
    work(own_office.workspace)
    assert not has_new(own_office.workspace)
    assert str(own_office.web.folder) not in answer.text
    assert [p for p in jobs.uploads(own_office.workspace).rglob("*") if p.is_file()] == []


def test_an_import_without_a_file_is_refused(own_office) -> None:
    client = own_office.client("u-auditor")
    assert client.send_form("/imports").status_code == 400
    assert client.send_form("/imports", file="text").status_code == 400
    assert client.send_form("/imports", files={"file": ("", b"")}).status_code == 400
    assert job_count(own_office) == 0


def test_who_queues_a_job_may_watch_it(own_office) -> None:
    client = own_office.client("u-architect")
    answer = client.send_form("/plan")
    assert client.get(answer.headers["location"]).status_code == 200


def test_jobs_are_stopped_and_resumed_from_the_page(own_office) -> None:
    client = own_office.client("u-auditor")
    where = client.send_form("/audit").headers["location"].partition("?")[0]
    assert client.get(f"{where}.json").json()["job"]["state"] == "waiting"
    assert client.send_form(f"{where}/resume").status_code == 404
    assert client.send_form(f"{where}/stop").status_code == 303
    assert client.send_form(f"{where}/stop").status_code == 404
    assert client.get(f"{where}.json").json()["job"]["state"] == "stopped"
    assert client.send_form(f"{where}/resume").status_code == 303
    assert client.get("/jobs.json").json()["rows"][0]["state"] == "waiting"


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "999999999999", "1;2", "%00", "1%0a"])
@pytest.mark.parametrize("action", ["", ".json", "/stop", "/resume"])
def test_a_job_that_is_none_is_not_found(office, number, action) -> None:
    client = office.client("u-auditor")
    path = f"/jobs/{number}{action}"
    assert (client.send_form(path) if action.startswith("/") else client.get(path)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/jobs/²",
        "/jobs/①.json",
        "/jobs/²/stop",
        "/jobs/²/resume",
        f"/jobs/{'9' * 30}/stop",
        f"/jobs/{'9' * 5000}/resume",
    ],
)
def test_a_number_that_is_none_is_not_found(office, path, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    client = office.client("u-auditor")
    answer = client.send_form(path) if path.endswith(("stop", "resume")) else client.get(path)
    assert answer.status_code == 404
