"""What statements behind the tables say of them: ALTER, COMMENT ON, extended properties, types; and what data may not say."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.importers.interpret import interpret
from inventory.importers.rows import Context, Document
from inventory.importers.sql import dump
from inventory.importers.sql.dump import read_sql_dump
from inventory.problems import InputError, Problems


def read(folder: Path, text: str) -> tuple[Document, Problems]:
    (folder / "minzheng.sql").write_text(text, encoding="utf-8")
    problems = Problems()
    return read_sql_dump(folder / "minzheng.sql", problems, Context(system="民政")), problems


def cells(document: Document, entity: str, *names: str) -> list[Any]:
    """The cells of these names in every row of an entity; one name gives bare cells."""
    rows = [tuple(row.cells.get(name) for name in names) for row in document.rows if row.entity == entity]
    return [row[0] for row in rows] if len(names) == 1 else rows


CHANGES = [
    ("mysql", "ALTER TABLE `t` ADD COLUMN `c` char(18) NOT NULL COMMENT '身份证' AFTER `a`, ADD INDEX `k` (`c`);", {"c": ("身份证", "18", None, True)}), ("mysql", "ALTER TABLE T ADD (c char(18), d int comment '年龄');", {"c": (None, "18", None, None), "d": ("年龄", None, None, None)}),
    ("mysql", "ALTER TABLE `t` MODIFY COLUMN `a` varchar(9) NOT NULL COMMENT '姓名';", {"a": ("姓名", "9", None, True)}), ("mysql", "ALTER TABLE `t` ADD PRIMARY KEY (`a`), MODIFY `a` bigint COMMENT '编号';", {"a": ("编号", None, True, True)}), ("postgresql", "ALTER TABLE IF EXISTS ONLY public.t ADD COLUMN IF NOT EXISTS c varchar(9);", {"c": (None, "9", None, None)}),
    ("sqlserver", "ALTER TABLE [dbo].[t] ADD [c] [nvarchar](20) NULL\nGO\nALTER TABLE dbo.T ADD d int\nGO", {"c": (None, "20", None, None), "d": (None, None, None, None)}), ("oracle", 'alter table "MZ"."T" add c VARCHAR2(18) default \'x\' not null;', {"c": (None, "18", None, True)}),
    ("sqlserver", "ALTER TABLE [dbo].[t] ADD [c] [nvarchar](20) NULL, [d] int NULL\nGO", {"c": (None, "20", None, None), "d": (None, None, None, None)}),
    ("oracle", 'ALTER TABLE "MZ"."t" MODIFY ("a" NOT NULL ENABLE);', {"a": (None, None, None, True)}),
    ("postgresql", "ALTER TABLE ONLY public.t ALTER COLUMN a SET NOT NULL;", {"a": (None, None, None, True)}),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "expected"), CHANGES)
def test_a_later_alter_adds_and_changes_columns(dialect: str, text: str, expected: dict[str, Any], tmp_path: Path) -> None:
    sign = {
        "mysql": "-- MySQL dump",
        "postgresql": "SET statement_timeout = 0;",
        "sqlserver": "USE [x]\nGO",
        "oracle": "-- Oracle SQL Developer",
    }[dialect]
    document, problems = read(tmp_path, f"{sign}\nCREATE TABLE t (\n  a int\n);\n{text}\n")
    found = {name: rest for name, *rest in cells(document, "DataField", "name", "label", "length_format", "is_pk", "is_required")}
    assert document.why["dialect"] == dialect
    assert found == {name: list(values) for name, values in {"a": (None, None, None, None), **expected}.items()}
    assert (problems.rejected, problems.questions) == ([], [])
    assert {row.at.line for row in document.rows if row.cells.get("name") in set(expected) - {"a"}} <= {
        sign.count("\n") + 5,
        sign.count("\n") + 7,
    }


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("EXEC sp_addextendedproperty 'MS_Description', N'姓名', 'SCHEMA', N'dbo', 'TABLE', N'T', 'COLUMN', N'A'", "姓名"), ("EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'姓''名', @level0type = 'SCHEMA', @level0name = N'dbo'\n, @level1type = 'TABLE', @level1name = N't'\n, @level2type = 'COLUMN', @level2name = N'a'", "姓'名"),
        ("EXEC sp_addextendedproperty N'Caption', N'姓名', N'SCHEMA', N'dbo', N'TABLE', N't', N'COLUMN', N'a'", None), ("EXEC sp_addextendedproperty N'MS_Description', N'姓名', N'SCHEMA', N'dbo', N'VIEW', N't', N'COLUMN', N'a'", None),
        ("IF ((SELECT COUNT(*) from fn_listextendedproperty('MS_Description', \n'SCHEMA', N'dbo')) > 0) \nEXEC sp_updateextendedproperty @name = N'MS_Description', @value = N'一'\nELSE\nEXEC sp_addextendedproperty @name = N'MS_Description', @value = N'姓名'\n, @level0type = 'SCHEMA', @level0name = N'dbo'\n, @level1type = 'TABLE', @level1name = N't'\n, @level2type = 'COLUMN', @level2name = N'a'", "姓名"),
        *[(text, "姓名") for text in ("declare @CurrentUser sysname\nselect @CurrentUser = user_name()\nexecute sp_addextendedproperty 'MS_Description', '姓名', 'user', @CurrentUser, 'table', 't', 'column', 'a'", "EXECUTE [sys].[sp_addextendedproperty] N'MS_Description', N'姓名', N'SCHEMA', [dbo], N'TABLE', [t], N'COLUMN', [a];")],
    ],
)  # fmt: skip
def test_extended_properties_label_columns(text: str, label: str | None, tmp_path: Path) -> None:
    document, problems = read(tmp_path, f"create table dbo.t (a nvarchar(9))\ngo\n{text}\ngo\n")
    assert cells(document, "DataField", "label") == [label]
    assert problems.rejected == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("COMMENT ON COLUMN mz.t.a IS '姓名，全称';\nCOMMENT ON TABLE mz.t IS '居民（常住）';", ("居民", "居民（常住）", "姓名", "姓名，全称")), ("comment on column T.A\n  is '姓名';\ncomment on table T\n  is '居民';", ("居民", None, "姓名", None)),
        ('COMMENT ON COLUMN "db"."mz"."t"."a" IS \'it\'\'s\';', ("t", None, "it's", None)), ("COMMENT ON COLUMN other.t.a IS '姓名';", ("t", None, "姓名", None)), ("COMMENT ON COLUMN t.a IS '一';\nCOMMENT ON COLUMN t.a IS '二';", ("t", None, "二", None)),
        ("COMMENT ON COLUMN t.a IS NULL;\nCOMMENT ON TABLE t IS NULL;\nCOMMENT ON COLUMN t.b IS '无';\nCOMMENT ON TABLE u IS '无';\nCOMMENT ON INDEX i IS '无';\nCOMMENT ON COLUMN t IS '无';", ("t", None, None, None)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_before", [False, True])
def test_comments_find_their_table_and_column(text: str, expected: tuple[str | None, ...], is_before: bool, tmp_path: Path) -> None:
    parts = ["CREATE TABLE mz.t (a varchar(9));", text]
    document, problems = read(tmp_path, "\n".join(reversed(parts) if is_before else parts) + "\n")
    ((name, abstract),) = cells(document, "Dataset", "name", "abstract")
    ((label, definition),) = cells(document, "DataField", "label", "definition")
    assert (name, abstract, label, definition) == expected
    assert problems.rejected == []


@pytest.mark.parametrize("comment", ["COMMENT '居民'", "COMMENT = '居民'", "ENGINE=InnoDB, COMMENT='居民'"])
def test_a_table_may_get_its_comment_later(comment: str, tmp_path: Path) -> None:
    document, _ = read(tmp_path, f"CREATE TABLE `t` (`a` int) ENGINE=InnoDB;\nALTER TABLE `t` {comment};\n")
    assert cells(document, "Dataset", "name", "resource_code") == [("居民", "t")]


def test_the_values_of_a_named_type_are_those_of_its_columns(tmp_path: Path) -> None:
    text = "CREATE TYPE public.relief_kind AS ENUM (\n    '城市低保',\n    '农村低保'\n);\nCREATE TYPE \"K\" AS ENUM ('a');\nCREATE TABLE public.t (a public.relief_kind, b \"K\", c enum('x','y'), d text);\n"
    document, _ = read(tmp_path, text)
    assert cells(document, "DataField", "value_domain") == ["城市低保|农村低保", "a", "x|y", None]


def test_like_and_inherits_copy_the_columns_of_a_table_that_is_there(tmp_path: Path) -> None:
    text = "CREATE TABLE base (id int primary key, gx date);\nCREATE TABLE a (LIKE base INCLUDING ALL, xm text);\nCREATE TABLE b LIKE base;\nCREATE TABLE c (xm text) INHERITS (base);\nCREATE TABLE d (LIKE absent, xm text);\n"
    document, problems = read(tmp_path, text)
    assert cells(document, "DataField", "resource", "name")[2:] == [
        ("民政/a", "id"), ("民政/a", "gx"), ("民政/a", "xm"), ("民政/b", "id"), ("民政/b", "gx"), ("民政/c", "id"), ("民政/c", "gx"), ("民政/c", "xm"), ("民政/d", "xm"),
    ]  # fmt: skip
    assert (problems.rejected, problems.ignored) == ([], [])


def test_a_table_made_twice_is_kept_as_it_was_made_last(tmp_path: Path) -> None:
    text = "CREATE TABLE t (a int);\nCREATE TABLE t (a int);\nCREATE TABLE t (a int, b int);\nCREATE TABLE u (c int);\n"
    document, problems = read(tmp_path, text)
    assert cells(document, "DataField", "resource", "name") == [("民政/t", "a"), ("民政/t", "b"), ("民政/u", "c")]
    assert [(problem.code, problem.at.line, dict(problem.params)) for problem in problems.questions] == [
        ("table_twice", 3, {"table": "t", "line": 2})
    ]


def test_tables_of_one_name_in_other_case_or_schema_stay_apart(tmp_path: Path) -> None:
    text = 'CREATE TABLE a.t_jm (x int);\nCREATE TABLE b.t_jm (y int);\nCREATE TABLE "T_JM" (z int);\n' + "".join(
        f"COMMENT ON TABLE {name} IS '居民';\n" for name in ("a.t_jm", "b.t_jm", '"T_JM"')
    )
    document, problems = read(tmp_path, text)
    names = cells(document, "Dataset", "name")
    assert (names[0], len({name.casefold() for name in names})) == ("居民", 3)
    assert cells(document, "DataField", "resource", "name") == list(zip((f"民政/{name}" for name in names), "xyz", strict=True))
    assert len(interpret(document.rows, problems)) == 6
    assert (problems.rejected, problems.questions) == ([], [])


def test_columns_that_differ_in_case_are_all_listed_and_a_comment_finds_its_own(tmp_path: Path) -> None:
    text = 'SET statement_timeout = 0;\nCREATE TABLE t ("Name" int, "name" text, "NAME" date);\nCOMMENT ON COLUMN t."name" IS \'姓名\';\nCOMMENT ON COLUMN t."NAME" IS \'全称\';\n'
    document, problems = read(tmp_path, text)
    assert cells(document, "DataField", "name", "label") == [("Name", None), ("name", "姓名"), ("NAME", "全称")]
    interpret(document.rows, problems)
    assert problems.rejected == []


def test_a_column_added_again_in_another_case_is_the_same(tmp_path: Path) -> None:
    document, _ = read(tmp_path, "CREATE TABLE `t` (`xm` text) ENGINE=InnoDB;\nALTER TABLE `T` ADD COLUMN `XM` text;\n")
    assert cells(document, "DataField", "name") == ["xm"]


def test_a_renamed_column_is_found_by_what_follows_under_its_new_name(tmp_path: Path) -> None:
    document, _ = read(
        tmp_path,
        "CREATE TABLE `t` (`a` int NOT NULL) ENGINE=InnoDB;\nALTER TABLE `t` CHANGE COLUMN `a` `xm` varchar(9) NOT NULL COMMENT '姓名';\n",
    )
    assert cells(document, "DataField", "name", "label", "length_format", "is_required") == [("xm", "姓名", "9", True)]


def test_a_renamed_column_takes_a_later_change(tmp_path: Path) -> None:
    document, _ = read(
        tmp_path,
        "CREATE TABLE `t` (`a` int) ENGINE=InnoDB;\nALTER TABLE `t` CHANGE `a` `xm` int;\nALTER TABLE `t` ADD PRIMARY KEY (`xm`);\n",
    )
    assert cells(document, "DataField", "name", "is_pk") == [("xm", True)]


def test_what_is_said_of_absent_tables_and_what_makes_no_sense_is_passed_over(tmp_path: Path) -> None:
    text = "ALTER TABLE x ADD a int;\nALTER TABLE;\nALTER TABLE t;\nALTER TABLE t ADD;\nALTER TABLE t ADD COLUMN;\nALTER TABLE t ADD ();\nALTER TABLE t MODIFY;\nALTER TABLE t COMMENT;\nCOMMENT ON COLUMN;\nCOMMENT ON TABLE t;\nEXEC sp_addextendedproperty;\n"
    document, problems = read(tmp_path, "CREATE TABLE t (a int);\n" + text + "CREATE TABLE u (b int);\n")
    assert cells(document, "DataField", "name") == ["a", "b"]
    assert problems.rejected == []


def test_a_dump_may_end_inside_a_change(tmp_path: Path) -> None:
    document, _ = read(tmp_path, "CREATE TABLE `t` (`a` int) ENGINE=InnoDB;\nALTER TABLE `t` CHANGE `a`")
    assert cells(document, "DataField", "name") == ["a"]


def test_more_tables_than_may_be_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "MOST_TABLES", 3)
    with pytest.raises(InputError) as error:
        read(tmp_path, "".join(f"CREATE TABLE t{number} (a int);\n" for number in range(5)))
    assert (error.value.code, error.value.params["limit"]) == ("too_many_tables", 3)


SECRET = "李四990123195001011234"
_INSERTS = {
    "mysql": lambda value: "INSERT INTO `t` VALUES (1,'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'),\n(2,'\\\\');\n",
    "postgresql": lambda value: "INSERT INTO t VALUES (1, '" + value.replace("'", "''") + "');\n",
    "sqlserver": lambda value: "INSERT [dbo].[t] ([a], [b]) VALUES (1, N'" + value.replace("'", "''") + "')\nGO\n",
    "oracle": lambda value: "INSERT INTO \"T\" VALUES ('C:\\', '" + value.replace("'", "''") + "');\n",
}  # fmt: skip
_SIGNS = {
    "mysql": "-- MySQL dump 10.13\n",
    "postgresql": "SET statement_timeout = 0;\n",
    "sqlserver": "USE [civil]\nGO\n",
    "oracle": "-- Oracle SQL Developer\n",
}
_VALUES = st.lists(st.sampled_from([SECRET, "'", '"', "`", "\\", ";", "\n", "--", "/*", "*/", "$$", "[", "]", "(", ")", ",", "CREATE TABLE x (a int COMMENT '", "\nGO\n", "\n/\n", "COMMENT ON TABLE t IS '", "ALTER TABLE t ADD ", "# ", "END"]), max_size=12).map("".join)  # fmt: skip


@settings(max_examples=150)
@given(values=st.lists(_VALUES, min_size=1, max_size=4), dialect=st.sampled_from(sorted(_SIGNS)))
def test_no_value_of_the_data_comes_out(values: list[str], dialect: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    table = "CREATE TABLE t (\n  a int,\n  b varchar(99) DEFAULT 'x'\n);\n"
    text = _SIGNS[dialect] + table + "".join(_INSERTS[dialect](value + SECRET) for value in values) + table.replace(" t ", " u ")
    document, problems = read(tmp_path_factory.mktemp("values"), text)
    assert document.why == {"dialect": dialect, "count": 2}
    assert SECRET not in repr(document) + repr(problems.rejected + problems.questions + problems.ignored)
    assert cells(document, "Dataset", "name") == ["t", "u"]
    assert (problems.rejected, problems.questions) == ([], [])


def test_lines_inside_the_data_do_not_decide_the_dialect(tmp_path: Path) -> None:
    text = f"{_SIGNS['mysql']}CREATE TABLE `t` (`a` int) ENGINE=InnoDB;\nINSERT INTO `t` VALUES ('it\\'s\nCOMMENT ON TABLE t IS \\'x\\';\n');\nCREATE TABLE `u` (`a` int);\n"
    document, _ = read(tmp_path, text)
    assert document.why == {"dialect": "mysql", "count": 2}


@settings(max_examples=60)
@given(lines=st.lists(_VALUES.map(lambda value: value.replace("\\", "\\\\").replace("\n", "\\n")), max_size=6))
def test_no_line_of_copied_data_comes_out(lines: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    data = "".join(f"{number}\t{line}{SECRET}\n" for number, line in enumerate(lines))
    text = f"{_SIGNS['postgresql']}CREATE TABLE t (a int);\nCOPY public.t (a) FROM stdin;\n{data}\\.\n\nCREATE TABLE u (a int);\n"
    document, problems = read(tmp_path_factory.mktemp("copied"), text)
    assert SECRET not in repr(document) + repr(problems.questions)
    assert cells(document, "Dataset", "name") == ["t", "u"]
    assert (problems.rejected, problems.questions) == ([], [])


PARTS = [
    "CREATE TABLE public.t_2024 PARTITION OF public.t FOR VALUES FROM ('2024') TO ('2025');",
    'CREATE TABLE IF NOT EXISTS public."t 2024" PARTITION OF public.t (CONSTRAINT c CHECK (a > 0)) FOR VALUES IN (1);',
    "CREATE TABLE public.t_2024 (a integer NOT NULL, b text);\nALTER TABLE ONLY public.t ATTACH PARTITION public.t_2024 FOR VALUES IN (1);",
]


@pytest.mark.parametrize("text", PARTS)
def test_a_partition_is_no_table_of_its_own(text: str, tmp_path: Path) -> None:
    whole = "CREATE TABLE public.t (a integer NOT NULL, b text) PARTITION BY RANGE (b);\n"
    document, problems = read(tmp_path, f"-- PostgreSQL database dump\n{whole}{text}\nALTER TABLE ONLY public.t ADD PRIMARY KEY (a);\n")
    assert cells(document, "Dataset", "name") == ["t"]
    assert cells(document, "DataField", "name") == ["a", "b"]
    assert [p.code for p in problems.ignored] == ["partition"]
    assert problems.rejected == []


def test_a_partition_of_a_table_that_is_not_there_stays(tmp_path: Path) -> None:
    document, _ = read(tmp_path, "CREATE TABLE p (a integer);\nALTER TABLE ONLY public.t ATTACH PARTITION public.p DEFAULT;\n")
    assert cells(document, "Dataset", "name") == ["p"]
