"""No words lie on others, measured in the SVG of every view and size with either engine."""

import re
import shutil
from itertools import combinations

import pytest

from inventory.names import display_width
from reports.diagrams.graphviz import render_svg
from reports.diagrams.labels import apart
from reports.diagrams.views import VIEWS

ENGINES = ["embedded", pytest.param("system", marks=pytest.mark.skipif(shutil.which("dot") is None, reason="no dot on this machine"))]
_TEXT = re.compile(r'<text([^>]*) x="(-?[\d.]+)" y="(-?[\d.]+)"([^>]*)>([^<]*)</text>')


def overlapping(svg: str) -> list[tuple[str, str]]:
    """Pairs of texts of the picture proper (not of title and legend) whose boxes share more than a hair."""
    start, end = svg.index('<g transform="translate('), svg.rindex("<g font-family=")
    areas = []
    for before, x, y, after, text in _TEXT.findall(svg[start:end]):
        size = float(re.search(r'font-size="([\d.]+)"', before + after)[1])
        width = display_width(text.strip()) * size * 0.5
        left = float(x) - (0 if 'text-anchor="start"' in before else width / 2)
        areas.append((left, float(y) - size * 0.8, left + width, float(y) + size * 0.15, text))
    areas.sort()
    return [
        (a[4], b[4])
        for n, a in enumerate(areas)
        for b in areas[n + 1 :]
        if b[0] < a[2] - 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
    ]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", [50, 500])
@pytest.mark.parametrize("view", [*VIEWS, "element", "lineage", "system"])
def test_no_label_lies_on_another(picture, view, size, engine) -> None:
    assert overlapping(render_svg(picture(view, size), prefer=engine)) == []


def text(kind: str, number: int, x: float, y: float, words: str) -> str:
    return f'<g id="{kind}{number}" class="{kind}">\n<text text-anchor="middle" x="{x}" y="{y}" font-family="x" font-size="9.00" fill="#555555">{words}</text>\n</g>\n'


def test_labels_on_each_other_and_on_a_box_are_moved_and_the_box_stays() -> None:
    svg = text("node", 1, 100, 50, "民政局") + "".join(text("edge", n, 100, 50, "2 项") for n in range(9))
    moved = apart(svg)
    assert text("node", 1, 100, 50, "民政局") in moved
    places = [(float(x), float(y)) for _, x, y, _, words in _TEXT.findall(moved) if words == "2 项"]
    assert len(set(places)) == 9
    for (x, y), (other, down) in combinations(places, 2):
        assert abs(x - other) >= 19 or abs(y - down) >= 8


def test_labels_with_room_stay_where_they_were() -> None:
    svg = text("edge", 1, 10, 10, "2") + text("edge", 2, 200, 10, "3 &amp; 4") + text("node", 1, 90, 90, "x")
    assert apart(svg) == svg


def test_more_labels_than_places_are_left_and_lost_nowhere() -> None:
    svg = "".join(text("edge", n, 50, 50, f"第{n}") for n in range(80))
    assert sorted(words for *_, words in _TEXT.findall(apart(svg))) == sorted(f"第{n}" for n in range(80))
