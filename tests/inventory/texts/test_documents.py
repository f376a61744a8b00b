import io
import subprocess
import sys
import tracemalloc
import zipfile
import zlib

import docx
import openpyxl
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.texts.documents import TEXT_LIMIT, UnreadableDocument, _rejoined, document_kind, document_text
from reports.audit_report.pdf import render_pdf
from reports.fonts import font_path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def zipped(**parts: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return stream.getvalue()


def word(body: str, before: str = "") -> bytes:
    return zipped(**{"word/document.xml": f"{before}<w:document {W}><w:body>{body}</w:body></w:document>"})


def a_docx() -> bytes:
    document = docx.Document()
    document.add_heading("关于推广“云溪通”的通知", 1)
    document.add_paragraph("请全体干部下载安装。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([c for row in table.rows for c in row.cells], ("乡镇", "任务数", "清河镇", "1200"), strict=True):
        cell.text = text
    document.add_paragraph("附件")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def an_xlsx() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "任务分解"
    sheet.append(["乡镇", "任务数", "比例"])
    sheet.append(["清河镇", 1200, 0.5])
    sheet.append([])
    sheet.append(["柳湾村", None, "=B2*2"])
    workbook.create_sheet("空表")
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def bare_xlsx(rows: str) -> bytes:
    return zipped(**{
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    })  # fmt: skip


def pdf(content: bytes, pages: int = 1) -> bytes:
    """A minimal PDF; all pages show one content stream."""
    packed = zlib.compress(content, 9)
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", *[page] * pages,
    ]  # fmt: skip
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, len(out),
    )  # fmt: skip


HELLO = b"BT /F1 12 Tf 72 700 Td (Every household must install the app) Tj ET"


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(HELLO)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def reason(body: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        document_text(body)
    return caught.value.reason


def test_a_docx_is_read_in_order_with_tables_as_lines() -> None:
    assert document_kind(a_docx()) == "docx"
    assert document_text(a_docx()).split("\n") == ["关于推广“云溪通”的通知", "请全体干部下载安装。", "乡镇\t任务数", "清河镇\t1200", "附件"]


def test_text_in_a_content_control_is_read() -> None:
    assert (
        document_text(
            word(
                "<w:sdt><w:sdtContent><w:p><w:r><w:t>请全体下载</w:t></w:r></w:p></w:sdtContent></w:sdt><w:p><w:r><w:t>完</w:t></w:r></w:p>"
            )
        )
        == "请全体下载\n完"
    )


def test_a_text_box_is_read_once() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>请下载</w:t></w:r></w:p></w:txbxContent>"
    body = f"<w:p><w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    assert document_text(word(body)).count("请下载") == 1


def test_an_xlsx_is_read_sheet_by_sheet_without_formulas() -> None:
    assert document_kind(an_xlsx()) == "xlsx"
    assert document_text(an_xlsx()).split("\n") == ["任务分解", "乡镇\t任务数\t比例", "清河镇\t1200\t0.5", "柳湾村", "空表"]


def test_a_pdf_is_read() -> None:
    assert document_kind(pdf(HELLO)) == "pdf"
    assert document_text(pdf(HELLO)).strip() == "Every household must install the app"
    assert document_text(pdf(HELLO, pages=3)).count("install") == 3


def test_a_chinese_pdf_is_read_and_broken_lines_are_joined() -> None:
    sentence = "请各乡镇人民政府高度重视，组织全体干部职工和辖区居民立即下载安装云溪通应用程序并完成实名注册，" * 3
    face = f'@font-face{{font-family:A;src:url("file://{font_path("Regular")}")}}'
    body = render_pdf(f"<style>{face} body{{font-family:A}}</style><h1>关于推广的通知</h1><p>{sentence}确保全覆盖。</p>", title="x")
    text = document_text(body)
    assert "关于推广的通知" in text.split("\n")
    # a line that ends in a comma cannot be told from a paragraph
    assert "组织全体干部职工和辖区居民立即下载安装云溪通应用程序" in text.replace("\n", "")
    assert len(text.split("\n")) < 10


def test_plain_text_and_html_are_read() -> None:
    assert document_text("请下载。".encode("gb18030")) == "请下载。"
    assert (
        document_text("<html><body><article><p>请下载</p><p>安装</p></article><script>x</script></body></html>".encode()) == "请下载\n安装"
    )
    assert document_kind(b"<!DOCTYPE html><title>x") == "html"


@pytest.mark.parametrize(
    "body",
    [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, b"PK\x03\x04 no zip at all", zipped(**{"META-INF/MANIFEST.MF": "x"}), b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x05\x06" + b"\x00" * 18, b"Rar!\x1a\x07\x00"],
    ids=["ole", "no zip", "other zip", "png", "empty zip", "rar"],
)  # fmt: skip
def test_other_formats_are_refused(body: bytes) -> None:
    assert document_kind(body) is None
    assert reason(body) == "format"


@pytest.mark.parametrize(
    "body",
    [
        zipped(**{"word/document.xml": f"<w:document {W}><w:body><w:p>"}),
        zipped(**{"word/document.xml": "no xml"}),
        zipped(**{"xl/workbook.xml": "no xml"}),
        b"%PDF-1.4\nnothing follows",
        pdf(HELLO)[:200],
        word("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", '<!DOCTYPE a [<!ENTITY a "aaaa">]>'),
        word("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    ],
    ids=["unclosed", "docx without xml", "xlsx without xml", "empty pdf", "cut pdf", "entity", "external entity"],
)
def test_damage_is_told(body: bytes) -> None:
    assert reason(body) == "damaged"


def test_documents_without_text_are_told() -> None:
    assert reason(word("<w:p/>")) == "no_text"
    assert reason(pdf(b"q Q")) == "no_text"
    assert reason(b" \n\t ") == "no_text"


def test_an_encrypted_pdf_is_told_and_one_with_an_empty_password_is_read() -> None:
    assert reason(encrypted("secret")) == "encrypted"
    assert "install" in document_text(encrypted(""))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_an_encrypted_part_is_told(kind: str) -> None:
    body = bytearray(a_docx() if kind == "docx" else an_xlsx())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := body.find(mark, place + 1)) >= 0:
            body[place + at] |= 1
    assert reason(bytes(body)) == "encrypted"


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_zip_bomb_is_refused_before_it_unpacks(kind: str) -> None:
    stream = io.BytesIO(a_docx() if kind == "docx" else an_xlsx())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as container, container.open("media/bomb.bin", "w", force_zip64=True) as part:
        for _ in range(210):
            part.write(bytes(1024 * 1024))
    tracemalloc.start()
    try:
        assert reason(stream.getvalue()) == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_too_many_parts_are_refused() -> None:
    assert reason(zipped(**{"word/document.xml": "x"}, **{f"p{i}": "" for i in range(5_001)})) == "too_large"


def test_text_is_bounded() -> None:
    assert len(document_text("请下载。".encode() * (TEXT_LIMIT // 2))) == TEXT_LIMIT


def run(body: bytes, seconds: float, memory: int | None = None) -> "subprocess.CompletedProcess[str]":
    """Read a document in a process of its own: its answer and its peak of memory in MiB."""
    code = (
        "import re,resource,sys\nfrom inventory.texts.documents import UnreadableDocument,document_text\n"
        + (f"resource.setrlimit(resource.RLIMIT_AS,({memory},{memory}))\n" if memory else "")
        + "body=sys.stdin.buffer.read()\ntry: document_text(body)\nexcept UnreadableDocument as e: print(e.reason)\nelse: print('read')\n"
        # the peak since this program began: ru_maxrss would count the process that started it
        "print(int(re.search(r'VmHWM:\\s+([0-9]+)',open('/proc/self/status').read())[1])//1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=body, capture_output=True, timeout=seconds, check=False)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_sheet_with_far_cells_does_not_end_the_process() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    assert run(bare_xlsx(rows), 10, 2 << 30).returncode == 0


@pytest.mark.slow
def test_a_docx_within_the_limits_takes_no_more_than_half_a_gigabyte() -> None:
    body = word("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 1_500_000)
    _, peak = run(body, 20, 2 << 30).stdout.split()
    assert int(peak) < 512


def test_paragraphs_of_a_cell_and_rows_of_a_table_in_it_stay_apart() -> None:
    def cell(*inner: str) -> str:
        return "<w:tc>" + "".join(i if i.startswith("<") else f"<w:p><w:r><w:t>{i}</w:t></w:r></w:p>" for i in inner) + "</w:tc>"

    inner = "<w:tbl>" + "".join(f"<w:tr>{cell(a)}{cell(b)}</w:tr>" for a, b in ("甲乙", "丙丁")) + "</w:tbl>"
    body = word(f"<w:tbl><w:tr>{cell('标')}{cell('一', '二')}</w:tr><w:tr>{cell('表')}{cell('如下', inner, '止')}</w:tr></w:tbl>")
    assert document_text(body).splitlines() == ["标\t一", "二", "表\t如下", "甲\t乙", "丙\t丁", "止"]


@pytest.mark.parametrize(
    ("line", "is_joined"),
    [
        ("进入下一行继续说明", True), ("110 人参加", False), ("110人参加", True), ("三、使用对象", False), ("（三）使用对象", False), ("第二章 数据", False),
        ("3.短信发送", False), ("3 使用人", False), ("使用对象全县老人", False), ("一是在线报名", True), ("", False),
    ],
)  # fmt: skip
def test_a_line_of_a_pdf_goes_on_or_begins_anew(line, is_joined) -> None:
    for before in ("全县八十岁以上老人可以在手机上申领高龄津贴并且", "全县八十岁以上老人可以在手机上申领高龄津贴，"):
        assert _rejoined(f"{before}\n{line}") == (before + line if is_joined else f"{before}\n{line}")
    assert _rejoined(f"使用对象全县老人\n{line}") == f"使用对象全县老人\n{line}"


def test_a_pdf_tells_ideographs_and_no_radicals() -> None:
    said = "长者民政项目：一网通办，生日、车辆、门牌、风险、食品、马上办，马鞍山鱼龙混杂，黄金、齐心。"
    text = document_text(render_pdf(f"<p>{said}</p>", title="x"))
    assert said in text.replace("\n", "")


def test_nested_tables_are_read_once() -> None:
    body = word("<w:tbl><w:tr><w:tc>" * 20 + "<w:p><w:r><w:t>请下载</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 20)
    assert document_text(body).count("请下载") <= 2


@pytest.mark.slow
def test_a_small_pdf_with_endless_work_is_given_up() -> None:
    run(pdf(b"BT /F1 12 Tf (a) Tj ET\n" + b"1 0 0 1 0 0 cm\n" * 30_000, pages=2_000), 60)


SAMPLES = {"docx": a_docx(), "xlsx": an_xlsx(), "pdf": pdf(HELLO)}


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_damaged_documents_are_read_or_refused(kind: str, data: st.DataObject) -> None:
    body = bytearray(SAMPLES[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=6))
    try:
        assert document_text(bytes(body)).strip()
    except UnreadableDocument as error:
        assert error.reason in ("format", "damaged", "too_large", "encrypted", "no_text")


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>"]))
def test_garbage_is_read_or_refused(body: bytes, magic: bytes) -> None:
    try:
        assert document_text(magic + body).strip()
    except UnreadableDocument as error:
        assert error.reason in ("format", "damaged", "encrypted", "no_text")
