"""A picture before it is laid out: boxes, arrows, groups, legend; at most about sixty boxes."""

import re
from dataclasses import dataclass, field

from inventory.names import display_width

MOST_NODES = 60
# more take Graphviz minutes, and nobody follows them
MOST_ARROWS = 200
LINE_COLUMNS = 18
# a Latin word with the space behind it, or one character
_WORD = re.compile(r"[A-Za-z0-9À-ɏ'’_.,;:%/()+-]+ ?|.", re.S)


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of box or arrow looks; line style and mark keep it legible in black and white (colours: Okabe and Ito)."""

    fill: str = "#FFFFFF"
    line: str = "#444444"
    pattern: str = "solid"
    width: float = 1.0
    mark: str = ""


BOXES = {
    "system": Style("#E8F1FA", "#0072B2"),
    "shared": Style("#0072B2", "#0072B2", mark="★"),
    "body": Style("#F2F2F2", "#555555"),
    "region": Style("#F2F2F2", "#222222", width=2.2),
    "kept": Style("#DDF3EA", "#009E73", width=2.0, mark="✓"),
    "leaving": Style("#F7F7F7", "#999999", "dashed", mark="→"),
    "retired": Style("#FBE3D6", "#D55E00", "dashed", mark="×"),
    "idle": Style("#F7F7F7", "#999999", "dashed"),
    "new": Style("#FFF4D6", "#E69F00", width=2.0, mark="＋"),
    "flagged": Style("#FBE3D6", "#D55E00", width=1.6),
    "dataset": Style("#F5EEF8", "#8E5BA6"),
    "subject": Style("#FFFFFF", "#0072B2", width=2.6),
    "channel": Style("#EAF7FC", "#3A8FB7"),
    "more": Style("#FFFFFF", "#999999", "dotted"),
}
ARROWS = {
    "flow": Style(line="#555555"),
    "manual": Style(line="#D55E00", pattern="dashed"),
    "unmet": Style(line="#D55E00", pattern="dashed", width=1.6),
    "refused": Style(line="#D55E00", width=2.4),
    "met": Style(line="#009E73"),
    "duplicate": Style(line="#CC79A7", width=1.6),
    "possible": Style(line="#CC79A7", pattern="dashed", width=1.4),
    "move": Style(line="#0072B2", width=2.0),
    "new": Style(line="#E69F00", pattern="bold", width=2.0),
    "rewired": Style(line="#0072B2", pattern="dashed", width=2.0),
    "removed": Style(line="#BBBBBB", pattern="dotted"),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A node; `lines` are already wrapped."""

    id: str
    lines: tuple[str, ...]
    style: str = "system"
    group: str | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge; `is_plain` has no arrowhead, `is_loose` says nothing of where its ends stand."""

    source: str
    target: str
    label: str = ""
    style: str = "flow"
    is_plain: bool = False
    is_loose: bool = False


@dataclass(slots=True)
class Drawing:
    """A whole picture. `legend` holds (kind, style, words); `alt` says in words what it shows."""

    title: str
    subtitle: str
    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    legend: list[tuple[str, str, str]] = field(default_factory=list)
    direction: str = "TB"
    # the boxes of a group stand in one line across the direction
    is_aligned: bool = False
    alt: str = ""
    # where a box (by id) or an arrow (by its two ends) leads, in the page that the picture stands in
    links: dict[str | tuple[str, str], str] = field(default_factory=dict)
    # the findings about a box (by id) or an arrow (by its two ends), gravest first
    findings: dict[str | tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    # record → the box that stands for it among others
    inside: dict[str, str] = field(default_factory=dict)


def wrapped(text: str, columns: int = LINE_COLUMNS, most: int = 3) -> tuple[str, ...]:
    """A name in lines of about equal width, at most `columns` each (wide characters count two); cut text ends with an ellipsis.

    Latin words stay whole where a line has room for them.
    """
    needed = -(-display_width(text) // columns)
    even = columns if needed > most else max(2, -(-display_width(text) // max(needed, 1)) + 1)
    room = min(even, columns)
    lines: list[str] = []
    line = ""
    for word in _WORD.findall(text):
        is_whole = display_width(word.rstrip()) <= columns
        if line and is_whole and display_width(line + word.rstrip()) > (columns if len(word) > 1 else room):
            lines.append(line)
            line = ""
        for part in (word,) if is_whole else tuple(word):
            if line and not is_whole and display_width(line + part) > room:
                lines.append(line)
                line = ""
            line += part
    lines.append(line)
    if len(lines) > most:
        last = ""
        for character in "".join(lines[most - 1 :]):
            if display_width(last + character) > columns - 1:
                break
            last += character
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    return tuple(lines)
