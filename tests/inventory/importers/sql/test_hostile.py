"""Texts made to stop the reader. Each is as large as it may be without being slow where the reader is known to be quadratic."""

from pathlib import Path

import pytest

from inventory.importers.rows import Context
from inventory.importers.sql.dump import read_sql_dump
from inventory.importers.sql.tables import MOST_COLUMNS
from inventory.problems import InputError, Problems

FIRST = "CREATE TABLE t_jm (a int);\n"
PG = "SET statement_timeout = 0;\n" + FIRST
SSMS = "USE [civil]\nGO\n" + FIRST + "GO\n"
ORACLE = "CREATE TABLE t_jm (a NUMBER(1));\n"


def names(folder: Path, text: str) -> tuple[list[str], list[str]]:
    """The tables that are read, and the codes of what is rejected."""
    (folder / "a.sql").write_text(text, encoding="utf-8")
    problems = Problems()
    document = read_sql_dump(folder / "a.sql", problems, Context(system="民政"))
    return [row.cells["name"] for row in document.rows if row.entity == "Dataset"], [problem.code for problem in problems.rejected]


# the first table must be read, whatever follows it
BEHIND = {
    "brackets open": FIRST + "(" * 1_000_000, "brackets nest": FIRST + "(" * 500_000 + ")" * 500_000 + ";", "quotes": FIRST + "'" * 100_001, "quotes on lines": FIRST + "'\n" * 100_001, "double quotes": FIRST + '"\n' * 100_001, "backticks": FIRST + "`" * 100_001, "quotes of all kinds": FIRST + "'\"`" * 33_333,
    "string without end": FIRST + "INSERT INTO a VALUES ('" + "居民;\n" * 100_000, "comment without end": FIRST + "/*" + "居民;\n" * 100_000, "dollars without end": PG + "CREATE FUNCTION f() RETURNS int AS $$\n" + "x;\n" * 100_000, "do without end": PG + "DO $$\n" + "x;\n" * 100_000, "name without end": SSMS + "SELECT [" + "居民 " * 100_000,
    "copy without end": PG + "COPY a FROM stdin;\n" + "居民\n" * 100_000, "routine without end": SSMS + "CREATE PROCEDURE p AS\nBEGIN\n" + "SELECT 1;\n" * 30_000, "delimiter without end": FIRST + "DELIMITER ;;\nCREATE PROCEDURE p()\nBEGIN\n" + "SELECT 1;\n" * 30_000, "delimiter of nothing": FIRST + "DELIMITER\n" * 1000,
    "a line of 5 MB": FIRST + "INSERT INTO a VALUES " + "('居民;',1)," * 500_000 + "(1);", "a word of 5 MB": FIRST + "x" * 5_000_000, "backslashes": "-- MySQL dump\n" + FIRST + "INSERT INTO a VALUES ('" + "\\" * 1_000_001 + "');", "spaces": FIRST + " " * 1_000_000 + "x", "nul bytes": FIRST + "\x00" * 10 + "\nINSERT INTO a VALUES ('\x00');\n",
    "comments opened": FIRST + "/*\n" * 3_000, "dollar marks": PG + "".join(f"$t{number}$\n" for number in range(3_000)), "bracket names": SSMS + "[a" * 5_000, "blank lines": FIRST + "\n" * 2_000, "semicolons": FIRST + ";" * 10_000, "copies": PG + "copy a\n" * 1_000, "ifs": "-- MySQL dump\n" + FIRST + "create procedure p() begin " + "if a " * 500 + ";", "whiles": "-- MySQL dump\n" + FIRST + "create procedure p() begin " + "while a " * 500 + ";",
    "routines": ORACLE + "create procedure p is begin null; end;\n" * 500, "blocks": ORACLE + "begin\n" * 5_000, "ends": FIRST + "create procedure p() begin " + "end " * 50_000, "alters": FIRST + "alter table t_jm add b int\n" * 10_000, "alters open": FIRST + "alter table t_jm add (b int\n" * 3_000, "creates": FIRST + "create table\n" * 10_000, "creates open": FIRST + "create table t_jm (\n" * 5_000,
    "properties": FIRST + "exec sp_addextendedproperty (\n" * 3_000, "views": FIRST + "create view v as\n" * 3_000, "conditions": FIRST + "if exists (\n" * 20_000, "types": FIRST + "create type k as enum (\n" * 3_000, "comments on": PG + "COMMENT ON COLUMN t_jm.a IS\n" * 10_000, "long path": FIRST + "CREATE TABLE a" + ".b" * 100_000 + " (c int);", "options": FIRST + "CREATE TABLE b (c int) " + "x(" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BEHIND)
def test_what_is_behind_a_table_does_not_hurt_it(name: str, tmp_path: Path) -> None:
    assert names(tmp_path, BEHIND[name])[0][0] == "t_jm"


@pytest.mark.parametrize(
    ("text", "rejected"),
    [
        ("a int DEFAULT " + "(" * 500_000 + ")" * 500_000 + ");", ["table_cut_off"]), ("a int DEFAULT " + "(" * 9_000 + "1" + ")" * 9_000 + " NOT NULL);", []), ("a int COMMENT '" + "居民;\n" * 100_000, ["table_cut_off"]), ("a int, /* " + "居民;\n" * 100_000, ["table_cut_off"]), ("a int DEFAULT " + "'" * 100_001, ["table_cut_off"]),
        ("a int, " + "'" * 100_000 + ");", []), ("a int, CHECK (" + "a = 1 or " * 3_000 + "a = 2));", []), ("a int " + "references b " * 5_000 + ");", []), ("a int, b x" + ".y" * 9_000 + ");", []), ("a int, " + "go int," * 5_000 + "c int);", ["table_cut_off"]), ("a int," * 30_000 + "b int);", ["table_cut_off"]), ("a int, b enum(" + "'居民'," * 9_000 + "'x'));", []),
    ],
)  # fmt: skip
def test_what_is_inside_a_table_is_kept_or_cut_off(text: str, rejected: list[str], tmp_path: Path) -> None:
    assert names(tmp_path, "CREATE TABLE t_jm (" + text) == (["t_jm"], rejected)


def test_of_ten_thousand_columns_the_first_are_kept(tmp_path: Path) -> None:
    text = (
        "CREATE TABLE t_jm (\n"
        + ",\n".join(f"  c{number} varchar(20) NOT NULL DEFAULT '' COMMENT '列{number}'" for number in range(10_000))
        + "\n) ENGINE=InnoDB;\n"
    )
    (tmp_path / "a.sql").write_text(text + "CREATE TABLE t_db (a int);\n", encoding="utf-8")
    problems = Problems()
    document = read_sql_dump(tmp_path / "a.sql", problems, Context(system="民政"))
    fields = [row for row in document.rows if row.entity == "DataField" and row.cells["name"].startswith("c")]
    assert len(fields) == MOST_COLUMNS + 1
    assert [row.at.line for row in fields[:2]] == [2, 3]
    assert [(problem.code, problem.at.line, dict(problem.params)["columns"]) for problem in problems.rejected] == [
        ("table_cut_off", 1, MOST_COLUMNS + 1)
    ]


def test_a_table_of_too_many_columns_is_not_called_after_one(tmp_path: Path) -> None:
    columns = ",\n".join(f"c{number} int COMMENT '列{number}'" for number in range(MOST_COLUMNS + 9))
    assert names(tmp_path, f"CREATE TABLE t_jm ({columns}) ENGINE=InnoDB;\n")[0] == ["t_jm"]


def test_nul_bytes_are_left_out_of_names(tmp_path: Path) -> None:
    assert names(tmp_path, "CREATE TABLE t_\x00jm (a int);\n" + "-- 居民\n" * 100 + "CREATE TABLE t_db\x00 (a int);\n") == (
        ["t_jm", "t_db"],
        [],
    )


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "'" * 100_001,
        "CREATE TABLE " * 10_000,
        "CREATE TABLE " + "(" * 100_000,
        "\\." * 10_000,
        "CREATE TABLE a " + "x " * 100_000,
        "CREATE TABLE " + "a." * 50_000,
        "\x01" * 1000,
    ],
)
def test_where_there_is_no_table_the_file_is_refused_or_little_is_read(text: str, tmp_path: Path) -> None:
    try:
        found, _ = names(tmp_path, text)
    except InputError as error:
        assert error.code == "no_tables"
    else:
        assert len(found) <= 1
