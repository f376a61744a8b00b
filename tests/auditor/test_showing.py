"""Diagrams and reports of a workspace as files."""

import re
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import pytest

from auditor.exporting import findings_list
from auditor.reporting import without_size, write_report
from auditor.showing import draw, write_letter
from graphs.rules import rules
from inventory.problems import InputError
from reports.audit_report.scope import Scope
from reports.diagrams.views import VIEWS


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", ["svg", "png", "dot", "pdf", "mermaid", "drawio"])
def test_each_view_in_each_format(town_workspace, tmp_path, view, kind) -> None:
    draw(town_workspace, view, tmp_path / f"a.{kind}")
    data = (tmp_path / f"a.{kind}").read_bytes()
    assert data.startswith(
        {"svg": b"<svg", "png": b"\x89PNG\r\n\x1a\n", "dot": b"digraph", "pdf": b"%PDF-", "mermaid": b"---\ntitle", "drawio": b"<mxfile"}[
            kind
        ]
    )
    if kind in ("svg", "drawio"):
        ET.fromstring(data)


def test_the_option_s_format_goes_before_the_file_s_ending(town_workspace, tmp_path) -> None:
    draw(town_workspace, "landscape", tmp_path / "a.png", format_="dot")
    assert (tmp_path / "a.png").read_bytes().startswith(b"digraph")
    draw(town_workspace, "landscape", tmp_path / "bare")
    assert (tmp_path / "bare").read_bytes().startswith(b"<svg")


def test_reports_in_both_languages(town_workspace, tmp_path) -> None:
    written = write_report(town_workspace, tmp_path, formats=("html", "pdf"), languages=("zh", "en"))
    assert [path.name for path in written] == ["report.zh.html", "report.zh.pdf", "report.en.html", "report.en.pdf"]
    assert all(path.stat().st_size > 20_000 for path in written)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("report")) == sorted(path.name for path in written)


def test_a_report_wants_an_audit_and_a_known_format(workspace, town_workspace, tmp_path) -> None:
    for where, formats, code in ((workspace, ("html",), "no_audit"), (town_workspace, ("odt",), "unknown_option")):
        with pytest.raises(InputError) as caught:
            write_report(where, tmp_path / "out", formats=formats, languages=("zh",))
        assert caught.value.code == code
    assert not (tmp_path / "out").exists()


def test_a_hostile_name_does_not_cost_the_report(town, auditor, tmp_path) -> None:
    (tmp_path / "systems.csv").write_text("id,name,status\nsys-x,<script>alert(1)</script>,active\n", encoding="utf-8")
    assert auditor("import", tmp_path / "systems.csv", "-w", town).code == 0
    answer = auditor("report", "--out", tmp_path / "out", "--format", "html", "-w", town)
    assert answer.code == 0, answer.err


def test_identifiers_of_several_pictures_stay_apart() -> None:
    first, second = (without_size(f'<svg><g id="a"/><text>{n}</text></svg>') for n in "12")
    assert set(re.findall(r'id="([^"]+)"', first)) & set(re.findall(r'id="([^"]+)"', second)) == set()


def test_a_report_of_one_body_speaks_of_that_body_alone(town_workspace, tmp_path) -> None:
    from openpyxl import load_workbook

    def subjects(scope: Scope) -> set[str]:
        write_report(town_workspace, tmp_path, formats=("xlsx",), languages=("en",), scope=scope)
        sheet = load_workbook(tmp_path / "report.en.xlsx").worksheets[1]
        return {str(row[6].value) for row in sheet.iter_rows(min_row=2)}

    every, one, system = subjects(Scope()), subjects(Scope(organisation="云溪县教育局")), subjects(Scope(system="学籍管理系统"))
    assert one < every
    assert system <= one
    assert not any("银龄关爱服务平台" in text for text in one)
    with pytest.raises(InputError):
        write_report(town_workspace, tmp_path, formats=("xlsx",), languages=("en",), scope=Scope(organisation="没有"))


def test_a_public_report_holds_nothing_that_nobody_confirmed(town_workspace, tmp_path) -> None:
    [page] = write_report(town_workspace, tmp_path, formats=("html",), languages=("zh",), scope=Scope(is_public=True))
    text = page.read_text(encoding="utf-8")
    assert "公开版" in text
    assert 'class="finding"' not in text
    assert "各单位填报情况" not in text
    [page] = write_report(town_workspace, tmp_path, formats=("html",), languages=("zh",))
    text = page.read_text(encoding="utf-8")
    assert 'class="finding"' in text
    assert "各单位填报情况" in text


def test_a_letter_asks_for_a_reply_to_each_open_finding(town_workspace, tmp_path) -> None:
    from docx import Document

    paths = write_letter(town_workspace, "云溪县民政局", tmp_path)
    assert [p.name for p in paths] == ["letter.zh.docx", "letter.en.docx"]
    wanted = [f for f in findings_list(town_workspace, organisation="云溪县民政局") if f["status"] in ("candidate", "question")]
    assert wanted
    for path in paths:
        text = "\n".join(p.text for p in Document(str(path)).paragraphs)
        assert all(f["id"] in text for f in wanted)
        assert "云溪县民政局" in text
        language = path.name.split(".")[1]
        assert all(rules()[f["rule"]][0].mend.of(language) in text for f in wanted)
        assert not any(f["id"] in text for f in findings_list(town_workspace) if f["id"] not in {w["id"] for w in wanted})
    before = [p.read_bytes() for p in paths]
    assert [p.read_bytes() for p in write_letter(town_workspace, "云溪县民政局", tmp_path)] == before


def test_views_of_a_subject(town_workspace, tmp_path) -> None:
    subjects = (
        ("system", "银龄关爱服务平台"), ("element", "公民身份号码"), ("lineage", "citizen_id_number"), ("landscape", "云溪县民政局"), ("landscape", "云溪县"),
    )  # fmt: skip
    for view, subject in subjects:
        draw(town_workspace, view, tmp_path / "a.svg", subject=subject)
        assert (tmp_path / "a.svg").read_bytes().startswith(b"<svg")
    for view, subject, code in (
        ("system", None, "usage"),
        ("duplicates", "x", "usage"),
        ("landscape", "没有的地方", "not_found"),
        ("system", "没有", "not_found"),
        ("element", "没有的项", "not_found"),
    ):
        with pytest.raises(InputError) as caught:
            draw(town_workspace, view, tmp_path / "b.svg", subject=subject)
        assert caught.value.code == code
        assert not (tmp_path / "b.svg").exists()


def test_a_picture_leads_to_a_report_beside_it(town_workspace, tmp_path) -> None:
    [page] = write_report(town_workspace, tmp_path / "报告", formats=("html",), languages=("zh",))
    draw(town_workspace, "duplicates", tmp_path / "图" / "d.svg", report=str(page))
    root = ET.fromstring((tmp_path / "图" / "d.svg").read_bytes())
    leads = {a.get("href") for a in root.iter("{http://www.w3.org/2000/svg}a")} - {None}
    assert leads
    for address in leads:
        file, _, anchor = unquote(address).partition("#")
        assert (tmp_path / "图" / file).resolve() == page
        assert f'id="{anchor}"' in page.read_text(encoding="utf-8")
    draw(town_workspace, "duplicates", tmp_path / "d.svg", report="https://audit.example/findings")
    assert "https://audit.example/findings#fnd-" in (tmp_path / "d.svg").read_text(encoding="utf-8")
    draw(town_workspace, "duplicates", tmp_path / "d.svg")
    alone = (tmp_path / "d.svg").read_text(encoding="utf-8")
    assert "href" not in alone.replace("xmlns:xlink", "")
    assert "data-findings=" in alone
