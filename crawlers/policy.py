"""How the crawler behaves towards sites: who it says it is, how fast, how much, and what it never does."""

from typing import Any, ClassVar
from urllib.parse import quote

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver

from crawlers.pages.links import canonical, site_of
from inventory import gate
from inventory.secrecy import masked_address, names_a_person

VERSION = "0.1"
_LONGEST_DELAY = 30.0
# Scrapy looks for a refresh in the first 4,096 characters, which are of at most four bytes
_HEAD_BYTES = 4 * 4096

# what stands on every way to a page and back
_DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "crawlers.policy.GateMiddleware": 10,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.policy.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawlers.stalls.StallMiddleware": 550,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawlers.policy.RefreshMiddleware": 580,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
}
# lengths, statuses and sites are the spider's own business, and each of these is a generator around every page
_SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}


def user_agent(purpose: str, contact: str) -> str:
    """The crawler's name with its written purpose and contact; anything but ASCII is percent-encoded."""
    parts = [quote(text, safe=" -_.@/:") for text in (purpose, contact) if text]
    return f"auditor/{VERSION} ({'; '.join(parts) or 'local demonstration'})"


def conditions(config: dict[str, Any]) -> dict[str, str]:
    """Under which conditions pages are fetched and read, as the archive keeps them (WARC 1.0, warcinfo)."""
    texts = {name.replace("_", "-"): str(config.get(name) or "") for name in ("purpose", "contact", "approved_by")}
    return {
        "software": f"auditor/{VERSION}",
        "format": "WARC File Format 1.0",
        "robots": "obey",
        "http-header-user-agent": user_agent(texts["purpose"], texts["contact"]),
        "delay-seconds": str(0 if config.get("is_local") else config.get("delay_seconds", "")),
        "certificates": f"verified, {'a wrong one forbids' if config.get('certificates') == 'require' else 'a wrong one is told'}",
        "browser": str(config.get("browser", "off")),
        **{name: " ".join(text.split()) for name, text in texts.items() if text},
    }


def scrapy_settings(config: dict[str, Any]) -> dict[str, Any]:
    """Scrapy's settings for one crawl; its defaults that would be rude or unsafe are all overruled."""
    local = config["is_local"]
    return {
        "USER_AGENT": user_agent(config.get("purpose") or "", config.get("contact") or ""),
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_DELAY": 0 if local else config["delay_seconds"],
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "CONCURRENT_REQUESTS": 16,
        # Scrapy starts so many tasks for every response; a page yields only requests, which need none beside each other
        "CONCURRENT_ITEMS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8 if local else 1,
        "AUTOTHROTTLE_ENABLED": not local,
        "DOWNLOAD_TIMEOUT": config["timeout_seconds"],
        "DOWNLOAD_MAXSIZE": config["max_megabytes"] * 1024 * 1024,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "REDIRECT_MAX_TIMES": 5,
        "RETRY_TIMES": 2,
        # after everything else: what failed for a moment is well by then, and what stalls keeps nothing waiting
        "RETRY_PRIORITY_ADJUST": -1_000,
        "DNS_TIMEOUT": min(config["timeout_seconds"], 20),
        "AUDITOR_STALL_SECONDS": config.get("stall_seconds", 180),
        "HTTPERROR_ALLOW_ALL": True,
        "CLOSESPIDER_TIMEOUT": int(config["hours"] * 3600),
        "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"},
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "DOWNLOAD_HANDLERS": {"file": None, "ftp": None, "s3": None, "data": None, "https": "crawlers.certificates.VerifyingHandler"},
        "AUDITOR_CERTIFICATES": config.get("certificates", "tell"),
        "DNS_RESOLVER": "crawlers.policy.GateResolver",
        "DOWNLOADER_MIDDLEWARES": _DOWNLOADER_MIDDLEWARES,
        # the journal counts; nobody reads Scrapy's own figures
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "EXTENSIONS": {f"scrapy.extensions.{name}": None for name in ("corestats.CoreStats", "logstats.LogStats", "logcount.LogCount")},
        "SPIDER_MIDDLEWARES": _SPIDER_MIDDLEWARES,
        "AUDITOR_ALLOW_PRIVATE": config["allow_private"],
        "LOG_LEVEL": "ERROR",
        "MEMUSAGE_LIMIT_MB": 2_048,
        "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue",
        "DEPTH_PRIORITY": 1,
        "SCHEDULER_DISK_QUEUE": "scrapy.squeues.PickleFifoDiskQueue",
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    }


class GateMiddleware:
    """Checks every request's address, redirects included: its spelling, that it names no person, that it stays within what the user named."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.allow_private = crawler.settings.getbool("AUDITOR_ALLOW_PRIVATE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "GateMiddleware":
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises Refused, which reaches the request's errback."""
        gate.check_spelling(request.url, allow_private=self.allow_private)
        if names_a_person(request.url):  # of a redirect: no other request is made for such an address
            raise gate.Refused(masked_address(request.url), "personal_number")
        frontier = getattr(self.crawler.spider, "frontier", None)
        if frontier is not None and site_of(canonical(request.url)) in frontier.given_up:
            raise IgnoreRequest("given up")
        if frontier is not None and request.meta.get("depth_here") and frontier.is_closed(canonical(request.url)):
            raise IgnoreRequest("nothing new")
        before = request.meta.get("redirect_urls")
        is_within = getattr(self.crawler.spider, "is_within", None)
        if before and request.meta.get("for_browser"):
            if not self.crawler.spider.may_load(canonical(request.url)):  # type: ignore[union-attr]
                raise gate.Refused(request.url, "redirected_away")
        elif before and is_within and not is_within(canonical(request.url), request.meta.get("address") or canonical(before[0])):
            raise gate.Refused(request.url, "redirected_away")


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, and what else a robots.txt says: the pace it asks for, the sitemaps it names.

    Where the server fails to give it, nothing of the site is read (RFC 9309, 2.3.1.4).
    """

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            response = response.replace(body=b"User-agent: *\nDisallow: /\n")
        body = response.body if response.status < 400 else b""
        engine, site = self.crawler.engine, site_of(canonical(request.url))
        delay = Protego.parse(body.decode("utf-8-sig", "replace")).crawl_delay(self.crawler.settings["USER_AGENT"])
        if engine is not None and delay:
            # read when the site's slot is made, which is after its robots.txt
            slots: Any = engine.downloader
            slots.per_slot_settings[site] = {"delay": min(float(delay), _LONGEST_DELAY), "concurrency": 1}
        await super()._parse_robots(response, netloc, request)
        follow = getattr(self.crawler.spider, "follow_sitemaps", None)
        if engine is not None and follow is not None:
            for found in follow(site, body):
                engine.crawl(found)


class RefreshMiddleware(MetaRefreshMiddleware):
    """Scrapy's, which decodes a whole page to look at its beginning; only where the word is there at all."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # its third is deprecated
        """What a refresh leads to, else the response."""
        head = response.body[:_HEAD_BYTES]
        # a zero byte: the letters may be of two bytes each
        return super().process_response(request, response) if b"refresh" in head.lower() or b"\0" in head else response


class GateResolver(CachingThreadedResolver):
    """Resolves names for connections and refuses private addresses: what was checked is what is connected to."""

    # the names refused in this process, which runs one crawl
    refused: ClassVar[set[str]] = set()

    def __init__(self, reactor: Any, cache_size: int, timeout: float, allow_private: bool) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> "GateResolver":
        """Made by Scrapy."""
        settings = crawler.settings
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"), settings.getbool("AUDITOR_ALLOW_PRIVATE"))

    def getHostByName(self, name: str, timeout: Any = None) -> Any:  # noqa: N802  (Twisted's name)
        """The address of a name, refused where it is private."""
        answer = super().getHostByName(name, timeout)
        return answer.addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        try:
            gate.check_resolved(name, address, allow_private=self.allow_private)
        except gate.Refused:
            self.refused.add(name)
            raise
        return address
