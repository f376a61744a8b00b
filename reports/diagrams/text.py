"""Diagrams as text for architects' own tools: Mermaid flowcharts, and draw.io files with the layout of the picture."""

import html
import re
from collections.abc import Mapping
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from reports.diagrams.drawing import ARROWS, BOXES, Arrow, Box, Drawing

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NODE = re.compile(r'<g id="([^"]+)" class="node">.*?<(?:path|polygon)[^>]*? (?:d|points)="([^"]+)"', re.S)
_ARROWS = {"solid": "-->", "bold": "==>", "dashed": "-.->", "dotted": "-.->"}
_PLAIN = {"solid": "---", "bold": "===", "dashed": "-.-", "dotted": "-.-"}
_MARGIN = 60.0
# what an address may hold besides letters, digits and -_.~
_ADDRESS = "/:?#@!$&'()*+,;=%"


def render_mermaid(drawing: Drawing) -> str:
    """A flowchart. Names are quoted with entities, so that no text in them is read as markup or directive."""
    ids = {box.id: f"n{number}" for number, box in enumerate(drawing.boxes)}
    lines = ["---", f"title: {_mermaid(f'{drawing.title} · {drawing.subtitle}')}", "---", f"flowchart {drawing.direction}"]
    lines += [f"  accTitle: {_accessible(drawing.title)}", f"  accDescr: {_accessible(drawing.alt or drawing.subtitle)}"]
    grouped: dict[str | None, list[Box]] = {}
    for box in drawing.boxes:
        grouped.setdefault(box.group if box.group in drawing.groups else None, []).append(box)
    for number, (group, boxes) in enumerate(grouped.items()):
        if group is not None:
            lines.append(f"  subgraph g{number}[{_mermaid(drawing.groups[group])}]")
        for box in boxes:
            mark = BOXES[box.style].mark
            text = "<br/>".join(_mermaid(line)[1:-1] for line in (f"{mark} {box.lines[0]}".strip(), *box.lines[1:]))
            lines.append(f'    {ids[box.id]}["{text}"]:::{box.style}')
        if group is not None:
            lines.append("  end")
    for arrow in drawing.arrows:
        if arrow.source in ids and arrow.target in ids:
            sign = (_PLAIN if arrow.is_plain else _ARROWS)[ARROWS[arrow.style].pattern]
            label = f"|{_mermaid(arrow.label)}|" if arrow.label else ""
            lines.append(f"  {ids[arrow.source]} {sign}{label} {ids[arrow.target]}")
    lines += [
        f'  click {ids[box.id]} href "{quote(drawing.links[box.id], safe=_ADDRESS)}"' for box in drawing.boxes if box.id in drawing.links
    ]
    lines += _mermaid_legend(drawing)
    for name in sorted({box.style for box in drawing.boxes} | {style for kind, style, _ in drawing.legend if kind == "box"}):
        style = BOXES[name]
        dash = ",stroke-dasharray:4 3" if style.pattern in ("dashed", "dotted") else ""
        colour = "#FFFFFF" if style.fill == "#0072B2" else "#111111"
        lines.append(f"  classDef {name} fill:{style.fill},stroke:{style.line},stroke-width:{style.width:g}px,color:{colour}{dash}")
    return "\n".join(lines) + "\n"


def _mermaid_legend(drawing: Drawing) -> list[str]:
    """Boxes and arrows as the picture's legend has them, in a frame of their own."""
    lines = ['  subgraph legend[" "]'] if drawing.legend else []
    for number, (kind, name, words) in enumerate(drawing.legend):
        if kind == "box":
            lines.append(f"    l{number}[{_mermaid(f'{BOXES[name].mark} {words}'.strip())}]:::{name}")
        else:
            lines.append(f'    l{number}[" "] {_ARROWS[ARROWS[name].pattern]}|{_mermaid(words)}| l{number}b[" "]')
    return [*lines, "  end"] if lines else []


def _accessible(text: str) -> str:
    """A line of a directive: without the signs that would end it."""
    return re.sub(r"[{}\n\r;#]+", " ", _NOT_XML.sub("\ufffd", text)).strip()


def _mermaid(text: str) -> str:
    """A quoted text: signs that Mermaid or HTML read are written as entities of its own kind (#34;)."""
    clean = _NOT_XML.sub("\ufffd", text).replace("\n", " ")
    return '"' + re.sub(r"[\"#&<>;`|\[\]{}()\\]", lambda sign: f"#{ord(sign[0])};", clean) + '"'


def positions(svg: str) -> dict[str, tuple[float, float, float, float]]:
    """Where the picture has its boxes: id in the picture → left, top, width, height in points."""
    found = {}
    for identifier, path in _NODE.findall(svg):
        numbers = [float(number) for number in re.findall(r"-?[0-9]+(?:\.[0-9]+)?", path)]
        across, down = numbers[::2], numbers[1::2]
        found[html.unescape(identifier)] = (min(across), min(down), max(across) - min(across), max(down) - min(down))
    return found


def render_drawio(drawing: Drawing, svg: str, name_of: Mapping[str, str]) -> str:
    """An uncompressed draw.io file with the boxes where the picture has them; `name_of` gives each box its id in the picture."""
    places = positions(svg)
    known = [places[name_of[box.id]] for box in drawing.boxes if name_of[box.id] in places]
    left, top = min((p[0] for p in known), default=0.0) - 20, min((p[1] for p in known), default=0.0) - _MARGIN
    ids = {box.id: f"n{number}" for number, box in enumerate(drawing.boxes)}
    cells = [
        '<mxCell id="0"/>',
        '<mxCell id="1" parent="0"/>',
        _text("title", drawing.title, 0, 0, 600, 28, 17),
        _text("source", drawing.subtitle, 0, 28, 900, 20, 11),
    ]
    for number, (group, title) in enumerate(sorted(drawing.groups.items())):
        inside = [places[name_of[b.id]] for b in drawing.boxes if b.group == group and name_of[b.id] in places]
        if inside:
            x, y = min(p[0] for p in inside) - 12, min(p[1] for p in inside) - 28
            right, bottom = max(p[0] + p[2] for p in inside) + 12, max(p[1] + p[3] for p in inside) + 12
            frame = "rounded=1;arcSize=4;fillColor=none;strokeColor=#BBBBBB;verticalAlign=top;html=0;fontColor=#555555;"
            cells.append(_vertex(f"g{number}", title, frame, (x - left, y - top, right - x, bottom - y)))
    for number, box in enumerate(drawing.boxes):
        mark = BOXES[box.style].mark
        x, y, width, height = places.get(name_of[box.id], (left + 20 + number % 6 * 150, top + _MARGIN + number // 6 * 60, 120.0, 40.0))
        cells.append(
            _vertex(
                ids[box.id],
                "\n".join((f"{mark} {box.lines[0]}".strip(), *box.lines[1:])),
                _look(box.style),
                (x - left, y - top, width, height),
                drawing.links.get(box.id),
            )
        )
    for number, arrow in enumerate(drawing.arrows):
        if arrow.source in ids and arrow.target in ids:
            cells.append(_edge(f"e{number}", arrow, ids))
    cells += _drawio_legend(drawing, max((p[1] + p[3] for p in known), default=0.0) - top + 40)
    return (
        f'<mxfile host="auditor">\n<diagram id="view" name={quoteattr(_clean(drawing.title))}>\n<mxGraphModel grid="0" page="0">\n<root>\n'
        + "\n".join(cells)
        + "\n</root>\n</mxGraphModel>\n</diagram>\n</mxfile>\n"
    )


def _drawio_legend(drawing: Drawing, y: float) -> list[str]:
    """The legend below the picture, and in words what it shows."""
    cells = []
    for number, (kind, name, words) in enumerate(drawing.legend):
        x = 20.0 + number % 6 * 170
        at = y + number // 6 * 30
        if kind == "box":
            cells.append(_vertex(f"l{number}", BOXES[name].mark, _look(name), (x, at, 28, 18)))
        else:
            style = ARROWS[name]
            dash = "dashed=1;" if style.pattern in ("dashed", "dotted") else ""
            cells.append(
                _vertex(f"l{number}", "", f"shape=line;strokeColor={style.line};strokeWidth={style.width:g};{dash}", (x, at + 4, 28, 10))
            )
        cells.append(_text(f"l{number}w", words, x + 34, at, 130, 18, 10))
    below = y + (len(drawing.legend) + 5) // 6 * 30
    return [*cells, _text("alt", drawing.alt or drawing.subtitle, 20, below, 900, 20, 10)]


def _look(name: str) -> str:
    """How a style of boxes looks."""
    style = BOXES[name]
    dash = "dashed=1;" if style.pattern in ("dashed", "dotted") else ""
    colour = "#FFFFFF" if style.fill == "#0072B2" else "#111111"
    return f"rounded=1;whiteSpace=wrap;html=0;fillColor={style.fill};strokeColor={style.line};strokeWidth={style.width:g};fontColor={colour};fontSize=10;{dash}"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _attribute(text: str) -> str:
    return quoteattr(_clean(text), {"\n": "&#10;"})


def _vertex(identifier: str, text: str, style: str, place: tuple[float, float, float, float], address: str | None = None) -> str:
    x, y, width, height = place
    at = f'<mxGeometry x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" as="geometry"/>'
    if address is None:
        return f'<mxCell id="{identifier}" value={_attribute(text)} style="{style}" vertex="1" parent="1">{at}</mxCell>'
    # a link stands on an object around the cell
    return (
        f'<UserObject label={_attribute(text)} link={_attribute(address)} id="{identifier}">'
        f'<mxCell style="{style}" vertex="1" parent="1">{at}</mxCell></UserObject>'
    )


def _text(identifier: str, text: str, x: float, y: float, width: float, height: float, size: int) -> str:
    return _vertex(identifier, text, f"text;html=0;align=left;verticalAlign=middle;fontSize={size};", (x, y, width, height))


def _edge(identifier: str, arrow: Arrow, ids: Mapping[str, str]) -> str:
    style = ARROWS[arrow.style]
    look = (
        f"html=0;strokeColor={style.line};strokeWidth={style.width:g};fontSize=9;fontColor={style.line};"
        + ("dashed=1;" if style.pattern in ("dashed", "dotted") else "")
        + ("endArrow=none;" if arrow.is_plain else "")
    )
    return (
        f'<mxCell id="{identifier}" value={_attribute(arrow.label)} style="{look}" edge="1" parent="1" source="{ids[arrow.source]}" '
        f'target="{ids[arrow.target]}"><mxGeometry relative="1" as="geometry"/></mxCell>'
    )
