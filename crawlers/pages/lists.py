"""Lists that scripts load: the addresses that a page's scripts ask for, and what their JSON answers link to."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_CALL = re.compile(
    r"(?:fetch|ajax|getJSON|axios(?:\.get)?|\$\.(?:get|post|getJSON)|open|load(?:More|List|Data)?|request|url|api|src|dataUrl|listUrl)\s*[(:=]\s*(?:[\"']GET[\"']\s*,\s*)?[\"'`]([^\"'`\s<>]{2,300})[\"'`]",
    re.I,
)
_ENDPOINT = re.compile(
    r"[\"'`]((?:https?://|/|\./|\.\./)?[^\"'`\s<>]{0,200}?(?:\.json|/api/|/list\b|list\.do|\.do\?|query|search|/rest/)[^\"'`\s<>]{0,200})[\"'`]",
    re.I,
)
_PAGING = re.compile(
    r"createPageHTML\s*\(\s*(?:[\"'][^\"']*[\"']\s*,\s*)?([0-9]{1,4})\s*,\s*([0-9]{1,4})\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](\w+)[\"']"
)
_PAGE_NAMES = ("page", "pageno", "pageindex", "pagenum", "currentpage", "p", "start", "offset", "pn")
_LINK_KEYS = re.compile(r"url|link|href|path|uri|address|地址|链接", re.I)
_LOOKS_LIKE_PAGE = re.compile(
    r"^(?:https?://|/)[^\s\"'<>]{1,500}$|^[\w./-]{1,200}\.(?:s?html?|jsp|php|do|aspx?|pdf|docx?|xlsx?|zip)(?:\?\S{0,200})?$"
)
_SCRIPT = re.compile(r"<script\b([^>]{0,500})>(.*?)</script\s*>", re.I | re.S)
_SCRIPT_LENGTH = 200_000
_MOST = 2_000


def endpoints(page: str, base: str) -> list[str]:
    """Addresses that the inline scripts of a page's source ask for data, and the numbered pages that a known paging script makes."""
    found: dict[str, None] = {}
    for script in _SCRIPT.finditer(page):
        attributes, text = script[1].lower(), script[2][:_SCRIPT_LENGTH]
        if "src=" in attributes or "ld+json" in attributes or "template" in attributes:
            continue
        targets = [m[1] for pattern in (_CALL, _ENDPOINT) for m in pattern.finditer(text)]
        wanted = [
            t for t in targets if not ({"+", "{"} & set(t)) and not t.endswith((".js", ".css")) and ("/" in t or "." in t or "?" in t)
        ]
        found |= dict.fromkeys(_joined(base, _begun(target)) for target in wanted)
        for match in _PAGING.finditer(text):
            found |= dict.fromkeys(_joined(base, f"{match[3]}_{number}.{match[4]}") for number in range(1, min(int(match[1]), 200)))
    return [url for url in found if url.startswith(("http://", "https://"))]


def _begun(target: str) -> str:
    """An address whose last parameter a script fills in with the number of a page begins at the first."""
    return f"{target}1" if re.search(r"[?&](?:page|pageNo|pageIndex|pageNum|p)=$", target) else target


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        return ""


def linked(body: bytes, url: str, charset: str | None) -> tuple[list[tuple[str, str]], bool]:
    """Addresses in a JSON answer with the titles beside them, its next page among them; False where it is no JSON.

    An answer without any address ends its list.
    """
    from inventory.texts.charset import decode_page

    text, _ = decode_page(body, charset)
    text = re.sub(r"^\s*[\w$.]+\s*\((.*)\)\s*;?\s*$", r"\1", text.strip(), flags=re.S)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return [], False
    found: dict[str, str] = {}
    for key, value, beside in _strings(content):
        if len(found) < _MOST and (_LINK_KEYS.search(key) or value.startswith(("/", "http"))) and _LOOKS_LIKE_PAGE.match(value):
            target = _joined(url, value)
            if target:
                found.setdefault(target, beside)
    if found and (following := next_page(url)) is not None:
        found.setdefault(following, "")
    return list(found.items()), True


def _strings(content: Any) -> Iterator[tuple[str, str, str]]:
    """Every text in a JSON value: its key, itself, and the title that stands beside it."""
    stack: list[tuple[str, Any, str]] = [("", content, "")]
    while stack:
        key, value, beside = stack.pop()
        if isinstance(value, str):
            yield key, value, beside
        elif isinstance(value, list):
            stack += [(key, item, beside) for item in reversed(value)]
        elif isinstance(value, dict):
            title = next((str(value[k]) for k in ("title", "name", "标题", "bt", "subject") if isinstance(value.get(k), str)), "")
            stack += [(str(k), item, title) for k, item in reversed(value.items())]


def next_page(url: str) -> str | None:
    """The address of the page after this one, where a parameter numbers pages."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for position, (key, value) in enumerate(pairs):
        if key.lower() in _PAGE_NAMES and re.fullmatch(r"[0-9]{1,4}", value):
            step = 1
            if key.lower() in ("start", "offset"):
                size = next((v for k, v in pairs if k.lower() in ("rows", "limit", "size", "pagesize")), "")
                step = int(size) if size.isdigit() and int(size) else 10
            pairs[position] = (key, str(int(value) + step))
            return urlunsplit(parts._replace(query=urlencode(pairs)))
    return None
