"""Sitemaps: plain or gzipped, an index of others or a list of pages (sitemaps.org 0.9); robots.txt names them."""

import re
import zlib
from collections.abc import Iterator

_LINE = re.compile(rb"^\s*sitemap\s*:\s*(\S+)", re.I | re.M)
_LOCATION = re.compile(rb"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s][^<\]]*?)\s*(?:\]\]>)?\s*</(?:\w+:)?loc>", re.I)
_BYTES = 50 * 1024 * 1024
_MOST = 50_000


def named_in(robots: bytes) -> list[str]:
    """The addresses of sitemaps that a robots.txt names."""
    return [found.decode("utf-8", "replace") for found in _LINE.findall(robots.removeprefix(b"\xef\xbb\xbf"))][:50]


def unpacked(body: bytes) -> bytes:
    """The bytes of a sitemap, unpacked as far as the limit where they are gzipped."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(31).decompress(body, _BYTES)
    except zlib.error:
        return b""


def is_sitemap(body: bytes) -> bool:
    """Tell whether bytes are a sitemap or an index of them."""
    return re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", unpacked(body)[:4096], re.I) is not None


def locations(body: bytes) -> Iterator[str]:
    """The addresses that a sitemap or index lists. No entity is resolved but those of XML itself."""
    for number, found in enumerate(_LOCATION.finditer(unpacked(body))):
        if number >= _MOST:
            return
        text = found[1].decode("utf-8", "replace")
        yield text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
