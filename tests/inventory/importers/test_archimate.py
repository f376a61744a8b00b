import socket
from pathlib import Path
from typing import Any

import pytest

from inventory.importers import archimate
from inventory.importers.archimate import read_archimate
from inventory.importers.interpret import interpret
from inventory.importers.recognise import read_path
from inventory.importers.rows import Context
from inventory.problems import InputError, Problems

SPACE = "http://www.opengroup.org/xsd/archimate/3.0/"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def element(identifier: str, kind: str, name: str, documentation: str = "") -> str:
    told = f"<documentation>{documentation}</documentation>" if documentation else ""
    return f'<element identifier="{identifier}" xsi:type="{kind}"><name>{name}</name>{told}</element>\n'


def relation(kind: str, source: str, target: str, name: str = "") -> str:
    named = f"<name>{name}</name>" if name else ""
    return f'<relationship identifier="r-{kind}-{source}-{target}" xsi:type="{kind}" source="{source}" target="{target}">{named}</relationship>\n'


def model(elements: str, relations: str = "", space: str = SPACE, head: str = HEAD) -> str:
    relations = f"<relationships>\n{relations}</relationships>\n" if relations else ""
    return (
        f'{head}<model xmlns="{space}" {XSI} identifier="m">\n<name>云溪县</name>\n<elements>\n{elements}</elements>\n{relations}</model>\n'
    )


COUNTY = (
    element("care", "ApplicationComponent", "养老平台", "登记老人")
    + element("school", "ApplicationCollaboration", "学籍系统")
    + element("grant", "BusinessService", "高龄津贴")
    + element("elders", "DataObject", "老年人", "六十岁以上")
    + element("pupils", "BusinessObject", "学生")
    + element("bureau", "BusinessActor", "民政局")
    + element("server", "Node", "服务器")
)
LINKS = (
    relation("Assignment", "bureau", "care")
    + relation("Serving", "care", "grant")
    + relation("Access", "care", "elders")
    + relation("Flow", "school", "care", "学籍查询")
    + relation("Composition", "care", "school")
)


def read(
    folder: Path, text: str | bytes, context: Context = Context(), name: str = "model.xml"
) -> tuple[list[tuple[str, dict[str, Any]]], Problems]:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    problems = Problems()
    document = read_archimate(folder / name, problems, context)
    return [(said.entity, dict(said.values)) for said in interpret(document.rows, problems)], problems


def refused(folder: Path, text: str, reader: Any = read) -> InputError:
    with pytest.raises(InputError) as error:
        reader(folder, text)
    assert all("model.xml" in error.value.sentence(language) for language in ("zh", "en"))
    return error.value


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*address: object, **_: object) -> None:
        pytest.fail(f"a connection was opened: {address}")

    monkeypatch.setattr(socket.socket, "connect", fail)
    monkeypatch.setattr(socket, "getaddrinfo", fail)


def test_elements_and_relations_become_records(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, model(COUNTY, LINKS))
    assert rows == [
        ("System", {"name": "养老平台", "owner": "民政局", "purpose": "登记老人"}),
        ("System", {"name": "学籍系统"}),
        ("Service", {"name": "高龄津贴", "systems": ["养老平台"]}),
        ("Dataset", {"name": "老年人", "system": "养老平台", "abstract": "六十岁以上"}),
        ("Dataset", {"name": "学生"}),
        ("Organisation", {"name": "民政局"}),
        ("Exchange", {"name": "学籍查询", "from_system": "学籍系统", "to_system": "养老平台"}),
    ]
    assert [(p.code, dict(p.params)["count"]) for p in problems.ignored] == [("other_elements", 1)]


def test_what_is_told_beside_the_file_fills_what_the_model_leaves_open(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, model(COUNTY, LINKS), Context(system="县级平台", organisation="大数据中心"))
    assert [values.get("owner") for entity, values in rows if entity == "System"] == ["民政局", "大数据中心"]
    assert [values["system"] for entity, values in rows if entity == "Dataset"] == ["养老平台", "县级平台"]


@pytest.mark.parametrize(
    ("kind", "source", "target", "entity", "found"),
    [
        ("Association", "bureau", "care", "System", {"owner": "民政局"}),
        ("AssignmentRelationship", "bureau", "care", "System", {"owner": "民政局"}),
        ("Realization", "care", "grant", "Service", {"systems": ["养老平台"]}),
        ("UsedByRelationship", "care", "grant", "Service", {"systems": ["养老平台"]}),
        ("Access", "elders", "care", "Dataset", {"system": "养老平台"}),
        ("Flow", "care", "school", "Exchange", {"from_system": "养老平台", "to_system": "学籍系统", "name": "养老平台 → 学籍系统"}),
        ("Serving", "care", "school", "Exchange", {"from_system": "养老平台", "to_system": "学籍系统"}),
    ],
)
def test_relations_under_their_names_of_all_versions(
    kind: str, source: str, target: str, entity: str, found: dict[str, Any], tmp_path: Path
) -> None:
    rows, _ = read(tmp_path, model(COUNTY, relation(kind, source, target)))
    values = next(values for of, values in rows if of == entity)
    assert {name: values.get(name) for name in found} == found


@pytest.mark.parametrize(
    "link", [("Flow", "care", "care"), ("Flow", "care", "absent"), ("Flow", "bureau", "care"), ("", "care", "school"), ("Access", "", "")]
)
def test_a_relation_that_leads_nowhere_says_nothing(link: tuple[str, str, str], tmp_path: Path) -> None:
    rows, _ = read(tmp_path, model(COUNTY, relation(*link)))
    assert "Exchange" not in {entity for entity, _ in rows}


def test_version_2_1_with_labels_is_read(tmp_path: Path) -> None:
    text = model(COUNTY, LINKS, space="http://www.opengroup.org/xsd/archimate").replace("<name>", "<label>").replace("</name>", "</label>")
    assert read(tmp_path, text)[0] == read(tmp_path, model(COUNTY, LINKS))[0]


def test_the_chinese_name_comes_first(tmp_path: Path) -> None:
    names = '<name xml:lang="fr">Aînés</name><name xml:lang="en">Elders</name><name xml:lang="zh-CN">老<!-- x -->年人</name>'
    rows, _ = read(tmp_path, model(f'<element identifier="a" xsi:type="DataObject">{names}</element>'))
    assert rows[0][1]["name"] == "老年人"


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030", "UTF-16"])
def test_the_encoding_is_what_the_file_declares(encoding: str, tmp_path: Path) -> None:
    text = model(COUNTY, LINKS).replace("UTF-8", encoding)
    assert read(tmp_path, text.encode(encoding))[0] == read(tmp_path, model(COUNTY, LINKS))[0]


def test_an_element_without_a_name_is_listed_with_its_line(tmp_path: Path) -> None:
    nameless = '<element identifier="z" xsi:type="DataObject"/>\n<element xsi:type="DataObject"><name>无号</name></element>\n'
    rows, problems = read(tmp_path, model(nameless + COUNTY))
    assert [(p.code, p.at.line) for p in problems.rejected] == [("element_without_name", 5)]
    assert len(rows) == 6


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<a><b/></a>", "not_archimate"),
        (f'<model xmlns="{SPACE}"/>', "not_archimate"),
        (model(element("n", "Node", "服务器")), "empty_model"),
        (model(COUNTY).replace("</elements>", ""), "broken_xml"),
        (model(COUNTY).replace("养老平台", "养老&平台"), "broken_xml"),
        (f'<model xmlns="{SPACE}">' + "<element>" * 100_000, "broken_xml"),
        ("甲", "broken_xml"),
        ("", "empty_file"),
    ],
)
def test_what_is_no_model_is_refused(text: str, code: str, tmp_path: Path) -> None:
    assert refused(tmp_path, text).code == code


def test_broken_xml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert refused(tmp_path, model(COUNTY).replace("</model>", "")).params["line"] == 14
    assert refused(tmp_path, model(COUNTY).replace("</name></element>", "</element>", 1)).params["line"] == 6


BOMB = '<!ENTITY a0 "啊">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))


@pytest.mark.parametrize(
    "entities",
    [
        BOMB,
        '<!ENTITY a11 SYSTEM "file:///etc/passwd">',
        '<!ENTITY a11 PUBLIC "-//x" "http://127.0.0.1:1/x">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:1/x">',
        '<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;',
    ],
    ids=["bomb", "file", "host", "parameter", "parameter used"],
)
@pytest.mark.parametrize("place", ["text", "nowhere"])
def test_entities_are_refused(entities: str, place: str, tmp_path: Path) -> None:
    inside = element("a", "DataObject", "&a11;") if place == "text" else COUNTY
    assert refused(tmp_path, model(inside, head=f"{HEAD}<!DOCTYPE model [{entities}]>\n")).code in ("xml_entities", "broken_xml")


def test_a_bomb_in_an_attribute_is_refused(tmp_path: Path) -> None:
    text = model(element("&a11;", "DataObject", "老年人"), head=f"{HEAD}<!DOCTYPE model [{BOMB}]>\n")
    assert refused(tmp_path, text).code in ("xml_entities", "broken_xml")


def test_a_definition_at_another_host_is_never_fetched(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, model(COUNTY, head=f'{HEAD}<!DOCTYPE model SYSTEM "http://127.0.0.1:1/model.dtd">\n'))
    assert len(rows) == 6


def test_the_number_of_elements_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archimate, "MOST_ELEMENTS", 3)
    assert refused(tmp_path, model(COUNTY)).code == "too_many_rows"


NATIVE = (
    f'{HEAD}<archimate:model {XSI} xmlns:archimate="http://www.archimatetool.com/archimate" name="县" id="m" version="5.0.0">\n'
    '<folder name="Business" id="f" type="business">%s</folder>\n</archimate:model>\n'
)


@pytest.mark.parametrize("inside", ["", '<element xsi:type="archimate:BusinessActor" name="民政局" id="a"/>'])
def test_the_native_format_is_named(inside: str, tmp_path: Path) -> None:
    def recognised(folder: Path, text: str) -> None:
        (folder / "model.xml").write_text(text, encoding="utf-8")
        read_path(folder / "model.xml", Problems())

    assert refused(tmp_path, NATIVE % inside, recognised).code == "native_archimate"
