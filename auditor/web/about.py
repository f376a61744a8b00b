"""What the explorer tells of one box: what it is, whose, what it has to do with, the findings about it, and where to go from it."""

from collections import Counter
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.web import queries
from auditor.web.asking import Ask
from auditor.web.pictures import Picture, View
from auditor.web.searching import as_text
from inventory.models.ledger import FindingRow

# of each that a list may hold
_MOST = 12
_GRADES = ("critical", "high", "medium", "low")


def about(ask: Ask, session: Session, view: View, picture: Picture) -> dict[str, Any] | None:
    """The panel of the box that the address names; None where the picture has no such box that is a record."""
    if view.node not in picture.drawing.links:
        return None
    found = queries.find_record(session, view.node, ask.me)
    if found is None or found[0] not in ("System", "Organisation"):
        return None
    entity, record = found
    is_body = entity == "Organisation"
    told: dict[str, Any] = {
        "id": view.node,
        "name": picture.names.of(view.node),
        "is_body": is_body,
        "status": None if is_body else getattr(record, "status", None),
        "level": getattr(record, "level", None) if is_body else None,
        "systems": picture.counted.get(view.node) if is_body else None,
        "body": None,
        "counts": _counts(picture, view.node),
        "neighbours": _neighbours(picture, view),
        "elements": [],
        "findings": _findings(ask, session, view.node, is_body=is_body),
        "findings_at": "/findings?" + urlencode({"org" if is_body else "q": view.node}),
    }
    if not is_body:
        owner, identifier = queries.name_of(session, "Organisation", getattr(record, "owner", None))
        told["body"] = {"id": identifier, "name": owner} if owner else None
        elements = Counter(e for row in picture.rows if view.node in (row["from_id"], row["to_id"]) for e in row["elements"])
        told["elements"] = [{"name": name, "at": f"/trace?element={quote(name)}"} for name, _ in elements.most_common(_MOST)]
    return {**told, "actions": _actions(ask, view, is_body=is_body), "close": view.address(node="")}


def _ends(picture: Picture, node: str) -> set[str]:
    """The box, or the frame with all boxes in it."""
    return {node, *(box.id for box in picture.drawing.boxes if box.group == node)}


def _counts(picture: Picture, node: str) -> dict[str, int]:
    """How many exchanges go out and come in, how many duplicates, possible ones and missing elements the picture shows of it."""
    counts: Counter[str] = Counter({"out": 0, "in": 0})
    ends = _ends(picture, node)
    for row in picture.rows:
        is_from, is_to = row["from_id"] in ends, row["to_id"] in ends
        if row["kind"] != "exchange" and (is_from or is_to):
            counts[row["kind"]] += row["exchanges"]
        elif is_from != is_to:
            counts["out" if is_from else "in"] += row["exchanges"]
    return dict(counts)


def _neighbours(picture: Picture, view: View) -> list[dict[str, Any]]:
    """The boxes that lines join it with: what kind of line, which way, and the address that looks at the other."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    ends = _ends(picture, view.node)
    for row in picture.rows:
        is_out = row["from_id"] in ends
        other = row["to_id"] if is_out else row["from_id"]
        if is_out != (row["to_id"] in ends) and other in picture.drawing.links:
            way = ("out" if is_out else "in") if row["kind"] in ("exchange", "missing") else "both"
            name = row["to"] if is_out else row["from"]
            found[other, row["kind"], way] = {"id": other, "name": name, "kind": row["kind"], "way": way, "at": view.address(node=other)}
    return list(found.values())


def _findings(ask: Ask, session: Session, node: str, *, is_body: bool) -> list[dict[str, Any]]:
    """Current findings about it by severity, those that are only questions apart."""
    kinds = (col(FindingRow.severity), col(FindingRow.certainty))
    # most findings are told apart by a look at their text, before it is taken to pieces
    named = and_(
        as_text(col(FindingRow.content)).contains(node, autoescape=True),
        queries.names_any(session, "organisations" if is_body else "subjects", [node]),
        col(FindingRow.is_current).is_(True),
    )
    limit = queries.finding_scope(session, ask.me)
    query = select(*kinds, func.count()).where(named).group_by(*kinds)
    told: dict[str, Counter[str]] = {grade: Counter() for grade in _GRADES}
    for grade, certainty, count in session.execute(query if limit is None else query.where(limit)):
        told.setdefault(grade, Counter())["question" if certainty == "question" else "firm"] += count
    return [{"severity": grade, "firm": c["firm"], "question": c["question"]} for grade, c in told.items() if c]


def _actions(ask: Ask, view: View, *, is_body: bool) -> list[dict[str, str]]:
    """Where to go from it: (address, words)."""
    node = view.node
    told: list[tuple[str, str]] = []
    is_own = node in (view.system, view.body)
    if is_body:
        if not is_own and not view.system and not view.end:
            told.append((view.toggled(node), "fold" if node in view.opened else "unfold"))
        if not is_own:
            told.append((View(body=node, hidden=view.hidden).address(), "alone"))
    else:
        if not is_own:
            told.append((View(system=node, hidden=view.hidden).address(), "around"))
        if (view.system or view.end) and not is_own:
            told.append((view.toggled(node), "fold_around" if node in view.opened else "unfold_around"))
        told.append(
            (View(start=node, end=view.end).address() if view.end not in ("", node) else view.address(start=node, end=""), "from_here")
        )
        told.append(
            (View(start=view.start, end=node).address() if view.start not in ("", node) else view.address(start="", end=node), "to_here")
        )
        told.append((f"/diagrams?view=system&subject={quote(node)}", "parts"))
    told.append((f"/record/{quote(node)}", "record"))
    if not is_body and ask.me.may("decide"):
        told.append((f"/whatif?retire={quote(node)}", "whatif"))
    return [{"at": at, "kind": kind} for at, kind in told]
