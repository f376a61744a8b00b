"""A census workbook goes in by one command: its columns are told, kept titles count, refused cells come back marked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from auditor.workspace import Workspace


@pytest.fixture
def census(tmp_path: Path) -> Path:
    path = tmp_path / "普查表.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Sheet1")
    sheet.merge_range(0, 0, 0, 4, "云溪县信息系统普查表")
    sheet.write(1, 0, "填报单位：县民政局")
    sheet.write_row(2, 0, ["序号", "业务系统名称", "系统主人", "使用情况", "2025年运维费（万元）"])
    sheet.write_row(3, 0, [1, "高龄津贴系统", "乙公司", "运行", 12])
    sheet.write_row(4, 0, [2, "低保系统", "丙公司", "飞行", "十二"])
    sheet.write_row(5, 0, ["合计", "", "", "", 24])
    book.close()
    return path


def test_a_census_workbook_is_understood_and_its_columns_are_told(auditor: Callable[..., Any], workspace: Workspace, census: Path) -> None:
    answer = auditor("import", census, "-w", workspace.folder, "--json")
    assert (answer.code, answer.json["read"]) == (1, {"costs": 2, "systems": 2})
    assert {(c["column"], c["field"]) for c in answer.json["columns"]} == {
        ("B", "System.name"),
        ("D", "System.status"),
        ("E", "Cost.om_yuan"),
    }
    assert {(r["row"], r["column"]) for r in answer.json["rejected"]} == {(5, "D"), (5, "E")}
    assert [(i["code"], i["column"]) for i in answer.json["ignored"]] == [("unknown_column", "C")]
    told = auditor("export", "inventory", "-w", workspace.folder).json
    assert {s["owner"] for s in told["systems"]} == {"县民政局"}
    assert [(c["fiscal_year"], c["annual_om_yuan"]) for c in told["costs"] if c["annual_om_yuan"]] == [(2025, "120000")]


def test_a_title_that_the_office_gave_a_field_counts(auditor: Callable[..., Any], workspace: Workspace, census: Path) -> None:
    settings = workspace.folder / "auditor.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("[columns]", '[columns]\n"系统主人" = "System.contractor"', 1), encoding="utf-8"
    )
    auditor("import", census, "-w", workspace.folder)
    assert {s["contractor"] for s in auditor("export", "inventory", "-w", workspace.folder).json["systems"]} == {"乙公司", "丙公司"}


def test_a_title_given_to_no_field_is_a_wrong_setting(auditor: Callable[..., Any], workspace: Workspace, census: Path) -> None:
    settings = workspace.folder / "auditor.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("[columns]", '[columns]\n"系统主人" = "System.absent"', 1), encoding="utf-8"
    )
    auditor("import", census, "-w", workspace.folder).says_one_line("columns", "System.absent")
