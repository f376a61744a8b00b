import dataclasses
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.pages.reading import Reading, read_document, read_page

HERE = "http://www.yunxi.example/gsgg/"
CITIZEN, CARD, MOBILE = "11010519491231002X", "6222020200112233446", "13812345678"

PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>关于推广的通知 - 云溪县</title></head><body>
<a href="/a.html">云溪县社会保险网上服务系统</a><article><h1>关于推广“云溪通”的通知</h1><p>云政办发〔2026〕3号</p>
<p>请全体干部下载“云溪通”APP，微信公众号：云溪发布。联系人身份证{CITIZEN}</p><p>云溪县数据局</p><p>2026年3月5日</p></article>
<h2>低保申请</h2><form><p>姓名：<input name=a></p><p>身份证号：<input name=b></p></form></body></html>"""


def as_json(reading: Reading) -> str:
    return json.dumps(dataclasses.asdict(reading), ensure_ascii=False)


def test_one_page_shows_all_that_stands_on_it() -> None:
    reading = read_page(PAGE.encode(), HERE)
    assert reading.title == "关于推广“云溪通”的通知"
    assert [link.url for link in reading.links] == ["http://www.yunxi.example/a.html"]
    assert {(c.kind, c.name) for c in reading.channels} == {("app", "云溪通"), ("official_account", "云溪发布")}
    assert [s.name for s in reading.systems] == ["云溪县社会保险网上服务系统"]
    assert [(d.name, [f.label for f in d.fields]) for d in reading.datasets] == [("低保申请", ["姓名", "身份证号"])]
    assert reading.notice is not None
    assert (reading.notice.doc_no, reading.notice.issuer, reading.notice.date) == ("云政办发〔2026〕3号", "云溪县数据局", "2026-03-05")
    assert reading.exposed == [("citizen_id", "110*************2X")]


def test_the_header_charset_is_used() -> None:
    assert read_page("<title>政務服務中心</title>".encode("big5"), HERE, charset="big5").title == "政務服務中心"


def test_a_document_takes_its_title_from_the_link_or_its_first_line() -> None:
    text = "关于下载的通知\n请全体干部职工立即下载安装“云溪通”应用程序，并于本周内完成实名注册。".encode()
    assert read_document(text, "附件1").title == "附件1"
    assert read_document(text, "").title == "关于下载的通知"
    for name in ("附件1", ""):
        notice = read_document(text, name).notice
        assert notice is not None
        assert notice.title == "关于下载的通知"


def test_an_unreadable_document_keeps_its_name_and_says_why() -> None:
    assert read_document(b"%PDF-1.4 x", "附件2") == Reading(title="附件2", unreadable="damaged")


def test_exposed_numbers_are_masked_and_bounded() -> None:
    reading = read_document(f"{CITIZEN} {CARD}\n".encode() * 50, "名单")
    assert len(reading.exposed) == 20
    assert set(reading.exposed) == {("citizen_id", "110*************2X"), ("bank_card", "622**************46")}


@pytest.mark.parametrize("number", [CITIZEN, CARD, MOBILE])
@pytest.mark.parametrize(
    "html",
    ["<title>关于{}的公示</title>", '<a href="/x">{}的材料</a>', '<a href="/x">编号{}系统</a>'],
    ids=["title", "link text", "system"],
)
def test_personal_numbers_leave_a_page_masked(html: str, number: str) -> None:
    assert number not in as_json(read_page(html.format(number).encode(), HERE))


@pytest.mark.parametrize("number", [CITIZEN, CARD, MOBILE])
@pytest.mark.parametrize(
    "html",
    [
        '<a href="/x?sfz={}">x</a>',
        "<p>联系人{}，请下载“云溪通”APP</p>",
        "<table><tr><th>名称</th><th>类型</th><th>单位</th></tr><tr><td>云溪通</td><td>APP</td><td>{}</td></tr></table>",
        "<form><p>如{}<input name=a></p><p>姓名<input name=b></p></form>",
    ],
    ids=["address", "channel quote", "owner", "label"],
)
def test_personal_numbers_leave_every_reading_masked(html: str, number: str) -> None:
    assert number not in as_json(read_page(html.format(number).encode(), HERE))


@pytest.mark.parametrize("number", [CITIZEN, CARD, MOBILE])
@pytest.mark.parametrize("name", ["", "{}的材料"])
def test_personal_numbers_leave_a_document_masked(number: str, name: str) -> None:
    assert number not in as_json(read_document(f"{number}通知\n".encode(), name.format(number)))


def test_personal_numbers_leave_an_unreadable_document_masked() -> None:
    assert CITIZEN not in as_json(read_document(b"%PDF-1.4 x", f"{CITIZEN}的材料"))


PIECES = [
    "<table>", "</table>", "<tr>", "<td>", "<td colspan=3 rowspan=2>", "<th>名称</th><th>类型</th>", "<form>", "</form>", "<input name=a>", "<input type=password>", "<label for=x>", "<select><option>", "<textarea>",
    "<a href='", "<a href=http://[>", "<meta http-equiv=refresh content='0;url=http://[", "<title>", "<h1>", "<p hidden>", "<div style='display:none'>", "</div>", "<script>", "<!--", "-->", "<![CDATA[", "<?php", "<svg>", "<math>",
    "&#xD800;", "&#0;", "&nbsp;", "“云溪通”APP", "公众号：", "通知", "〔2026〕3号", "2026年3月5日", "\x00", "\ud7ff", "\ufffe", "\U0010ffff", "'", '"', ">", "\t", "\n", "/", "?", "11010519491231002X", "数据项", "²",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25).map("".join))
def test_any_markup_is_read(html: str) -> None:
    reading = read_page(html.encode("utf-8", "surrogatepass"), HERE)
    assert json.loads(as_json(reading).encode())["title"] == reading.title


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "gb2312", "big5", "x"]))
def test_any_bytes_are_read_as_a_page(body: bytes, charset: str | None) -> None:
    reading = read_page(body, HERE, charset=charset)
    assert json.loads(as_json(reading).encode())["title"] == reading.title


@given(st.binary(max_size=400), st.text(max_size=20))
def test_any_bytes_are_read_as_a_document(body: bytes, name: str) -> None:
    reading = read_document(body, name)
    assert reading.unreadable in ("", "format", "damaged", "encrypted", "no_text")


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<ul><li>"])
def test_deep_nesting_is_read(tag: str) -> None:
    code = f"from crawlers.pages.reading import read_page\nread_page({tag!r}.encode()*5000+b'x','http://a.example/')"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False).returncode == 0


def test_nested_tables_are_read_in_good_time() -> None:
    code = "from crawlers.pages.reading import read_page\nprint(read_page(b'<table><tr><td>'*800+b'x','http://a.example/').lines)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True).stdout.strip() == b"['x']"


def test_half_a_surrogate_pair_is_read() -> None:
    reading = read_page(b"<meta charset=utf-7><title>+2AA-</title>", HERE)
    assert reading.title == "+2AA-"
    as_json(reading).encode()
