"""One file by its address: from a server on loopback; refusals without any connection."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from inventory.importers import fetch as fetching
from inventory.importers.fetch import fetch, fetched_file
from inventory.problems import InputError

TOTAL = 25


class Handler(http.server.BaseHTTPRequestHandler):
    """A small portal: a CSV, a search in pages of ten, redirects, an error, an endless file."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        parts = urlsplit(self.path)
        if parts.path == "/hop":
            self._answer(302, b"", Location="/systems.csv")
        elif parts.path == "/loop":
            self._answer(302, b"", Location="/loop")
        elif parts.path == "/private":
            self._answer(302, b"", Location="http://169.254.169.254/latest")
        elif parts.path == "/api/package_search":
            start = int(parse_qs(parts.query).get("start", ["0"])[0])
            page = [{"name": f"d{i}", "title": f"数据集{i}", "resources": []} for i in range(start, min(start + 10, TOTAL))]
            body = json.dumps({"help": "h", "success": True, "result": {"count": TOTAL, "results": page}}).encode()
            self._answer(200, body, **{"Content-Type": "application/json"})
        elif parts.path in ("/systems.csv", "/%E7%B3%BB%E7%BB%9F.csv"):
            self._answer(200, "id,name\ns1,甲\n".encode())
        elif parts.path == "/large":
            self._answer(200, b"x" * 4096)
        else:
            self._answer(404, b"")

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def base() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/systems.csv", "/hop", "/系统.csv"])
def test_a_file_is_fetched_over_redirects_and_named_after_its_address(base: str, path: str, tmp_path: Path) -> None:
    found = fetch(base + path, tmp_path, allow_private=True)
    assert found.path.read_text(encoding="utf-8") == "id,name\ns1,甲\n"
    assert found.path.suffix == ".csv"


def test_the_pages_of_a_search_become_one(base: str, tmp_path: Path) -> None:
    found = fetch(f"{base}/api/package_search?rows=10", tmp_path, allow_private=True)
    content = json.loads(found.path.read_text(encoding="utf-8"))
    assert [package["name"] for package in content["result"]["results"]] == [f"d{i}" for i in range(TOTAL)]
    assert len(Handler.asked) == 3


@pytest.mark.parametrize("path", ["/absent", "/loop"])
def test_what_does_not_come_is_said_in_a_sentence(base: str, path: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        fetch(base + path, tmp_path, allow_private=True)
    assert error.value.code == "fetch_failed"


def test_private_addresses_are_refused_without_a_connection(base: str, tmp_path: Path) -> None:
    for url in (f"{base}/systems.csv", "http://localhost/x", "http://[::1]/x", "http://0x7f.1/x", "ftp://example.org/x"):
        with pytest.raises(InputError) as error:
            fetch(url, tmp_path)
        assert error.value.code == "address_refused"
    assert Handler.asked == []


def test_a_redirect_to_a_private_address_is_refused_too(base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fetching.gate.check_spelling

    def only_ours(url: str, *, allow_private: bool) -> str:
        return real(url, allow_private=url.startswith(base))

    monkeypatch.setattr(fetching.gate, "check_spelling", only_ours)
    monkeypatch.setattr(fetching.gate, "check_resolved", lambda *_a, **_k: None)
    with pytest.raises(InputError) as error:
        fetch(f"{base}/private", tmp_path)
    assert error.value.code == "address_refused"


def test_size_is_bounded(base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "FETCHED_BYTES", 1000)
    with pytest.raises(InputError) as error:
        fetch(f"{base}/large", tmp_path, allow_private=True)
    assert error.value.code == "file_too_large"


def test_nothing_is_left_afterwards(base: str) -> None:
    with fetched_file(f"{base}/systems.csv", allow_private=True) as (path, shown):
        assert path.is_file()
        assert shown == f"{base}/systems.csv"
    assert not path.parent.exists()


def test_an_address_is_imported_like_its_file(base: str, workspace, auditor) -> None:
    call = ["-w", workspace.folder, "--json"]
    url = f"{base}/api/package_search?rows=10"
    auditor("import", url, *call[:2]).says_one_line("127.0.0.1")
    assert auditor("import", url, "--allow-private", *call).json["read"] == {"resources": TOTAL}
    assert [entry["name"] for entry in auditor("import", "list", *call).json["imports"]] == [url]
