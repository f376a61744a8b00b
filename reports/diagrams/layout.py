"""Where boxes and arrows of a drawing stand: in ranks while there are few, by springs where ranks would take minutes or metres.

Both engines are Graphviz's, asked for places alone. Lengths are in points, y grows downwards. In the spring layout a group is one box whose
members stand in a grid, and arrows are straight, or bent where several join the same two.
"""

import json
import math
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import graphviz

from reports.diagrams.drawing import MOST_ARROWS, MOST_NODES, Arrow, Box, Drawing
from reports.diagrams.graphviz import DrawingFailed, box_size, engine

_SECONDS = 60
_MARGIN = 12.0
_GAP, _TITLE = 10.0, 20.0
# how far several arrows between the same two boxes stand apart
_BEND = 16.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle by its middle and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Places by id. An arrow is the control points of a chain of cubic Bézier curves; a label's place may be None."""

    width: float
    height: float
    boxes: dict[str, Area]
    groups: dict[str, Area]
    arrows: list[list[Point]]
    labels: list[Point | None]


def lay_out(drawing: Drawing, *, prefer: str = "auto") -> Layout:
    """Find places for everything. Raises DrawingFailed where the engine fails."""
    if len(drawing.boxes) <= MOST_NODES and len(drawing.arrows) <= MOST_ARROWS:
        return _in_ranks(drawing, prefer)
    return _by_springs(drawing, prefer)


def _asked(text: str, kind: str, prefer: str) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [engine(prefer), f"-K{kind}", "-Tjson0"], input=text.encode(), capture_output=True, timeout=_SECONDS, check=False
        )
        return dict(json.loads(done.stdout.decode("utf-8", "replace")))
    except subprocess.TimeoutExpired:
        raise DrawingFailed(f"no layout within {_SECONDS} s") from None
    except ValueError:
        raise DrawingFailed(done.stderr.decode("utf-8", "replace").strip()[:300] or f"exit code {done.returncode}") from None


def _points(text: str) -> list[Point]:
    return [(float(x), float(y)) for x, _, y in (pair.partition(",") for pair in text.split())]


def _in_ranks(drawing: Drawing, prefer: str) -> Layout:
    dot = graphviz.Digraph()
    dot.attr("graph", rankdir=drawing.direction, nodesep="0.22", ranksep="0.55", newrank="true", splines="true")
    dot.attr("node", shape="box", fixedsize="true", label="")
    dot.attr("edge", fontsize="9", arrowsize="0.7")
    number = {box.id: place for place, box in enumerate(drawing.boxes)}
    for place, group in enumerate(drawing.groups):
        with dot.subgraph(name=f"cluster_{place}") as cluster:
            # room for its title above
            cluster.attr(label="M", fontsize="11")
            for box in drawing.boxes:
                if box.group == group:
                    _node(cluster, str(number[box.id]), *box_size(box))
    for box in drawing.boxes:
        if box.group not in drawing.groups:
            _node(dot, str(number[box.id]), *box_size(box))
    for place, arrow in enumerate(drawing.arrows):
        # the engine does not know how wide Chinese is: two letters for each wide character
        label = "".join("MM" if ord(sign) > 0x2E7F else sign for sign in arrow.label)
        dot.edge(
            str(number[arrow.source]), str(number[arrow.target]), id=str(place), **({"label": graphviz.escape(label)} if label else {})
        )
    told = _asked(dot.source, "dot", prefer)
    _, _, width, height = (float(part) for part in told["bb"].split(","))
    boxes, groups = {}, {}
    names = list(drawing.groups)
    for entry in told.get("objects", ()):
        if "pos" in entry:
            x, y = (float(part) for part in entry["pos"].split(","))
            box = drawing.boxes[int(entry["name"])]
            boxes[box.id] = Area(x + _MARGIN, height - y + _MARGIN, *box_size(box))
        elif "bb" in entry:
            left, low, right, high = (float(part) for part in entry["bb"].split(","))
            groups[names[int(entry["name"].removeprefix("cluster_"))]] = Area(
                (left + right) / 2 + _MARGIN, height - (low + high) / 2 + _MARGIN, right - left, high - low
            )
    arrows: list[list[Point]] = [[] for _ in drawing.arrows]
    labels: list[Point | None] = [None for _ in drawing.arrows]
    for edge in told.get("edges", ()):
        place = int(edge["id"])
        first, *rest = edge["pos"].split(" ")
        # `e,x,y` is where the arrowhead ends
        tip = _points(first[2:]) if first.startswith("e,") else []
        along = _points(" ".join(rest if tip else (first, *rest)))
        arrows[place] = [(x + _MARGIN, height - y + _MARGIN) for x, y in [*along[:-1], *(tip or along[-1:])]]
        if "lp" in edge:
            ((x, y),) = _points(edge["lp"])
            labels[place] = (x + _MARGIN, height - y + _MARGIN)
    return Layout(width + 2 * _MARGIN, height + 2 * _MARGIN, boxes, groups, arrows, labels)


def _node(dot: graphviz.Digraph, name: str, width: float, height: float) -> None:
    dot.node(name, width=f"{width / 72:.3f}", height=f"{height / 72:.3f}")


def _by_springs(drawing: Drawing, prefer: str) -> Layout:
    """Every group is laid out alone as a grid; what is outside of groups, and the groups, by springs."""
    members: dict[str, list[Box]] = defaultdict(list)
    for box in drawing.boxes:
        if box.group in drawing.groups:
            members[str(box.group)].append(box)
    grids = {group: _grid(inside) for group, inside in members.items()}
    stands_for = {box.id: f"g{box.group}" if box.group in members else f"b{box.id}" for box in drawing.boxes}
    sizes = {f"b{box.id}": box_size(box) for box in drawing.boxes if box.group not in members}
    sizes |= {f"g{group}": size for group, (_, size) in grids.items()}
    number = {name: str(place) for place, name in enumerate(sizes)}
    dot = graphviz.Digraph()
    dot.attr("graph", overlap="prism", splines="false", sep="+8", K="0.8", outputorder="nodesfirst", start="1")
    dot.attr("node", shape="box", fixedsize="true", label="")
    for name, size in sizes.items():
        _node(dot, number[name], *size)
    for left, right in sorted(_pairs(drawing.arrows, stands_for)):
        dot.edge(number[left], number[right])
    told = _asked(dot.source, "sfdp", prefer)
    at = {entry["name"]: _points(entry["pos"])[0] for entry in told.get("objects", ()) if "pos" in entry}
    names = list(sizes)
    middles = {names[int(name)]: (x, -y) for name, (x, y) in at.items()}
    outer_left = min(middles[name][0] - size[0] / 2 for name, size in sizes.items()) - _MARGIN
    top = min(middles[name][1] - size[1] / 2 for name, size in sizes.items()) - _MARGIN
    outer = {name: Area(middles[name][0] - outer_left, middles[name][1] - top, *size) for name, size in sizes.items()}
    boxes = {name[1:]: area for name, area in outer.items() if name.startswith("b")}
    groups = {name[1:]: area for name, area in outer.items() if name.startswith("g")}
    for group, (places, _) in grids.items():
        frame = groups[group]
        boxes |= {i: Area(frame.x - frame.width / 2 + a.x, frame.y - frame.height / 2 + a.y, a.width, a.height) for i, a in places.items()}
    width = max(area.x + area.width / 2 for area in outer.values()) + _MARGIN
    height = max(area.y + area.height / 2 for area in outer.values()) + _MARGIN
    arrows = _straight(drawing.arrows, boxes)
    return Layout(width, height, boxes, groups, arrows, [None] * len(arrows))


def _grid(inside: list[Box]) -> tuple[dict[str, Area], Point]:
    """Places in a frame, from its left and upper edge, about twice as wide as high; and the size of the frame."""
    sizes = [box_size(box) for box in inside]
    wide, high = max(size[0] for size in sizes) + _GAP, max(size[1] for size in sizes) + _GAP
    across = max(1, round(math.sqrt(2 * len(inside) * high / wide)))
    places = {
        box.id: Area(_GAP / 2 + (place % across + 0.5) * wide, _TITLE + (place // across + 0.5) * high, *size)
        for place, (box, size) in enumerate(zip(inside, sizes, strict=True))
    }
    rows = -(-len(inside) // across)
    return places, (min(across, len(inside)) * wide + _GAP, rows * high + _TITLE + _GAP / 2)


def _pairs(arrows: Iterable[Arrow], stands_for: dict[str, str]) -> set[tuple[str, str]]:
    found = set()
    for arrow in arrows:
        left, right = sorted((stands_for[arrow.source], stands_for[arrow.target]))
        if left != right:
            found.add((left, right))
    return found


def _straight(arrows: list[Arrow], boxes: dict[str, Area]) -> list[list[Point]]:
    """One curve an arrow, from edge to edge; the more arrows join the same two, the farther they bend."""
    seen: dict[frozenset[str], int] = defaultdict(int)
    found = []
    for arrow in arrows:
        ends = frozenset((arrow.source, arrow.target))
        nth, seen[ends] = seen[ends], seen[ends] + 1
        a, b = boxes[arrow.source], boxes[arrow.target]
        away = math.hypot(b.x - a.x, b.y - a.y) or 1.0
        # 0, 1, -1, 2, -2 … to the same side whichever of the two it begins at
        bend = (nth + 1) // 2 * (1 if nth % 2 else -1) * _BEND * (1 if arrow.source < arrow.target else -1)
        across = (-(b.y - a.y) / away * bend, (b.x - a.x) / away * bend)
        middle = ((a.x + b.x) / 2 + across[0], (a.y + b.y) / 2 + across[1])
        start, end = _edge(a, middle), _edge(b, middle)
        curve = [((2 * middle[0] + end_[0]) / 3, (2 * middle[1] + end_[1]) / 3) for end_ in (start, end)]
        found.append([start, *curve, end])
    return found


def _edge(area: Area, towards: Point) -> Point:
    """Where the way from the middle of a rectangle to a point leaves it."""
    x, y = towards[0] - area.x, towards[1] - area.y
    if x == y == 0:
        return area.x, area.y
    part = min(area.width / 2 / abs(x) if x else math.inf, area.height / 2 / abs(y) if y else math.inf, 1.0)
    return area.x + x * part, area.y + y * part
