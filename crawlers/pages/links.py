"""The links of a page: where a crawl may go on, and what they name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag

from inventory.texts.html import squeezed

# parameters that name a visit, not a page
_VISIT = re.compile(
    r"^(?:jsessionid|phpsessid|sessionid|session|sid|token|timestamp|_t|t|rnd|random|utm_[a-z]+|spm|from|isappinstalled|share_token|nonce|v)$",
    re.I,
)
_PATH_SESSION = re.compile(r";jsessionid=[^/?#]*", re.I)
_ATTACHMENT = re.compile(r"\.(?:docx?|xlsx?|pdf|zip|rar|wps|et|csv|txt)$", re.I)
_SKIPPED = re.compile(r"\.(?:jpg|jpeg|png|gif|bmp|svg|ico|webp|css|js|mp4|mp3|avi|wmv|flv|woff2?|ttf|eot|exe|msi|dmg|rar|7z|iso)$", re.I)
_REFRESH = re.compile(r"^\s*[0-9.]*\s*;?\s*url\s*=\s*['\"]?([^'\"]+)", re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: absolute address, its text (or title), and whether it leads to a document."""

    url: str
    text: str
    is_attachment: bool


def canonical(url: str) -> str:
    """One spelling of an address: no fragment, no visit parameters, no default port, parameters in order."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").lower().rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    netloc = host if port is None or (parts.scheme, port) in (("http", 80), ("https", 443)) else f"{host}:{port}"
    # bytes, not characters: a query may be percent-encoded in GBK
    pairs = parse_qsl(quote(parts.query, safe="%&=+;", encoding="utf-8"), keep_blank_values=True, encoding="latin-1")
    kept = [(key, value) for key, value in pairs if not _VISIT.match(key)]
    path = re.sub(r"/(?:index|default)\.(?:html?|shtml|php|jsp|aspx?)$", "/", _PATH_SESSION.sub("", parts.path)) or "/"
    path = quote(path, safe="/%:@!$&'()*+,;=~")
    return urlunsplit((parts.scheme.lower(), netloc, path, urlencode(sorted(kept), encoding="latin-1"), ""))


def route_of(url: str) -> str:
    """The part of an address behind `#` that names a page which a script draws (`#/list`, `#!/list`), else nothing."""
    fragment = url.partition("#")[2].strip()
    return f"#{fragment}" if fragment.startswith(("/", "!/")) and fragment not in ("/", "!/") else ""


def site_of(url: str) -> str:
    """Scheme, host and port: each is its own site."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def origin_of(soup: BeautifulSoup, base_url: str) -> str:
    """The address that a page's relative addresses begin at."""
    base = soup.find("base", href=True)
    try:
        return urljoin(base_url, str(base["href"])) if isinstance(base, Tag) else base_url
    except ValueError:  # a malformed base names nothing
        return base_url


def links(soup: BeautifulSoup, base_url: str, *, with_routes: bool = False) -> Iterator[Link]:
    """All links that a reader could follow: anchors, areas, frames, refreshes; `with_routes` those within a page that a script draws too."""
    origin = origin_of(soup, base_url)
    for tag in soup.find_all(["a", "area", "frame", "iframe"]):
        target = tag.get("href") or tag.get("src")
        if isinstance(target, str):
            if with_routes and (route := route_of(target)) and target.strip().startswith("#"):
                # a base does not hold for what stands behind #: it is the page itself that draws it
                target = base_url.partition("#")[0] + route
            link = _link(origin, target, squeezed(tag.get_text()) or str(tag.get("title") or ""))
            if link:
                yield link
    for tag in soup.find_all("meta", attrs={"http-equiv": re.compile("refresh", re.I)}):
        found = _REFRESH.match(str(tag.get("content") or ""))
        link = _link(origin, found.group(1), "") if found else None
        if link:
            yield link


def _link(origin: str, target: str, text: str) -> Link | None:
    target = target.strip()
    if not target or target.startswith(("#", "javascript:", "mailto:", "tel:", "data:", "weixin:", "sms:")):
        return None
    try:
        url = urljoin(origin, target)
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return Link(url, text[:200], bool(_ATTACHMENT.search(parts.path)))


def is_page(url: str) -> bool:
    """Tell whether an address may hold something to read (not a picture, script, film or program)."""
    return not _SKIPPED.search(urlsplit(url).path)
