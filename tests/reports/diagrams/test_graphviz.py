"""Pictures: valid self-contained SVG from both engines, labels inside their boxes, PNG, and DOT that no name can break."""

import re
import struct
import subprocess
import xml.etree.ElementTree as ET

import pytest

from inventory.names import display_width
from reports.diagrams.drawing import ARROWS, BOXES, Arrow, Box, Drawing
from reports.diagrams.graphviz import DrawingFailed, engine, render_dot, render_png, render_svg
from reports.diagrams.views import VIEWS

SVG = "{http://www.w3.org/2000/svg}"
ENGINES = ("system", "embedded")


def need(prefer: str) -> str:
    try:
        engine(prefer)
    except DrawingFailed:
        pytest.skip(f"no {prefer} Graphviz engine (apt install graphviz; graphviz-pure comes with the project)")
    return prefer


def one_box(name: str, **more) -> Drawing:
    return Drawing("图", "源", boxes=[Box("a", (name,), **more), Box("b", ("乙",))], arrows=[Arrow("a", "b", "3")])


def across(node: ET.Element) -> tuple[float, float]:
    """The left and right edge of a node's frame."""
    shape = next(e for e in node.iter() if e.tag in (f"{SVG}path", f"{SVG}polygon"))
    xs = [float(pair.split(",")[0]) for pair in re.findall(r"-?[\d.]+,-?[\d.]+", shape.get("d") or shape.get("points") or "")]
    return min(xs), max(xs)


def narrow_boxes(svg: str) -> list[tuple[str, float, float]]:
    """Lines of boxes that are wider than their box: words, width needed, width there."""
    found = []
    for node in (g for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("class") == "node"):
        left, right = across(node)
        for line in node.iter(f"{SVG}text"):
            wide = display_width((line.text or "").strip()) * float(line.get("font-size") or 10) * 0.55
            if wide > right - left:
                found.append((str(line.text), wide, right - left))
    return found


@pytest.mark.parametrize("prefer", ENGINES)
@pytest.mark.parametrize("view", [*VIEWS, "element", "lineage", "system"])
def test_each_view_is_valid_svg_with_its_labels_inside(picture, view, prefer) -> None:
    drawing = picture(view, 50)
    svg = render_svg(drawing, prefer=need(prefer))
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title") == drawing.title
    assert root.findtext(f"{SVG}desc") == drawing.alt
    assert len([g for g in root.iter(f"{SVG}g") if g.get("class") == "node"]) == len(drawing.boxes)
    assert len([g for g in root.iter(f"{SVG}g") if g.get("class") == "edge"]) == len(drawing.arrows)
    assert narrow_boxes(svg) == []
    assert not re.search(r"(href|src)=|url\(|<script|<foreignObject|<image", svg)


@pytest.mark.parametrize("prefer", ENGINES)
def test_wide_and_narrow_letters_fit_alike(prefer) -> None:
    drawing = Drawing("图", "源", boxes=[Box(f"b{n}", ("国" * n + "i" * (18 - 2 * n),), style) for n, style in enumerate(BOXES)])
    assert narrow_boxes(render_svg(drawing, prefer=need(prefer))) == []


@pytest.mark.parametrize("prefer", ENGINES)
def test_a_group_s_title_stays_inside_its_frame(prefer) -> None:
    drawing = Drawing("图", "源", boxes=[Box("a", ("甲",), group="g")], groups={"g": "很长很长的单位名称" * 5})
    cluster = next(g for g in ET.fromstring(render_svg(drawing, prefer=need(prefer))).iter(f"{SVG}g") if g.get("class") == "cluster")
    left, right = across(cluster)
    line = cluster.find(f"{SVG}text")
    assert line is not None
    assert float(line.get("x") or 0) + display_width(line.text or "") * 5.5 <= right + 1
    assert left < float(line.get("x") or 0)


def test_the_same_drawing_gives_the_same_svg(office) -> None:
    for view in VIEWS.values():
        assert render_svg(view(office(50).scene())) == render_svg(view(office(50).scene()))


@pytest.mark.parametrize("view", VIEWS)
def test_png_has_signature_and_size(office, view) -> None:
    data = render_png(render_svg(VIEWS[view](office(50).scene())))
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 800
    assert height >= 100
    assert len(data) > 5_000


def test_dot_escapes_quotes_and_backslashes() -> None:
    dot = render_dot(one_box('他说"停"\\结束'))
    assert r"他说\"停\"\\结束" in dot
    assert subprocess.run([engine(), "-Tsvg"], input=dot.encode(), capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", ['一"];evil[label="x', "x\\", "两行\n的名", "a -> b", "{a|b}", "\\N\\G", "<b>半"])
def test_no_name_becomes_dot(name) -> None:
    root = ET.fromstring(render_svg(one_box(name, hint=name)))
    nodes = [g for g in root.iter(f"{SVG}g") if g.get("class") == "node"]
    assert len(nodes) == 2
    shown = "".join(line.text or "" for line in nodes[0].iter(f"{SVG}text"))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", name)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "<b>粗</b>", "<未定名>"])
def test_a_name_in_angle_brackets_is_text(name) -> None:
    root = ET.fromstring(render_svg(one_box(name)))
    shown = ["".join(line.text or "" for line in g.iter(f"{SVG}text")) for g in root.iter(f"{SVG}g") if g.get("class") == "node"]
    assert name in shown


def test_ids_that_differ_only_in_punctuation_stay_apart() -> None:
    """Ids of records may hold dots and dashes."""
    drawing = Drawing("图", "源", boxes=[Box("sys-1", ("甲",)), Box("sys.1", ("乙",))])
    nodes = [g for g in ET.fromstring(render_svg(drawing)).iter(f"{SVG}g") if g.get("class") == "node"]
    assert len(nodes) == 2


def test_markup_in_titles_and_legends_is_text(hostile_names) -> None:
    for name in hostile_names:
        drawing = Drawing(
            name, name, boxes=[Box("a", ("甲",), group="g", hint=name)], groups={"g": name}, alt=name, legend=[("box", "new", name)]
        )
        root = ET.fromstring(render_svg(drawing))
        assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
            "svg",
            "g",
            "title",
            "desc",
            "rect",
            "text",
            "path",
            "polygon",
            "a",
            "line",
            "polyline",
            "ellipse",
        }
        assert root.findtext(f"{SVG}title") == name


def test_an_engine_that_is_not_there_is_said(monkeypatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DrawingFailed, match="Graphviz"):
        engine("system")
    assert engine("auto").endswith("graphviz-pure")


def test_a_drawing_that_takes_too_long_has_failed(monkeypatch) -> None:
    from reports.diagrams import graphviz as module

    monkeypatch.setattr(module, "_SECONDS", 0.001)
    with pytest.raises(DrawingFailed):
        render_svg(one_box("甲"))


def test_every_style_differs_without_colour() -> None:
    """Black and white print: pattern, width or mark tells kinds of arrows apart."""
    assert len({(s.pattern, s.width) for s in ARROWS.values()}) >= 5


@pytest.mark.parametrize("prefer", ENGINES)
def test_boxes_and_arrows_lead_where_the_drawing_says(prefer) -> None:
    drawing = Drawing(
        "图", "说明", [Box("sys-a", ("甲",)), Box("sys-b", ("乙",))], [Arrow("sys-b", "sys-a", "x"), Arrow("sys-a", "sys-b", "3")]
    )
    drawing.links = {"sys-a": "#fnd-1", ("sys-a", "sys-b"): '/q?a=1&b="<x>'}
    svg = ET.fromstring(render_svg(drawing, prefer=need(prefer)))
    anchors = [a for a in svg.iter(f"{SVG}a") if a.get("href")]
    assert [a.get("href") for a in anchors] == ["#fnd-1", '/q?a=1&b="<x>']
    assert [a.get("aria-label") for a in anchors] == ["甲", "3"]
    assert (svg.get("role"), svg.get("aria-label")) == ("group", "图")


def test_a_drawing_without_links_is_one_picture() -> None:
    svg = render_svg(Drawing("图", "说明", [Box("sys-a", ("甲",))]))
    assert 'role="img"' in svg
    assert "href=" not in svg
