"""The PDF: pages, text that can be searched, Chinese that is Chinese, and nothing read but the project's fonts."""

import io

import pypdf
import pytest

from reports.audit_report.pdf import render_pdf
from reports.fonts import FAMILY, font_path

STYLE = f'<style>@font-face{{font-family:"{FAMILY}";src:url("{font_path().as_uri()}")}}body{{font-family:"{FAMILY}"}}</style>'


def read(body: str, title: str = "云溪县") -> pypdf.PdfReader:
    data = render_pdf(
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>{STYLE}</head><body>{body}</body></html>',
        title=title,
    )
    assert data.startswith(b"%PDF-")
    return pypdf.PdfReader(io.BytesIO(data))


def test_chinese_can_be_searched_and_is_no_radical() -> None:
    words = "云溪县长安路一二三见贝车页风马鱼鸟齿龙用户口人大小工己巾干心手日月木水火"
    text = "".join(read(f"<p>{words}</p>").pages[0].extract_text().split())
    assert words in text
    assert not [c for c in text if "\u2f00" <= c <= "\u2fdf"]


def test_title_and_pages() -> None:
    reader = read("<p>页</p>" * 200, title="云溪县数字化审计报告")
    assert len(reader.pages) > 3
    assert reader.metadata is not None
    assert reader.metadata.title == "云溪县数字化审计报告"


def test_fonts_are_inside() -> None:
    fonts = read("<p>云溪</p>").pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    kinds = [font.get_object() for font in fonts.values()]
    assert kinds
    for font in kinds:
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "https://example.org/x.png"])
def test_nothing_else_is_read(address, monkeypatch) -> None:
    import socket

    def refuse(*_args, **_more):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    text = (
        read(f'<p>甲</p><img src="{address}"><link rel="stylesheet" href="{address}"><iframe src="{address}"></iframe>')
        .pages[0]
        .extract_text()
    )
    assert "root:" not in text
    assert "甲" in text
