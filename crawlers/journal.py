"""The crawl's journal: one line a page, written after its bytes are archived; an interrupted crawl goes on from it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawlers.browser.record import Drawn, journalled, made_of, seen_by
from crawlers.pages.links import canonical, site_of
from inventory.evidence.archive import GENESIS, ArchiveWriter, Stored, chain_hash

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.pages.reading import Reading

JOURNAL = "journal.jsonl"
CONFIG = "config.json"
FINISHED = "finished"


class Journal:
    """The journal in a folder and the archive file that belongs to this run."""

    def __init__(self, folder: Path, archive: Path, about: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.archive = archive
        self.done: set[str] = set()
        self.pages = 0
        self.pages_of: Counter[str] = Counter()
        self.refused = 0
        self._found: dict[str, tuple[str, int, str]] = {}
        self._codes: dict[str, tuple[str, str, int, str]] = {}
        self._last = GENESIS
        self._archived: set[tuple[str, str]] = set()
        last_warc: dict[str, int] = {}
        for entry in read_entries(folder):
            self.done.add(entry["address"])
            if entry["kind"] == "page":
                self.done.add(canonical(entry["url"]))
                self.pages += 1
                self.pages_of[site_of(canonical(entry["url"]))] += 1
                self._last = entry["chain"]
                for link in links_of([entry]):
                    last_warc[link["warc"]] = max(last_warc.get(link["warc"], 0), link["offset"] + link["length"])
                    self._archived.add((link["url"], link["sha256"]))
            if entry["kind"] in ("page", "list"):
                source = site_of(canonical(entry["url"])) if entry["kind"] == "page" else entry["site"]
                for url, text in entry["links"]:
                    self._found.setdefault(url, (text, entry["depth"] + (entry["kind"] == "page"), source))
            for url, caption in entry.get("codes", ()):
                self._codes.setdefault(url, (caption, title_of(entry), entry["depth"], site_of(canonical(entry["url"]))))
        _repair(folder / JOURNAL)
        for name, end in last_warc.items():
            # what was archived after the last journalled page belongs to no page: cut it off
            if (archive / name).exists() and (archive / name).stat().st_size > end:
                with (archive / name).open("r+b") as stream:
                    stream.truncate(end)
        number = len(list(archive.glob(f"{folder.name}-*.warc.gz"))) + 1
        self.writer = ArchiveWriter(archive / f"{folder.name}-{number:03d}.warc.gz", about)
        self._stream = (folder / JOURNAL).open("a", encoding="utf-8")

    def open_links(self) -> Iterator[tuple[str, str, int, str]]:
        """Links found before and not yet read: address, text, depth, the site that they stand on."""
        for url, (text, depth, source) in self._found.items():
            yield url, text, depth, source

    def open_codes(self) -> Iterator[tuple[str, str, str, int, str]]:
        """Pictures with a code found before and not yet read: address, caption, heading of the page, depth, its site."""
        for url, (caption, heading, depth, source) in self._codes.items():
            yield url, caption, heading, depth, source

    def page(
        self,
        response: "Response",
        address: str,
        fetched_at: str,
        depth: int,
        reading: "Reading",
        seed: dict[str, str],
        links: list[tuple[str, str]],
        *,
        drawn: Drawn | None = None,
        certificate: str | None = None,
    ) -> None:
        """Archive a response and what the browser made of it, and journal what was read on it, in one line."""
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, values in response.headers.items() for v in values]
        request = response.request
        asked = [(k.decode("latin-1"), v.decode("latin-1")) for k, values in (request.headers.items() if request else ()) for v in values]
        stored = self.writer.write(response.url, response.status, "", headers, response.body, fetched_at, asked, certificate)
        parts = list(self._parts(response, stored, drawn)) if drawn is not None else []
        link = self._link(response.url, response.status, fetched_at, stored)
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        drawn_codes = drawn.reading.codes if drawn is not None and drawn.reading is not None else []
        codes = list(dict.fromkeys((code.url, code.text) for code in (*reading.codes, *drawn_codes)))
        self.pages += 1
        self._write(
            {
                "kind": "page",
                "address": address,
                **link,
                "depth": depth,
                "content_type": content_type[:200],
                "site": seed["url"],
                "seed": seed,
                "seen": seen_by(reading),
                "links": links,
                **({"codes": codes} if codes else {}),
                **({"certificate": certificate} if certificate else {}),
                **({"rendering": journalled(drawn, reading)} if drawn is not None else {}),
                **({"parts": parts} if parts else {}),
            }
        )

    def _parts(self, response: "Response", origin: Stored, drawn: Drawn) -> Iterator[dict[str, Any]]:
        """Archive what a page was drawn from, as served and once a crawl, and what was drawn; the links of the chain that these are."""
        rendering = drawn.rendering
        for answer in rendering.resources:
            if (answer.url, answer.sha256) not in self._archived:
                self._archived.add((answer.url, answer.sha256))
                stored = self.writer.write(answer.url, answer.status, "", answer.headers, answer.body, answer.at, answer.request_headers)
                yield {
                    "part": "resource",
                    "content_type": answer.content_type[:200],
                    **self._link(answer.url, answer.status, answer.at, stored),
                }
        for part in made_of(rendering):
            stored = self.writer.derive(part.record, response.url, part.content_type, part.body, rendering.at, origin)
            link = self._link(response.url, response.status, rendering.at, stored)
            yield {"part": part.name, "content_type": part.content_type, **link, **part.more}

    def _link(self, url: str, status: int, at: str, stored: Stored) -> dict[str, Any]:
        """The next link of the chain."""
        core = {"url": url, "sha256": stored.sha256, "fetched_at": at, "status": status, "warc": stored.warc, "offset": stored.offset}
        self._last = chain_hash(self._last, core)
        return {**core, "length": stored.length, "chain": self._last}

    def list_of(self, address: str, depth: int, site: str, links: list[tuple[str, str]]) -> None:
        """Journal a sitemap or a list in JSON: no page that anybody reads, but where pages are."""
        self._write({"kind": "list", "address": address, "depth": depth, "site": site, "links": links})

    def refuse(self, address: str, reason: str) -> None:
        """Journal an address that was not read, and why."""
        self.refused += 1
        self._write({"kind": "refused", "address": address, "reason": reason})

    def skip(self, address: str) -> None:
        """Journal an address that turned out to be a page already read."""
        self._write({"kind": "same", "address": address})

    def _write(self, entry: dict[str, Any]) -> None:
        self.done.add(entry["address"])
        self._stream.write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n")
        self._stream.flush()

    def close(self) -> None:
        """Close journal and archive."""
        self._stream.close()
        self.writer.close()


def links_of(entries: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The links of the chain in these entries, in its order: what was made of a page stands before the page itself."""
    for entry in entries:
        if entry["kind"] == "page":
            yield from entry.get("parts", ())
            yield entry


def readings_of(entry: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What was read on a page as served, then what only the browser showed."""
    yield entry["seen"]
    if drawn := entry.get("rendering", {}).get("seen"):
        yield drawn


def title_of(entry: Mapping[str, Any]) -> str:
    """A page's title as served, else as the browser showed it."""
    return next((str(seen["title"]) for seen in readings_of(entry) if seen["title"]), "")


def read_entries(folder: Path, start: int = 0) -> Iterator[dict[str, Any]]:
    """The whole lines of a journal from line `start` on; a half-written last line is left out."""
    path = folder / JOURNAL
    if not path.exists():
        return
    with path.open("rb") as stream:
        for number, line in enumerate(stream):
            if not line.endswith(b"\n"):
                return
            if number >= start:
                yield json.loads(line)


def count_entries(folder: Path) -> int:
    """How many whole lines a journal has."""
    path = folder / JOURNAL
    if not path.exists():
        return 0
    with path.open("rb") as stream:
        return sum(line.endswith(b"\n") for line in stream)


def _repair(path: Path) -> None:
    """Cut off a last line that was not written whole."""
    if not path.exists():
        return
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        with path.open("r+b") as stream:
            stream.truncate(data.rfind(b"\n") + 1)
