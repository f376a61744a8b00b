import io
import json
import stat
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest

from auditor.exporting import inventory_document
from auditor.workspace import Workspace
from inventory import limits, snapshot
from inventory.database import reading
from inventory.importers import bundle
from inventory.intake import Outcome, import_path
from inventory.problems import InputError

Files = dict[str, str | bytes]


def systems(*names: str) -> str:
    return json.dumps({"systems": [{"name": name} for name in names]}, ensure_ascii=False)


def api(title: str, reference: str = "", **schemas: str) -> str:
    paths = (
        f"paths: {{/{title}: {{get: {{responses: {{200: {{content: {{application/json: {{schema: {{$ref: '{reference}'}}}}}}}}}}}}}}}}\n"
    )
    made = "".join(f"    {name}: {{properties: {{{field}: {{type: string}}}}}}\n" for name, field in schemas.items())
    return f"openapi: 3.0.0\ninfo: {{title: {title}}}\n{paths if reference else ''}components:\n  schemas:\n{made or '    {}'}"


MODEL = (
    '<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<element identifier="a" xsi:type="ApplicationComponent"><name>模型系统</name></element></model>'
)
MIXED: Files = {
    "台账/系统.csv": "系统名称,所属单位\n养老平台,民政局\n",
    "台账/更多.json": systems("学籍系统"),
    "接口/api.yaml": api("健康平台", Elder="name"),
    "目录/ckan.json": '{"success": true, "result": {"count": 9, "results": [{"name": "elders", "title": "老年人", "author": "民政局"}]}}',
    "目录/data.json": '{"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": [{"title": "学生", "publisher": "教育局"}]}',
    "目录/dcat.ttl": "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n<http://a.example/1> a dcat:Dataset ; <http://purl.org/dc/terms/title> '户籍' .\n",
    "publiccode.yml": "publiccodeYmlVersion: '0.4'\nname: 云溪通\n",
    "model.archimate.xml": MODEL,
    "表.sql": "create table a (id int);\ncreate table b (id int);\n",
}
KINDS = {"csv", "inventory_json", "openapi", "ckan", "data_json", "dcat", "publiccode", "archimate", "sql_dump"}


def folder(at: Path, files: Files) -> Path:
    at.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return at


def archive(at: Path, entries: Files | list[tuple[str | zipfile.ZipInfo, str | bytes]]) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(at, "w", zipfile.ZIP_DEFLATED) as made:
        warnings.simplefilter("ignore", UserWarning)  # of two entries of one name
        for name, content in entries.items() if isinstance(entries, dict) else entries:
            made.writestr(name, content)
    return at


def take(workspace: Workspace, path: Path, **options: Any) -> Outcome:
    return import_path(workspace.engine, path, now=workspace.now, **options)


def refused(workspace: Workspace, path: Path) -> str:
    with pytest.raises(InputError) as error:
        take(workspace, path)
    assert all(path.name in error.value.sentence(language) for language in ("zh", "en"))
    return error.value.code


def names(workspace: Workspace, entity: str = "System") -> set[str]:
    with reading(workspace.engine) as session:
        return {str(record.name) for record in snapshot.load_inventory(session, today="2026-03-01").records[entity].values()}  # type: ignore[attr-defined]


def rejected(outcome: Outcome) -> list[tuple[str, str | None]]:
    return [(p.code, str(dict(p.params).get("name") or p.at.file)) for p in outcome.problems.rejected]


def document(workspace: Workspace) -> dict[str, Any]:
    return {**inventory_document(workspace), "generated_at": None}


@pytest.mark.parametrize("make", [folder, archive])
def test_a_folder_or_archive_of_many_kinds_is_one_import(make: Any, workspace: Workspace, tmp_path: Path) -> None:
    path = make(tmp_path / "全县", MIXED)
    outcome = take(workspace, path)
    assert {kind for _, kind in outcome.parts} == KINDS
    assert [name for name, _ in outcome.parts] == sorted(f"全县/{name}" for name in MIXED)
    assert (outcome.problems.rejected, outcome.problems.ignored) == ([], [])
    assert names(workspace) == {"养老平台", "学籍系统", "云溪通", "模型系统"}
    assert {"老年人", "学生", "户籍", "Elder", "a", "b"} == names(workspace, "Dataset")
    assert ("part_of_a_catalogue", "全县/目录/ckan.json") in [(p.code, p.at.file) for p in outcome.problems.questions]
    shown = outcome.as_dict("zh")
    assert (shown["format"], len(shown["parts"])) == ("bundle", len(MIXED))


@pytest.mark.parametrize("make", [folder, archive])
def test_importing_twice_changes_nothing(make: Any, workspace: Workspace, tmp_path: Path) -> None:
    path = make(tmp_path / "全县", MIXED)
    first = take(workspace, path)
    before = document(workspace)
    second = take(workspace, path)
    assert (dict(second.changed), second.read, document(workspace)) == ({}, first.read, before)


def test_one_name_in_two_folders_is_two_files(workspace: Workspace, tmp_path: Path) -> None:
    outcome = take(workspace, archive(tmp_path / "a.zip", {"甲镇/systems.csv": "name\n甲\n", "乙镇/systems.csv": "name\n乙\n"}))
    assert [name for name, _ in outcome.parts] == ["a.zip/乙镇/systems.csv", "a.zip/甲镇/systems.csv"]
    assert {(s["name"], *s["sources"]) for s in document(workspace)["systems"]} == {
        ("甲", "a.zip/甲镇/systems.csv#2"),
        ("乙", "a.zip/乙镇/systems.csv#2"),
    }


OUTSIDE = ["../x.json", "a/../../x.json", "/abs.json", "C:\\x.json", "c:x.json", "\\\\host\\x.json", "a\\..\\..\\x.json"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_an_entry_that_names_a_place_outside_is_listed_and_left(name: str, workspace: Workspace, tmp_path: Path) -> None:
    before = {path.name for path in tmp_path.parent.iterdir()}
    outcome = take(workspace, archive(tmp_path / "a.zip", [(name, systems("外")), ("b.json", systems("内"))]))
    assert [code for code, _ in rejected(outcome)] == ["path_outside"]
    assert names(workspace) == {"内"}
    assert {path.name for path in tmp_path.parent.iterdir()} == before
    assert not Path("/abs.json").exists()


def test_links_lead_nowhere(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text(systems("外"), encoding="utf-8")
    link = zipfile.ZipInfo("link.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    outcome = take(workspace, archive(tmp_path / "a.zip", [(link, str(tmp_path / "secret.json")), ("b.json", systems("内"))]))
    assert rejected(outcome) == [("path_outside", "link.json")]
    own = folder(tmp_path / "own", {"b.json": systems("内")})
    (own / "link.json").symlink_to(tmp_path / "secret.json")
    (own / "all").symlink_to(tmp_path, target_is_directory=True)
    take(workspace, own)
    assert names(workspace) == {"内"}


def test_entry_names_in_gbk_and_with_backslashes_are_read(workspace: Workspace, tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"12345678.json": systems("甲"), "乙镇\\b.json": systems("乙")})
    path.write_bytes(path.read_bytes().replace(b"12345678", "云溪台账".encode("gb18030")))
    assert [name for name, _ in take(workspace, path).parts] == ["a.zip/乙镇/b.json", "a.zip/云溪台账.json"]


def test_bombs_and_locked_archives_are_refused(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(workspace, archive(tmp_path / "bomb.zip", {"a.json": b" " * (51 * 1024 * 1024)})) == "zip_too_large"
    path = archive(tmp_path / "locked.zip", {"a.json": systems("甲"), "b.json": systems("乙")})
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(whole)
    assert refused(workspace, path) == "encrypted"
    monkeypatch.setattr(bundle, "UNPACKED_BYTES", 10)  # more comes out than the directory says
    assert refused(workspace, archive(tmp_path / "lies.zip", {"a.json": systems("甲")})) == "zip_too_large"
    monkeypatch.setattr(limits, "PARTS", 1)
    assert refused(workspace, archive(tmp_path / "many.zip", {"a.json": "", "b.json": ""})) == "zip_too_large"
    monkeypatch.setattr(bundle, "PARTS", 1)
    assert refused(workspace, folder(tmp_path / "many", {"a.json": "", "b/c.json": ""})) == "too_many_files"


def test_a_damaged_entry_is_listed_and_its_neighbours_are_kept(workspace: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("a.json", systems("甲甲"))
        made.writestr("b.json", systems("乙"))
    whole = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(whole.replace("甲甲".encode(), "甲丙".encode(), 1))
    outcome = take(workspace, tmp_path / "a.zip")
    assert (rejected(outcome), names(workspace)) == ([("damaged_entry", "a.json")], {"乙"})


def test_a_cut_archive_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", MIXED)
    path.write_bytes(path.read_bytes()[:-50])
    assert refused(workspace, path) == "broken_zip"


def inner(entries: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return stream.getvalue()


UNKNOWN: Files = {
    "readme.md": "# 说明\n\n台账, 说明\n",
    "page.html": "<html><body>甲</body></html>",
    "feed.xml": "<rss><channel/></rss>",
    "other.csv": "a,b\n1,2\n",
    "other.yaml": "name: 甲\nversion: 1\n",
    "package.json": '{"name": "x", "version": "1.0.0", "scripts": {}}',
    "empty.json": "",
    "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4,
    "readme.txt": "这里随手记了几句。\n与清查没有什么关系。\n",
}
OFFICE: Files = {
    "演示.pptx": inner({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}),
    "inner.zip": inner({"x.json": systems("内")}),
}


@pytest.mark.parametrize("name", [*UNKNOWN, *OFFICE])
def test_a_file_of_no_known_kind_is_passed_over(name: str, workspace: Workspace, tmp_path: Path) -> None:
    outcome = take(workspace, folder(tmp_path / "own", {name: {**UNKNOWN, **OFFICE}[name], "b.json": systems("乙")}))
    assert ([p.code for p in outcome.problems.ignored], outcome.problems.rejected) == (["unknown_file"], [])
    assert names(workspace) == {"乙"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", '{"systems": [', "broken_json"),
        ("paper.pdf", "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", "document_damaged"),
        ("a.yaml", "openapi: 3.0.0\npaths: [\n", "broken_yaml"),
        ("a.json", '{"swaggerVersion": "1.2"}', "openapi_version"),
        ("a.json", '{"success": false, "help": "", "result": 1}', "ckan_failed"),
        ("a.ttl", "@prefix a: <http://a.example/> .\na:b a a a .\n", "broken_rdf"),
        ("a.xlsx", b"PK\x03\x04" + bytes(100), "broken_zip"),
        ("a.xml", MODEL.replace("</model>", ""), "broken_xml"),
    ],
)
def test_a_broken_file_is_listed_under_its_name(name: str, content: str | bytes, code: str, workspace: Workspace, tmp_path: Path) -> None:
    outcome = take(workspace, folder(tmp_path / "own", {f"sub/{name}": content, "b.json": systems("乙")}))
    assert rejected(outcome) == [(code, f"own/sub/{name}")]
    assert f"own/sub/{name}" in outcome.problems.rejected[0].sentence("zh")
    assert names(workspace) == {"乙"}


def test_hidden_files_are_passed_over(workspace: Workspace, tmp_path: Path) -> None:
    hidden = {name: systems("隐") for name in (".git/a.json", ".a.json", "~$a.json", "__MACOSX/._a.json", "sub/Thumbs.db")}
    outcome = take(workspace, archive(tmp_path / "a.zip", {**hidden, "b.json": systems("乙")}))
    assert (names(workspace), rejected(outcome), outcome.problems.ignored) == ({"乙"}, [], [])


def test_where_nothing_can_be_read_the_import_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    assert refused(workspace, folder(tmp_path / "none", {})) == "empty_bundle"
    assert refused(workspace, archive(tmp_path / "none.zip", {"a/": ""})) == "empty_bundle"
    assert refused(workspace, archive(tmp_path / "other.zip", UNKNOWN)) == "nothing_in_bundle"
    assert refused(workspace, folder(tmp_path / "broken", {"a.json": "{", "b.json": "["})) == "nothing_in_bundle"
    assert document(workspace)["sources"] == []


def test_what_a_description_is_made_up_of_is_no_description_of_its_own(workspace: Workspace, tmp_path: Path) -> None:
    files: Files = {
        "api.yaml": api("健康平台", "models/elder.yaml", Kept="y"),
        "models/elder.yaml": "components: {}\ndefinitions: {}\nproperties: {name: {type: string}}\n",
        "models/all.yaml": api("部件", Part="z"),
    }
    for make, path in ((folder, tmp_path / "own"), (archive, tmp_path / "own.zip")):
        make(path, files)
        assert [name for name, _ in take(workspace, path).parts] == [f"{path.name}/api.yaml", f"{path.name}/models/all.yaml"]


def test_a_single_workbook_or_model_in_a_zip_container_is_no_archive(tmp_path: Path) -> None:
    for name in ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml", "xl/workbook.xml"):
        with bundle.unpacked(archive(tmp_path / "a.zip", {name: "x"})) as found:
            assert found is None
