import pytest

from inventory.importers.sql.columns import Table
from inventory.importers.sql.dialect import DIALECTS
from inventory.importers.sql.tables import MOST_COLUMNS, TableReader


def reader(text: str, dialect: str = "mysql") -> TableReader:
    start = text.casefold().index("create table")
    return TableReader(text, start, start + len("create table"), DIALECTS[dialect])


def table(text: str, dialect: str = "mysql") -> Table:
    read = reader(text, dialect).read()
    assert read is not None
    return read


def comments(read: Table) -> dict[str, str]:
    return {name: column.comment for name, column in read.columns.items()}


@pytest.mark.parametrize(
    ("dialect", "head", "schema", "name"),
    [
        ("mysql", "`t_jm`", "", "t_jm"), ("mysql", "IF NOT EXISTS `civil`.`t_jm`", "civil", "t_jm"), ("sqlserver", "[dbo].[居民 信息]", "dbo", "居民 信息"), ("sqlserver", "[Civil].[dbo].[jm]", "dbo", "jm"), ("sqlserver", "Civil..jm", "Civil", "jm"),
        ("oracle", '"MZ"."T_JM"', "MZ", "T_JM"), ("oracle", "T_JM", "", "T_JM"), ("postgresql", "if not exists public.事项", "public", "事项"), ("generic", "order", "", "order"), ("generic", "/* 一 */ jm -- 二\n", "", "jm"),
    ],
)  # fmt: skip
def test_a_table_has_a_name_and_a_schema(dialect: str, head: str, schema: str, name: str) -> None:
    read = table(f"CREATE TABLE {head} (id int);", dialect)
    assert (read.schema, read.name, list(read.columns), read.is_cut_off) == (schema, name, ["id"], False)


@pytest.mark.parametrize(
    "text",
    ["CREATE TABLE", "CREATE TABLE ;", "CREATE TABLE (id int);", "CREATE TABLE 'jm' (id int);", "CREATE TABLE a.", "CREATE TABLE if not"],
)
def test_no_name_is_no_table(text: str) -> None:
    assert reader(text).read() is None


@pytest.mark.parametrize(
    ("dialect", "end"),
    [
        ("mysql", ") ENGINE=InnoDB AUTO_INCREMENT=9 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='居民';"), ("mysql", ") ENGINE = InnoDB CHARACTER SET = utf8mb4 COMMENT = '居民' ROW_FORMAT = Dynamic;"), ("mysql", ")\nENGINE=InnoDB COMMENT '居民'\nPARTITION BY HASH (id);"), ("mysql", ") DEFAULT CHARSET=utf8 COMMENT='居民' /*!50100 PARTITION BY HASH (id) */;"),
        *[("mysql", end) for end in (") COMMENT='居民';", ")\n    comment '居民' charset = utf8mb4;", ") ENGINE=InnoDB\nCOMMENT='居民';")],
        ("mysql", ') ENGINE=InnoDB COMMENT="居民";'),
    ],
)  # fmt: skip
def test_the_comment_of_a_table_stands_among_its_options(dialect: str, end: str) -> None:
    assert table(f"CREATE TABLE t (\n  id int\n{end}\nCREATE TABLE u (a int) COMMENT='无';", dialect).comment == "居民"


@pytest.mark.parametrize(
    ("dialect", "options", "rest"),
    [
        ("mysql", ") ENGINE=InnoDB;", "\nINSERT INTO t VALUES (1);"), ("sqlserver", ") ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]\n", "GO\nSET ANSI_NULLS ON"), ("oracle", ")\ntablespace MZ\n  storage\n  (\n    initial 64K\n  )\n", "/\nprompt"), ("postgresql", ")\nWITH (orientation=row, compression=no);", "\n"),
        ("generic", ")\n\n", "CREATE TABLE u (a int)"), ("generic", ")\n", "insert into t values (1)"), ("sqlserver", ")\n", "exec sp_addextendedproperty 'a'"), ("oracle", ") PARTITION BY RANGE (d) (\n  PARTITION p1 VALUES LESS THAN ('2024;1'),\n  PARTITION p2\nVALUES LESS THAN (MAXVALUE)\n);", "x"),
    ],
)  # fmt: skip
def test_a_table_ends_where_the_next_statement_starts(dialect: str, options: str, rest: str) -> None:
    text = f"CREATE TABLE t (\n  id int\n{options}{rest}"
    read = reader(text, dialect)
    assert read.read() is not None
    assert text[read.end :] == rest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id int, -- 编号\n  xm text, --姓名\n  bz text -- 备注\n", {"id": "编号", "xm": "姓名", "bz": "备注"}),
        ("id int, /* 编号 */\n  xm text /* 姓名 */,\n  bz text\n", {"id": "编号", "xm": "姓名", "bz": ""}),
        ("id int -- 编号\n  , xm text -- 姓名\n  , bz text\n", {"id": "编号", "xm": "姓名", "bz": ""}),
        ("-- 编号\n  id int,\n  -- 姓名\n  xm text,\n  bz text\n", {"id": "编号", "xm": "姓名", "bz": ""}),
        ("id int, -- key of the resident\n  -- the name\n  xm text\n", {"id": "key of the resident", "xm": ""}),
        ("id int comment '编号', -- 不要\n  xm text\n", {"id": "编号", "xm": ""}),
        ("id int, -- varchar(20)\n  -- old text,\n  xm text, -- ------\n  -- bz varchar(10) 备注\n  bz text\n", {"id": "", "xm": "", "bz": ""}),
        ("id int, /*!50001 一 */\n  xm text, -- " + "长" * 201 + "\n  bz text\n", {"id": "", "xm": "", "bz": ""}),
        ("id int, -- 编号,主键\n  je decimal(10, -- 总位数\n 2),\n  bz text\n", {"id": "编号,主键", "je": "总位数", "bz": ""}),
        ("-- 居民表\n  id int,\n  xm text\n", {"id": "", "xm": ""}),
    ],
)  # fmt: skip
def test_comments_beside_and_above_name_columns(text: str, expected: dict[str, str]) -> None:
    start = "" if "居民表" in text else "\n  "
    assert comments(table(f"CREATE TABLE t ( {start}{text});", "generic")) == expected


def test_columns_keep_their_order_and_their_lines_below_the_head() -> None:
    read = table("-- 居民\nCREATE TABLE t\n(\n  id int,\n\n  xm varchar(9) DEFAULT '一\n二', bz\n text\n);")
    assert [(name, column.line) for name, column in read.columns.items()] == [("id", 2), ("xm", 4), ("bz", 5)]


def test_columns_that_differ_in_case_stay_and_repeated_ones_do_not() -> None:
    read = table('CREATE TABLE t ("Name" int, "name" text, "NAME" date, "Name" text, PRIMARY KEY ("name"));', "postgresql")
    assert [(name, column.type, column.is_key) for name, column in read.columns.items()] == [
        ("Name", "int", False),
        ("name", "text", True),
        ("NAME", "date", False),
    ]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("CREATE TABLE t (", []), ("CREATE TABLE t (id", ["id"]), ("CREATE TABLE t (id int,", ["id"]), ("CREATE TABLE t (id int, xm varchar(", ["id", "xm"]), ("CREATE TABLE t (id int, xm text COMMENT '姓", ["id", "xm"]), ("CREATE TABLE t (id int, -- 编", ["id"]), ("CREATE TABLE t (id int, /* 编", ["id"]), ("CREATE TABLE t (id int, `x", ["id"]),
        ("CREATE TABLE t (\n  id int,\n\nCREATE TABLE u (a int);", ["id"]), ("CREATE TABLE t (\n  id int,\nINSERT INTO t VALUES (1);", ["id"]), ("CREATE TABLE t (\n  id int,\nGO\n", ["id"]),
        ("CREATE TABLE t (\n  id int\n\nCREATE TABLE u (a int);", ["id"]),
    ],
)  # fmt: skip
def test_a_table_cut_off_keeps_what_was_read(text: str, columns: list[str]) -> None:
    read = table(text)
    assert (list(read.columns), read.is_cut_off) == (columns, True)


def test_a_cut_off_table_leaves_the_next_statement_whole() -> None:
    text = "CREATE TABLE t (\n  id int,\n\nCREATE TABLE u (a int);"
    read = reader(text)
    assert read.read() is not None
    assert text[read.end :] == "CREATE TABLE u (a int);"


@pytest.mark.parametrize("text", ["create_time datetime", "`create` int", "insert_by text", "go_out date"])
def test_columns_named_like_statements_cut_nothing_off(text: str) -> None:
    read = table(f"CREATE TABLE t (\n  id int,\n  {text}\n);")
    assert (len(read.columns), read.is_cut_off) == (2, False)


@pytest.mark.parametrize(
    "text", ["t AS SELECT 1;", "t as (select 1)", "p PARTITION OF t FOR VALUES IN (1);", "p OF kind;", "t;", "t SELECT * FROM u;"]
)
def test_a_table_may_have_no_columns_of_its_own(text: str) -> None:
    read = table(f"CREATE TABLE {text}", "postgresql")
    assert (read.has_no_columns, read.columns, read.is_cut_off) == (True, {}, False)


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("mysql", "t LIKE `civil`.`t_base`;"), ("postgresql", "t (LIKE public.t_base INCLUDING ALL);"), ("postgresql", "t (xm text)\nINHERITS (t_base);"),
        ("postgresql", "t (xm text)\nINHERITS (public.t_base);"),
    ],
)  # fmt: skip
def test_a_table_may_take_columns_from_another(dialect: str, text: str) -> None:
    assert "t_base" in table(f"CREATE TABLE {text}", dialect).like


def test_keys_and_foreign_keys_come_with_the_table() -> None:
    read = table(
        "CREATE TABLE `t_db` (\n  `id` int NOT NULL,\n  `jm_id` int,\n  `hm` int REFERENCES `t_hm` (`id`),\n  PRIMARY KEY (`id`) USING BTREE,\n  KEY `k` (`jm_id`),\n"
        "  CONSTRAINT `fk` FOREIGN KEY (`jm_id`) REFERENCES `t_jm` (`id`) ON DELETE CASCADE\n) ENGINE=InnoDB;"
    )
    assert [(column.name, column.is_key, column.required) for column in read.columns.values()] == [
        ("id", True, True),
        ("jm_id", False, False),
        ("hm", False, False),
    ]
    assert read.refers_to == ["t_hm", "t_jm"]


def test_a_table_of_very_many_columns_is_cut_off() -> None:
    read = table(f"CREATE TABLE t ({','.join(f'c{number} int' for number in range(10_000))});")
    assert (len(read.columns), read.is_cut_off) == (MOST_COLUMNS + 1, True)


def test_a_key_without_a_comma_before_it_is_that_of_the_columns_it_names() -> None:
    text = "CREATE TABLE t (id bigint NOT NULL, sj datetime2(7) NULL CONSTRAINT pk PRIMARY KEY CLUSTERED (id) WITH (PAD_INDEX = OFF));"
    table = TableReader(text, 0, len("CREATE TABLE"), DIALECTS["sqlserver"]).read()
    assert table is not None
    assert {column.name: column.is_key for column in table.columns.values()} == {"id": True, "sj": False}
