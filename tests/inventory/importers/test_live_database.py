"""The structure of a running database is read, its data is not, and nothing is written."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.workspace import Workspace
from inventory.importers.live_database import read_live_database, read_sqlite_file, shown_address
from inventory.importers.rows import Context, Document
from inventory.intake import import_database
from inventory.problems import InputError, Problems

TABLES = """
CREATE TABLE 居民 (id INTEGER PRIMARY KEY, 姓名 VARCHAR(50) NOT NULL, 出生日期 DATE, 照片 BLOB, 月津贴 DECIMAL(10,2), 备注 TEXT);
CREATE TABLE 事项 (id INTEGER PRIMARY KEY, 居民 INTEGER REFERENCES 居民(id));
INSERT INTO 居民 VALUES (1, '赵甲秘', '1950-01-01', NULL, 80.0, '住清河镇');
CREATE VIEW 老人 AS SELECT * FROM 居民;
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "civil.db"
    connection = sqlite3.connect(path)
    connection.executescript(TABLES)
    connection.close()
    return path


def shown(document: Document) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in document.rows:
        found.setdefault(row.entity, []).append(dict(row.cells))
    return found


def test_tables_and_columns_are_read(database: Path) -> None:
    problems = Problems()
    found = shown(read_sqlite_file(database, problems, Context(organisation="民政局")))
    assert [(d["name"], d["system"], d["provider_org"], d.get("related_code")) for d in found["Dataset"]] == [
        ("事项", "civil", "民政局", ["居民"]),
        ("居民", "civil", "民政局", None),
    ]
    people = {f["name"]: f for f in found["DataField"] if f["resource"] == "civil/居民"}
    assert {name: f.get("type") for name, f in people.items()} == {
        "id": "number", "姓名": "string", "出生日期": "date", "照片": "binary", "月津贴": "number", "备注": "string",
    }  # fmt: skip
    assert (people["姓名"]["length_format"], people["月津贴"]["length_format"]) == ("50", "10, 2")
    assert (people["id"]["is_pk"], people["姓名"]["is_required"], "is_required" in people["备注"]) == (True, True, False)
    assert [q.code for q in problems.questions] == ["system_guessed"]


def test_no_value_leaves_the_database_and_nothing_is_written(database: Path) -> None:
    before = database.read_bytes()
    document = read_sqlite_file(database, Problems(), Context(system="民政业务系统"))
    assert all(value not in repr(document.rows) for value in ("赵甲秘", "清河镇", "1950"))
    assert database.read_bytes() == before
    assert sorted(path.name for path in database.parent.iterdir()) == ["civil.db"]


def test_import_twice_changes_nothing(database: Path, workspace: Workspace) -> None:
    address = f"sqlite:///{database}"
    first = import_database(workspace.engine, address, now=workspace.now)
    assert dict(first.changed) == {"resources": 2, "fields": 8}
    assert dict(import_database(workspace.engine, address, now=workspace.now).changed) == {}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql://u@127.0.0.1/x", "address_refused"),
        ("postgresql://u@localhost/x", "address_refused"),
        ("postgresql://u@10.1.2.3/x", "address_refused"),
        ("mysql://u@[::1]/x", "address_refused"),
        ("postgresql://u@2130706433/x", "address_refused"),
        ("oracle://u@db.example/x", "unknown_database"),
        ("sqlite:////absent/x.db", "no_such_file"),
        ("sqlite://", "no_such_file"),
        ("no address", "bad_database_url"),
        ("postgresql://u@/x", "address_refused"),
    ],
)
def test_addresses_that_are_refused(address: str, code: str) -> None:
    with pytest.raises(InputError) as error:
        read_live_database(address, Problems(), Context(), allow_private=False)
    assert error.value.code == code


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 500)
    with pytest.raises(InputError) as error:
        read_sqlite_file(tmp_path / "a.db", Problems(), Context())
    assert error.value.code in ("no_database", "no_tables")


def test_a_password_is_neither_shown_nor_taken_in_an_argument(auditor: Callable[..., Any], workspace: Workspace) -> None:
    assert "hunter2" not in shown_address("postgresql://u:hunter2@db.example/x?sslpassword=hunter2")
    answer = auditor("import", "postgresql://u:hunter2@db.example/x", "-w", workspace.folder)
    answer.says_one_line("env:NAME")
    assert "hunter2" not in answer.err


def test_the_command_takes_an_address_from_a_variable(
    auditor: Callable[..., Any], workspace: Workspace, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIVIL_DB", f"sqlite:///{database}")
    assert auditor("import", "env:CIVIL_DB", "-w", workspace.folder, "--json").json["read"] == {"fields": 8, "resources": 2}
    auditor("import", "env:ABSENT_DB", "-w", workspace.folder).says_one_line("ABSENT_DB")


@pytest.mark.skipif("AUDITOR_TEST_POSTGRES" not in os.environ, reason="AUDITOR_TEST_POSTGRES holds no URL of a PostgreSQL database")
def test_comments_and_enums_of_postgresql_are_read() -> None:
    import psycopg

    url = os.environ["AUDITOR_TEST_POSTGRES"]
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS civil_test CASCADE")
        connection.execute("CREATE SCHEMA civil_test")
        connection.execute("CREATE TYPE civil_test.zt AS ENUM ('在册', '退出')")
        connection.execute("CREATE TABLE civil_test.jm (id bigint PRIMARY KEY, xm varchar(50) NOT NULL, zt civil_test.zt)")
        connection.execute("COMMENT ON TABLE civil_test.jm IS '居民'")
        connection.execute("COMMENT ON COLUMN civil_test.jm.xm IS '姓名'")
        try:
            document = read_live_database(url, Problems(), Context(system="民政"), allow_private=True)
        finally:
            connection.execute("DROP SCHEMA civil_test CASCADE")
    fields = {row.cells["name"]: row.cells for row in document.rows if row.cells.get("resource") == "民政/居民"}
    assert (fields["xm"]["label"], fields["xm"]["length_format"], fields["zt"]["value_domain"]) == ("姓名", "50", "在册|退出")
