"""Sites on loopback that tests write down, sockets that count who comes, and crawls of them in a process of their own."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawlers.journal import CONFIG, read_entries

CITIZEN = "11010519491231002X"
Route = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A server: what it answers by path, and what it was asked."""

    routes: dict[str, Route | str | tuple[int, dict[str, str], bytes]]
    asked: Counter[str] = field(default_factory=Counter)
    headers: list[dict[str, str]] = field(default_factory=list)
    posts: int = 0
    sent: int = 0
    url: str = ""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked[self.path] += 1
            site.headers.append(dict(self.headers))
            route = site.routes.get(self.path) or site.routes.get(urlsplit(self.path).path)
            if callable(route):
                route(self)
                return
            status, headers, body = (
                (200, {}, f"<html><body>{route}</body></html>".encode())
                if isinstance(route, str)
                else route or (404, {}, b"<html>404</html>")
            )
            self.send_response(status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            site.posts += 1

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    server.handle_error = lambda *args: None  # type: ignore[method-assign]  # a crawler that hangs up is no fault
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def listening(host: str = "127.0.0.1") -> Iterator[tuple[str, list[int]]]:
    """A socket that counts connections and answers none."""
    accepts: list[int] = []
    with socket.create_server((host, 0)) as listener:
        listener.settimeout(0.05)
        ended = threading.Event()

        def count() -> None:
            while not ended.is_set():
                try:
                    listener.accept()[0].close()
                except OSError:
                    continue
                accepts.append(1)

        thread = threading.Thread(target=count, daemon=True)
        thread.start()
        yield f"http://{host}:{listener.getsockname()[1]}", accepts
        ended.set()
        thread.join()


@dataclass
class Crawl:
    """A crawl that has ended."""

    folder: Path
    archive: Path
    code: int
    log: str
    seconds: float
    output: str

    @property
    def entries(self) -> list[dict[str, Any]]:
        return list(read_entries(self.folder))

    @property
    def pages(self) -> list[str]:
        return [path(entry["url"]) for entry in self.entries if entry["kind"] == "page"]

    @property
    def addresses(self) -> list[str]:
        return [entry["url"] for entry in self.entries if entry["kind"] == "page"]

    @property
    def refused(self) -> dict[str, str]:
        return {path(entry["address"]): entry["reason"] for entry in self.entries if entry["kind"] == "refused"}


def path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def crawl(folder: Path, seeds: list[str], *, before: str = "", most_seconds: float = 120, **config: Any) -> Crawl:
    """Run a crawl; `before` is Python that stands before it in its process."""
    whole = {
        "seeds": [{"url": url, "name": "", "owner": "县政府办", "kind": "site"} for url in seeds], "allow_private": True, "is_local": True, "max_pages": 100, "max_depth": 8,
        "delay_seconds": 0, "max_megabytes": 1, "timeout_seconds": 3, "hours": 1, "purpose": "专项清查", "contact": "office@yunxi.example", "approved_by": "局务会", **config,
    }  # fmt: skip
    for part in ("crawl", "archive"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "crawl" / CONFIG).write_text(json.dumps(whole), encoding="utf-8")
    code = f"import sys\nfrom pathlib import Path\n{before}\nfrom crawlers.run import crawl\ncrawl(Path(sys.argv[1]), Path(sys.argv[2]))"
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / "crawl"), str(folder / "archive")],
        capture_output=True,
        text=True,
        timeout=most_seconds,
        check=False,
    )
    return Crawl(folder / "crawl", folder / "archive", done.returncode, done.stderr, time.monotonic() - started, done.stdout)


def redirect(to: str, status: int = 302) -> tuple[int, dict[str, str], bytes]:
    return status, {"Location": to}, b""
