"""Exports: formats, filters, nothing live in a spreadsheet, files whole or absent; what a document claims of findings when it comes back."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from auditor import review
from auditor.exporting import default_format, export_what, findings_list, inventory_document, write_atomic
from auditor.workspace import open_workspace
from inventory.database import reading
from inventory.intake import import_path
from inventory.models.ledger import FindingEventRow, FindingRow
from inventory.problems import InputError

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")')


def test_filters_of_findings(town_workspace) -> None:
    every = findings_list(town_workspace)
    assert every
    assert findings_list(town_workspace, rule="dup-01") == [f for f in every if f["rule"] == "DUP-01"]
    assert findings_list(town_workspace, severity="high") == [f for f in every if f["severity"] == "high"]
    assert findings_list(town_workspace, status="question") == [f for f in every if f["status"] == "question"]
    mine = findings_list(town_workspace, organisation="云溪县教育局")
    assert mine == [f for f in every if "org-c" in f["organisations"] + f["subjects"]]
    order = ["critical", "high", "medium", "low"]
    assert [order.index(f["severity"]) for f in every] == sorted(order.index(f["severity"]) for f in every)
    for option in ({"severity": "x"}, {"status": "x"}, {"organisation": "x"}):
        with pytest.raises(InputError):
            findings_list(town_workspace, **option)


def test_findings_carry_the_keys_of_the_contract(town_workspace) -> None:
    keys = {
        "id", "rule", "rule_version", "title", "severity", "certainty", "cause", "subjects", "basis", "thresholds", "evidence", "url", "quote", "category", "why",
        "must_confirm", "status", "owner", "due", "round",
    }  # fmt: skip
    for finding in findings_list(town_workspace):
        assert keys <= set(finding)
        assert finding["title"]
        assert finding["why"]
        for basis in finding["basis"]:
            assert {"source", "title", "number", "date", "clause", "verified"} == set(basis)


def test_the_same_workspace_gives_the_same_bytes(town_workspace, tmp_path) -> None:
    for what, kind in (("inventory", "json"), ("findings", "json"), ("findings", "csv"), ("inventory", "xlsx"), ("findings", "xlsx")):
        for name in ("a", "b"):
            export_what(town_workspace, what, kind, tmp_path / name)
        if kind != "xlsx" or what == "inventory":
            assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes(), (what, kind)


def test_csv_folder_comes_in_again(town_workspace, auditor, tmp_path) -> None:
    export_what(town_workspace, "inventory", "csv", tmp_path / "tables")
    assert auditor("init", tmp_path / "other", "--name", "云溪县").code == 0
    answer = auditor("import", tmp_path / "tables", "-w", tmp_path / "other", "--json")
    assert answer.code == 0, answer.err
    before, after = (auditor("export", "inventory", "-w", folder).json for folder in (town_workspace.folder, tmp_path / "other"))
    for array in ("organisations", "systems", "channels", "resources", "fields"):
        strip = [{k: v for k, v in entry.items() if k != "sources"} for entry in before[array]]
        assert [{k: v for k, v in entry.items() if k != "sources"} for entry in after[array]] == strip


def test_no_formula_is_live(town, auditor, tmp_path) -> None:
    names = [f"{formula}{n}" for n, formula in enumerate(FORMULAS)]
    document = {"systems": [{"id": f"sys-{n}", "name": name} for n, name in enumerate(names)]}
    (tmp_path / "names.json").write_text(json.dumps(document), encoding="utf-8")
    assert auditor("import", tmp_path / "names.json", "-w", town).code == 0
    for what in ("inventory", "findings"):
        assert auditor("export", what, "--format", "xlsx", "--out", tmp_path / f"{what}.xlsx", "-w", town).code == 0
        cells = [cell for sheet in load_workbook(tmp_path / f"{what}.xlsx") for row in sheet.iter_rows() for cell in row]
        assert [c.coordinate for c in cells if c.data_type == "f" or c.hyperlink] == []
    assert auditor("export", "inventory", "--format", "csv", "--out", tmp_path / "tables", "-w", town).code == 0
    text = (tmp_path / "tables" / "systems.csv").read_text(encoding="utf-8-sig")
    live = [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert live == []


def test_findings_as_csv_have_no_live_formula(town, auditor, tmp_path) -> None:
    text = auditor("export", "findings", "--format", "csv", "-w", town).out
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")] == []


def test_a_file_is_whole_or_absent(tmp_path) -> None:
    def fails(path) -> None:
        path.write_text("half")
        raise RuntimeError

    (tmp_path / "a").write_text("old")
    with pytest.raises(RuntimeError):
        write_atomic(tmp_path / "a", fails)
    assert (tmp_path / "a").read_text() == "old"
    write_atomic(tmp_path / "deep" / "b", lambda path: path.write_text("new"))
    assert (tmp_path / "deep" / "b").read_text() == "new"


def test_nothing_is_left_of_a_file_that_failed(tmp_path) -> None:
    def fails(path) -> None:
        path.write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_atomic(tmp_path / "a", fails)
    assert list(tmp_path.iterdir()) == []


def test_a_plan_is_exported_once_there_is_one(town, town_workspace, auditor, tmp_path) -> None:
    with pytest.raises(InputError) as caught:
        export_what(town_workspace, "plan", "json", None)
    assert caught.value.code == "no_plan"
    assert auditor("plan", "-w", town).code == 0
    assert json.loads(export_what(town_workspace, "plan", "json", None) or "")["status"] == "optimal"
    export_what(town_workspace, "plan", "xlsx", tmp_path / "plan.xlsx")
    rows = list(load_workbook(tmp_path / "plan.xlsx")["waves"].iter_rows(values_only=True))
    assert "Cost, low (yuan)" in rows[0]
    assert all(isinstance(value, int) for row in rows[1:] for title, value in zip(rows[0], row, strict=True) if "(yuan)" in title)


@pytest.mark.parametrize(("what", "title"), [("duties", {"单位", "Organisation"}), ("sharing", {"信息项（数据元）", "Element"})])
def test_duties_and_sharing_are_tables_in_both_formats(town_workspace, tmp_path, what: str, title: set[str]) -> None:
    text = export_what(town_workspace, what, "csv", None)
    assert text is not None
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert rows[0][0] in title
    assert len(rows) > 2
    export_what(town_workspace, what, "xlsx", tmp_path / "t.xlsx")
    sheet = load_workbook(tmp_path / "t.xlsx").active
    assert [cell.value for cell in sheet[1]] == rows[0]
    assert sheet.max_row == len(rows)


def test_the_sheet_of_a_merge_is_json_csv_and_xlsx(town, auditor, tmp_path) -> None:
    # a town that answers little: how much is enough for a merge is for its office to say
    settings = town / "auditor.toml"
    text = settings.read_text(encoding="utf-8")
    assert text.count("\n[thresholds]") == 1
    settings.write_text(text.replace("\n[thresholds]", "\n[thresholds]\nreadiness = 0.0\n#", 1), encoding="utf-8")
    assert auditor("audit", "-w", town).code == 0
    town_workspace = open_workspace(town, "en")
    (merge,) = [r for r in inventory_document(town_workspace)["recommendations"] if r["kind"] == "merge" and "sys-a" in r["subjects"]]
    step = merge["content"]["steps"][0]["parts"]
    (leaving,), target = step["leaving"], step["target"]
    tables = {"sys-a": "a", "sys-b": "b"}
    transfers = json.loads(export_what(town_workspace, "integration", "json", None) or "")["transfers"]
    mine = [t for t in transfers if t["recommendation"] == merge["id"]]
    # both systems hold the same five items: each has its place
    assert [(t["source"], t["source_field"], t["target"], t["target_field"], t["gap"]) for t in mine] == [
        (leaving, f"fld-{tables[leaving]}-{n}", target, f"fld-{tables[target]}-{n}", None) for n in range(5)
    ]
    assert {t["source_owner"] for t in mine} | {t["target_owner"] for t in mine} == {"org-a", "org-b"}
    rows = list(csv.reader(io.StringIO((export_what(town_workspace, "integration", "csv", None) or "").lstrip("\ufeff"))))
    without = json.loads(export_what(town_workspace, "integration", "json", None) or "")["without_fields"]
    assert [row[0] for row in rows[1 + len(transfers) :]] == [one["recommendation"] for one in without]
    assert all(row[-1] for row in rows[1 + len(transfers) :])
    assert len(set(rows[0])) == len(rows[0])
    assert {"Source system", "Target field", "Gap"} <= set(rows[0])
    at = next(row for row in rows[1:] if row[0] == merge["id"])
    said = dict(zip(rows[0], at, strict=True))
    assert (said["Source label"], said["Target label"], said["Gap"]) == ("姓名", "姓名", "")
    export_what(town_workspace, "integration", "xlsx", tmp_path / "i.xlsx")
    sheet = load_workbook(tmp_path / "i.xlsx").active
    assert [cell.value for cell in sheet[1]] == rows[0]
    assert sheet.max_row == len(rows)


def test_the_format_is_that_of_the_file_or_one_that_fits_its_place(tmp_path) -> None:
    from pathlib import Path

    assert default_format("duties", None) == "csv"
    assert default_format("duties", tmp_path / "d") == "xlsx"
    assert default_format("graph", Path("g.gexf")) == "gexf"
    assert default_format("inventory", Path("i.xlsx")) == "xlsx"


def rule_of(workspace, rule: str) -> str:
    return str(findings_list(workspace, rule=rule)[0]["id"])


def status_and_log(workspace, finding: str) -> tuple[str, list[tuple]]:
    with reading(workspace.engine) as session:
        rows = session.execute(select(FindingEventRow).where(FindingEventRow.finding == finding).order_by(FindingEventRow.id)).scalars()
        return str(session.get(FindingRow, finding).status), [(row.action, row.by, row.old, row.new, row.text) for row in rows]


def test_a_reply_is_part_of_the_export_and_comes_back(town, auditor, tmp_path) -> None:
    w = open_workspace(town, "zh")
    review.step(w, "answer", rule_of(w, "DUP-01"), by="甲", text="属实")
    w.engine.dispose()
    document = auditor("export", "inventory", "-w", town).json
    assert [(e["action"], e["by"], e["text"]) for e in document["finding_events"] if e["action"] != "found"] == [("answer", "甲", "属实")]
    assert "password" not in json.dumps(document)


def test_a_status_that_comes_without_any_log_is_taken_and_the_log_says_from_where(town_workspace, other_workspace, tmp_path) -> None:
    finding = rule_of(town_workspace, "DUP-01")
    document = inventory_document(town_workspace)
    document["finding_events"] = []
    next(f for f in document["findings"] if f["id"] == finding)["status"] = "confirmed"
    (tmp_path / "told.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    import_path(other_workspace.engine, tmp_path / "told.json", now=other_workspace.now)
    assert status_and_log(other_workspace, finding) == ("confirmed", [("restored", "auditor", None, "confirmed", "told.json")])


@pytest.mark.parametrize("kept", [("found",), ("found", "answer"), ("found", "close"), ()])
def test_a_status_that_a_document_claims_and_its_log_does_not_lead_to_is_not_taken(town_workspace, other_workspace, tmp_path, kept) -> None:
    finding = rule_of(town_workspace, "DUP-01")
    review.step(town_workspace, "answer", finding, by="甲", text="属实")
    for by in ("甲", "乙"):
        review.step(town_workspace, "confirm", finding, by=by, text="看过")
    review.step(town_workspace, "close", finding, by="甲", text="已改")
    document = inventory_document(town_workspace)
    document["finding_events"] = [e for e in document["finding_events"] if e["finding"] != finding or e["action"] in kept]
    (tmp_path / "forged.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    outcome = import_path(other_workspace.engine, tmp_path / "forged.json", now=other_workspace.now)
    assert [q.code for q in outcome.problems.questions if q.code == "status_not_proven"] == ["status_not_proven"]
    assert status_and_log(other_workspace, finding)[0] in ("candidate", "question")
