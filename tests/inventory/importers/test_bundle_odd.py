"""Bundles as they come: names that clash, files that speak of one record, dry runs."""

import json
import os
import shutil
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from auditor.exporting import export_what, inventory_document
from auditor.workspace import Workspace, open_workspace
from inventory import snapshot
from inventory.database import reading
from inventory.intake import Outcome, import_path
from inventory.problems import InputError


def systems(*names: str) -> str:
    return json.dumps({"systems": [{"name": name} for name in names]}, ensure_ascii=False)


def api(title: str, reference: str, field: str) -> str:
    answer = f"content: {{application/json: {{schema: {{$ref: '{reference}#/components/schemas/S'}}}}}}"
    paths = f"paths: {{/{title}: {{get: {{responses: {{200: {{{answer}}}}}}}}}}}"
    return f"openapi: 3.0.0\ninfo: {{title: {title}}}\n{paths}\ncomponents: {{schemas: {{S: {{properties: {{{field}: {{type: string}}}}}}}}}}\n"


def folder(at: Path, files: dict[str, Any]) -> Path:
    at.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return at


def archive(at: Path, entries: list[tuple[str, Any]]) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(at, "w") as made:
        warnings.simplefilter("ignore", UserWarning)  # of two entries of one name
        for name, content in entries:
            made.writestr(name, content)
    return at


def take(workspace: Workspace, path: Path, **options: Any) -> Outcome:
    return import_path(workspace.engine, path, now=workspace.now, **options)


def names(workspace: Workspace, entity: str = "System") -> set[str]:
    with reading(workspace.engine) as session:
        return {str(record.name) for record in snapshot.load_inventory(session, today="2026-03-01").records[entity].values()}  # type: ignore[attr-defined]


def document(workspace: Workspace) -> dict[str, Any]:
    return {**inventory_document(workspace), "generated_at": None}


def everything_stored(workspace: Workspace) -> str:
    with workspace.engine.connect() as connection:
        tables = [row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        return repr([connection.execute(text(f'SELECT * FROM "{table}"')).all() for table in tables])


def register(name: str, owner: str, users: str) -> str:
    return f"系统名称,所属单位,用户数\n{name},{owner},{users}\n"


def by_id(name: str, owner: str, users: str) -> str:
    return json.dumps({"systems": [{"id": "s1", "name": name, "owner": owner, "users": users}, {"id": name, "name": name}]})


def with_ledger(name: str, owner: str, users: str) -> str:
    source = {"id": f"src-{name}", "kind": "import", "name": owner, "series": owner, "sha256": users, "at": "2026-01-01T00:00:00Z"}
    observation = {"source": source["id"], "entity": "System", "record": "s1", "mode": "declared", "locator": {}, "values": {"name": name}}
    return json.dumps({"schema_version": 1, "systems": [], "sources": [source], "observations": [observation]})


def described(name: str, owner: str, users: str) -> str:
    return api(name, "", "a") if users == "x" else api(name, f"{users}.yaml", owner)


def packages(name: str, owner: str, users: str) -> str:
    return json.dumps({"success": True, "result": [{"title": name, "author": owner, "notes": users}, {"title": users}, {"id": owner}]})


def nothing(*_: str) -> str:
    return "说明"


def broken(name: str, owner: str, users: str) -> str:
    return f'{{"systems": [{name}{owner}{users}'


SAID = st.builds(
    lambda make, *said: make(*said),
    st.sampled_from([register, register, by_id, by_id, with_ledger, described, packages, nothing, broken]),
    st.sampled_from(["甲", "乙", "养老平台"]),
    st.sampled_from(["民政局", "云溪县民政局", ""]),
    st.sampled_from(["1", "2", "x"]),
)
PLACES = st.sampled_from(
    [f"{at}{name}" for at in ("", "甲镇/", "甲镇/乙村/") for name in ("1.csv", "2.csv", "系统.csv", "1.yaml", "2.yaml", "a.json")]
)


@settings(max_examples=30)
@given(files=st.dictionaries(PLACES, SAID, min_size=1, max_size=6), zipped=st.booleans())
def test_a_dry_run_prints_exactly_what_the_import_does(files: dict[str, str], zipped: bool, blank_workspace: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        at = Path(made) / "全县"
        path = archive(at, list(files.items())) if zipped else folder(at, files)
        workspace = open_workspace(shutil.copytree(blank_workspace, Path(made) / "workspace"))
        try:
            before = everything_stored(workspace)
            printed: list[Any] = []
            for dry_run in (True, False, False):
                try:
                    printed.append(take(workspace, path, dry_run=dry_run).as_dict("zh"))
                except InputError as error:
                    printed.append((error.code, error.params))
                if dry_run:
                    assert everything_stored(workspace) == before
            assert printed[0] == printed[1]
            if isinstance(printed[2], dict):
                assert printed[2] == {**printed[1], "changed": {}}
        finally:
            workspace.engine.dispose()


def test_two_files_that_touch_one_record_count_alike_on_a_dry_run(workspace: Workspace, tmp_path: Path) -> None:
    files = {"a.json": by_id("甲", "民政局", "1"), "b.json": by_id("甲", "民政局", "2"), "c/系统.csv": register("甲", "民政局", "3")}
    path = folder(tmp_path / "own", files)
    dry = take(workspace, path, dry_run=True)
    assert dry.as_dict("zh") == take(workspace, path).as_dict("zh")
    assert dry.changed["systems"] > dry.read["systems"] - 2
    assert dict(take(workspace, path, dry_run=True).changed) == {}


CLASHES = {
    "one name twice": [("a.json", systems("甲")), ("a.json", systems("甲"))],
    "cut alike": [("a" * 125 + "1.json", systems("甲")), ("a" * 125 + "2.json", systems("乙"))],
    "file and folder": [("a", systems("甲")), ("a/b.json", systems("乙"))],
    "folder and file": [("a/b.json", systems("甲")), ("a", systems("乙"))],
    "long Chinese name": [("甲.json", systems("甲")), ("长" * 90 + ".json", systems("乙"))],
    "no name": [("甲.json", systems("甲")), (".", systems("乙"))],
}


@pytest.mark.parametrize("case", CLASHES)
def test_entries_that_clash_lose_at_most_one(case: str, workspace: Workspace, tmp_path: Path) -> None:
    outcome = take(workspace, archive(tmp_path / "a.zip", [*CLASHES[case], ("z.json", systems("丙"))]))
    assert names(workspace) >= {"甲", "丙"}
    assert {p.code for p in outcome.problems.rejected} <= {"path_outside" if case == "no name" else "damaged_entry"}


@pytest.mark.parametrize(("first", "second"), [("乙.yaml", "甲.yaml"), ("乙.yaml", "")])
def test_a_whole_description_is_taken_though_another_uses_its_parts(first: str, second: str, workspace: Workspace, tmp_path: Path) -> None:
    files = {"甲.yaml": api("养老平台", first, "a"), "乙.yaml": api("学籍系统", second, "b"), "b.json": systems("丙")}
    outcome = take(workspace, folder(tmp_path / "own", files))
    assert outcome.read["exchanges"] == 2


def test_a_part_of_a_description_is_not_told_as_unknown(workspace: Workspace, tmp_path: Path) -> None:
    files = {"api.yaml": "openapi: 3.0.0\ncomponents: {schemas: {S: {$ref: 's.yaml'}}}\n", "s.yaml": "properties: {a: {type: string}}\n"}
    outcome = take(workspace, folder(tmp_path / "own", files))
    assert (outcome.read["fields"], outcome.problems.ignored) == (1, [])


TABLES = {"systems.csv": "name,users\n甲,x\n", "channels.csv": "name,kind,system\n甲渠道,网站,甲\n"}


@pytest.mark.parametrize("more", [{}, {"b.json": systems("丙")}], ids=["only tables", "tables and more"])
def test_a_row_of_a_folder_is_told_with_its_file(more: dict[str, str], workspace: Workspace, tmp_path: Path) -> None:
    (problem,) = take(workspace, folder(tmp_path / "own", {**TABLES, **more})).problems.rejected
    assert (str(problem.at.file).split("/")[-1], problem.at.row) == ("systems.csv", 2)


def test_a_row_of_a_zipped_table_is_cited_with_its_file(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, archive(tmp_path / "a.zip", list(TABLES.items())))
    (system,) = document(workspace)["systems"]
    assert system["sources"] == ["a.zip/systems.csv#2"]


@pytest.mark.parametrize("below", ["", "导出/"])
def test_a_zipped_export_gives_the_same_inventory(below: str, workspace: Workspace, other_workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, folder(tmp_path / "own", TABLES))
    export_what(workspace, "inventory", "csv", tmp_path / "inventory")
    files = [(below + path.name, path.read_bytes()) for path in sorted((tmp_path / "inventory").iterdir())]
    take(other_workspace, archive(tmp_path / "a.zip", files))
    assert document(other_workspace) == document(workspace)


def test_hidden_tables_are_passed_over(workspace: Workspace, tmp_path: Path) -> None:
    outcome = take(
        workspace, folder(tmp_path / "own", {**TABLES, ".旧.csv": register("旧", "", "1"), "._systems.csv": b"\x00\x05\x16\x07"})
    )
    assert names(workspace) == {"甲"}
    assert "not_text" not in [p.code for p in outcome.problems.rejected]


def test_a_table_that_cannot_be_read_is_told_once(workspace: Workspace, tmp_path: Path) -> None:
    files = {**TABLES, "b.json": systems("丙"), "bad.csv": '"name,owner\n甲', "other.csv": "a,b\n1,2\n"}
    problems = take(workspace, folder(tmp_path / "own", files)).problems
    assert [p.code for p in (*problems.rejected, *problems.ignored) if p.code != "not_a_number"] == ["broken_csv", "unknown_file"]


@pytest.mark.parametrize("alone", [True, False])
def test_a_file_name_that_is_no_utf_8_is_no_crash(alone: bool, workspace: Workspace, tmp_path: Path) -> None:
    own = folder(tmp_path / "own", {"b.json": systems("乙")})
    path = Path(os.fsdecode(os.fsencode(own) + b"/\xd4\xc6.json"))
    path.write_text(systems("云"), encoding="utf-8")
    take(workspace, path if alone else own)
    assert "云" in names(workspace)


def test_a_model_of_the_usual_name_may_stand_in_an_archive(workspace: Workspace, tmp_path: Path) -> None:
    model = (
        '<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        '<element identifier="a" xsi:type="ApplicationComponent"><name>甲</name></element></model>'
    )
    take(workspace, archive(tmp_path / "a.zip", [("model.xml", model), ("b.json", systems("丙"))]))
    assert names(workspace) == {"甲", "丙"}
