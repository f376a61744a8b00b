"""The report as DOCX and XLSX: the same findings as the page, real styles, numbers as numbers, nothing live."""

import io
from dataclasses import replace
from pathlib import Path
from unicodedata import east_asian_width

import pytest
from docx import Document
from lxml import html
from openpyxl import load_workbook

from reports.audit_report.html import render_html
from reports.audit_report.office import report_docx
from reports.audit_report.parts import (
    IN_PRINT,
    RECOMMENDATIONS_IN_FULL,
    RECOMMENDATIONS_LISTED,
    ClusterView,
    Figure,
    FindingView,
    Report,
    Side,
    SiloView,
)
from reports.audit_report.plan_part import Amounts
from reports.audit_report.plates import plate_of
from reports.audit_report.sheets import write_report_xlsx
from reports.diagrams.graphviz import render_svg
from reports.diagrams.views import VIEWS

HOSTILE = '=HYPERLINK("http://x") <b>\u0001'


def view(number: int) -> FindingView:
    return FindingView(
        f"fnd-{number}", "DUP-01", 3, HOSTILE, "重复", "高", "high", "很可能", "probable", "待确认", "民政局", HOSTILE, "平台原因", (HOSTILE,),
        ({"quote": HOSTILE, "url": "http://a.example", "sha256": "0" * 64, "at": "2026-11-24", "locator": None},), ("依据",), ("阈值",), "审核人",
    )  # fmt: skip


def recommendation(number: int) -> dict:
    return {
        "id": f"rec-{number}", "do": f"合并甲乙{number}", "because": "重复", "price": "5 万元", "gain": "不计", "affected": "高龄津贴", "if_not": "…", "basis": "依据", "confirm": "审核人",
        "kind": "合并", "steps": ["先接再停"], "addressee": "民政局", "meanwhile": "窗口照常", "first": ["先由两人复核"], "cost_yuan": (50_000, 72_500), "saving_yuan": None,
        "estimated_share": 0.5, "estimated": "50%", "needs_review": False, "closes": ["fnd-1"], "figures": {},
    }  # fmt: skip


@pytest.fixture
def report() -> Report:
    figure = Figure("in-1", "系统", "1,204", ("甲",), "计数")
    money = Figure("in-2", "费用", "5 万元", (), "区间")
    return Report(
        "zh", f"报告{HOSTILE}", "云溪县", "2026", "2026-11-24", figures=[figure, money], cards=[figure],
        top=[{"title": "重复", "subjects": HOSTILE, "why": "理由", "severity": "高", "severity_code": "high", "id": "fnd-1"}],
        clusters=[ClusterView("第 1 组", False, (Side("甲", (("主办", "民政局"),)), Side("乙", (("主办", "卫健局"), ("状态", "运行")))), ("理由",))],
        silos=[SiloView("名册", "公安局", Figure("a", "", "5", (), ""), Figure("b", "", "6", (), ""), (("卡在制度：被拒", ("民政局: 姓名",)),))],
        findings=[view(n) for n in range(1, 4)],
        recommendations=[recommendation(1)],
        waves=[{
            "id": "w1", "lines": ["甲停用"], "cost": money, "saving": money, "stopped": Figure("in-3", "", "1", ("甲",), ""), "cost_yuan": [50_000, 72_500], "saving_yuan": [0, 0],
            "steps": [Amounts("w1", "甲停用", (50_000, 72_500), (0, 0))],
        }], plan={"status": "optimal", "explanation": "甲并入乙", "questions": [], "stable": True},
        method={"collect": ("收集", "说明")}, thresholds=[("阈值", "0.5 （比例）", "本单位设定")], untold=[("INV-01", "状态", figure)], sources=["条例"], limits={"law": "限制"},
        readiness={"org-1": (f"民政局{HOSTILE}", "43%", "系统（2026-11-01）", "3", "系统名称", "暂不提出")}, unready={"org-1": "暂不对民政局提出"}, readiness_needed="60%",
    )  # fmt: skip


def test_a_document_holds_every_finding_numbered_under_real_headings(report: Report) -> None:
    body = report_docx(report)
    assert body == report_docx(report)
    document = Document(io.BytesIO(body))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert [h[:10] for h in headings if h[:2] in ("1.", "2.", "3.")] == [f"{n}. DUP-01 " for n in (1, 2, 3)]
    assert document.tables[0].rows[1].cells[1].text == "1,204"
    assert [[cell.text for cell in row.cells] for row in document.tables[1].rows] == [
        ["", "甲", "乙"],
        ["主办", "民政局", "卫健局"],
        ["状态", "", "运行"],
    ]
    text = "\n".join(p.text for p in document.paragraphs)
    assert "合并甲乙" in text
    assert "暂不对民政局提出" in text
    assert "系统（2026-11-01）" in [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "SHA-256 " + "0" * 64 in text


def test_columns_are_as_wide_and_rows_as_high_as_what_they_hold(report: Report, tmp_path: Path) -> None:
    write_report_xlsx(report, tmp_path / "r.xlsx")
    for sheet in load_workbook(tmp_path / "r.xlsx"):
        # all columns on one page, or as many pages side by side as it takes at a size that is read
        is_wide = sum(column.width for column in sheet.column_dimensions.values()) > 215
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToHeight, sheet.page_setup.scale) in ([(None, 68)] if is_wide else [(0, None), (0, 100), (None, 68)])
        assert bool(sheet.col_breaks.brk) == (sheet.page_setup.scale == 68)
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                # a sign that no sheet can hold stands as its number
                words = str(cell.value or "").replace("_x0001_", "")
                room = sheet.column_dimensions[cell.column_letter].width
                wide = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)
                height = sheet.row_dimensions[cell.row].height or 15
                assert wide <= room or height >= min(27, wide / room) * 15 - 1, (sheet.title, cell.coordinate, words[:80])


def test_sheets_have_filters_frozen_titles_numbers_and_no_formulas(report: Report, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_report_xlsx(report, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    book = load_workbook(tmp_path / "a.xlsx")
    for sheet in book:
        assert (sheet.freeze_panes, bool(sheet.auto_filter.ref)) == ("A2", True)
        assert not any(cell.data_type == "f" for row in sheet for cell in row)
    assert book.worksheets[0]["B2"].value == 1204
    assert book.worksheets[1].max_row == 4
    assert [cell.value for cell in book["数据孤岛"][2]][2:4] == [5, 6]


def test_money_and_thresholds_are_numbers_under_titles_that_say_the_unit(report: Report, tmp_path: Path) -> None:
    write_report_xlsx(report, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")

    def row(sheet: str) -> dict[str, object]:
        titles, values = list(book[sheet].iter_rows(max_row=2, values_only=True))
        return dict(zip(titles, values, strict=True))

    advice = row("整改建议")
    assert (advice["投入下限（元）"], advice["投入上限（元）"], advice["收益下限（元）"], advice["估算占比"]) == (50_000, 72_500, None, 0.5)
    assert (advice["责任单位"], advice["步骤"], advice["影响的事项"], advice["期间安排"], advice["先决条件"]) == (
        "民政局", "1. 先接再停", "高龄津贴", "窗口照常", "先由两人复核",
    )  # fmt: skip
    assert (row("整合方案")["投入上限（元）"], row("整合方案")["收益下限（元）"], row("整合方案")["停用系统数"]) == (72_500, 0, 1)
    assert (row("方案动作")["做什么"], row("方案动作")["投入下限（元）"]) == ("甲停用", 50_000)
    assert (row("阈值")["取值"], row("阈值")["单位（计量）"]) == (0.5, "（比例）")


@pytest.mark.parametrize("count", [IN_PRINT, IN_PRINT + 1, RECOMMENDATIONS_IN_FULL + 5])
def test_no_recommendation_or_silo_is_left_out_unsaid(report: Report, tmp_path: Path, count: int) -> None:
    report.recommendations = [recommendation(n) for n in range(count)]
    report.silos = [replace(report.silos[0], dataset=f"名册{n}号") for n in range(count)]
    write_report_xlsx(report, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert [book[sheet].max_row - 1 for sheet in ("整改建议", "数据孤岛")] == [count, count]
    page = html.document_fromstring(render_html(report).encode())
    for section, word in (("recommendations", "合并甲乙{}"), ("silos", "名册{}号")):
        text = page.xpath(f"//section[@id='{section}']")[0].text_content()
        assert all(word.format(n) in text for n in range(count))
    said = f"另有 {count - IN_PRINT} 条未列入"
    document = "\n".join(p.text for p in Document(io.BytesIO(report_docx(report))).paragraphs)
    printed = html.document_fromstring(render_html(report, for_print=True).encode()).text_content()
    for text in (document, printed):
        # the recommendations and the silos
        assert text.count(said) == (2 if count > IN_PRINT else 0)
        assert f"合并甲乙{IN_PRINT - 1}" in text


def test_a_report_without_anything_is_a_report(tmp_path: Path) -> None:
    empty = Report("en", "Report", "Office", "2026", "2026-11-24")
    assert Document(io.BytesIO(report_docx(empty))).paragraphs
    write_report_xlsx(empty, tmp_path / "e.xlsx")
    assert load_workbook(tmp_path / "e.xlsx").worksheets


def test_of_very_many_recommendations_the_page_lists_the_first_and_counts_the_others(report: Report) -> None:
    shown = RECOMMENDATIONS_IN_FULL + RECOMMENDATIONS_LISTED
    report.recommendations = [recommendation(n) | {"kind": "合并" if n % 2 else "接通"} for n in range(shown + 5)]
    text = html.document_fromstring(render_html(report).encode()).xpath("//section[@id='recommendations']")[0].text_content()
    assert f"合并甲乙{shown - 1}" in text
    assert f"合并甲乙{shown}" not in text
    assert "另有 5 条未逐条列出（合并 2、接通 3）" in text
    assert "未逐条列出" not in render_html(replace(report, recommendations=report.recommendations[:shown]))


def test_a_large_picture_is_enlarged_behind_the_text(office) -> None:
    made = Report("zh", "题", "县", "2026", "2026-01-01", diagrams={"landscape": render_svg(VIEWS["landscape"](office(50).scene("zh")))})
    document = Document(io.BytesIO(report_docx(made)))
    plates = [p.text for p in document.paragraphs if p.style.name == "Caption" and "附图1" in p.text]
    assert len(plates) == len(plate_of(made.diagrams["landscape"]).tiles) >= 4
    assert "附图：按格放大" in [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
