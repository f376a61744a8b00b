"""Views of an ArchiMate model: every box where the picture has it, nothing that a tool would drop, and no record more for a reader."""

import os

import lxml.etree as etree
import pytest

from inventory.importers.archimate import read_archimate
from inventory.importers.rows import Context
from inventory.languages import LANGUAGES
from inventory.problems import Problems
from reports.exports.archimate import render_archimate
from reports.exports.archimate_views import views_of
from reports.wording import Names

NS = "{http://www.opengroup.org/xsd/archimate/3.0/}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def model(office, language: str = "zh", *, with_views: bool = True) -> str:
    views = views_of(office.scene(language)) if with_views else ()
    return render_archimate(office.analysis.scape, Names(office.inventory, language), views)


def parsed(text: str):
    return etree.fromstring(text.encode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_shows_the_landscape_what_changes_and_the_target(office, language) -> None:
    root = parsed(model(office(50), language))
    assert [etree.QName(part).localname for part in root][-1] == "views"
    views = list(root.iter(f"{NS}view"))
    assert len(views) == 3
    for view, drawn in zip(views, views_of(office(50).scene(language)), strict=True):
        assert view.findtext(f"{NS}name") == drawn.drawing.title
        assert len(view.findtext(f"{NS}documentation")) > 40
        shown = {node.get("elementRef") for node in view.iter(f"{NS}node")} - {None}
        records = {box.id for box in drawn.drawing.boxes if office(50).inventory.find(box.id) is not None}
        assert len(shown) >= len(records) > 10
        assert len(list(view.iter(f"{NS}connection"))) >= len(drawn.drawing.arrows)


def test_a_plan_that_is_not_there_has_no_views(office) -> None:
    scene = office(14).scene()
    scene.plan = None
    assert [view.key for view in views_of(scene)] == ["landscape"]


@pytest.mark.parametrize("size", [14, 50, 500])
def test_every_connection_joins_what_it_refers_to(office, size) -> None:
    """Between two elements only a relationship of the same two ends: tools drop lines that stand for none."""
    root = parsed(model(office(size)))
    ids = [node.get("identifier") for node in root.iter() if node.get("identifier")]
    assert len(ids) == len(set(ids))
    relations = {r.get("identifier"): (r.get("source"), r.get("target")) for r in root.iter(f"{NS}relationship")}
    for view in root.iter(f"{NS}view"):
        element = {node.get("identifier"): node.get("elementRef") for node in view.iter(f"{NS}node")}
        for line in view.iter(f"{NS}connection"):
            ends = element[line.get("source")], element[line.get("target")]
            if line.get(TYPE) == "Relationship":
                assert relations[line.get("relationshipRef")] == ends
            else:
                assert None in ends


def test_boxes_do_not_lie_on_each_other_and_stand_in_their_frames(office) -> None:
    for view in parsed(model(office(50))).iter(f"{NS}view"):
        places = {}
        for node in view.iter(f"{NS}node"):
            x, y, w, h = (int(node.get(key)) for key in "xywh")
            inner = [n for n in node if n.tag == f"{NS}node"]
            if not inner:
                places[node.get("identifier")] = (x, y, x + w, y + h)
            for child in inner:
                cx, cy, cw, ch = (int(child.get(key)) for key in "xywh")
                assert x <= cx
                assert y <= cy
                assert cx + cw <= x + w
                assert cy + ch <= y + h
        boxes = list(places.values())
        assert not [
            (a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        ]


def test_what_views_add_is_no_record_for_a_reader(office, tmp_path) -> None:
    read = []
    for with_views in (True, False):
        path = tmp_path / f"{with_views}.xml"
        path.write_text(model(office(50), with_views=with_views), encoding="utf-8")
        document = read_archimate(path, Problems(), Context())
        read.append([(row.entity, dict(row.cells)) for row in document.rows])
    assert read[0] == read[1]
    # and there was something to pass over
    assert "p-drawn" in model(office(50))


def test_hostile_names_are_text(hostile_office, hostile_names) -> None:
    root = parsed(model(hostile_office))
    words = " ".join(root.itertext())
    assert any(name in words for name in hostile_names)
    assert {etree.QName(node).namespace for node in root.iter()} == {NS[1:-1]}


def test_the_same_model_has_the_same_bytes(office) -> None:
    assert model(office(14)) == model(office(14))


@pytest.mark.skipif("AUDITOR_ARCHIMATE_XSD" not in os.environ, reason="AUDITOR_ARCHIMATE_XSD names no copy of archimate3_Diagram.xsd")
@pytest.mark.parametrize("size", [14, 50, 500])
def test_views_validate_against_the_open_group_s_schema(office, hostile_office, size) -> None:
    schema = etree.XMLSchema(etree.parse(os.environ["AUDITOR_ARCHIMATE_XSD"], etree.XMLParser(no_network=True)))
    schema.assertValid(parsed(model(office(size))))
    schema.assertValid(parsed(model(hostile_office)))
