"""The application as a whole: forged and hostile requests, stored scripts, formulas, files, languages."""

import csv
import io
import re
import zipfile
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from auditor.accounts import add_account
from auditor.pipeline import audit
from auditor.web import jobs
from auditor.web.app import STATIC, create
from inventory.database import reading
from inventory.models.ledger import AccessRow, FindingRow, JobRow
from inventory.problems import InputError
from inventory.schema import by_array, entities

PARTS = {"array": "systems", "identifier": "sys-a", "number": "1", "name": "app.css", "view": "landscape", "format_": "svg", "language": "zh", "what": "inventory"}  # fmt: skip


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


# --- addresses to return to


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)",
        "data:text/html,x", "evil.example", "http:evil.example", " //evil.example", "/ /evil.example", "\u2028//evil.example", "https:/evil.example", "//evil.example/%2f..",
        "/\r\nset-cookie: a=b", "/%0d%0aset-cookie:a=b", "@evil.example", ".evil.example", "", "//", "/\x00/evil.example", "//evil.example@127.0.0.1", "/\u200b/evil.example",
        "////evil.example", "http:///evil.example", "/.//evil.example", "?next=//evil.example", "/" + "x" * 10_000,
    ],
)  # fmt: skip
def test_the_address_to_return_to_is_on_our_host(office, where) -> None:
    shown = office.client().get("/login", params={"next": where})
    assert shown.status_code == 200
    answer = office.client().post("/login", data={"name": "u-reader", "password": "correct-horse-reader", "next": where})
    target = answer.headers["location"]
    assert answer.status_code == 303
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))
    assert not re.search(r"[\\\s\x00-\x1f]", target)
    assert set(answer.headers.get_list("set-cookie")) == {
        c for c in answer.headers.get_list("set-cookie") if c.startswith("auditor_session=")
    }


@pytest.mark.parametrize("where", ["//[", "http://[::1", "//\u2100.example", "https://[x]"])
def test_a_broken_address_to_return_to_is_the_dashboard(office, where, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert office.client().get("/login", params={"next": where}).status_code == 200
    answer = office.client().post("/login", data={"name": "u-reader", "password": "correct-horse-reader", "next": where})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("where", ["/findings?severity=high&page=2", "/inventory/systems?q=云", "/record/sys-a", "/"])
def test_after_the_log_in_people_are_where_they_wanted_to_be(office, where) -> None:
    sent = office.client().get(where)
    (wanted,) = BeautifulSoup(office.client().get(sent.headers["location"]).text, "html.parser").find_all("input", attrs={"name": "next"})
    assert wanted["value"] in (where, quote(where, safe="/?&="))
    answer = office.client().post("/login", data={"name": "u-reader", "password": "correct-horse-reader", "next": wanted["value"]})
    assert answer.headers["location"] == quote(where, safe="/?&=")


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


@pytest.mark.parametrize("target", ["/%", "/%zz", "/%00", "/%ff%fe", "/..%2f..%2fetc/passwd", "//evil.example/", "/static/..%2f..%2fapp.py", "/static/%2e%2e/app.py", "/a" * 2000, "/inventory/a%2fb/c", "*"])  # fmt: skip
def test_odd_addresses_are_not_found(office, target) -> None:
    heard = office.raw(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert int(heard.split(b" ", 2)[1]) in (400, 404), heard[:80]
    assert b"root:" not in heard


@pytest.mark.parametrize("headers", [{"cookie": "auditor_session=" + "x" * 4000}, {"cookie": ";;;=;"}, {"cookie": "lang=<script>"}, {"accept-language": "x" * 5000}, {"accept-language": ",,,;q="}, {"host": "evil.example"}, {"cookie": "auditor_session=\xff".encode("latin-1")}])  # fmt: skip
def test_odd_headers_make_no_fault(office, headers) -> None:
    answer = office.client().get("/login", headers=headers)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)


# --- what others wrote


PAYLOADS = ('<script>alert("x")</script>', '"><img src=x onerror=alert(1)>', "javascript:alert(1)//<svg/onload=alert(1)>")


@pytest.fixture(scope="module")
def poisoned(blank_workspace, tmp_path_factory, running, taking_in, bodies):
    """Every text of every record is a script, and so are names of files, texts of jobs and answers."""
    import shutil

    from auditor.workspace import open_workspace

    folder = shutil.copytree(blank_workspace, tmp_path_factory.mktemp("poisoned") / "workspace")
    workspace, document, number = open_workspace(folder), bodies(), 0
    for entity, spec in entities().items():
        for row in document[spec.array]:
            for field in spec.fields.values():
                if field.type in ("str", "text", "list") and field.name not in (
                    "code",
                    "region",
                    "coverage",
                    "regions",
                    "object",
                    "phone",
                    "contact_phone",
                ):
                    word = f"{PAYLOADS[number % 3]}{row['id']}"[: int(field.of) if field.of.isdigit() else 200]
                    row[field.key] = [word] if field.type == "list" else word
                    number += 1
            if entity == "Notice":
                row["url"] = f"https://a.example.gov.cn/{row['id']}"
                row["text"] = f"{PAYLOADS[0]}全体干部必须下载安装本应用并每日打卡签到。{PAYLOADS[1]}"
    taking_in(workspace, document, "a'\"><script>alert(1)<.json".replace("/", ""))
    audit(workspace)
    for name, role in (("u-administrator", "administrator"), ("u-inspector", "inspector")):
        add_account(workspace, name, role, organisation=None, password=None)
    jobs.add_job(workspace, "crawl", ["crawl", "--purpose", PAYLOADS[0]], by=PAYLOADS[0])
    workspace.engine.dispose()
    with running(folder) as site:
        with reading(site.engine) as session:
            finding = session.execute(select(FindingRow.id).where(FindingRow.rule == "SPR-04")).scalars().first()
        site.client("u-inspector").send_form(f"/findings/{finding}/step", action="reject", text=PAYLOADS[1])
        yield site


def inert(text: str) -> list[str]:
    """What in a page would run or lead to a script."""
    soup = BeautifulSoup(text, "html.parser")
    live = [str(tag)[:90] for tag in soup.find_all(["script", "iframe", "object", "embed", "base", "style", "svg", "img"]) if tag.attrs != {"src": "/static/app.js", "defer": ""} and not str(tag.get("src", "")).startswith("/")]  # fmt: skip
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                live.append(f"{tag.name} {name}")
            if name in ("href", "src", "action") and re.match(r"\s*(javascript|data|vbscript):", str(value), re.I):
                live.append(f"{tag.name} {value}"[:90])
    return live


def test_stored_scripts_are_text_on_every_page(poisoned) -> None:
    client, seen, live = poisoned.client("u-administrator"), 0, []
    with reading(poisoned.engine) as session:
        ids = session.execute(select(FindingRow.id)).scalars().all()
    sources = [row["id"] for row in client.get("/imports.json").json()["rows"]]
    targets = [p for p in paths(poisoned, "GET") if "{" not in p and not p.endswith((".json", ".csv"))]
    targets += [f"/inventory/{array}" for array in by_array()] + [f"/findings/{i}" for i in ids] + [f"/imports/{i}" for i in sources]
    targets += [f"/record/{spec.prefix}-{side}" for spec in entities().values() for side in ("a", "b")] + [
        "/jobs/1",
        "/whatif?retire=sys-a",
        "/trace?element=fld-a",
    ]
    targets += ["/findings?org=org-a&q=%3Cscript%3E", "/dashboard?note=%3Cscript%3Ealert(1)", "/diagrams?view=system&subject=sys-a"]
    for target in targets:
        page = client.get(target)
        assert page.status_code < 500, (target, page.status_code)
        if "html" in page.headers.get("content-type", ""):
            seen += "&lt;script&gt;alert" in page.text
            live += [(target, what) for what in inert(page.text)]
    assert live == []
    assert seen > 20


def test_an_address_that_is_none_of_the_web_is_no_link(workspace, running, taking_in, bodies) -> None:
    document = bodies()
    document["notices"] = [{**row, "url": f"javascript:alert(1)//{row['id']}"} for row in document["notices"]]
    taking_in(workspace, document)
    audit(workspace)
    add_account(workspace, "u", "reader", organisation=None, password=None)
    with running(workspace.folder) as site:
        client = site.client("u")
        ids = [row["id"] for row in client.get("/findings.json", params={"rule": "SPR-04"}).json()["rows"]]
        assert any("javascript:" in client.get(f"/findings/{i}.json").text for i in ids)
        assert [what for i in ids for what in inert(client.get(f"/findings/{i}").text)] == []


@pytest.mark.parametrize("path", ["/screen", "/review", "/accounts", "/log", "/mappings"])
def test_what_is_typed_comes_back_as_text(poisoned, path) -> None:
    client = poisoned.client("u-administrator")
    for payload in PAYLOADS:
        for answer in (
            client.send_form("/screen", text=f"必须下载{payload}"),
            client.send_form("/accounts", name=payload, role=payload),
            client.send_form("/rounds", name=payload),
            client.send_form("/review", left=payload, right=payload, verdict=payload),
            client.send_form("/screen", files={"file": (payload + ".txt", payload.encode())}),
            client.get(path, params={"q": payload, "note": payload, "state": payload, "view": payload}),
            client.post("/login", data={"name": payload, "password": payload, "next": "/" + payload}),
            client.get(f"/record/{quote(payload, safe='')}"),
        ):
            assert answer.status_code < 500
            assert inert(answer.text) == []


@pytest.mark.parametrize(
    "path", ["/diagram/landscape/svg", "/diagram/system/svg?subject=sys-a", "/diagram/duplicates/svg", "/diagram/silos/svg"]
)
def test_pictures_hold_no_scripts(poisoned, path) -> None:
    answer = poisoned.client("u-administrator").get(path + ("&" if "?" in path else "?") + "inline=1")
    if answer.status_code == 200:
        soup = BeautifulSoup(answer.text, "xml")
        assert soup.find_all(["script", "foreignObject", "iframe"]) == []
        assert not [a for tag in soup.find_all(True) for a in tag.attrs if a.startswith("on")]
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["content-disposition"].startswith("inline")


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


# --- files and languages


@pytest.mark.parametrize("name", sorted(p.name for p in STATIC.iterdir() if p.is_file()))
def test_our_files_are_served_to_anybody(office, name) -> None:
    answer = office.client().get(f"/static/{name}")
    assert (answer.status_code, answer.content) == (200, (STATIC / name).read_bytes())
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["", "none.css", "APP.CSS", "app.css/", "app.css%00", "%2e%2e", "..%2fapp.py", "app.css%20", "x" * 300])
def test_no_other_file_is_served(office, name) -> None:
    assert office.client().get(f"/static/{name}", follow_redirects=False).status_code in (404, 307)


def test_there_is_no_description_of_the_api_and_no_listing_for_strangers(office) -> None:
    for path in (
        "/docs",
        "/redoc",
        "/openapi.json",
        "/static",
        "/static/",
        "/.env",
        "/auditor.toml",
        "/auditor.db",
        "/uploads",
        "/metrics",
        "/.git/config",
    ):
        assert office.client().get(path).status_code == 404, path


def test_health_tells_that_it_lives_and_nothing_else(office) -> None:
    answer = office.client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


@pytest.mark.parametrize(
    ("path", "name"), [("/export/inventory/json", "inventory.json"), ("/export/inventory/csv", "inventory.zip"), ("/diagram/landscape/svg", "landscape.svg"), ("/report/zh/html", "report.zh.html")]
)  # fmt: skip
def test_downloads_are_attachments_with_a_plain_name(office, path, name) -> None:
    answer = office.client("u-reader").get(path)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "no-store"
    assert name[-3:] != "zip" or zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


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


def test_a_folder_that_is_no_workspace_is_not_served(tmp_path) -> None:
    with pytest.raises(InputError):
        create(tmp_path)
