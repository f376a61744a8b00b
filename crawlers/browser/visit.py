"""One page in the browser: what it asks for and is answered, what it is refused, where its scripts would lead."""

import asyncio
import contextlib
import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from crawlers.browser.fetching import Fetched, Fetcher, Unfetched

if TYPE_CHECKING:
    from playwright.async_api import Dialog, Frame, Page, Request, Route, WebSocketRoute

REQUESTS = 150
BYTES = 50 * 1024 * 1024
_LEADS = 200
_HOSTS = 20
# what a page is drawn from; anything else (films, fonts, pings, event streams) is left out without a word or refused
_DRAWN_FROM = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
_LEFT_OUT = frozenset({"image", "font", "media", "texttrack", "manifest"})
# forms, plug-ins, workers and calls of any kind are shut at their source; the site's own policy holds beside this one
_POLICY = "form-action 'none'; object-src 'none'; media-src 'none'; worker-src 'none'; connect-src http: https:; webrtc 'block'"
# said of the connection, not of the page, or would make the browser do more than draw it
_DROPPED = frozenset(
    {
        "content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive", "set-cookie", "strict-transport-security",
        "link", "nel", "report-to", "reporting-endpoints", "content-security-policy-report-only", "service-worker-allowed", "alt-svc",
        "refresh", "content-disposition", "speculation-rules", "supports-loading-mode", "clear-site-data", "accept-ch",
    }
)  # fmt: skip
_SHOWN_AS_PAGE = re.compile(r"^(?:text/html|application/xhtml\+xml|text/plain|text/xml|application/xml|image/.*|)$")


# no slots: Playwright hangs what it knows of a listener on the object whose method it is
@dataclass(eq=False)
class Visit:
    """The traffic of one page. `served` is the page itself as the crawl archived it; `with_images` loads pictures too."""

    url: str
    served: Fetched
    fetcher: Fetcher
    with_images: bool
    resources: dict[str, Fetched] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    hosts: set[str] = field(default_factory=set)
    leads: dict[str, None] = field(default_factory=dict)
    dialogs: int = 0
    in_flight: int = 0
    asked: int = 0
    failure: str = ""
    main: "Frame | None" = None
    is_given: bool = False

    async def answer(self, route: "Route", request: "Request") -> None:
        """Answer or refuse one request of the page. Whatever goes wrong in here must not leave it unanswered."""
        self.in_flight += 1
        try:
            await self._answer(route, request)
        except Unfetched as unfetched:
            self._refuse(unfetched.reason, request.url)
            await _drop(route)
        except Exception:  # the page was left, or its frame is gone
            await _drop(route)
        finally:
            self.in_flight -= 1

    async def _answer(self, route: "Route", request: "Request") -> None:
        url, kind = request.url, request.resource_type
        is_page = request.is_navigation_request()
        is_main = is_page and request.frame == self.main
        if is_page and not is_main and request.frame.parent_frame is None:
            raise Unfetched("window")
        if is_main and not self.is_given and urldefrag(url)[0] == urldefrag(self.url)[0]:
            self.is_given = True
            await _give(route, self.served, is_page=True)
            return
        if request.method != "GET":
            raise Unfetched("method")
        if is_main:
            # a script that leads elsewhere: that page is read on its own
            if len(self.leads) < _LEADS and url.startswith(("http://", "https://")):
                self.leads[url] = None
            await route.fulfill(status=204)
            return
        if kind in _LEFT_OUT and not (kind == "image" and self.with_images):
            await _drop(route)
            return
        if kind not in _DRAWN_FROM and kind != "image":
            raise Unfetched("kind")
        if self.asked >= REQUESTS or sum(len(answer.body) for answer in self.resources.values()) > BYTES:
            raise Unfetched("budget")
        self.asked += 1
        fetched = await self.fetcher.get(url, (await request.all_headers()).get("accept", "*/*")[:200])
        self.resources[fetched.url] = fetched
        if 300 <= fetched.status < 400:
            raise Unfetched("redirect_loop")
        if is_page and not _SHOWN_AS_PAGE.match(fetched.content_type):
            raise Unfetched("download")
        if is_page and urldefrag(fetched.final)[0] != fetched.url:
            # so that relative addresses in the frame begin where it ended
            await route.fulfill(
                status=200, content_type="text/html", body=f'<meta http-equiv="refresh" content="0;url={escape(fetched.final)}">'
            )
            return
        await _give(route, fetched, is_page=is_page)

    def _refuse(self, reason: str, url: str) -> None:
        self.refused[reason] += 1
        if reason == "not_named" and len(self.hosts) < _HOSTS:
            with contextlib.suppress(ValueError):
                self.hosts.add(urlsplit(url).netloc[:100])

    async def shut(self, socket: "WebSocketRoute") -> None:
        """Refuse a web socket."""
        self._refuse("websocket", socket.url)
        await socket.close()

    def dismiss(self, dialog: "Dialog") -> None:
        """Answer a dialog with no."""
        self.dialogs += 1
        _in_background(dialog.dismiss())

    def window(self, page: "Page") -> None:
        """Shut a window that the page opened."""
        self._refuse("window", "")
        _in_background(page.close())

    def download(self, _download: Any) -> None:
        """Note a download; the context accepts none."""
        self._refuse("download", "")

    def crashed(self, _page: Any) -> None:
        """Note that the page's process is gone."""
        self.failure = self.failure or "browser_gone"


_background: set[asyncio.Future[Any]] = set()


def _in_background(coroutine: Any) -> None:
    """Run something whose outcome nobody waits for; the reference keeps it from being collected."""

    async def quietly() -> None:
        with contextlib.suppress(Exception):  # the page may be gone already
            await coroutine

    task = asyncio.ensure_future(quietly())
    _background.add(task)
    task.add_done_callback(_background.discard)


async def _drop(route: "Route") -> None:
    with contextlib.suppress(Exception):  # answered already, or the page is gone
        await route.abort("blockedbyclient")


async def _give(route: "Route", fetched: Fetched, *, is_page: bool) -> None:
    headers: dict[str, str] = {}
    for name, value in fetched.headers:
        low = name.lower()
        if low not in _DROPPED:
            # policies of one page add up where they stand in one line
            headers[low] = f"{headers[low]}, {value}" if low in headers else value
    if is_page:
        known = headers.get("content-security-policy")
        headers["content-security-policy"] = f"{known}, {_POLICY}" if known else _POLICY
    await route.fulfill(status=fetched.status, headers=headers, body=fetched.body)
