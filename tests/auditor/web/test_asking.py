"""What every page has in common: tokens against forged requests, hostile values, twins, tables, languages."""

import csv
import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from auditor.web import sessions
from inventory.database import reading
from inventory.models.ledger import AccessRow, FindingRow, JobRow
from inventory.schema import by_array

PARTS = {"array": "systems", "identifier": "sys-a", "number": "1", "name": "app.css", "view": "landscape", "format_": "svg", "language": "zh", "what": "inventory", "organisation": "org-a", "entity": "System", "record": "sys-a", "sha256": "0" * 64}  # fmt: skip


def filled(path: str, **parts: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: {**PARTS, **parts}[found.group(1)], path)


def paths(site, method: str) -> list[str]:
    return [path for m, path, _ in site.web.routes if m == method]


# --- forged requests
@pytest.mark.parametrize("kind", ["missing", "wrong", "of another session", "empty", "a file", "in the address"])
def test_a_change_without_the_token_of_its_session_is_refused_on_every_route(office, kind) -> None:
    client, other = office.client("u-administrator"), office.client("u-administrator")
    given = {"missing": {}, "wrong": {"csrf": "x" * 32}, "of another session": {"csrf": other.token}, "empty": {"csrf": ""}}.get(kind, {})
    files = {"csrf": ("csrf", client.token.encode())} if kind == "a file" else None
    for path in paths(office, "POST"):
        if path != "/login":
            answer = client.post(
                filled(path), data=given or None, files=files, params={"csrf": client.token} if kind == "in the address" else None
            )
            assert answer.status_code == 403, path
    assert client.get("/me").status_code == 200
    with reading(office.engine) as session:
        assert session.execute(select(JobRow.id)).scalars().all() == []
        assert not {"import", "audit", "logout", "token"} & set(session.execute(select(AccessRow.action)).scalars())


@pytest.mark.parametrize("token", ["密" * 10, "\0", "\udcff".encode("utf-8", "replace").decode(), "x" * 100_000])
def test_an_odd_token_is_only_wrong(office, token) -> None:
    client = office.client("u-administrator")
    assert client.post("/audit", data={"csrf": token}).status_code == 403


def test_every_form_carries_the_token_and_no_link_changes_anything(office) -> None:
    client, posts = office.client("u-administrator"), paths(office, "POST")
    changing = [re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$") for path in posts]
    gets = [re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$") for path in paths(office, "GET")]
    for path in paths(office, "GET"):
        page = client.get(filled(path))
        if (
            "html" not in page.headers.get("content-type", "")
            or page.status_code != 200
            or "attachment" in page.headers.get("content-disposition", "")
        ):
            continue
        soup = BeautifulSoup(page.text, "html.parser")
        for form in soup.find_all("form", method=re.compile("post", re.I)):
            assert form.find("input", attrs={"name": "csrf"})["value"] == client.token, path
            assert any(p.match(urlsplit(form.get("action") or path).path) for p in changing), (path, form.get("action"))
        for link in soup.find_all("a", href=re.compile("^/")):
            target = urlsplit(link["href"]).path
            assert any(p.match(target) for p in gets), (path, target)


# --- hostile parameters
HOSTILE = (
    "", "%", "\0", "-1", "0", "1e999", "9" * 40, "9" * 5000, "²", "x" * 3000, "../../etc/passwd", "' OR '1'='1", '" OR ""="', "; DROP TABLE systems; --", "{{7*7}}", "${7*7}", "%s%n", "<script>alert(1)</script>",
    "\u202e", "👍" * 50, "a\r\nb: c", "[", "(", "*", "\\", "_", "nan", "True", "None", "org-a|org-b", "sys-a:sys-b", ":", "=1+1", "--help", "\ufffe", "\x7f", ".", "..", "zh", "env:HOME", "file:///etc/passwd",
)  # fmt: skip


NAMES = ("q", "page", "sort", "desc", "org", "rule", "severity", "status", "certainty", "mine", "gone", "at", "state", "element", "view", "subject", "retire", "connect", "left", "right", "system", "public", "inline", "lang", "note", "next", "owner", "kind", "channel_kinds", "pii", "tier")  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_parameter_makes_a_fault(office, value, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    client, faults = office.client("u-administrator"), []
    for path in paths(office, "GET"):
        if path.startswith(("/report/", "/export/")) or path.endswith((".csv", ".json")):
            continue
        answer = client.get(filled(path), params=dict.fromkeys(NAMES, value[: 50_000 // len(NAMES) // len(quote(value[:1]) or "x")]))
        faults += [(path, answer.status_code)] if answer.status_code >= 500 else []
        if "html" in answer.headers.get("content-type", ""):
            assert "<script>alert" not in answer.text
    assert (faults, [p.name for p in tmp_path.glob("auditor-fault-*")]) == ([], [])


@pytest.mark.parametrize("value", [v for v in HOSTILE if v not in ("", ".", "..", "²", "9" * 40, "9" * 5000)], ids=lambda v: repr(v)[:20])
def test_no_part_of_an_address_makes_a_fault(office, value, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    client, faults = office.client("u-administrator"), []
    for method in ("GET", "POST"):
        for path in paths(office, method):
            if "{" in path:
                address = filled(path, **dict.fromkeys(PARTS, quote(value, safe="")))
                answer = client.send_form(address) if method == "POST" else client.get(address)
                faults += [(method, path, answer.status_code)] if not 300 < answer.status_code < 500 else []
    assert (faults, [p.name for p in tmp_path.glob("auditor-fault-*")]) == ([], [])


@pytest.mark.parametrize("value", [v for v in HOSTILE if len(v) < 100], ids=lambda v: repr(v)[:20])
def test_no_field_of_a_form_makes_a_fault(own_office, value, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    client, faults = own_office.client("u-administrator"), []
    with reading(own_office.engine) as session:
        finding = session.execute(select(FindingRow.id)).scalars().first()
    fields = ("left", "right", "verdict", "reason", "at", "id", "field", "element", "text", "action", "seen", "due", "owner", "name", "role", "organisation", "urls", "purpose", "max_pages", "budget", "waves", "dry", "as")  # fmt: skip
    for path in paths(own_office, "POST"):
        if path in ("/logout", "/login", "/me/password"):
            continue
        answer = client.send_form(filled(path, identifier=finding, name="u-reader"), **dict.fromkeys(fields, value))
        faults += [(path, answer.status_code)] if answer.status_code >= 500 else []
    assert (faults, [p.name for p in tmp_path.glob("auditor-fault-*")]) == ([], [])


FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")')


def test_no_cell_of_a_csv_is_a_formula(own_office, taking_in) -> None:
    rows = [{"id": f"sys-f{n}", "name": text, "owner": "org-a"} for n, text in enumerate(FORMULAS)]
    taking_in(
        own_office.workspace,
        {"schema_version": 1, "organisations": [{"id": "org-f", "name": "=2+5", "level": "county", "region": "990123"}], "systems": rows},
        "=1.json",
    )
    client, read = own_office.client("u-administrator"), 0
    targets = [p for p in paths(own_office, "GET") if p.endswith(".csv") and "{" not in p] + [
        f"/inventory/{array}.csv" for array in by_array()
    ]
    for target in [*targets, "/inventory/systems.csv?owner=org-a", "/export/findings/csv", "/export/duties/csv"]:
        answer = client.get(target)
        if answer.status_code == 404 or target == "/rounds/diff.csv":
            continue
        assert answer.status_code == 200, target
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.headers["content-disposition"].startswith("attachment")
        for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))):
            read += 1
            assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")], (target, row)
    assert read > 30
    assert client.get("/inventory/systems.csv", params={"q": "calc"}).text.count("'=cmd") == 1


@pytest.mark.parametrize("text", [" =1+1", "＝1+1"])
def test_a_formula_behind_a_blank_is_none_either(text) -> None:
    from reports.exports.lists import render_csv

    assert f"'{text}" in render_csv([{"a": text}])


def test_the_language_is_chosen_by_address_then_cookie_then_browser(office) -> None:
    client = office.client()
    assert 'lang="zh-CN"' in client.get("/login").text
    assert 'lang="en"' in client.get("/login", headers={"accept-language": "en-GB,zh;q=0.1"}).text
    assert 'lang="zh-CN"' in client.get("/login", headers={"accept-language": "fr"}).text
    assert 'lang="en"' in client.get("/login?lang=en").text
    assert 'lang="en"' in client.get("/login").text
    assert 'lang="en"' in client.get("/login?lang=fr").text
    assert 'lang="en"' in client.get("/nowhere").text
    assert client.get("/nowhere?lang=<b>").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_has_its_words_in_both_languages(office, language) -> None:
    client = office.client("u-administrator")
    for path in paths(office, "GET"):
        if "{" not in path and not path.endswith((".json", ".csv")) and path not in ("/form", "/rounds/diff"):
            page = client.get(path, params={"lang": language})
            assert page.status_code in (200, 303), (path, page.status_code)
            assert not re.search(r"\bweb\.[a-z_]+\b", page.text), path


def test_the_twin_of_a_page_holds_json_and_its_refusal_too(office) -> None:
    client = office.client("u-reader")
    for path in paths(office, "GET"):
        if path.endswith(".json"):
            answer = client.get(filled(path))
            assert answer.headers["content-type"].startswith("application/json"), path
            assert isinstance(answer.json(), dict)
            assert (answer.status_code == 200) == ("error" not in answer.json()), path


@pytest.mark.parametrize("identifier", ["sys-x.json", "sys-x.csv"])
def test_a_record_whose_id_ends_like_a_file_has_a_page(own_office, taking_in, identifier) -> None:
    taking_in(own_office.workspace, {"schema_version": 1, "systems": [{"id": identifier, "name": "系统", "owner": "org-a"}]}, "more.json")
    assert own_office.client("u-reader").get(f"/record/{identifier}").status_code == 200


def test_two_people_who_decide_at_once_hear_of_each_other(own_office) -> None:
    client = own_office.client("u-reviewer")
    with reading(own_office.engine) as session:
        row = session.execute(select(FindingRow)).scalars().first()
    answer = client.send_form(f"/findings/{row.id}/step", action="reject", text="x", seen="closed")
    assert answer.status_code == 409
    with reading(own_office.engine) as session:
        assert session.get(FindingRow, row.id).status == row.status


def test_a_hundred_who_log_in_at_once_hold_nobody_up(own_office, monkeypatch) -> None:
    """A page is answered while log-ins wait: they wait without a thread of their own."""
    began, go_on = threading.Semaphore(0), threading.Event()

    def slow(*_: object) -> None:
        began.release()
        assert go_on.wait(60)

    monkeypatch.setattr(sessions, "log_in", slow)
    client = own_office.client("u-reader")
    with ThreadPoolExecutor(100) as crowd:
        try:
            waiting = [crowd.submit(own_office.log_in, f"somebody-{n}", "correct-horse") for n in range(100)]
            assert all(began.acquire(timeout=60) for _ in range(sessions._ENTERING))
            assert client.get("/findings").status_code == 200
            # not one more is looked at while these are
            assert not began.acquire(timeout=0.5)
        finally:
            go_on.set()
        assert {done.result().answer.status_code for done in waiting} == {401}
