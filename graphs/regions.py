"""Regions by code (GB/T 2260, GB/T 10114): one holds another where its digits, without trailing zeros, begin it."""

from collections.abc import Iterable


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
    return a.startswith(b) or b.startswith(a)


def any_intersect(left: Iterable[str], right: Iterable[str]) -> bool:
    """Tell whether any regions of two sets share a place; an empty set may share any."""
    left, right = list(left), list(right)
    return not left or not right or any(intersect(a, b) for a in left for b in right)


def covers(outer: Iterable[str], inner: Iterable[str]) -> bool:
    """Tell whether every region of `inner` lies in one of `outer`; unknown sets do not cover."""
    outer, inner = list(outer), list(inner)
    return bool(outer) and bool(inner) and all(any(stem(i).startswith(stem(o)) for o in outer) for i in inner)
