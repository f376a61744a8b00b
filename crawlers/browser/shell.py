"""Which pages are drawn by scripts: what the server sent has scripts and little to read."""

import re

from crawlers.pages.reading import Reading

# a page of fewer characters says next to nothing by itself
_LITTLE = 300
_FEW_LINKS = 12
_SCRIPT = re.compile(rb"<script\b", re.I)
# where the usual frameworks draw a page, empty as served
_MOUNT = re.compile(
    rb"<(?:div|main|section)\b[^>]{0,200}\bid\s*=\s*[\"']?(?:app|root|__next|__nuxt|main-app|app-root)[\"']?[^>]{0,200}>\s*(?:<!--.{0,200}?-->\s*)?</|<app-root\b[^>]{0,200}>\s*</",
    re.I | re.S,
)
# a template that nobody filled in: {{ item.title }}
_UNFILLED = re.compile(r"\{\{[^{}]{1,100}\}\}|<%=?[^%]{1,100}%>")


def is_shell(body: bytes, reading: Reading) -> bool:
    """Tell whether a page as served is a shell that scripts fill: they are there, and the text is not."""
    if not _SCRIPT.search(body):
        return False
    text = "".join(reading.lines)
    return (len(text) < _LITTLE and len(reading.links) < _FEW_LINKS) or bool(_MOUNT.search(body)) or bool(_UNFILLED.search(text))


def shows_anything(reading: Reading) -> bool:
    """Tell whether something was read on a page that a finding can stand on."""
    return bool(reading.channels or reading.systems or reading.datasets or reading.notice or reading.exposed)
