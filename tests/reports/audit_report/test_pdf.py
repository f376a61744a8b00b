"""The PDF: pages, text that can be searched, Chinese that is Chinese, and nothing read but the project's fonts."""

import io

import pypdf
import pytest

from reports.audit_report.pdf import render_pdf, render_pdf_apart
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


def test_no_line_begins_with_a_mark_that_ends_one() -> None:
    """Chinese is broken by its own rules: the style of the report must not let a line begin with a comma or a full stop."""
    from importlib.resources import files

    style = (files("reports") / "audit_report" / "report.css").read_text(encoding="utf-8")
    words = "收集到办事群众的满意度，差评回访整改，按月出分析；采集评价。" * 3
    body = "".join(f'<div style="width:{width}px"><p>{words}</p></div>' for width in range(120, 320, 7))
    lines = [line.strip() for page in read(f"<style>{style}</style>{body}").pages for line in page.extract_text().splitlines()]
    assert len(lines) > 100
    assert not [line for line in lines if line[:1] in "，。；、：）》" and line]


def test_a_recommendation_keeps_its_heading_and_leaves_little_room_blank() -> None:
    from importlib.resources import files

    style = (files("reports") / "audit_report" / "report.css").read_text(encoding="utf-8")
    row = "<tr><th>依据</th><td>《政务移动互联网应用程序规范化管理办法》</td></tr>"
    article = (
        f'<article class="finding recommendation"><div class="keep"><h3>标题</h3><table><tbody>{row * 5}</tbody></table></div>'
        f'<table class="keep"><tbody>{row * 7}</tbody></table></article>'
    )
    pages = read(f"<style>{style}</style><main>{article * 30}</main>").pages
    whole = read(f"<style>{style}@media print{{article.recommendation{{break-inside:avoid}}}}</style><main>{article * 30}</main>").pages
    assert len(pages) < len(whole)
    for page in pages:
        # what comes last on a page, before its number, is no heading
        assert "标题" not in page.extract_text().splitlines()[-2:][0]


def test_a_process_of_its_own_makes_the_same_bytes() -> None:
    page = f"<!DOCTYPE html><html lang='zh-CN'><head><title>甲</title>{STYLE}</head><body><p>云溪县</p></body></html>"
    assert render_pdf_apart(page, title="甲\n乙") == render_pdf(page, title="甲\n乙")


def test_what_the_process_says_when_it_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(RuntimeError, match="no PDF was made"):
        render_pdf_apart("<p>甲</p>", title="甲")
