"""One crawl in a process of its own (Twisted's reactor starts once): `python -m crawlers.run FOLDER ARCHIVE`.

Reads FOLDER/config.json, writes FOLDER/journal.jsonl and a WARC file in ARCHIVE, prints progress as JSON lines.
"""

import json
import sys
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import CrawlerProcess

from crawlers.journal import CONFIG, FINISHED, Journal
from crawlers.policy import conditions, scrapy_settings
from crawlers.spiders.site import SiteSpider


def crawl(folder: Path, archive: Path) -> None:
    """Run the crawl that a folder describes until it is done or stopped."""
    config: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    journal = Journal(folder, archive, conditions(config))
    settings = scrapy_settings(config)
    process = CrawlerProcess(settings, install_root_handler=True)
    crawler = process.create_crawler(SiteSpider)

    def tell(*_args: Any, **_more: Any) -> None:
        print(json.dumps({"pages": journal.pages, "refused": journal.refused, "found": len(journal.done)}), flush=True)

    def closed(reason: str, **_more: Any) -> None:
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
        process.crawl(crawler, journal=journal, config=config)
        process.start()
    journal.close()
    tell()


if __name__ == "__main__":
    crawl(Path(sys.argv[1]), Path(sys.argv[2]))
