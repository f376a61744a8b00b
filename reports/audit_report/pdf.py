"""The report as PDF, by PlutoPrint from our own HTML: no network, no root, the font that ships with the project."""

import io
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from reports.fonts import font_path

_PAGE = "a4"


def render_pdf(html: str, *, title: str) -> bytes:
    """The PDF of a page made by `render_html(for_print=True)`. Only the shipped fonts are read; anything else is refused."""
    import plutoprint

    class Fetcher(plutoprint.ResourceFetcher):
        def fetch_url(self, url: str) -> Any:
            path = Path(unquote(urlsplit(url).path))
            if urlsplit(url).scheme == "file" and path in (font_path("Regular"), font_path("Bold")):
                return plutoprint.ResourceData(path.read_bytes(), "font/otf", "")
            raise ValueError("only the report's own fonts are read")

    book = plutoprint.Book(size=plutoprint.PAGE_SIZE_A4, margins=plutoprint.PAGE_MARGINS_NARROW, media=plutoprint.MEDIA_TYPE_PRINT)
    book.custom_resource_fetcher = Fetcher()
    book.set_metadata(plutoprint.PDF_METADATA_TITLE, title)
    book.load_html(html, base_url="file:///report.html")
    stream = io.BytesIO()
    book.write_to_pdf_stream(stream)
    return stream.getvalue()
