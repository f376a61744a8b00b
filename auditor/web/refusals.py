"""What goes with a refusal: what the person typed, so that no word is lost, and the way back to the page it was typed on."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from fastapi import Request

# what people write into forms in words of their own; the rest is chosen, or secret
_TYPED = ("name", "organisation", "urls", "max_pages", "purpose", "contact", "approved-by", "text", "due", "reason", "budget", "lock")
_MOST = 4_000


def typed(sent: Iterable[tuple[str, str]]) -> list[str]:
    """What was typed, in the order of the form; each at most 4,000 characters."""
    return [value.strip()[:_MOST] for name, value in sent if name in _TYPED and value.strip()]


def came_from(request: Request) -> str:
    """The page of ours that the form stood on; empty where the browser does not tell, or tells of another site."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    if not parts.netloc or parts.netloc != request.headers.get("host"):
        return ""
    # an address of two slashes would lead to another host
    return "/" + parts.path.lstrip("/\\") + (f"?{parts.query}" if parts.query else "")
