from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from auditor.exporting import inventory_document
from auditor.forms import export_forms, form_status
from auditor.workspace import Workspace
from inventory.database import reading
from inventory.forms.layout import ID_TITLE
from inventory.forms.read_workbook import import_form
from inventory.intake import Outcome, import_path
from inventory.problems import InputError
from inventory.snapshot import load_inventory
from inventory.values.inventory import Inventory

TOWN = {
    "organisations.csv": "id,name,level,code\no1,云溪县民政局,county,11430603006\n",
    "systems.csv": "id,name,owner,status,functions,audience,mlps_level,om_contract_end\ns1,养老平台,o1,运行,受理|审核,公众,不适用,2026-12-31\n",
    "channels.csv": "id,name,kind,owner,system,feat_check_in\nc1,云溪养老,小程序,o1,s1,否\n",
    "resources.csv": "id,name,system,share_type\nd1,老年人,s1,有条件\n",
    "fields.csv": "id,label,resource\nf1,姓名,d1\n",
    "returns.csv": "id,name,requiring,frequency\nr1,高龄津贴月报,o1,每月\n",
}


def fill(workspace: Workspace, folder: Path, **more: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in {**TOWN, **{f"{array}.csv": text for array, text in more.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert import_path(workspace.engine, folder, now=workspace.now).problems.rejected == []


@pytest.fixture
def town(workspace: Workspace, tmp_path: Path) -> Workspace:
    """One body with a system, a channel, a table with one item, and a return."""
    fill(workspace, tmp_path / "registers")
    return workspace


def export(workspace: Workspace, folder: Path, tier: str = "core") -> Path:
    (made,) = export_forms(workspace, folder / "forms", only=[], below_county=False, tier=tier)
    return Path(made["file"])


def give_back(workspace: Workspace, path: Path, **options: Any) -> Outcome:
    return import_form(workspace.engine, path, workspace=workspace.settings.workspace.name, now=workspace.now, **options)


def edit(path: Path, sheet: str, change: Callable[[dict[str, Any]], None]) -> Path:
    """Fill the workbook in a spreadsheet program: `change` gets row 2 or the first empty row as title → cell."""
    workbook = openpyxl.load_workbook(path)
    page = workbook[sheet]
    titles = {str(cell.value): cell.column for cell in page[1]}
    row: dict[str, Any] = {"row": 2}
    change(row)
    number = row.pop("row")
    for title, value in row.items():
        page.cell(number, titles[title]).value = value
    workbook.save(path)
    return path


def inventory(workspace: Workspace) -> Inventory:
    with reading(workspace.engine) as session:
        return load_inventory(session, today="2026-03-01")


def answers(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    return {
        array: [{k: v for k, v in entry.items() if k != "sources"} for entry in inventory_document(workspace)[array]]
        for array in ("organisations", "systems", "channels", "resources", "fields", "returns", "exchanges", "costs")
    }


@pytest.mark.parametrize("tier", ["core", "ask_if"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_untouched_form_changes_no_answer(language: str, tier: str, town: Workspace, tmp_path: Path) -> None:
    town.language = language
    before = answers(town)
    outcome = give_back(town, export(town, tmp_path, tier))
    assert (outcome.problems.rejected, outcome.problems.ignored) == ([], [])
    assert dict(outcome.read) == {
        "organisations": 1,
        "systems": 1,
        "channels": 1,
        "resources": 1,
        "fields": 1,
        "returns": 1,
    }
    assert answers(town) == before


def test_the_same_form_again_changes_nothing(town: Workspace, tmp_path: Path) -> None:
    path = export(town, tmp_path)
    give_back(town, path)
    before = inventory_document(town)
    assert dict(give_back(town, path).changed) == {}
    assert inventory_document(town) == before


def test_a_dry_run_writes_nothing(town: Workspace, tmp_path: Path) -> None:
    path = edit(export(town, tmp_path), "系统", lambda row: row.update({"系统名称": "新平台"}))
    before = inventory_document(town)
    dry = give_back(town, path, dry_run=True)
    assert inventory_document(town) == before
    assert form_status(town)[0]["round"] is None
    assert dry.as_dict("zh") == give_back(town, path).as_dict("zh")


def test_a_renamed_system_keeps_its_id(town: Workspace, tmp_path: Path) -> None:
    give_back(town, edit(export(town, tmp_path), "系统", lambda row: row.update({"系统名称": "颐养平台"})))
    assert {i: s.name for i, s in inventory(town).systems.items()} == {"s1": "颐养平台"}


def test_a_renamed_system_is_still_found_under_its_old_name(town: Workspace, tmp_path: Path) -> None:
    give_back(town, edit(export(town, tmp_path), "系统", lambda row: row.update({"系统名称": "颐养平台"})))
    assert inventory(town).channels["c1"].system == "s1"


def test_a_new_row_belongs_to_the_body(town: Workspace, tmp_path: Path) -> None:
    give_back(
        town,
        edit(
            export(town, tmp_path),
            "系统",
            lambda row: row.update({"row": 3, "系统名称": "低保系统", "系统阶段": "在建", "年度运维金额(万元)": 8}),
        ),
    )
    (new,) = [s for s in inventory(town).systems.values() if s.id != "s1"]
    assert (new.name, new.owner, new.status) == ("低保系统", "o1", "building")
    (cost,) = inventory(town).costs.values()
    assert (cost.object, cost.fiscal_year, str(cost.om_yuan)) == (new.id, int(town.today[:4]), "80000.00")


def test_a_wrong_cell_is_listed_with_sheet_row_and_column_and_the_rest_is_kept(town: Workspace, tmp_path: Path) -> None:
    path = edit(export(town, tmp_path), "系统", lambda row: row.update({"系统阶段": "凑合", "系统描述": "服务老人"}))
    outcome = give_back(town, path)
    (problem,) = outcome.problems.rejected
    column = next(cell.column_letter for cell in openpyxl.load_workbook(path)["系统"][1] if cell.value == "系统阶段")
    assert (problem.code, problem.at.file, problem.at.sheet, problem.at.row, problem.at.column) == (
        "not_in_list",
        path.name,
        "系统",
        2,
        column,
    )
    assert (inventory(town).systems["s1"].purpose, inventory(town).systems["s1"].status) == ("服务老人", "active")
    assert form_status(town)[0]["rejected"] == 1


def test_the_form_overrules_a_register(town: Workspace, tmp_path: Path) -> None:
    give_back(town, edit(export(town, tmp_path), "系统", lambda row: row.update({"系统阶段": "已下线"})))
    assert inventory(town).systems["s1"].status == "retired"
    assert ("status", "retired", "active") in [(c.field, c.chosen, c.other) for c in inventory(town).conflicts]


def test_an_untouched_form_conflicts_with_nothing(town: Workspace, tmp_path: Path) -> None:
    give_back(town, export(town, tmp_path))
    assert [(c.field, c.chosen, c.other) for c in inventory(town).conflicts] == []


def test_a_returned_form_is_noted(town: Workspace, tmp_path: Path) -> None:
    assert form_status(town)[0]["round"] is None
    give_back(town, export(town, tmp_path))
    assert form_status(town)[0]["round"] == inventory(town).round
    assert inventory(town).returned_forms == {"o1": town.now.date().isoformat()}


def test_a_form_of_another_workspace_is_refused(town: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        import_form(town.engine, export(town, tmp_path), workspace="别县", now=town.now)
    assert error.value.code == "foreign_form"


@pytest.mark.parametrize("marks", [None, [["workspace", "云溪县"]], []])
def test_other_workbooks_are_no_forms(marks: list[list[str]] | None, workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("系统").write(0, 0, "系统名称")
        if marks is not None:
            page = made.add_worksheet("_form")
            for number, row in enumerate(marks):
                page.write_row(number, 0, row)
    with pytest.raises(InputError) as error:
        give_back(workspace, path)
    assert error.value.code == "not_a_form"


def test_credentials_typed_into_a_form_are_refused(town: Workspace, tmp_path: Path) -> None:
    outcome = give_back(town, edit(export(town, tmp_path), "系统", lambda row: row.update({"系统描述": "初始密码：hunter2"})))
    assert [p.code for p in outcome.problems.rejected] == ["credential_value"]
    assert "hunter2" not in repr((outcome, inventory_document(town)))


def test_a_known_cost_is_not_counted_twice(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, tmp_path / "registers", costs=f"object,fiscal_year,annual_om_yuan\ns1,{workspace.today[:4]},80000\n")
    give_back(workspace, export(workspace, tmp_path))
    assert [str(cost.om_yuan) for cost in inventory(workspace).costs.values()] == ["80000.00"]


def test_a_reference_to_one_of_two_namesakes_survives(workspace: Workspace, tmp_path: Path) -> None:
    fill(
        workspace, tmp_path / "registers",
        organisations="id,name,level\no1,云溪县民政局,county\no2,云溪县教育局,town\n",
        systems="id,name,owner\ns1,养老平台,o1\ns2,办公系统,o2\ns3,办公系统,o1\n",
        exchanges="id,from,to,elements\ne1,s1,s2,姓名\n",
    )  # fmt: skip
    give_back(workspace, export(workspace, tmp_path))
    assert inventory(workspace).exchanges["e1"].to_system == "s2"


def test_items_with_commas_survive(workspace: Workspace, tmp_path: Path) -> None:
    fill(
        workspace,
        tmp_path / "registers",
        systems='id,name,owner,functions\ns1,养老平台,o1,"[""受理、审核"",""办结""]"\n',
    )
    give_back(workspace, export(workspace, tmp_path))
    assert inventory(workspace).systems["s1"].functions == ("受理、审核", "办结")


def test_the_hidden_id_is_no_way_into_another_bodys_records(workspace: Workspace, tmp_path: Path) -> None:
    """A body's workbook may change its own records only."""
    fill(
        workspace, tmp_path / "registers",
        organisations="id,name,level\no1,云溪县民政局,county\no2,云溪县教育局,town\n",
        systems="id,name,owner,status\ns1,养老平台,o1,运行\ns2,学籍系统,o2,运行\n",
    )  # fmt: skip
    give_back(
        workspace,
        edit(export(workspace, tmp_path), "系统", lambda row: row.update({ID_TITLE: "s2", "系统阶段": "已下线"})),
    )
    assert inventory(workspace).systems["s2"].status == "active"
