"""What people type and upload becomes jobs, and nothing of it an option of the command line."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from auditor.web import jobs
from auditor.web.jobs import Worker
from inventory.database import reading
from inventory.languages import catalogue
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


def has_new(workspace) -> bool:
    with reading(workspace.engine) as session:
        return session.get(TABLES["Organisation"], "org-new") is not None


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


def test_kinds_of_sources_are_in_words_on_both_pages(office) -> None:
    client = office.client("u-auditor")
    source = client.get("/imports.json").json()["rows"][0]
    assert source["kind"] == "import"
    for path in ("/imports", f"/imports/{source['id']}"):
        soup = BeautifulSoup(client.get(path).text, "html.parser")
        assert "导入" in [cell.text for cell in soup.select("td, dd")], path
        assert "import" not in [cell.text for cell in soup.select("td, dd")], path
    for language in ("zh", "en"):
        assert not {f"web.source_{kind}" for kind in ("import", "form", "crawl", "person", "elements")} - set(catalogue(language))
