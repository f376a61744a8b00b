"""Diagrams and reports of a workspace as files."""

import re
import xml.etree.ElementTree as ET

import pytest

from auditor.showing import draw, without_size, write_report
from inventory.problems import InputError
from reports.diagrams.views import VIEWS


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", ["svg", "png", "dot"])
def test_each_view_in_each_format(town_workspace, tmp_path, view, kind) -> None:
    draw(town_workspace, view, tmp_path / f"a.{kind}")
    data = (tmp_path / f"a.{kind}").read_bytes()
    assert data.startswith({"svg": b"<svg", "png": b"\x89PNG\r\n\x1a\n", "dot": b"digraph"}[kind])
    if kind == "svg":
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
