"""Views of an ArchiMate model: the pictures of the report, box for box where the layout engine has them, in their colours.

A box of a record shows its element, any other box is a note. An arrow shows the flows of the model where it has them between its
two ends; what it has not (a plan's new exchange, a move, the sum of many flows) becomes a relationship of its own, since tools leave
out lines between elements that stand for no relationship.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from inventory.identity import digest
from reports.diagrams.drawing import ARROWS, BOXES, Arrow, Box, Drawing
from reports.diagrams.graphviz import picture_id, render_svg
from reports.diagrams.landscape import landscape
from reports.diagrams.scene import Scene
from reports.diagrams.text import positions
from reports.diagrams.views import VIEWS

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# boxes are made for 10-point words; a model's tool writes 9-point words beside an icon
_SCALE = 1.5
_MARGIN = 24
_FRAME = 34
_LEGEND_WIDTH, _LEGEND_HEIGHT, _LEGEND_COLUMNS = 220, 34, 5
# of a plan's views only those that say what changes where; a landscape is there without a plan
_OF_PLAN = ("asis-tobe", "target")

Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class View:
    """A drawing with the place of each of its boxes: left, top, width, height in pixels."""

    key: str
    drawing: Drawing
    places: Mapping[str, Place]


@dataclass(slots=True)
class Model:
    """What a view refers to: elements by record, flows by their two ends; `added` are the relationships that views need beside.

    `added` holds (relationship, source element, target element, its id, name, style of the arrow).
    """

    elements: Mapping[str, str]
    flows: Mapping[tuple[str, str], list[str]]
    language: str
    added: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)


def views_of(scene: Scene) -> list[View]:
    """The landscape, and with a plan what it changes and the target. Raises DrawingFailed where the layout engine fails."""
    drawings = {"landscape": landscape(scene)}
    if scene.plan is not None and scene.plan.get("status") != "infeasible":
        drawings |= {view: VIEWS[view](scene) for view in _OF_PLAN}
    return [View(key, drawing, _places(drawing)) for key, drawing in drawings.items()]


def _places(drawing: Drawing) -> dict[str, Place]:
    at = positions(render_svg(drawing))
    found = {box.id: at[picture_id(box.id)] for box in drawing.boxes if picture_id(box.id) in at}
    left = min((p[0] for p in found.values()), default=0.0)
    top = min((p[1] for p in found.values()), default=0.0)
    return {
        identifier: (
            round((x - left) * _SCALE) + _MARGIN + _FRAME,
            round((y - top) * _SCALE) + _MARGIN + _FRAME,
            max(round(width * _SCALE), 1),
            max(round(height * _SCALE), 1),
        )
        for identifier, (x, y, width, height) in found.items()
    }


def view_lines(view: View, model: Model) -> Iterator[str]:
    """The lines of one view; notes in `model` which relationships it needs."""
    drawing = view.drawing
    lang = quoteattr(model.language)
    yield f'<view identifier="id-{digest("view", view.key)}" xsi:type="Diagram">'
    yield f"<name xml:lang={lang}>{_escaped(drawing.title)}</name>"
    yield f"<documentation xml:lang={lang}>{_escaped(f'{drawing.subtitle} {drawing.alt}'.strip())}</documentation>"
    grouped: dict[str | None, list[Box]] = defaultdict(list)
    for box in drawing.boxes:
        if box.id in view.places:
            grouped[box.group if box.group in drawing.groups else None].append(box)
    for group, boxes in grouped.items():
        nodes = [line for box in boxes for line in _node(view, box, model)]
        if group is None:
            yield from nodes
        else:
            yield from _group(view, group, boxes, nodes, model)
    yield from _legend(view, model)
    for number, arrow in enumerate(drawing.arrows):
        if arrow.source in view.places and arrow.target in view.places and arrow.source != arrow.target:
            yield from _connections(view, number, arrow, model)
    yield "</view>"


def _own(view: View, *parts: str) -> str:
    return f"id-{digest('view', view.key, *parts)}"


def _node(view: View, box: Box, model: Model) -> list[str]:
    style = BOXES[box.style]
    dark = style.fill == "#0072B2"
    look = _style(style.line, style.fill, style.width, "#FFFFFF" if dark else None)
    place = _at(view.places[box.id])
    if box.id in model.elements:
        opening = f'<node identifier="{_own(view, "node", box.id)}" elementRef="{model.elements[box.id]}" xsi:type="Element" {place}>'
        return [opening, look, "</node>"]
    words = "\n".join((f"{style.mark} {box.lines[0]}".strip(), *box.lines[1:]))
    return [*_note(_own(view, "node", box.id), words, place, look, model.language)]


def _note(own: str, words: str, place: str, look: str, language: str) -> list[str]:
    return [
        f'<node identifier="{own}" xsi:type="Label" {place}>',
        f"<label xml:lang={quoteattr(language)}>{_escaped(words)}</label>",
        look,
        "</node>",
    ]


def _group(view: View, group: str, boxes: Iterable[Box], nodes: list[str], model: Model) -> list[str]:
    """A frame around boxes: the body's own element where the group is one."""
    places = [view.places[box.id] for box in boxes]
    left, top = min(p[0] for p in places) - 14, min(p[1] for p in places) - _FRAME
    right, bottom = max(p[0] + p[2] for p in places) + 14, max(p[1] + p[3] for p in places) + 14
    at = _at((left, top, right - left, bottom - top))
    own, look = _own(view, "group", group), _style("#AAAAAA", "#FBFBFB", 1.0, None)
    if group in model.elements:
        return [f'<node identifier="{own}" elementRef="{model.elements[group]}" xsi:type="Element" {at}>', look, *nodes, "</node>"]
    label = f"<label xml:lang={quoteattr(model.language)}>{_escaped(view.drawing.groups[group])}</label>"
    return [f'<node identifier="{own}" xsi:type="Container" {at}>', label, look, *nodes, "</node>"]


def _legend(view: View, model: Model) -> Iterator[str]:
    """Notes in the looks of the boxes; of arrows the words stand on the arrows."""
    below = max((p[1] + p[3] for p in view.places.values()), default=0) + 2 * _MARGIN
    boxes = [(name, words) for kind, name, words in view.drawing.legend if kind == "box"]
    for number, (name, words) in enumerate(boxes):
        style = BOXES[name]
        x, y = _MARGIN + number % _LEGEND_COLUMNS * (_LEGEND_WIDTH + 10), below + number // _LEGEND_COLUMNS * (_LEGEND_HEIGHT + 8)
        look = _style(style.line, style.fill, style.width, "#FFFFFF" if style.fill == "#0072B2" else None)
        place = _at((x, y, _LEGEND_WIDTH, _LEGEND_HEIGHT))
        yield from _note(_own(view, "legend", str(number)), f"{style.mark} {words}".strip(), place, look, model.language)


def _connections(view: View, number: int, arrow: Arrow, model: Model) -> Iterator[str]:
    style = ARROWS[arrow.style]
    look = _style(style.line, None, style.width, None)
    ends = f'source="{_own(view, "node", arrow.source)}" target="{_own(view, "node", arrow.target)}"'
    if arrow.source not in model.elements or arrow.target not in model.elements:
        yield f'<connection identifier="{_own(view, "line", str(number))}" xsi:type="Line" {ends}>'
        if arrow.label:
            yield f"<label xml:lang={quoteattr(model.language)}>{_escaped(arrow.label)}</label>"
        yield from (look, "</connection>")
        return
    for position, relation in enumerate(_relations(view, arrow, model)):
        own = _own(view, "line", str(number), str(position))
        yield f'<connection identifier="{own}" relationshipRef="{relation}" xsi:type="Relationship" {ends}>'
        yield from (look, "</connection>")


def _relations(view: View, arrow: Arrow, model: Model) -> list[str]:
    """The flows of the model that an arrow stands for; one of its own where there are none, or where it is no flow."""
    flows = model.flows.get((arrow.source, arrow.target), [])
    if flows and arrow.style in ("flow", "manual", "removed"):
        return flows
    kind = "Association" if arrow.style == "move" else "Flow"
    words = next((words for shown, name, words in view.drawing.legend if (shown, name) == ("arrow", arrow.style)), "")
    name = " ".join(part for part in (words, arrow.label if arrow.label != words else "") if part)
    own = f"id-{digest('drawn', kind, arrow.source, arrow.target, name)}"
    if own not in model.known:
        model.known.add(own)
        model.added.append((kind, model.elements[arrow.source], model.elements[arrow.target], own, name, arrow.style))
    return [own]


def _at(place: Place) -> str:
    x, y, width, height = place
    return f'x="{x}" y="{y}" w="{width}" h="{height}"'


def _style(line: str, fill: str | None, width: float, words: str | None) -> str:
    parts = [_colour("lineColor", line)]
    if fill is not None:
        parts.append(_colour("fillColor", fill))
    if words is not None:
        parts.append(f"<font>{_colour('color', words)}</font>")
    return f'<style lineWidth="{max(round(width), 1)}">' + "".join(parts) + "</style>"


def _colour(tag: str, text: str) -> str:
    red, green, blue = (int(text[at : at + 2], 16) for at in (1, 3, 5))
    return f'<{tag} r="{red}" g="{green}" b="{blue}"/>'


def _escaped(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
