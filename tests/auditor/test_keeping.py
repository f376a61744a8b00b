"""Backup, restore, upgrade: the same workspace again or nothing at all; hostile copies lead nowhere."""

import datetime as dt
import json
import shutil
import sqlite3
import threading
import zipfile
from pathlib import Path

import pytest

from auditor.check import check_workspace
from auditor.exporting import inventory_document
from auditor.keeping import MANIFEST, backup, restore, upgrade_workspace
from auditor.workspace import open_workspace
from inventory.database import open_engine
from inventory.migrations import downgrade, head
from inventory.problems import InputError

NOW = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)


def document(folder: Path) -> dict:
    workspace = open_workspace(folder)
    found = {key: value for key, value in inventory_document(workspace).items() if key != "generated_at"}
    workspace.engine.dispose()
    return found


def refused(code: str, call, *arguments) -> None:
    with pytest.raises(InputError) as caught:
        call(*arguments)
    assert caught.value.code == code
    assert all(caught.value.sentence(language) for language in ("zh", "en"))


def test_a_restored_workspace_is_the_same(town_workspace, tmp_path) -> None:
    (town_workspace.evidence / "added").mkdir()
    (town_workspace.evidence / "added" / "照片.png").write_bytes(b"picture")
    backup(town_workspace, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
    restore(tmp_path / "b.zip", tmp_path / "new")
    assert document(tmp_path / "new") == document(town_workspace.folder)
    assert (tmp_path / "new" / "evidence" / "added" / "照片.png").read_bytes() == b"picture"
    assert check_workspace(open_workspace(tmp_path / "new")) == []
    refused("folder_not_empty", restore, tmp_path / "b.zip", tmp_path / "new")
    refused("exists_already", backup, town_workspace, tmp_path / "b.zip")


def test_a_copy_taken_while_others_write_is_of_one_moment(town_workspace, tmp_path) -> None:
    stop = threading.Event()

    def write() -> None:
        with sqlite3.connect(town_workspace.folder / "auditor.db", timeout=30) as database:
            number = 0
            while not stop.is_set():
                database.execute("INSERT INTO meta (name, value) VALUES (?, '1'), (?, '1')", (f"a{number}", f"b{number}"))
                database.commit()
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            backup(town_workspace, tmp_path / f"{number}.zip")
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        restore(tmp_path / f"{number}.zip", tmp_path / f"new{number}")
        with sqlite3.connect(tmp_path / f"new{number}" / "auditor.db") as database:
            names = {name for (name,) in database.execute("SELECT name FROM meta")}
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert {n[1:] for n in names if n[0] == "a" and n[1:].isdigit()} == {n[1:] for n in names if n[0] == "b" and n[1:].isdigit()}


def rewritten(source: Path, target: Path, change) -> Path:
    """A copy of a zip with some parts changed; `change` gets and gives name → bytes."""
    with zipfile.ZipFile(source) as container:
        parts = change({name: container.read(name) for name in container.namelist()})
    with zipfile.ZipFile(target, "w") as container:
        for name, body in parts.items():
            container.writestr(name, body)
    return target


def test_damaged_and_hostile_copies_restore_nothing(town_workspace, tmp_path) -> None:
    whole = tmp_path / "b.zip"
    backup(town_workspace, whole)

    def lead_out(parts):
        about = json.loads(parts[MANIFEST])
        about["files"]["evidence/../../out.txt"] = {"sha256": "0" * 64, "bytes": 1}
        return {**parts, MANIFEST: json.dumps(about).encode(), "evidence/../../out.txt": b"x"}

    def longer(parts):
        return {**parts, "auditor.db": parts["auditor.db"] + b"\0" * 100}

    for change, code in (
        (lambda parts: {n: b for n, b in parts.items() if n != "auditor.db"}, "backup_damaged"),
        (longer, "backup_damaged"),
        (lambda parts: {**parts, "auditor.toml": parts["auditor.toml"] + b"\n# x"}, "backup_damaged"),
        (lead_out, "backup_damaged"),
        (lambda parts: {n: b for n, b in parts.items() if n != MANIFEST}, "no_backup"),
        (lambda parts: {**parts, MANIFEST: b"[" * 100_000}, "no_backup"),
        (lambda parts: {**parts, MANIFEST: b'{"version":1,"files":[1]}'}, "no_backup"),
    ):
        refused(code, restore, rewritten(whole, tmp_path / "bad.zip", change), tmp_path / "new")
        assert not (tmp_path / "new").exists()
        assert not (tmp_path / "out.txt").exists()
    (tmp_path / "text.zip").write_text("no zip", encoding="utf-8")
    refused("broken_zip", restore, tmp_path / "text.zip", tmp_path / "new")
    refused("no_such_file", restore, tmp_path / "absent.zip", tmp_path / "new")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_an_upgrade_makes_a_copy_first_and_loses_nothing(town_workspace, tmp_path) -> None:
    folder = town_workspace.folder
    before = document(folder)
    town_workspace.engine.dispose()
    assert upgrade_workspace(folder, NOW) == {"from": head(), "to": head(), "copy": None}
    engine = open_engine(f"sqlite:///{folder / 'auditor.db'}")
    downgrade(engine, "0002")
    engine.dispose()
    done = upgrade_workspace(folder, NOW)
    assert (done["from"], done["to"]) == ("0002", head())
    assert Path(done["copy"]).is_file()
    assert document(folder) == before


def test_any_command_on_an_older_database_makes_a_copy_first(town_workspace, auditor) -> None:
    folder = town_workspace.folder
    town_workspace.engine.dispose()
    engine = open_engine(f"sqlite:///{folder / 'auditor.db'}")
    downgrade(engine, "0005")
    engine.dispose()
    assert auditor("findings", "-w", folder, "--json").code == 0
    (copy,) = folder.glob("auditor.db.0005.*")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert auditor("findings", "-w", folder, "--json").code == 0
    assert len(list(folder.glob("auditor.db.0005.*"))) == 1


def test_a_database_of_a_newer_program_is_left_alone(town_workspace, auditor) -> None:
    folder = town_workspace.folder
    town_workspace.engine.dispose()
    engine = open_engine(f"sqlite:///{folder / 'auditor.db'}")
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    for command in (("findings",), ("upgrade",), ("serve", "--port", "1")):
        auditor(*command, "-w", folder).says_one_line("9999")
    engine = open_engine(f"sqlite:///{folder / 'auditor.db'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"
    engine.dispose()


def test_on_the_command_line(town_workspace, tmp_path, auditor) -> None:
    folder = shutil.copytree(town_workspace.folder, tmp_path / "w")
    assert auditor("backup", tmp_path / "b.zip", "-w", folder, "--json").json["files"] >= 2
    assert auditor("restore", tmp_path / "b.zip", "-w", tmp_path / "r", "--json").code == 0
    assert auditor("check", "-w", tmp_path / "r").code == 0
    assert auditor("upgrade", "-w", tmp_path / "r", "--json").json["from"] == head()
    auditor("restore", tmp_path / "b.zip", "-w", folder).says_one_line(str(folder))
    auditor("upgrade", "-w", tmp_path / "absent").says_one_line("absent")
