"""The explorer: from bodies to one body's systems, to one system among its neighbours, to the way between two; every box leads on."""

from typing import Any
from urllib.parse import quote

from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.web import queries
from auditor.web.asking import Ask, Page, Web
from auditor.web.names import find_names
from inventory.database import reading
from inventory.models.records import TABLES
from inventory.network import find_way, flows_around
from inventory.snapshot import result
from inventory.values.flow import Flow
from reports.diagrams.drawing import MOST_ARROWS, MOST_NODES, Arrow, Box, Drawing, wrapped
from reports.diagrams.graphviz import render_svg
from reports.wording import Names

# of one body, so that its neighbours have room beside them
MOST_OWN = 36


def register(web: Web) -> None:
    """Add this route."""
    web.get("/explore", "office")(explore)


def explore(ask: Ask) -> Page:
    """One picture at a time, straight from the tables: it costs the same whatever stands behind it."""
    body, system, start, end = (ask.query(name) for name in ("body", "system", "from", "to"))
    with reading(ask.web.workspace.engine) as session:
        picture = _Picture(ask, session)
        if start and end:
            title = picture.way(*(_meant(session, text) for text in (start, end)))
        elif system:
            title = picture.system(_meant(session, system))
        elif body:
            title = picture.body(body)
        else:
            title = picture.bodies()
    drawing = picture.drawing
    svg = render_svg(drawing) if drawing.boxes else ""
    values = {"title": title, "svg": svg, "rows": picture.rows, "body": body, "system": system, "start": start, "end": end}
    return Page("explore.html", {**values, "owner": picture.owner, "is_asked": bool(start and end)}, table="rows")


def _meant(session: Session, text: str) -> str:
    """The id of the system that a text means: an id, a whole name, else the first that the search finds. 404 where nothing does."""
    if session.get(TABLES["System"], text) is not None:
        return text
    found = find_names(session, "System", text)
    whole = [identifier for identifier, name in found if name == text]
    if not found:
        raise HTTPException(404)
    return (whole or [found[0][0]])[0]


class _Picture:
    """What is drawn, and its flows as the rows of a table."""

    def __init__(self, ask: Ask, session: Session) -> None:
        self.ask, self.session = ask, session
        self.names: Names = queries.names(session, ask.language)
        self.drawing = Drawing("", ask.web.workspace.settings.workspace.name, direction="LR")
        self.rows: list[dict[str, Any]] = []
        self.owner: dict[str, str] | None = None
        self._placed: set[str] = set()

    def bodies(self) -> str:
        """Every body with its systems counted, and what runs between bodies."""
        known = result(self.session, "bodies") or {"bodies": {}, "flows": []}
        counts: dict[str, int] = known["bodies"]
        most = sorted(counts, key=lambda body: (-counts[body], body))[: MOST_NODES - 1]
        self._know(most)
        for body in most:
            words = (*wrapped(self._body_name(body), most=2), self.ask.say("diagram.count_systems", count=counts[body]))
            self._place(Box(body or "nobody", words, "body"), f"/explore?body={quote(body)}" if body else None)
        left_out = sum(count for body, count in counts.items() if body not in set(most))
        if left_out:
            self._place(Box("more", (self.ask.say("diagram.more_systems", count=left_out),), "more"))
        for left, right, count, by_hand in known["flows"][:MOST_ARROWS]:
            if {left, right} <= self._placed:
                self._arrow(left, right, str(count), by_hand=by_hand)
                self.rows.append(self._row(left, right, count, by_hand, ()))
        return self._done(self.ask.say("web.explore_bodies"))

    def body(self, body: str) -> str:
        """The systems of a body, those with most exchanges first, among the bodies that they exchange with."""
        table, org = TABLES["System"], TABLES["Organisation"]
        row = self.session.execute(select(org.id, org.name, org.code, org.aliases).where(col(org.id) == body)).first()
        if row is None:
            raise HTTPException(404)
        called = {text for text in (row.id, row.name, row.code, *(row.aliases or ())) if text}
        query = select(table.id).where(col(table.owner).in_(sorted(called))).order_by(col(table.id)).limit(2_000)
        own = list(self.session.execute(query).scalars())
        flows = flows_around(self.session, own[:500], most=1_000)
        weight = dict.fromkeys(own, 0)
        for flow in flows:
            for end in (flow.supplier, flow.consumer):
                if end in weight:
                    weight[end] += flow.exchanges
        shown = sorted(own, key=lambda system: (-weight[system], system))[:MOST_OWN]
        owners = self._owners({end for flow in flows for end in (flow.supplier, flow.consumer)} - set(own))
        self._know([*shown, *owners.values(), body])
        self.drawing.groups[body] = self.names.of(body)
        for system in shown:
            self._place(Box(system, wrapped(self.names.of(system)), "system", body), _of_system(system))
        if len(own) > len(shown):
            self._place(Box("more", (self.ask.say("diagram.more_systems", count=len(own) - len(shown)),), "more", body))
        counts: dict[tuple[str, str, bool], int] = {}
        for flow in flows:
            ends = [
                end if end in set(shown) else "more" if end in weight else owners.get(end, "") for end in (flow.supplier, flow.consumer)
            ]
            if all(ends) and ends[0] != ends[1]:
                key = (ends[0], ends[1], flow.by_hand)
                counts[key] = counts.get(key, 0) + flow.exchanges
        for (left, right, by_hand), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_ARROWS]:
            for end in (left, right):
                if end not in self._placed and len(self._placed) < MOST_NODES:
                    self._place(Box(end, wrapped(self.names.of(end), most=2), "body"), f"/explore?body={quote(end)}")
            if {left, right} <= self._placed:
                self._arrow(left, right, str(count) if count > 1 else "", by_hand=by_hand)
                self.rows.append(self._row(left, right, count, by_hand, ()))
        return self._done(self.names.of(body))

    def system(self, system: str) -> str:
        """A system and those that it exchanges with, with what runs on each arrow."""
        flows = flows_around(self.session, [system], most=MOST_NODES - 2)
        self._know([system, *(end for flow in flows for end in (flow.supplier, flow.consumer))])
        owner = self._owners({system}).get(system)
        if owner:
            self._know([owner])
            self.owner = {"id": owner, "name": self.names.of(owner)}
        self._place(Box(system, wrapped(self.names.of(system)), "subject"), f"/record/{quote(system)}")
        self._flows(flows)
        return self._done(self.names.of(system))

    def way(self, start: str, end: str) -> str:
        """The shortest way from one system to another along what runs; where there is none, the other direction."""
        found = find_way(self.session, start, end) if start != end else []
        back = find_way(self.session, end, start) if found is None else None
        way = found or back or []
        self._know([start, end, *(hop.consumer for hop in way)])
        for system in (start, end):
            self._place(Box(system, wrapped(self.names.of(system)), "subject"), _of_system(system))
        self._flows(way)
        title = self.ask.say("web.explore_way", left=self.names.of(start), right=self.names.of(end))
        if found is None:
            title = f"{title}: {self.ask.say('web.explore_way_back' if back else 'web.explore_no_way')}"
        return self._done(title)

    def _flows(self, flows: list[Flow]) -> None:
        for flow in flows:
            for end in (flow.supplier, flow.consumer):
                if end not in self._placed:
                    self._place(Box(end, wrapped(self.names.of(end)), "system"), _of_system(end))
            told = [self.names.of(element) for element in flow.elements]
            label = ", ".join(told[:2]) + (f" +{len(told) - 2}" if len(told) > 2 else "")
            self._arrow(flow.supplier, flow.consumer, label, by_hand=flow.by_hand)
            self.rows.append(self._row(flow.supplier, flow.consumer, flow.exchanges, flow.by_hand, told))

    def _row(self, left: str, right: str, count: int, by_hand: bool, elements: Any) -> dict[str, Any]:
        names = {"from": self._body_name(left), "to": self._body_name(right)}
        return {"from_id": left, "to_id": right, **names, "exchanges": count, "by_hand": by_hand, "elements": list(elements)}

    def _body_name(self, identifier: str) -> str:
        return self.ask.say("diagram.more") if identifier == "more" else self.names.of(identifier)

    def _owners(self, systems: set[str]) -> dict[str, str]:
        """System → the id of the body that owns it, where that is known."""
        table, ids = TABLES["System"], sorted(systems)
        owners: dict[str, str] = {}
        for first in range(0, len(ids), 500):
            query = select(table.id, table.owner).where(col(table.id).in_(ids[first : first + 500]), col(table.owner).is_not(None))
            owners |= {str(row[0]): str(row[1]) for row in self.session.execute(query)}
        known = queries.names_of(self.session, "Organisation", owners.values())
        return {system: found for system, owner in owners.items() if (found := known[owner][1]) is not None}

    def _know(self, identifiers: Any) -> None:
        """Read the names of these in one question."""
        self.names = queries.names(self.session, self.ask.language, [identifier for identifier in identifiers if identifier])

    def _place(self, box: Box, address: str | None = None) -> None:
        self._placed.add(box.id)
        self.drawing.boxes.append(box)
        if address is not None:
            self.drawing.links[box.id] = address

    def _arrow(self, left: str, right: str, label: str, *, by_hand: bool) -> None:
        self.drawing.arrows.append(Arrow(left, right, label, "manual" if by_hand else "flow"))

    def _done(self, title: str) -> str:
        self.drawing.title = title
        self.drawing.alt = self.ask.say("web.explore_alt", boxes=len(self.drawing.boxes), arrows=len(self.drawing.arrows))
        self.drawing.legend = [("arrow", style, self.ask.say(f"diagram.{style}")) for style in ("flow", "manual")]
        return title


def _of_system(identifier: str) -> str:
    return f"/explore?system={quote(identifier)}"
