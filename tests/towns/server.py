"""Serves a town: every host of it on a loopback port of its own."""

import contextlib
import gzip
import hashlib
import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from typing import Any
from urllib.parse import quote

from .model import Reply, Site, Town, normal

STALL_SECONDS = 60.0
TOWNS = ("qinghe", "lanshan")


@dataclass(frozen=True)
class Hit:
    """One request as it arrived."""

    host: str
    path: str
    headers: dict[str, str]
    status: int
    method: str = "GET"


class Bases(dict[str, str]):
    """Base address by host name, without a slash at the end; `log` holds the requests so far."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Hit] = []
        self.stopped = threading.Event()

    def fill(self, text: str) -> str:
        """Text with the addresses of the hosts put in."""
        for host, base in self.items():
            text = text.replace("{{host:" + host + "}}", base).replace("{{q:" + host + "}}", quote(base, safe=""))
        return text

    def split(self, url: str) -> tuple[str, str]:
        """Host name and target of an address; an empty host name for one that is not of this town."""
        for host, base in self.items():
            if url == base or url.startswith((base + "/", base + "?")):
                return host, url[len(base) :] or "/"
        return "", url


def load(name: str) -> Town:
    """Build a town by its name."""
    town: Town = import_module(f".{name}", __package__).build()
    return town


@contextlib.contextmanager
def serve(town: str | Town) -> Iterator[Bases]:
    """Serve a town until the block ends; the ports are free ones, each start begins with fresh state."""
    built = load(town) if isinstance(town, str) else town
    bases = Bases()
    servers: list[ThreadingHTTPServer] = []
    try:
        for host, site in built.sites.items():
            server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(host, site, bases))
            server.daemon_threads = True
            server.block_on_close = False
            servers.append(server)
            bases[host] = f"http://127.0.0.1:{server.server_address[1]}"
        for server in servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield bases
    finally:
        bases.stopped.set()
        for server in servers:
            server.shutdown()
            server.server_close()


def _body(reply: Reply, bases: Bases, session: str) -> bytes:
    if reply.data is not None:
        return reply.data
    data = bases.fill(reply.text).replace("{{sid}}", session).encode(reply.charset)
    return gzip.compress(data, mtime=0) if reply.gzipped else data


class _Handler(BaseHTTPRequestHandler):
    """Answers for one host; a subclass for each carries what belongs to it."""

    protocol_version = "HTTP/1.1"
    server_version = "towns"
    host: str
    site: Site
    bases: Bases
    serial: Iterator[int]
    failures: dict[str, int]

    def do_GET(self) -> None:
        """Answer with the page."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the head of the page."""
        self._answer(with_body=False)

    def do_POST(self) -> None:
        """Note that somebody submitted a form; nothing takes one."""
        self.close_connection = True
        self._note("POST " + self.path, 405)
        self._send(Reply(text="405", status=405), with_body=True)

    def _note(self, path: str, status: int) -> None:
        self.bases.log.append(Hit(self.host, path, dict(self.headers.items()), status, self.command))

    def _answer(self, *, with_body: bool) -> None:
        reply = self.site.answer(self.path)
        key = normal(self.path, self.site.ignored)
        if reply.fails > self.failures.get(key, 0):
            self.failures[key] = self.failures.get(key, 0) + 1
            reply = Reply(text="503 Service Unavailable", status=503, headers=(("Retry-After", "0"),))
        self._note(self.path, reply.status)
        self._send(reply, with_body=with_body)

    def _send(self, reply: Reply, *, with_body: bool) -> None:
        session = hashlib.md5(f"{self.host}{next(self.serial)}".encode()).hexdigest().upper()
        body = _body(reply, self.bases, session)
        self.send_response(reply.status)
        if reply.kind:
            self.send_header("Content-Type", reply.kind)
        for name, value in reply.headers:
            self.send_header(name, self.bases.fill(value).replace("{{sid}}", session))
        self.send_header("Content-Length", str(len(body) + (1 << 20 if reply.stalls else 0)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body if with_body else b"")
            if reply.stalls:
                self.close_connection = True
                self.wfile.flush()
                self.bases.stopped.wait(STALL_SECONDS)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the library's name)
        """The log is kept in `Bases.log`."""


def _handler(host: str, site: Site, bases: Bases) -> type[_Handler]:
    state = {"host": host, "site": site, "bases": bases, "serial": itertools.count(1), "failures": {}}
    return type("Handler", (_Handler,), state)
