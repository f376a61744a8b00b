"""Complaints: imported without people, screened, told in the report, never a finding by themselves."""

from pathlib import Path
from typing import Any

TABLE = """工单编号,来电人,联系电话,受理时间,诉求内容,承办单位
G1,张三,13812345678,2026-03-02,"社区要求每户必须下载“掌上云溪”APP并截图上报，否则不给开门禁",云溪县民政局
G2,李四,13912345678,2026-03-03,新安路路灯坏了请修,云溪县住建局
"""


def test_leads_are_screened_reported_and_no_findings(workspace, auditor, tmp_path: Path) -> None:
    (tmp_path / "热线.csv").write_text(TABLE, encoding="utf-8")
    call: list[Any] = ["-w", workspace.folder, "--json"]
    imported = auditor("import", tmp_path / "热线.csv", *call).json
    assert imported["read"] == {"leads": 2}
    assert auditor("import", tmp_path / "热线.csv", *call).json["changed"] == {}
    audited = auditor("audit", *call).json
    assert audited["findings"] == {}

    document = auditor("export", "inventory", "-w", workspace.folder, "--format", "json").json
    first = next(lead for lead in document["leads"] if lead["code"] == "G1")
    assert {hit["disposition"] for hit in first["hits"]} == {"reported"}
    assert "forced_download" in {hit["category"] for hit in first["hits"]}
    assert "13812345678" not in str(document)
    assert "张三" not in str(document)


def test_the_report_tells_leads_apart_from_findings(workspace, auditor, tmp_path: Path) -> None:
    (tmp_path / "热线.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "systems.csv").write_text("id,name,owner\ns1,甲系统,云溪县民政局\n", encoding="utf-8")
    for name in ("热线.csv", "systems.csv"):
        auditor("import", tmp_path / name, "-w", workspace.folder)
    auditor("audit", "-w", workspace.folder)
    assert auditor("report", "-w", workspace.folder, "--format", "html", "--out", tmp_path / "out").code == 0
    page = (tmp_path / "out" / "report.en.html").read_text(encoding="utf-8")
    section = page.split('id="leads"')[1].split("</section>")[0]
    assert "每户必须下载" in section
    assert section.count("<tr>") == 3
