"""Masked copies of archived pages, as they leave the workspace in a sealed package; the originals only where they are asked for."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from inventory.evidence.archive import PAGE_KEYS, body_of, record_bytes
from inventory.evidence.copies import masked_copy
from inventory.problems import InputError
from inventory.secrecy import masked

# what the browser made of a page and leaves with it; what it was drawn from stays and is known by its hash
_LEAVING = ("rendered", "screenshot", "conditions")


def copy_page(archive: Path, entry: Mapping[str, Any], page: dict[str, Any], *, with_originals: bool) -> Iterator[tuple[str, bytes]]:
    """The parts of a package for a page of a crawl's journal, by name; `page` is told of them.

    What a reader sees and for HTML its source stand there as plain text that no browser runs, the page as the browser drew it likewise.
    Raises InputError where the archive is damaged.
    """
    name = page["number"]
    piece, body = _archived(archive, entry)
    yield from _masked_text(body, str(entry["content_type"]), f"pages/{name}", page)
    if with_originals:
        page["original"] = f"originals/{name}.warc.gz"
        yield page["original"], piece
    page["parts"] = {}
    for part in entry.get("parts", ()):
        if part["part"] not in _LEAVING:
            continue
        about = {key: part[key] for key in (*PAGE_KEYS, "chain", "content_type")}
        about |= {"text": None, "source": None, "picture": None, "left_out": None, "original": None}
        page["parts"][part["part"]] = about
        yield from _copy_part(archive, entry, part, f"pages/{name}", about)
        if with_originals:
            about["original"] = f"originals/{name}.{part['part']}.warc.gz"
            yield about["original"], _archived(archive, part)[0]


def _copy_part(
    archive: Path, entry: Mapping[str, Any], part: Mapping[str, Any], stem: str, about: dict[str, Any]
) -> Iterator[tuple[str, bytes]]:
    body = _archived(archive, part)[1]
    if part["part"] == "rendered":
        yield from _masked_text(body, "text/html; charset=utf-8", f"{stem}.rendered", about)
    elif part["part"] == "conditions":
        about["text"] = f"{stem}.conditions.json"
        yield about["text"], masked(body.decode("utf-8", "replace")).encode("utf-8")
    else:
        about |= {key: part[key] for key in ("width", "height", "is_cut")}
        # a picture cannot be masked
        if shows_numbers(entry, part):
            about["left_out"] = "personal_numbers"
        else:
            about["picture"] = f"{stem}.png"
            yield about["picture"], body


def shows_numbers(entry: Mapping[str, Any], picture: Mapping[str, Any]) -> bool:
    """Tell whether personal numbers stand on a page, so that its picture shows them or may."""
    return bool(picture["shows_numbers"]) or any(seen["exposed"] for seen in (entry["seen"], entry["rendering"]["seen"]) if seen)


def _archived(archive: Path, link: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """The piece of the archive that a link of the chain names, and the body in it."""
    try:
        piece = record_bytes(archive, link["warc"], link["offset"], link["length"])
        return piece, body_of(piece)[1]
    except (OSError, ValueError):
        raise InputError("archive_damaged", file=link["warc"], url=link["url"][:200]) from None


def _masked_text(body: bytes, content_type: str, stem: str, about: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    text, source = masked_copy(body, content_type)
    if source is not None:
        about["source"] = f"{stem}.source.txt"
        yield about["source"], source.encode("utf-8", "replace")
    if text is not None:
        about["text"] = f"{stem}.txt"
        yield about["text"], text.encode("utf-8", "replace")
