"""Pictures that are too small on paper are cut into tiles that can be read, and nothing of them is lost."""

import re

import pytest
from lxml import etree

from reports.audit_report.plates import LEAST_SCALE, PAGE_HEIGHT, PAGE_WIDTH, plate_of, tiles_of
from reports.diagrams.drawing import Box, Drawing
from reports.diagrams.graphviz import render_svg
from reports.diagrams.views import VIEWS


@pytest.mark.parametrize(("width", "height"), [(1506, 1985), (1206, 614), (3000, 400), (400, 3000), (4800, 5600), (1000, 1300)])
def test_tiles_cover_the_picture_and_can_be_read(width, height) -> None:
    tiles = tiles_of(width, height)
    for x in range(0, width + 1, 50):
        for y in range(0, height + 1, 50):
            assert any(t.left <= x <= t.left + t.width and t.top <= y <= t.top + t.height for t in tiles), (x, y)
    assert len({t.name for t in tiles}) == len(tiles)
    for tile in tiles:
        assert min(PAGE_WIDTH / tile.width, PAGE_HEIGHT / tile.height) >= LEAST_SCALE
    # one tile fewer each way could not be read
    across, down = len({t.left for t in tiles}), len({t.top for t in tiles})
    overlap = 70
    for n, extent, room in ((across - 1, width, PAGE_WIDTH), (down - 1, height, PAGE_HEIGHT)):
        assert n == 0 or (extent + (n - 1) * overlap) / n * LEAST_SCALE > room


def test_what_is_beyond_any_number_of_pages_is_still_printed() -> None:
    tiles = tiles_of(40_000, 500)
    assert max(t.left + t.width for t in tiles) == pytest.approx(40_000)


def test_a_picture_that_can_be_read_in_the_text_has_no_plate() -> None:
    assert plate_of(render_svg(Drawing("题", "源", boxes=[Box("a", ("甲",))]))) is None
    assert plate_of("<svg/>") is None


def test_every_word_of_a_large_picture_stands_whole_in_some_tile(office) -> None:
    svg = render_svg(VIEWS["landscape"](office(50).scene("zh")))
    plate = plate_of(svg)
    assert plate is not None
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    tiles = {t.name: t for t in tiles_of(width, height)}
    assert set(plate.tiles) == set(tiles)
    drawn = etree.fromstring(svg.encode())
    across = float(re.search(r'<g transform="translate\(([\d.]+) 56\)">', svg).group(1))
    move = re.search(r'class="graph"[^>]*translate\(([\d.-]+) ([\d.-]+)\)', svg)
    right, down = across + float(move.group(1)), 56 + float(move.group(2))
    cut = []
    for node in drawn.iter("{*}g"):
        for text in node.iterfind("{*}text") if node.get("class") == "node" else ():
            # half of the widest line of a box
            x, y, half = float(text.get("x")) + right, float(text.get("y")) + down, 52
            if not any(t.left <= x - half and x + half <= t.left + t.width and t.top <= y - 10 <= t.top + t.height for t in tiles.values()):
                cut.append(text.text)
    names = [text for node in drawn.iter("{*}g") if node.get("class") == "node" for text in node.itertext() if text.strip()]
    assert len(cut) <= len(names) / 10
    for name, tile in plate.tiles.items():
        assert etree.fromstring(tile.encode()) is not None
        assert not re.search(r"\sid=", tile), name
        assert f">{name}<" in plate.overview
    assert etree.fromstring(plate.overview.encode()) is not None
