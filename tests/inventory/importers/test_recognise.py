import io
import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from inventory.importers.recognise import READERS, read_path, recognise
from inventory.problems import InputError, Problems


def zipped(name: str, text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(name, text)
    return stream.getvalue()


def workbook(sheet: str, *rows: list[str]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return stream.getvalue()


GOOD = {
    "a.json": (b'{"schema_version": 1}', "inventory_json"),
    "bom.json": (b'\xef\xbb\xbf\n {"systems": []}', "inventory_json"),
    "json.txt": (b'{"systems": []}', "inventory_json"),
    "systems.csv": ("系统名称,所属单位\n".encode(), "csv"),
    "no_suffix": (b"name,owner\n", "csv"),
    "systems.xlsx": (workbook("systems", ["name"]), "excel"),
    "wrongly_named.csv": (workbook("systems", ["name"]), "excel"),
}
GARBAGE = {
    "empty.csv": (b"", "empty_file"),
    "empty.json": (b"", "empty_file"),
    "noise.bin": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "unknown_format"),
    "page.html": (b"<html><body>systems</body></html>", "not_a_notice"),
    "noise.csv": (bytes(range(256)), "not_text"),
    "noise.xlsx": (b"PK\x03\x04" + b"\x00" * 100, "broken_zip"),
    "noise.xls": (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "broken_workbook"),
    "some.zip": (zipped("readme.txt", "hi"), "unknown_format"),
    "bad_xml.xlsx": (zipped("xl/workbook.xml", "<workbook"), "broken_workbook"),
    "other.xlsx": (workbook("菜单", ["早餐", "午餐"]), "no_known_sheet"),
    "other.csv": (b"a,b\n1,2\n", "unknown_csv"),
    "newlines.csv": (b"\n\n\n", "unknown_csv"),
    "cut.json": (b'{"systems": [{"name": "x"', "broken_json"),
    "words.json": (b"{not json}", "broken_json"),
    "digits.json": (b'{"systems": ' + b"9" * 10_000 + b"}", "broken_json"),
    "list.json": (b"[1, 2]", "not_an_inventory"),
    "other.json": (b'{"cats": []}', "not_an_inventory"),
    "deep.json": (b"[" * 100_000, "nested_too_deep"),
    "future.json": (b'{"schema_version": 2}', "unknown_schema_version"),
    "binary.json": (b'{"a": \x00}', "not_text"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_known_by_its_content(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(GOOD[name][0])
    assert recognise(tmp_path / name) == GOOD[name][1]


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_refused_with_its_code_and_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(GARBAGE[name][0])
    with pytest.raises(InputError) as error:
        read_path(tmp_path / name, Problems())
    assert error.value.code == GARBAGE[name][1]
    assert name in error.value.sentence("zh")


@pytest.mark.parametrize("name", GARBAGE)
@pytest.mark.parametrize("as_format", sorted(set(READERS) - {"csv_folder"}))
def test_garbage_is_refused_whatever_it_is_called(name: str, as_format: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(GARBAGE[name][0])
    with pytest.raises(InputError):
        read_path(tmp_path / name, Problems(), as_format=as_format)


def test_absent_paths_empty_folders_and_unknown_formats(tmp_path: Path) -> None:
    for path, as_format, code in [
        (tmp_path / "absent", None, "no_such_file"),
        (tmp_path, None, "no_inventory_csv"),
        (tmp_path, "docx", "unknown_option"),
    ]:
        with pytest.raises(InputError) as error:
            read_path(path, Problems(), as_format=as_format)
        assert error.value.code == code


@pytest.mark.parametrize(
    ("name", "as_format"),
    [("", "csv"), ("", "inventory_json"), ("", "excel"), ("systems.csv", "csv_folder"), ("absent", "csv_folder")],
)
def test_a_wrong_as_is_refused(name: str, as_format: str, tmp_path: Path) -> None:
    (tmp_path / "systems.csv").write_text("name\n甲\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_path(tmp_path / name, Problems(), as_format=as_format)


PACKAGE = b'{"name": "elders", "title": "x", "resources": [], "owner_org": "y", "notes": "z"}'
TRIPLE = b"<http://a.example/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .\n"
RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
MODEL = b'<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/"><elements/></model>'
CONTENTS = [
    (b'{"openapi": "3.0.0", "paths": {}}', "openapi"),
    (b'{"swagger": "2.0", "info": {"title": "systems"}, "paths": {}}', "openapi"),
    (b'{"swaggerVersion": "1.2", "apis": []}', "openapi"),
    (b'{"paths": {}, "components": {}}', "openapi"),
    (b'{"definitions": {"A": {}}}', "openapi"),
    (b"openapi: 3.1.0\npaths: {}\n", "openapi"),
    (b"# \xe6\x8e\xa5\xe5\x8f\xa3\n---\nswagger: '2.0'\r\ninfo: {title: x}\r\n", "openapi"),
    (b"components:\n  schemas:\n    A: {$ref: '#/x'}\n    B:\n      properties: {}\n", "openapi"),
    (b'{"help": "h", "success": true, "result": []}', "ckan"),
    (b'{"success": false, "help": "h"}', "ckan"),
    (b'["elders", "pupils"]', "ckan"),
    (PACKAGE, "ckan"),
    (b"[" + PACKAGE + b"]", "ckan"),
    (b'{"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": []}', "data_json"),
    (b'{"@context": "https://project-open-data.cio.gov/v1.1/x", "conformsTo": "x", "dataset": []}', "data_json"),
    (b'{"dataset": [{"title": "x"}]}', "data_json"),
    (b'[{"title": "x", "accessLevel": "public"}]', "data_json"),
    (b'[{"title": "x", "identifier": "y", "publisher": "z"}]', "data_json"),
    (b'{"@context": {}, "@graph": []}', "dcat"),
    (b'[{"@id": "http://a.example/1"}]', "dcat"),
    (b"@prefix dcat: <http://www.w3.org/ns/dcat#> .\n", "dcat"),
    (b"# x\nPREFIX dcat: <http://www.w3.org/ns/dcat#>\n", "dcat"),
    (TRIPLE, "dcat"),
    (b'<?xml version="1.0"?>\n<!-- x -->\n' + RDF, "dcat"),
    (b'<!DOCTYPE rdf:RDF [<!ENTITY a "b">]>\n' + RDF, "dcat"),
    (b"publiccodeYmlVersion: '0.4'\nname: x\n", "publiccode"),
    (b"name: x\npubliccode-yaml-version: 0.1\n", "publiccode"),
    (b'{"publiccodeYmlVersion": "0.4", "name": "x"}', "publiccode"),
    (b"dateAdded,url,name,description,documentation,provider,areaServed\n", "api_catalogue"),
    (b'<?xml version="1.0"?>\n' + MODEL, "archimate"),
    (b"\xef\xbb\xbf" + MODEL, "archimate"),
    (b'{"systems": [], "openapi": "3.0.0"}', "openapi"),
    (b'{"schema_version": 1, "systems": []}', "inventory_json"),
    (b"create table a (id int);\ncreate table b (id int);\n", "sql_dump"),
    (b"SQLite format 3\x00" + bytes(100), "live_database"),
]


@pytest.mark.parametrize("name", ["a", "a.csv", "a.json", "a.xlsx", "a.yml", "a.xml", "a.txt"])
@pytest.mark.parametrize(("content", "kind"), CONTENTS)
def test_a_format_is_known_under_a_wrong_suffix_or_none(content: bytes, kind: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    assert recognise(tmp_path / name) == kind


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_a_format_is_known_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("openapi: 3.0.0\ninfo: {title: 养老平台接口说明}\npaths: {}\n".encode(encoding))
    assert recognise(tmp_path / "a") == "openapi"


def test_what_is_named_overrules_what_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"dataset": [{"title": "甲", "name": "a"}], "title": "乙", "name": "b"}', encoding="utf-8")
    assert {kind: read_path(path, Problems(), as_format=kind).rows[0].cells["name"] for kind in ("data_json", "ckan")} == {
        "data_json": "甲",
        "ckan": "乙",
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown_xml"),
        (b"<?xml version='1.0'?><a/>", "unknown_xml"),
        (b"<", "unknown_xml"),
        (zipped("model.xml", "<archimate:model/>"), "native_archimate"),
        (b"name: x\nversion: 1\n", "unknown_format"),
        (b"# heading\n\nwords\n", "unknown_format"),
    ],
)
def test_what_is_no_known_format_is_named(content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(InputError) as error:
        recognise(tmp_path / "a")
    assert error.value.code == code
    assert all(error.value.sentence(language) for language in ("zh", "en"))


SCHEMAS = {f"S{number:04}": {"type": "object", "description": "说明" * 150} for number in range(1000)}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"openapi": "3.0.0", "components": {"schemas": SCHEMAS}}),
        json.dumps({"definitions": SCHEMAS, "swagger": "2.0"}),
        "openapi: 3.0.0\ninfo:\n  description: |\n    create table a (id int);\n    create table b (id int);\n",
        json.dumps({"components": {"schemas": SCHEMAS}, "info": {}, "openapi": "3.0.0"}),
        "# 接口\nopenapi: 3.0.0\nx: |\n  create table a (id int);\n  create table b (id int);\n",
    ],
    ids=["first", "definitions", "sql inside", "sorted", "comment"],
)
def test_a_long_or_wordy_description_is_known(text: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(text, encoding="utf-8")
    assert recognise(tmp_path / "a") == "openapi"


def test_a_script_of_a_procedure_is_sql_and_no_table(tmp_path: Path) -> None:
    path = tmp_path / "p.sql"
    path.write_text("CREATE OR REPLACE PROCEDURE p(a varchar2, b out number) is\n  -- create date: 2015\nbegin\n  null;\nend;\n/\n")
    assert recognise(path) == "sql_dump"


def test_a_package_of_ckan_with_a_key_of_the_inventory_is_no_inventory(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text('{"title": "Soil", "notes": "n", "usage": ["u"], "tags": [], "resources": [{"url": "https://a.example/s.csv"}]}')
    assert recognise(path) == "ckan"
