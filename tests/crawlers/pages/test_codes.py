"""Codes to scan: found among a page's pictures, decoded, and told apart by where they lead."""

import base64
import io

import numpy
import pytest
import zxingcpp
from PIL import Image

from crawlers.pages.codes import code_images, read_codes
from crawlers.pages.reading import read_page, read_picture
from inventory.texts.html import parse_html


def picture(text: str, form: str = "PNG", turned: int = 0, ground: tuple[int, int] | None = None) -> bytes:
    code = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode), scale=5, add_quiet_zones=True)
    made = Image.fromarray(numpy.asarray(code)).convert("RGB")
    if ground:
        poster = Image.new("RGB", ground, (200, 220, 255))
        poster.paste(made, (30, 40))
        made = poster
    stream = io.BytesIO()
    made.rotate(turned, expand=True, fillcolor="white").save(stream, form)
    return stream.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
@pytest.mark.parametrize("turned", [0, 90, 17])
def test_codes_are_read_in_every_usual_picture(form: str, turned: int) -> None:
    assert read_codes(picture("https://a.example/下载", form, turned)) == ["https://a.example/下载"]


def test_a_code_on_a_poster_is_read() -> None:
    assert read_codes(picture("https://a.example/x", ground=(900, 1300))) == ["https://a.example/x"]


def test_what_is_no_picture_holds_no_code() -> None:
    whole = picture("https://a.example/x")
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    for body in (b"", b"text", whole[:60], whole[:200] + b"\0" * 50, b"\x89PNG\r\n\x1a\n" + b"\xff" * 500, bomb.getvalue(), b"%PDF-1.4"):
        assert read_codes(body) == []


@pytest.mark.parametrize(
    ("target", "caption", "heading", "kind", "name", "identifier"),
    [
        ("http://weixin.qq.com/r/abc", "云溪发布公众号二维码", "", "official_account", "云溪发布", ""),
        ("https://apps.apple.com/cn/app/id1234567", "扫码下载", "云溪办APP", "app", "云溪办", "1234567"),
        ("https://mp.weixin.qq.com/a/~~x", "微信扫一扫 “云溪社保”小程序", "", "mini_program", "云溪社保", ""),
        ("https://qm.qq.com/q/1", "水库巡查工作群二维码", "", "work_group", "水库巡查工作群", ""),
        ("https://qr.alipay.com/s7x", "支付宝扫一扫 云溪缴费通", "", "mini_program", "云溪缴费通", ""),
        ("https://dl.x.example/yx.apk", "云溪办安卓版下载", "", "app", "云溪办", "yx"),
        ("https://x.example/ls", "云溪随手拍平台", "", "h5", "云溪随手拍平台", ""),
        ("https://t.example/x1", "“云溪医保”小程序二维码", "", "mini_program", "云溪医保", ""),
    ],
)
def test_where_a_code_leads_says_what_it_is(target: str, caption: str, heading: str, kind: str, name: str, identifier: str) -> None:
    [seen] = read_picture(picture(target), caption, heading).channels
    assert (seen.kind, seen.name, seen.identifier, seen.url) == (kind, name, identifier, target)


@pytest.mark.parametrize(
    ("target", "caption"),
    [
        ("https://x.example/article/1", "扫码查看文章"),
        ("http://weixin.qq.com/r/abc", "二维码"),
        ("WIFI:S:hall;P:secret;;", "云溪大厅平台"),
        ("https://x.example/u/11010519491231002X", "云溪随手拍平台"),
        ("javascript:alert(1)", "云溪办APP"),
    ],
)
def test_what_nothing_names_or_leads_nowhere_is_no_channel(target: str, caption: str) -> None:
    assert read_picture(picture(target), caption, "").channels == []


def test_pictures_are_chosen_by_their_own_or_their_neighbours_words() -> None:
    root = parse_html(
        """<img src="/logo.png" alt="县徽"><img src="banner.jpg">
        <p><img data-src="img/a.png" src="blank.gif"><span>云溪发布公众号</span></p>
        <ul><li><img src="1.png"><b>“云溪办”APP</b></li><li><img src="2.png"><b>领导活动</b></li></ul>
        <img src="/pic/ewm_gzh.jpg"><img src="https://other.example/q.png" title="扫一扫"><img src="/x/qr.svg" alt="二维码"><img src="http://[bad" alt="二维码">""",
    )
    found = [(link.url, link.text) for link in code_images(root, "http://a.example/zt/")]
    assert found == [
        ("http://a.example/zt/img/a.png", "云溪发布公众号"),
        ("http://a.example/zt/1.png", "“云溪办”APP"),
        ("http://a.example/pic/ewm_gzh.jpg", ""),
        ("https://other.example/q.png", "扫一扫"),
    ]


def test_a_picture_in_the_page_itself_is_read_with_it() -> None:
    data = base64.b64encode(picture("http://weixin.qq.com/r/abc")).decode()
    reading = read_page(
        f'<title>首页</title><p>云溪发布公众号<img alt="云溪发布公众号" src="data:image/png;base64,{data}"></p>'.encode(),
        "http://a.example/",
    )
    assert ("云溪发布", "official_account", "http://weixin.qq.com/r/abc") in [(c.name, c.kind, c.url) for c in reading.channels]
    assert reading.codes == []
