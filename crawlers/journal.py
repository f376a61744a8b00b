"""The crawl's journal: one line a page, written after its bytes are archived; an interrupted crawl goes on from it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from crawlers.pages.links import canonical, site_of
from inventory.evidence.archive import GENESIS, ArchiveWriter, chain_hash

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.pages.reading import Reading

JOURNAL = "journal.jsonl"
CONFIG = "config.json"
FINISHED = "finished"
# exit code of a crawler that finds another one at work in its folder (EX_TEMPFAIL of sysexits.h)
RUNNING = 75
# what of a reading stays in the journal under `seen`; its links and codes stand beside it
_SEEN = ("title", "channels", "systems", "datasets", "notice", "inside", "described", "exposed", "unreadable", "unread")


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
                self.done.add(canonical(entry["url"]))
                self.pages += 1
                self._last = entry["chain"]
                last_warc[entry["warc"]] = entry["offset"] + entry["length"]
            if entry["kind"] in ("page", "list"):
                source = site_of(canonical(entry["url"])) if entry["kind"] == "page" else entry["site"]
                for url, text in entry["links"]:
                    self._found.setdefault(url, (text, entry["depth"] + (entry["kind"] == "page"), source))
            if entry["kind"] == "refused":
                self.refused += 1
                self.refused_before.append((entry["address"], entry["reason"]))
            for url, caption in entry.get("codes", ()):
                self._codes.setdefault(url, (caption, entry["seen"]["title"], entry["depth"], site_of(canonical(entry["url"]))))
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
                yield canonical(entry["url"]), entry["seed"], entry.get("signs"), [url for url, _ in entry["links"]]

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
    ) -> None:
        """Archive a response and journal what was read on it; `signs` of its lines are what the frontier needs to go on."""
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, values in response.headers.items() for v in values]
        request = response.request
        asked = [(k.decode("latin-1"), v.decode("latin-1")) for k, values in (request.headers.items() if request else ()) for v in values]
        stored = self.writer.write(response.url, response.status, "", headers, response.body, fetched_at, asked)
        core = {
            "url": response.url,
            "sha256": stored.sha256,
            "fetched_at": fetched_at,
            "status": response.status,
            "warc": stored.warc,
            "offset": stored.offset,
        }
        self._last = chain_hash(self._last, core)
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        seen = {name: getattr(reading, name) for name in _SEEN}
        self.pages += 1
        self._write(
            {
                "kind": "page",
                "address": address,
                **core,
                "length": stored.length,
                "chain": self._last,
                "depth": depth,
                "content_type": content_type[:200],
                "site": seed["url"],
                "seed": seed,
                "seen": seen,
                "links": links,
                **({} if signs is None else {"signs": signs}),
                **({"codes": [(code.url, code.text) for code in reading.codes]} if reading.codes else {}),
            }
        )

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
            (entry["url"], entry["seen"]["unreadable"]),
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
