"""Filters that combine are one family; lists, articles and calendars of one program are none."""

from collections.abc import Callable, Iterable
from itertools import product

import pytest

from crawlers.filters import Filters
from crawlers.frontier import Frontier
from crawlers.pages.links import canonical, site_of

SITE = "http://a.example"


def facets(address: str, base: str, names: str, values: str = "abcd") -> list[str]:
    """The links of a page of filters: each sets one condition, the others stay."""
    query = address.partition("?")[2]
    chosen = dict(pair.split("=") for pair in query.split("&") if pair)
    return [
        canonical(f"{base}?" + "&".join(f"{k}={v}" for k, v in {**chosen, name: value}.items()))
        for name, value in product(names.split(), values)
    ]


def walk(start: str, links_of: Callable[[str], Iterable[str]], lines_of: Callable[[str], list[str]], most: int = 2_000) -> list[str]:
    """What a crawl that follows everything open asks for, breadth first."""
    frontier = Frontier([{"url": start}], related="no")
    asked, waiting = [], [canonical(start)]
    seen = set(waiting)
    while waiting and len(asked) < most:
        address = waiting.pop(0)
        if frontier.is_closed(address):
            continue
        asked.append(address)
        links = list(links_of(address))
        frontier.count(address, lines_of(address), links)
        for link in links:
            if link not in seen and frontier.is_open(link, site_of(start)):
                seen.add(link)
                waiting.append(link)
    return asked


@pytest.mark.parametrize("constant", ["", "?m=search&c=index"])
@pytest.mark.parametrize("names", ["cat org", "cat org fmt sort", "topic year level dept form"])
def test_filters_without_end_are_left_as_one(constant: str, names: str) -> None:
    base = f"{SITE}/list"
    asked = walk(base + constant, lambda address: facets(address, base, names), lambda address: ["检索", "全部 | 甲 | 乙 | 丙", "没有更多"])
    assert len(asked) <= 16


def test_filters_are_followed_as_long_as_they_tell_something_new() -> None:
    base = f"{SITE}/list"
    asked = walk(base, lambda address: facets(address, base, "cat org"), lambda address: ["检索", f"第{address}批"])
    assert len(asked) == 1 + 4 + 4 + 16


def test_other_pages_of_the_same_program_are_not_taken_for_its_filters() -> None:
    def links(address: str) -> list[str]:
        if "m=search" in address:
            return facets(address, f"{SITE}/index.php", "cat org fmt")
        return [
            canonical(f"{SITE}/index.php?{query}")
            for query in ("m=search", *(f"m=show&id={n}" for n in range(60)), *(f"m=list&page={n}" for n in range(9)))
        ]

    def lines(address: str) -> list[str]:
        return ["检索"] if "m=search" in address else ["云溪县", f"第{address}篇"]

    asked = walk(f"{SITE}/index.php", links, lines)
    assert sum("m=show" in address for address in asked) == 60
    assert sum("m=list" in address for address in asked) == 9
    assert sum("m=search" in address for address in asked) <= 16


def test_lists_with_numbers_and_articles_are_no_filters() -> None:
    filters = Filters()
    for page in range(1, 20):
        here = f"{SITE}/list.do?cat=3&page={page}"
        filters.learn(
            here,
            [
                *(f"{SITE}/list.do?cat=3&page={n}" for n in range(1, 20)),
                *(f"{SITE}/show.do?id={n}" for n in range(20)),
                f"{SITE}/list.do?cat=4",
            ],
        )
        assert filters.family(here) is None
    filters.learn(f"{SITE}/", [f"{SITE}/?id={n}" for n in range(9)] + [f"{SITE}/?page=2", f"{SITE}/?cat=5"])
    filters.learn(f"{SITE}/?id=3", [f"{SITE}/?id={n}" for n in range(9)] + [f"{SITE}/?page=2", f"{SITE}/?cat=5"])
    assert filters.family(f"{SITE}/?id=3") is None


def test_a_family_is_known_in_whatever_order_its_pages_come() -> None:
    base = f"{SITE}/list"
    pages = [base, f"{base}?cat=a", f"{base}?cat=a&org=b"]
    for order in (pages, pages[::-1]):
        filters = Filters()
        for page in order:
            filters.learn(page, facets(page, base, "cat org fmt sort"))
        assert filters.family(f"{base}?fmt=a&sort=c") is not None
        assert filters.family(f"{base}?id=7") is None
        assert filters.family(base) is None
