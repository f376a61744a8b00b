import socket
from pathlib import Path

import pytest

from inventory.importers.openapi import read_openapi
from inventory.importers.rows import Context, Document
from inventory.problems import InputError, Problems

HEAD = "openapi: 3.0.0\ninfo: {title: 养老平台}\n"
ELDER = "type: object\nproperties:\n  name: {type: string}\n  born: {$ref: 'types.yaml#/Day'}\n"
TYPES = "Day: {type: string, format: date}\n"


def described(reference: str) -> str:
    return f"{HEAD}components:\n  schemas:\n    Kept: {{properties: {{y: {{type: string}}}}}}\n    Elder: {{$ref: '{reference}'}}\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def read(path: Path, root: Path | None = None) -> tuple[Document, Problems]:
    problems = Problems()
    return read_openapi(path, problems, Context(system="养老平台", root=root)), problems


def fields(document: Document) -> set[str]:
    return {f"{row.cells['resource']}.{row.cells['name']}" for row in document.rows if row.entity == "DataField"}


def asked(problems: Problems) -> list[tuple[str, str]]:
    return [(p.code, str(dict(p.params)["ref"])) for p in problems.questions]


KEPT = {"养老平台/Kept.y"}
BOTH = KEPT | {"养老平台/Elder.name", "养老平台/Elder.born"}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*address: object, **_: object) -> None:
        pytest.fail(f"a connection was opened: {address}")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, fail)
    monkeypatch.setattr(socket, "getaddrinfo", fail)


@pytest.mark.parametrize("reference", ["models/elder.yaml", "./models/elder.yaml", "models/../models/elder.yaml#", "models/elder%2Eyaml"])
def test_a_reference_into_another_file_is_followed_from_there(reference: str, tmp_path: Path) -> None:
    write(tmp_path, {"api.yaml": described(reference), "models/elder.yaml": ELDER, "models/types.yaml": TYPES})
    document, problems = read(tmp_path / "api.yaml")
    assert (fields(document), asked(problems)) == (BOTH, [])
    assert {row.cells["type"] for row in document.rows if row.cells.get("name") == "born"} == {"date"}
    assert {path.name for path in document.used} == {"elder.yaml", "types.yaml"}


def test_paths_may_stand_in_files_of_their_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api.yaml": HEAD + "paths:\n  /elders: {$ref: 'paths/elders.yaml'}\n",
            "paths/elders.yaml": "get:\n  summary: 查询\n  responses:\n    200: {$ref: 'answers.yaml#/ok~1yes'}\n",
            "paths/answers.yaml": "ok/yes: {content: {application/json: {schema: {properties: {a: {type: string}}}}}}\n",
        },
    )
    document, problems = read(tmp_path / "api.yaml")
    assert (fields(document), asked(problems)) == ({"养老平台/GET /elders response.a"}, [])


def test_files_that_refer_to_each_other_end(tmp_path: Path) -> None:
    node = "properties:\n  a: {type: string}\nallOf:\n  - {$ref: '%s'}\n"
    write(tmp_path, {"api.yaml": described("a.yaml"), "a.yaml": node % "b.yaml", "b.yaml": node % "a.yaml"})
    assert fields(read(tmp_path / "api.yaml")[0]) == KEPT | {"养老平台/Elder.a"}


def test_a_file_above_may_be_used_where_the_root_is_above(tmp_path: Path) -> None:
    write(tmp_path, {"v1/api.yaml": described("../models/elder.yaml"), "models/elder.yaml": ELDER, "models/types.yaml": TYPES})
    assert fields(read(tmp_path / "v1/api.yaml", tmp_path)[0]) == BOTH
    document, problems = read(tmp_path / "v1/api.yaml")
    assert (fields(document), asked(problems)) == (KEPT, [("ref_not_found", "../models/elder.yaml")])


@pytest.mark.parametrize(
    "reference",
    [
        "../secret.yaml",
        "models/../../secret.yaml",
        "%2e%2e/secret.yaml",
        "/etc/passwd",
        "/etc/hostname#/a",
        "absent.yaml",
        "models",
        "link.yaml",
        "folder/secret.yaml",
        "#/components/schemas/Absent",
        "#/components/schemas/Kept/properties/y/type/0",
        "#/openapi/0",
        "Elder",
    ],
)
def test_what_is_absent_or_outside_is_not_found(reference: str, tmp_path: Path) -> None:
    below = write(tmp_path / "below", {"api.yaml": described(reference), "models/elder.yaml": ELDER})
    write(tmp_path, {"secret.yaml": "properties: {secret: {type: string}}\n"})
    (below / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (below / "folder").symlink_to(tmp_path, target_is_directory=True)
    document, problems = read(below / "api.yaml")
    assert (fields(document), asked(problems)) == (KEPT, [("ref_not_found", reference)])
    assert problems.questions[0].at.path == "#/components/schemas/Elder"
    assert all(reference in problems.questions[0].sentence(language) for language in ("zh", "en"))


@pytest.mark.parametrize(
    "reference",
    [
        "https://yl.yunxi.example/elder.yaml",
        "http://127.0.0.1:1/elder.yaml#/Elder",
        "//yl.yunxi.example/elder.yaml",
        "FTP://yl.yunxi.example/elder.yaml",
        "file:///etc/passwd",
    ],
)
def test_a_reference_to_another_host_is_told_and_never_fetched(reference: str, tmp_path: Path) -> None:
    write(tmp_path, {"api.yaml": described(reference)})
    document, problems = read(tmp_path / "api.yaml")
    assert (fields(document), asked(problems)) == (KEPT, [("remote_ref", reference)])


def test_a_reference_is_told_once_however_often_it_stands(tmp_path: Path) -> None:
    many = "".join(f"      p{i}: {{$ref: 'https://a.example/x'}}\n" for i in range(30))
    write(tmp_path, {"api.yaml": f"{HEAD}components:\n  schemas:\n    A:\n     properties:\n      y: {{type: string}}\n{many}"})
    assert asked(read(tmp_path / "api.yaml")[1]) == [("remote_ref", "https://a.example/x")]


@pytest.mark.parametrize(
    ("content", "reason"), [("a: [", "broken_yaml"), ('{"a": ', "broken_json"), ("", "empty_file"), ("a\x00b", "not_text")]
)
def test_another_file_that_is_broken_is_listed(content: str, reason: str, tmp_path: Path) -> None:
    write(tmp_path, {"api.yaml": described("elder.yaml"), "elder.yaml": content})
    document, problems = read(tmp_path / "api.yaml")
    assert (fields(document), asked(problems)) == (KEPT, [("ref_unreadable", "elder.yaml")])
    assert dict(problems.questions[0].params)["reason"] == reason


def test_the_number_of_other_files_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.importers.openapi._MOST_FILES", 3)
    chain = {f"{i}.yaml": f"properties: {{a{i}: {{type: string}}}}\nallOf: [{{$ref: '{i + 1}.yaml'}}]\n" for i in range(9)}
    write(tmp_path, {"api.yaml": described("0.yaml"), **chain})
    document, problems = read(tmp_path / "api.yaml")
    assert len(fields(document)) == 4
    assert asked(problems) == [("ref_not_found", "3.yaml")]


ODD = ["a%00b.yaml", "http://[bad#/Elder", "#/components/schemas/²", "#/components/schemas/" + "9" * 5000, "x" * 300 + ".yaml", "#Absent"]


@pytest.mark.parametrize("reference", ODD, ids=["nul", "no address", "superscript", "long number", "long name", "absent anchor"])
def test_an_odd_reference_is_told_and_its_neighbours_are_kept(reference: str, tmp_path: Path) -> None:
    write(tmp_path, {"api.yaml": described(reference)})
    document, problems = read(tmp_path / "api.yaml")
    assert fields(document) >= KEPT
    assert [p.code for p in problems.questions] in (["ref_not_found"], ["remote_ref"])


def test_a_description_made_only_of_absent_parts_is_empty(tmp_path: Path) -> None:
    write(tmp_path, {"api.yaml": f"{HEAD}paths: {{$ref: 'absent.yaml'}}\n"})
    with pytest.raises(InputError) as error:
        read(tmp_path / "api.yaml")
    assert error.value.code == "empty_description"
