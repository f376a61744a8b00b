"""The architecture after the plan: what goes on running, what it takes over, and what is newly connected; nothing that ends."""

from collections import Counter, defaultdict

from graphs.edges import edges
from inventory.vocabulary import RUNNING
from reports.diagrams.drawing import MOST_NODES, Arrow, Box, Drawing, wrapped
from reports.diagrams.rollup import roll_up
from reports.diagrams.scene import Scene, connected, draw, moved_to


def target(scene: Scene) -> Drawing:
    """Systems that run after the last wave by body; bodies, counties or cities with counts where there are too many."""
    drawing = scene.start("target", "LR")
    systems, names = scene.analysis.inventory.systems, scene.names
    planned = {entry["id"]: entry for entry in (scene.plan or {}).get("systems", [])}
    ending = {identifier for identifier, entry in planned.items() if entry["action"] != "keep"}
    after = [s for s in systems.values() if (s.status is None or s.status in RUNNING) and s.id not in ending]
    taken: dict[str, list[str]] = defaultdict(list)
    for identifier, entry in planned.items():
        if entry["action"] == "move" and entry["to"] in systems:
            taken[entry["to"]].append(identifier)
    flows = _flows(scene, planned)
    if len(after) > MOST_NODES - 1:
        place = roll_up(scene, drawing, [s.id for s in after], style=lambda inside: "body" if taken.keys().isdisjoint(inside) else "kept")
    else:
        place = {s.id: s.id for s in after}
        for system in sorted(after, key=lambda s: (s.owner or "", s.id)):
            style = "kept" if system.id in taken else "shared" if system.kind == "shared_platform" else "system"
            extra = (scene.say("takes_over", count=len(taken[system.id])),) if system.id in taken else ()
            drawing.boxes.append(
                Box(system.id, (*wrapped(names.of(system.id), most=2), *extra), style, system.owner, names.of(system.owner))
            )
            if system.owner:
                drawing.groups[system.owner] = names.of(system.owner)
    counts: Counter[tuple[str, str, str]] = Counter()
    for (left, right, style), count in flows.items():
        if left in place and right in place and place[left] != place[right]:
            counts[place[left], place[right], style] += count
    draw(
        scene,
        drawing,
        [
            (count + (1_000 if style in ("new", "rewired") else 0), Arrow(left, right, str(count) if count > 1 else "", style))
            for (left, right, style), count in counts.items()
        ],
    )
    if not planned:
        drawing.subtitle = f"{drawing.subtitle} · {scene.say('no_plan')}"
    drawing.legend = [
        ("box", "kept", scene.say("takes_over_others")),
        ("box", "shared", scene.say("shared")),
        *(("box", style, scene.say(style)) for style in ("system", "body", "region") if style in {box.style for box in drawing.boxes}),
        ("arrow", "new", scene.say("built_flow")),
        ("arrow", "rewired", scene.say("rewired_flow")),
        ("arrow", "flow", scene.say("flow")),
        ("arrow", "manual", scene.say("manual")),
    ]
    before = len({(left, right) for left, right, data in edges(scene.analysis.scape, "FLOWS") if data["running"] and left != right})
    drawing.alt = scene.say(
        "alt_target",
        systems=len(after),
        ended=sum(identifier in systems for identifier in ending),
        before=before,
        after=sum(flows.values()),
        new=sum(count for (_, _, style), count in flows.items() if style in ("new", "rewired")),
    )
    return drawing


def _flows(scene: Scene, planned: dict[str, dict[str, object]]) -> Counter[tuple[str, str, str]]:
    """Running exchanges after the plan: of what moves they are the target's; what a retired system had is gone."""
    gone = {identifier for identifier, entry in planned.items() if entry["action"] == "retire"}
    linked: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (_, left), (_, right), data in edges(scene.analysis.scape, "FLOWS"):
        if data["running"] and not {left, right} & gone:
            is_moved = (left, right) != (moved_to(planned, left), moved_to(planned, right))
            ends = moved_to(planned, left), moved_to(planned, right)
            if ends[0] != ends[1]:
                linked[ends].add(("carried" if data["manual"] else "rewired") if is_moved else "manual" if data["manual"] else "flow")
    for left, right in connected(scene):
        ends = moved_to(planned, left), moved_to(planned, right)
        if not {left, right} & gone and ends[0] != ends[1]:
            linked[ends].add("new")
    # what ran by itself goes on; what is built takes the place of what hands carried
    styles = {"flow": "flow", "new": "new", "rewired": "rewired", "manual": "manual", "carried": "rewired"}
    return Counter((*ends, next(styles[style] for style in styles if style in of)) for ends, of in linked.items())
