"""What of a drawn page goes into the archive and the journal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawlers.pages.reading import Reading, only_in

if TYPE_CHECKING:
    from crawlers.browser.render import Rendering

# what of a reading stays in the journal under `seen`
_SEEN = ("title", "channels", "systems", "datasets", "notice", "inside", "described", "exposed", "unreadable", "unread")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn page and what was read on it; no reading where it could not be drawn."""

    rendering: "Rendering"
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Part:
    """Something made of a page: its name in the journal, the type of its WARC record, media type, bytes, and what the journal adds."""

    name: str
    record: str
    content_type: str
    body: bytes
    more: dict[str, Any]


def made_of(rendering: "Rendering") -> Iterator[Part]:
    """The drawn page, its picture, and how they came about; nothing of a page that could not be drawn."""
    if rendering.failure:
        return
    yield Part("rendered", "conversion", "text/html; charset=utf-8", rendering.html, {})
    if (picture := rendering.picture) is not None:
        more = {"width": picture.width, "height": picture.height, "is_cut": picture.is_cut, "shows_numbers": picture.shows_numbers}
        yield Part("screenshot", "conversion", "image/png", picture.body, more)
    resources = [{"url": r.url, "final": r.final, "status": r.status, "sha256": r.sha256, "at": r.at} for r in rendering.resources]
    about = {**conditions(rendering), "base": rendering.base, "leads": rendering.leads, "resources": resources}
    body = json.dumps(about, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")
    yield Part("conditions", "metadata", "application/json", body, {})


def conditions(rendering: "Rendering") -> dict[str, Any]:
    """By which browser and how a page was drawn, what it was refused, what axe said."""
    names = ("at", "browser", "seconds", "state", "failure", "refused", "hosts", "dialogs", "accessibility")
    return {name: getattr(rendering, name) for name in names}


def seen_by(reading: Reading) -> dict[str, Any]:
    """A reading as the journal keeps it: without lines; links and pictures stand beside it."""
    return {name: getattr(reading, name) for name in _SEEN}


def journalled(drawn: Drawn, served: Reading) -> dict[str, Any]:
    """What the journal says of a drawn page: how it was drawn, and what only the browser showed."""
    return {**conditions(drawn.rendering), "seen": None if drawn.reading is None else seen_by(only_in(drawn.reading, served))}
