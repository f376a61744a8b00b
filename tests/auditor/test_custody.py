"""What was imported can be listed and taken back; a withdrawn import counts as never read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.custody import list_imports, withdraw_import
from auditor.workspace import Workspace
from inventory.intake import import_path
from inventory.problems import InputError
from inventory.snapshot import load_inventory


def take(workspace: Workspace, folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    import_path(workspace.engine, folder / name, now=workspace.now)


def users(workspace: Workspace) -> dict[str, int | None]:
    from inventory.database import reading

    with reading(workspace.engine) as session:
        return {str(s.name): s.users for s in load_inventory(session, today="2026-11-26").systems.values()}


def test_imports_are_listed_newest_first_with_what_they_brought(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, tmp_path, "systems.csv", "id,name,users\ns1,甲,1\ns2,乙,x\n")
    take(workspace, tmp_path, "channels.csv", "渠道名称,渠道类型\n云溪办,app\n")
    told = {entry["name"]: entry for entry in list_imports(workspace)}
    assert [told[name]["records"] for name in ("channels.csv", "systems.csv")] == [1, 2]
    assert told["systems.csv"]["rejected"] == 1
    assert {entry["withdrawn_at"] for entry in told.values()} == {None}
    assert len(told["systems.csv"]["sha256"]) == 64


def test_a_withdrawn_import_takes_its_values_back_and_leaves_others(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, tmp_path, "a.csv", "系统名称,用户数,所属单位\n甲,1,民政局\n乙,5,民政局\n")
    take(workspace, tmp_path, "b.csv", "系统名称,用户数,所属单位\n甲,99,民政局\n丙,7,民政局\n")
    assert users(workspace) == {"甲": 1, "乙": 5, "丙": 7}
    outcome = withdraw_import(workspace, "a.csv")
    assert outcome["changed"] == {"systems": 2}
    assert users(workspace) == {"甲": 99, "丙": 7}
    (withdrawn,) = [entry for entry in list_imports(workspace) if entry["withdrawn_at"]]
    assert (withdrawn["name"], withdrawn["records"]) == ("a.csv", 2)


def test_a_withdrawn_file_can_be_imported_again(workspace: Workspace, tmp_path: Path) -> None:
    for _ in range(2):
        take(workspace, tmp_path, "systems.csv", "id,name,users\ns1,甲,1\n")
        assert users(workspace) == {"甲": 1}
        withdraw_import(workspace, "systems.csv")
        assert users(workspace) == {}
    assert len(list_imports(workspace)) == 2


def test_an_earlier_version_stands_again_when_the_later_one_is_withdrawn(workspace: Workspace, tmp_path: Path) -> None:
    for number in (1, 2):
        take(workspace, tmp_path, "systems.csv", f"id,name,users\ns1,甲,{number}\n")
    newest = list_imports(workspace)[0]
    with pytest.raises(InputError) as error:
        withdraw_import(workspace, "systems.csv")
    assert (error.value.code, newest["id"] in error.value.params["candidates"]) == ("ambiguous", True)
    withdraw_import(workspace, newest["id"])
    assert users(workspace) == {"甲": 1}


@pytest.mark.parametrize("name", ["src-000000000000", "absent.csv", ""])
def test_what_was_never_imported_cannot_be_withdrawn(name: str, workspace: Workspace) -> None:
    with pytest.raises(InputError) as error:
        withdraw_import(workspace, name)
    assert error.value.code == "no_such_import"


def test_the_command_lists_and_withdraws(auditor: Callable[..., object], workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, tmp_path, "systems.csv", "id,name,users\ns1,甲,1\n")
    listed = auditor("import", "list", "-w", workspace.folder, "--json")
    assert [entry["name"] for entry in listed.json["imports"]] == ["systems.csv"]  # type: ignore[attr-defined]
    assert "systems.csv" in auditor("import", "list", "-w", workspace.folder).out  # type: ignore[attr-defined]
    gone = auditor("import", "withdraw", "systems.csv", "-w", workspace.folder, "--json")
    assert gone.json["changed"] == {"systems": 1}  # type: ignore[attr-defined]
    auditor("import", "withdraw", "systems.csv", "-w", workspace.folder).says_one_line("systems.csv")  # type: ignore[attr-defined]
