"""Pictures on paper: one whose words would be too small in the width of a page is cut into tiles that are printed large.

The picture in the text becomes the overview: it shows where the tiles lie. Neighbours overlap, so that what one cuts the other shows.
"""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, unescape

# the printed area of an A4 page with the margins of report.css, in CSS pixels; the height less headings
PAGE_WIDTH, PAGE_HEIGHT = 688.0, 880.0
# the most height that a picture in the text takes (230 mm)
TEXT_HEIGHT = 869.0
# words of boxes are 10 units high, which at this scale are 5.6 points: smaller print nobody reads
LEAST_SCALE = 0.75
# about half a box, in units of the picture
_OVERLAP = 70.0
_MOST_TILES = 8
_SIZE = re.compile(r'width="[\d.]+" height="[\d.]+" viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of a picture: its name (`A1` is the first of the first row) and its place in the picture's units."""

    name: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture that is printed large: its title, the overview for the text, and the tiles as pictures of their own by name."""

    title: str
    overview: str
    tiles: dict[str, str]


def plate_of(svg: str) -> Plate | None:
    """The plate of a picture that is too small in the text; None for one that can be read there, or has no known size."""
    found = _SIZE.search(svg)
    if found is None:
        return None
    width, height = (float(part) for part in found.groups())
    if min(PAGE_WIDTH / width, TEXT_HEIGHT / height) >= LEAST_SCALE:
        return None
    tiles = tiles_of(width, height)
    title = re.search(r"<title>([^<]*)</title>", svg)
    # an id may stand once in a page
    plain = re.sub(r'\s(?:id|role|aria-label)="[^"]*"', "", re.sub(r"<(title|desc)>[^<]*</\1>", "", svg))
    return Plate(unescape(title.group(1)) if title else "", _overview(svg, tiles), {tile.name: _cut(plain, tile) for tile in tiles})


def tiles_of(width: float, height: float) -> list[Tile]:
    """The fewest equal tiles that can be read on a page each; of as many, those that are printed largest.

    A picture beyond `_MOST_TILES` each way is cut so many times and printed as large as these allow.
    """
    best: tuple[float, ...] | None = None
    for across in range(1, _MOST_TILES + 1):
        for down in range(1, _MOST_TILES + 1):
            scale = _scale(*_size(width, height, across, down))
            is_read = scale >= LEAST_SCALE
            rank = (is_read, -across * down if is_read else scale, scale, -across)
            if best is None or rank > best[:4]:
                best = (*rank, across, down)
    assert best is not None
    across, down = int(best[4]), int(best[5])
    wide, high = _size(width, height, across, down)
    return [
        Tile(f"{chr(65 + row)}{column + 1}", column * (wide - _OVERLAP), row * (high - _OVERLAP), wide, high)
        for row in range(down)
        for column in range(across)
    ]


def _size(width: float, height: float, across: int, down: int) -> tuple[float, float]:
    return (width + (across - 1) * _OVERLAP) / across, (height + (down - 1) * _OVERLAP) / down


def _scale(width: float, height: float) -> float:
    return min(1.0, PAGE_WIDTH / width, PAGE_HEIGHT / height)


def _cut(svg: str, tile: Tile) -> str:
    scale = _scale(tile.width, tile.height)
    size = (
        f'width="{tile.width * scale:.0f}" height="{tile.height * scale:.0f}" '
        f'viewBox="{tile.left:.1f} {tile.top:.1f} {tile.width:.1f} {tile.height:.1f}"'
    )
    return _SIZE.sub(size, svg, count=1)


def _overview(svg: str, tiles: list[Tile]) -> str:
    """The picture with the frames and names of its tiles; the names as large as the smallest print needs."""
    found = _SIZE.search(svg)
    assert found is not None
    letter = 16 / min(PAGE_WIDTH / float(found.group(1)), TEXT_HEIGHT / float(found.group(2)))
    marks = "".join(
        f'<rect x="{tile.left:.1f}" y="{tile.top:.1f}" width="{tile.width:.1f}" height="{tile.height:.1f}" fill="none" stroke="#000000" '
        f'stroke-opacity="0.35" stroke-width="{letter / 14:.1f}" stroke-dasharray="{letter / 2:.1f}"/>'
        f'<text x="{tile.left + tile.width - letter / 3:.1f}" y="{tile.top + tile.height - letter / 3:.1f}" text-anchor="end" '
        f'font-size="{letter:.1f}" font-weight="bold" fill="#000000" fill-opacity="0.45">{escape(tile.name)}</text>'
        for tile in tiles
    )
    return svg[: svg.rindex("</svg>")] + f'<g class="tiles">{marks}</g></svg>'
