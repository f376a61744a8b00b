"""The SVG that a page styles: links, ids and kinds for a script, and nothing that a name could break."""

from bs4 import BeautifulSoup

from reports.diagrams.canvas import KINDS, render_canvas
from reports.diagrams.drawing import ARROWS, Arrow, Box, Drawing
from reports.diagrams.layout import lay_out

EVIL = '"><script>alert(1)</script>'


def canvas(**more):
    drawing = Drawing(EVIL, "", groups={"g": EVIL}, alt=EVIL)
    drawing.boxes = [Box("a", ("甲",), "system", "g", EVIL), Box(EVIL, ("乙",), "body"), Box("more", ("其余",), "more")]
    drawing.arrows = [Arrow("a", EVIL, EVIL), Arrow("a", EVIL, "", "possible", is_plain=True), Arrow(EVIL, "a", "", "unmet")]
    drawing.links = {"a": f"/explore?system={EVIL}", "g": "/explore?body=g"}
    return BeautifulSoup(render_canvas(drawing, lay_out(drawing), **more), "html.parser")


def test_every_box_is_named_and_those_with_a_link_lead_on() -> None:
    found = canvas(sounds={"a": "jia j"}, chosen="a")
    assert {one["data-id"]: (one.name, one.get("aria-label")) for one in found.select(".node")} == {
        "a": ("a", EVIL), "g": ("a", EVIL), EVIL: ("g", "乙"), "more": ("g", "其余"),
    }  # fmt: skip
    chosen = found.select_one('[data-id="a"]')
    assert (chosen["data-sound"], chosen["data-group"], chosen["aria-current"], chosen["href"]) == (
        "jia j",
        "g",
        "true",
        f"/explore?system={EVIL}",
    )
    assert found.select("script") == []


def test_every_line_says_its_kind_and_its_ends() -> None:
    lines = canvas().select(".edge")
    assert [(one["data-from"], one["data-to"], one["data-kind"]) for one in lines] == [
        ("a", EVIL, "exchange"),
        ("a", EVIL, "possible"),
        (EVIL, "a", "missing"),
    ]
    assert [bool(one.select_one("[marker-end]")) for one in lines] == [True, False, True]
    assert KINDS.keys() <= ARROWS.keys()


def test_no_style_stands_in_the_picture_itself() -> None:
    # a page's policy allows none
    assert "style=" not in str(canvas())
