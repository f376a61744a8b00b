"""The report as PDF, by PlutoPrint from our own HTML: no network, no root, the font that ships with the project."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from reports.fonts import FAMILY, font_path

_PAGE = "a4"


def render_pdf(html: str, *, title: str) -> bytes:
    """The PDF of a page made by `render_html(for_print=True)`. Only the shipped fonts are read; anything else is refused."""
    import plutoprint

    return _printed(html, title, plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NARROW)


def render_pdf_apart(html: str, *, title: str) -> bytes:
    """The same in a process of its own: laying out a page of megabytes takes memory that would stand on top of the analysis.

    Raises RuntimeError with what the process said where it fails.
    """
    given = json.dumps({"html": html, "title": title}).encode()
    done = subprocess.run([sys.executable, "-P", "-m", "reports.audit_report.pdf"], input=given, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"no PDF was made ({done.returncode}): {done.stderr.decode('utf-8', 'replace')[-600:]}")
    return done.stdout


def render_drawing(svg: str, *, title: str) -> bytes:
    """The PDF of one picture on a page of its own size."""
    import html as escaping
    import re

    import plutoprint

    found = re.search(r'width="([0-9.]+)" height="([0-9.]+)"', svg)
    width, height = (float(part) for part in found.groups()) if found else (800.0, 600.0)
    faces = "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};src:url("{font_path(style).as_uri()}")}}'
        for style, weight in (("Regular", 400), ("Bold", 700))
    )
    page = f"<!DOCTYPE html><html><head><title>{escaping.escape(title)}</title><style>{faces}body{{margin:0}}svg{{display:block}}</style></head><body>{svg}</body></html>"
    # a CSS pixel is three quarters of a point; a little more, so that rounding makes no second page
    return _printed(page, title, plutoprint.PageSize(width * 0.75 + 1, height * 0.75 + 2), plutoprint.PAGE_MARGINS_NONE)


def _printed(html: str, title: str, size: Any, margins: Any) -> bytes:
    import plutoprint

    class Fetcher(plutoprint.ResourceFetcher):
        def fetch_url(self, url: str) -> Any:
            path = Path(unquote(urlsplit(url).path))
            if urlsplit(url).scheme == "file" and path in (font_path("Regular"), font_path("Bold")):
                return plutoprint.ResourceData(path.read_bytes(), "font/otf", "")
            raise ValueError("only the report's own fonts are read")

    book = plutoprint.Book(size=size, margins=margins, media=plutoprint.MEDIA_TYPE_PRINT)
    book.custom_resource_fetcher = Fetcher()
    book.set_metadata(plutoprint.PDF_METADATA_TITLE, title)
    book.load_html(html, base_url="file:///report.html")
    stream = io.BytesIO()
    book.write_to_pdf_stream(stream)
    return stream.getvalue()


if __name__ == "__main__":
    asked = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(render_pdf(asked["html"], title=asked["title"]))
