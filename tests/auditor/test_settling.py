"""Values in dispute are settled by a person, with reason and undo."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.exporting import inventory_of
from auditor.reconciling import under_review
from auditor.settling import settle, unsettle
from auditor.workspace import Workspace
from inventory.problems import InputError


@pytest.fixture
def town(workspace: Workspace, auditor: Callable[..., Any], tmp_path: Path) -> Workspace:
    for name, users in [("甲册", 10), ("乙册", 20)]:
        take(workspace, auditor, tmp_path, name, users)
    auditor("user", "add", "zhang", "--role", "reviewer", "-w", workspace.folder)
    auditor("user", "add", "li", "--role", "reader", "-w", workspace.folder)
    return workspace


def take(workspace: Workspace, auditor: Callable[..., Any], folder: Path, name: str, users: int) -> None:
    (folder / f"{name}.csv").write_text(f"id,系统名称,用户数,年运维费用(万元)\ns1,养老平台,{users},\n", encoding="utf-8")
    assert auditor("import", folder / f"{name}.csv", "-w", workspace.folder).code == 0


def users(workspace: Workspace) -> Any:
    return inventory_of(workspace).systems["s1"].users


def disputes(workspace: Workspace) -> list[tuple[Any, Any]]:
    return [(c["chosen"], c["other"]) for c in under_review(workspace)["conflicts"]]


def test_an_entry_goes_before_all_and_can_be_undone(auditor: Callable[..., Any], town: Workspace) -> None:
    assert (users(town), disputes(town)) == (20, [(20, 10)])
    answer = auditor("settle", "养老平台", "用户数", "12", "--by", "zhang", "--reason", "电话核实", "-w", town.folder, "--json")
    assert (answer.code, answer.json["record"], answer.json["field"], answer.json["value"]) == (0, "s1", "users", 12)
    assert (users(town), disputes(town)) == (12, [])
    (entry,) = under_review(town)["settled"]
    assert (entry["id"], entry["value"], entry["by"], entry["reason"]) == (answer.json["settled"], 12, "zhang", "电话核实")
    assert any("zhang: 电话核实" in source for source in inventory_of(town).systems["s1"].sources)
    assert auditor("review", "-w", town.folder).code == 0
    assert auditor("settle", "--undo", answer.json["settled"], "--by", "zhang", "-w", town.folder).code == 0
    assert (users(town), disputes(town), under_review(town)["settled"]) == (20, [(20, 10)], [])


def test_a_second_entry_undoes_the_first(town: Workspace) -> None:
    first = settle(town, "s1", "users", "12", by="zhang", reason="核实")
    second = settle(town, "s1", "users", "13", by="zhang", reason="再核实")
    assert [entry["id"] for entry in under_review(town)["settled"]] == [second["settled"]]
    unsettle(town, second["settled"], by="zhang")
    assert users(town) == 20
    with pytest.raises(InputError):
        unsettle(town, first["settled"], by="zhang")
    # the same again is an entry of its own
    assert settle(town, "s1", "users", "12", by="zhang", reason="核实")["settled"] not in (first["settled"], second["settled"])


def test_none_is_read_as_on_the_form(town: Workspace) -> None:
    settle(town, "s1", "users", "无", by="zhang", reason="未启用")
    system = inventory_of(town).systems["s1"]
    assert system.users is None
    assert "users" in system.none


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("s1", "users", "许多", "zhang", "r"), "value_refused"),
        (("s1", "users", "", "zhang", "r"), "value_blank"),
        (("s1", "name", "密码：abc12345", "zhang", "r"), "value_refused"),
        (("s1", "nothing", "1", "zhang", "r"), "unknown_option"),
        (("s9", "users", "1", "zhang", "r"), "not_found"),
        (("s1", "users", "1", "zhang", " "), "needs_reason"),
        (("s1", "users", "1", "li", "r"), "role_may_not"),
        (("s1", "users", "1", "nobody", "r"), "no_account"),
    ],
)
def test_what_cannot_be_is_refused(call: tuple[str, ...], code: str, town: Workspace) -> None:
    record, field, value, by, reason = call
    with pytest.raises(InputError) as error:
        settle(town, record, field, value, by=by, reason=reason)
    assert error.value.code == code
    assert users(town) == 20
