"""Lanshan district: GB18030 under wrong names, query addresses, sessions in links, frames, 'next' only."""

from dataclasses import replace
from pathlib import Path

from ..content import Page, read_blocks, read_rows
from ..model import Site, Town
from . import layout, pages, traps

HERE = Path(__file__).parent
IGNORED = {
    "portal": frozenset({"spm", "from", "PHPSESSID"}),
    "hall": frozenset({"sid", "t"}),
    "health": frozenset({"utm_source", "v"}),
}


def all_pages() -> list[Page]:
    """Every authored page at its address."""
    data = HERE / "data"
    found = [
        replace(page, path=layout.address(page.host, page.path), meta={**page.meta, "cat": page.path.partition("/")[0]})
        for name in ("notices", "guides", "pages")
        for page in read_blocks(data / f"{name}.txt")
    ]
    for name in ("news", "archive"):
        for row in read_rows(data / f"{name}.csv"):
            short = row["id"] if row["host"] == "street" else f"{row['cat']}/{row['id']}"
            found.append(Page(row["host"], layout.address(row["host"], short), row, row["body"]))
    for row in read_rows(data / "bids.csv"):
        found.append(Page("portal", layout.SHOW.format(10, row["id"]), {**row, "cat": "10", "source": "区公共资源交易中心"}, row["body"]))
    return found


def build() -> Town:
    """The town, ready to be served."""
    sites = {host: Site(ignored=IGNORED.get(host, frozenset())) for host in layout.NAMES}
    found = all_pages()
    pages.put_articles(sites, found)
    pages.put_portal(sites["portal"], found, HERE / "data")
    pages.put_civil(sites["civil"], found)
    pages.put_hall(sites["hall"], found)
    pages.put_street(sites["street"], found, HERE / "data")
    pages.put_health(sites["health"], found)
    pages.put_open(sites["open"], read_rows(HERE / "data" / "datasets.csv"))
    traps.put_files(sites, HERE / "files")
    traps.put_robots(sites)
    traps.put_sitemaps(sites, found)
    traps.put_traps(sites)
    return Town("lanshan", sites)
