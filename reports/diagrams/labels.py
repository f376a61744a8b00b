"""Arrow labels moved apart where the engine laid one on another or on a box's words: by their own size at most a few times."""

import re
from collections import defaultdict
from xml.sax.saxutils import unescape

from inventory.names import display_width

_GROUP = re.compile(r'<g id="[^"]*" class="(node|edge|cluster)">')
_TEXT = re.compile(r'(<text[^>]*? x=")(-?[\d.]+)(" y=")(-?[\d.]+)("[^>]*?font-size=")([\d.]+)("[^>]*>)([^<]*)(</text>)')
# where a label may go, in its own widths and heights: nearest first
_STEPS = sorted(((x, y) for x in (-2, -1, 0, 1, 2) for y in (-3, -2, -1, 0, 1, 2, 3)), key=lambda step: (abs(step[0]) + abs(step[1]), step))
_CELL = 64.0

Area = tuple[float, float, float, float]


def apart(inner: str) -> str:
    """An engine's SVG whose arrow labels overlap no words where there is room near by."""
    words = _Words()
    labels: list[re.Match[str]] = []
    starts = [(found.start(), found.group(1)) for found in _GROUP.finditer(inner)]
    at = -1
    for text in _TEXT.finditer(inner):
        while at + 1 < len(starts) and starts[at + 1][0] < text.start():
            at += 1
        if at >= 0 and starts[at][1] == "edge":
            labels.append(text)
        else:
            words.add(_area(text))
    moved: dict[int, str] = {}
    for text in labels:
        left, top, right, bottom = _area(text)
        width, height = right - left, bottom - top
        for across, down in _STEPS:
            area = (left + across * width, top + down * height, right + across * width, bottom + down * height)
            if words.is_free(area):
                break
        else:
            across, down, area = 0, 0, (left, top, right, bottom)
        words.add(area)
        if across or down:
            x, y = float(text.group(2)) + across * width, float(text.group(4)) + down * height
            moved[text.start()] = f"{text.group(1)}{x:.1f}{text.group(3)}{y:.1f}" + "".join(text.group(n) for n in range(5, 10))
    return _TEXT.sub(lambda text: moved.get(text.start(), text.group(0)), inner)


def _area(text: re.Match[str]) -> Area:
    """The box of a text: left, top, right, bottom; of wide characters two columns."""
    x, y, size = float(text.group(2)), float(text.group(4)), float(text.group(6))
    width = display_width(unescape(text.group(8)).strip()) * size * 0.5 + 2
    left = x if 'text-anchor="start"' in text.group(1) else x - width / 2
    return left, y - size * 0.85, left + width, y + size * 0.25


class _Words:
    """What is written where, by cells of a grid."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Area]] = defaultdict(list)

    def add(self, area: Area) -> None:
        """Note that an area is taken."""
        for cell in self._of(area):
            self._cells[cell].append(area)

    def is_free(self, area: Area) -> bool:
        """Tell whether nothing overlaps an area."""
        left, top, right, bottom = area
        return not any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for cell in self._of(area)
            for other in self._cells.get(cell, ())
        )

    @staticmethod
    def _of(area: Area) -> list[tuple[int, int]]:
        left, top, right, bottom = (int(value // _CELL) for value in area)
        return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
