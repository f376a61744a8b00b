"""Checks both towns: every wanted page can be reached from the portal, every true thing occurs on what is served."""

import gzip
import html
import io
import json
import re
import sys
import urllib.error
import urllib.request
import zipfile
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from .model import Site, normal
from .score import Truth, judge, load_truth
from .server import TOWNS, Bases, load, serve

_LINK = re.compile(r"""(?:href|src)=["']?([^"' >]+)""", re.IGNORECASE)
_BASE = re.compile(r'<base href="([^"]+)"', re.IGNORECASE)
_REFRESH = re.compile(r"""url='?([^'">\s]+)""", re.IGNORECASE)
_CALL = re.compile(r"""["'](/(?:api|module|gateway)[^"'\s]*=\d+[^"'\s]*)["']""")
_VALUE = re.compile(r'"((?:/|http)[^"]+)"')
_PAGES = re.compile(r'createPageHTML\((\d+), 0, "index", "html"\)')


@dataclass
class Walk:
    """A walk over a town by a reader who knows what it must not touch."""

    truth: Truth
    bases: Bases
    sites: dict[str, Site]
    seen: set[tuple[str, str]] = field(default_factory=set)
    linked: set[tuple[str, str]] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        """Follow everything from the portal's first page on."""
        queue = deque([self.bases["portal"] + "/"])
        queue += [base + "/robots.txt" for base in self.bases.values()]
        while queue:
            url = queue.popleft()
            host, target = self.bases.split(url)
            if not host:
                continue
            key = (host, normal(target, self.truth["ignored_parameters"][host]))
            self.linked.add(key)
            if key not in self.seen and not self.is_forbidden(*key):
                self.seen.add(key)
                queue += self.follow(url, host, key[1])

    def is_forbidden(self, host: str, key: str) -> bool:
        """Pages by robots; of a trap that is a family, all after half of what is allowed."""
        is_out = False
        for rule in self.truth["forbidden"]:
            if rule["host"] in ("*", host) and re.match(rule["pattern"], key):
                self.counts[rule["pattern"]] += 1
                is_out = is_out or self.counts[rule["pattern"]] > rule["max"] // 2
        return is_out

    def follow(self, url: str, host: str, key: str) -> list[str]:
        """Fetch one address; the addresses that it names."""
        data = fetch(url)
        if data is None:
            return []
        reply = self.sites[host].answer(key)
        text = data.decode(reply.charset, "replace") if reply.data is None else ""
        self.texts[f"{host} {key}"] = text
        base = _BASE.search(text)
        names = [html.unescape(name) for name in _LINK.findall(text)]
        names += [name for script in re.findall(r"<script>(.*?)</script>", text, re.DOTALL) for name in _CALL.findall(script)]
        if "refresh" in text[:120].lower():
            names += _REFRESH.findall(text[:200])
        if key.startswith("/robots"):
            names += re.findall(r"(?i)sitemap:\s*(\S+)", text)
        names += [html.unescape(name) for name in re.findall(r"<loc>(.*?)</loc>", text)]
        names += [f"index_{at}.html" for count in _PAGES.findall(text) for at in range(1, int(count))]
        names += self.from_json(text, url)
        return [
            urldefrag(urljoin(urljoin(url, base.group(1)) if base else url, name)).url
            for name in names
            if not name.startswith(("javascript:", "mailto:", "tel:"))
        ]

    def from_json(self, text: str, url: str) -> list[str]:
        """Addresses in a JSON list, and the next part of it as long as there are any."""
        if not text.startswith(("{", "[")):
            return []
        found = _VALUE.findall(json.dumps(json.loads(text), ensure_ascii=False))
        part = re.search(r"(page|pageNum)=(\d+)", url)
        if found and part:
            found.append(url.replace(part.group(0), f"{part.group(1)}={int(part.group(2)) + 1}"))
        return found


def fetch(url: str) -> bytes | None:
    """The bytes of an address, asked for twice where it fails once; None for an error."""
    for _ in range(2):
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                data: bytes = answer.read()
                return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        except urllib.error.HTTPError as error:
            if error.code != 503:
                return None
        except OSError:
            return None
    return None


def attachment_text(data: bytes) -> str:
    """All text of an office file or an archive of them; of a PDF nothing."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace") if data[:1] == b"{" else ""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    return "".join(attachment_text(part) if part.startswith(b"PK") else html.unescape(part.decode("utf-8", "replace")) for part in parts)


def problems(name: str) -> list[str]:
    """Everything about a town that is not as its truth says."""
    with serve(name) as bases:
        truth = load_truth(name, bases)
        walk = Walk(truth, bases, load(name).sites)
        walk.run()
        result = judge(truth, bases.log)
        everything = "\n".join(walk.texts.values())
        found = [f"cannot be reached: {page}" for page in result.missing] + [f"requested: {rule}" for rule, *_ in result.trespasses]
        found += [f"no link leads to {rule['pattern']}" for rule in truth["forbidden"] if not _is_linked(rule, walk, everything)]
        found += _facts(truth, everything) + _places(truth, walk)
    sys.stderr.write(f"{name}: {result.wanted} wanted, {len(bases.log)} requests\n")
    return found


def _is_linked(rule: dict[str, str], walk: Walk, everything: str) -> bool:
    if "form" in rule["why"] or "search" in rule["why"] or "comment" in rule["why"]:
        return True
    return any(rule["host"] in ("*", host) and re.match(rule["pattern"], key) for host, key in walk.linked)


def _facts(truth: Truth, everything: str) -> list[str]:
    missing = [f"channel nowhere: {one['name']}" for one in truth["channels"] if one["name"] not in everything]
    missing += [f"trap name nowhere: {name}" for name in truth["not_channels"] if name not in everything]
    addresses = [
        url
        for one in truth["channels"]
        for url in one["urls"]
        if html.escape(url) not in everything and one["kind"] not in {"website", "h5"}
    ]
    addresses = [url for url in addresses if not url.startswith("http://127.") or url.partition("/down")[2] not in everything]
    return missing + [f"address nowhere: {url}" for url in addresses]


def _places(truth: Truth, walk: Walk) -> list[str]:
    def text_at(url: str) -> str:
        host, target = walk.bases.split(url)
        key = f"{host} {normal(target, truth['ignored_parameters'][host])}"
        return walk.texts.get(key) or attachment_text(fetch(url) or b"")

    missing = []
    for one in [*truth["forms"], *truth["datasets"]]:
        text = text_at(one["url"])
        missing += [
            f"{one['url']}: {part['name']} {part['label']}"
            for part in one["fields"]
            if part["name"] not in text or part["label"] not in text
        ]
    missing += [f"{one['url']}: {part}" for one in truth["materials"] for part in one["materials"] if part not in text_at(one["url"])]
    missing += [
        f"{one['url']}: {part}"
        for one in truth["notices"]
        for part in (one["title"], one["issuer"], one["date"])
        if part not in html.unescape(text_at(one["url"]))
    ]
    return missing + [f"not linked: {one['url']}" for one in truth["attachments"] if not _reached(one["url"], truth, walk)]


def _reached(url: str, truth: Truth, walk: Walk) -> bool:
    host, target = walk.bases.split(url)
    return (host, normal(target, truth["ignored_parameters"][host])) in walk.seen


def main() -> int:
    """Print what is wrong; 0 where nothing is."""
    found = [f"{name}: {problem}" for name in TOWNS for problem in problems(name)]
    sys.stdout.write("\n".join([*found, f"{len(found)} problems"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
