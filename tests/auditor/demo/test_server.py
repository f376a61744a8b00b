"""The demo's sites on loopback."""

import http.client
import urllib.request

import pytest

from auditor.demo import server
from auditor.demo.server import SITES, filled, serving, sites_folder


@pytest.fixture
def elsewhere(monkeypatch) -> None:
    """The usual ports belong to the demo, which may be running beside this."""
    monkeypatch.setattr(server, "FIRST_PORT", 38_701)


def ask(address: str, path: str) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    told = (answer.status, answer.headers["Content-Type"], answer.read())
    connection.close()
    return told


def test_sites_answer_on_loopback_and_are_gone_afterwards(elsewhere) -> None:
    with serving() as addresses:
        assert set(addresses) == set(SITES)
        assert all(address.startswith("http://127.0.0.1:") for address in addresses.values())
        for address in addresses.values():
            status, kind, body = ask(address, "/")
            assert (status, kind) == (200, "text/html")
            assert b"{{" not in body
        assert ask(addresses["portal"], "/no-such-page.html")[0] == 404
        assert ask(addresses["portal"], "/gsgg/2026/P020260715301.docx")[2][:2] == b"PK"
    try:
        urllib.request.urlopen(addresses["portal"], timeout=2)
    except OSError:
        return
    raise AssertionError("a site still answers")


def test_nothing_outside_a_site_is_served(elsewhere) -> None:
    with serving() as addresses:
        for path in ("/../truth.csv", "/%2e%2e/truth.csv", "/..%2ftruth.csv", "//etc/passwd", "/../../../server.py", "/a" * 90):
            assert ask(addresses["portal"], path)[0] == 404, path


@pytest.mark.parametrize("path", ["/%00", "/" + "a" * 300])
def test_odd_paths_are_answered(elsewhere, path) -> None:
    with serving() as addresses:
        assert ask(addresses["portal"], path)[0] == 404


def test_addresses_are_put_in_everywhere() -> None:
    assert filled(b"a {{portal}}/x {{data}}", {"portal": "http://p", "data": "http://d"}) == b"a http://p/x http://d"
    assert (sites_folder() / "seeds.csv").is_file()
