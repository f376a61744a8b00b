"""The application as a whole: stored scripts, odd addresses, files, downloads."""

import io
import re
import zipfile
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from auditor.accounts import add_account
from auditor.pipeline import audit
from auditor.web import jobs
from auditor.web.app import create
from auditor.web.assets import STATIC, address_of
from inventory.database import reading
from inventory.models.ledger import FindingRow
from inventory.problems import InputError
from inventory.schema import by_array, entities


def paths(site, method: str) -> list[str]:
    return [path for m, path, _ in site.web.routes if m == method]


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
    live = [str(tag)[:90] for tag in soup.find_all(["script", "iframe", "object", "embed", "base", "style", "svg", "img"]) if tag.attrs != {"src": address_of("app.js"), "defer": ""} and not str(tag.get("src", "")).startswith("/") and not (tag.name == "svg" and tag.find_parent(class_=["explorer", "tick"]))]  # fmt: skip
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


def test_a_folder_that_is_no_workspace_is_not_served(tmp_path) -> None:
    with pytest.raises(InputError):
        create(tmp_path)
