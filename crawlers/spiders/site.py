"""The spider that reads sites: follows links, sitemaps and lists within its frontier, journals every page."""

import datetime as dt
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import HtmlResponse, Response, TextResponse

from crawlers import sitemaps
from crawlers.frontier import Frontier, is_missing
from crawlers.journal import Journal
from crawlers.pages.descriptions import read_description, search_of
from crawlers.pages.links import Link, canonical, is_page, site_of
from crawlers.pages.lists import linked
from crawlers.pages.reading import Reading, read_attachment, read_page, read_picture
from crawlers.policy import GateResolver
from inventory import gate
from inventory.texts.documents import document_kind

# links that lead on in one list: the pages behind them are as near as the list
_LEADS_ON = re.compile(r"^(?:下一?页|下页|后页|尾页|末页|next|older|more|[»›>]+|[0-9]{1,4})$", re.I)

# pictures of one site that are looked into for codes
CODES = 200


class SiteSpider(scrapy.Spider):
    """Reads the pages and documents of the seeds' sites, breadth first; never submits a form."""

    name = "site"

    def __init__(self, journal: Journal, config: dict[str, Any], **more: Any) -> None:
        super().__init__(**more)
        self.journal = journal
        self.config = config
        self.frontier = Frontier(config["seeds"], related=config.get("related_hosts", "names"))
        self.frontier.resume(journal.read_before())
        self.told_closed = {self.frontier.kind(canonical(address)) for address, reason in journal.refused_before if reason == "nothing_new"}
        self.seen: set[str] = set(journal.done)
        self.scanned: Counter[str] = Counter()
        self.max_pages = config.get("max_pages") or sys.maxsize

    async def start(self) -> AsyncIterator[Any]:
        """Seeds first, then what an interrupted run had found and not read."""
        for seed in self.config["seeds"]:
            for request in self._follow(seed["url"], "", 0):
                yield request
        for url, text, depth, source in self.journal.open_links():
            for request in self._follow(url, text, depth, source):
                yield request

        for url, caption, heading, depth, source in self.journal.open_codes():
            for request in self._scan(url, caption, heading, depth, source):
                yield request

    def follow_sitemaps(self, site: str, robots: bytes) -> Iterator[scrapy.Request]:
        """The sitemaps of a site whose robots.txt was read; the usual place where it names none."""
        named = sitemaps.named_in(robots)
        for url in named or [f"{site}/sitemap.xml"]:
            for request in self._follow(url, "", 0, site):
                yield request.replace(meta={**request.meta, "is_guess": not named})

    def _follow(self, url: str, text: str, depth: int, source: str | None = None, *, is_code: bool = False) -> Iterator[scrapy.Request]:
        """A request for an address that stands on a page of the site `source` (or that the user named)."""
        address = canonical(url)
        if address in self.seen or depth > self.config["max_depth"] or len(address) > 2_000:
            return
        if source is not None and (not (is_code or is_page(address)) or not self.frontier.is_open(address, source)):
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
            meta={"address": address, "link_text": text, "depth_here": depth, "download_slot": site_of(address)},
        )

    def _scan(self, url: str, caption: str, heading: str, depth: int, source: str) -> Iterator[scrapy.Request]:
        """A request for a picture in which a code may be, of a site that is read anyway."""
        site = site_of(canonical(url))
        if site not in self.frontier.seeds or self.scanned[site] >= CODES:
            return
        for request in self._follow(url, caption, depth, source, is_code=True):
            self.scanned[site] += 1
            yield request.replace(meta={**request.meta, "heading": heading})

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
            self._refuse(response.meta, f"http_{response.status}")
            return
        described = self._described(response, final)
        if described is None and (listed := self._list(response)) is not None:
            self.journal.list_of(address, depth, site_of(final), listed)
            for url, text in listed:
                yield from self._follow(url, text, depth, site_of(final))
            return
        try:
            reading = self._read(response) if described is None else described
        except Exception:  # a page that a reader cannot bear is archived and listed all the same
            reading = Reading(unreadable="damaged")
        if (heading := response.meta.get("heading")) is not None and not reading.channels:
            self.journal.skip(address)  # a picture without a code, or one that nothing names, is no evidence of anything
            return
        if heading is None and depth and is_missing(response.status, reading.title, reading.lines, len(reading.links)):
            self.journal.refuse(address, "soft_404")
            return
        found = [(link.url, link.text) for link in reading.links]
        # what could not be read may tell something new all the same
        lines = reading.lines or ([final] if reading.unreadable else [])
        signs = self.frontier.count(final, lines, [url for url, _ in found]) if heading is None else None
        self.journal.page(response, address, fetched_at, depth, reading, dict(self.frontier.seeds[site_of(final)]), found, signs)
        for url, text in found:
            if canonical(url) not in self.seen:  # most links of a page lead to what the site's other pages lead to
                yield from self._follow(url, text, depth + (not _LEADS_ON.match(text)), site_of(final))
        for code in reading.codes:
            yield from self._scan(code.url, code.text, reading.title, depth, site_of(final))

    def _described(self, response: Response, final: str) -> Reading | None:
        """What a description for programs says, and where its next page is; None for anything else."""
        if response.meta.get("heading") is not None:
            return None
        owner = self.frontier.seeds[site_of(final)].get("owner") or ""
        try:
            found = read_description(response.body, response.url, owner, charset=self._charset(response))
        except Exception:  # as with pages: what a reader cannot bear is archived and listed
            return Reading(unreadable="damaged")
        if found is None:
            return None
        links = [Link(found.following, "下一页", False)] if found.following else []
        lines = [str(row["cells"].get("name") or row["cells"].get("label") or row["path"]) for row in found.rows]
        return Reading(title=response.meta.get("link_text", ""), links=links, described=found, unreadable=found.unreadable, lines=lines)

    def _list(self, response: Response) -> list[tuple[str, str]] | None:
        """What a sitemap or a list in JSON leads to; None for a page or document."""
        if sitemaps.is_sitemap(response.body):
            return [(url, "") for url in sitemaps.locations(response.body)]
        if search := search_of(response.body, response.url):
            return [(search, "")]
        if response.body[:200].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[") or response.url.partition("?")[0].endswith(".json"):
            found, is_json = linked(response.body, response.url, self._charset(response))
            return found if is_json else None
        return None

    def is_within(self, final: str, asked: str) -> bool:
        """Tell whether a request may end here: within a seed's site, or where a seed itself moved to https or (from) www."""
        site, seeds = site_of(final), self.frontier.seeds
        if site in seeds or (not asked.endswith("/robots.txt") and self.frontier.is_open(final, site_of(asked))):
            return True
        seed = seeds.get(site_of(asked))
        is_robots = asked.endswith("/robots.txt")
        if seed is None or (canonical(seed["url"]) != asked and not is_robots) or _own_name(final) != _own_name(asked):
            return False
        if not is_robots:
            seeds[site] = seed
        return True

    def _read(self, response: Response) -> Reading:
        if (heading := response.meta.get("heading")) is not None:
            return read_picture(response.body, response.meta["link_text"], heading)
        kind = document_kind(response.body)
        is_html = isinstance(response, HtmlResponse) or kind == "html"
        if is_html:
            return read_page(response.body, response.url, charset=self._charset(response))
        if kind is None or (
            isinstance(response, TextResponse) and kind == "text" and response.url.endswith((".js", ".css", ".json", ".xml"))
        ):
            return Reading(unreadable="format")
        return read_attachment(response.body, response.meta.get("link_text", ""), ocr=bool(self.config.get("ocr")))

    @staticmethod
    def _charset(response: Response) -> str | None:
        declared = response.headers.get("Content-Type", b"") or b""
        return declared.decode("latin-1").lower().partition("charset=")[2].split(";")[0].strip(" \"'") or None

    def failed(self, failure: Any) -> None:
        """A request without an answer is listed with its reason; the crawl goes on."""
        request = failure.request
        reason = reason_of(failure.value)
        if site_of(canonical(request.url)) in self.frontier.given_up:
            return  # neither read nor refused: it stays open for a later run
        if reason == "nothing_new" and (kind := self.frontier.kind(canonical(request.url))) in self.told_closed:
            self.journal.skip(request.meta.get("address", request.url))
            return
        if reason == "nothing_new":
            self.told_closed.add(kind)
        # Twisted calls a name unresolved where the resolver refused its address
        is_private = reason == "unresolved" and urlsplit(request.url).hostname in GateResolver.refused
        self._refuse({"address": request.url, **request.meta}, "resolves_private" if is_private else reason)

    def give_up(self, site: str) -> None:
        """Ask nothing more of a site in this run: too much time was lost in waiting for it."""
        if site not in self.frontier.given_up:
            self.frontier.given_up.add(site)
            self.journal.give_up(site)

    def _refuse(self, meta: dict[str, Any], reason: str) -> None:
        """List what was not read; that a place where something may be holds nothing is no news."""
        if meta.get("is_guess"):
            self.journal.skip(meta["address"])
        else:
            self.journal.refuse(meta["address"], reason)


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
        if text in ("nothing new", "given up"):
            return text.replace(" ", "_")
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
