"""Screening of a pasted or uploaded notice with its hits marked, and the check of a planned project."""

import tempfile
from pathlib import Path
from typing import Any

from fastapi import HTTPException

from auditor.prechecking import precheck
from auditor.screening import read_text
from auditor.web.asking import Ask, Page, Web
from crawlers.screening.screen import screen

_CHARACTERS = 200_000


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/screen", "read", twin=False)(form)
    web.post("/screen", "read")(screened)
    web.get("/precheck", "office", twin=False)(proposal_form)
    web.post("/precheck", "office")(checked)


def form(ask: Ask) -> Page:
    """Where a text is pasted or a file chosen; nothing of it is kept."""
    return Page("screen.html", {"text": "", "parts": [], "hits": [], "asked": False, "most": 0})


def screened(ask: Ask) -> Page:
    """The text with every hit marked, each with category, kind and reasons."""
    whole = ask.text("text")
    if ask.files:
        upload = ask.files[0]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / ("notice" + Path(upload.filename or "").suffix[:8])
            path.write_bytes(upload.file.read())
            whole = read_text(path, name=(upload.filename or "")[:80])
    # cut before it is looked at: a book would hold everybody up
    text = whole[:_CHARACTERS]
    if not text:
        raise HTTPException(400, ask.say("web.no_text"))
    hits = sorted(screen(text), key=lambda h: (h.start, -h.end))
    parts: list[dict[str, Any]] = []
    at = mark = 0
    # a hit within another is marked by the other's mark
    marks: list[int] = []
    for number, hit in enumerate(hits, start=1):
        mark = mark if hit.start < at else number
        marks.append(mark)
        if hit.start < at:
            continue
        parts += [
            {"text": text[at : hit.start], "hit": None},
            {"text": text[hit.start : hit.end], "hit": number, "disposition": hit.disposition},
        ]
        at = hit.end
    parts.append({"text": text[at:], "hit": None})
    shown = [
        {
            "number": n,
            "mark": marks[n - 1],
            "category": h.category,
            "disposition": h.disposition,
            "severity": h.severity,
            "rule": h.rule,
            "score": h.score,
            "quote": h.quote,
            "context": h.context or "",
        }
        for n, h in enumerate(hits, start=1)
    ]
    return Page(
        "screen.html", {"text": text, "parts": parts, "hits": shown, "asked": True, "most": _CHARACTERS if len(whole) > _CHARACTERS else 0}
    )


def proposal_form(ask: Ask) -> Page:
    """Where the file of a planned project is chosen."""
    return Page("precheck.html", {"answer": None})


def checked(ask: Ask) -> Page:
    """The check of a planned project against everything that runs."""
    if not ask.files:
        raise HTTPException(400, ask.say("web.no_file"))
    upload = ask.files[0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("proposal" + Path(upload.filename or "").suffix[:8])
        path.write_bytes(upload.file.read())
        return Page("precheck.html", {"answer": precheck(ask.workspace, path, None)})
