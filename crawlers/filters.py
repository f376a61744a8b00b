"""Families of filters: pages of one program that offer to add one condition more to those that are set, in every combination.

Such a page is known by its links, not by its name: they keep all its parameters and add one of several others; and so do the
pages behind them. All combinations are then one family, and are left together once they tell nothing new.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

Conditions = frozenset[tuple[str, str]]

# names of conditions that a page must offer to add: one alone is a list with its numbers
_OFFERED = 2
# pages of a program that are remembered until a family is known
_REMEMBERED = 40


class Filters:
    """The families known so far, by site and path: the names that combine, and the conditions that all pages of a family share."""

    def __init__(self) -> None:
        self._offers: dict[str, dict[Conditions, frozenset[str]]] = defaultdict(dict)
        self._families: dict[str, dict[frozenset[str], Conditions]] = defaultdict(dict)

    def learn(self, address: str, links: Iterable[str]) -> None:
        """Note what a page offers; `address` and `links` are canonical."""
        way, _, query = address.partition("?")
        here = _conditions(query)
        offered = frozenset(name for link in links for name in _added(way, here, link)) - _names(here)
        if not offered:
            return
        combined = _names(here) | offered
        if combined in self._families.get(way, ()):
            self._families[way][combined] &= here
            return
        known = self._offers.get(way, {})
        for base, names in known.items():
            if _is_further(base, names, here, offered):
                self._families[way][_names(base) | names] = base
        if len(offered) >= _OFFERED:
            if any(_is_further(here, offered, other, names) for other, names in known.items()):
                self._families[way][combined] = here
            if len(known) < _REMEMBERED:
                self._offers[way][here] = offered

    def family(self, address: str) -> str | None:
        """The family that an address is of; None where it is of none."""
        way, mark, query = address.partition("?")
        if not mark or way not in self._families:
            return None
        here = _conditions(query)
        for names, shared in self._families[way].items():
            if shared < here and _names(here) <= names:
                return f"{way}?*{'&'.join(sorted(names))}"
        return None


def _added(way: str, here: Conditions, link: str) -> Iterator[str]:
    """The name of the one condition that a link adds to those that are set; nothing for any other link."""
    to, mark, query = link.partition("?")
    if mark and to == way:
        there = _conditions(query)
        if here < there and len(there) == len(here) + 1:
            yield from _names(there - here)


def _is_further(base: Conditions, names: frozenset[str], other: Conditions, left: frozenset[str]) -> bool:
    """Tell whether a page shows that another one's conditions combine: one of these is set there, and it offers the rest still."""
    set_there = _names(other - base)
    return base < other and set_there <= names and names - set_there <= left


def _names(conditions: Conditions) -> frozenset[str]:
    return frozenset(name for name, _ in conditions)


def _conditions(query: str) -> Conditions:
    return frozenset(parse_qsl(query, keep_blank_values=True))
