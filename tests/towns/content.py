"""Reads the authored content of a town: blocks with a head, and tables of rows."""

import csv
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

MARK = "@@ "


@dataclass(frozen=True)
class Page:
    """One authored page: where it stands, what its head says, and its body as written."""

    host: str
    path: str
    meta: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def get(self, key: str, default: str = "") -> str:
        """A line of the head."""
        return self.meta.get(key, default)

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.meta["title"]

    @property
    def html(self) -> str:
        """The body: lines that begin with a tag stand as they are, others become paragraphs."""
        return "\n".join(line if line.lstrip().startswith("<") else f"<p>{line}</p>" for line in self.body.splitlines() if line.strip())


def read_blocks(file: Path) -> list[Page]:
    """Pages from a file of blocks: `@@ host /path`, `key: value` lines, an empty line, the body."""
    pages = []
    for part in ("\n" + file.read_text("utf-8")).split("\n" + MARK)[1:]:
        head, _, body = part.partition("\n\n")
        first, *lines = head.splitlines()
        host, _, path = first.partition(" ")
        meta = dict(line.split(": ", 1) for line in lines if ": " in line)
        pages.append(Page(host, path.strip(), meta, body.strip()))
    return pages


def read_rows(file: Path) -> list[dict[str, str]]:
    """Rows of a `|`-separated table with a header."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE))


def links(pairs: list[tuple[str, str]], *, mark: str = "li") -> str:
    """A list of links: pairs of address and text."""
    return "\n".join(f'<{mark}><a href="{escape(href)}">{escape(text)}</a></{mark}>' for href, text in pairs)


def batches(pages: list[Page], size: int) -> list[list[Page]]:
    """Newest first, cut into list pages; at least one."""
    ordered = sorted(pages, key=lambda page: (page.get("date"), page.path), reverse=True)
    return [ordered[at : at + size] for at in range(0, len(ordered), size)] or [[]]
