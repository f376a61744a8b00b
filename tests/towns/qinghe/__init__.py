"""Qinghe county: UTF-8, dated article paths, numbered lists, sitemaps, lists loaded from JSON."""

from pathlib import Path

from ..content import Page, read_blocks, read_rows
from ..model import Site, Town
from . import layout, pages, traps

HERE = Path(__file__).parent
IGNORED = frozenset({"from", "isappinstalled", "utm_source", "utm_medium", "spm", "old", "action", "v"})


def all_pages() -> list[Page]:
    """Every authored page, in the order of the files."""
    data = HERE / "data"
    found = [page for name in ("notices", "guides", "pages") for page in read_blocks(data / f"{name}.txt")]
    for name in ("news", "archive"):
        for row in read_rows(data / f"{name}.csv"):
            year, month, day = (int(part) for part in row["date"].split("-"))
            path = f"/art/{year}/{month}/{day}/art_{row['col']}_{row['id']}.html"
            found.append(Page(row["host"], path, row, row["body"]))
    return found


def build() -> Town:
    """The town, ready to be served."""
    sites = {host: Site(ignored=IGNORED) for host in layout.NAMES}
    found = all_pages()
    pages.put_articles(sites, found)
    pages.put_lists(sites, found)
    pages.put_json_lists(sites, found)
    pages.put_starts(sites)
    pages.put_tables(sites, HERE / "data")
    pages.put_catalogue(sites["data"], read_rows(HERE / "data" / "datasets.csv"))
    pages.put_files(sites, HERE / "files")
    traps.put_robots(sites)
    traps.put_sitemaps(sites, found)
    traps.put_traps(sites, found)
    return Town("qinghe", sites)
