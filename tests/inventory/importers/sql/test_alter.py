from pathlib import Path

import pytest

from inventory.importers.rows import Context
from inventory.importers.sql.dump import read_sql_dump
from inventory.problems import Problems

TABLE = "CREATE TABLE t_dz (\n  id int NOT NULL,\n  mc varchar(50),\n  dz varchar(200)\n);\n"


def columns(folder: Path, later: str, first: str = TABLE) -> list[str]:
    path = folder / "a.sql"
    path.write_text(first + later, encoding="utf-8")
    rows = read_sql_dump(path, Problems(), Context(system="地名", organisation="县民政局")).rows
    return [row.cells["name"] for row in rows if row.entity == "DataField"]


@pytest.mark.parametrize(
    ("later", "left"),
    [
        ("ALTER TABLE t_dz DROP COLUMN dz;", ["id", "mc"]),
        ("ALTER TABLE t_dz DROP dz, ADD bm char(6);", ["id", "mc", "bm"]),
        ("ALTER TABLE t_dz DROP (mc, DZ);", ["id"]),
        ("ALTER TABLE t_dz DROP COLUMN IF EXISTS dz CASCADE;", ["id", "mc"]),
        ("ALTER TABLE t_dz DROP CONSTRAINT mc;", ["id", "mc", "dz"]),
        ("ALTER TABLE t_dz DROP PRIMARY KEY;", ["id", "mc", "dz"]),
        ("ALTER TABLE t_dz RENAME COLUMN mc TO dmmc;", ["id", "dmmc", "dz"]),
        ("ALTER TABLE t_dz RENAME mc TO dmmc;", ["id", "dmmc", "dz"]),
        ("ALTER TABLE t_dz RENAME INDEX mc TO dmmc;", ["id", "mc", "dz"]),
    ],
)
def test_columns_are_dropped_and_renamed_but_constraints_are_no_columns(tmp_path: Path, later: str, left: list[str]) -> None:
    assert columns(tmp_path, later) == left


def test_a_constraint_between_brackets_is_no_column(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text(TABLE + "ALTER TABLE t_dz ADD ( CONSTRAINT pk_dz PRIMARY KEY (id), bm varchar2(6) );\n", encoding="utf-8")
    rows = read_sql_dump(path, Problems(), Context(system="地名")).rows
    fields = {row.cells["name"]: row.cells.get("is_pk") for row in rows if row.entity == "DataField"}
    assert fields == {"id": True, "mc": None, "dz": None, "bm": None}


def test_a_table_is_found_under_its_new_name_unless_that_is_taken(tmp_path: Path) -> None:
    text = TABLE + "ALTER TABLE t_dz RENAME TO t_dizhi;\nCOMMENT ON TABLE t_dizhi IS '地址';\n"
    path = tmp_path / "a.sql"
    path.write_text(text, encoding="utf-8")
    rows = read_sql_dump(path, Problems(), Context(system="地名")).rows
    assert [(row.cells["name"], row.cells["resource_code"]) for row in rows if row.entity == "Dataset"] == [("地址", "t_dizhi")]
    path.write_text(TABLE + TABLE.replace("t_dz", "t_b") + "ALTER TABLE t_dz RENAME TO t_b;\n", encoding="utf-8")
    rows = read_sql_dump(path, Problems(), Context(system="地名")).rows
    assert [row.cells["resource_code"] for row in rows if row.entity == "Dataset"] == ["t_dz", "t_b"]
