"""Style and script: kept while they are as they are, fetched anew after an upgrade."""

import re

import pytest
from bs4 import BeautifulSoup

from auditor.web import assets
from auditor.web.assets import STATIC, address_of

YEAR = "public, max-age=31536000, immutable"
FILES = sorted(path.name for path in STATIC.iterdir())


@pytest.fixture
def upgraded(monkeypatch, tmp_path):
    """The files of another release: the style has one more line."""

    def upgrade() -> None:
        for path in STATIC.iterdir():
            (tmp_path / path.name).write_bytes(path.read_bytes() + (b"\nmark {}" if path.name == "app.css" else b""))
        monkeypatch.setattr(assets, "STATIC", tmp_path)
        assets.assets.cache_clear()

    yield upgrade
    monkeypatch.undo()
    assets.assets.cache_clear()


@pytest.mark.parametrize("path", ["/login", "/nowhere"])
def test_pages_name_the_content_of_what_they_load(office, path) -> None:
    soup = BeautifulSoup(office.client().get(path).text, "html.parser")
    named = {tag.get("src") or tag.get("href") for tag in soup.find_all(["script", "link"])}
    assert named == {address_of(name) for name in FILES if name != "explorer.js"}
    # what one page alone loads
    page = BeautifulSoup(office.client("u-reader").get("/explore").text, "html.parser")
    assert address_of("explorer.js") in {tag.get("src") for tag in page.find_all("script")}
    for address in named:
        answer = office.client().get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, YEAR)


def test_after_an_upgrade_only_what_changed_has_a_new_address(office, upgraded) -> None:
    before = {name: address_of(name) for name in FILES}
    upgraded()
    after = {name: address_of(name) for name in FILES}
    assert [name for name in FILES if before[name] != after[name]] == ["app.css"]
    assert after["app.css"] in office.client().get("/login").text
    # a page of the older server, still open in a browser, asks by the older name: it is answered, and nothing is kept under that name
    answer = office.client().get(before["app.css"])
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.text.endswith("mark {}")


@pytest.mark.parametrize("query", ["", "?v=", "?v=0", "?v=0123456789abcdef", "?w=1"])
def test_under_another_name_it_is_asked_for_each_time(office, query) -> None:
    answer = office.client().get(f"/static/app.js{query}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert re.fullmatch(r'"[0-9a-f]{16}"', answer.headers["etag"])


@pytest.mark.parametrize(
    ("wrap", "status"), [("{}", 304), ("W/{}", 304), ('"x", {}', 304), ("*", 304), ('"x"', 200), ("", 200), ("{}x", 200)]
)
def test_what_a_browser_has_is_not_sent_again(office, wrap, status) -> None:
    client = office.client()
    tag = client.get("/static/app.css").headers["etag"]
    answer = client.get("/static/app.css", headers={"if-none-match": wrap.format(tag)})
    assert answer.status_code == status
    assert (answer.content == b"") == (status == 304)
    assert answer.headers["etag"] == tag
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_every_file_has_a_type_that_browsers_take(office) -> None:
    kinds = {name: office.client().get(f"/static/{name}").headers["content-type"] for name in FILES}
    assert kinds == {
        "app.css": "text/css; charset=utf-8",
        "app.js": "text/javascript; charset=utf-8",
        "explorer.js": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
    }
