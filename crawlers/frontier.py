"""Where a crawl may go: the sites that the user named, hosts of the same owner one step away, budgets, and traps."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import tldextract

from crawlers.filters import Filters
from crawlers.pages.links import canonical, route_of, site_of
from inventory.gate import is_literal

# pages of one shape of address that told nothing new, after which that shape is left
_STALE = 10
_STALE_BESIDE = 3
# a page whose lines were nearly all seen on its site before tells nothing new
_NEW = 0.15
RELATED_PAGES = 500
_NUMBER = re.compile(r"[0-9]+")
# the lines of calendars
_OF_DATES = frozenset("0123456789年月日周星期一二三四五六七 \t./:：-<>«»上下个")
_ONLY_DATES = re.compile(r"[0-9年月日周星期一二三四五六七\s\t./:：\-<>«»上下个]+")


@cache
def _suffixes() -> tldextract.TLDExtract:
    """The public suffixes of the list that the library ships: nothing is fetched and nothing cached on disk."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def owner_domain(host: str) -> str:
    """The part of a host's name that its owner registered (yunxi.gov.cn of www.yunxi.gov.cn); an address is its own."""
    return _suffixes()(host).top_domain_under_public_suffix or host


class Frontier:
    """What may still be asked for. Seeds are by site; the set `related` are sites read because a seed's page links to them.

    The setting of that name is `no`, `names` (hosts under the domain of a seed's owner), or `addresses` (also other ports of a
    seed that is named by its number: who can be linked to there may be anybody's program, so it must be asked for).
    """

    def __init__(self, seeds: Iterable[Mapping[str, str]], *, related: str) -> None:
        self.seeds: dict[str, Mapping[str, str]] = {site_of(canonical(seed["url"])): seed for seed in seeds}
        domains = {owner_domain(urlsplit(site).hostname or "") for site in self.seeds}
        self._domains = {d for d in domains if related == "addresses" or (related == "names" and not is_literal(d) and d != "localhost")}
        self.related: set[str] = set()
        self._pages: Counter[str] = Counter()
        self._lines: dict[str, set[int]] = defaultdict(set)
        self._stale: Counter[str] = Counter()
        self.closed: set[str] = set()
        self.filters = Filters()
        # sites that let this run wait in vain
        self.given_up: set[str] = set()

    def resume(self, pages: Iterable[tuple[str, Mapping[str, str], list[int] | None, list[str]]]) -> None:
        """Take up a crawl that was interrupted: of every page in its order address, site's seed, signs of its lines, links."""
        for address, seed, signs, links in pages:
            site = site_of(address)
            if site not in self.seeds:
                if site_of(canonical(seed["url"])) == site:
                    self._relate(site)
                else:  # where a seed itself moved to
                    self.seeds[site] = seed
            if signs is not None:
                self._count(address, set(signs), links)

    def _relate(self, site: str) -> None:
        self.related.add(site)
        self.seeds[site] = {"url": f"{site}/", "name": "", "owner": "", "kind": "site"}

    def is_open(self, address: str, source: str) -> bool:
        """Tell whether a link found on the site `source` may be followed."""
        site = site_of(address)
        if site in self.given_up:
            return False
        if site in self.seeds and site not in self.related:
            return self.kind(address) not in self.closed
        if site not in self.related:
            if source not in self.seeds or source in self.related or owner_domain(urlsplit(site).hostname or "") not in self._domains:
                return False
            self._relate(site)
        return self._pages[site] < RELATED_PAGES and self.kind(address) not in self.closed

    def is_named(self, address: str) -> bool:
        """Tell whether the user named this address's site, or its owner: what a page there is drawn from may be asked for."""
        site = site_of(address)
        return site in self.seeds or owner_domain(urlsplit(site).hostname or "") in self._domains

    def kind(self, address: str) -> str:
        """The addresses among which one counts: combinations of one family of filters, else those of its shape."""
        return (None if route_of(address) else self.filters.family(address)) or shape(address)

    def is_closed(self, address: str) -> bool:
        """Tell whether addresses of this kind told nothing new any more."""
        return self.kind(address) in self.closed

    def count(self, address: str, lines: Iterable[str], links: Iterable[str] = ()) -> list[int]:
        """Note a page that was read; addresses of its kind are left once they tell nothing new. The signs of its lines, for `resume`."""
        signs = {
            zlib.crc32(("0" if line[0] in _OF_DATES and _ONLY_DATES.fullmatch(line) else line).encode("utf-8", "replace"))
            for line in lines
            if line
        }
        self._count(address, signs, links)
        return sorted(signs)

    def _count(self, address: str, signs: set[int], links: Iterable[str]) -> None:
        self.filters.learn(address, (canonical(link) for link in links if "?" in link))
        site, kind = site_of(address), self.kind(address)
        self._pages[site] += 1
        new = signs - self._lines[site]
        self._lines[site] |= signs
        if len(new) > _NEW * len(signs):
            self._stale[kind] = 0
        else:
            self._stale[kind] += 1
            # combinations of filters: where one set of parameters of a program leads nowhere, others of it soon count so too
            way = kind.partition("?")[0]
            if self._stale[kind] >= (_STALE_BESIDE if any(other.startswith(f"{way}?") for other in self.closed) else _STALE):
                self.closed.add(kind)


def shape(address: str) -> str:
    """What addresses that one program makes have in common: the path without numbers, the names of the parameters."""
    parts = urlsplit(address)
    names = sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)})
    # of a way that grows without end (/a/b/b/b) each part counts once; what a script draws has its way behind #
    path = f"{parts.path}{route_of(address).partition('?')[0]}"
    way = "/".join(dict.fromkeys(_NUMBER.sub("0", path).split("/")))
    return f"{site_of(address)}{way}?{'&'.join(names)}"


def is_missing(status: int, title: str, lines: list[str], links: int) -> bool:
    """Tell whether an answer of success says in words that there is no such page, and little else."""
    text = " ".join(lines)
    return status == 200 and len(text) < 200 and links <= 5 and bool(_MISSING.search(title) or (len(text) < 80 and _MISSING.search(text)))


_MISSING = re.compile(
    r"(?<![0-9/])404(?![0-9])|(?:页面|网页|内容|文章|信息|栏目)(?:已)?(?:不存在|被?删除|找不到|下线)|找不到(?:您|该|页面|相关)|page not found",
    re.I,
)
