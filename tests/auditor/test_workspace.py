"""Workspaces: made once, opened where they are, secrets by name only."""

import datetime as dt
import stat

import pytest

from auditor.settings import FILE
from auditor.workspace import create_workspace, open_workspace, secret
from inventory.problems import InputError


def code(call, *args, **more) -> str:
    with pytest.raises(InputError) as caught:
        call(*args, **more)
    return caught.value.code


def test_a_workspace_is_a_folder_with_settings_database_and_archive(tmp_path) -> None:
    made = create_workspace(tmp_path / "a" / "b", name="云溪县", region=None, lang="en", db=None)
    made.engine.dispose()
    assert {path.name for path in (tmp_path / "a" / "b").iterdir()} >= {FILE, "auditor.db", "evidence"}
    assert stat.S_IMODE(made.evidence.stat().st_mode) == 0o700
    assert (open_workspace(tmp_path / "a" / "b").language, open_workspace(tmp_path / "a" / "b", "zh").language) == ("en", "zh")
    assert code(create_workspace, tmp_path / "a" / "b", name="x", region=None, lang="zh", db=None) == "workspace_exists"


def test_nothing_is_put_into_a_folder_of_somebody_else(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    assert code(create_workspace, tmp_path, name="x", region=None, lang="zh", db=None) == "folder_not_empty"
    assert code(create_workspace, tmp_path / "file", name="x", region=None, lang="zh", db=None) == "folder_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_secrets_are_named_and_read_from_the_environment(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("WORD", "value")
    assert secret("env:WORD") == "value"
    assert secret("plain") == "plain"
    monkeypatch.delenv("WORD")
    assert code(secret, "env:WORD") == "missing_env"
    assert code(open_workspace, tmp_path) == "no_workspace"


def test_a_database_that_cannot_be_reached_leaves_no_workspace(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("NO_SUCH", raising=False)
    assert code(create_workspace, tmp_path / "w", name="x", region=None, lang="zh", db="env:NO_SUCH") == "missing_env"
    assert not (tmp_path / "w").exists()


def test_a_database_that_is_none_is_said_in_one_line(workspace, auditor) -> None:
    workspace.engine.dispose()
    (workspace.folder / "auditor.db").write_bytes(b"this is no database, nor was it ever one" * 100)
    for path in workspace.folder.glob("auditor.db-*"):
        path.unlink()
    auditor("findings", "-w", workspace.folder).says_one_line("database")


def test_the_day_of_the_audit_is_the_settings_or_today(workspace) -> None:
    assert workspace.today == dt.datetime.now().astimezone().date().isoformat()
    path = workspace.folder / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("[review]", "audit_date = 2020-02-29\n[review]", 1), encoding="utf-8")
    assert open_workspace(workspace.folder).today == "2020-02-29"
