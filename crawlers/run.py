"""One crawl in a process of its own (Twisted's reactor starts once): `python -m crawlers.run FOLDER ARCHIVE [PARENT]`.

Reads FOLDER/config.json, writes FOLDER/journal.jsonl and a WARC file in ARCHIVE, prints progress as JSON lines.
Ends with the process PARENT that started it, also where that was killed; what it had written by then stands.
"""

import contextlib
import fcntl
import gc
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import CrawlerProcess

from crawlers.journal import CONFIG, FINISHED, RUNNING, Journal
from crawlers.policy import conditions, scrapy_settings
from crawlers.spiders.site import SiteSpider

# how long a crawler of a command that was killed may take to notice
_PATIENCE_SECONDS = 10.0
_TELL_SECONDS = 0.2


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keeps other crawlers out of a folder; ends the process where one is at work there."""
    until = time.monotonic() + _PATIENCE_SECONDS
    with (folder / "lock").open("w") as stream:
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    sys.exit(RUNNING)
                time.sleep(0.1)
        yield


def leave_orphaned(parent: int) -> None:
    """End at once where the process that started this one is gone: nobody waits for the end, and a kill harms nothing."""
    if os.getppid() != parent:
        os._exit(1)


def crawl(folder: Path, archive: Path, parent: int | None = None) -> None:
    """Run the crawl that a folder describes until it is done or stopped; `parent` is the process that waits for it."""
    with alone(folder):
        _crawl(folder, archive, parent or os.getppid())


def _crawl(folder: Path, archive: Path, parent: int) -> None:
    config: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    journal = Journal(folder, archive, conditions(config))
    settings = scrapy_settings(config)
    process = CrawlerProcess(settings)
    # what is loaded by now stays; a page makes thousands of short-lived objects, nearly all of them without cycles
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    crawler = process.create_crawler(SiteSpider)

    told = 0.0

    def tell(*_args: Any, **_more: Any) -> None:
        nonlocal told
        if time.monotonic() - told < _TELL_SECONDS:
            return
        told = time.monotonic()
        print(json.dumps({"pages": journal.pages, "refused": journal.refused, "found": len(journal.done)}), flush=True)

    def closed(reason: str, **_more: Any) -> None:
        # a site that was given up may answer tomorrow: the crawl goes on with it when it is called again
        if reason == "finished" and journal.is_worth_another_run:
            return
        if reason in ("finished", "closespider_pagecount", "closespider_timeout"):
            (folder / FINISHED).write_text(reason, encoding="utf-8")

    async def end_browser(spider: SiteSpider, **_more: Any) -> None:
        if spider.renderer is not None:
            await spider.renderer.close()

    crawler.signals.connect(tell, signal=signals.response_received)
    crawler.signals.connect(end_browser, signal=signals.spider_closed)
    crawler.signals.connect(closed, signal=signals.spider_closed)
    if config["max_pages"] <= journal.pages:
        (folder / FINISHED).write_text("pages", encoding="utf-8")
    else:
        from twisted.internet.task import LoopingCall

        process.crawl(crawler, journal=journal, config=config)
        LoopingCall(leave_orphaned, parent).start(0.5)
        process.start()
    journal.close()
    told = 0.0
    tell()


if __name__ == "__main__":
    crawl(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else None)
