"""The links of a page: where a crawl may go on, and what they name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree

from inventory.secrecy import masked, names_a_person
from inventory.texts.html import Tree, squeezed, text_of

# parameters that name a visit, not a page
_VISIT = re.compile(
    r"^(?:jsessionid|phpsessid|sessionid|session|sid|token|timestamp|_t|t|rnd|random|utm_[a-z]+|spm|from|isappinstalled|share_token|nonce|v)$",
    re.I,
)
_PATH_SESSION = re.compile(r";jsessionid=[^/?#]*", re.I)
_ATTACHMENT = re.compile(r"\.(?:docx?|xlsx?|pdf|zip|rar|wps|et|csv|txt)$", re.I)
_SKIPPED = re.compile(r"\.(?:jpg|jpeg|png|gif|bmp|svg|ico|webp|css|js|mp4|mp3|avi|wmv|flv|woff2?|ttf|eot|exe|msi|dmg|rar|7z|iso)$", re.I)
_REFRESH = re.compile(r"^\s*[0-9.]*\s*;?\s*url\s*=\s*['\"]?([^'\"]+)", re.I)
_MAY_LEAD_TO_APP = re.compile(r"apple\.|huawei\.|mi\.com|qq\.com|google\.|weibo\.|\.apk|username=", re.I)
_INLINE = frozenset(("a", "b", "i", "u", "em", "strong", "span", "font", "small", "label"))
# characters before a link to a store in which the app is looked for that it is of
_BEFORE = 200
# pages of one site name the same addresses again and again: what is said of the latest is kept (some 400 bytes each)
_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Link:
    """A link: absolute address, its text (or title), and whether it leads to a document.

    `before` is what stands before it in its block, kept only where the address may be that of an app.
    """

    url: str
    text: str
    is_attachment: bool
    before: str = ""


@lru_cache(maxsize=_KEPT)
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


@lru_cache(maxsize=_KEPT)
def site_of(url: str) -> str:
    """Scheme, host and port: each is its own site."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def origin_of(root: Tree, base_url: str) -> str:
    """The address that a page's relative addresses begin at."""
    base = next((tag for tag in root.iter("base") if tag.get("href") is not None), None)
    try:
        return base_url if base is None else urljoin(base_url, base.get("href"))
    except ValueError:  # a malformed base names nothing
        return base_url


def links(root: Tree, origin: str, *, drawn_at: str = "") -> Iterator[Link]:
    """All links that a reader could follow (anchors, areas, frames, refreshes) from a page whose relative addresses begin at `origin`.

    With the address `drawn_at` of a page that a script drew also those within it (`#/list`). A link that names a person by number
    is a page about that person: not followed, not recorded.
    """
    try:
        site = site_of(origin)
    except ValueError:
        site = ""
    for tag in root.iter("a", "area", "frame", "iframe"):
        target = tag.get("href") or tag.get("src")
        if target and drawn_at and target.lstrip().startswith("#") and (route := route_of(target)):
            # a base does not hold for what stands behind #: it is the page itself that draws it
            target = drawn_at.partition("#")[0] + route
        if target and (found := _found(origin, site, target)) is not None:
            text = squeezed(text_of(tag)) or str(tag.get("title") or "")
            before = masked(_words_before(tag)) if may_lead_to_app(found[0]) else ""
            yield Link(found[0], masked(text[:200]), found[1], before)
    for tag in root.iter("meta"):
        if "refresh" in (tag.get("http-equiv") or "").lower() and (said := _REFRESH.match(tag.get("content") or "")) is not None:
            found = _found(origin, site, said.group(1))
            if found is not None:
                yield Link(found[0], "", found[1])


def _found(origin: str, site: str, target: str) -> tuple[str, bool] | None:
    # what begins at the root of a site leads to the same address from every page of it
    return _target(site if site and target.startswith("/") and not target.startswith("//") else origin, target)


@lru_cache(maxsize=_KEPT)
def _target(origin: str, target: str) -> tuple[str, bool] | None:
    """The absolute address of a link and whether it is of a document; None for what leads to no page."""
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
    return None if names_a_person(url) else (url, bool(_ATTACHMENT.search(parts.path)))


def may_lead_to_app(url: str) -> bool:
    """Tell whether an address may be one of a store of apps, of an installation file or of an account."""
    return _MAY_LEAD_TO_APP.search(url) is not None


def _words_before(tag: Tree) -> str:
    """The last words before a link in the block that it stands in."""
    block = next((above for above in tag.iterancestors() if above.tag not in _INLINE), None)
    words: list[str] = []
    for event, part in etree.iterwalk(block, events=("start", "end")) if block is not None else ():
        if part is tag:
            break
        words.append((part.text if event == "start" else part.tail if part is not block else "") or "")
    return squeezed("".join(words))[-_BEFORE:]


@lru_cache(maxsize=_KEPT)
def is_page(url: str) -> bool:
    """Tell whether an address may hold something to read (not a picture, script, film or program)."""
    return not _SKIPPED.search(urlsplit(url).path)
