"""The pages that findings cite, as they were when they were fetched: as text with the quote marked, and drawn without anything that runs."""

import hashlib
import re
from pathlib import Path
from typing import Any

from fastapi import HTTPException
from fastapi.responses import HTMLResponse, Response

from auditor.archived import ArchivedPage, ArchivedPicture, archived_page
from auditor.evidence import RELEASERS
from auditor.web.asking import Ask, Page, Web
from auditor.web.pages.findings import added_to, finding_row
from inventory.database import reading
from inventory.evidence.copies import find_quote, inert

# shown of a text on either side of its quote, characters
_AROUND = 50_000
# the page of somebody else: no script, no network, nothing of ours; `sandbox` takes our origin from it
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
)
# a file opened by itself: nothing in it runs, fetches, is framed or has our origin
PICTURE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
# what pictures begin with; formats that hold scripts (SVG) are none of them
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif"))


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/findings/{identifier}/page/{number}", "prove")(page)
    web.get("/findings/{identifier}/page/{number}/drawn", "prove", twin=False)(drawn)
    web.get("/findings/{identifier}/page/{number}/picture", "prove", twin=False)(picture)
    web.get("/findings/{identifier}/added/{sha256}", "prove", twin=False)(added)


def _cited(ask: Ask, identifier: str, number: str) -> tuple[dict[str, Any], ArchivedPage]:
    """A piece of a finding's evidence, counted from 1, and its page; 404 where there is none, or no crawl of ours fetched it."""
    with reading(ask.web.workspace.engine) as session:
        evidence = finding_row(ask, session, identifier).content.get("evidence") or []
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0
    entry = evidence[place - 1] if 0 < place <= len(evidence) else {}
    found = archived_page(ask.workspace, str(entry["url"]), str(entry["sha256"])) if entry.get("url") and entry.get("sha256") else None
    if found is None:
        raise HTTPException(404, ask.say("web.not_archived"))
    return entry, found


def page(ask: Ask, identifier: str, number: str) -> Page:
    """When and with what answer it was fetched, its hash and place in the chain, and what a reader saw, the quote marked."""
    entry, found = _cited(ask, identifier, number)
    text, quote = found.text or "", str(entry.get("quote") or "")
    place, is_drawn = find_quote(text, quote), False
    if place is None and found.drawn_text and (place := find_quote(found.drawn_text, quote)) is not None:
        # what only the browser showed
        text, is_drawn = found.drawn_text, True
    start, end = place or (0, 0)
    first, last = max(0, start - _AROUND), end + _AROUND
    values = {
        "finding": identifier,
        "number": int(number),
        "page": {
            "url": found.url,
            "fetched_at": found.fetched_at,
            "status": found.status,
            "content_type": found.content_type,
            "bytes": found.size_bytes,
            "sha256": found.sha256,
            "is_whole": found.is_whole,
            "crawl": found.crawl,
            "place": found.place,
            "chain": found.chain,
            "follows": found.follows,
        },
        "quote": quote,
        "is_found": place is not None,
        "is_of_browser": is_drawn,
        "picture": _about(found.picture),
        "parts": [text[first:start], text[start:end], text[end:last]],
        "is_cut": first > 0 or last < len(text),
        "can_be_drawn": found.source is not None,
    }
    return Page("archived.html", values)


def _about(picture: ArchivedPicture | None) -> dict[str, Any] | None:
    """What is said of a picture; its bytes have an address of their own."""
    if picture is None:
        return None
    names = ("sha256", "fetched_at", "chain", "follows", "is_whole", "width", "height", "is_cut", "is_withheld")
    return {**{name: getattr(picture, name) for name in names}, "is_shown": _is_png(picture.body)}


def picture(ask: Ask, identifier: str, number: str) -> Response:
    """The picture that the browser took of the page; none that shows personal numbers, or differs from what was archived."""
    _, found = _cited(ask, identifier, number)
    if found.picture is None or not _is_png(found.picture.body):
        raise HTTPException(404, ask.say("web.no_picture"))
    return _shown(found.picture.body, "image/png", f"{identifier}-{number}.png")


def added(ask: Ask, identifier: str, sha256: str) -> Response:
    """A file that a person added to the finding, as it came: for those who may release originals, each look logged."""
    with reading(ask.web.workspace.engine) as session:
        row = finding_row(ask, session, identifier)
        kept = [e for e in added_to(session, row.id) if e.content.get("sha256") == sha256]
    if not kept:
        raise HTTPException(404)
    if ask.me.role not in RELEASERS:
        raise HTTPException(403)
    name = Path(str(kept[0].content["stored"])).name
    try:
        body = (ask.workspace.evidence / "added" / name).read_bytes()
    except OSError:
        body = b""
    if hashlib.sha256(body).hexdigest() != sha256:
        raise HTTPException(404, ask.say("web.added_differs"))
    ask.log("evidence_shown", f"{row.id} {sha256}")
    kind = next((kind for begins, kind in _PICTURES if body.startswith(begins)), "")
    # by what it begins with, never by what its name says; anything but a picture is a file to keep
    return _shown(body, kind or "application/octet-stream", name, is_inline=bool(kind))


def _is_png(body: bytes) -> bool:
    return body.startswith(_PICTURES[0][0])


def _shown(body: bytes, kind: str, name: str, *, is_inline: bool = True) -> Response:
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    how = "inline" if is_inline else "attachment"
    headers = {"content-security-policy": PICTURE_POLICY, "content-disposition": f'{how}; filename="{safe}"'}
    return Response(body, media_type=kind, headers=headers)


def drawn(ask: Ask, identifier: str, number: str) -> Response:
    """The page as it looked, as far as it can be shown without running or fetching anything."""
    entry, found = _cited(ask, identifier, number)
    shown = None if found.source is None else inert(found.source, str(entry.get("quote") or ""))
    if shown is None:
        raise HTTPException(404, ask.say("web.cannot_be_drawn"))
    return HTMLResponse(shown, headers={"content-security-policy": POLICY})
