"""What of a stranger's page may be shown: nothing runs, nothing is fetched, nothing personal is left, the words stay."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.evidence.copies import find_quote, inert, masked_copy

CITIZEN = "11010519491231002X"
LIVE = re.compile(
    r"script|\son\w+\s*=|javascript:|\b(?:src|href|srcset|action|formaction|poster|background|data|ping|srcdoc)\s*=|http-equiv|<base", re.I
)
HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://tracker.example/x.png'>",
    "<a href='javascript:alert(1)'>x</a><a href='https://elsewhere.example/'>y</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<svg onload=alert(1)><script>alert(1)</script><a xlink:href='javascript:alert(1)'>z</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<form action='https://elsewhere.example/'><input name=a onfocus=alert(1) autofocus><button formaction='https://x.example'>go</button></form>",
    "<meta http-equiv=refresh content='0;url=https://elsewhere.example/'>",
    "<base href='https://elsewhere.example/'>",
    "<object data=x.swf></object><embed src=x.swf><applet code=x></applet>",
    "<body onload=alert(1) background='https://tracker.example/x.png'>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<link rel=stylesheet href='https://elsewhere.example/x.css'><video poster='https://t.example/x.png' src=x></video>",
    "<?xml-stylesheet href='https://elsewhere.example/x.xsl'?><template><script>alert(1)</script></template>",
    "<textarea></textarea><script>alert(1)</script></textarea>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_of_a_page_runs_or_fetches_and_its_words_stay(hostile) -> None:
    shown = inert(
        f"<html><body><h1>通知</h1>{hostile}<p class=a style='color:red'>全体干部必须安装。</p></body></html>", "全体干部必须安装"
    )
    assert shown is not None
    assert LIVE.search(re.sub(r"title=\"[^\"]*\"", "", shown)) is None, shown
    assert '<mark id="quote">全体干部必须安装</mark>' in shown
    assert 'style="color:red"' in shown


def test_pictures_that_are_in_the_page_stay_and_no_other_kind_of_data() -> None:
    shown = inert(
        "<img src='data:image/png;base64,iVBORw0KGgo=' alt=章><img src='data:image/svg+xml;base64,PHN2Zz4='><img src='data:text/html,x'>"
    )
    assert shown is not None
    assert shown.count("src=") == 1
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in shown


@given(st.text(alphabet="<>/='\" abcdhijmnoprstu:;!-&#x?[]\n", max_size=200))
def test_no_page_makes_anything_live(page) -> None:
    shown = inert(page)
    assert shown is not None
    assert not re.search(r"<(?:script|iframe|object|embed|meta (?!charset)|base|link|form)\b|<[^>]*\s(?:on\w+|href|src)=", shown), shown


def test_personal_numbers_are_masked_in_text_and_source() -> None:
    text, source = masked_copy(f"<html><body><p>张三 {CITIZEN} 13800138000</p></body></html>".encode(), "text/html; charset=utf-8")
    assert text is not None
    assert source is not None
    assert not any(number in part for number in (CITIZEN, "13800138000") for part in (text, source))


@pytest.mark.parametrize("spelt", [f"{CITIZEN[:6]}<b>{CITIZEN[6:]}</b>", "".join(f"&#{ord(c)};" for c in CITIZEN)])
def test_a_number_that_no_mask_finds_in_the_source_leaves_the_text_alone(spelt) -> None:
    text, source = masked_copy(f"<html><body><p>{spelt}</p></body></html>".encode(), "text/html")
    assert source is None
    assert text is not None
    assert CITIZEN not in text


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("一、必须 安装", "必须安装", "必须 安装"),
        ("必须\n下载\t安装", "必须下载 安装", "必须\n下载\t安装"),
        ("abc", "b", "b"),
        ("abc", "d", None),
        ("abc", "", None),
        ("abc", "  ", None),
        ("", "a", None),
    ],
)
def test_a_quote_is_found_whatever_the_white_space(text, quote, found) -> None:
    place = find_quote(text, quote)
    assert (None if place is None else text[place[0] : place[1]]) == found


def test_what_is_no_text_has_no_copy() -> None:
    assert masked_copy(b"\x89PNG\r\n\x1a\n\x00\x00", "image/png") == (None, None)
