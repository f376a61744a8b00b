"""Mermaid and draw.io: every box and arrow is there, hostile names stay names, boxes stand where the picture has them."""

import re
import xml.etree.ElementTree as ET

import pytest

from reports.diagrams.drawing import Arrow, Box, Drawing
from reports.diagrams.graphviz import picture_id, render_dot, render_svg
from reports.diagrams.text import positions, render_drawio, render_mermaid
from reports.diagrams.views import VIEWS

HOSTILE = ('"]; click n0 call alert(1)', "%%{init: {}}%%", "<img src=x onerror=1>", "a\u0001b", "end", "subgraph x", "`md`", "-->|x|")


@pytest.fixture
def drawing() -> Drawing:
    made = Drawing("标题 <b>", "来源", groups={"o1": HOSTILE[0]})
    made.boxes = [
        Box(f"sys-{n}", (text, "第二行"), "system" if n % 2 else "kept", "o1" if n < 3 else None) for n, text in enumerate(HOSTILE)
    ]
    made.arrows = [
        Arrow("sys-0", "sys-1", HOSTILE[2]),
        Arrow("sys-1", "sys-2", "", "manual"),
        Arrow("sys-2", "sys-3", "", "duplicate", is_plain=True),
        Arrow("sys-0", "absent"),
    ]
    return made


def test_a_flowchart_quotes_every_name(drawing: Drawing) -> None:
    text = render_mermaid(drawing)
    assert text == render_mermaid(drawing)
    lines = text.splitlines()
    assert lines[:4] == ["---", 'title: "标题 #60;b#62; · 来源"', "---", "flowchart TB"]
    assert lines[4:6] == ["  accTitle: 标题 <b>", "  accDescr: 来源"]
    assert len([line for line in lines if re.match(r'\s+n\d+\[".*"\]:::\w+$', line)]) == len(drawing.boxes)
    assert [re.sub(r"\|.*\|", "", line).strip() for line in lines if re.search(r"n\d (?:-->|-\.->|---)", line)] == [
        "n0 --> n1",
        "n1 -.-> n2",
        "n2 --- n3",
    ]
    assert text.count("subgraph g") == 1
    quoted = re.findall(r'"([^"]*)"', text)
    assert not any(sign in part.replace("<br/>", "") for part in quoted for sign in "<>`[]{}|\\")
    assert not any(line.strip().startswith(("click", "%%")) for line in lines)


def test_a_draw_io_file_has_the_layout_of_the_picture(drawing: Drawing) -> None:
    svg = render_svg(drawing)
    names = {box.id: picture_id(box.id) for box in drawing.boxes}
    places = positions(svg)
    assert set(names.values()) <= set(places)
    text = render_drawio(drawing, svg, names)
    assert text == render_drawio(drawing, svg, names)
    cells = {cell.get("id"): cell for cell in ET.fromstring(text).iter("mxCell")}
    assert [cells[f"n{n}"].get("value") for n in (1, 2)] == ["%%{init: {}}%%\n第二行", "✓ <img src=x onerror=1>\n第二行"]
    assert {cell.get("source") + cell.get("target") for cell in cells.values() if cell.get("edge")} == {"n0n1", "n1n2", "n2n3"}
    boxes = [cells[f"n{n}"].find("mxGeometry").attrib for n in range(len(drawing.boxes))]
    spans = [(float(b["x"]), float(b["y"]), float(b["x"]) + float(b["width"]), float(b["y"]) + float(b["height"])) for b in boxes]
    assert all(min(span) >= 0 for span in spans)
    for i, a in enumerate(spans):
        for b in spans[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_an_empty_picture_is_a_file(drawing: Drawing) -> None:
    empty = Drawing("t", "s")
    assert render_mermaid(empty).startswith("---")
    ET.fromstring(render_drawio(empty, "<svg/>", {}))


@pytest.mark.parametrize("view", VIEWS)
def test_every_text_format_holds_the_legend_and_says_what_is_shown(office, view) -> None:
    drawing = VIEWS[view](office(50).scene())
    svg, names = render_svg(drawing), {box.id: picture_id(box.id) for box in drawing.boxes}
    for text in (render_mermaid(drawing), render_drawio(drawing, svg, names), render_dot(drawing, is_alone=True)):
        assert drawing.title in text
        assert drawing.subtitle in text
        assert drawing.alt in text
        assert all(words in text for _, _, words in drawing.legend)
