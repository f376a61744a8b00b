"""What holds for every request before a page is asked: size, origin, headers. Plain ASGI, so that errors pass it too."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_BYTES = 1024 * 1024
UPLOAD_BYTES = 200 * 1024 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=()",
    b"cache-control": b"no-store",
}


class TooLarge(Exception):
    """More was sent than this address takes."""


class Guard:
    """Wraps the application: refuses what is too large or comes from another site, and adds the headers to every answer."""

    def __init__(self, app: App, *, is_https: bool = False) -> None:
        self.app = app
        self.is_https = is_https

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sent = {name.lower(): value for name, value in scope["headers"]}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name.lower() not in (b"server",)]
                own = {name.lower() for name, _ in kept}
                more = dict(HEADERS)
                if self.is_https:
                    more[b"strict-transport-security"] = b"max-age=31536000"
                message["headers"] = kept + [(name, value) for name, value in more.items() if name not in own]
            await send(message)

        refused = _refusal(scope, sent)
        if refused:
            await _answer(with_headers, refused)
            return
        limit = UPLOAD_BYTES if _takes_files(scope["path"]) else FORM_BYTES
        length = sent.get(b"content-length", b"0")
        if not re.fullmatch(rb"[0-9]{1,12}", length) or int(length) > limit:
            await _answer(with_headers, 413)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise TooLarge
            return message

        await self.app(scope, counted, with_headers)


def _takes_files(path: str) -> bool:
    """Tell whether this address takes files; only people with a right get as far as that they are read."""
    return path in ("/imports", "/screen", "/precheck") or path.startswith("/findings/")


def _refusal(scope: Message, sent: MutableMapping[bytes, bytes]) -> int | None:
    """The status with which a request of another site, or to another name of ours, is refused."""
    if scope["method"] in SAFE:
        return None
    site = sent.get(b"sec-fetch-site")
    if site is not None and site not in (b"same-origin", b"none"):
        return 403
    origin = sent.get(b"origin")
    return None if origin is None or _host(origin) == sent.get(b"host", b"").decode("latin-1") else 403


def _host(origin: bytes) -> str | None:
    try:
        return urlsplit(origin.decode("latin-1")).netloc
    except ValueError:
        return None


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain; charset=utf-8")]})
    await send({"type": "http.response.body", "body": str(status).encode()})
