import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.texts.charset import decode_page

TEXT = "云溪县政务服务中心：一网通办。"


def page(charset: str, text: str = TEXT) -> str:
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body>{text}</body></html>'


@pytest.mark.parametrize("bom", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_beats_every_declaration(bom: bytes) -> None:
    encoding = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[bom]
    text, used = decode_page(bom + page("gb2312").encode(encoding), "gbk")
    assert TEXT in text
    assert used == encoding
    assert not text.startswith("\ufeff")


@pytest.mark.parametrize("declared", ["utf-8", "UTF-8", "utf8", "gb2312", "GBK", "x-gbk", "iso-8859-1", "nonsense-8", "", None])
@pytest.mark.parametrize("meta", ["utf-8", "gb2312", "gb18030", "ISO-8859-1", "x-unknown"])
@pytest.mark.parametrize("real", ["utf-8", "gbk"])
def test_a_wrong_declaration_does_not_garble_a_page(declared: str | None, meta: str, real: str) -> None:
    assert TEXT in decode_page(page(meta).encode(real), declared)[0]


@pytest.mark.parametrize("name", ["gb2312", "GB2312", "gbk", "x-gbk", "euc-cn", "gb18030"])
def test_characters_beyond_gb2312_are_read_under_any_of_its_names(name: str) -> None:
    # 镕 is in GBK and not in GB2312, 㐂 and 𠮷 take four bytes in GB18030
    text = page(name, "朱镕基路 㐂寿村 𠮷田社区")
    assert decode_page(text.encode("gb18030")) == (text, "gb18030")
    assert decode_page(text.encode("gb18030"), name) == (text, "gb18030")


def test_other_declared_encodings_are_believed_where_they_decode() -> None:
    assert decode_page("政務服務".encode("big5"), "big5") == ("政務服務", "big5")
    assert decode_page("<?xml version='1.0' encoding='Big5'?><p>政務服務</p>".encode("big5"))[1] == "big5"


def test_the_header_goes_before_the_meta_element() -> None:
    assert decode_page(page("gbk", "政務").encode("big5"), "big5")[1] == "big5"


def test_a_page_without_declaration_is_utf8_or_gb18030() -> None:
    assert decode_page(TEXT.encode()) == (TEXT, "utf-8")
    assert decode_page(TEXT.encode("gbk")) == (TEXT, "gb18030")
    assert decode_page(b"") == ("", "utf-8")


@pytest.mark.parametrize("cut", [1, 2])
def test_a_page_cut_inside_a_character_loses_that_character_alone(cut: int) -> None:
    whole = "<p>政务服务</p>" * 20 + "<p>一网通办"
    assert decode_page(whole.encode()[:-cut], "utf-8")[0] == whole[:-1] + "\ufffd"


def test_a_gbk_page_cut_inside_a_character_loses_that_character_alone() -> None:
    whole = page("gb2312", "一网通办")[: -len("</body></html>")]
    assert decode_page(whole.encode("gbk")[:-1])[0] == whole[:-1] + "\ufffd"


def test_one_broken_byte_costs_one_character() -> None:
    whole = "<p>政务服务</p>" * 20
    assert decode_page(whole.encode() + b"\xff" + whole.encode(), "utf-8") == (whole + "\ufffd" + whole, "utf-8")


def test_short_utf8_text_under_a_gb_declaration_is_utf8() -> None:
    assert "政务" in decode_page(page("gb2312", "政务").encode())[0]


@pytest.mark.parametrize("name", ["hex", "rot13", "base64", "zlib", "undefined", "a\0b"])
def test_a_declared_name_that_is_no_text_encoding_is_passed_over(name: str) -> None:
    assert decode_page(TEXT.encode(), name) == (TEXT, "utf-8")


@pytest.mark.parametrize(
    ("name", "body"),
    [("utf-7", b"<p>+ADw-script+AD4-</p>"), ("unicode_escape", b"<p>\\u653f</p>"), ("raw_unicode_escape", b"<p>\\u653f</p>")],
)
def test_encodings_that_no_browser_knows_are_not_believed(name: str, body: bytes) -> None:
    assert decode_page(body, name)[0] == body.decode()


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "gbk", "gb18030", "big5", "euc-kr", "shift_jis", "x-none"]))
def test_any_bytes_give_some_text(body: bytes, declared: str | None) -> None:
    text, used = decode_page(body, declared)
    assert isinstance(text, str)
    codecs.lookup(used)


@given(st.text(st.characters(codec="gb18030"), max_size=60))
def test_what_was_written_in_gb18030_is_read_back(text: str) -> None:
    whole = f"<meta charset=gb18030>{text}"
    body = whole.encode("gb18030")
    try:
        body.decode()
    except UnicodeDecodeError:
        assert decode_page(body)[0] == whole


@pytest.mark.parametrize("text", ["台", "台台", "<p>台</p>"])
def test_gb_text_that_is_utf8_without_chinese_is_gb(text: str) -> None:
    whole = page("gb2312", text)
    assert decode_page(whole.encode("gb18030"))[0] == whole
