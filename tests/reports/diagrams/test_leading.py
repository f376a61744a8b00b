"""Boxes and arrows lead to what is found about them, gravest first."""

from lxml import etree

from reports.diagrams.drawing import Arrow, Box, Drawing
from reports.diagrams.graphviz import render_dot, render_svg
from reports.diagrams.leading import MOST_FINDINGS, lead
from reports.diagrams.text import render_drawio, render_mermaid

FINDINGS = [
    {"id": "fnd-1", "subjects": ["a", "b"], "organisations": []},
    {"id": "fnd-2", "subjects": ["a"], "organisations": ["o"]},
    {"id": "fnd-3", "subjects": ["x"], "organisations": []},
]


def drawn() -> Drawing:
    boxes = [Box("a", ("甲",)), Box("b", ("乙",)), Box("o", ("局",)), Box("more", ("另有 3 个",), "more"), Box("n", ("无",))]
    return Drawing("题", "源", boxes=boxes, arrows=[Arrow("a", "b"), Arrow("a", "n")], inside={"x": "more"})


def test_with_a_page_they_lead_to_the_gravest_in_it() -> None:
    drawing = lead(drawn(), FINDINGS, page="../report.zh.html")
    assert drawing.links == {
        "a": "../report.zh.html#fnd-1", "b": "../report.zh.html#fnd-1", "o": "../report.zh.html#fnd-2",
        "more": "../report.zh.html#fnd-3", ("a", "b"): "../report.zh.html#fnd-1",
    }  # fmt: skip
    assert drawing.findings["a"] == ("fnd-1", "fnd-2")


def test_without_a_page_the_picture_names_them_and_leads_nowhere() -> None:
    drawing = lead(drawn(), FINDINGS)
    root = etree.fromstring(render_svg(drawing).encode())
    named = {a.get("data-findings"): a for a in root.iter("{*}a") if a.get("data-findings")}
    assert set(named) == {"fnd-1 fnd-2", "fnd-1", "fnd-2", "fnd-3"}
    assert all(a.get("href") is None for a in root.iter("{*}a"))
    assert "fnd-2" in named["fnd-1 fnd-2"].get("{http://www.w3.org/1999/xlink}title")
    assert root.get("role") == "img"


def test_every_format_that_can_lead_does(tmp_path) -> None:
    drawing = lead(drawn(), FINDINGS, page='r "1".html')
    svg = render_svg(drawing)
    root = etree.fromstring(svg.encode())
    assert [a.get("href") for a in root.iter("{*}a")].count('r "1".html#fnd-1') == 3
    assert 'URL="r \\"1\\".html#fnd-2"' in render_dot(drawing, is_alone=True)
    assert "URL" not in render_dot(drawing)
    assert 'click n2 href "r%20%221%22.html#fnd-2"' in render_mermaid(drawing)
    drawio = etree.fromstring(render_drawio(drawing, svg, {box.id: box.id for box in drawing.boxes}).encode())
    assert {o.get("link") for o in drawio.iter("UserObject")} == {f'r "1".html#fnd-{n}' for n in (1, 2, 3)}


def test_of_many_findings_the_gravest_are_named() -> None:
    many = [{"id": f"fnd-{n}", "subjects": ["a"], "organisations": []} for n in range(100)]
    assert lead(drawn(), many).findings["a"] == tuple(f"fnd-{n}" for n in range(MOST_FINDINGS))
