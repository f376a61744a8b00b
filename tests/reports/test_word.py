"""What a word processor gets: A4 with page numbers, columns by what stands in them, captions on the page of what they name."""

import io

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from reports.documents import Heading, Paragraph, Picture, Table, render_docx

LONG = "云溪县民政局需要婚姻状况代码，卡在按申请提供，尚未申请。" * 4
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200" viewBox="0 0 300 200"><rect width="300" height="200"/></svg>'
BLOCKS = [
    Heading("一", 1),
    Paragraph("正文"),
    Table("清单", ("序号", "说明", "数"), (("1", LONG, "12"), ("2", LONG * 6, "3"))),
    Picture("图", SVG, "方块"),
]


def document():
    return Document(io.BytesIO(render_docx("意见", BLOCKS, "zh")))


def test_pages_are_a4_and_numbered() -> None:
    section = document().sections[0]
    # a twentieth of a point is the unit of the format
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    assert round((section.page_width - section.left_margin - section.right_margin) / Mm(1)) == 156
    assert "PAGE" in [text.text.strip() for text in section.footer._element.iter(qn("w:instrText"))]


def test_a_column_of_many_words_is_wide_and_one_of_few_is_not() -> None:
    table = document().tables[0]
    widths = [column.width / Mm(1) for column in table.columns]
    assert abs(sum(widths) - 156) < 1
    assert widths[1] > 2.5 * widths[0]
    # two wide characters of 10 points and the margins of a cell
    assert min(widths) > 2 * 10 * 0.353 + 4
    assert {p.style.name for row in table.rows for cell in row.cells for p in cell.paragraphs} == {"Table Text"}


def test_a_short_row_stays_whole_and_a_long_one_may_part() -> None:
    held = [row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in document().tables[0].rows]
    assert held == [True, True, False]


def test_captions_stay_with_what_they_name() -> None:
    paragraphs = document().paragraphs
    above, below = (p for p in paragraphs if p.style.name == "Caption")
    assert above.paragraph_format.keep_with_next
    assert not below.paragraph_format.keep_with_next
    picture = paragraphs[-2]
    assert picture._p.find(f".//{qn('w:drawing')}") is not None
    assert picture.paragraph_format.keep_with_next
