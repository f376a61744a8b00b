"""The text of attachments: DOCX, XLSX, PDF and plain text, within bounds."""

import io
import zipfile

from crawlers.pages.decode import decode_page

TEXT_LIMIT = 2_000_000
_UNPACKED = 200 * 1024 * 1024


class UnreadableDocument(ValueError):
    """The bytes are no document that can be read; `reason` is one of format, damaged, too_large, encrypted, no_text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def document_kind(body: bytes) -> str | None:
    """docx, xlsx, pdf, html or text by content; None for what cannot be read."""
    if body.startswith(b"%PDF-"):
        return "pdf"
    if body.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as container:
                names = set(container.namelist())
        except (zipfile.BadZipFile, ValueError, OSError):
            return None
        return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else None
    start = body[:2048].lower()
    if b"\x00" in start:
        return None
    return "html" if b"<html" in start or b"<!doctype html" in start or b"<body" in start or b"<p" in start else "text"


def document_text(body: bytes) -> str:
    """The text of a document, a line a paragraph or table row (cells joined by tabs). Raises UnreadableDocument."""
    kind = document_kind(body)
    if kind is None:
        raise UnreadableDocument("format")
    try:
        text = {"docx": _docx, "xlsx": _xlsx, "pdf": _pdf, "html": _html, "text": _plain}[kind](body)
    except UnreadableDocument:
        raise
    except Exception as error:  # parsers raise types of their own for every kind of damage
        raise UnreadableDocument("damaged") from error
    if not text.strip():
        raise UnreadableDocument("no_text")
    return text[:TEXT_LIMIT]


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
        root = ElementTree.fromstring(container.read("word/document.xml"))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    content = root.find(f"{w}body")
    lines: list[str] = []
    for block in [] if content is None else list(content):
        if block.tag == f"{w}p":
            lines.append(_paragraph(block, w))
        elif block.tag == f"{w}tbl":
            lines += [
                "\t".join("".join(_paragraph(p, w) for p in cell.iter(f"{w}p")) for cell in row.iter(f"{w}tc"))
                for row in block.iter(f"{w}tr")
            ]
    return "\n".join(lines)


def _paragraph(block: object, w: str) -> str:
    parts: list[str] = []
    for node in block.iter():  # type: ignore[attr-defined]
        if node.tag == f"{w}t":
            parts.append(node.text or "")
        elif node.tag in (f"{w}tab", f"{w}br"):
            parts.append(" ")
    return "".join(parts)


def _xlsx(body: bytes) -> str:
    import python_calamine

    _check_unpacked(body)
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
        for page in reader.pages[:2_000]:
            pages.append(page.extract_text())
            total += len(pages[-1])
            if total > TEXT_LIMIT:
                break
    return _rejoined("\n".join(pages))


def _rejoined(text: str) -> str:
    """Lines that a page broke in the middle of a Chinese sentence are one again."""
    joined: list[str] = []
    for line in text.split("\n"):
        before = joined[-1] if joined else ""
        if before and line and len(before) >= 20 and "\u4e00" <= before[-1] <= "\u9fff" and "\u4e00" <= line[0] <= "\u9fff":
            joined[-1] = before + line
        else:
            joined.append(line.rstrip())
    return "\n".join(joined)


def _html(body: bytes) -> str:
    from crawlers.pages.text import blocks, main_part, parse_html

    soup = parse_html(decode_page(body)[0])
    return "\n".join(blocks(main_part(soup)))


def _plain(body: bytes) -> str:
    return decode_page(body)[0]
