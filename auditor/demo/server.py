"""Serves the demo's sites on loopback, each on a port of its own."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SITES = ("portal", "hrss", "town", "data")
FIRST_PORT = 18_701
_TYPES = {
    ".html": "text/html",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".json": "application/json",
    ".css": "text/css",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TEXT = {".html", ".txt", ".xml", ".json", ".css", ".csv"}


def sites_folder() -> Path:
    """Where the sites' files stand."""
    return Path(str(files("auditor") / "demo" / "sites"))


def filled(data: bytes, addresses: dict[str, str]) -> bytes:
    """A text file with the sites' addresses put in."""
    for site, address in addresses.items():
        data = data.replace(b"{{" + site.encode() + b"}}", address.encode())
    return data


@contextlib.contextmanager
def serving() -> Iterator[dict[str, str]]:
    """Serve all sites; yields the address of each. The usual ports are taken where they are free, so that runs are equal."""
    servers: list[ThreadingHTTPServer] = []
    addresses: dict[str, str] = {}
    try:
        for position, site in enumerate(SITES):
            server = _bind(site, FIRST_PORT + position, addresses)
            servers.append(server)
            addresses[site] = f"http://127.0.0.1:{server.server_address[1]}"
            threading.Thread(target=server.serve_forever, daemon=True).start()
        yield addresses
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _bind(site: str, port: int, addresses: dict[str, str]) -> ThreadingHTTPServer:
    root = sites_folder() / site

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                target = (root / unquote(urlsplit(self.path).path).lstrip("/")).resolve()
                if target.is_dir():
                    target = target / "index.html"
                is_page = target.is_relative_to(root.resolve()) and target.is_file()
            except (ValueError, OSError):
                # a NUL, or a name longer than any file's
                is_page = False
            if not is_page:
                self._answer(404, "text/html", b"<html><body>404</body></html>")
                return
            data = target.read_bytes()
            kind = target.suffix.lower()
            self._answer(200, _TYPES.get(kind, "application/octet-stream"), filled(data, addresses) if kind in _TEXT else data)

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the library's name)
            """The demo prints its own progress."""

    for candidate in (port, 0):
        try:
            return ThreadingHTTPServer(("127.0.0.1", candidate), Handler)
        except OSError:
            continue
    raise OSError(f"no port for {site}")
