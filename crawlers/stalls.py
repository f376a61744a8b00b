"""What a page or site that does not answer may cost: one more try of a page, at the end, and a budget of lost time a site."""

from collections import defaultdict
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from crawlers.pages.links import canonical, site_of

# how waiting in vain ends: under the names of Scrapy's releases and of Twisted
_IN_VAIN = frozenset({"TimeoutError", "TCPTimedOutError", "DownloadTimeoutError"})
# tries of a page after one that waited in vain
_MORE_TRIES = 1


def is_in_vain(error: BaseException) -> bool:
    """Tell whether a request ended because its answer did not come in time."""
    return type(error).__name__ in _IN_VAIN


class StallMiddleware(RetryMiddleware):
    """Scrapy's retries, with a budget: a site on which so many seconds were waited in vain is given up.

    The spider journals that, and asks nothing more of the site in this run; a later one goes on with it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self.timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self.budget = crawler.settings.getfloat("AUDITOR_STALL_SECONDS")
        self.lost: dict[str, float] = defaultdict(float)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StallMiddleware":
        """Made by Scrapy."""
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """A request for another try, or None where there is none."""
        if not is_in_vain(exception):
            again: Request | Response | None = super().process_exception(request, exception)
            return again
        site = site_of(canonical(request.url))
        self.lost[site] += request.meta.get("download_timeout", self.timeout)
        spider: Any = self.crawler.spider
        if self.lost[site] >= self.budget:
            spider.give_up(site)
            return None
        if request.meta.get("retry_times", 0) >= _MORE_TRIES:
            return None
        again = super().process_exception(request, exception)
        if isinstance(again, Request):
            # a page that is slow and no more would have come in the first time
            again.meta["download_timeout"] = self.timeout / 2
        return again
