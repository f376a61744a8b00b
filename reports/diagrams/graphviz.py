"""Drawings through Graphviz: DOT, SVG and PNG, with the machine's `dot` or the engine that ships with the project.

Boxes get their size from us (neither engine knows the width of Chinese glyphs everywhere), so labels fit in both.
"""

import re
import shutil
import subprocess
import sys
from html import escape, unescape
from pathlib import Path
from xml.sax.saxutils import quoteattr

import graphviz

from inventory.names import display_width, shorten
from reports.diagrams.drawing import ARROWS, BOXES, Arrow, Box, Drawing
from reports.diagrams.labels import apart
from reports.fonts import FAMILY, font_path

_POINT = 10.0
_SECONDS = 60


class DrawingFailed(RuntimeError):
    """The layout engine failed or lost something; the message is its own."""


def render_dot(drawing: Drawing, *, is_alone: bool = False) -> str:
    """The DOT text. Every label is quoted and escaped by the graphviz package. One that stands alone holds title, words and legend too."""
    dot = graphviz.Digraph("drawing", strict=False)
    dot.attr(
        "graph",
        newrank="true",
        rankdir=drawing.direction,
        nodesep="0.22",
        ranksep="0.55",
        fontname=FAMILY,
        fontsize="11",
        splines="true",
        pad="0.2",
        bgcolor="white",
        compound="true",
    )
    dot.attr("node", shape="box", fixedsize="true", fontname=FAMILY, fontsize=str(_POINT), style="filled,rounded", margin="0.05")
    dot.attr("edge", fontname=FAMILY, fontsize="9", arrowsize="0.7")
    by_group: dict[str | None, list[Box]] = {}
    for box in drawing.boxes:
        by_group.setdefault(box.group if box.group in drawing.groups else None, []).append(box)
    for group, title in drawing.groups.items():
        if by_group.get(group):
            with dot.subgraph(name=f"cluster_{picture_id(group)}") as cluster:
                cluster.attr(
                    label=graphviz.escape(title), style="rounded", color="#AAAAAA", fontcolor="#333333", bgcolor="#FBFBFB", labeljust="l"
                )
                if drawing.is_aligned:
                    cluster.attr(rank="same")
                for box in by_group[group]:
                    _node(cluster, box, drawing.links.get(box.id) if is_alone else None)
    for box in by_group.get(None, []):
        _node(dot, box, drawing.links.get(box.id) if is_alone else None)
    for arrow in drawing.arrows:
        _edge(dot, arrow, drawing.links.get((arrow.source, arrow.target)) if is_alone else None)
    if is_alone:
        title = "\\n".join(graphviz.escape(line) for line in (drawing.title, drawing.subtitle))
        dot.attr(
            "graph", label=graphviz.nohtml(title), labelloc="t", fontsize="14", tooltip=graphviz.escape(drawing.alt or drawing.subtitle)
        )
        _dot_legend(dot, drawing)
    return str(dot.source)


def _dot_legend(dot: graphviz.Digraph, drawing: Drawing) -> None:
    """The legend as boxes and arrows in a frame of their own."""
    with dot.subgraph(name="cluster_legend") as frame:
        frame.attr(label="", style="rounded", color="#DDDDDD")
        for number, (kind, name, words) in enumerate(drawing.legend):
            if kind == "box":
                _node(frame, Box(f"legend{number}", (words,), name))
            else:
                for end in "ab":
                    frame.node(f"legend{number}{end}", label="", shape="point", width="0.05")
                _edge(frame, Arrow(f"legend{number}a", f"legend{number}b", words, name))


def picture_id(text: str) -> str:
    """The name of a box in DOT and SVG; different ids stay different."""
    return re.sub(r"[^0-9A-Za-z-]", lambda sign: f"_{ord(sign[0]):x}_", text)


def lines_of(box: Box) -> list[str]:
    """What is written in a box, with the mark of its style."""
    mark = BOXES[box.style].mark
    return [f"{mark} {line}" if mark and position == 0 else line for position, line in enumerate(box.lines)]


def box_size(box: Box) -> tuple[float, float]:
    """Width and height of a box in points."""
    lines = lines_of(box)
    width = max(display_width(line) for line in lines) * _POINT * 0.52 + 0.22 * 72
    height = len(lines) * _POINT * 1.35 + 0.16 * 72
    return max(width, 0.8 * 72), max(height, 0.34 * 72)


def _node(dot: graphviz.Digraph, box: Box, address: str | None = None) -> None:
    style = BOXES[box.style]
    width, height = box_size(box)
    lines = lines_of(box)
    label = graphviz.nohtml("\\n".join(graphviz.escape(line) for line in lines))
    dark = style.fill == "#0072B2"
    dot.node(
        picture_id(box.id),
        label=label,
        width=f"{width / 72:.2f}",
        height=f"{height / 72:.2f}",
        fillcolor=style.fill,
        color=style.line,
        fontcolor="#FFFFFF" if dark else "#111111",
        style=f"filled,rounded,{style.pattern}",
        penwidth=f"{style.width}",
        tooltip=graphviz.escape(box.hint or " ".join(box.lines)),
        id=picture_id(box.id),
        **_leads(address),
    )


def _leads(address: str | None) -> dict[str, str]:
    return {} if address is None else {"URL": graphviz.escape(address)}


def _edge(dot: graphviz.Digraph, arrow: Arrow, address: str | None = None) -> None:
    style = ARROWS[arrow.style]
    # the engine does not know how wide Chinese is: a label of plain spaces around it keeps the room free
    dot.edge(
        picture_id(arrow.source),
        picture_id(arrow.target),
        label=graphviz.escape(f" {arrow.label} ") if arrow.label else "",
        color=style.line,
        style=style.pattern,
        penwidth=f"{style.width}",
        fontcolor=style.line,
        arrowhead="none" if arrow.is_plain else "normal",
        tooltip=graphviz.escape(arrow.label or arrow.style),
        **({"constraint": "false"} if arrow.is_loose else {}),
        **_leads(address),
    )


def engine(prefer: str = "auto") -> str:
    """The layout program: `system`, `embedded`, or whichever is there. Raises DrawingFailed where the wanted one is not."""
    embedded = Path(sys.executable).with_name("graphviz-pure")
    found = shutil.which("dot") if prefer in ("auto", "system") else None
    if found is None and prefer != "system":
        found = str(embedded) if embedded.exists() else shutil.which("graphviz-pure")
    if found is None:
        raise DrawingFailed("no Graphviz engine (dot, graphviz-pure)")
    return found


def render_svg(drawing: Drawing, *, prefer: str = "auto") -> str:
    """A self-contained SVG with title, legend and text alternative; it leads nowhere but where the drawing's `links` say."""
    program = engine(prefer)
    try:
        done = subprocess.run([program, "-Tsvg"], input=render_dot(drawing).encode(), capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise DrawingFailed(f"no layout within {_SECONDS} s: {len(drawing.boxes)} boxes, {len(drawing.arrows)} arrows") from None
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode != 0 or b"trouble in init_rank" in done.stderr or "</svg>" not in text:
        raise DrawingFailed(done.stderr.decode("utf-8", "replace").strip()[:300] or f"exit code {done.returncode}")
    return _framed(text, drawing)


def _framed(svg: str, drawing: Drawing) -> str:
    found = re.search(r'viewBox="([\d.\- ]+)"', svg)
    if found is None:
        raise DrawingFailed("no viewBox")
    _, _, width, height = (float(part) for part in found.group(1).split())
    inner = svg[svg.index("<g ", svg.index("<svg")) : svg.rindex("</svg>")]
    inner = re.sub(r"<!--.*?-->", "", inner, flags=re.S)
    inner = re.sub(r'<g id="clust\d+" class="cluster">.*?</g>\n', _group_label, inner, flags=re.S)
    inner = re.sub(
        r'font-family="[^"]*"', f'font-family="{FAMILY}, Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"', inner
    )
    # the engine's own titles are ids, which a browser would show as hints; names stand in the pictures
    inner = re.sub(r"<title>.*?</title>\n?", "", inner, flags=re.S)
    inner = apart(_linked(inner, drawing))
    # the title (17 points, bold) and the line below it (11 points) are never cut
    full = max(width, 560.0, 24 + display_width(drawing.title) * 9.4, 24 + display_width(drawing.subtitle) * 5.8)
    legend, legend_height = _legend(drawing, full)
    total = height + 64 + legend_height
    family = f"{FAMILY}, Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {_role(drawing)} width="{full:.0f}" height="{total:.0f}" viewBox="0 0 {full:.0f} {total:.0f}">\n'
        f"<title>{escape(drawing.title)}</title><desc>{escape(drawing.alt or drawing.subtitle)}</desc>\n"
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>\n'
        f'<g font-family="{family}"><text x="12" y="26" font-size="17" font-weight="bold" fill="#111111">{escape(drawing.title)}</text>'
        f'<text x="12" y="46" font-size="11" fill="#555555">{escape(drawing.subtitle)}</text></g>\n'
        f'<g transform="translate({(full - width) / 2:.1f} 56)">{inner}</g>\n'
        f'<g font-family="{family}" font-size="10.5" transform="translate(12 {height + 68:.0f})">{legend}</g>\n</svg>\n'
    )


def _role(drawing: Drawing) -> str:
    """A picture is one thing to a screen reader, unless it holds links."""
    return f'role="group" aria-label={quoteattr(drawing.title)}' if drawing.links else 'role="img"'


def _linked(inner: str, drawing: Drawing) -> str:
    """The drawing's links and findings on its boxes and arrows: the engine makes an anchor of each, for the hint."""
    named: dict[str, str | tuple[str, str]] = {picture_id(box.id): box.id for box in drawing.boxes}
    named |= {f"edge{number}": (arrow.source, arrow.target) for number, arrow in enumerate(drawing.arrows, start=1)}

    def told(found: re.Match[str]) -> str:
        what = named.get(unescape(found.group(1)))
        address, findings = (drawing.links.get(what), drawing.findings.get(what, ())) if what is not None else (None, ())
        if address is None and not findings:
            return found.group(0)
        leads = f' href="{escape(address)}" aria-label="{found.group(2)}"' if address is not None else ""
        names = f' data-findings="{escape(" ".join(findings))}"' if findings else ""
        hint = f"{found.group(2)} · {escape(' '.join(findings[:6]))}" if findings and address is None else found.group(2)
        return f'<g id="a_{found.group(1)}"><a{leads}{names} xlink:title="{hint}"'

    return re.sub(r'<g id="a_([^"]+)"><a xlink:title="([^"]*)"', told, inner) if drawing.links or drawing.findings else inner


def _group_label(found: re.Match[str]) -> str:
    """A group's title set at its frame's left edge and cut to its width: the engine guessed where its middle is."""
    text = found.group(0)
    frame = re.search(r'(?: d| points)="([^"]+)"', text)
    label = re.search(r'<text[^>]* x="[^"]+" y="([^"]+)"[^>]*>([^<]*)</text>', text)
    if frame is None or label is None:
        return text
    across = [float(pair.split(",")[0]) for pair in re.findall(r"-?[\d.]+,-?[\d.]+", frame.group(1))]
    room = int((max(across) - min(across) - 16) / 5.7)
    title = escape(shorten(unescape(label.group(2)), max(room, 6)))
    line = f'<text xml:space="preserve" text-anchor="start" x="{min(across) + 10:.1f}" y="{label.group(1)}" font-family="x" font-size="11.00" fill="#333333">{title}</text>'
    return text[: label.start()] + line + text[label.end() :]


def _legend(drawing: Drawing, width: float) -> tuple[str, float]:
    parts: list[str] = []
    x, y = 0.0, 0.0
    for kind, style_name, words in drawing.legend:
        style = (BOXES if kind == "box" else ARROWS)[style_name]
        need = 40 + display_width(words) * 5.8
        if x + need > width - 24 and x:
            x, y = 0.0, y + 20
        dash = ' stroke-dasharray="5 3"' if style.pattern == "dashed" else ' stroke-dasharray="2 3"' if style.pattern == "dotted" else ""
        if kind == "box":
            parts.append(
                f'<rect x="{x:.0f}" y="{y:.0f}" width="22" height="13" rx="3" fill="{style.fill}" stroke="{style.line}" stroke-width="{style.width}"{dash}/>'
            )
            if style.mark:
                colour = "#FFFFFF" if style.fill == "#0072B2" else "#111111"
                parts.append(
                    f'<text x="{x + 11:.0f}" y="{y + 10:.0f}" font-size="9" text-anchor="middle" fill="{colour}">{escape(style.mark)}</text>'
                )
        else:
            parts.append(
                f'<line x1="{x:.0f}" y1="{y + 7:.0f}" x2="{x + 22:.0f}" y2="{y + 7:.0f}" stroke="{style.line}" stroke-width="{max(style.width, 1.2)}"{dash}/>'
            )
        parts.append(f'<text x="{x + 28:.0f}" y="{y + 10.5:.1f}" fill="#333333">{escape(words)}</text>')
        x += need
    return "".join(parts), (y + 24 if drawing.legend else 8)


def render_png(svg: str, *, width: int = 1600) -> bytes:
    """The SVG as PNG with the project's own font."""
    import resvg_py

    found = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ', svg)
    natural = float(found.group(1)) if found else 800.0
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=int(min(max(natural * 2, 800), max(width, natural * 1.4))),
            dpi=96.0,
            skip_system_fonts=True,
            background="#ffffff",
            font_files=[str(font_path("Regular")), str(font_path("Bold"))],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
            serif_family=FAMILY,
        )
    )
