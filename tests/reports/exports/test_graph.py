"""The graph for other tools: readable by them, the same bytes twice, hostile names inert, ArchiMate read back as the same records."""

import json
import os
import shutil

import lxml.etree as etree
import networkx as nx
import pytest

from auditor.workspace import open_workspace
from graphs.analysis import analyse
from graphs.thresholds import Thresholds
from inventory.database import reading
from inventory.documents import record_object
from inventory.importers.archimate import read_archimate
from inventory.importers.rows import Context
from inventory.intake import import_path
from inventory.problems import Problems
from inventory.schema import entities
from inventory.snapshot import load_inventory
from reports.exports.graph import FORMATS, render_graph
from reports.wording import Names

ARCHIMATE = "{http://www.opengroup.org/xsd/archimate/3.0/}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
NAME = '<b>&"智慧\u0001平台'
TOWN = {
    "organisations": [{"id": "o1", "name": "民政局"}, {"id": "o2", "name": "大数据局"}],
    "systems": [
        {"id": "s1", "name": NAME, "owner": "o1", "status": "运行", "purpose": "低保 <申请>"},
        {"id": "s2", "name": "低保系统", "owner": "o2", "status": "运行"},
        {"id": "s3", "name": "低保系统", "owner": "o1"},
    ],
    "resources": [{"id": "r1", "name": "名册", "system": "s2"}],
    "fields": [{"id": "f1", "resource": "r1", "label": "姓名"}, {"id": "f2", "resource": "r1", "label": "公民身份号码"}],
    "services": [{"id": "v1", "name": "低保申请", "systems": ["s2"]}],
    "channels": [{"id": "c1", "name": "低保通", "kind": "APP", "system": "s2"}],
    "exchanges": [{"id": "x1", "name": "低保数据", "from": "s2", "to": "s3", "elements": ["姓名"], "method": "接口", "status": "运行"}],
    "responsibilities": [
        {"id": "d1", "organisation": "o1", "object": "s2", "object_kind": "system", "role": "运维"},
        {"id": "d2", "organisation": "o1", "object": "没有的系统", "object_kind": "system", "role": "运维"},
    ],
}


@pytest.fixture(scope="module")
def scape(blank_workspace, tmp_path_factory, auditor):
    folder = shutil.copytree(blank_workspace, tmp_path_factory.mktemp("graph") / "workspace")
    (folder.parent / "town.json").write_text(json.dumps({"schema_version": 1, **TOWN}), encoding="utf-8")
    assert auditor("import", folder.parent / "town.json", "-w", folder).code == 0
    workspace = open_workspace(folder)
    with reading(workspace.engine) as session:
        inventory = load_inventory(session, today=workspace.today)
    workspace.engine.dispose()
    return analyse(inventory, Thresholds({}), binding={}).scape


def rendered(scape, format_: str) -> str:
    return render_graph(scape, Names(scape.inventory, "zh"), format_)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_graph_has_the_same_bytes(scape, format_) -> None:
    assert rendered(scape, format_) == rendered(scape, format_)


def test_other_tools_read_all_nodes_and_edges(scape, tmp_path) -> None:
    whole = json.loads(rendered(scape, "json"))
    nodes, edges = {n["id"] for n in whole["nodes"]}, len(whole["edges"])
    assert {"system:s1", "organisation:o1", "dataset:r1", "element:citizen_id_number", "channel:c1", "service:v1"} <= nodes
    assert "system:没有的系统" not in nodes
    for format_, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        path = tmp_path / f"g.{format_}"
        path.write_text(rendered(scape, format_), encoding="utf-8")
        graph = read(path)
        assert (set(graph), graph.number_of_edges()) == (nodes, edges)
        assert graph.nodes["system:s1"]["label"].startswith('<b>&"智慧')


def test_archimate_is_read_back_as_the_same_records(scape, tmp_path) -> None:
    path = tmp_path / "model.xml"
    path.write_text(rendered(scape, "archimate"), encoding="utf-8")
    document = read_archimate(path, Problems(), Context())
    rows = {(row.entity, row.cells.get("id") or row.cells.get("name")): row.cells for row in document.rows}
    assert {key for key in rows if key[0] != "Exchange"} == {
        ("Organisation", "o1"), ("Organisation", "o2"), ("System", "s1"), ("System", "s2"), ("System", "s3"), ("Dataset", "r1"), ("Service", "v1"), ("Channel", "c1"),
    }  # fmt: skip
    assert (rows["System", "s2"]["owner"], rows["System", "s3"]["owner"]) == ("o2", "o1")
    assert rows["System", "s1"]["purpose"] == "低保 <申请>"
    assert (rows["Dataset", "r1"]["system"], list(rows["Service", "v1"]["systems"])) == ("s2", ["s2"])
    assert rows["Exchange", "x1"] == {
        "id": "x1",
        "name": "低保数据",
        "from": "s2",
        "to": "s3",
        "elements": ["姓名"],
        "method": "api",
        "status": "active",
    }


def test_a_workspace_that_reads_the_model_holds_the_same_records(scape, other_workspace, tmp_path) -> None:
    path = tmp_path / "model.xml"
    path.write_text(rendered(scape, "archimate"), encoding="utf-8")
    outcome = import_path(other_workspace.engine, path, now=other_workspace.now)
    assert outcome.problems.rejected == []
    with reading(other_workspace.engine) as session:
        back = load_inventory(session, today=other_workspace.today)
    for entity in ("Organisation", "System", "Channel", "Service", "Dataset", "Exchange"):
        spec = entities()[entity]
        here, there = (
            {i: {k: v for k, v in record_object(spec, r).items() if k != "sources"} for i, r in inventory.records[entity].items()}
            for inventory in (scape.inventory, back)
        )
        assert there == {i: {k: v.replace("\u0001", "\ufffd") if isinstance(v, str) else v for k, v in r.items()} for i, r in here.items()}


def test_what_an_architect_changed_in_the_model_goes_before_what_the_export_kept(scape, tmp_path) -> None:
    path = tmp_path / "model.xml"
    text = rendered(scape, "archimate")
    path.write_text(
        text.replace(">低保通<", ">低保通小程序<", 1).replace(">低保 &lt;申请&gt;</documentation>", ">低保与临时救助</documentation>"),
        encoding="utf-8",
    )
    rows = {row.cells["id"]: row.cells for row in read_archimate(path, Problems(), Context()).rows}
    assert rows["c1"]["name"] == "低保通小程序"
    assert rows["s1"]["purpose"] == "低保与临时救助"


# what ArchiMate 3.2, appendix B, allows beside associations, which may join anything
LEGAL = {
    ("Aggregation", "BusinessActor", "BusinessActor"),
    ("Composition", "ApplicationComponent", "ApplicationInterface"),
    ("Serving", "ApplicationComponent", "BusinessService"),
    ("Access", "ApplicationComponent", "DataObject"),
    ("Flow", "ApplicationComponent", "ApplicationComponent"),
}


def test_archimate_relates_what_its_specification_lets_it_relate(scape) -> None:
    root = etree.fromstring(rendered(scape, "archimate").encode())
    kind = {one.get("identifier"): one.get(f"{XSI}type") for one in root.iter(f"{ARCHIMATE}element")}
    found = {
        (one.get(f"{XSI}type"), kind[one.get("source")], kind[one.get("target")])
        for one in root.iter(f"{ARCHIMATE}relationship")
    }  # fmt: skip
    assert {relation for relation in found if relation[0] != "Association"} <= LEGAL
    assert len(found) >= 5


@pytest.mark.skipif("AUDITOR_ARCHIMATE_XSD" not in os.environ, reason="AUDITOR_ARCHIMATE_XSD names no copy of archimate3_Diagram.xsd")
def test_archimate_validates_against_the_open_group_s_schema(scape) -> None:
    schema = etree.XMLSchema(etree.parse(os.environ["AUDITOR_ARCHIMATE_XSD"], etree.XMLParser(no_network=True)))
    schema.assertValid(etree.fromstring(rendered(scape, "archimate").encode()))


def test_archimate_keeps_the_order_and_references_of_its_schema(scape) -> None:
    root = etree.fromstring(rendered(scape, "archimate").encode())
    assert [etree.QName(part).localname for part in root] == ["name", "elements", "relationships", "propertyDefinitions"]
    ids = [node.get("identifier") for node in root.iter() if node.get("identifier")]
    assert len(ids) == len(set(ids))
    assert all(ref in ids for node in root.iter("{*}relationship") for ref in (node.get("source"), node.get("target")))
    assert all(node.get("propertyDefinitionRef") in ids for node in root.iter("{*}property"))
    for element in root.iter("{*}element"):
        order = [etree.QName(part).localname for part in element]
        assert order == sorted(order, key=["name", "documentation", "properties"].index)
