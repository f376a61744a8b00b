"""The report as DOCX and XLSX: the same findings as the page, real styles, numbers as numbers, nothing live."""

import io
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from reports.audit_report.office import report_docx, write_report_xlsx
from reports.audit_report.parts import ClusterView, Figure, FindingView, Report, Side, SiloView

HOSTILE = '=HYPERLINK("http://x") <b>\u0001'


def view(number: int) -> FindingView:
    return FindingView(
        f"fnd-{number}", "DUP-01", HOSTILE, "重复", "高", "high", "很可能", "probable", "待确认", "民政局", HOSTILE, "平台原因", (HOSTILE,),
        ({"quote": HOSTILE, "url": "http://a.example", "sha256": "0" * 64, "at": "2026-11-24"},), ("依据",), ("阈值",), "审核人",
    )  # fmt: skip


@pytest.fixture
def report() -> Report:
    figure = Figure("in-1", "系统", "1,204", ("甲",), "计数")
    money = Figure("in-2", "费用", "5 万元", (), "区间")
    return Report(
        "zh", f"报告{HOSTILE}", "云溪县", "2026", "2026-11-24", figures=[figure, money], headline=["systems"],
        top=[{"title": "重复", "subjects": HOSTILE, "why": "理由", "severity": "高", "severity_code": "high", "id": "fnd-1"}],
        clusters=[ClusterView("第 1 组", False, (Side("甲", (("主办", "民政局"),)), Side("乙", (("主办", "卫健局"), ("状态", "运行")))), ("理由",))],
        silos=[SiloView("名册", "公安局", Figure("a", "", "5", (), ""), Figure("b", "", "6", (), ""), ("民政局: 姓名",))],
        findings=[view(n) for n in range(1, 4)],
        recommendations=[{"do": "合并甲乙", "because": "重复", "price": "5 万元", "gain": "不计", "affected": "", "if_not": "…", "basis": "依据", "confirm": "审核人", "kind": "合并", "steps": ["先接再停"]}],
        waves=[{"id": "w1", "lines": ["甲停用"], "cost": money, "saving": money, "stopped": figure}], plan={"status": "optimal"},
        method=[("收集", "说明")], thresholds=[("阈值", "0.5", "本单位设定")], untold=[("INV-01", "状态", figure)], sources=["条例"], limits=["限制"],
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
    assert [cell.value for cell in book.worksheets[3][2]][2:4] == [5, 6]


def test_a_report_without_anything_is_a_report(tmp_path: Path) -> None:
    empty = Report("en", "Report", "Office", "2026", "2026-11-24")
    assert Document(io.BytesIO(report_docx(empty))).paragraphs
    write_report_xlsx(empty, tmp_path / "e.xlsx")
    assert load_workbook(tmp_path / "e.xlsx").worksheets
