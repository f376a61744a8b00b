"""A running MariaDB server: its structure is read, its data is not, and nothing is written."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from auditor.workspace import Workspace
from inventory.importers.live_database import read_live_database
from inventory.importers.rows import Context, Document
from inventory.intake import import_database
from inventory.problems import InputError, Problems
from tests import mariadb

pytest.importorskip("pymysql")
pytestmark = pytest.mark.skipif(not mariadb.is_installed(), reason="mariadbd is not installed (apt install mariadb-server)")

SCRIPT = """
SET NAMES utf8mb4;
CREATE DATABASE minzheng DEFAULT CHARACTER SET gbk;
USE minzheng;
CREATE TABLE t_jm (
  id bigint unsigned NOT NULL AUTO_INCREMENT COMMENT '主键', xm varchar(50) NOT NULL COMMENT '姓名',
  sfzh char(18) DEFAULT NULL COMMENT '公民身份号码（18位）', xb enum('男','女','it''s, (x)') COMMENT '性别', je decimal(12,2) DEFAULT 0.00,
  zp longblob, wz point, ip inet6, js json, gxsj timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  dq varchar(20) GENERATED ALWAYS AS (left(sfzh,6)) VIRTUAL, PRIMARY KEY (id), UNIQUE KEY u (sfzh), KEY k (xm)
) ENGINE=InnoDB DEFAULT CHARSET=gbk COMMENT='居民基本信息';
CREATE TABLE t_jt (jm bigint unsigned, bz text COMMENT '备注', FOREIGN KEY (jm) REFERENCES t_jm (id)) COMMENT='津贴';
CREATE TABLE `ORDER` (`group` int COMMENT 'a `quoted` "name"', `select` varchar(10), PRIMARY KEY (`group`, `select`));
CREATE VIEW v AS SELECT xm FROM t_jm;
INSERT INTO t_jm (xm, sfzh, xb) VALUES ('赵甲秘', '110101199003070134', '男');
CREATE DATABASE jiaoyu; CREATE TABLE jiaoyu.t_jm (a int);
CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'geheim-9'; GRANT SELECT ON minzheng.* TO reader@'127.0.0.1';
CREATE USER writer@'127.0.0.1' IDENTIFIED BY 'geheim-9'; GRANT ALL ON *.* TO writer@'127.0.0.1';
"""


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with mariadb.running(SCRIPT) as port:
        yield port


def read(address: str, **given: str) -> tuple[Document, Problems]:
    problems = Problems()
    return read_live_database(address, problems, Context(**given), allow_private=True), problems


def fields(document: Document, resource: str) -> dict[str, dict[str, Any]]:
    return {row.cells["name"]: dict(row.cells) for row in document.rows if row.entity == "DataField" and row.cells["resource"] == resource}


def test_tables_columns_comments_and_keys_are_read(server: int) -> None:
    document, problems = read(f"mysql+pymysql://reader:geheim-9@127.0.0.1:{server}/minzheng", system="低保")
    assert problems.rejected == []
    tables = {
        row.cells["resource_code"]: (row.cells["name"], row.cells.get("related_code")) for row in document.rows if row.entity == "Dataset"
    }
    assert tables == {"t_jm": ("居民基本信息", None), "t_jt": ("津贴", ["t_jm"]), "ORDER": ("ORDER", None)}
    people = fields(document, "低保/居民基本信息")
    assert list(people) == ["id", "xm", "sfzh", "xb", "je", "zp", "wz", "ip", "js", "gxsj", "dq"]
    assert (people["id"]["label"], people["id"]["is_pk"], people["xm"]["is_required"]) == ("主键", True, True)
    assert (people["sfzh"]["label"], people["sfzh"]["length_format"], people["sfzh"]["definition"]) == (
        "公民身份号码",
        "18",
        "公民身份号码（18位）",
    )
    assert (people["xb"]["value_domain"], people["je"]["length_format"]) == ("男|女|it's, (x)", "12, 2")
    assert {name: people[name].get("type") for name in ("id", "xm", "zp", "gxsj", "wz", "ip")} == {
        "id": "number", "xm": "string", "zp": "binary", "gxsj": "datetime", "wz": None, "ip": None,
    }  # fmt: skip
    assert fields(document, "低保/ORDER")["group"]["label"] == 'a `quoted` "name"'


def test_an_address_without_a_database_gives_each_its_own_system(server: int) -> None:
    document, problems = read(f"mariadb://writer:geheim-9@127.0.0.1:{server}/")
    assert sorted({row.cells["system"] for row in document.rows if row.entity == "Dataset"}) == ["jiaoyu", "minzheng"]
    assert [p.code for p in problems.questions] == ["system_guessed"] * 2
    assert set(fields(document, "jiaoyu/t_jm")) == {"a"}


def test_no_value_is_read_and_nothing_written_with_all_rights(server: int) -> None:
    import pymysql

    address = {"host": "127.0.0.1", "port": server, "user": "writer", "password": "geheim-9", "autocommit": True}
    with pymysql.connect(**address) as before, before.cursor() as cursor:
        cursor.execute("SET GLOBAL log_output = 'TABLE'")
        cursor.execute("TRUNCATE mysql.general_log")
        document, _ = read(f"mysql://writer:geheim-9@127.0.0.1:{server}/minzheng")
        cursor.execute("SELECT argument FROM mysql.general_log WHERE command_type = 'Query' AND argument NOT LIKE '%general_log%'")
        said = [text.decode() if isinstance(text, bytes) else text for (text,) in cursor.fetchall()]
    assert "赵甲秘" not in repr(document.rows)
    assert "SET SESSION TRANSACTION READ ONLY" in said
    assert {text.split()[0].upper() for text in said} <= {"SET", "SELECT", "SHOW", "ROLLBACK"}
    assert [text for text in said if text.upper().startswith("SELECT") and " FROM " in text.upper()] == []


def test_import_twice_changes_nothing(server: int, workspace: Workspace) -> None:
    address = f"mysql://reader:geheim-9@127.0.0.1:{server}/minzheng"
    first = import_database(workspace.engine, address, now=workspace.now, allow_private=True)
    assert dict(first.changed) == {"resources": 3, "fields": 15}
    assert dict(import_database(workspace.engine, address, now=workspace.now, allow_private=True).changed) == {}


@pytest.mark.parametrize(
    "given", ["reader:wrong@127.0.0.1:{port}/minzheng", "reader:geheim-9@127.0.0.1:{port}/jiaoyu", "reader:geheim-9@127.0.0.1:1/x"]
)
def test_what_cannot_be_opened_is_said_in_one_line_without_its_password(
    server: int, given: str, auditor: Callable[..., Any], workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINZHENG", f"mysql://{given.format(port=server)}")
    answer = auditor("import", "env:MINZHENG", "--allow-private", "-w", workspace.folder)
    answer.says_one_line("127.0.0.1")
    assert "geheim" not in answer.err


def test_a_private_address_needs_to_be_allowed(server: int) -> None:
    with pytest.raises(InputError) as error:
        read_live_database(f"mysql://reader@127.0.0.1:{server}/minzheng", Problems(), Context(), allow_private=False)
    assert error.value.code == "address_refused"
