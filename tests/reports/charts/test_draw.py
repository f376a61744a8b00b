"""Charts as pictures: whole, within their frame, the same every time, and safe whatever a name holds."""

import re
import xml.etree.ElementTree as ET

import pytest

from inventory.names import display_width
from reports.charts.draw import WIDTH, render_chart, short_number, ticks
from reports.charts.kinds import Bar, Bars, Cell, Dot, Dots, Grid, Point, Reliability
from reports.diagrams.graphviz import render_png

SVG = "{http://www.w3.org/2000/svg}"
BARS = Bars("工时", "说明", (Bar("镇街", 10, 40, "10–40 小时"), Bar("村社区", 0, 0, "0", 1)), ("费用", "节省"), ("层级", "工时"))
DOTS = Dots(
    "花费与使用", "说明", "人数", "元", (Dot("甲", 3, 20_000, "3 人", "2 万元", True), Dot("乙", 9_000, 400_000, "9,000 人", "40 万元")), ("系统", "人数", "费用")
)  # fmt: skip
GRID = Grid(
    "矩阵", "说明", ("民政局", "卫健局"), ("公安局", "医保局", "人社局"), {(0, 1): Cell(0, 3), (1, 0): Cell(2, 2)}, ("持有", "需求", "满足")
)
AGREED = Reliability(
    "一致", "说明", "打分", "实际", (Point(0.1, 0.0, 0.0, 0.4, 9), Point(1.0, 1.0, 0.7, 1.0, 12)), ("打分", "实际", "对数")
)
HOSTILE = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>]]>&'


def parsed(chart) -> ET.Element:
    return ET.fromstring(render_chart(chart))


@pytest.mark.parametrize("chart", [BARS, DOTS, GRID, AGREED], ids=["bars", "dots", "grid", "agreed"])
def test_a_chart_says_what_it_is_and_nothing_leaves_its_frame(chart) -> None:
    svg = parsed(chart)
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title") == chart.title
    for row in chart.table()[1]:
        assert all(text in (svg.findtext(f"{SVG}desc") or "") for text in row)
    height = float(svg.get("height") or 0)
    for text in svg.iter(f"{SVG}text"):
        if text.get("transform"):
            continue
        x, wide = float(text.get("x") or 0), display_width(text.text or "") * (8.5 if text.get("font-size") == "15" else 6.1)
        start = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.get("text-anchor") or "start"]
        assert start >= 0, text.text
        assert start + wide <= WIDTH + 12, text.text
        assert 0 < float(text.get("y") or 0) < height
    for rect in svg.iter(f"{SVG}rect"):
        if rect.get("x"):
            assert 0 <= float(rect.get("x")) <= float(rect.get("x")) + float(rect.get("width")) <= WIDTH
    assert render_png(render_chart(chart)).startswith(b"\x89PNG")


@pytest.mark.parametrize("chart", [BARS, DOTS, GRID, AGREED], ids=["bars", "dots", "grid", "agreed"])
def test_the_same_chart_is_the_same_bytes_without_script_or_style(chart) -> None:
    svg = render_chart(chart)
    assert svg == render_chart(chart)
    assert not re.search(r"<script|<style|style=|href|onload", svg)


def test_two_charts_in_one_page_share_no_id() -> None:
    ids = [re.findall(r'\bid="([^"]+)"', render_chart(chart)) for chart in (BARS, Bars("别的", "", BARS.rows))]
    assert ids[0]
    assert not set(ids[0]) & set(ids[1])


@pytest.mark.parametrize(
    "chart",
    [
        Bars(HOSTILE, HOSTILE, (Bar(HOSTILE, 1, 2, HOSTILE),), (HOSTILE,), (HOSTILE, HOSTILE)),
        Dots(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (Dot(HOSTILE, 1, 1, HOSTILE, HOSTILE, True),), (HOSTILE,) * 3),
        Grid(HOSTILE, HOSTILE, (HOSTILE,), (HOSTILE,), {(0, 0): Cell(0, 1)}, (HOSTILE,) * 3),
    ],
    ids=["bars", "dots", "grid"],
)
def test_names_are_text_and_never_markup(chart) -> None:
    svg = parsed(chart)
    assert {element.tag.removeprefix(SVG) for element in svg.iter()} <= {
        "svg", "title", "desc", "defs", "pattern", "rect", "line", "g", "text", "circle", "path",
    }  # fmt: skip


def test_bars_are_as_long_as_their_numbers() -> None:
    svg = parsed(Bars("t", "", (Bar("a", 10, 40, ""), Bar("b", 20, 20, ""))))
    filled = [float(r.get("width")) for r in svg.iter(f"{SVG}rect") if r.get("fill") == "#0072B2"]
    hatched = [float(r.get("width")) for r in svg.iter(f"{SVG}rect") if (r.get("fill") or "").startswith("url(")]
    assert filled[1] == pytest.approx(2 * filled[0], abs=0.11)
    assert hatched == [pytest.approx(3 * filled[0], abs=0.11)]


def test_what_is_below_zero_draws_no_bar() -> None:
    svg = parsed(Bars("t", "", (Bar("a", -10, -5, "−10"), Bar("b", 20, 20, ""))))
    assert next(float(r.get("width")) for r in svg.iter(f"{SVG}rect") if r.get("fill") == "#0072B2") == 0


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (0, [0, 1]),
        (1, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (692, [0, 200, 400, 600, 800]),
        (1_888_000, [0, 500_000, 1_000_000, 1_500_000, 2_000_000]),
    ],
)
def test_ticks_are_round_and_reach_the_end(most, expected) -> None:
    assert ticks(most) == pytest.approx(expected)


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (500, "500"), (20_000, "20k"), (1_500_000, "1.5M"), (2e9, "2G")])
def test_ticks_are_written_short(value, text) -> None:
    assert short_number(value) == text


def test_the_worse_a_cell_the_darker() -> None:
    svg = parsed(GRID)
    fills = {
        (t.text or ""): g.find(f"{SVG}rect").get("fill")
        for g in svg.iter(f"{SVG}g")
        for t in g.findall(f"{SVG}text")
        if "/" in (t.text or "")
    }
    assert fills == {"0/3": "#D55E00", "2/2": "#FFFFFF"}


def test_on_the_diagonal_what_was_said_is_what_was_seen() -> None:
    chart = Reliability("一致", "", "", "", tuple(Point(at, at, at, at, 1) for at in (0.0, 0.5, 1.0)))
    dots = [(float(c.get("cx") or 0), float(c.get("cy") or 0)) for c in parsed(chart).iter(f"{SVG}circle")]
    (x0, y0), (x1, y1), (x2, y2) = dots
    assert (x1 - x0, y0 - y1) == (x2 - x1, y1 - y2) == (x1 - x0, x1 - x0)
