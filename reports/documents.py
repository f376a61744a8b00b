"""Documents that an office edits and stamps: the same blocks as DOCX (real styles) and as one HTML page."""

import base64
import datetime as dt
import hashlib
import io
import itertools
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from inventory.languages import message
from reports.diagrams.graphviz import render_png
from reports.word import add_caption, add_contents, add_heading, fit_table, set_language, set_page

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TABLE_TEXT = "Table Text"
_LATIN, _CHINESE, _CHINESE_HEADING = "Times New Roman", "仿宋", "黑体"
_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.7 'Noto Serif SC','Noto Serif CJK SC','Songti SC',SimSun,serif;max-width:50rem;margin:0 auto;padding:1rem}"
    "h1{font-size:1.5rem;text-align:center}h2{font-size:1.15rem;margin-top:1.8rem}h3{font-size:1rem}"
    "table{border-collapse:collapse;width:100%;display:block;overflow-x:auto}th,td{border:1px solid #8888;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    "caption{text-align:left;font-weight:600}@media print{body{max-width:none}}"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3; one of a `series` is numbered within it."""

    text: str
    level: int = 1
    series: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a caption."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture under a caption: SVG, which a word processor gets as PNG."""

    caption: str
    svg: str
    alt: str


Block = Heading | Paragraph | Bullets | Table | Picture


def _clean(text: Any) -> str:
    return _NOT_XML.sub("\ufffd", str(text))


def render_page(title: str, blocks: Sequence[Block], language: str) -> str:
    """One HTML page that loads nothing."""
    counts: dict[str, Iterator[int]] = defaultdict(lambda: itertools.count(1))
    parts = [f"<h1>{escape(_clean(title))}</h1>"]
    for block in blocks:
        match block:
            case Heading(text, level, series):
                numbered = f"{next(counts[series])}. {text}" if series else text
                parts.append(f"<h{level + 1}>{escape(_clean(numbered))}</h{level + 1}>")
            case Paragraph(text):
                parts.append(f"<p>{escape(_clean(text))}</p>")
            case Bullets(items):
                parts.append("<ul>" + "".join(f"<li>{escape(_clean(item))}</li>" for item in items) + "</ul>")
            case Table(caption, header, rows):
                head = "".join(f'<th scope="col">{escape(_clean(cell))}</th>' for cell in header)
                body = "".join("<tr>" + "".join(f"<td>{escape(_clean(cell))}</td>" for cell in row) + "</tr>" for row in rows)
                parts.append(
                    f"<table><caption>{escape(_clean(caption))}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
                )
            case Picture(caption, svg, _):
                parts.append(f"<figure>{svg}<figcaption>{escape(_clean(caption))}</figcaption></figure>")
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">\n"
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(_clean(title))}</title>\n<style>{_STYLE}</style>\n</head>\n'
        "<body>\n<main>\n" + "\n".join(parts) + "\n</main>\n</body>\n</html>\n"
    )


def render_docx(title: str, blocks: Sequence[Block], language: str) -> bytes:
    """A DOCX with title, headings, lists, captions and a filled table of contents; the same blocks give the same bytes."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document = Document()
    set_page(document)
    normal = document.styles["Normal"]
    normal.font.size = Pt(12)
    for name, chinese in (("Normal", _CHINESE), ("Title", _CHINESE_HEADING), ("Heading 1", _CHINESE_HEADING), ("Heading 2", _CHINESE_HEADING), ("Heading 3", _CHINESE_HEADING), ("List Bullet", _CHINESE), ("Caption", _CHINESE)):  # fmt: skip
        _fonts(document.styles[name], chinese)
    words = document.styles.add_style(_TABLE_TEXT, WD_STYLE_TYPE.PARAGRAPH)
    words.base_style, words.font.size, words.paragraph_format.space_after = normal, Pt(10), Pt(0)
    properties = document.core_properties
    properties.title, properties.author, properties.language = _clean(title)[:200], "", "zh-CN" if language == "zh" else "en"
    properties.created = properties.modified = dt.datetime(2026, 1, 1)
    document.add_heading(_clean(title), 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    set_language(document, language)
    headings = [block for block in blocks if isinstance(block, Heading)]
    counts: dict[str, Iterator[int]] = defaultdict(lambda: itertools.count(1))
    numbers = [next(counts[heading.series]) if heading.series else 0 for heading in headings]
    entries = [(_clean(f"{n}. {h.text}" if n else h.text), h.level) for n, h in zip(numbers, headings, strict=True)]
    if len(entries) > 6:
        add_contents(document, entries, message(language, "report.contents"))
    tables = pictures = told = 0
    for block in blocks:
        match block:
            case Heading(text, level, series):
                told += 1
                add_heading(document, _clean(text), level, told, counted=(series, numbers[told - 1]) if series else None)
            case Paragraph(text):
                document.add_paragraph(_clean(text))
            case Bullets(items):
                for item in items:
                    document.add_paragraph(_clean(item), style="List Bullet")
            case Table(caption, header, rows):
                tables += 1
                add_caption(document, "表" if language == "zh" else "Table ", tables, _clean(caption), is_above=True)
                table = document.add_table(rows=1, cols=len(header), style="Table Grid")
                for cell, text in zip(table.rows[0].cells, header, strict=True):
                    cell.text = _clean(text)
                    cell.paragraphs[0].runs[0].bold = True
                _repeats(table.rows[0])
                for row in rows:
                    cells = table.add_row().cells
                    for cell, text in zip(cells, row, strict=True):
                        cell.text = _clean(text)
                fit_table(table, [header, *rows], _TABLE_TEXT)
            case Picture(caption, svg, alt):
                pictures += 1
                _picture(document, render_png(svg), _clean(alt))
                add_caption(document, "图" if language == "zh" else "Figure ", pictures, _clean(caption))
    stream = io.BytesIO()
    document.save(stream)
    return _without_dates(stream.getvalue())


def _fonts(style: Any, chinese: str) -> None:
    from docx.oxml.ns import qn

    style.font.name = _LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name, value in (("w:ascii", _LATIN), ("w:hAnsi", _LATIN), ("w:eastAsia", chinese)):
        fonts.set(qn(name), value)
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        if fonts.get(qn(name)) is not None:
            del fonts.attrib[qn(name)]


def _picture(document: Any, png: bytes, alt: str) -> None:
    """A picture as wide as the text at most, never higher than a page, with its text alternative."""
    from docx.shared import Cm

    shape = document.add_picture(io.BytesIO(png))
    # its caption stands below it on the same page
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    scale = min(Cm(15.6) / shape.width, Cm(22) / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    shape._inline.docPr.set("descr", alt[:2_000])


def _repeats(row: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(header)


def _without_dates(body: bytes) -> bytes:
    """The container without the times of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0)), source.read(part), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
