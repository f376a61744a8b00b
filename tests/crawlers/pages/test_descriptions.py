import json
from typing import Any

import pytest

from crawlers.pages.descriptions import next_results, read_description, search_of

OPENAPI = {
    "openapi": "3.0.1", "info": {"title": "不动产共享接口", "version": "1"}, "servers": [{"url": "/gw"}],
    "paths": {"/plots": {"get": {"summary": "查询地块", "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Plot"}}}}}}}},
    "components": {"schemas": {"Plot": {"type": "object", "required": ["no"], "properties": {"no": {"type": "string", "description": "地块编号"}, "area": {"type": "number", "description": "面积"}}}}},
}  # fmt: skip
PACKAGE = {
    "name": "bus-lines", "title": "公交线路", "owner_org": "x", "organization": {"title": "县交通局"}, "metadata_created": "2026-01-02", "license_id": "o",
    "resources": [{"schema": {"fields": [{"name": "line", "title": "线路", "type": "string"}]}}],
}  # fmt: skip


def described(content: Any, url: str = "http://a.example/x") -> Any:
    return read_description((content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)).encode(), url, "县数据局")


def cells(found: Any, entity: str) -> list[dict[str, Any]]:
    return [row["cells"] for row in found.rows if row["entity"] == entity]


def test_an_interface_gives_its_system_data_fields_and_calls() -> None:
    found = described(OPENAPI, "http://a.example/v3/api-docs")
    assert (found.kind, found.unreadable) == ("openapi", "")
    assert [(c["name"], c["owner"]) for c in cells(found, "System")] == [("不动产共享接口", "县数据局")]
    assert [(c["name"], c["label"], c["type"]) for c in cells(found, "DataField")] == [
        ("no", "地块编号", "string"),
        ("area", "面积", "number"),
    ]
    (call,) = cells(found, "Exchange")
    assert (call["endpoint_url"], call["from"]) == ("http://a.example/gw/plots", "不动产共享接口")
    assert {row["path"] for row in found.rows if row["entity"] == "DataField"} == {
        "#/components/schemas/Plot/properties/no",
        "#/components/schemas/Plot/properties/area",
    }


def test_yaml_is_read_like_json() -> None:
    text = 'openapi: "3.0.0"\ninfo:\n  title: 停车接口\npaths: {}\ncomponents:\n  schemas:\n    Car:\n      properties:\n        plate: {type: string, description: 车牌号}\n'
    assert [c["label"] for c in cells(described(text), "DataField")] == ["车牌号"]


def test_a_page_of_a_catalogue_gives_its_datasets_and_leads_to_the_next() -> None:
    answer = {"success": True, "result": {"count": 230, "results": [PACKAGE]}}
    found = described(answer, "http://a.example/api/3/action/package_search?q=*&start=10")
    assert [(c["name"], c["provider_org"]) for c in cells(found, "Dataset")] == [("公交线路", "县交通局")]
    assert [c["label"] for c in cells(found, "DataField")] == ["线路"]
    assert found.following == "http://a.example/api/3/action/package_search?q=%2A&start=11&rows=100"
    answer["result"]["count"] = 11  # type: ignore[index]
    assert next_results(answer, "http://a.example/s?start=10") == ""


def test_dcat_and_data_json_are_read() -> None:
    turtle = '@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n<http://a/1> a dcat:Dataset ; dct:title "学校名录"@zh .\n'
    assert [c["name"] for c in cells(described(turtle), "Dataset")] == ["学校名录"]
    catalogue = {
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "dataset": [{"title": "医院名录", "accessLevel": "public", "publisher": {"name": "县卫健局"}}],
    }
    assert [(c["name"], c["provider_org"]) for c in cells(described(catalogue), "Dataset")] == [("医院名录", "县卫健局")]


@pytest.mark.parametrize(
    "content",
    [
        {"items": [{"title": "条目", "url": "/a.html"}], "total": 3}, {"success": True, "result": [{"title": "通知", "url": "/1.html"}]}, {"dataset": [1, 2]}, {"openapi": True, "paths": []},
        {"success": True, "result": "ok"}, {"result": {"results": [], "count": 0}}, [], [{"title": "x"}], "{", '{"openapi": "3.0.0"', "openapi 是一种描述", "<html prefix='dcat: http://www.w3.org/ns/dcat#'><p>x",
        "# 说明\nopenapi: 见附件", "[" * 5000, '{"a":' * 5000, {"swagger": "2.0"}, {"success": True, "result": ["a", "b"]},
    ],
)  # fmt: skip
def test_other_answers_are_no_description(content: Any) -> None:
    assert described(content) is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"openapi": "3.0.0", "paths": {}}, "empty"), ({"openapi": "9.0.0", "paths": {"/a": {}}}, "damaged"), ({"swagger": "2.0", "paths": {"/a": 7}}, "empty"),
        ('@prefix dcat: <http://www.w3.org/ns/dcat#> .\n<a> <b', "damaged"),
        ('<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "x">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://www.w3.org/ns/dcat#">&a;', "damaged"),
    ],
)  # fmt: skip
def test_a_description_that_cannot_be_read_says_so(content: Any, reason: str) -> None:
    assert described(content).unreadable == reason


def test_references_to_other_files_and_hosts_are_not_opened() -> None:
    wild = {"openapi": "3.0.0", "info": {"title": "接口"}, "paths": {}, "components": {"schemas": {
        "A": {"properties": {"x": {"$ref": "/etc/passwd"}, "y": {"$ref": "http://127.0.0.1:9/z"}, "z": {"type": "string", "description": "好"}}},
    }}}  # fmt: skip
    found = described(wild)
    assert "root:" not in repr(found)
    assert [c["label"] for c in cells(found, "DataField") if "label" in c] == ["好"]


def test_personal_numbers_in_a_description_are_masked() -> None:
    content = json.loads(json.dumps(OPENAPI))
    content["components"]["schemas"]["Plot"]["properties"]["no"]["description"] = "如 11010519491231002X"
    assert "11010519491231002X" not in repr(described(content))


def test_the_root_of_a_catalogues_interface_leads_to_its_search() -> None:
    assert search_of(b'{"version": 3}', "http://a.example/data/api/3") == "http://a.example/data/api/3/action/package_search?rows=100"
    assert search_of(b'{"version": 3}', "http://a.example/api/4") == search_of(b"[]", "http://a.example/api/3") == ""
