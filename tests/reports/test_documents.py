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
    assert {p.style.name for p in document.paragraphs if p._p.find(qn("w:hyperlink")) is not None} == {"toc 1", "toc 2"}
    assert document.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["名称", "数"]
    assert any("<script>" in p.text for p in document.paragraphs)


def test_the_contents_are_filled_and_lead_to_the_headings() -> None:
    document = Document(io.BytesIO(render_docx("意见", BLOCKS, "zh")))
    links = document.element.findall(f".//{qn('w:hyperlink')}")
    shown = ["".join(t.text for t in link.iter(qn("w:t"))).rstrip("…") for link in links]
    assert shown == [*(f"第{n}部分" for n in range(8)), "小节"]
    places = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in links} == places
    kinds = [mark.get(qn("w:fldCharType")) for mark in document.element.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


def test_a_long_document_has_short_contents() -> None:
    blocks = [Heading("部分", 1), *(Heading(f"{n}", 2) for n in range(200)), *(Heading("末", 1) for _ in range(6))]
    document = Document(io.BytesIO(render_docx("意见", blocks, "zh")))
    assert len(document.element.findall(f".//{qn('w:hyperlink')}")) == 7


def test_each_page_number_of_the_contents_is_a_field_of_its_own_that_any_program_computes() -> None:
    """LibreOffice keeps what stands inside a field of the whole contents as it was written."""
    document = Document(io.BytesIO(render_docx("意见", BLOCKS, "zh")))
    for link in document.element.findall(f".//{qn('w:hyperlink')}"):
        [instruction] = [text.text for text in link.iter(qn("w:instrText"))]
        assert instruction.split()[:2] == ["PAGEREF", link.get(qn("w:anchor"))]
    assert not any(text.text.split()[0] == "TOC" for text in document.element.iter(qn("w:instrText")))


def test_headings_of_a_series_are_counted_by_fields() -> None:
    blocks = [*(Heading(f"问题{n}", 2, "finding") for n in range(3)), Heading("别的", 2)]
    document = Document(io.BytesIO(render_docx("意见", blocks, "zh")))
    headings = [p for p in document.paragraphs if p.style.name == "Heading 2"]
    assert [p.text for p in headings] == ["1. 问题0", "2. 问题1", "3. 问题2", "别的"]
    told = ["".join(t.text for t in p._p.iter(qn("w:instrText"))).split() for p in headings]
    assert told == [["SEQ", "finding", "\\*", "ARABIC"]] * 3 + [[]]
    assert "<h3>2. 问题1</h3>" in render_page("意见", blocks, "zh")


def test_captions_count_by_fields_and_the_language_is_told() -> None:
    for language, word, tag in (("zh", "表", "zh-CN"), ("en", "Table", "en-US")):
        document = Document(io.BytesIO(render_docx("意见", [*BLOCKS, BLOCKS[-1]], language)))
        captions = [p for p in document.paragraphs if p.style.name == "Caption"]
        assert [p.text for p in captions] == [f"{word}{'' if language == 'zh' else ' '}{n} 清单" for n in (1, 2)]
        assert all(f"SEQ {word} " in "".join(t.text for t in p._p.iter(qn("w:instrText"))) for p in captions)
        assert {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))} == {tag}


def test_a_page_loads_and_runs_nothing() -> None:
    page = render_page(HOSTILE, BLOCKS, "en")
    assert page == render_page(HOSTILE, BLOCKS, "en")
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert page.count("&lt;script&gt;") == 5
    assert "\u0001" not in page
