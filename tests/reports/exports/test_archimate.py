"""ArchiMate: valid by the Open Group's schema, hostile names inert, read back as the same records."""

import os

import lxml.etree as etree
import pytest

from inventory.database import reading
from inventory.documents import record_object
from inventory.importers.archimate import read_archimate
from inventory.importers.rows import Context
from inventory.intake import import_path
from inventory.problems import Problems
from inventory.schema import entities
from inventory.snapshot import load_inventory
from reports.exports.archimate import render_archimate
from reports.wording import Names

ARCHIMATE = "{http://www.opengroup.org/xsd/archimate/3.0/}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


def rendered(scape) -> str:
    return render_archimate(scape, Names(scape.inventory, "zh"))


def test_archimate_is_read_back_as_the_same_records(scape, tmp_path) -> None:
    path = tmp_path / "model.xml"
    path.write_text(rendered(scape), encoding="utf-8")
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
    path.write_text(rendered(scape), encoding="utf-8")
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
    text = rendered(scape)
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
    root = etree.fromstring(rendered(scape).encode())
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
    schema.assertValid(etree.fromstring(rendered(scape).encode()))


def test_archimate_keeps_the_order_and_references_of_its_schema(scape) -> None:
    root = etree.fromstring(rendered(scape).encode())
    assert [etree.QName(part).localname for part in root] == ["name", "elements", "relationships", "propertyDefinitions"]
    ids = [node.get("identifier") for node in root.iter() if node.get("identifier")]
    assert len(ids) == len(set(ids))
    assert all(ref in ids for node in root.iter("{*}relationship") for ref in (node.get("source"), node.get("target")))
    assert all(node.get("propertyDefinitionRef") in ids for node in root.iter("{*}property"))
    for element in root.iter("{*}element"):
        order = [etree.QName(part).localname for part in element]
        assert order == sorted(order, key=["name", "documentation", "properties"].index)
