"""The crawl's journal: one line a page, written after its bytes are archived; an interrupted crawl goes on from it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from crawlers.browser.record import Drawn, journalled, made_of, seen_by
from crawlers.pages.links import canonical, route_of, site_of
from inventory.evidence.archive import GENESIS, ArchiveWriter, Stored, chain_hash

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.pages.reading import Reading

JOURNAL = "journal.jsonl"
CONFIG = "config.json"
FINISHED = "finished"
# exit code of a crawler that finds another one at work in its folder (EX_TEMPFAIL of sysexits.h)
RUNNING = 75


class Journal:
    """The journal in a folder and the archive file that belongs to this run."""

    def __init__(self, folder: Path, archive: Path, about: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.archive = archive
        self.done: set[str] = set()
        self.pages = 0
        self.refused_before: list[tuple[str, str]] = []
        self.refused = 0
        self._found: dict[str, tuple[str, int, str]] = {}
        self._codes: dict[str, tuple[str, str, int, str]] = {}
        self._last = GENESIS
        self._archived: set[tuple[str, str]] = set()
        self._given_up: Counter[str] = Counter()
        # whether a site was given up for the first time in this run; the second time ends it
        self.is_worth_another_run = False
        waited: list[str] = []
        last_warc: dict[str, int] = {}
        for entry in read_entries(folder):
            if entry["kind"] == "given_up":
                self._given_up[entry["site"]] += 1
                continue
            self.done.add(entry["address"])
            if entry["kind"] == "refused" and entry["reason"] == "timeout":
                waited.append(entry["address"])
            if entry["kind"] == "page":
                self.done.add(_final(entry))
                self.pages += 1
                self._last = entry["chain"]
                for link in links_of([entry]):
                    last_warc[link["warc"]] = max(last_warc.get(link["warc"], 0), link["offset"] + link["length"])
                    self._archived.add((link["url"], link["sha256"]))
            if entry["kind"] in ("page", "list"):
                source = site_of(canonical(entry["url"])) if entry["kind"] == "page" else entry["site"]
                for url, text in entry["links"]:
                    self._found.setdefault(url, (text, entry["depth"] + (entry["kind"] == "page"), source))
            if entry["kind"] == "refused":
                self.refused += 1
                self.refused_before.append((entry["address"], entry["reason"]))
            for url, caption in entry.get("codes", ()):
                self._codes.setdefault(url, (caption, title_of(entry), entry["depth"], site_of(canonical(entry["url"]))))
        # of a site that was given up, what was waited for in vain is asked for again
        self.done -= {address for address in waited if site_of(address) in self._given_up}
        _repair(folder / JOURNAL)
        number = _repair_archive(archive, folder.name, last_warc) + 1
        self.writer = ArchiveWriter(archive / f"{folder.name}-{number:03d}.warc.gz", about)
        self._stream = (folder / JOURNAL).open("ab")

    def read_before(self) -> Iterator[tuple[str, dict[str, str], list[int] | None, list[str]]]:
        """For the frontier, of every page read so far: address, seed, signs of its lines (none for a picture), links."""
        for entry in read_entries(self.folder):
            if entry["kind"] == "page":
                yield _final(entry), entry["seed"], entry.get("signs"), [url for url, _ in entry["links"]]

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
        signs: list[int] | None = None,
        *,
        drawn: Drawn | None = None,
        certificate: str | None = None,
    ) -> None:
        """Archive a response and what the browser made of it, and journal what was read on it, in one line.

        `signs` of its lines are what the frontier needs to go on.
        """
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
                **({} if signs is None else {"signs": signs}),
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

    def give_up(self, site: str) -> None:
        """Journal that a site was given up in this run because it does not answer."""
        self.refused += 1
        self._given_up[site] += 1
        self.is_worth_another_run |= self._given_up[site] == 1
        self._write({"kind": "given_up", "site": site})

    def skip(self, address: str) -> None:
        """Journal an address that turned out to be a page already read."""
        self._write({"kind": "same", "address": address})

    def _write(self, entry: dict[str, Any]) -> None:
        if "address" in entry:
            self.done.add(entry["address"])
        try:
            line = orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)
        except TypeError:  # half a character of a broken text: escaped
            line = json.dumps(entry, separators=(",", ":"), default=_plain).encode() + b"\n"
        self._stream.write(line)
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


def _final(entry: Mapping[str, Any]) -> str:
    """Where a page stands in the end; each page that a script draws under an address (`#/list`) is one of its own."""
    return canonical(entry["url"]) + route_of(entry["url"])


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
                yield _read(line)


def _read(line: bytes) -> dict[str, Any]:
    try:
        entry: dict[str, Any] = orjson.loads(line)
    except orjson.JSONDecodeError:  # half a character, escaped
        entry = json.loads(line)
    return entry


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def refused_of(entries: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Of a journal's entries what was not read in the end, and why: addresses, and whole sites that were given up (`stalled`)."""
    found: dict[str, str] = {}
    for entry in entries:
        if entry["kind"] == "refused":
            found[entry["address"]] = entry["reason"]
        elif entry["kind"] == "given_up":
            found[f"{entry['site']}/"] = "stalled"
        else:
            found.pop(entry["address"], None)
            home = f"{site_of(entry['address'])}/"
            if found.get(home) == "stalled":  # it answered again
                del found[home]
    return found


def unreadable_of(entries: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """What was fetched and kept and could not be read, and why; a file of an archive as `address#name`."""
    found = [
        {"url": url, "reason": reason}
        for entry in entries
        if entry["kind"] == "page"
        for url, reason in (
            (entry["url"], next((seen["unreadable"] for seen in readings_of(entry) if seen["unreadable"]), "")),
            *((f"{entry['url']}#{name}", why) for name, why in entry["seen"].get("unread", ())),
        )
        if reason
    ]
    return sorted(found, key=lambda one: one["url"])


def count_entries(folder: Path) -> int:
    """How many whole lines a journal has."""
    path = folder / JOURNAL
    if not path.exists():
        return 0
    with path.open("rb") as stream:
        return sum(line.endswith(b"\n") for line in stream)


def _repair_archive(archive: Path, crawl: str, ends: Mapping[str, int]) -> int:
    """Cut off what was archived after the last journalled page: it belongs to no page. The number of the crawl's last file."""
    last = 0
    for path in sorted(archive.glob(f"{crawl}-*.warc.gz")):
        last = int(path.name[len(crawl) + 1 :].partition(".")[0])
        if path.name not in ends:
            path.unlink()
        elif path.stat().st_size > ends[path.name]:
            with path.open("r+b") as stream:
                stream.truncate(ends[path.name])
    return last


def _repair(path: Path) -> None:
    """Cut off a last line that was not written whole."""
    if not path.exists():
        return
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        with path.open("r+b") as stream:
            stream.truncate(data.rfind(b"\n") + 1)
