"""Makes the pictures and attachments of both towns from files.json; run when they change, the results are kept."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import qrcode
from docx import Document
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection
from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

TOWNS = Path(__file__).parent.parent
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
STAMP = datetime(2026, 6, 30)


def place(name: str) -> Path:
    """Where a file stands: `town/host/path` is kept in the town's folder `files`."""
    town, _, rest = name.partition("/")
    file = TOWNS / town / "files" / rest
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def make_qr(name: str, text: str) -> None:
    """A QR code as a one-bit picture."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=4, border=4)
    code.add_data(text.encode("utf-8"))
    code.make(fit=True)
    code.make_image().get_image().convert("1").save(place(name), optimize=True)


def make_xlsx(name: str, sheets: dict[str, list[list[Any]]]) -> None:
    """A workbook."""
    book = Workbook()
    for at, (title, rows) in enumerate(sheets.items()):
        sheet = book.worksheets[0] if at == 0 else book.create_sheet()
        sheet.title = title
        for row in rows:
            sheet.append(row)
    book.save(place(name))


def make_docx(name: str, parts: dict[str, Any]) -> None:
    """Paragraphs and a table, without the template's pictures and themes."""
    document = Document()
    for text in parts["paragraphs"]:
        document.add_paragraph(text)
    rows = parts["table"]
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for cells, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(cells.cells, values, strict=True):
            cell.text = value
    document.core_properties.created = STAMP
    buffer = io.BytesIO()
    document.save(buffer)
    place(name).write_bytes(_lean(buffer))


def _lean(buffer: io.BytesIO) -> bytes:
    """A document without the template's preview picture and unused style names, packed tightly."""
    small = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(small, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename.endswith(("thumbnail.jpeg", "stylesWithEffects.xml")):
                continue
            if info.filename == "_rels/.rels":
                data = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", data)
            elif info.filename == "word/_rels/document.xml.rels":
                data = re.sub(rb"<Relationship [^>]*stylesWithEffects[^>]*/>", b"", data)
            elif info.filename == "word/styles.xml":
                data = re.sub(
                    rb"<w:latentStyles.*?</w:latentStyles>|<w:style (?![^>]*w:default)[^>]*>.*?</w:style>", b"", data, flags=re.DOTALL
                )
            target.writestr(zipfile.ZipInfo(info.filename, STAMP.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
    return small.getvalue()


def make_pdf(name: str, parts: dict[str, Any]) -> None:
    """A PDF with text, in one or two columns, lines broken where the column ends."""
    text = parts["title"] + "".join(parts["paragraphs"])
    pdfmetrics.registerFont(TTFont(name, io.BytesIO(_font("Town" + str(len(text)), set(text + "0123456789 ")))))
    canvas = Canvas(str(place(name)), pagesize=(595, 842), invariant=1)
    canvas.setFont(name, 18)
    canvas.drawCentredString(297, 770, parts["title"])
    canvas.setFont(name, 12)
    width = 36 if parts["columns"] == 1 else 17
    lines = [part[at : at + width] for part in parts["paragraphs"] for at in range(0, len(part), width)]
    height = -(-len(lines) // parts["columns"])
    for at, line in enumerate(lines):
        canvas.drawString(70 + 240 * (at // height), 720 - 22 * (at % height), line)
    canvas.save()


def _font(label: str, characters: set[str]) -> bytes:
    """The outlines of a few characters as a TrueType font, which a PDF can embed."""
    source = TTCollection(FONT).fonts[2]
    glyphs, mapping = source.getGlyphSet(), source.getBestCmap()
    names = {ord(one): mapping[ord(one)] for one in characters}
    order = [".notdef", *sorted(set(names.values()))]
    outlines, widths = {}, {}
    for glyph in order:
        pen = TTGlyphPen(None)
        glyphs[glyph].draw(Cu2QuPen(pen, 4.0, reverse_direction=True))
        outlines[glyph], widths[glyph] = pen.glyph(), (round(glyphs[glyph].width), 0)
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": label, "styleName": "Regular", "psName": label})
    builder.setupOS2()
    builder.setupPost()
    buffer = io.BytesIO()
    builder.save(buffer)
    return buffer.getvalue()


def make_scan(name: str, lines: list[str]) -> None:
    """A page that is only a picture."""
    picture = Image.new("1", (620, 877), 1)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 30, index=2)
    for at, line in enumerate(lines):
        draw.text((80, 120 + 70 * at), line, fill=0, font=font)
    canvas = Canvas(str(place(name)), pagesize=(595, 842), invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()


def make_zip(name: str, parts: dict[str, Any]) -> None:
    """An archive; with `gbk` the names of its members are bytes of that charset without the UTF-8 flag."""
    buffer = io.BytesIO()
    shown = {member: member for member in parts["members"]}
    if parts["encoding"] == "gbk":
        # Placeholders of the same length in bytes, so that the names can be exchanged in place.
        shown = {member: chr(ord("p") + at) * len(member.encode("gbk")) for at, member in enumerate(shown)}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, source in parts["members"].items():
            archive.writestr(zipfile.ZipInfo(shown[member], STAMP.timetuple()[:6]), place(source).read_bytes(), zipfile.ZIP_DEFLATED)
    data = buffer.getvalue()
    for member, placeholder in shown.items():
        data = data.replace(placeholder.encode("utf-8"), member.encode(parts["encoding"]))
    place(name).write_bytes(data)


def main() -> None:
    """Make everything."""
    plan = json.loads((Path(__file__).parent / "files.json").read_text("utf-8"))
    makers: dict[str, Callable[[str, Any], None]] = {
        "qr": make_qr,
        "xlsx": make_xlsx,
        "docx": make_docx,
        "pdf": make_pdf,
        "scan": make_scan,
        "zip": make_zip,
    }
    for kind, make in makers.items():
        for name, parts in plan[kind].items():
            make(name, parts)
    for name, value in plan["json"].items():
        place(name).write_text(json.dumps(value, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
