"""The text of attachments: DOCX, XLSX, XLS, PDF, plain text, ZIP of those, and DOC where the machine has a program for it; within bounds."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from typing import Any

from inventory.limits import most_cells
from inventory.texts.archives import Member, members
from inventory.texts.charset import decode_page
from inventory.texts.converters import ConversionFailed, NoConverter, old_word, scanned_text
from inventory.texts.form_labels import begins_with_label
from inventory.texts.ideographs import unified

TEXT_LIMIT = 2_000_000
_UNPACKED = 200 * 1024 * 1024
# an element tree takes about twelve times the bytes of its XML
_XML = 24 * 1024 * 1024
_CELLS = 2_000_000
# the reader works in the crawl's one thread: after this the text so far must do
_PDF_SECONDS = 5.0


# needs_converter: an old Word file, and no program here reads it; scanned: pictures of pages, without text
REASONS = ("format", "damaged", "too_large", "encrypted", "no_text", "needs_converter", "scanned")
# archives inside archives that are looked into
NESTING = 2
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class UnreadableDocument(ValueError):
    """The bytes are no document that can be read; `reason` is one of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def document_kind(body: bytes) -> str | None:
    """docx, xlsx, xls, doc (RTF too), zip, pdf, html or text by content; None for what cannot be read."""
    if body.startswith(_OLE):
        # the names in a compound file's directory are UTF-16 (MS-CFB)
        streams = {"doc": "WordDocument", "xls": "Workbook", "xls5": "Book"}
        return next((kind[:3] for kind, name in streams.items() if name.encode("utf-16-le") in body), None)
    if body.startswith(b"{\\rtf"):
        return "doc"
    if body.startswith(b"%PDF-"):
        return "pdf"
    if body.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as container:
                names = set(container.namelist())
        except (zipfile.BadZipFile, ValueError, OSError):
            return None
        if "word/document.xml" in names:
            return "docx"
        is_other = names & {"[Content_Types].xml", "mimetype", "META-INF/manifest.xml", "META-INF/MANIFEST.MF"}
        return "xlsx" if "xl/workbook.xml" in names else None if is_other or not names else "zip"
    start = body[:2048].lower()
    if b"\x00" in start:
        return None
    return "html" if b"<html" in start or b"<!doctype html" in start or b"<body" in start or b"<p" in start else "text"


def document_text(body: bytes, *, ocr: bool = False, nesting: int = NESTING) -> str:
    """The text of a document, a line a paragraph or table row (cells joined by tabs). Raises UnreadableDocument.

    The files of an archive follow one another, each under its name. With `ocr` scans are read where the machine has what that needs.
    """
    kind = document_kind(body)
    if kind is None:
        raise UnreadableDocument("format")
    if kind == "zip":
        return _joined(body, ocr, nesting)
    readers = {"docx": _docx, "xlsx": _xlsx, "xls": _sheets, "doc": _old_word, "pdf": _pdf, "html": _html, "text": _plain}
    try:
        text = readers[kind](body)
        if kind == "pdf" and not text.strip() and _has_pictures(body):
            text = _recognised(body) if ocr else ""
            if not text.strip():
                raise UnreadableDocument("scanned")
    except UnreadableDocument:
        raise
    except NoConverter:
        raise UnreadableDocument("scanned" if kind == "pdf" else "needs_converter") from None
    except Exception as error:  # parsers raise types of their own for every kind of damage
        raise UnreadableDocument("damaged") from error
    if not text.strip():
        raise UnreadableDocument("no_text")
    return text[:TEXT_LIMIT]


def files_in(body: bytes, nesting: int = NESTING) -> Iterator[Member]:
    """The files of an archive, those of archives in it too. Raises UnreadableDocument."""
    try:
        for member in members(body):
            if member.unreadable or document_kind(member.body) != "zip":
                yield member
            elif nesting <= 1:
                yield Member(member.name, unreadable="too_large")
            else:
                for inner in files_in(member.body, nesting - 1):
                    yield Member(f"{member.name}/{inner.name}", inner.body, inner.unreadable)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        if isinstance(error, UnreadableDocument):
            raise
        raise UnreadableDocument("damaged") from None


def _joined(body: bytes, ocr: bool, nesting: int) -> str:
    texts: list[str] = []
    reasons: list[str] = []
    for member in files_in(body, nesting):
        try:
            if member.unreadable:
                raise UnreadableDocument(member.unreadable)
            texts.append(f"{member.name}\n{document_text(member.body, ocr=ocr)}")
        except UnreadableDocument as error:
            reasons.append(error.reason)
    if not texts:
        raise UnreadableDocument(reasons[0] if reasons else "no_text")
    return "\n".join(texts)[:TEXT_LIMIT]


def _old_word(body: bytes) -> str:
    converted = old_word(body)
    return _docx(converted) if converted.startswith(b"PK") else converted.decode("utf-8", "replace")


def _recognised(body: bytes) -> str:
    try:
        return scanned_text(body)
    except ConversionFailed:
        return ""


def _check_unpacked(body: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        parts = container.infolist()
    if sum(part.file_size for part in parts) > _UNPACKED or len(parts) > 5_000:
        raise UnreadableDocument("too_large")
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableDocument("encrypted")


def _docx(body: bytes) -> str:
    from defusedxml import ElementTree

    _check_unpacked(body)
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        if container.getinfo("word/document.xml").file_size > _XML:
            raise UnreadableDocument("too_large")
        root = ElementTree.fromstring(container.read("word/document.xml"))
    body_part = root.find(f"{_W}body")
    return "" if body_part is None else _word_text(body_part)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def _word_text(root: Any) -> str:
    """Paragraphs as lines (those of one cell too), the cells of a row joined by tabs; every element is visited once, whatever holds it."""
    lines: list[str] = []
    line: list[str] = []
    in_cells = 0
    # a stack of (element, leaving): content controls, text boxes and nested tables need no case of their own
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, is_leaving = stack.pop()
        tag = node.tag
        if is_leaving:
            in_cells -= tag == f"{_W}tc"
            if tag == f"{_W}tc":
                line.append("\t")
            elif (tag in (f"{_W}p", f"{_W}tr")) and not in_cells:
                lines.append("".join(line).rstrip("\t\n"))
                line.clear()
            elif tag == f"{_W}tr":  # of a table in a cell
                while line and line[-1] == "\t":
                    line.pop()
                line.append("\n")
            continue
        if tag == f"{_W}t":
            line.append(node.text or "")
        elif tag in (f"{_W}tab", f"{_W}br"):
            line.append(" ")
        else:
            in_cells += tag == f"{_W}tc"
            if tag == f"{_W}p" and in_cells and line and line[-1] not in ("\t", "\n"):
                line.append("\n")  # not the first paragraph of its cell
            stack.append((node, True))
            # of the renderings of one thing the first: the others repeat its text
            stack += [(child, False) for child in reversed(list(node)[:1] if tag == _CHOICES else list(node))]
    return "\n".join(lines)


def _xlsx(body: bytes) -> str:
    _check_unpacked(body)
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        if most_cells(container, _CELLS) > _CELLS:  # cells far apart: all between them would be filled in
            raise UnreadableDocument("too_large")
    return _sheets(body)


def _sheets(body: bytes) -> str:
    import python_calamine

    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    lines: list[str] = []
    for name in workbook.sheet_names:
        lines.append(name)
        for row in workbook.get_sheet_by_name(name).to_python():
            cells = [str(int(c)) if isinstance(c, float) and c.is_integer() else str(c) for c in row]
            if any(cell.strip() for cell in cells):
                lines.append("\t".join(cells).rstrip("\t"))
    return "\n".join(lines)


def _pdf(body: bytes) -> str:
    import logging
    import warnings

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = pypdf.PdfReader(io.BytesIO(body))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument("encrypted")
        pages, total = [], 0
        started = time.monotonic()
        for page in reader.pages[:2_000]:
            if time.monotonic() - started > _PDF_SECONDS:
                break
            pages.append(page.extract_text())
            total += len(pages[-1])
            if total > TEXT_LIMIT:
                break
    return _rejoined(unified("\n".join(pages)))


def _has_pictures(body: bytes) -> bool:
    """Tell whether the first pages of a PDF show pictures."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(body))
    if reader.is_encrypted:
        reader.decrypt("")
    for page in reader.pages[:5]:
        resources = page.get("/Resources")
        objects = resources.get_object().get("/XObject") if resources is not None else None
        for found in (objects.get_object() if objects is not None else {}).values():
            if found.get_object().get("/Subtype") in ("/Image", "/Form"):
                return True
    return False


# a sentence that goes on at the end of a line, and in the next; what begins a line of its own
_GOES_ON = re.compile(r"[\u4e00-\u9fff，、]$")
_CONTINUES = re.compile(r"(?!(?:[一二三四五六七八九十]{1,3}|[0-9]{1,3})[、.．)）\s]|第[一二三四五六七八九十]+[章节条])[\u4e00-\u9fff0-9]")


def _rejoined(text: str) -> str:
    """Lines that a page broke in the middle of a Chinese sentence are one again."""
    joined: list[str] = []
    for line in text.split("\n"):
        before = joined[-1] if joined else ""
        if len(before) >= 20 and _GOES_ON.search(before) and _CONTINUES.match(line) and not begins_with_label(line):
            joined[-1] = before + line
        else:
            joined.append(line.rstrip())
    return "\n".join(joined)


def _html(body: bytes) -> str:
    from inventory.texts.html import blocks, main_part, parse_html

    return "\n".join(blocks(main_part(parse_html(decode_page(body)[0]))))


def _plain(body: bytes) -> str:
    return decode_page(body)[0]
