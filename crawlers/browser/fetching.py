"""What a page's requests are answered with: bytes that the crawl's own downloader got, and nothing else.

So the gate, the resolver that connects only to what it checked, robots.txt, pace, size and time of the crawl hold for whatever a script
asks for, and the archive gets it as served.
"""

import asyncio
import datetime as dt
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.certificates import Verdicts, host_of
from crawlers.pages.links import canonical, site_of
from crawlers.policy import GateResolver
from crawlers.reasons import reason_of
from inventory import gate
from inventory.secrecy import names_a_person

# scripts and styles that many pages share are asked for once a crawl
_KEPT_BYTES = 64 * 1024 * 1024
_KEPT_REASONS = 10_000


class Unfetched(Exception):
    """A request that is not answered; `reason` is one of the crawl's codes."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer as served. `url` is what was asked for, `final` where redirects led."""

    url: str
    final: str
    status: int
    headers: tuple[tuple[str, str], ...]
    request_headers: tuple[tuple[str, str], ...]
    body: bytes
    at: str
    sha256: str

    @property
    def content_type(self) -> str:
        """Its media type without parameters, in small letters."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), "").partition(";")[0].strip().lower()


class Fetcher:
    """The downloader of the crawl as the browser's only way out. `may_load` tells which addresses the user named."""

    def __init__(self, crawler: Crawler, may_load: Callable[[str], bool], *, allow_private: bool) -> None:
        self._crawler = crawler
        self._may_load = may_load
        self._allow_private = allow_private
        self._kept: OrderedDict[str, Fetched] = OrderedDict()
        self._kept_bytes = 0
        self._refused: dict[str, str] = {}
        self._running: dict[str, asyncio.Task[Fetched]] = {}

    async def get(self, url: str, accept: str) -> Fetched:
        """The answer to a GET. Raises Unfetched with the reason where there is none."""
        url = url.partition("#")[0]
        if (kept := self._kept.get(url)) is not None:
            self._kept.move_to_end(url)
            return kept
        if (reason := self._refused.get(url)) is not None:
            raise Unfetched(reason)
        self._check(url)
        # two places of a page that ask for one address share the answer, and a page that is left does not stop it
        task = self._running.get(url)
        if task is None:
            task = self._running[url] = asyncio.ensure_future(self._download(url, accept))
            task.add_done_callback(lambda done: self._finished(url, done))
        return await asyncio.shield(task)

    def _check(self, url: str) -> None:
        try:
            gate.check_spelling(url, allow_private=self._allow_private)
        except gate.Refused as refused:
            raise Unfetched(refused.reason) from None
        # an address that names a person by number is not asked for and not recorded
        if len(url) > 2_000 or names_a_person(url):
            raise Unfetched("address")
        if not self._may_load(canonical(url)):
            raise Unfetched("not_named")

    async def _download(self, url: str, accept: str) -> Fetched:
        engine = self._crawler.engine
        if engine is None:
            raise Unfetched("stopped")
        request = Request(
            url, headers={"Accept": accept}, dont_filter=True, meta={"for_browser": True, "download_slot": site_of(canonical(url))}
        )
        try:
            response = await engine.download_async(request)
        except Exception as error:  # every kind of failure has an exception of its own; each is one answer less
            raise Unfetched(self._reason(error, url)) from None
        return _fetched(url, response)

    @staticmethod
    def _reason(error: Exception, url: str) -> str:
        reason = reason_of(error)
        if host_of(url) in Verdicts.refused:
            return "certificate"
        return "resolves_private" if reason == "unresolved" and host_of(url).rpartition(":")[0] in GateResolver.refused else reason

    def _finished(self, url: str, done: "asyncio.Task[Fetched]") -> None:
        self._running.pop(url, None)
        if done.cancelled():
            return
        error = done.exception()
        if error is not None:
            if isinstance(error, Unfetched) and len(self._refused) < _KEPT_REASONS:
                self._refused[url] = error.reason
            return
        self._kept[url] = fetched = done.result()
        self._kept_bytes += len(fetched.body)
        while self._kept_bytes > _KEPT_BYTES and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= len(oldest.body)


def _fetched(url: str, response: Response) -> Fetched:
    asked = response.request.headers if response.request is not None else {}
    return Fetched(
        url=url,
        final=response.url,
        status=response.status,
        headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, values in response.headers.items() for v in values),
        request_headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, values in asked.items() for v in values),
        body=response.body,
        at=now(),
        sha256=hashlib.sha256(response.body).hexdigest(),
    )


def now() -> str:
    """The time in UTC to the second, as the archive writes it."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
