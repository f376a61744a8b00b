"""A page that a finding cites, as it was when it was fetched: found in the archive, held against its hash and its link of the chain."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.workspace import Workspace
from crawlers.journal import read_entries
from inventory.evidence.archive import GENESIS, PAGE_KEYS, body_of, chain_hash, record_bytes
from inventory.evidence.copies import masked_copy


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page in the archive. `place` counts the pages of its crawl; `text` and `source` are masked copies, None where there is none.

    `is_whole` tells whether the bytes have the hash, `follows` whether the link of the chain comes of the one before.
    """

    url: str
    sha256: str
    fetched_at: str
    status: int
    content_type: str
    crawl: str
    place: int
    chain: str
    follows: bool
    is_whole: bool
    size_bytes: int
    text: str | None
    source: str | None


def archived_page(workspace: Workspace, url: str, sha256: str) -> ArchivedPage | None:
    """The page of this address whose bytes had this hash, from the crawl that fetched it last; None where no crawl of ours did."""
    for folder in sorted((workspace.folder / "crawls").glob("*"), reverse=True):
        for place, before, entry in _pages(folder):
            if (entry["url"], entry["sha256"]) == (url, sha256):
                return _read(workspace, folder.name, place, before, entry)
    return None


def _pages(folder: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """The pages of a crawl with their places and the link before each."""
    before, place = GENESIS, 0
    for entry in read_entries(folder):
        if entry["kind"] == "page":
            place += 1
            yield place, before, entry
            before = entry["chain"]


def _read(workspace: Workspace, crawl: str, place: int, before: str, entry: dict[str, Any]) -> ArchivedPage:
    try:
        url, body = body_of(record_bytes(workspace.evidence, entry["warc"], entry["offset"], entry["length"]))
    except (OSError, ValueError):
        url, body = "", b""
    is_whole = url == entry["url"] and hashlib.sha256(body).hexdigest() == entry["sha256"]
    # bytes that are not those that were fetched are no evidence: they are not shown
    text, source = masked_copy(body, str(entry["content_type"])) if is_whole else (None, None)
    return ArchivedPage(
        url=entry["url"],
        sha256=entry["sha256"],
        fetched_at=entry["fetched_at"],
        status=entry["status"],
        content_type=entry["content_type"],
        crawl=crawl,
        place=place,
        chain=entry["chain"],
        follows=chain_hash(before, {key: entry.get(key) for key in PAGE_KEYS}) == entry["chain"],
        is_whole=is_whole,
        size_bytes=len(body),
        text=text,
        source=source,
    )
