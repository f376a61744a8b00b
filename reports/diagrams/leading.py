"""Boxes and arrows that findings are about: which findings, and where a page that tells them has them."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.diagrams.drawing import Drawing

# of more a picture names the gravest
MOST_FINDINGS = 20


def lead(drawing: Drawing, findings: Sequence[Mapping[str, Any]], *, page: str | None = None) -> Drawing:
    """The drawing with the findings (gravest first) that each box and arrow is about; with a page they lead to the gravest in it.

    A box that stands for others is about what is found of them. `page` is the address of a report, empty for the page that the
    picture stands in; None where there is none.
    """
    about: dict[str, dict[str, None]] = {}
    inside: dict[str, dict[str, None]] = {}
    together: dict[tuple[str, str], dict[str, None]] = {}
    arrows = {(arrow.source, arrow.target) for arrow in drawing.arrows}
    for finding in findings:
        for subject in (*finding["subjects"], *finding["organisations"]):
            about.setdefault(subject, {})[finding["id"]] = None
        ends = dict.fromkeys(drawing.inside.get(subject, subject) for subject in finding["subjects"])
        for subject in ends:
            inside.setdefault(subject, {})[finding["id"]] = None
        for left in ends:
            for right in ends:
                if (left, right) in arrows:
                    together.setdefault((left, right), {})[finding["id"]] = None
    for box in drawing.boxes:
        # its own findings before those of what it stands for
        found = tuple(about.get(box.id, {}) | inside.get(box.id, {}))
        if found:
            drawing.findings[box.id] = found[:MOST_FINDINGS]
    drawing.findings |= {pair: tuple(found)[:MOST_FINDINGS] for pair, found in together.items()}
    if page is not None:
        drawing.links |= {what: f"{page}#{found[0]}" for what, found in drawing.findings.items()}
    return drawing
