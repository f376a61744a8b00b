"""Rows of dumps are counted into profiles where the office asks for it, in every dialect, and kept nowhere."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.exporting import inventory_document
from auditor.workspace import Workspace
from inventory.importers.profiles import ROWS
from inventory.importers.rows import Context
from inventory.importers.sql.dump import read_sql_dump
from inventory.problems import Problems

COUNT = 40


def profiles(folder: Path, text: str, **given: Any) -> dict[str, dict[str, str]]:
    path = folder / "dump.sql"
    path.write_text(text, encoding="utf-8")
    document = read_sql_dump(path, Problems(), Context(system="甲", **{"profiles": True, **given}))
    return {
        row.cells["name"]: dict(entry.split("=") for entry in row.cells.get("value_profile", ()))
        for row in document.rows
        if row.entity == "DataField"
    }


def rows(form: str, count: int = COUNT) -> list[str]:
    return [form.replace("#", str(n)) for n in range(count)]


DUMPS = {
    "mysql": "CREATE TABLE `t` (`a` int, `b` varchar(20)) ENGINE=InnoDB;\nINSERT INTO `t` VALUES " + ",".join(rows("(#,'it''s \\'#, (x);')")) + ";\n",
    "mysql, lines": "CREATE TABLE `t` (`a` int, `b` varchar(20)) ENGINE=InnoDB;\nINSERT INTO `t` VALUES\n" + ",\n".join(rows("(#, '甲#')")) + ";\n",
    "mysql, named": "CREATE TABLE `t` (`a` int, `b` varchar(20)) ENGINE=InnoDB;\n" + "".join(rows("REPLACE INTO `d`.`t` (`b`, `a`) VALUES ('x', #);\n")),
    "postgresql": "SET statement_timeout = 0;\nCREATE TABLE public.t (a integer, b text);\nCOPY public.t (a, b) FROM stdin;\n" + "".join(rows("#\t甲 #\n")) + "\\.\n",
    "postgresql, inserts": "SET statement_timeout = 0;\nCREATE TABLE public.t (a integer, b text);\n" + "".join(rows("INSERT INTO public.t VALUES (#, E'x\\'#'::text);\n")),
    "sqlserver": "USE [d]\nGO\nCREATE TABLE [dbo].[t]([a] [int], [b] [nvarchar](20))\nGO\n" + "".join(rows("INSERT [dbo].[t] ([a], [b]) VALUES (#, N'甲#')\nGO\n")),
    "oracle": 'CREATE TABLE "S"."T" ("A" NUMBER(10,0), "B" VARCHAR2(20));\n' + "".join(rows("Insert into S.T (A,B) values (#,to_date('2024-01-02','yyyy-mm-dd'));\n")),
}  # fmt: skip


@pytest.mark.parametrize("tool", DUMPS)
def test_rows_of_every_dialect_are_counted(tool: str, tmp_path: Path) -> None:
    found = {name.casefold(): entries for name, entries in profiles(tmp_path, DUMPS[tool]).items()}
    assert found["a"]["rows"] == found["b"]["rows"] == str(COUNT)
    assert (found["a"]["number"], found["a"]["length"]) == ("1.00", "1-2")


def test_a_date_in_a_call_is_a_date(tmp_path: Path) -> None:
    assert profiles(tmp_path, DUMPS["oracle"])["B"]["date"] == "1.00"


def test_nothing_is_counted_unless_asked_for(tmp_path: Path) -> None:
    assert profiles(tmp_path, DUMPS["mysql"], profiles=False) == {"a": {}, "b": {}}


def test_no_more_than_the_limit_is_counted(tmp_path: Path) -> None:
    head = "CREATE TABLE `t` (`a` int) ENGINE=InnoDB;\n"
    assert profiles(tmp_path, head + "INSERT INTO `t` VALUES " + ",".join(rows("(#)", 3 * ROWS)) + ";\n")["a"]["rows"] == str(ROWS)


@pytest.mark.parametrize(
    "broken",
    ["INSERT INTO `t` VALUES (1,'x", "INSERT INTO `t` VALUES (1", "INSERT INTO `t` VALUES", "INSERT INTO `t` SELECT * FROM x;", "INSERT INTO `absent` VALUES (1);",
     "INSERT INTO `t` VALUES (1,2,3,4);", "INSERT INTO `t` VALUES (((((", "INSERT INTO `t` (`a`,`zz`) VALUES (1,f(g(h(1))));", "INSERT INTO", "REPLACE", "INSERT INTO `t` VALUES (1 2);"],
)  # fmt: skip
def test_what_cannot_be_read_as_rows_changes_nothing_of_the_tables(broken: str, tmp_path: Path) -> None:
    head = "CREATE TABLE `t` (`a` int, `b` varchar(9)) ENGINE=InnoDB;\n"
    assert set(profiles(tmp_path, head + broken + "\n")) == {"a", "b"}


def test_the_tables_are_the_same_with_and_without(tmp_path: Path) -> None:
    text = "".join(DUMPS[tool] for tool in ("mysql", "mysql, lines", "mysql, named")) + "CREATE TABLE `u` (`c` int) ENGINE=InnoDB;\n"
    assert set(profiles(tmp_path, text)) == set(profiles(tmp_path, text, profiles=False)) == {"a", "b", "c"}


def test_no_value_reaches_the_database_the_exports_or_the_logs(
    auditor: Callable[..., Any], workspace: Workspace, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = [f"钱塘{n}号院" for n in range(COUNT)]
    numbers = [f"139{7_000_000 + n * 7919:08}" for n in range(COUNT)]
    path = tmp_path / "dump.sql"
    values = ",".join(f"('{text}','{number}')" for text, number in zip(secret, numbers, strict=True))
    path.write_text(
        f"CREATE TABLE `t` (`zz` varchar(40), `lxdh` varchar(20)) ENGINE=InnoDB;\nINSERT INTO `t` VALUES {values};\n", encoding="utf-8"
    )
    with caplog.at_level(logging.DEBUG):
        answer = auditor("import", path, "--system", "甲", "--profile-values", "-w", workspace.folder, "--json")
    assert answer.code == 0
    kept = {f["name"]: f["value_profile"] for f in inventory_document(workspace)["fields"]}
    assert "chinese=1.00" in kept["zz"]
    assert "mobile=1.00" in kept["lxdh"]
    auditor("audit", "-w", workspace.folder)
    workspace.engine.dispose()
    exported = [
        auditor("export", "inventory", "-w", workspace.folder).out,
        auditor("mapping", "list", "--json", "-w", workspace.folder).out,
    ]
    stored = [file.read_bytes().decode("utf-8", "replace") for file in workspace.folder.rglob("*") if file.is_file()]
    for place in (answer.out, answer.err, caplog.text, *exported, *stored):
        assert not any(value in place for value in (*secret, *numbers))


def test_the_setting_does_as_the_option(auditor: Callable[..., Any], workspace: Workspace, tmp_path: Path) -> None:
    settings = workspace.folder / "auditor.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[imports]\nvalue_profiles = true\n", encoding="utf-8")
    path = tmp_path / "dump.sql"
    path.write_text(DUMPS["mysql"], encoding="utf-8")
    assert auditor("import", path, "--system", "甲", "-w", workspace.folder).code == 0
    assert all(f["value_profile"] for f in inventory_document(workspace)["fields"])
