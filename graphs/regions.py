"""Regions by code (GB/T 2260, GB/T 10114): one holds another where its digits, without trailing zeros, begin it.

A region that is written as a name holds another where its name is part of the other's (Norwick, City of Norwick).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np


def stem(code: str) -> str:
    """The digits that name the region: pairs of zeros at the end say "all of it"."""
    text = code.strip()
    if not text.isdigit():
        return text
    while len(text) > 6 and text.endswith("000"):
        text = text[:-3]
    while len(text) == 6 and text.endswith("00"):
        text = text[:4]
    while len(text) == 4 and text.endswith("00"):
        text = text[:2]
    return text


def intersect(left: str | None, right: str | None) -> bool:
    """Tell whether two regions share a place; an unknown region may share any."""
    if not left or not right:
        return True
    a, b = stem(left), stem(right)
    if a.isdigit() != b.isdigit():
        # a name and a code: whether they are one place cannot be told
        return True
    return a.startswith(b) or b.startswith(a) or (not a.isdigit() and (a in b or b in a))


def any_intersect(left: Iterable[str], right: Iterable[str]) -> bool:
    """Tell whether any regions of two sets share a place; an empty set may share any."""
    left, right = list(left), list(right)
    return not left or not right or any(intersect(a, b) for a in left for b in right)


def covers(outer: Iterable[str], inner: Iterable[str]) -> bool:
    """Tell whether every region of `inner` lies in one of `outer`; unknown sets do not cover."""
    outer, inner = list(outer), list(inner)
    return bool(outer) and bool(inner) and all(any(stem(i).startswith(stem(o)) for o in outer) for i in inner)


def meeting(regions: Sequence[Iterable[str]]) -> Iterator[tuple[Any, Any]]:
    """Blocks (rows, columns) of positions whose regions may share a place: every such pair lies in some block.

    Rows are those of one set of regions, columns all that meet it; the cost is that of what meets, not of all pairs.
    """
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, codes in enumerate(regions):
        rows[tuple(sorted({stem(code) for code in codes}))].append(position)
    keys = sorted(rows)
    near = _Prefixes(keys)
    for key in keys:
        columns = sorted(position for other in near.meeting(key) for position in rows[other])
        yield np.array(rows[key]), np.array(columns)


class _Prefixes:
    """Finds the sets of regions that meet one, without looking at all."""

    def __init__(self, keys: Sequence[tuple[str, ...]]) -> None:
        self.keys = keys
        self.holders: dict[str, list[int]] = defaultdict(list)
        for number, key in enumerate(keys):
            for code in key:
                self.holders[code].append(number)
        self.stems = sorted(self.holders)
        self.names = [code for code in self.stems if not code.isdigit()]
        self.anywhere = [number for number, key in enumerate(keys) if not key]
        self.of_kind = {
            is_code: [n for code, held in self.holders.items() if code.isdigit() is is_code for n in held] for is_code in (True, False)
        }

    def meeting(self, key: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The sets that meet this one (itself too), as `any_intersect` says of each."""
        if not key:
            return list(self.keys)
        found = set(self.anywhere)
        for code in key:
            if not code.isdigit():
                found.update(n for name in self.names if name in code or code in name for n in self.holders[name])
            for length in range(1, len(code)):
                found.update(self.holders.get(code[:length], ()))
            at = bisect_left(self.stems, code)
            while at < len(self.stems) and self.stems[at].startswith(code):
                found.update(self.holders[self.stems[at]])
                at += 1
            # whether a name and a code are one place cannot be told
            found.update(self.of_kind[not code.isdigit()])
        return [self.keys[number] for number in sorted(found)]
