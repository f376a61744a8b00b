"""The invented offices."""

from pathlib import Path

import pytest

from auditor.demo.offices import county, fill, read_rows

FORMS = sorted(path.name for path in county("forms").glob("*.csv"))


@pytest.mark.parametrize("name", FORMS)
def test_answers_are_tables_with_an_office_to_each_row(name) -> None:
    rows = read_rows(county("forms", name))
    assert rows
    assert all(None not in row for row in rows), "a row is longer than the header"
    offices = {row["单位名称"] for row in read_rows(county("forms", "organisations.csv"))}
    holders = {row.get("填报单位") or row.get("所属单位") or row.get("单位名称") for row in rows}
    assert holders <= offices, holders - offices


def test_an_office_of_its_own_fills_its_workbook_and_others_do_not(workspace, auditor, tmp_path) -> None:
    assert auditor("import", county("registers"), "-w", workspace.folder).code in (0, 1)
    forms = auditor("form", "export", "--out", tmp_path / "forms", "-w", workspace.folder, "--json", lang="zh").json["forms"]
    filled = {form["organisation"]: fill(path) for form in forms for path in (Path(form["file"]),)}
    assert sum(office is not None for office in filled.values()) == 8
    assert all(office in (None, name) for name, office in filled.items())
    answer = auditor("form", "import", *(f["file"] for f in forms if filled[f["organisation"]]), "-w", workspace.folder, "--json")
    assert [entry for entry in answer.json["rejected"] if entry["code"] != "foreign_row"] == []
