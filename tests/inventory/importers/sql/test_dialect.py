import re

import pytest

from inventory.importers.sql.dialect import DIALECTS, dialect_of, looks_like_sql


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("mysql", "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n"),
        ("mysql", "-- MariaDB dump 10.19  Distrib 10.6.12-MariaDB\n"),
        ("mysql", "/*\n Navicat Premium Data Transfer\n\n Source Server Type    : MySQL\n*/\n"),
        ("mysql", "/*\nNavicat MySQL Data Transfer\n\nSource Server         : 民政局\n*/\n"),
        ("mysql", "-- phpMyAdmin SQL Dump\n-- version 5.2.1\n"),
        ("mysql", "create table t_resident (id int auto_increment) engine = InnoDB;\n"),
        ("mysql", "INSERT INTO t VALUES ('居民');\nCREATE TABLE `居民` (`姓名` varchar(20));\n"),
        ("postgresql", "--\n-- PostgreSQL database dump\n--\n"),
        ("postgresql", "/*\n Source Server Type    : PostgreSQL\n Source Server Version : 90204\n*/\n"),
        ("postgresql", "--\n-- Kingbase database dump\n--\n\nSET statement_timeout = 0;\n"),
        ("postgresql", "SET statement_timeout = 0;\nCREATE TABLE a (id int)\nWITH (orientation=row, compression=no);\n"),
        ("postgresql", "\\connect civil\n\nCREATE TABLE a (id integer);\n"),
        ("postgresql", "CREATE TABLE a (id int8 NOT NULL, name character varying(20));\n"),
        ("sqlserver", "USE [Civil]\nGO\n/****** Object:  Table [dbo].[居民]    Script Date: 2024/5/1 ******/\n"),
        ("sqlserver", "/*\n Source Server Type    : SQL Server\n*/\n"),
        ("sqlserver", "create table T_RESIDENT (\n   NAME nvarchar(20) null\n)\ngo\n"),
        ("oracle", "/*\n Source Server Type    : Oracle\n*/\n"),
        ("oracle", "--------------------------------------------------------\n--  File created - Oracle SQL Developer\n"),
        ("oracle", "prompt Creating table T_RESIDENT\ncreate table T_RESIDENT\n(\n  id VARCHAR2(32) not null\n)\ntablespace CIVIL\n"),
        ("oracle", 'CREATE TABLE "MZ"."JM"\n(\n"ID" BIGINT NOT NULL,\nNOT CLUSTER PRIMARY KEY("ID")) STORAGE(ON "MZ", CLUSTERBTR) ;\n'),
        ("oracle", 'CREATE TABLE "MZ"."JM"\n(\n"ID" INT IDENTITY(1, 1) NOT NULL,\nNOT CLUSTER PRIMARY KEY("ID")) STORAGE(ON "MZ", CLUSTERBTR) ;\n'),
        ("generic", "CREATE TABLE resident (id INTEGER PRIMARY KEY, name TEXT);\n"),
        ("generic", ""),
    ],
)  # fmt: skip
def test_a_dialect_is_known_by_what_tools_write(name: str, sample: str) -> None:
    assert dialect_of(sample).name == name


@pytest.mark.parametrize("header", ["/*\n Yudao Database Transfer Tool\n\n Source Server Type    : MySQL\n*/\n", "-- MySQL dump 10.13\n"])
def test_a_script_made_over_from_mysql_is_not_read_as_mysql(header: str) -> None:
    made_over = "CREATE TABLE t (\n    id bigint NOT NULL\n);\n\nCOMMENT ON COLUMN t.id IS '编号';\n"
    assert dialect_of(header + made_over).name != "mysql"


@pytest.mark.parametrize(
    ("dialect", "text", "whole"),
    [
        ("mysql", r"'it\'s'", True), ("mysql", r"'C:\'", False), ("mysql", r"'C:\\'", True), ("mysql", "'it''s'", True),
        ("sqlserver", r"'C:\'", True), ("oracle", r"'C:\'", True), ("postgresql", r"'C:\'", True), ("generic", r"'C:\'", True),
        ("sqlserver", "'it''s'", True), ("oracle", "'一\n二;三'", True), ("postgresql", "'it's'", False), ("mysql", "'居民", False),
    ],
)  # fmt: skip
def test_a_backslash_escapes_in_strings_of_mysql_only(dialect: str, text: str, whole: bool) -> None:
    assert bool(re.fullmatch(DIALECTS[dialect].string, text, re.S)) is whole


@pytest.mark.parametrize(
    ("dialect", "text", "whole"),
    [
        ("mysql", "`居民`", True), ("mysql", "`a``b`", True), ("mysql", "[居民]", False), ("mysql", r'"a\"b"', True),
        ("sqlserver", "[居民]", True), ("sqlserver", "[a]]b]", True), ("sqlserver", "[a\nb]", False), ("sqlserver", '"居民"', True),
        ("generic", "[name]", True), ("generic", "[1]", False), ("generic", "[]", False), ("postgresql", "[name]", False),
        ("oracle", '"C:\\"', True), ("postgresql", '"a""b"', True), ("oracle", '"a', False),
    ],
)  # fmt: skip
def test_names_are_quoted_as_the_dialect_does(dialect: str, text: str, whole: bool) -> None:
    assert bool(re.fullmatch(DIALECTS[dialect].quoted, text)) is whole


@pytest.mark.parametrize(
    ("dialect", "text", "whole"),
    [
        ("mysql", "-- 姓名", True), ("mysql", "--", True), ("mysql", "------", True), ("mysql", "--姓名", False), ("mysql", "# 姓名", True),
        ("postgresql", "--姓名", True), ("oracle", "--姓名", True), ("sqlserver", "# 姓名", False), ("postgresql", "# 姓名", False),
        ("oracle", "/* 一\n * 二 **/", True), ("mysql", "/*!40101 SET NAMES utf8 */", True), ("generic", "/* 一 */ 二 */", False), ("generic", "/* 一", False),
    ],
)  # fmt: skip
def test_comments_are_those_of_the_dialect(dialect: str, text: str, whole: bool) -> None:
    assert bool(re.fullmatch(DIALECTS[dialect].comment, text, re.X)) is whole


@pytest.mark.parametrize(
    ("dialect", "text", "whole"),
    [
        ("postgresql", "$$begin; 'x end; $$", True), ("postgresql", "$body$ $$ $body$", True), ("generic", "$$ $$", True), ("postgresql", "$$$$", True),
        ("postgresql", "$a$ $b$", False), ("postgresql", "$$ x", False), ("mysql", "$$ x $$", False), ("oracle", "$$ x $$", False), ("sqlserver", "$$ x $$", False),
    ],
)  # fmt: skip
def test_dollars_quote_where_the_dialect_knows_them(dialect: str, text: str, whole: bool) -> None:
    assert bool(re.fullmatch(DIALECTS[dialect].body, text)) is whole


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, ""), (0, "系统名称,所属单位\n云溪通,民政局\n"), (0, "we create table tennis clubs\n"), (0, "the go between\n"),
        (2, "CREATE TABLE a (b int);"), (2, "  create temporary table a (b int);"), (4, "comment on table a is '居民';\nCOMMENT ON COLUMN a.b IS '姓名';\n"), (2, "alter table a add b int;"),
        (1, "INSERT INTO a VALUES (1);"), (1, "GO\n"), (1, "go\r\n"), (1, "SET NAMES utf8mb4;"), (1, "use `civil`;\n"), (1, "/*!40101 SET NAMES utf8 */;"), (1, "LOCK TABLES `a` WRITE;"),
        (1, "COPY public.a (b) FROM stdin;"), (4, "DROP TABLE IF EXISTS a;\nCREATE TABLE a (b int);\nINSERT INTO a VALUES (1);\n"),
    ],
)  # fmt: skip
def test_statements_at_line_starts_are_counted_and_definitions_twice(count: int, text: str) -> None:
    assert looks_like_sql(text) == count
