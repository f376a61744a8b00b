from pathlib import Path
from typing import Any

import pytest

from inventory.importers.interpret import interpret
from inventory.importers.rows import Context, Document
from inventory.importers.sql.dump import read_sql_dump
from inventory.problems import InputError, Problems


def read(folder: Path, text: str | bytes, system: str = "民政业务", name: str = "minzheng.sql") -> tuple[Document, Problems]:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    problems = Problems()
    return read_sql_dump(path, problems, Context(system=system, organisation="云溪县民政局")), problems


def cells(document: Document, entity: str, *names: str) -> list[Any]:
    """The cells of these names in every row of an entity; one name gives bare cells."""
    rows = [tuple(row.cells.get(name) for name in names) for row in document.rows if row.entity == entity]
    return [row[0] for row in rows] if len(names) == 1 else rows


MYSQL = """-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: 127.0.0.1    Database: mz_civil
-- ------------------------------------------------------
/*!40101 SET NAMES utf8mb4 */;

DROP TABLE IF EXISTS `t_jm`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `t_jm` (
  `id` bigint NOT NULL AUTO_INCREMENT COMMENT '编号',
  `xm` varchar(50) COLLATE utf8mb4_bin NOT NULL DEFAULT '' COMMENT '姓名',
  `csrq` date DEFAULT NULL COMMENT '出生日期',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COMMENT='居民';

LOCK TABLES `t_jm` WRITE;
INSERT INTO `t_jm` VALUES (1,'甲\\'甲','1950-01-01'),(2,'CREATE TABLE `x` (`a` int);',NULL);
UNLOCK TABLES;
CREATE TABLE `t_db` (
  `id` bigint NOT NULL,
  `jm_id` bigint NOT NULL COMMENT '居民编号',
  `je` decimal(10,2) DEFAULT '0.00' COMMENT '月保障金额',
  PRIMARY KEY (`id`),
  KEY `k_jm` (`jm_id`),
  CONSTRAINT `fk_jm` FOREIGN KEY (`jm_id`) REFERENCES `t_jm` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='低保对象';
"""
PG_DUMP = """--
-- PostgreSQL database dump
--
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE TABLE public.t_jm (
    id bigint NOT NULL,
    xm character varying(50) DEFAULT ''::character varying NOT NULL,
    csrq date
);

ALTER TABLE public.t_jm OWNER TO mz;
COMMENT ON TABLE public.t_jm IS '居民';
COMMENT ON COLUMN public.t_jm.id IS '编号';
COMMENT ON COLUMN public.t_jm.xm IS '姓名';
COMMENT ON COLUMN public.t_jm.csrq IS '出生日期';

CREATE TABLE public.t_db (
    id bigint NOT NULL,
    jm_id bigint NOT NULL,
    je numeric(10,2) DEFAULT 0.00
)
WITH (orientation=row, compression=no);

COMMENT ON TABLE public.t_db IS '低保对象';
COMMENT ON COLUMN public.t_db.jm_id IS '居民编号';
COMMENT ON COLUMN public.t_db.je IS '月保障金额';

COPY public.t_jm (id, xm, csrq) FROM stdin;
1\t甲'甲\t1950-01-01
CREATE TABLE x (a int);\t\\N\t\\N
\\.

ALTER TABLE ONLY public.t_jm
    ADD CONSTRAINT t_jm_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.t_db
    ADD CONSTRAINT t_db_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.t_db
    ADD CONSTRAINT t_db_fk FOREIGN KEY (jm_id) REFERENCES public.t_jm(id);
"""
SSMS = """USE [mz_civil]
GO
/****** Object:  Table [dbo].[t_jm]    Script Date: 2024/5/1 9:00:00 ******/
SET ANSI_NULLS ON
GO
CREATE TABLE [dbo].[t_jm](
	[id] [bigint] IDENTITY(1,1) NOT NULL,
	[xm] [nvarchar](50) NOT NULL,
	[csrq] [date] NULL,
 CONSTRAINT [PK_t_jm] PRIMARY KEY CLUSTERED
(
	[id] ASC
)WITH (PAD_INDEX = OFF, IGNORE_DUP_KEY = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
CREATE TABLE [dbo].[t_db](
	[id] [bigint] NOT NULL PRIMARY KEY,
	[jm_id] [bigint] NOT NULL,
	[je] [decimal](10, 2) NULL
) ON [PRIMARY]
GO
INSERT [dbo].[t_jm] ([id], [xm], [csrq]) VALUES (1, N'甲''甲 C:\\', CAST(N'1950-01-01' AS Date))
GO
ALTER TABLE [dbo].[t_db] ADD  CONSTRAINT [DF_je]  DEFAULT ((0)) FOR [je]
GO
ALTER TABLE [dbo].[t_db]  WITH CHECK ADD  CONSTRAINT [FK_jm] FOREIGN KEY([jm_id])
REFERENCES [dbo].[t_jm] ([id])
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'编号' , @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N't_jm', @level2type=N'COLUMN',@level2name=N'id'
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'姓名' , @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N't_jm', @level2type=N'COLUMN',@level2name=N'xm'
GO
execute sp_addextendedproperty 'MS_Description', '出生日期', 'user', 'dbo', 'table', 't_jm', 'column', 'csrq'
go
EXEC sp_addextendedproperty
'MS_Description', N'居民编号',
'SCHEMA', N'dbo',
'TABLE', N't_db',
'COLUMN', N'jm_id'
GO
EXEC sys.sp_addextendedproperty N'MS_Description', N'月保障金额', N'SCHEMA', N'dbo', N'TABLE', N't_db', N'COLUMN', N'je'
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'居民' , @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N't_jm'
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'低保对象' , @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N't_db'
GO
"""
ORACLE = """--------------------------------------------------------
--  DDL for Table T_JM
--------------------------------------------------------

  CREATE TABLE "MZ"."t_jm"
   (	"id" NUMBER(19,0) NOT NULL ENABLE,
	"xm" VARCHAR2(50 CHAR) DEFAULT '' NOT NULL ENABLE,
	"csrq" DATE
   ) SEGMENT CREATION IMMEDIATE
  PCTFREE 10 PCTUSED 40 TABLESPACE "USERS" ;

   COMMENT ON COLUMN "MZ"."t_jm"."id" IS '编号';
   COMMENT ON COLUMN "MZ"."t_jm"."xm" IS '姓名';
   COMMENT ON COLUMN "MZ"."t_jm"."csrq" IS '出生日期';
   COMMENT ON TABLE "MZ"."t_jm"  IS '居民';
create table MZ."t_db"
(
  "id"    NUMBER(19) not null,
  "jm_id" NUMBER(19) not null,
  "je"    NUMBER(10,2) default 0
)
tablespace USERS
  storage
  (
    initial 64K
  );
comment on table MZ."t_db"
  is '低保对象';
comment on column MZ."t_db"."jm_id"
  is '居民编号';
comment on column MZ."t_db"."je"
  is '月保障金额';
Insert into MZ."t_jm" ("id","xm") values (1,'甲''甲 C:\\');
CREATE OR REPLACE EDITIONABLE TRIGGER "MZ"."G_JM" BEFORE INSERT ON "MZ"."t_jm" FOR EACH ROW
BEGIN
  :new."id" := 1;
END;
/
ALTER TABLE "MZ"."t_jm" ADD CONSTRAINT "PK" PRIMARY KEY ("id") USING INDEX TABLESPACE "USERS"  ENABLE;
alter table MZ."t_db"
  add constraint PK_DB primary key ("id")
  using index
  tablespace USERS;
alter table MZ."t_db"
  add constraint FK_JM foreign key ("jm_id")
  references MZ."t_jm" ("id");
"""
BY_HAND = """-- 民政
create table t_jm ( -- resident
    id integer not null primary key, -- 编号
    xm varchar(50) default '' not null, /* 姓名 */
    -- 出生日期
    csrq date
);
comment on table t_jm is '居民';
create table t_db (
    id integer not null,
    jm_id integer not null references t_jm(id), --居民编号
    je numeric(10,2) default 0 -- 月保障金额
  , primary key (id)
);
comment on table t_db is '低保对象';
"""
HEADER = "/*\n Navicat Premium Data Transfer\n\n Source Server Type    : {}\n Source Schema         : mz_civil\n*/\n\n"
DM = (
    ORACLE[: ORACLE.index("create table MZ")].replace(
        '"csrq" DATE\n   ) SEGMENT CREATION IMMEDIATE\n  PCTFREE 10 PCTUSED 40 TABLESPACE "USERS" ;',
        '"csrq" DATE,\nNOT CLUSTER PRIMARY KEY("id")) STORAGE(ON "MZ", CLUSTERBTR) ;',
    )
    + ORACLE[ORACLE.index("create table MZ") :]
)
TOOLS = {
    "mysqldump": (MYSQL, "mysql"),
    "navicat mysql": (HEADER.format("MySQL") + MYSQL[MYSQL.index("DROP") :], "mysql"),
    "mariadb-dump": (MYSQL.replace("MySQL dump 10.13", "MariaDB dump 10.19"), "mysql"),
    "pg_dump": (PG_DUMP, "postgresql"),
    "kingbase sys_dump": (PG_DUMP.replace("PostgreSQL", "Kingbase").replace("(50)", "(50 char)").replace("pg_catalog", "sys_catalog"), "postgresql"),
    "opengauss navicat": (HEADER.format("PostgreSQL") + PG_DUMP[PG_DUMP.index("CREATE") :].replace("public.t_jm", '"public"."t_jm"'), "postgresql"),
    "ssms": (SSMS, "sqlserver"),
    "navicat sql server": (HEADER.format("SQL Server") + SSMS[SSMS.index("/**") :], "sqlserver"),
    "sql developer": (ORACLE, "oracle"),
    "navicat oracle": (HEADER.format("Oracle") + ORACLE, "oracle"),
    "dm manager": (DM, "oracle"),
    "a person": (BY_HAND, "generic"),
}  # fmt: skip


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_database_reads_alike_whichever_tool_wrote_it(tool: str, end: str, tmp_path: Path) -> None:
    text, dialect = TOOLS[tool]
    document, problems = read(tmp_path, text.replace("\n", end))
    assert (document.kind, document.why) == ("sql_dump", {"dialect": dialect, "count": 2})
    assert [problems.rejected, problems.questions, problems.ignored] == [[], [], []]
    assert [row.cells for row in document.rows if row.entity == "Dataset"] == [
        {"name": "居民", "resource_code": "t_jm", "kind": "table", "system": "民政业务", "provider_org": "云溪县民政局"},
        {"name": "低保对象", "resource_code": "t_db", "kind": "table", "system": "民政业务", "provider_org": "云溪县民政局", "related_code": ["t_jm"]},
    ]  # fmt: skip
    assert cells(document, "DataField", "resource", "name", "label", "type", "is_pk", "is_required") == [
        ("民政业务/居民", "id", "编号", "number", True, True), ("民政业务/居民", "xm", "姓名", "string", None, True), ("民政业务/居民", "csrq", "出生日期", "date", None, None),
        ("民政业务/低保对象", "id", None, "number", True, True), ("民政业务/低保对象", "jm_id", "居民编号", "number", None, True), ("民政业务/低保对象", "je", "月保障金额", "number", None, None),
    ]  # fmt: skip
    lengths = cells(document, "DataField", "length_format")
    assert (lengths[1], lengths[5]) == ("50", "10,2")
    lines = text.split("\n")
    for row in document.rows:
        name = row.cells["resource_code"] if row.entity == "Dataset" else row.cells["name"]
        assert row.at.file == "minzheng.sql"
        assert name in lines[(row.at.line or 0) - 1]
        assert row.entity == "DataField" or "create table" in lines[(row.at.line or 0) - 1].casefold()
    assert len(interpret(document.rows, problems)) == 8


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8-sig", b""), ("gbk", b""), ("gb18030", b""), ("utf-16", b""), ("utf-16-le", b""), ("utf-16-be", b""), ("utf-16-be", b"\xfe\xff")],
)  # fmt: skip
def test_a_dump_is_read_in_the_encodings_in_use(encoding: str, mark: bytes, tmp_path: Path) -> None:
    document, problems = read(tmp_path, mark + SSMS.encode(encoding))
    assert cells(document, "Dataset", "name") == ["居民", "低保对象"]
    assert (problems.rejected, problems.questions) == ([], [])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_dump_cut_in_a_character_inside_a_table_keeps_its_columns_and_says_where(encoding: str, tmp_path: Path) -> None:
    whole = "CREATE TABLE `a` (`id` int) ENGINE=InnoDB;\n\nCREATE TABLE `t_jm` (\n  `id` int NOT NULL COMMENT '编号',\n  `xm` varchar(50) COMMENT '姓名".encode(
        encoding
    )
    document, problems = read(tmp_path, whole[:-1])
    assert cells(document, "DataField", "name") == ["id", "id", "xm"]
    assert [(problem.code, problem.at.line, dict(problem.params)) for problem in problems.rejected] == [
        ("table_cut_off", 3, {"table": "t_jm", "columns": 2})
    ]
    assert problems.questions == []


def test_bytes_that_are_no_text_in_data_are_asked_about(tmp_path: Path) -> None:
    document, problems = read(tmp_path, MYSQL.encode() + b"INSERT INTO `t_zp` VALUES (1,_binary '\xff\xd8\xff\xe0\xff');\n")
    assert cells(document, "Dataset", "name") == ["居民", "低保对象"]
    assert [(problem.code, dict(problem.params)) for problem in problems.questions] == [("damaged_bytes", {"encoding": "utf-8"})]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1;\n",
        "INSERT INTO `t_jm` VALUES (1);\n",
        "CREATE TABLE a AS SELECT 1;",
        "CREATE TEMPORARY TABLE a (b int);",
        "CREATE TABLE #a (b int)\nGO",
        "\n",
        "CREATE VIEW v AS SELECT 1;",
    ],
)
def test_a_file_without_a_table_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert error.value.code == "no_tables"


def test_a_table_without_a_name_is_rejected_and_one_without_columns_is_left_out(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "CREATE TABLE a (b int);\nCREATE TABLE (c int);\nCREATE TABLE d AS SELECT 1;\n")
    assert [(problem.code, problem.at.line) for problem in problems.rejected] == [("table_without_name", 2)]
    assert [(problem.code, problem.at.line) for problem in problems.ignored] == [("table_without_columns", 3)]


@pytest.mark.parametrize(
    ("text", "system"),
    [
        (MYSQL, "mz_civil"), (SSMS, "mz_civil"), (HEADER.format("MySQL") + BY_HAND, "mz_civil"), (BY_HAND, "minzheng"), ("CREATE DATABASE civil;\nUSE `yun_xi`;\n" + BY_HAND, "yun_xi"), ("CREATE DATABASE [civil]\nGO\n" + BY_HAND, "civil"), ("\\connect civil\n\nSET statement_timeout = 0;\n" + BY_HAND, "civil"),
        ("CREATE DATABASE /*!32312 IF NOT EXISTS*/ `civil` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;\n" + BY_HAND, "civil"),
        ("--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 12.3\n" + BY_HAND, "minzheng"),
    ],
)  # fmt: skip
def test_a_system_that_was_not_given_is_guessed_and_asked_about(text: str, system: str, tmp_path: Path) -> None:
    document, problems = read(tmp_path, text, system="")
    assert set(cells(document, "Dataset", "system")) == {system}
    assert [(problem.code, dict(problem.params)) for problem in problems.questions] == [("system_guessed", {"system": system})]
