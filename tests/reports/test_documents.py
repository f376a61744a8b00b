"""Documents for offices: real styles, Chinese fonts, inert text, the same bytes twice."""

import io

from docx import Document
from docx.oxml.ns import qn

from reports.documents import Bullets, Heading, Paragraph, Table, render_docx, render_page

HOSTILE = '<script>alert(1)</script>\u0001=1+1 & "引号"'
BLOCKS = [
    *(Heading(f"第{n}部分", 1) for n in range(8)),
    Heading("小节", 2),
    Paragraph(HOSTILE),
    Bullets(("甲", HOSTILE)),
    Table("清单", ("名称", "数"), (("甲", "1"), (HOSTILE, "2"))),
]


def test_a_document_has_real_styles_and_chinese_fonts() -> None:
    body = render_docx("意见", BLOCKS, "zh")
    assert render_docx("意见", BLOCKS, "zh") == body
    document = Document(io.BytesIO(body))
    styles = [p.style.name for p in document.paragraphs]
    assert styles.count("Heading 1") == 8
    assert {"Title", "Heading 2", "List Bullet", "Caption"} <= set(styles)
    assert "TOC" in document.element.xml
    assert document.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["名称", "数"]
    assert any("<script>" in p.text for p in document.paragraphs)


def test_a_page_loads_and_runs_nothing() -> None:
    page = render_page(HOSTILE, BLOCKS, "en")
    assert page == render_page(HOSTILE, BLOCKS, "en")
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert page.count("&lt;script&gt;") == 5
    assert "\u0001" not in page
