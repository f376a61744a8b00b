"""The explorer: from bodies to one body's systems, to one system among its neighbours, to the way between two; every box leads on."""

from typing import Any

from fastapi import HTTPException
from sqlalchemy.orm import Session

from auditor.web.about import about
from auditor.web.asking import Ask, Page, Web
from auditor.web.names import find_names, spoken
from auditor.web.pictures import LEGEND, Picture, View
from inventory.database import reading
from inventory.models.records import TABLES
from reports.diagrams.canvas import KINDS, render_canvas
from reports.diagrams.layout import lay_out

# what is opened in place at once
_MOST_OPEN = 40


def register(web: Web) -> None:
    """Add this route."""
    web.get("/explore", "office")(explore)


def explore(ask: Ask) -> Page:
    """One picture at a time, straight from the tables: it costs the same whatever stands behind it."""
    view = _view(ask)
    with reading(ask.web.workspace.engine) as session:
        picture = Picture(ask, session, view)
        if view.start and view.end:
            title = picture.way(*(_meant(session, text) for text in (view.start, view.end)))
        elif view.system:
            title = picture.system(_meant(session, view.system))
        elif view.body:
            title = picture.body(view.body)
        else:
            title = picture.bodies()
        panel = about(ask, session, view, picture)
    drawing = picture.drawing
    sounds = {box.id: " ".join(spoken(box.hint)) for box in drawing.boxes if box.hint}
    svg = render_canvas(drawing, lay_out(drawing), sounds=sounds, chosen=view.node) if drawing.boxes else ""
    values: dict[str, Any] = {
        "title": title, "svg": svg, "rows": picture.rows, "body": view.body, "system": view.system, "start": view.start, "end": view.end,
        "owner": picture.owner, "is_asked": bool(view.start and view.end), "about": panel, "legend": _legend(ask, picture, view),
        "nodes": [{"id": box.id, "name": box.hint or " ".join(box.lines), "kind": box.style, "group": box.group} for box in drawing.boxes],
    }  # fmt: skip
    return Page("explore.html", values, table="rows")


def _view(ask: Ask) -> View:
    opened = [one[:300] for one in ask.request.query_params.get("open", "")[:20_000].replace("\x00", "").split(",") if one]
    hidden = [kind for kind in ask.query("hide").split(",") if kind in KINDS.values()]
    body, system, start, end, node = (ask.query(name) for name in ("body", "system", "from", "to", "node"))
    return View(body, system, start, end, tuple(dict.fromkeys(opened))[:_MOST_OPEN], node, tuple(dict.fromkeys(hidden)))


def _meant(session: Session, text: str) -> str:
    """The id of the system that a text means: an id, a whole name, else the first that the search finds. 404 where nothing does."""
    if session.get(TABLES["System"], text) is not None:
        return text
    found = find_names(session, "System", text)
    whole = [identifier for identifier, name in found if name == text]
    if not found:
        raise HTTPException(404)
    return (whole or [found[0][0]])[0]


def _legend(ask: Ask, picture: Picture, view: View) -> list[dict[str, Any]]:
    """Every kind of line: its styles with their words, how many are drawn, whether it is shown, and the address that turns that round."""
    drawn = [KINDS[arrow.style] for arrow in picture.drawing.arrows]
    told = []
    for kind in dict.fromkeys(KINDS[style] for style in LEGEND):
        is_shown = kind not in view.hidden
        hidden = (*view.hidden, kind) if is_shown else tuple(one for one in view.hidden if one != kind)
        styles = [{"style": style, "words": ask.say(f"diagram.{style}")} for style in LEGEND if KINDS[style] == kind]
        told.append({"kind": kind, "styles": styles, "count": drawn.count(kind), "is_shown": is_shown, "at": view.address(hidden=hidden)})
    return told
