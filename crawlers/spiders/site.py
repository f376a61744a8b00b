"""The spider that reads sites: follows links inside each seed's site, journals every page."""

import datetime as dt
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import HtmlResponse, Response, TextResponse

from crawlers.journal import Journal
from crawlers.pages.links import canonical, is_page, site_of
from crawlers.pages.reading import Reading, read_document, read_page
from crawlers.policy import GateResolver
from inventory import gate
from inventory.texts.documents import document_kind

_CALENDAR_DEPTH = 3


class SiteSpider(scrapy.Spider):
    """Reads the pages and documents of the seeds' sites, breadth first; never submits a form."""

    name = "site"

    def __init__(self, journal: Journal, config: dict[str, Any], **more: Any) -> None:
        super().__init__(**more)
        self.journal = journal
        self.config = config
        self.seeds = {site_of(canonical(seed["url"])): seed for seed in config["seeds"]}
        self.seen: set[str] = set(journal.done)
        self.max_pages = config.get("max_pages") or sys.maxsize

    async def start(self) -> AsyncIterator[Any]:
        """Seeds first, then what an interrupted run had found and not read."""
        for seed in self.config["seeds"]:
            for request in self._follow(seed["url"], "", 0, first=True):
                yield request
        for url, text, depth in self.journal.open_links():
            for request in self._follow(url, text, depth):
                yield request

    def _follow(self, url: str, text: str, depth: int, *, first: bool = False) -> Iterator[scrapy.Request]:
        address = canonical(url)
        if address in self.seen or depth > self.config["max_depth"] or len(address) > 2_000:
            return
        if not first and (site_of(address) not in self.seeds or not is_page(address)):
            return
        self.seen.add(address)
        try:
            gate.check_spelling(address, allow_private=self.config["allow_private"])
        except gate.Refused as refused:
            self.journal.refuse(address, refused.reason)
            return
        yield scrapy.Request(
            url,
            callback=self.parse_page,
            errback=self.failed,
            dont_filter=True,
            meta={"address": address, "link_text": text, "depth_here": depth},
        )

    def parse_page(self, response: Response) -> Iterator[scrapy.Request]:
        """Archive one response, read it, journal what it shows, follow its links."""
        if self.journal.pages >= self.max_pages:  # read no more; what was found stays open for a later run
            raise CloseSpider("closespider_pagecount")
        fetched_at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        address = response.meta["address"]
        depth = int(response.meta["depth_here"])
        final = canonical(response.url)
        if not self.is_within(final, address):
            self.journal.refuse(address, "redirected_away")
            return
        if final != address and final in self.seen:
            self.journal.skip(address)
            return
        self.seen.add(final)
        if response.status >= 400:
            self.journal.refuse(address, f"http_{response.status}")
            return
        try:
            reading = self._read(response)
        except Exception:  # a page that a reader cannot bear is archived and listed all the same
            reading = Reading(unreadable="damaged")
        found = [(link.url, link.text) for link in reading.links]
        self.journal.page(response, address, fetched_at, depth, reading, self.seeds[site_of(final)], found)
        for url, text in found:
            yield from self._follow(url, text, depth + 1)

    def is_within(self, final: str, asked: str) -> bool:
        """Tell whether a request may end here: within a seed's site, or where a seed itself moved to https or (from) www."""
        site = site_of(final)
        if site in self.seeds:
            return True
        seed = self.seeds.get(site_of(asked))
        is_robots = asked.endswith("/robots.txt")
        if seed is None or (canonical(seed["url"]) != asked and not is_robots) or _own_name(final) != _own_name(asked):
            return False
        if not is_robots:
            self.seeds[site] = seed
        return True

    def _read(self, response: Response) -> Reading:
        kind = document_kind(response.body)
        is_html = isinstance(response, HtmlResponse) or kind == "html"
        if is_html:
            declared = response.headers.get("Content-Type", b"") or b""
            charset = declared.decode("latin-1").lower().partition("charset=")[2].split(";")[0].strip(" \"'") or None
            return read_page(response.body, response.url, charset=charset)
        if kind is None or (
            isinstance(response, TextResponse) and kind == "text" and response.url.endswith((".js", ".css", ".json", ".xml"))
        ):
            return Reading(unreadable="format")
        return read_document(response.body, response.meta.get("link_text", ""))

    def failed(self, failure: Any) -> None:
        """A request without an answer is listed with its reason; the crawl goes on."""
        request = failure.request
        reason = reason_of(failure.value)
        # Twisted calls a name unresolved where the resolver refused its address
        is_private = reason == "unresolved" and urlsplit(request.url).hostname in GateResolver.refused
        self.journal.refuse(request.meta.get("address", request.url), "resolves_private" if is_private else reason)


def _own_name(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.port


def reason_of(error: BaseException) -> str:
    """A short code for why a page could not be fetched."""
    if isinstance(error, gate.Refused):
        return error.reason
    name = type(error).__name__
    if isinstance(error, IgnoreRequest):
        text = str(error)
        return "robots" if "robots" in text else "redirect_loop" if "redirect" in text else "too_large" if "exceed" in text else "ignored"
    return {
        "TimeoutError": "timeout",
        "TCPTimedOutError": "timeout",
        "DNSLookupError": "unresolved",
        "ConnectionRefusedError": "no_connection",
        "ConnectError": "no_connection",
        "ResponseNeverReceived": "broken_answer",
        "ResponseFailed": "broken_answer",
        "CancelledError": "too_large",
        "DownloadCancelledError": "too_large",
        "ConnectionLost": "broken_answer",
        "ConnectionDone": "broken_answer",
        "DownloadTimeoutError": "timeout",
        "DownloadConnectionRefusedError": "no_connection",
        "CannotResolveHostError": "unresolved",
        "DownloadFailedError": "broken_answer",
        "ResponseDataLossError": "broken_answer",
        "UnsupportedURLSchemeError": "scheme",
    }.get(name, name)
