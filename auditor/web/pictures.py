"""The explorer's pictures, straight from the tables: bodies with those opened in place, a system among its neighbours, the way between two."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import urlencode

from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.web import queries
from auditor.web.asking import Ask
from inventory.models.records import TABLES
from inventory.network import find_way, flows_around
from inventory.relations import relations_around, relations_between
from inventory.snapshot import result
from inventory.values.flow import Flow
from inventory.values.inventory import Inventory
from inventory.values.relation import MISSING, Relation
from inventory.vocabulary import RUNNING, caption
from reports.diagrams.canvas import KINDS
from reports.diagrams.drawing import Arrow, Box, Drawing, wrapped
from reports.wording import Names

MOST_BOXES = 300
MOST_LINES = 1_000
# of one body, so that its neighbours have room beside them
MOST_OWN = 200
# what is read of a body with more systems than that
_READ = 2_000
_STYLES = {"duplicate": "duplicate", "possible": "possible", MISSING: "unmet"}
LEGEND = ("flow", "manual", "duplicate", "possible", "unmet")


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for: of whom, what is opened in place, which box is looked at, which kinds of lines are hidden."""

    body: str = ""
    system: str = ""
    start: str = ""
    end: str = ""
    opened: tuple[str, ...] = ()
    node: str = ""
    hidden: tuple[str, ...] = ()

    def address(self, **changes: Any) -> str:
        """The address of this with some of it changed."""
        one = replace(self, **changes)
        told = {
            "body": one.body,
            "system": one.system,
            "from": one.start,
            "to": one.end,
            "open": ",".join(one.opened),
            "node": one.node,
            "hide": ",".join(one.hidden),
        }
        query = urlencode({key: value for key, value in told.items() if value}, safe=",")
        return f"/explore?{query}" if query else "/explore"

    def toggled(self, identifier: str) -> str:
        """The address where this is opened in place, or folded again; it stays the one that is looked at."""
        rest = tuple(one for one in self.opened if one != identifier)
        return self.address(opened=rest if identifier in self.opened else (*rest, identifier), node=identifier)


class Picture:
    """What is drawn, its lines as the rows of a table, and how many systems each body in it has."""

    def __init__(self, ask: Ask, session: Session, view: View) -> None:
        self.ask, self.session, self.view = ask, session, view
        self._known = queries.Known(session)
        self.names = Names(cast(Inventory, self._known), ask.language)
        self.drawing = Drawing("", ask.web.workspace.settings.workspace.name, direction="LR")
        self.rows: list[dict[str, Any]] = []
        self.owner: dict[str, str] | None = None
        self._placed: set[str] = set()
        self.counted: dict[str, int] = {}

    def bodies(self) -> str:
        """Every body with its systems counted, those opened with their systems in place, and what runs between them."""
        known = result(self.session, "bodies") or {"bodies": {}, "flows": []}
        self.counted = dict(known["bodies"])
        opened = [body for body in self.view.opened if body in self.counted]
        room = max(MOST_BOXES - 1 - sum(min(self.counted[body] + 1, MOST_OWN) for body in opened), MOST_BOXES // 2)
        closed = sorted(self.counted.keys() - set(opened), key=lambda body: (-self.counted[body], body))[:room]
        lines = self._lines_of(opened, set(closed))
        for left, right, count, by_hand in known["flows"]:
            if left in closed and right in closed:
                lines[left, right, "manual" if by_hand else "flow"] += count
        for kind, left, right, count in relations_between(self.session, closed, most=2 * MOST_LINES):
            if left in closed and right in closed:
                lines[left, right, _STYLES[kind]] += count
        self._know((*closed, *opened))
        for body in closed:
            self._body(body)
        left_out = sum(count for body, count in self.counted.items() if body not in {*closed, *opened})
        if left_out:
            self._place(Box("more", (self.ask.say("diagram.more_systems", count=left_out),), "more"))
        self._draw(lines)
        return self._done(self.ask.say("web.explore_bodies"))

    def body(self, body: str) -> str:
        """The systems of a body, those with most exchanges first, among the bodies that it has to do with."""
        if self._called(body) is None:
            raise HTTPException(404)
        known = result(self.session, "bodies") or {"bodies": {}}
        self.counted = dict(known["bodies"])
        opened = [body, *(one for one in self.view.opened if one != body)]
        lines = self._lines_of(opened, None)
        around = Counter[str]()
        for (left, right, _), count in lines.items():
            for end in (left, right):
                if end not in self._placed:
                    around[end] += count
        closed = sorted(around, key=lambda one: (-around[one], one))[: max(MOST_BOXES - len(self._placed), 0)]
        self._know((*closed, *opened))
        for one in closed:
            self._body(one)
        self._draw(lines)
        return self._done(self.names.of(body))

    def system(self, system: str) -> str:
        """A system and those that it has to do with, with what runs on each arrow; of those opened in place the neighbours too."""
        self._around([system, *self.view.opened], flows_around(self.session, [system, *self.view.opened], most=2 * MOST_LINES))
        owner = self._owners({system}).get(system)
        if owner:
            self._know([owner])
            self.owner = {"id": owner, "name": self.names.of(owner)}
        return self._done(self.names.of(system))

    def way(self, start: str, end: str) -> str:
        """The shortest way from one system to another along what runs; where there is none, the other direction."""
        found = find_way(self.session, start, end) if start != end else []
        back = find_way(self.session, end, start) if found is None else None
        way, opened = found or back or [], list(self.view.opened)
        more = flows_around(self.session, opened, most=2 * MOST_LINES) if opened else []
        self._around([start, end, *opened], list(dict.fromkeys((*way, *more))), seeds={start, end}, ties_of=opened)
        title = self.ask.say("web.explore_way", left=self.names.of(start), right=self.names.of(end))
        if found is None:
            title = f"{title}: {self.ask.say('web.explore_way_back' if back else 'web.explore_no_way')}"
        return self._done(title)

    def _around(self, systems: list[str], flows: list[Flow], *, seeds: set[str] | None = None, ties_of: list[str] | None = None) -> None:
        """Systems, what runs from and to them, and what else ties them to others; the first that there is room for."""
        ties = relations_around(self.session, systems if ties_of is None else ties_of, most=MOST_LINES)
        wanted = list(
            dict.fromkeys((*systems, *(e for f in flows for e in (f.supplier, f.consumer)), *(e for r in ties for e in (r.left, r.right))))
        )
        shown = wanted[: MOST_BOXES - 1]
        self._know((*shown, *(element for flow in flows for element in flow.elements[:2])))
        of_a_body = {relation.right for relation in ties if relation.kind == MISSING} | {r.left for r in ties if r.left == r.left_body}
        for one in shown:
            if one in of_a_body:
                self._body(one)
            else:
                self._system(one, "subject" if one in (seeds or systems[:1]) else "system")
        if len(wanted) > len(shown):
            self._place(Box("more", (self.ask.say("diagram.more_systems", count=len(wanted) - len(shown)),), "more"))
        for flow in flows:
            told = [self.names.of(element) for element in flow.elements]
            label = ", ".join(told[:2]) + (f" +{len(told) - 2}" if len(told) > 2 else "")
            self._line(flow.supplier, flow.consumer, "manual" if flow.by_hand else "flow", flow.exchanges, label, told)
        for relation in ties:
            label = self.ask.say("diagram.count_items", count=relation.count) if relation.kind == MISSING else ""
            self._line(relation.left, relation.right, _STYLES[relation.kind], relation.count, label)

    def _lines_of(self, opened: list[str], closed: set[str] | None) -> Counter[tuple[str, str, str]]:
        """Place the systems of these bodies and count what runs and ties between them and to others (of `closed`, if given)."""
        lines: Counter[tuple[str, str, str]] = Counter()
        own: dict[str, str] = {}
        for body in opened:
            own |= dict.fromkeys(self._systems_of(body), body)
        if not opened:
            return lines
        flows = flows_around(self.session, list(own)[:_READ], most=4 * MOST_LINES)
        ties = relations_around(self.session, [*list(own)[:_READ], *opened], most=MOST_LINES)
        weight = Counter[str]()
        for flow in flows:
            for end in (flow.supplier, flow.consumer):
                weight[end] += flow.exchanges
        self._know((*own, *opened))
        room = MOST_BOXES - len(closed or ())
        for body in opened:
            systems = sorted((one for one in own if own[one] == body), key=lambda one: (-weight[one], one))
            shown = systems[: max(min(MOST_OWN, room - len(self._placed) - 1), 0)]
            self.drawing.groups[body] = self.names.of(body)
            self.drawing.links[body] = View(body=body).address()
            for one in shown:
                self._system(one, "system", body)
            if len(systems) > len(shown) or not shown:
                words = self.ask.say("diagram.more_systems", count=len(systems) - len(shown))
                self._place(Box(f"more-{body}", (words,), "more", body))
        owners = self._owners({end for flow in flows for end in (flow.supplier, flow.consumer)} - own.keys())

        def stands_in(end: str, body: str | None = None) -> str | None:
            if end in self._placed:
                return end
            found = own.get(end) or owners.get(end) or body or end
            if found in opened:
                return f"more-{found}" if f"more-{found}" in self._placed else None
            return found if closed is None or found in closed else None

        def count(left: str | None, right: str | None, style: str, number: int) -> None:
            if left and right and left != right:
                lines[left, right, style] += number

        for flow in flows:
            count(stands_in(flow.supplier), stands_in(flow.consumer), "manual" if flow.by_hand else "flow", flow.exchanges)
        for relation in ties:
            ends = (
                stands_in(relation.left, relation.left_body),
                self._needing(relation, opened) or stands_in(relation.right, relation.right_body),
            )
            count(*ends, _STYLES[relation.kind], relation.count)
        return lines

    def _needing(self, relation: Relation, opened: list[str]) -> str | None:
        """What stands for an opened body that lacks something: a box of its own in its frame, for no system of it is meant."""
        if relation.kind != MISSING or relation.right not in opened:
            return None
        box = f"need-{relation.right}"
        if box not in self._placed:
            words = self.ask.say("web.explore_needs")
            self._place(Box(box, wrapped(words), "body", relation.right, words))
        return box

    def _draw(self, lines: Counter[tuple[str, str, str]]) -> None:
        for (left, right, style), count in sorted(lines.items(), key=lambda item: (-item[1], item[0])):
            self._line(left, right, style, count, str(count) if count > 1 else "")

    def _line(self, left: str, right: str, style: str, count: int, label: str, elements: Iterable[str] = ()) -> None:
        if not {left, right} <= self._placed or len(self.drawing.arrows) >= MOST_LINES:
            return
        self.drawing.arrows.append(Arrow(left, right, label, style, is_plain=style in ("duplicate", "possible")))
        names = {"from": self._named(left), "to": self._named(right)}
        self.rows.append(
            {
                "from_id": left,
                "to_id": right,
                **names,
                "kind": KINDS[style],
                "exchanges": count,
                "by_hand": style == "manual",
                "elements": list(elements),
            }
        )

    def _named(self, identifier: str) -> str:
        if identifier.startswith(("more", "need-")):
            body = identifier.partition("-")[2]
            return self.names.of(body) if body else self.ask.say("diagram.more")
        return self.names.of(identifier)

    def _body(self, body: str) -> None:
        name, count = self.names.of(body), self.counted.get(body)
        words = wrapped(name, most=2) if count is None else (*wrapped(name, most=2), self.ask.say("diagram.count_systems", count=count))
        hint = name if count is None else f"{name} · {self.ask.say('diagram.count_systems', count=count)}"
        # what only a name is known of leads nowhere
        is_known = bool(body) and self._known.find(body) is not None
        self._place(Box(body or "nobody", words, "body", hint=hint), View(body=body).address() if is_known else None)

    def _system(self, system: str, style: str, group: str | None = None) -> None:
        name, status = self.names.of(system), getattr(self._known.find(system), "status", None)
        hint = name
        if status is not None and status not in RUNNING:
            style = "idle" if style == "system" else style
            hint = f"{name} · {caption('status', status, self.ask.language)}"
        address = f"/record/{system}" if style == "subject" and not self.view.start else View(system=system).address()
        self._place(Box(system, wrapped(name), style, group, hint), address)

    def _place(self, box: Box, address: str | None = None) -> None:
        if box.id in self._placed:
            return
        self._placed.add(box.id)
        self.drawing.boxes.append(box)
        if address is not None:
            self.drawing.links[box.id] = address

    def _called(self, body: str) -> set[str] | None:
        org = TABLES["Organisation"]
        row = self.session.execute(select(org.id, org.name, org.code, org.aliases).where(col(org.id) == body)).first()
        return None if row is None else {text for text in (row.id, row.name, row.code, *(row.aliases or ())) if text}

    def _systems_of(self, body: str) -> list[str]:
        """The ids of a body's systems, however their records name it."""
        table, called = TABLES["System"], self._called(body) or {body}
        query = select(table.id).where(col(table.owner).in_(sorted(called))).order_by(col(table.id)).limit(_READ)
        return list(self.session.execute(query).scalars())

    def _owners(self, systems: set[str]) -> dict[str, str]:
        """System → the id of the body that owns it, where that is known."""
        table, ids = TABLES["System"], sorted(systems)
        owners: dict[str, str] = {}
        for first in range(0, len(ids), 500):
            query = select(table.id, table.owner).where(col(table.id).in_(ids[first : first + 500]), col(table.owner).is_not(None))
            owners |= {str(row[0]): str(row[1]) for row in self.session.execute(query)}
        known = queries.names_of(self.session, "Organisation", owners.values())
        return {system: found for system, owner in owners.items() if (found := known[owner][1]) is not None}

    def _know(self, identifiers: Iterable[str]) -> None:
        """Read the names of these in one question."""
        self._known.look(one for one in identifiers if one)

    def _done(self, title: str) -> str:
        drawing = self.drawing
        drawing.title = title
        drawing.alt = self.ask.say("web.explore_alt", boxes=len(drawing.boxes), arrows=len(drawing.arrows))
        return title
