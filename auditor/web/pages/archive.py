"""The pages that findings cite, as they were when they were fetched: as text with the quote marked, and drawn without anything that runs."""

from typing import Any

from fastapi import HTTPException
from fastapi.responses import HTMLResponse, Response

from auditor.archived import ArchivedPage, archived_page
from auditor.web.asking import Ask, Page, Web
from auditor.web.pages.findings import finding_row
from inventory.database import reading
from inventory.evidence.copies import find_quote, inert

# shown of a text on either side of its quote, characters
_AROUND = 50_000
# the page of somebody else: no script, no network, nothing of ours; `sandbox` takes our origin from it
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
)


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/findings/{identifier}/page/{number}", "prove")(page)
    web.get("/findings/{identifier}/page/{number}/drawn", "prove", twin=False)(drawn)


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
    place = find_quote(text, quote)
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
        "parts": [text[first:start], text[start:end], text[end:last]],
        "is_cut": first > 0 or last < len(text),
        "can_be_drawn": found.source is not None,
    }
    return Page("archived.html", values)


def drawn(ask: Ask, identifier: str, number: str) -> Response:
    """The page as it looked, as far as it can be shown without running or fetching anything."""
    entry, found = _cited(ask, identifier, number)
    shown = None if found.source is None else inert(found.source, str(entry.get("quote") or ""))
    if shown is None:
        raise HTTPException(404, ask.say("web.cannot_be_drawn"))
    return HTMLResponse(shown, headers={"content-security-policy": POLICY})
