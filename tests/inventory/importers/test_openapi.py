import json
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from inventory.importers import openapi
from inventory.importers.interpret import interpret
from inventory.importers.openapi import read_openapi
from inventory.importers.rows import Context, Document
from inventory.problems import InputError, Problems

ELDER = {
    "title": "老年人",
    "description": "六十岁以上的居民",
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "title": "姓名", "maxLength": 50},
        "born": {"type": "string", "format": "date", "description": "出生日期"},
        "seen": {"type": "string", "format": "date-time", "description": "最近走访时间。由网格员填写"},
        "age": {"type": "integer"},
        "alone": {"type": "boolean"},
        "photo": {"type": "string", "format": "binary"},
        "grade": {"type": "string", "description": "能力等级", "enum": ["完好", "轻度", "重度"]},
        "home": {"type": "object", "properties": {"town": {"type": "string", "title": "乡镇"}}},
        "visits": {"type": "array", "items": {"type": "object", "properties": {"on": {"type": "string", "format": "date"}}}},
    },
}
INFO = {"title": "养老平台", "version": "1.0"}
ANSWER = {"type": "array", "items": {"$ref": "#/components/schemas/Elder"}}
V30 = {
    "openapi": "3.0.3",
    "info": INFO,
    "servers": [{"url": "https://yl.yunxi.example/api/"}],
    "paths": {"/elders": {"get": {"summary": "查询老人", "responses": {200: {"content": {"application/json": {"schema": ANSWER}}}}}}},
    "components": {"schemas": {"Elder": ELDER}},
}
V31 = {**V30, "openapi": "3.1.0"}
V20 = {
    "swagger": "2.0",
    "info": INFO,
    "host": "yl.yunxi.example",
    "basePath": "/api",
    "schemes": ["http", "https"],
    "paths": {"/elders": {"get": {"summary": "查询老人", "responses": {200: {"schema": {"$ref": "#/definitions/Elder"}}}}}},
    "definitions": {"Elder": ELDER},
}


@dataclass
class Read:
    document: Document
    problems: Problems
    datasets: dict[str, dict[str, Any]] = field(default_factory=dict)
    fields: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    exchanges: list[dict[str, Any]] = field(default_factory=list)

    @property
    def asked(self) -> list[tuple[str, Any]]:
        return [(p.code, dict(p.params).get("ref")) for p in self.problems.questions if p.code != "system_guessed"]


def read(folder: Path, content: dict[str, Any] | str | bytes, name: str = "api.yaml", context: Context = Context()) -> Read:
    path = folder / name
    if isinstance(content, dict):
        content = json.dumps(content) if name.endswith(".json") else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    problems = Problems()
    found = Read(read_openapi(path, problems, context), problems)
    for said in interpret(found.document.rows, problems):
        values = dict(said.values)
        if said.entity == "Dataset":
            found.datasets[values["name"]] = values
        elif said.entity == "DataField":
            found.fields.setdefault(values["resource"].split("/", 1)[1], {})[values["name"]] = values
        else:
            found.exchanges.append(values)
    return found


def schemas(**named: Any) -> dict[str, Any]:
    return {"openapi": "3.0.0", "info": INFO, "components": {"schemas": named}}


def one(**properties: Any) -> dict[str, Any]:
    return {"properties": properties}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def operation(**parts: Any) -> dict[str, Any]:
    return {"openapi": "3.0.0", "info": INFO, "paths": {"/elders": {"post": {"summary": "登记", **parts}}}}


def body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*address: object, **_: object) -> None:
        pytest.fail(f"a connection was opened: {address}")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, fail)
    monkeypatch.setattr(socket, "getaddrinfo", fail)


@pytest.mark.parametrize("name", ["api.yaml", "api.json"])
@pytest.mark.parametrize("content", [V30, V31, V20], ids=["3.0", "3.1", "2.0"])
def test_every_version_gives_the_same_dataset_fields_and_interface(content: dict[str, Any], name: str, tmp_path: Path) -> None:
    found = read(tmp_path, content, name)
    assert found.datasets == {
        "Elder": {
            "name": "Elder",
            "code": "Elder",
            "kind": "payload",
            "system": "养老平台",
            "abstract": "老年人 — 六十岁以上的居民",
            "share_method": "api",
        }
    }
    fields = found.fields["Elder"]
    assert fields["name"] == {
        "resource": "养老平台/Elder",
        "name": "name",
        "label": "姓名",
        "type": "string",
        "length": "50",
        "required": True,
    }
    assert {key: values.get("type") for key, values in fields.items()} == {
        "name": "string",
        "born": "date",
        "seen": "datetime",
        "age": "number",
        "alone": "boolean",
        "photo": "binary",
        "grade": "string",
        "home.town": "string",
        "visits[].on": "date",
    }
    assert (fields["seen"]["label"], fields["grade"]["domain"]) == ("最近走访时间。由网格员填写", "完好|轻度|重度")
    assert [key for key, values in fields.items() if values.get("required")] == ["name"]
    assert found.exchanges == [
        {
            "name": "查询老人 [GET /elders]",
            "from_system": "养老平台",
            "resources": ["养老平台/Elder"],
            "method": "api",
            "endpoint_url": "https://yl.yunxi.example/api/elders",
            "contract_format": "openapi",
        }
    ]
    assert ([p.code for p in found.problems.questions], found.problems.rejected) == (["system_guessed"], [])


def test_whose_it_is_may_be_told_beside_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, V30, context=Context(system="养老系统", organisation="民政局"))
    assert (found.datasets["Elder"]["system"], found.datasets["Elder"]["provider"]) == ("养老系统", "民政局")
    assert (found.exchanges[0]["from_system"], found.exchanges[0]["maintainer"]) == ("养老系统", "民政局")
    assert found.problems.questions == []


def test_a_long_description_is_a_definition_and_its_first_sentence_the_label(tmp_path: Path) -> None:
    text = "补贴标准。" + "按照县民政局的规定逐年调整，由财政局核定后发放到个人账户，每月十五日前完成。"
    values = read(tmp_path, schemas(A=one(x={"type": "number", "description": text}))).fields["A"]["x"]
    assert (values["label"], values["definition"]) == ("补贴标准", text)


@pytest.mark.parametrize(
    ("parts", "dataset", "names"),
    [
        ({"requestBody": body(one(name={"type": "string"}))}, "POST /elders request", {"name"}),
        ({"responses": {"200": body(one(code={"type": "integer"}))}}, "POST /elders response", {"code"}),
        ({"responses": {"200": body({"type": "array", "items": one(code={})})}}, "POST /elders response", {"code"}),
        ({"parameters": [{"in": "body", "name": "b", "schema": one(name={})}]}, "POST /elders request", {"name"}),
        (
            {"parameters": [{"in": "formData", "name": "card", "type": "file"}, {"in": "query", "name": "page", "type": "integer"}]},
            "POST /elders request",
            {"card"},
        ),
    ],
)
def test_what_stands_inside_an_operation_is_a_dataset_of_its_own(
    parts: dict[str, Any], dataset: str, names: set[str], tmp_path: Path
) -> None:
    found = read(tmp_path, operation(**parts))
    assert set(found.fields[dataset]) == names
    assert found.exchanges[0]["resources"] == [f"养老平台/{dataset}"]


def test_answers_that_are_errors_are_left_out_and_form_fields_keep_type_and_duty(tmp_path: Path) -> None:
    form = [{"in": "formData", "name": "card", "type": "file", "required": True, "description": "身份证照片"}]
    found = read(tmp_path, operation(parameters=form, responses={"400": body(one(error={})), "default": body(one(done={}))}))
    assert set(found.datasets) == {"POST /elders request", "POST /elders response"}
    card = found.fields["POST /elders request"]["card"]
    assert (card["label"], card["type"], card["required"]) == ("身份证照片", "binary", True)


PATH_BODY = {
    "swagger": "2.0",
    "info": INFO,
    "paths": {"/elders": {"parameters": [{"in": "body", "name": "b", "schema": one(name={})}], "post": {"summary": "登记"}}},
}


def test_parameters_of_a_path_hold_for_its_operations(tmp_path: Path) -> None:
    assert read(tmp_path, PATH_BODY).exchanges[0]["resources"] == ["养老平台/POST /elders request"]


@pytest.mark.parametrize("schema", [{"type": "string", "enum": ["完好"]}, {"type": "object"}])
def test_an_interface_names_only_datasets_that_exist(schema: dict[str, Any], tmp_path: Path) -> None:
    found = read(tmp_path, {**operation(responses={"200": body(ref("Grade"))}), "components": {"schemas": {"Grade": schema}}})
    assert {name.split("/", 1)[1] for name in found.exchanges[0].get("resources", [])} <= set(found.datasets)


def test_two_long_paths_are_two_interfaces(tmp_path: Path) -> None:
    path = "/" + "a" * 90
    content = {"openapi": "3.0.0", "info": INFO, "paths": {f"{path}/{end}": {"get": {"summary": "查询"}} for end in ("甲", "乙")}}
    assert len(read(tmp_path, content).exchanges) == 2


def test_a_title_of_many_words_loses_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, {**V30, "info": {"title": "云溪县养老服务平台接口说明" * 25}}).exchanges


def test_null_in_an_enum_is_no_word_of_a_program(tmp_path: Path) -> None:
    assert "None" not in read(tmp_path, schemas(A=one(x={"enum": ["完好", None]}))).fields["A"]["x"]["domain"]


def test_a_password_in_a_server_address_is_not_kept(tmp_path: Path) -> None:
    found = read(tmp_path, {**V30, "servers": [{"url": "https://admin:hunter2@yl.yunxi.example"}]})
    assert "hunter2" not in repr(found.exchanges)
    assert [p.code for p in found.problems.rejected] == ["credential_value"]


def test_parts_are_put_together_over_hundreds_of_schemas(tmp_path: Path) -> None:
    named = {f"S{i}": {"allOf": [ref(f"S{i + 1}") if i % 50 != 49 else {}, one(**{f"f{i}": {"type": "string"}})]} for i in range(500)}
    found = read(tmp_path, schemas(**named, S500=one(last={})))
    assert (len(found.datasets), len(found.fields["S0"]), len(found.fields["S499"])) == (501, 50, 1)


def test_parts_that_are_shared_on_every_level_are_gone_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    followed = openapi._Description._follow
    monkeypatch.setattr(openapi._Description, "_follow", lambda *given: calls.append(1) or followed(*given))  # type: ignore[func-returns-value]
    named = {f"S{i}": {"allOf": [ref(f"S{i + 1}"), ref(f"S{i + 1}")]} for i in range(12)}
    assert list(read(tmp_path, schemas(**named, S12=one(a={}))).fields["S0"]) == ["a"]
    assert len(calls) < 1000


@pytest.mark.parametrize("combining", ["allOf", "oneOf", "anyOf"])
def test_only_what_all_parts_have_is_required(combining: str, tmp_path: Path) -> None:
    found = read(tmp_path, schemas(A={combining: [{"required": ["a"], **one(a={})}, one(b={}, a={})]}))
    assert {name: values.get("required") for name, values in found.fields["A"].items()} == {"a": combining == "allOf" or None, "b": None}


def test_a_schema_that_holds_itself_ends(tmp_path: Path) -> None:
    found = read(tmp_path, schemas(A={"allOf": [ref("A"), ref("B")], **one(a=ref("A"))}, B={"anyOf": [ref("A")], **one(b={})}))
    assert {name: set(fields) for name, fields in found.fields.items()} == {"A": {"a", "b"}, "B": {"a", "b"}}


def test_references_that_go_in_a_circle_are_told_once(tmp_path: Path) -> None:
    found = read(tmp_path, schemas(A=ref("B"), B=ref("A"), C=one(x=ref("A"), y={})))
    assert {code for code, _ in found.asked} == {"circular_ref"}
    assert "y" in found.fields["C"]


def test_names_that_differ_only_in_case_are_two_datasets(tmp_path: Path) -> None:
    found = read(tmp_path, schemas(elder=one(a={}), Elder=one(b={}), ELDER=one(c={})))
    assert {name: set(fields) for name, fields in found.fields.items()} == {"elder": {"a"}, "Elder (2)": {"b"}, "ELDER (3)": {"c"}}


def test_too_many_fields_are_cut_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openapi, "MOST_FIELDS", 5)
    found = read(tmp_path, schemas(A=one(**{f"f{i}": {} for i in range(9)}), B=one(x={})))
    assert (len(found.fields["A"]), set(found.fields["B"])) == (5, {"x"})
    assert [p.code for p in found.problems.rejected] == ["too_many_fields"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"swaggerVersion": "1.2", "apis": []}, "openapi_version"),
        ({"openapi": "4.0.0", "paths": {}}, "openapi_version"),
        ({"openapi": "3.0.0", "info": INFO}, "empty_description"),
        ({"openapi": "3.0.0", "info": INFO, "paths": {}}, "empty_description"),
        ({"name": "甲"}, "not_openapi"),
        ("- 甲\n- 乙\n", "not_openapi"),
    ],
)
def test_what_is_no_description_is_refused_with_a_sentence(content: Any, code: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, content)
    assert error.value.code == code
    assert all("api.yaml" in error.value.sentence(language) for language in ("zh", "en"))


@pytest.mark.parametrize("wrong", [5, "甲", [1], [[]], True])
def test_wrong_kinds_are_listed_and_their_neighbours_are_kept(wrong: Any, tmp_path: Path) -> None:
    content = {
        **V30,
        "info": wrong,
        "servers": wrong,
        "paths": {"/a": wrong, "/b": {"get": wrong, "put": {"parameters": wrong, "requestBody": wrong, "responses": wrong}}},
        "components": {"schemas": {"A": wrong, "B": one(x=wrong, y={"type": wrong, "enum": wrong, "items": wrong}), "C": {"allOf": wrong}}},
    }
    found = read(tmp_path, content)
    assert "y" in found.fields["B"]
    assert [p.code for p in found.problems.rejected if p.at.path in ("#/paths/~1a", "#/paths/~1b/get")] == ["not_an_object"] * 2


def test_a_property_of_any_kind_is_a_field(tmp_path: Path) -> None:
    found = read(tmp_path, schemas(Any={"required": ["extra"], "properties": {"extra": True, "never": False, "name": {"type": "string"}}}))
    assert {name: values.get("required") for name, values in found.fields["Any"].items()} == {"extra": True, "name": None}
    assert found.problems.rejected == []


def test_variables_of_a_server_have_their_defaults(tmp_path: Path) -> None:
    servers = [{"url": "https://{host}/{version}/", "variables": {"host": {"default": "api.yunxi.example"}, "version": {}, "odd": 3}}]
    (exchange,) = read(tmp_path, {**operation(), "servers": servers}).exchanges
    assert exchange["endpoint_url"] == "https://api.yunxi.example/{version}/elders"
