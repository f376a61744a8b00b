"""A drawing as an SVG that a page styles and a script moves: classes and data instead of colours, no frame, no legend."""

from collections.abc import Mapping
from html import escape

from inventory.names import display_width, shorten
from reports.diagrams.drawing import BOXES, Box, Drawing
from reports.diagrams.graphviz import lines_of, picture_id
from reports.diagrams.layout import Area, Layout, Point

# what an arrow of a style tells
KINDS = {"flow": "exchange", "manual": "exchange", "duplicate": "duplicate", "possible": "possible", "unmet": "missing"}
_LINE = 13.5


def render_canvas(drawing: Drawing, layout: Layout, *, sounds: Mapping[str, str] | None = None, chosen: str = "") -> str:
    """The SVG. Boxes stand in reading order, are links where the drawing's `links` say so, and carry `data-id`; `sounds` is what else each is
    found by, `chosen` the box that is marked. Arrows carry `data-from`, `data-to` and `data-kind`.
    """
    groups = "".join(_group(key, drawing.groups[key], area, drawing.links.get(key), key == chosen) for key, area in layout.groups.items())
    arrows = "".join(_arrow(drawing, layout, place) for place in range(len(drawing.arrows)))
    # in lines of about one box, each from left to right
    order = sorted(drawing.boxes, key=lambda box: (round(layout.boxes[box.id].y / 24), layout.boxes[box.id].x, box.id))
    boxes = "".join(
        _box(box, layout.boxes[box.id], drawing.links.get(box.id), (sounds or {}).get(box.id, ""), box.id == chosen) for box in order
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="canvas" role="group" aria-label="{escape(drawing.title)}" width="{layout.width:.0f}" '
        f'height="{layout.height:.0f}" viewBox="0 0 {layout.width:.0f} {layout.height:.0f}"><desc>{escape(drawing.alt)}</desc>'
        f'<defs>{_heads()}</defs><g class="world">{groups}<g class="edges" aria-hidden="true">{arrows}</g><g class="nodes">{boxes}</g></g></svg>'
    )


def _heads() -> str:
    """An arrowhead for each style: a marker does not take the colour of its line everywhere."""
    return "".join(
        f'<marker id="head-{style}" class="{style}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">'
        '<path d="M0 0 10 5 0 10z"/></marker>'
        for style in ("flow", "manual", "unmet")
    )


def _group(key: str, title: str, area: Area, address: str | None, is_chosen: bool) -> str:
    left, top = area.x - area.width / 2, area.y - area.height / 2
    words = escape(shorten(title, max(int((area.width - 12) / 5.7), 6)))
    inner = f'<rect x="{left:.1f}" y="{top:.1f}" width="{area.width:.1f}" height="{area.height:.1f}" rx="8"/><text x="{left + 8:.1f}" y="{top + 14:.1f}">{words}</text>'
    return _named("group", key, title, area, inner, address, is_chosen)


def _arrow(drawing: Drawing, layout: Layout, place: int) -> str:
    arrow, points = drawing.arrows[place], layout.arrows[place]
    if len(points) < 2:
        return ""
    way = f"M{_xy(points[0])}C{' '.join(_xy(point) for point in points[1:])}" if len(points) > 3 else f"M{_xy(points[0])}L{_xy(points[-1])}"
    head = "" if arrow.is_plain else f' marker-end="url(#head-{arrow.style})"'
    at = layout.labels[place]
    label = f'<text x="{at[0]:.1f}" y="{at[1] + 3:.1f}">{escape(arrow.label)}</text>' if at is not None and arrow.label else ""
    hint = f"<title>{escape(arrow.label)}</title>" if arrow.label else ""
    return (
        f'<g class="edge {arrow.style}" data-kind="{KINDS[arrow.style]}" data-from="{escape(arrow.source)}" data-to="{escape(arrow.target)}">'
        f'{hint}<path class="hit" d="{way}"/><path d="{way}"{head}/>{label}</g>'
    )


def _xy(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _box(box: Box, area: Area, address: str | None, sound: str, is_chosen: bool) -> str:
    lines, hint = lines_of(box), box.hint or " ".join(box.lines)
    first = area.y - (len(lines) - 1) * _LINE / 2 + 3.6
    # wide text of a font that the engine does not know is held to its box
    words = "".join(
        f'<text x="{area.x:.1f}" y="{first + number * _LINE:.1f}"'
        + (f' textLength="{area.width - 6:.1f}" lengthAdjust="spacingAndGlyphs"' if display_width(line) * 5.4 > area.width - 6 else "")
        + f">{escape(line)}</text>"
        for number, line in enumerate(lines)
    )
    dark = " dark" if BOXES[box.style].fill == "#0072B2" else ""
    inner = f'<rect x="{area.x - area.width / 2:.1f}" y="{area.y - area.height / 2:.1f}" width="{area.width:.1f}" height="{area.height:.1f}" rx="6"/>{words}'
    group = f' data-group="{escape(box.group)}"' if box.group is not None else ""
    return _named(f"{box.style}{dark}", box.id, hint, area, inner, address, is_chosen, f'{group} data-sound="{escape(sound)}"')


def _named(style: str, identifier: str, name: str, area: Area, inner: str, address: str | None, is_chosen: bool, more: str = "") -> str:
    """What people can go to: a link, where it leads anywhere."""
    told = f'id="n-{picture_id(identifier)}" class="node {style}" data-id="{escape(identifier)}" data-name="{escape(name)}" data-x="{area.x:.1f}" data-y="{area.y:.1f}"{more}'
    if address is None:
        return f'<g {told} role="img" aria-label="{escape(name)}">{inner}</g>'
    mark = ' aria-current="true"' if is_chosen else ""
    return f'<a {told} href="{escape(address)}" aria-label="{escape(name)}"{mark}>{inner}</a>'
