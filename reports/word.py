"""What python-docx has no words for: fields with their results, a table of contents that is filled, captions that count, the language."""

from collections.abc import Sequence
from typing import Any

from inventory.names import display_width

_TEXT_WIDTH_MM = 156
# a row of more lines than these may go on on the next page
_MOST_LINES = 12
# a longer contents is no help: then the first level alone stands in it
_MOST_ENTRIES = 80


def add_contents(document: Any, headings: Sequence[tuple[str, int]], title: str) -> None:
    """The headings with their pages, each leading to its place; a word processor counts the pages when it opens the file.

    `headings` are (text, level) in the order in which they will be added by `add_heading`. Each page is a field of its own: LibreOffice
    takes what stands in a field of the whole contents for settled text, and would show no number.
    """
    from docx.oxml import OxmlElement

    levels = 2 if sum(level <= 2 for _, level in headings) <= _MOST_ENTRIES else 1
    shown = [(number, text, level) for number, (text, level) in enumerate(headings, start=1) if level <= levels]
    document.add_paragraph(title, style="TOC Heading" if "TOC Heading" in {s.name for s in document.styles} else None)
    styles = [_entry_style(document, level) for level in range(1, levels + 1)]
    for number, text, level in shown:
        paragraph = document.add_paragraph(style=styles[level - 1])
        link = OxmlElement("w:hyperlink")
        link.set(_name("w:anchor"), _bookmark(number))
        link.append(_run(text))
        link.append(_tab())
        for part in _field(f"PAGEREF {_bookmark(number)} \\h", "…"):
            link.append(part)
        paragraph._p.append(link)
    _update_on_open(document)


def add_heading(document: Any, text: str, level: int, number: int, *, counted: tuple[str, int] | None = None) -> None:
    """A heading that the contents lead to; `number` is its position among the headings, from 1.

    `counted` names the series of a numbered one and its place in it: a field, so that what an office adds or takes out is counted.
    """
    from docx.oxml import OxmlElement

    paragraph = document.add_heading("" if counted else text, level)
    if counted:
        for part in _field(f"SEQ {counted[0]} \\* ARABIC", str(counted[1])):
            paragraph._p.append(part)
        paragraph.add_run(f". {text}")
    for kind in ("bookmarkStart", "bookmarkEnd"):
        mark = OxmlElement(f"w:{kind}")
        mark.set(_name("w:id"), str(number))
        if kind == "bookmarkStart":
            mark.set(_name("w:name"), _bookmark(number))
            paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, mark)
        else:
            paragraph._p.append(mark)


def add_caption(document: Any, word: str, number: int, text: str, *, is_above: bool = False) -> None:
    """A caption whose number is a field, so that what an office adds or takes out is counted; one above stays with what it names."""
    paragraph = document.add_paragraph(word, style="Caption")
    paragraph.paragraph_format.keep_with_next = is_above
    for part in _field(f"SEQ {word.strip()} \\* ARABIC", str(number)):
        paragraph._p.append(part)
    paragraph.add_run(f" {text}")


def set_language(document: Any, language: str) -> None:
    """The language that a word processor checks and hyphenates by, and a screen reader speaks."""
    tag = "zh-CN" if language == "zh" else "en-US"
    for element in document.styles.element.iter(_name("w:lang")):
        element.set(_name("w:val"), tag)
        element.set(_name("w:eastAsia"), "zh-CN")


def set_page(document: Any) -> None:
    """A4 with the side margins of official documents (GB/T 9704), and the page's number at its foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Mm(28), Mm(26), Mm(25), Mm(22)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in _field("PAGE", "1"):
        foot._p.append(part)


def fit_table(table: Any, rows: Sequence[Sequence[str]], style: str) -> None:
    """Columns as wide as what stands in them asks for, words in a paragraph style of tables, rows of a few lines on one page."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    # the square root: a column with ten times the words is made three times as wide, and higher
    asked = [max(20.0, *(display_width(row[n]) for row in rows)) ** 0.5 for n in range(len(rows[0]))]
    widths = [round(Mm(_TEXT_WIDTH_MM) * share / sum(asked)) for share in asked]
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, words in zip(table.rows, rows, strict=True):
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            for paragraph in cell.paragraphs:
                paragraph.style = style
        lines = max(
            -(-display_width(text) * 2 // max(width / Mm(1), 1)) + text.count("\n") for text, width in zip(words, widths, strict=True)
        )
        if lines <= _MOST_LINES:
            _hold(row)


def _hold(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _bookmark(number: int) -> str:
    return f"_Toc{number:08d}"


def _entry_style(document: Any, level: int) -> Any:
    """The style of a line of the contents: indented by its level, the page at the right margin behind dots."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm, Pt

    style = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    style.base_style = document.styles["Normal"]
    form = style.paragraph_format
    form.left_indent, form.space_after = Cm(0.7 * (level - 1)), Pt(0)
    form.tab_stops.add_tab_stop(Cm(15.4), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    return style


def _field(instruction: str, shown: str) -> list[Any]:
    return [_mark("begin"), _instruction(instruction), _mark("separate"), _run(shown), _mark("end")]


def _empty_run() -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement("w:r")


def _run(text: str) -> Any:
    run = _empty_run()
    run.text = text
    return run


def _tab() -> Any:
    from docx.oxml import OxmlElement

    run = _empty_run()
    run.append(OxmlElement("w:tab"))
    return run


def _mark(kind: str) -> Any:
    from docx.oxml import OxmlElement

    run, mark = _empty_run(), OxmlElement("w:fldChar")
    mark.set(_name("w:fldCharType"), kind)
    run.append(mark)
    return run


def _instruction(text: str) -> Any:
    from docx.oxml import OxmlElement

    run, element = _empty_run(), OxmlElement("w:instrText")
    element.set(_name("xml:space"), "preserve")
    element.text = f" {text} "
    run.append(element)
    return run


def _update_on_open(document: Any) -> None:
    from docx.oxml import OxmlElement

    element = OxmlElement("w:updateFields")
    element.set(_name("w:val"), "true")
    document.settings.element.append(element)
