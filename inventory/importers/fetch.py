"""Brings one file that the user named by its web address, through the gate: checked at every redirect and connection."""

import contextlib
import http.client
import json
import re
import socket
import ssl
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urljoin, urlsplit, urlunsplit

from inventory import gate
from inventory.problems import InputError

FETCHED_BYTES = 256 * 1024 * 1024
SECONDS = 120.0
_WAIT = 20.0
_REDIRECTS = 5
# answers of one search that are asked for one after the other
_PAGES = 500
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file as it was served, kept under a name made of its address."""

    path: Path
    url: str


@contextlib.contextmanager
def fetched_file(url: str, *, allow_private: bool = False) -> Iterator[tuple[Path, str]]:
    """The file at an address in a folder that is gone afterwards, and the address as it is told. Raises InputError."""
    with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
        found = fetch(url, Path(folder), allow_private=allow_private)
        yield found.path, _shown(url)


def fetch(url: str, folder: Path, *, allow_private: bool = False, agent: str = "auditor") -> Fetched:
    """Fetch a file into `folder`; the pages of a CKAN search become one. Raises InputError where it is refused or fails."""
    until = time.monotonic() + SECONDS
    body, kind, final = _get(url, allow_private, agent, until)
    if b'"results"' in body[:65536] and (joined := _all_pages(body, final, allow_private, agent, until)) is not None:
        body = joined
    path = folder / _name(final, kind)
    path.write_bytes(body)
    return Fetched(path, final)


def _name(url: str, kind: str) -> str:
    parts = urlsplit(url)
    last = unquote(parts.path.rsplit("/", 1)[-1]) or parts.hostname or "file"
    last = re.sub(r"[^\w.\-]", "_", last)[-80:].lstrip(".") or "file"
    endings = {"application/json": ".json", "text/csv": ".csv", "text/html": ".html", "text/turtle": ".ttl", "application/pdf": ".pdf"}
    return last if "." in last else last + endings.get(kind, "")


def _get(url: str, allow_private: bool, agent: str, until: float) -> tuple[bytes, str, str]:
    for _ in range(_REDIRECTS + 1):
        try:
            host = gate.check_spelling(url, allow_private=allow_private)
        except gate.Refused as refused:
            raise InputError("address_refused", url=_shown(url), reason=refused.reason) from None
        try:
            answer = _ask(url, host, allow_private, agent, until)
            if answer.status in (301, 302, 303, 307, 308) and answer.getheader("Location"):
                url = urljoin(url, str(answer.getheader("Location")))
                continue
            if answer.status != 200:
                raise InputError("fetch_failed", url=_shown(url), reason=f"HTTP {answer.status}")
            return _read(answer, url, until), answer.headers.get_content_type(), url
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise InputError("fetch_failed", url=_shown(url), reason=type(error).__name__) from None
    raise InputError("fetch_failed", url=_shown(url), reason="redirects")


def post(url: str, body: bytes, kind: str, *, allow_private: bool = False, agent: str = "auditor") -> bytes:
    """What an address answers to a body of the media type `kind`; no redirect is followed. Raises InputError."""
    until = time.monotonic() + SECONDS
    try:
        host = gate.check_spelling(url, allow_private=allow_private)
    except gate.Refused as refused:
        raise InputError("address_refused", url=_shown(url), reason=refused.reason) from None
    try:
        answer = _ask(url, host, allow_private, agent, until, body=body, kind=kind)
        if answer.status != 200:
            raise InputError("fetch_failed", url=_shown(url), reason=f"HTTP {answer.status}")
        return _read(answer, url, until)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise InputError("fetch_failed", url=_shown(url), reason=type(error).__name__) from None


def _ask(
    url: str, host: str, allow_private: bool, agent: str, until: float, *, body: bytes | None = None, kind: str = ""
) -> http.client.HTTPResponse:
    """One request over a connection to an address that was checked; the name is not resolved a second time."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme.lower() == "https" else 80)
    try:
        address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0][4]
        gate.check_resolved(host, str(address[0]), allow_private=allow_private)
    except gate.Refused as refused:
        raise InputError("address_refused", url=_shown(url), reason=refused.reason) from None
    connected = socket.create_connection((str(address[0]), port), timeout=min(_WAIT, max(1.0, until - time.monotonic())))
    if parts.scheme.lower() == "https":
        connected = ssl.create_default_context().wrap_socket(connected, server_hostname=host)
    connection = http.client.HTTPConnection(host, port)
    connection.sock = connected
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    headers = {
        "User-Agent": agent,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Host": parts.netloc.rpartition("@")[2],
    }
    if body is not None:
        headers["Content-Type"] = kind
    connection.request("GET" if body is None else "POST", _ascii(target), body, headers)
    return connection.getresponse()


def _ascii(target: str) -> str:
    """The path and query with what is no ASCII escaped; what is escaped already stays."""
    return "".join(c if "!" <= c <= "~" else "".join(f"%{byte:02X}" for byte in c.encode()) for c in target)


def _read(answer: http.client.HTTPResponse, url: str, until: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > FETCHED_BYTES:
            raise InputError("file_too_large", file=_shown(url), limit_mb=FETCHED_BYTES // 1024 // 1024)
        if time.monotonic() > until:
            raise InputError("fetch_failed", url=_shown(url), reason="timeout")
    return b"".join(pieces)


def _shown(url: str) -> str:
    """An address without what may be a password in it."""
    return re.sub(r"//[^/@]*@", "//", url)[:200]


def _all_pages(body: bytes, url: str, allow_private: bool, agent: str, until: float) -> bytes | None:
    """A search answer with the results of the pages that follow it; None for what is no part of a search."""
    try:
        content: Any = json.loads(body)
        result = content["result"]
        results, total = list(result["results"]), int(result["count"])
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
    parts = urlsplit(url)
    given = [pair for pair in parts.query.split("&") if pair and not pair.startswith("start=")]
    if "start=" in parts.query or not results:
        return None
    for _ in range(_PAGES):
        if len(results) >= total:
            break
        query = "&".join((*given, urlencode({"start": len(results)})))
        further, _, _ = _get(urlunsplit(parts._replace(query=query)), allow_private, agent, until)
        try:
            page = json.loads(further)["result"]["results"]
        except (ValueError, KeyError, TypeError, RecursionError):
            break
        if not isinstance(page, list) or not page:
            break
        results += page
    result["results"] = results
    return json.dumps(content, ensure_ascii=False).encode()
