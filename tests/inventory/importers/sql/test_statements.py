import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.importers.rows import Context
from inventory.importers.sql import dump, overlong, statements
from inventory.importers.sql.dialect import DIALECTS
from inventory.importers.sql.dump import read_sql_dump
from inventory.importers.sql.statements import Statements
from inventory.importers.sql.tables import TableReader
from inventory.problems import Problems


def found(text: str, dialect: str) -> list[tuple[str, int, str]]:
    """Kind, line and head of every statement that says something of tables."""
    taken = Statements(io.StringIO(text), DIALECTS[dialect], "")
    return [(s.kind, s.line, " ".join(s.text[s.start : s.head_end].casefold().split())) for s in taken]


def tables(text: str, dialect: str) -> list[str]:
    """The names of the tables that are defined."""
    names, taken = [], Statements(io.StringIO(text), DIALECTS[dialect], "")
    for statement in taken:
        if statement.kind == "table":
            reader = TableReader(statement.text, statement.start, statement.head_end, DIALECTS[dialect])
            table = reader.read()
            names.append(table.name if table else "")
            taken.position = max(taken.position, reader.end)
    return names


@pytest.mark.parametrize(
    ("dialect", "text", "kind", "head"),
    [
        ("mysql", "CREATE TABLE `a` (b int);", "table", "create table"), ("generic", "create  table\nif not exists a (b int);", "table", "create table"), ("postgresql", "CREATE UNLOGGED TABLE a (b int);", "table", "create unlogged table"),
        ("oracle", "CREATE GLOBAL TEMPORARY TABLE a (b int);", "table", "create global temporary table"), ("oracle", "create or replace table a (b int);", "table", "create or replace table"), ("postgresql", "CREATE FOREIGN TABLE a (b int);", "table", "create foreign table"),
        ("sqlserver", "IF NOT EXISTS (SELECT * FROM sys.objects WHERE object_id = OBJECT_ID(N'[dbo].[a]') AND type in (N'U'))\nBEGIN\nCREATE TABLE a (b int)\nEND\nGO", "table", "create table"), ("sqlserver", "IF OBJECT_ID('a') IS NULL CREATE TABLE a (b int)\n", "table", "create table"),
        ("postgresql", "ALTER TABLE ONLY public.a ADD CONSTRAINT p PRIMARY KEY (b);", "alter", "alter table"), ("oracle", "comment on column a.b\n  is '姓名';", "comment", "comment on column"), ("oracle", "COMMENT ON TABLE a IS '居民';", "comment", "comment on table"),
        ("sqlserver", "EXEC sys.sp_addextendedproperty @name=N'MS_Description'\nGO", "property", "exec sys.sp_addextendedproperty"), ("sqlserver", "EXECUTE [sys].[sp_addextendedproperty] 'a'\nGO", "property", "execute [sys].[sp_addextendedproperty]"), ("sqlserver", "sp_addextendedproperty 'a'\ngo", "property", "sp_addextendedproperty"),
        ("postgresql", "CREATE TYPE public.k AS ENUM (\n    'a'\n);", "enum", "create type public.k as enum"), ("mysql", "USE `civil`;", "database", "use `civil`"), ("postgresql", "\\connect civil\n", "database", "\\connect civil"), ("mysql", "CREATE DATABASE IF NOT EXISTS civil;", "database", "create database if not exists civil"),
        ("mysql", "CREATE ALGORITHM=UNDEFINED DEFINER=`a`@`%` SQL SECURITY DEFINER VIEW `v` AS SELECT 1;", "view", "create algorithm=undefined definer=`a`@`%` sql security definer view"), ("oracle", "CREATE OR REPLACE FORCE VIEW v AS SELECT 1 FROM dual;", "view", "create or replace force view"),
    ],
)  # fmt: skip
def test_statements_about_tables_are_found(dialect: str, text: str, kind: str, head: str) -> None:
    assert [(k, h) for k, _, h in found("SET a = 1;\n" + text, dialect)] == [(kind, head)]


# texts without a table of their own, whatever stands in them
PASSED = {
    "mysql_strings": ("mysql", "INSERT INTO `a` VALUES (1,'it\\'s; \\\\'),(2,'C:\\\\');\nINSERT INTO `a` VALUES ('第一行\nCREATE TABLE x (a int);\nALTER TABLE x ADD b int;\n末行', \"a;\nCREATE TABLE x (a int);\n\");\n"),
    "mysql_comments": ("mysql", "-- CREATE TABLE x (a int); it's\n# CREATE TABLE x (a int); it's\n/* 旧\nCREATE TABLE x (a int);\n*/\n/*!50001 CREATE TABLE `v` (\n  `a` tinyint NOT NULL\n) ENGINE=MyISAM */;\n"),
    "mysql_delimiter": ("mysql", "DELIMITER ;;\nCREATE DEFINER=`root`@`%` PROCEDURE `p`()\nBEGIN\n  SELECT 1;\n  CREATE TABLE x (a int);\n  IF 1 THEN\n    SELECT 2;\n  END IF;\nEND ;;\nDELIMITER ;\n"),
    "mysql_dollars": ("mysql", "delimiter $$\ncreate trigger g before insert on a for each row\nbegin\n  set new.b = 'it''s';\n  create table x (a int);\nend$$\ndelimiter ;\n"),
    "mysql_triggers": ("mysql", "DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`%`*/ /*!50003 TRIGGER `g` BEFORE INSERT ON `a` FOR EACH ROW BEGIN\nSET NEW.b = 1;\nCREATE TABLE x (a int);\nEND */;;\nDELIMITER ;\n"),
    "mysql_bare": ("mysql", "CREATE PROCEDURE p()\nBEGIN\n  IF 1 THEN\n    SELECT CASE WHEN 1 THEN 2 END;\n  END IF;\n  WHILE 1 DO\n    SELECT 3;\n  END WHILE;\n  CREATE TABLE x (a int);\nEND;\n"),
    "pg_copy": ("postgresql", "COPY public.a (b, c) FROM stdin;\n1\tit's\n2\tCREATE TABLE y (a int);\nCREATE TABLE x (a int);\n\\N\t$$ /* `\n\\.\n\n"),
    "pg_function": ("postgresql", "CREATE FUNCTION public.f() RETURNS trigger\n    LANGUAGE plpgsql\n    AS $$\nBEGIN\n  CREATE TABLE x (a int);\n  RETURN NEW;\nEND;\n$$;\n"),
    "pg_sql_function": ("postgresql", "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $body$\n  SELECT 1;\n  CREATE TABLE x (a int);\n$body$;\n"),
    "pg_trigger": ("postgresql", "CREATE TRIGGER g BEFORE INSERT ON public.a FOR EACH ROW EXECUTE FUNCTION public.f();\n"),
    "pg_do": ("postgresql", "DO $$\nDECLARE n int;\nBEGIN\n  EXECUTE 'CREATE TABLE x (a int)';\n  IF n > 1 THEN\n    RAISE NOTICE 'it''s';\n  END IF;\nEND\n$$;\n"),
    "pg_strings": ("postgresql", "INSERT INTO a VALUES ('C:\\', '一\nCREATE TABLE x (a int);\n', $q$it's;\nCREATE TABLE x (a int);\n$q$);\n"),
    "tsql_procedure": ("sqlserver", "CREATE PROCEDURE [dbo].[p] @a int AS\nBEGIN\n  SELECT 1;\n  CREATE TABLE x (a int)\n  IF @a = 1\n  BEGIN\n    SELECT 2\n  END\nEND\nGO\n"),
    "tsql_flat": ("sqlserver", "create proc p as\nselect 1;\ncreate table x (a int);\nselect 2\ngo\n"),
    "tsql_trigger": ("sqlserver", "CREATE TRIGGER g ON a AFTER INSERT AS\nDECLARE @n int;\nSELECT * INTO y FROM inserted;\nCREATE TABLE x (a int);\nGO\n"),
    "tsql_strings": ("sqlserver", "INSERT [dbo].[a] ([b], [c]) VALUES (1, N'C:\\')\nINSERT [dbo].[a] ([b], [c]) VALUES (2, N'一\nGO\nCREATE TABLE x (a int)\nGO\n')\nGO\n"),
    "oracle_trigger": ("oracle", "CREATE OR REPLACE TRIGGER g BEFORE INSERT ON a FOR EACH ROW\nDECLARE\n  n NUMBER;\nBEGIN\n  SELECT s.nextval INTO :new.id FROM dual;\n  EXECUTE IMMEDIATE '\nCREATE TABLE x (a int)';\nEND;\n/\n"),
    "oracle_package": ("oracle", "create or replace package body k is\n  procedure p is\n  begin\n    null;\n  end;\n  function f return number is\n  begin\n    return 1;\n  end;\nend k;\n/\n"),
    "oracle_block": ("oracle", "DECLARE\n  n NUMBER;\nBEGIN\n  SELECT count(*) INTO n FROM user_tables;\n  IF n = 0 THEN\n    EXECUTE IMMEDIATE 'CREATE TABLE x (a int)';\n  END IF;\nEND;\n/\n"),
    "pg_functions": ("postgresql", "CREATE FUNCTION f() RETURNS void AS $$\nBEGIN\n  CREATE TABLE x (a int);\nEND;\n$$;\n" * 4 + "CREATE FUNCTION g() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$;\n"),
    "oracle_strings": ("oracle", "INSERT INTO a VALUES ('C:\\', 'it''s;\n/\nCREATE TABLE x (a int);\n');\n"),
    "generic_strings": ("generic", "INSERT INTO a VALUES ('C:\\', '--', '/*', 'it''s;\nCREATE TABLE x (a int);\n');\nBEGIN TRANSACTION;\nCOMMIT;\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSED)
def test_data_and_routines_are_passed_over_and_what_follows_is_read(name: str) -> None:
    dialect, text = PASSED[name]
    after = "\nCREATE TABLE b (c int DEFAULT 'x');\nCREATE TABLE d (e int);\n"
    assert tables(after + text + after + text, dialect) == ["b", "d", "b", "d"]


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        ("postgresql", "DO $$\nBEGIN\n  IF true THEN\n    CREATE TABLE a (b int);\n  END IF;\nEND\n$$;\nCREATE TABLE c (d int);", ["a", "c"]),
        ("mysql", "BEGIN;\nCREATE TABLE a (b int);\nCOMMIT;", ["a"]), ("sqlserver", "BEGIN TRAN\nCREATE TABLE a (b int)\nCOMMIT\nGO", ["a"]), ("sqlserver", "DECLARE @n int\nCREATE TABLE a (b int)\nGO", ["a"]),
        ("postgresql", "CREATE SCHEMA 民政\n    CREATE TABLE 居民 (\n        编号 int\n    )\n\n    CREATE TABLE 低保 (\n        编号 int\n    )\n;", ["居民", "低保"]), ("mysql", "DROP TABLE a; CREATE TABLE a (b int); CREATE TABLE c (d int);", ["a", "c"]),
        ("postgresql", "\\connect civil\nCREATE TABLE a (b int);\nCREATE TABLE c (d int);", ["a", "c"]),
        ("sqlserver", "USE [civil]\nCREATE TABLE a (b int)\nGO\nCREATE TABLE c (d int)\nGO", ["a", "c"]),
        ("mysql", "/* 居民 */ CREATE TABLE a (b int);\nCREATE TABLE c (d int);", ["a", "c"]),
        ("oracle", "rem the clerk's tables\nCREATE TABLE a (b int);\nprompt it's done\nCREATE TABLE c (d int);", ["a", "c"]),
        ("oracle", "INSERT INTO a VALUES (q'[it's]');\nCREATE TABLE a (b int DEFAULT 'x');", ["a"]),
        ("postgresql", "INSERT INTO a VALUES (E'it\\'s');\nCREATE TABLE a (b int DEFAULT 'x');", ["a"]),
        ("oracle", "CREATE PROCEDURE p IS\nBEGIN\n  NULL;\nEND;\nCREATE TABLE a (b int);\nBEGIN\n  NULL;\nEND;\n/\nCREATE TABLE c (d int);", ["a", "c"]),
    ],
)  # fmt: skip
def test_tables_stand_where_tools_and_people_put_them(dialect: str, text: str, expected: list[str]) -> None:
    assert tables(text, dialect) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_counted_from_the_start_of_the_file(end: str, tmp_path: Path) -> None:
    text = "-- 居民\n\nINSERT INTO a VALUES ('一\n二');\n  ;\n CREATE TABLE a (b int);\nCREATE TABLE c (\n  d int\n);\n\n\nCOMMENT ON COLUMN c.d\n  IS '编号';\n"
    (tmp_path / "a.sql").write_bytes(text.replace("\n", end).encode())
    with (tmp_path / "a.sql").open(encoding="utf-8") as stream:
        lines = [(s.kind, s.line) for s in Statements(stream, DIALECTS["oracle"], stream.read(10))]
    assert lines == [("table", 6), ("table", 7), ("comment", 12)]


def told(folder: Path, text: str, dialect: str, piece: int) -> tuple[Any, ...]:
    """What the reader makes of a text that it reads in pieces of so many characters."""
    (folder / "民政.sql").write_text(text, encoding="utf-8")
    problems = Problems()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statements, "PIECE", piece)
        patch.setattr(dump, "SAMPLE", piece)
        patch.setattr(dump, "dialect_of", lambda sample: DIALECTS[dialect])
        document = read_sql_dump(folder / "民政.sql", problems, Context(system="民政"))
    return [(row.entity, row.at.line, dict(row.cells)) for row in document.rows], problems.rejected, problems.questions


# without strings of several lines, comments of several lines and $$ bodies: these are in the test below
HEALTHY = {
    "mysql": ["DROP TABLE IF EXISTS `t_jm`;\n", "CREATE TABLE `t_jm` (\n  `id` int NOT NULL COMMENT '编号',\n  `xm` varchar(50) DEFAULT 'it''s' COMMENT '姓名', -- 一\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB COMMENT='居民';\n", "INSERT INTO `t_jm` VALUES (1,'it\\'s'),(2,'\\\\');\n", "ALTER TABLE `t_jm` ADD COLUMN `sfz` char(18) COMMENT '身份证';\n", PASSED["mysql_delimiter"][1]],
    "postgresql": ["CREATE TABLE public.t_jm (\n    id bigint NOT NULL,\n    lx public.k DEFAULT 'a'::public.k\n);\n\n", "COMMENT ON TABLE public.t_jm IS '居民';\n", "COMMENT ON COLUMN public.t_jm.id IS '编号';\n", "CREATE TYPE public.k AS ENUM (\n    '城市',\n    '农村'\n);\n", PASSED["pg_copy"][1], PASSED["pg_trigger"][1], PASSED["pg_do"][1]],
    "sqlserver": ["CREATE TABLE [dbo].[jm](\n\t[ID] [int] IDENTITY(1,1) NOT NULL,\n\t[XM] [nvarchar](50) NULL\n) ON [PRIMARY]\nGO\n", "EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'姓名' , @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N'jm', @level2type=N'COLUMN',@level2name=N'XM'\nGO\n", "INSERT [dbo].[jm] ([ID], [XM]) VALUES (1, N'C:\\')\nGO\n", "ALTER TABLE [dbo].[jm] ADD  DEFAULT ((0)) FOR [ID]\nGO\n"],
    "oracle": ['CREATE TABLE "MZ"."JM" (\n  "ID" NUMBER(10,0) NOT NULL,\n  "XM" VARCHAR2(50 BYTE)\n)\nTABLESPACE "MZ"\n/\n', "COMMENT ON COLUMN \"MZ\".\"JM\".\"XM\" IS '姓名';\n", "INSERT INTO \"MZ\".\"JM\" VALUES ('1', 'C:\\');\n", PASSED["oracle_trigger"][1]],
}  # fmt: skip


@settings(max_examples=60)
@given(data=st.data(), dialect=st.sampled_from(sorted(HEALTHY)), piece=st.integers(1, 200))
def test_the_size_of_a_piece_changes_nothing(
    data: st.DataObject, dialect: str, piece: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    parts = data.draw(st.lists(st.sampled_from(HEALTHY[dialect]), max_size=8))
    text = next(part for part in HEALTHY[dialect] if part.startswith("CREATE TABLE")) + "".join(parts)
    folder = tmp_path_factory.mktemp("pieces")
    assert told(folder, text, dialect, piece) == told(folder, text, dialect, 100_000)


@pytest.mark.parametrize("name", PASSED)
def test_no_piece_ends_what_is_passed_over(name: str, tmp_path: Path) -> None:
    dialect, text = PASSED[name]
    text += "CREATE TABLE b (c int);\n"
    whole = told(tmp_path, text, dialect, 100_000)
    assert [piece for piece in range(1, 120) if told(tmp_path, text, dialect, piece) != whole] == []


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("mysql", "CREATE TABLE a (\n  b int COMMENT '城市; 农村',\n  c int\n);\n"), ("postgresql", "CREATE TABLE a (b int);\nCOMMENT ON COLUMN a.b IS '城市;\n农村';\n"),
        ("sqlserver", "CREATE TABLE a (b int)\nGO\nEXEC sp_addextendedproperty N'MS_Description', N'城市;农村', N'SCHEMA', N'dbo', N'TABLE', N'a', N'COLUMN', N'b'\nGO\n"),
    ],
)  # fmt: skip
def test_no_piece_ends_a_statement_inside_a_string(dialect: str, text: str, tmp_path: Path) -> None:
    whole = told(tmp_path, text, dialect, 100_000)
    assert [piece for piece in range(1, 120) if told(tmp_path, text, dialect, piece) != whole] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("INSERT INTO a VALUES " + "('it''s'),\n" * 9 + "('x');\nINSERT INTO a VALUES " + "('it''s;'), " * 90 + "('x');\n", 11), ("CREATE TABLE a (" + ",\n".join(f"c{n} int" for n in range(200)) + ");\n", 1),
("INSERT INTO a VALUES ('" + "居民;\n" * 300 + "\nCREATE TABLE x (a int);\n');\n", 1), ("INSERT INTO a VALUES (E'" + "\\\\'';\n" * 300 + "\nCREATE TABLE x (a int);\n');\n", 1),
        ("SELECT 1; /* " + "it's\n" * 300 + "CREATE TABLE x (a int);\n*/\n", 1), ("DO $b$\n" + "it's $\n" * 300 + "CREATE TABLE x (a int);\n$b$;\n", 1), ("SELECT \"" + ";\n" * 600 + "CREATE TABLE x (a int);\n\";\n", 1),
        ("INSERT INTO a VALUES ('" + "a" * 900 + "''" + ";\nCREATE TABLE x (a int);" * 60 + "');\n", 1),
    ],
)  # fmt: skip
def test_what_is_longer_than_may_be_held_is_asked_about_and_the_rest_is_read(
    text: str, line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "LONGEST", 500)
    rows, _, questions = told(tmp_path, text + "CREATE TABLE b (c int);\nCREATE TABLE d (e int);\n", "postgresql", 100)
    assert [cells["name"] for entity, _, cells in rows if entity == "Dataset"] == ["b", "d"]
    assert [(problem.code, problem.at.line) for problem in questions] == [("statement_too_long", line)]


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("mysql", "INSERT INTO a VALUES ('" + "\\';\nCREATE TABLE x (a int);\n" * 60 + "\\\\');\n"), ("mysql", "INSERT INTO a VALUES (\"" + "\\\";\nCREATE TABLE x (a int);\n" * 60 + "\");\n"), ("mysql", "# `" + "x" * 900 + "\nINSERT INTO a VALUES (1);\n"),
        ("oracle", "INSERT INTO a VALUES (q'[" + "it's;\nCREATE TABLE x (a int);\n" * 60 + "]');\n"), ("oracle", "INSERT INTO a VALUES (q'!" + "it's;\nCREATE TABLE x (a int);\n" * 60 + "!');\n"), ("sqlserver", "INSERT INTO a VALUES (N'" + "it''s;\nCREATE TABLE x (a int);\n" * 60 + "')\nGO\n"),
        ("postgresql", "INSERT INTO a VALUES (E'" + "it\\'s;\nCREATE TABLE x (a int);\n" * 60 + "');\n"), ("mysql", "INSERT INTO a VALUES " + "('it''s',\"a\"),/*'*/" * 200 + "(1);\n"), ("postgresql", "INSERT INTO a VALUES ('" + ";\nCREATE TABLE x (a int);\n" * 60 + "');\n" + "INSERT INTO a VALUES ('" + ";\nCREATE TABLE x (a int);\n" * 60 + "');\n"),
    ],
)  # fmt: skip
def test_a_string_of_any_length_ends_where_it_ends(dialect: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "LONGEST", 500)
    for piece in (*range(1, 40), 100, 5_000):
        monkeypatch.setattr(statements, "PIECE", piece)
        monkeypatch.setattr(overlong, "_PIECE", piece)
        assert tables(text + "CREATE TABLE b (c int);\nCREATE TABLE d (e int);\n", dialect) == ["b", "d"], piece


def test_what_nothing_closes_is_data_to_the_end_of_a_cut_off_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "LONGEST", 500)
    text = "CREATE TABLE a (c int);\nINSERT INTO a VALUES ('" + "居民;\nCREATE TABLE x (a int);\n" * 300
    for piece in (50, 100, 700):
        monkeypatch.setattr(overlong, "_PIECE", piece)
        rows, _, questions = told(tmp_path, text, "postgresql", piece)
        assert [cells["name"] for entity, _, cells in rows if entity == "Dataset"] == ["a"]
        assert [(problem.code, problem.at.line) for problem in questions] == [("statement_too_long", 2)]


def test_data_of_copy_is_passed_over_at_any_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "LONGEST", 500)
    text = "COPY a FROM stdin;\n" + "居民\n" * 300 + "CREATE TABLE x (a int);\n\\.\nCREATE TABLE b (c int);\nCREATE TABLE d (e int);\n"
    rows, _, questions = told(tmp_path, text, "postgresql", 100)
    assert [cells["name"] for entity, _, cells in rows if entity == "Dataset"] == ["b", "d"]
    assert questions == []
