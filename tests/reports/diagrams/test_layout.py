"""Where boxes stand: apart from each other, groups around their own, arrows from edge to edge; in ranks and by springs, with either engine."""

import itertools
import random

import pytest

from reports.diagrams.drawing import Arrow, Box, Drawing, wrapped
from reports.diagrams.graphviz import DrawingFailed, engine
from reports.diagrams.layout import Area, lay_out

ENGINES = ("system", "embedded")


def engine_or_skip(prefer: str) -> str:
    try:
        engine(prefer)
    except DrawingFailed as missing:
        pytest.skip(str(missing))
    return prefer


def drawing(boxes: int, arrows: int, groups: int = 0, seed: int = 1) -> Drawing:
    dice = random.Random(seed)
    made = Drawing("图", "", groups={f"g{n}": f"第{n}组" for n in range(groups)})
    for n in range(boxes):
        group = f"g{n % groups}" if groups and n % 2 else None
        made.boxes.append(Box(f"b{n}", wrapped("系统" * dice.randrange(1, 12)), "system", group))
    while len(made.arrows) < arrows:
        left, right = dice.sample(range(boxes), 2)
        made.arrows.append(Arrow(f"b{left}", f"b{right}", dice.choice(("", "姓名", "3"))))
    return made


def overlap(a: Area, b: Area) -> bool:
    return abs(a.x - b.x) < (a.width + b.width) / 2 - 0.5 and abs(a.y - b.y) < (a.height + b.height) / 2 - 0.5


def touches(area: Area, point: tuple[float, float], slack: float) -> bool:
    return abs(point[0] - area.x) <= area.width / 2 + slack and abs(point[1] - area.y) <= area.height / 2 + slack


@pytest.mark.parametrize("prefer", ENGINES)
@pytest.mark.parametrize(
    ("boxes", "arrows", "groups"), [(1, 0, 0), (12, 20, 2), (60, 120, 5), (61, 70, 0), (300, 600, 12), (300, 1_000, 0)]
)
def test_boxes_stand_apart_and_within_the_picture(prefer, boxes, arrows, groups) -> None:
    made = drawing(boxes, arrows, groups)
    found = lay_out(made, prefer=engine_or_skip(prefer))
    assert found.boxes.keys() == {box.id for box in made.boxes}
    assert [(a, b) for a, b in itertools.combinations(found.boxes, 2) if overlap(found.boxes[a], found.boxes[b])] == []
    for area in (*found.boxes.values(), *found.groups.values()):
        assert area.width / 2 <= area.x <= found.width - area.width / 2
        assert area.height / 2 <= area.y <= found.height - area.height / 2
    for box in made.boxes:
        area = found.boxes[box.id]
        for group, frame in found.groups.items():
            assert overlap(area, frame) == (group == box.group), (box.id, group)
    for arrow, points in zip(made.arrows, found.arrows, strict=True):
        assert len(points) % 3 == 1
        assert touches(found.boxes[arrow.source], points[0], 2), arrow
        assert touches(found.boxes[arrow.target], points[-1], 2), arrow


@pytest.mark.parametrize("prefer", ENGINES)
def test_the_same_drawing_stands_the_same_way_twice(prefer) -> None:
    prefer = engine_or_skip(prefer)
    assert lay_out(drawing(120, 150), prefer=prefer) == lay_out(drawing(120, 150), prefer=prefer)


def test_several_arrows_between_two_lie_apart() -> None:
    made = drawing(61, 0)
    made.arrows = [Arrow("b1", "b2"), Arrow("b2", "b1"), Arrow("b1", "b2", style="manual")]
    curves = [tuple(points) for points in lay_out(made).arrows]
    assert len({frozenset(curve) for curve in curves}) == 3


def test_names_that_dot_would_read_as_its_own_are_places_like_others() -> None:
    made = Drawing("图", "", groups={'"};x': "组"})
    made.boxes = [Box('a";b', ("a",), group='"};x'), Box("node", ("b",)), Box("->", ("c",))]
    made.arrows = [Arrow('a";b', "->", '"<b>\\N')]
    found = lay_out(made)
    assert found.boxes.keys() == {'a";b', "node", "->"}
    assert found.groups.keys() == {'"};x'}
