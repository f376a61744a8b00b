"""What has no room in a picture is drawn one level up: systems in bodies, bodies in counties, counties in cities, cities in provinces.

A box says how many it stands for; nothing is left out without being counted.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graphs.regions import stem
from inventory.names import region_prefix
from reports.diagrams.drawing import MOST_NODES, Box, Drawing, wrapped
from reports.diagrams.scene import Scene

# boxes that a roll-up may take: one more tells of arrows without room
ROOM = MOST_NODES - 2
# with more counties than these, a county's bodies have too little room to be shown one by one
_MOST_GROUPS = 8
# digits of a code of GB/T 2260 that name the county, the city, the province
_LEVELS = (6, 4, 2)
_LEVEL_OF = {12: "village", 9: "town", 6: "county", 4: "city", 2: "province"}


@dataclass(frozen=True, slots=True)
class Region:
    """A county, city or province: its key in a drawing, and its name."""

    id: str
    name: str


def region_of(scene: Scene, body: str | None) -> str:
    """The code, without zeros at its end, or the name of the region that a body is of, its own or that above it; empty where nobody said."""
    known = scene.analysis.inventory.organisations
    seen: set[str] = set()
    while (found := known.get(body or "")) is not None and found.id not in seen:
        seen.add(found.id)
        if found.region:
            return stem(found.region)
        body = found.parent
    return ""


def counties_of(scene: Scene, bodies: Iterable[str]) -> dict[str, str]:
    """Body → the code of its county (of the city or province for their own bodies), or a region's name where no code is known to have it."""
    found = {body: region_of(scene, body) for body in bodies}
    found = {body: code[:6] if code.isdigit() else code for body, code in found.items()}
    codes = {region(scene, code).name: code for code in sorted(set(found.values())) if code.isdigit()}
    return {body: codes.get(code, code) for body, code in found.items()}


def region(scene: Scene, code: str) -> Region:
    """A region by its code: named as its own bodies name it."""
    if not code:
        return Region("region:", scene.say("no_region"))
    if not code.isdigit():
        return Region(f"region:{code}", code)
    level = _LEVEL_OF.get(len(code))
    bodies = [b for b in scene.analysis.inventory.organisations.values() if stem(b.region or "") == code]
    prefixes = Counter(region_prefix(b.name or "") for b in bodies if b.level in (level, None))
    prefixes.pop("", None)
    # 云溪县 rather than 云溪县清河镇
    named = sorted(prefixes, key=lambda prefix: (-prefixes[prefix], len(prefix), prefix))
    return Region(f"region:{code}", named[0] if named else code)


def roll_up(
    scene: Scene, drawing: Drawing, systems: Iterable[str], *, style: Callable[[Collection[str]], str], room: int = ROOM
) -> dict[str, str]:
    """Draw systems rolled up as far as the room (in boxes) asks for; where each has its place. `style` tells how a box of systems looks."""
    known = scene.analysis.inventory.systems
    of_body: dict[str, list[str]] = defaultdict(list)
    for identifier in systems:
        of_body[known[identifier].owner or ""].append(identifier)
    county = counties_of(scene, of_body)
    counties = sorted(set(county.values()))
    made = _RollUp(scene, drawing, of_body, style)
    if len(counties) <= 1 or (len(of_body) <= room and len(counties) <= _MOST_GROUPS):
        made.bodies(list(of_body), room, county if len(counties) > 1 else {})
    elif len(counties) <= _MOST_GROUPS:
        for code in counties:
            made.bodies([body for body in of_body if county[body] == code], max(2, room // len(counties)), county)
    else:
        made.regions(county, room)
    return made.place


class _RollUp:
    def __init__(
        self, scene: Scene, drawing: Drawing, of_body: Mapping[str, Sequence[str]], style: Callable[[Collection[str]], str]
    ) -> None:
        self.scene, self.drawing, self.of_body, self.style = scene, drawing, of_body, style
        self.place: dict[str, str] = {}

    def bodies(self, bodies: Collection[str], room: int, county: Mapping[str, str]) -> None:
        """A box for each body, those that stand out and the largest first; one for the others."""
        looks = {body: self.style(self.of_body[body]) for body in bodies}
        order = sorted(bodies, key=lambda body: (looks[body] == "body", -len(self.of_body[body]), body))
        shown = order if len(order) <= room else order[: room - 1]
        code = county.get(order[0], "") if order and county else None
        group = None
        for body in shown:
            if county:
                of = region(self.scene, county[body])
                group, self.drawing.groups[of.id] = of.id, of.name
            lines = (*wrapped(self.scene.names.of(body), most=2), self._count(len(self.of_body[body])))
            self._box(body or "nobody:", lines, looks[body], self.of_body[body], group)
        rest = [system for body in order[len(shown) :] for system in self.of_body[body]]
        if rest:
            lines = (self.scene.say("more_bodies", count=len(order) - len(shown)), self._count(len(rest)))
            self._box("more" if code is None else f"more:{code}", lines, "more", rest, group)

    def regions(self, county: Mapping[str, str], room: int) -> None:
        """A box for each county; for each city or province where there are too many."""
        inside: dict[str, list[str]] = {}
        for digits in _LEVELS:
            inside = defaultdict(list)
            for body, code in county.items():
                inside[code[:digits] if code.isdigit() else code].append(body)
            if len(inside) <= room:
                break
        sizes = {code: sum(len(self.of_body[body]) for body in bodies) for code, bodies in inside.items()}
        order = sorted(inside, key=lambda code: (-sizes[code], code))
        shown = order if len(order) <= room else order[: room - 1]
        for code in shown:
            of = region(self.scene, code)
            systems = [system for body in inside[code] for system in self.of_body[body]]
            look = self.style(systems)
            lines = (*wrapped(of.name, most=2), self.scene.say("count_region", bodies=len(inside[code]), systems=f"{len(systems):,}"))
            self._box(of.id, lines, "region" if look == "body" else look, systems)
        rest = [system for code in order[len(shown) :] for body in inside[code] for system in self.of_body[body]]
        if rest:
            self._box("more", (self.scene.say("more_regions", count=len(order) - len(shown)), self._count(len(rest))), "more", rest)

    def _count(self, systems: int) -> str:
        return self.scene.say("count_systems", count=f"{systems:,}")

    def _box(self, identifier: str, lines: tuple[str, ...], style: str, systems: Iterable[str], group: str | None = None) -> None:
        self.drawing.boxes.append(Box(identifier, lines, style, group))
        for system in systems:
            self.place[system] = identifier
            self.drawing.inside[system] = identifier
