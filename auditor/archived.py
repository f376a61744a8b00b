"""A page that a finding cites, as it was when it was fetched: found in the archive, held against its hash and its link of the chain."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.copies import shows_numbers
from auditor.workspace import Workspace
from crawlers.journal import links_of, read_entries
from inventory.evidence.archive import GENESIS, PAGE_KEYS, body_of, chain_hash, record_bytes
from inventory.evidence.copies import masked_copy
from inventory.secrecy import masked_address


@dataclass(frozen=True, slots=True)
class ArchivedPicture:
    """The picture that a browser took of a page. `is_withheld`: personal numbers stand on the page, and a picture cannot be masked."""

    sha256: str
    fetched_at: str
    chain: str
    follows: bool
    is_whole: bool
    width: int
    height: int
    is_cut: bool
    is_withheld: bool
    body: bytes


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page in the archive. `place` counts the pages of its crawl; `text` and `source` are masked copies, None where there is none.

    `is_whole` tells whether the bytes have the hash, `follows` whether the link of the chain comes of the one before. `drawn_text` is what
    a browser showed where one drew the page, masked too.
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
    drawn_text: str | None = None
    picture: ArchivedPicture | None = None


def archived_page(workspace: Workspace, url: str, sha256: str) -> ArchivedPage | None:
    """The page of this address whose bytes had this hash, from the crawl that fetched it last; None where no crawl of ours did."""
    for folder in sorted((workspace.folder / "crawls").glob("*"), reverse=True):
        for place, before, entry in _pages(folder):
            if (masked_address(entry["url"]), entry["sha256"]) == (url, sha256):
                return _read(workspace, folder.name, place, before, entry)
    return None


def _pages(folder: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """The pages of a crawl with their places and the link before the first of each: what was made of a page is chained before it."""
    before, place = GENESIS, 0
    for entry in read_entries(folder):
        if entry["kind"] == "page":
            place += 1
            yield place, before, entry
            before = entry["chain"]


def _read(workspace: Workspace, crawl: str, place: int, before: str, entry: dict[str, Any]) -> ArchivedPage:
    follows: dict[str, bool] = {}
    parts: dict[str, Mapping[str, Any]] = {}
    for link in links_of([entry]):
        follows[link["chain"]] = chain_hash(before, {key: link.get(key) for key in PAGE_KEYS}) == link["chain"]
        before = link["chain"]
        parts[str(link.get("part", ""))] = link
    body, is_whole = _bytes(workspace, entry)
    # bytes that are not those that were fetched are no evidence: they are not shown
    text, source = masked_copy(body, str(entry["content_type"])) if is_whole else (None, None)
    drawn, is_drawn = _bytes(workspace, parts["rendered"]) if "rendered" in parts else (b"", False)
    return ArchivedPage(
        url=masked_address(entry["url"]),
        sha256=entry["sha256"],
        fetched_at=entry["fetched_at"],
        status=entry["status"],
        content_type=entry["content_type"],
        crawl=crawl,
        place=place,
        chain=entry["chain"],
        follows=all(follows.values()),
        is_whole=is_whole,
        size_bytes=len(body),
        text=text,
        source=source,
        drawn_text=masked_copy(drawn, "text/html; charset=utf-8")[0] if is_drawn else None,
        picture=_picture(workspace, entry, parts["screenshot"], follows) if "screenshot" in parts else None,
    )


def _bytes(workspace: Workspace, link: Mapping[str, Any]) -> tuple[bytes, bool]:
    """What the archive holds for a link of the chain, and whether that is what was put there."""
    try:
        url, body = body_of(record_bytes(workspace.evidence, link["warc"], link["offset"], link["length"]))
    except (OSError, ValueError):
        return b"", False
    return body, url == link["url"] and hashlib.sha256(body).hexdigest() == link["sha256"]


def _picture(workspace: Workspace, entry: Mapping[str, Any], part: Mapping[str, Any], follows: Mapping[str, bool]) -> ArchivedPicture:
    body, is_whole = _bytes(workspace, part)
    is_withheld = shows_numbers(entry, part)
    return ArchivedPicture(
        sha256=part["sha256"],
        fetched_at=part["fetched_at"],
        chain=part["chain"],
        follows=follows[part["chain"]],
        is_whole=is_whole,
        width=part["width"],
        height=part["height"],
        is_cut=part["is_cut"],
        is_withheld=is_withheld,
        body=body if is_whole and not is_withheld else b"",
    )
