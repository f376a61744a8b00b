"""Where people are after the log-in: on our own host, where they wanted to be; and what they find where there is nothing yet."""

import re
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from auditor.accounts import add_account
from inventory.database import writing
from inventory.snapshot import save_result


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


@pytest.fixture
def empty(workspace, running):
    """A browser of an administrator before anything was imported."""
    add_account(workspace, "u", "administrator", organisation=None, password=None)
    with running(workspace.folder) as site:
        yield site.client("u")


@pytest.mark.parametrize("where", ["/findings?severity=high&page=2", "/inventory/systems?q=云", "/record/sys-a", "/"])
def test_after_the_log_in_people_are_where_they_wanted_to_be(office, where) -> None:
    sent = office.client().get(where)
    (wanted,) = BeautifulSoup(office.client().get(sent.headers["location"]).text, "html.parser").find_all("input", attrs={"name": "next"})
    assert wanted["value"] in (where, quote(where, safe="/?&="))
    answer = office.client().post("/login", data={"name": "u-reader", "password": "correct-horse-reader", "next": wanted["value"]})
    assert answer.headers["location"] == quote(where, safe="/?&=")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "上传表格或文件后"),
        ("/inventory/systems", "导入填报表"),
        ("/findings", "运行审计"),
        ("/mappings", "导入数据资源"),
        ("/forms", "先导入单位"),
        ("/jobs", "在这里排队"),
        ("/plan", "填写预算后求解"),
        ("/whatif", "勾选要关停的"),
        ("/recommendations", "先运行一次审计"),
        ("/explore", "先导入系统"),
    ],
)
def test_an_empty_page_says_what_fills_it(empty, path, words) -> None:
    assert words in re.sub(r"<[^>]+>", "", "".join(re.findall(r'class="empty">(.*?)</p>', empty.get(path).text, re.S)))


def test_a_search_that_finds_nothing_is_no_empty_inventory(empty) -> None:
    assert "没有符合条件的记录" in empty.get("/inventory/systems?q=x").text


def test_the_dashboard_tells_the_burden_of_our_own_forms(own_office) -> None:
    with writing(own_office.engine) as session:
        save_result(session, "burdens", {"org-a": [40, 60, True], "org-b": [10, 15, True], "org-village": [2, 3, False]})
    assert own_office.client("u-auditor").get("/dashboard.json").json()["burden"] == {"forms": 2, "open": 50, "minutes": 75}
    # a clerk is told of the own form
    assert own_office.client("clerk-b").get("/dashboard.json").json()["burden"] == {"forms": 1, "open": 10, "minutes": 15}
    page = own_office.client("u-auditor").get("/").text
    assert ("50 个核心问题" in page, "75 分钟" in page) == (True, True)
    assert 'href="/forms">填报' not in own_office.client("u-reader").get("/").text.split("<main")[1].split("</p>")[1]


def test_an_audit_keeps_the_burden_for_the_dashboard(office) -> None:
    told, rows = (office.client("u-auditor").get(path).json() for path in ("/dashboard.json", "/forms.json"))
    rows = rows["rows"]
    assert told["burden"] == {"forms": len(rows), "open": sum(r["open"] for r in rows), "minutes": sum(r["minutes"] for r in rows)}
    assert told["burden"]["open"] > 0
