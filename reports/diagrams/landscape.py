"""What runs and what flows between it: everything, or what one body or region has with its neighbours around it."""

from collections import Counter
from collections.abc import Collection, Mapping

from graphs.edges import edges
from graphs.regions import stem
from inventory.vocabulary import RUNNING
from reports.diagrams.drawing import MOST_NODES, Arrow, Box, Drawing, wrapped
from reports.diagrams.rollup import region, region_of, roll_up
from reports.diagrams.scene import Scene, draw


def landscape(scene: Scene) -> Drawing:
    """Systems by body with their running flows; bodies, counties or cities with counts where there are too many systems."""
    drawing = scene.start("landscape", "LR")
    running = _running(scene)
    place = _placed(scene, drawing, running, MOST_NODES - 1)
    _flows(scene, drawing, place)
    return _told(scene, drawing, running)


def landscape_of(scene: Scene, subject: str) -> Drawing:
    """The same of one body (an id) or region (`region:CODE`): its systems, and around them the bodies that they exchange with."""
    running = _running(scene)
    systems = scene.analysis.inventory.systems
    code = subject.removeprefix("region:")
    if code == subject:
        own = [s for s in running if systems[s].owner == subject]
        name = scene.names.of(subject)
    else:
        own = [s for s in running if region_of(scene, systems[s].owner).startswith(code)]
        name = region(scene, code).name
    drawing = scene.start("landscape", "LR")
    drawing.title = f"{drawing.title} · {name}"
    around = _around(scene, set(own), set(running))
    room = MOST_NODES - 1 - len({systems[s].owner for s in around})
    place = _placed(scene, drawing, own, max(room, MOST_NODES * 3 // 4))
    _neighbours(scene, drawing, around, place)
    _flows(scene, drawing, place, only=set(own))
    return _told(scene, drawing, own)


def find_region(scene: Scene, text: str) -> str | None:
    """The region (`region:CODE`) that bodies of the inventory are of, by its code or name; None where there is none."""
    codes = {region_of(scene, body) for body in scene.analysis.inventory.organisations} - {""}
    # the county of a town, the city and the province of a county too
    codes |= {code[:digits] for code in codes if code.isdigit() for digits in (2, 4, 6, 9) if len(code) > digits}
    for code in sorted(codes):
        if code == stem(text) or region(scene, code).name == text.strip():
            return f"region:{code}"
    return None


def _running(scene: Scene) -> list[str]:
    found = [s for s in scene.analysis.inventory.systems.values() if s.status is None or s.status in RUNNING]
    return [s.id for s in sorted(found, key=lambda s: (s.owner or "", s.id))]


def _around(scene: Scene, own: Collection[str], running: Collection[str]) -> set[str]:
    """The running systems of others that exchange with these."""
    found = set()
    for (_, left), (_, right), data in edges(scene.analysis.scape, "FLOWS"):
        if data["running"] and (left in own) != (right in own):
            found.add(right if left in own else left)
    return found & set(running)


def _placed(scene: Scene, drawing: Drawing, shown: Collection[str], room: int) -> dict[str, str]:
    """A box for each system where there is room, else for what they roll up to; a box says how many arrows were left out."""
    if len(shown) > room and len({scene.analysis.inventory.systems[s].owner for s in shown}) == 1:
        return _largest(scene, drawing, shown, room - 1)
    if len(shown) > room:
        return roll_up(scene, drawing, shown, room=room - 1, style=lambda systems: "body")
    flagged = {member for cluster in scene.analysis.clusters for member in cluster.members}
    for identifier in shown:
        system = scene.analysis.inventory.systems[identifier]
        style = "flagged" if identifier in flagged else "shared" if system.kind == "shared_platform" else "system"
        owner = scene.names.of(system.owner)
        drawing.boxes.append(Box(identifier, wrapped(scene.names.of(identifier)), style, system.owner, owner))
        if system.owner:
            drawing.groups[system.owner] = owner
    return {identifier: identifier for identifier in shown}


def _largest(scene: Scene, drawing: Drawing, shown: Collection[str], room: int) -> dict[str, str]:
    """Of one body's systems those that exchange most, the others counted."""
    exchanges = scene.analysis.scape.exchanges_of
    order = sorted(shown, key=lambda system: (-len(exchanges.get(system, ())), system))
    place = _placed(scene, drawing, sorted(order[:room]), room)
    drawing.boxes.append(Box("more", (scene.say("more_systems", count=len(order) - room),), "more"))
    return place | dict.fromkeys(order[room:], "more")


def _neighbours(scene: Scene, drawing: Drawing, around: Collection[str], place: dict[str, str]) -> None:
    """The bodies whose systems exchange with what is shown; a body that is a box or frame of the picture is told apart from its others."""
    counts = Counter(scene.analysis.inventory.systems[system].owner or "" for system in around)
    room = MOST_NODES - 2 - len(drawing.boxes)
    shown = [body for body, _ in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[: max(room, 0)]]
    for body in shown:
        lines = (*wrapped(scene.names.of(body), most=2), scene.say("count_systems", count=counts[body]))
        drawing.boxes.append(Box(f"near:{body}", lines, "body"))
    if len(counts) > len(shown):
        drawing.boxes.append(Box("near", (scene.say("more_bodies", count=len(counts) - len(shown)),), "more"))
    for system in around:
        body = scene.analysis.inventory.systems[system].owner or ""
        place[system] = f"near:{body}" if body in shown else "near"


def _flows(scene: Scene, drawing: Drawing, place: Mapping[str, str], only: Collection[str] | None = None) -> None:
    """Flows between places; several of one kind between two places are one arrow with their number. `only` are those of these systems."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for (_, left), (_, right), data in edges(scene.analysis.scape, "FLOWS"):
        is_shown = data["running"] and left in place and right in place and place[left] != place[right]
        if is_shown and (only is None or left in only or right in only):
            counts[place[left], place[right], "manual" if data["manual"] else "flow"] += 1
    draw(
        scene,
        drawing,
        [(count, Arrow(left, right, str(count) if count > 1 else "", style)) for (left, right, style), count in counts.items()],
    )


def _told(scene: Scene, drawing: Drawing, shown: Collection[str]) -> Drawing:
    """The drawing with its legend and its words."""
    words = {"system": "system", "shared": "shared", "flagged": "flagged", "body": "body", "region": "region"}
    styles = {box.style for box in drawing.boxes}
    drawing.legend += [("box", style, scene.say(word)) for style, word in words.items() if style in styles]
    drawing.legend += [("arrow", "flow", scene.say("flow")), ("arrow", "manual", scene.say("manual"))]
    systems, among = scene.analysis.inventory.systems, set(shown)
    drawing.alt = scene.say(
        "alt_landscape",
        systems=len(shown),
        bodies=len({systems[s].owner for s in shown}),
        flows=sum(1 for (_, left), (_, right), _ in edges(scene.analysis.scape, "FLOWS") if left in among or right in among),
        flagged=len({member for cluster in scene.analysis.clusters for member in cluster.members} & among),
    )
    return drawing
