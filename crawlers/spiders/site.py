"""The spider that reads sites: follows links, sitemaps and lists within its frontier, journals every page."""

import datetime as dt
import hashlib
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse, Response, TextResponse

from crawlers import sitemaps
from crawlers.browser.record import Drawn
from crawlers.browser.shell import is_shell, shows_anything
from crawlers.certificates import Verdicts, host_of
from crawlers.frontier import Frontier, is_missing
from crawlers.journal import Journal
from crawlers.pages.descriptions import read_description, search_of
from crawlers.pages.links import Link, canonical, is_page, route_of, site_of
from crawlers.pages.lists import linked
from crawlers.pages.reading import Reading, read_attachment, read_page, read_picture
from crawlers.policy import GateResolver
from crawlers.reasons import reason_of
from inventory import gate
from inventory.secrecy import masked_address, names_a_person
from inventory.texts.documents import document_kind

if TYPE_CHECKING:
    from crawlers.browser.render import Renderer

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
        self.renderer: Renderer | None = None
        self._ends_at = time.monotonic() + float(config.get("hours", 168)) * 3_600

    async def start(self) -> AsyncIterator[Any]:
        """Seeds first, then what an interrupted run had found and not read."""
        if self.config.get("browser", "off") != "off":
            self.renderer = self._made_renderer()
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
        address = self._address(url)
        if address in self.seen or depth > self.config["max_depth"] or len(address) > 2_000:
            return
        if source is not None and (not (is_code or is_page(address)) or not self.frontier.is_open(address, source)):
            return
        if names_a_person(address):
            self._refuse_person(address)
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

    def _address(self, url: str) -> str:
        """One spelling of an address; with a browser each page that a script draws under it (`#/list`) is one of its own."""
        return canonical(url) + (route_of(url) if self.renderer is not None else "")

    def _scan(self, url: str, caption: str, heading: str, depth: int, source: str) -> Iterator[scrapy.Request]:
        """A request for a picture in which a code may be, of a site that is read anyway."""
        site = site_of(canonical(url))
        if site not in self.frontier.seeds or self.scanned[site] >= CODES:
            return
        for request in self._follow(url, caption, depth, source, is_code=True):
            self.scanned[site] += 1
            yield request.replace(meta={**request.meta, "heading": heading})

    def _made_renderer(self) -> "Renderer":
        from crawlers.browser.chromium import Chromium
        from crawlers.browser.fetching import Fetcher
        from crawlers.browser.render import Renderer

        return Renderer(
            Chromium(self.config["chromium"]),
            Fetcher(self.crawler, self.may_load, allow_private=self.config["allow_private"]),
            seconds=self.config["browser_seconds"],
            most_bytes=self.config["max_megabytes"] * 1024 * 1024,
            with_axe=self.config["accessibility"],
            is_stopping=self._is_stopping,
        )

    def _is_stopping(self) -> bool:
        return not self.crawler.crawling or time.monotonic() > self._ends_at or self.journal.pages >= self.max_pages

    def may_load(self, address: str) -> bool:
        """Tell whether a page in the browser may be drawn from this address: the user named its site or its host."""
        parts = urlsplit(address)
        hosts = self.config.get("browser_hosts", ())
        return self.frontier.is_named(address) or parts.netloc in hosts or (parts.hostname or "") in hosts

    async def parse_page(self, response: Response) -> AsyncIterator[scrapy.Request]:
        """Archive one response, read it (in the browser too where it takes one), journal what it shows, follow its links."""
        if self.journal.pages >= self.max_pages:  # read no more; what was found stays open for a later run
            raise CloseSpider("closespider_pagecount")
        fetched_at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        address = response.meta["address"]
        depth = int(response.meta["depth_here"])
        if (route := route_of(address)) and canonical(response.url) == canonical(address):
            response = response.replace(url=response.url.partition("#")[0] + route)
        final = self._address(response.url)
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
            listed = list(self._without_persons(listed))
            self.journal.list_of(address, depth, site_of(final), listed)
            for url, text in listed:
                for request in self._follow(url, text, depth, site_of(final)):
                    yield request
            return
        try:
            reading = self._read(response) if described is None else described
        except Exception:  # a page that a reader cannot bear is archived and listed all the same
            reading = Reading(unreadable="damaged")
        if (heading := response.meta.get("heading")) is not None and not reading.channels:
            self.journal.skip(address)  # a picture without a code, or one that nothing names, is no evidence of anything
            return
        drawn = None
        if heading is None and described is None and self._wants_browser(response, reading):
            drawn = await self._draw(response, reading, fetched_at)
            if drawn is None:  # the crawl ends: the page stays open for a later run
                raise CloseSpider("closespider_pagecount" if self.journal.pages >= self.max_pages else "closespider_timeout")
        shown = drawn.reading if drawn is not None and drawn.reading is not None else reading
        found = _leading_on(reading, drawn)
        if heading is None and depth and is_missing(response.status, shown.title, shown.lines, len(found)):
            self.journal.refuse(address, "soft_404")
            return
        # what could not be read may tell something new all the same
        lines = shown.lines or ([final] if shown.unreadable else [])
        signs = self.frontier.count(final, lines, [url for url, _ in found]) if heading is None else None
        seed, certificate = dict(self.frontier.seeds[site_of(final)]), Verdicts.of(response.url)
        self.journal.page(response, address, fetched_at, depth, reading, seed, found, signs, drawn=drawn, certificate=certificate)
        for url, text in found:
            if self._address(url) in self.seen:  # most links of a page lead to what the site's other pages lead to
                continue
            for request in self._follow(url, text, depth + (not _LEADS_ON.match(text)), site_of(final)):
                yield request
        for code in dict.fromkeys((*reading.codes, *shown.codes)):
            for request in self._scan(code.url, code.text, reading.title or shown.title, depth, site_of(final)):
                yield request

    def _wants_browser(self, response: Response, reading: Reading) -> bool:
        """Tell whether a page is to be drawn: all are, or it is a shell, or a picture is wanted of what it shows."""
        if self.renderer is None or not self._is_html(response):
            return False
        return (
            self.config["browser"] == "all"
            or is_shell(response.body, reading)
            or bool(route_of(response.url))
            or (self.config["screenshots"] == "evidence" and shows_anything(reading))
        )

    async def _draw(self, response: Response, reading: Reading, fetched_at: str) -> Drawn | None:
        """A page in the browser and what is read there; None where the crawl ends first."""
        from crawlers.browser.fetching import Fetched

        headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, values in response.headers.items() for v in values)
        sha256 = hashlib.sha256(response.body).hexdigest()
        served = Fetched(response.url, response.url, response.status, headers, (), response.body, fetched_at, sha256)
        shown: list[Reading] = []

        def wants_picture(html: bytes, base: str) -> bool:
            origin = base if site_of(base) == site_of(response.url) else response.url
            try:
                shown.append(read_page(html, origin, charset="utf-8", is_drawn=True))
            except Exception:  # a page that a reader cannot bear is archived and listed all the same
                shown.append(Reading(unreadable="damaged"))
            wanted = self.config["screenshots"]
            return wanted == "all" or (wanted == "evidence" and (shows_anything(reading) or shows_anything(shown[-1])))

        assert self.renderer is not None
        rendering = await self.renderer.render(served, wants_picture, with_images=self.config["screenshots"] != "off")
        if rendering is None:
            return None
        return Drawn(rendering, shown[-1] if shown and not rendering.failure else None)

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

    def _without_persons(self, found: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """What a list leads to, but for addresses that name a person by number: these are told masked, and kept nowhere."""
        for url, text in found:
            if names_a_person(url):
                self._refuse_person(canonical(url))
            else:
                yield url, text

    def _refuse_person(self, address: str) -> None:
        shown = masked_address(address)
        if shown not in self.seen:
            self.seen.add(shown)
            self.journal.refuse(shown, "personal_number")

    def is_within(self, final: str, asked: str) -> bool:
        """Tell whether a request may end here: within a seed's site, or where a seed itself moved to https or (from) www."""
        site, seeds = site_of(final), self.frontier.seeds
        if site in seeds or (not asked.endswith("/robots.txt") and self.frontier.is_open(final, site_of(asked))):
            return True
        seed = seeds.get(site_of(asked))
        is_robots = asked.endswith("/robots.txt")
        if seed is None or (canonical(seed["url"]) != canonical(asked) and not is_robots) or _own_name(final) != _own_name(asked):
            return False
        if not is_robots:
            seeds[site] = seed
        return True

    def _read(self, response: Response) -> Reading:
        if (heading := response.meta.get("heading")) is not None:
            return read_picture(response.body, response.meta["link_text"], heading)
        kind = document_kind(response.body)
        if self._is_html(response):
            return read_page(response.body, response.url, charset=self._charset(response))
        if kind is None or (
            isinstance(response, TextResponse) and kind == "text" and response.url.endswith((".js", ".css", ".json", ".xml"))
        ):
            return Reading(unreadable="format")
        return read_attachment(response.body, response.meta.get("link_text", ""), ocr=bool(self.config.get("ocr")))

    @staticmethod
    def _is_html(response: Response) -> bool:
        return isinstance(response, HtmlResponse) or document_kind(response.body) == "html"

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
        if is_private or host_of(request.url) in Verdicts.refused:
            reason = "resolves_private" if is_private else "certificate"
        self._refuse({"address": request.url, **request.meta}, reason)

    def give_up(self, site: str) -> None:
        """Ask nothing more of a site in this run: too much time was lost in waiting for it.

        A host that pages are only drawn from holds nothing that a later run would go on with.
        """
        if site not in self.frontier.given_up:
            self.frontier.given_up.add(site)
            if site in self.frontier.seeds:
                self.journal.give_up(site)

    def _refuse(self, meta: dict[str, Any], reason: str) -> None:
        """List what was not read; that a place where something may be holds nothing is no news."""
        if meta.get("is_guess"):
            self.journal.skip(meta["address"])
        else:
            self.journal.refuse(meta["address"], reason)


def _leading_on(reading: Reading, drawn: Drawn | None) -> list[tuple[str, str]]:
    """The links of a page as served, those that only the browser showed, and where its scripts would have led."""
    found = [(link.url, link.text) for link in reading.links]
    if drawn is None:
        return found
    more = [(link.url, link.text) for link in drawn.reading.links] if drawn.reading is not None else []
    leads = [(url, "") for url in drawn.rendering.leads if not names_a_person(url)]
    return list(dict.fromkeys((*found, *more, *leads)))


def _own_name(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.port
