"""One question to the office's log-in service: TLS checked, no redirect followed, an end in time and size whatever the other side does."""

import contextlib
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from inventory.problems import InputError

ANSWER_BYTES = 256 * 1024


class Unreachable(Exception):
    """The service does not answer as it should: down, too slow, too much, or no JSON; `reason` is one word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def trust(ca_file: str | None, folder: Path) -> ssl.SSLContext:
    """Whose certificates are believed: the machine's authorities, or those of a file. Raises InputError where it is none."""
    try:
        return ssl.create_default_context(cafile=None if ca_file is None else str(folder / ca_file))
    except (OSError, ssl.SSLError):
        raise InputError("cannot_open", file=str(ca_file)) from None


def ask(
    url: str, *, trusted: ssl.SSLContext, seconds: float, form: dict[str, str] | None = None, authorization: str | None = None
) -> tuple[int, dict[str, Any]]:
    """The status and JSON object that an address answers to a GET, or to a POST of `form`. Raises Unreachable."""
    parts = urlsplit(url)
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": "auditor",
        "Host": parts.netloc,
    }
    if authorization is not None:
        headers["Authorization"] = authorization
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        with _connection(url, trusted, seconds) as connection:
            target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
            connection.request("GET" if form is None else "POST", target, None if form is None else urlencode(form), headers)
            answer = connection.getresponse()
            body = answer.read(ANSWER_BYTES + 1)
    except ssl.SSLCertVerificationError:
        raise Unreachable("certificate") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from None
    if len(body) > ANSWER_BYTES:
        raise Unreachable("too_large")
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreachable(f"no_json_{answer.status}") from None
    if not isinstance(content, dict):
        raise Unreachable(f"no_object_{answer.status}")
    return answer.status, content


@contextlib.contextmanager
def _connection(url: str, trusted: ssl.SSLContext, seconds: float) -> Iterator[http.client.HTTPConnection]:
    """An open connection that is cut after so many seconds, also under somebody who sends a byte now and then."""
    parts = urlsplit(url)
    host, is_safe = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_safe else 80)
    plain = socket.create_connection((host, port), timeout=seconds)
    # a second handle of the same connection: TLS takes the first one over
    handle = plain.dup()
    timer = threading.Timer(seconds, _cut, (handle,))
    timer.daemon = True
    timer.start()
    connection = http.client.HTTPConnection(host, port)
    connection.sock = plain
    try:
        if is_safe:
            connection.sock = trusted.wrap_socket(plain, server_hostname=host)
        yield connection
    finally:
        timer.cancel()
        connection.close()
        plain.close()
        handle.close()


def _cut(handle: socket.socket) -> None:
    with contextlib.suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
