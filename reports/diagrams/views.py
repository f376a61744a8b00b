"""The views: what an analysis and its plan look like. Each returns a drawing of at most about sixty boxes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from graphs.duplicates.clusters import as_numbered
from graphs.duplicates.pairs import Pair
from graphs.edges import edges
from reports.diagrams.burden import burden
from reports.diagrams.drawing import MOST_NODES, Arrow, Box, Drawing, wrapped
from reports.diagrams.landscape import landscape
from reports.diagrams.scene import Scene, connected, draw, money_range, moved_to
from reports.diagrams.target import target


def duplicates(scene: Scene) -> Drawing:
    """Clusters of systems that do one job, with the strength of each link."""
    drawing = scene.start("duplicates", "LR")
    room = MOST_NODES - 2
    clusters = as_numbered(scene.analysis.clusters)
    links: list[Pair] = []
    for number, cluster in enumerate(clusters):
        if len(cluster.members) > room:
            rest = clusters[number:]
            drawing.boxes.append(Box("more", (scene.say("more_clusters", count=len(rest)),), "more"))
            break
        room -= len(cluster.members)
        key = f"c{number}"
        drawing.groups[key] = scene.say(
            "cluster_reviewed" if cluster.is_reviewed else "cluster_open", number=number + 1, mean=f"{min(cluster.mean, 0.99):.0%}"
        )
        for member in cluster.members:
            system = scene.analysis.inventory.systems[member]
            drawing.boxes.append(
                Box(
                    member,
                    (*wrapped(scene.names.of(member), most=2), *wrapped(scene.names.of(system.owner), most=1)),
                    "kept" if cluster.is_reviewed else "flagged",
                    key,
                )
            )
        links += scene.analysis.pairs_within(cluster.members)
    draw(
        scene,
        drawing,
        [(round(100 * p.score), Arrow(p.left, p.right, _strength(scene, p), "duplicate", is_plain=True)) for p in links],
    )
    drawing.legend = [
        *([] if scene.is_confirmed else [("box", "flagged", scene.say("unreviewed"))]),
        ("box", "kept", scene.say("reviewed")),
        ("arrow", "duplicate", scene.say("link")),
    ]
    drawing.alt = scene.say("alt_duplicates", clusters=len(clusters), systems=sum(len(c.members) for c in clusters))
    return drawing


def _strength(scene: Scene, pair: Pair) -> str:
    """How likely a pair is one job; what people said counts as they said it, whatever the score."""
    if scene.is_confirmed:
        # which pair of a confirmed group people looked at, and how likely the machine held it, is no longer of interest
        return ""
    is_judged = scene.analysis.verdicts.is_confirmed(pair.left, pair.right, 1)
    return scene.say("judged") if is_judged else f"{min(pair.score, 0.99):.0%}"


def silos(scene: Scene) -> Drawing:
    """Who needs whose data: met by a running flow or not, by body, with the number of elements."""
    drawing = scene.start("silos", "LR")
    met: dict[tuple[str, str], set[str]] = defaultdict(set)
    unmet: dict[tuple[str, str], set[str]] = defaultdict(set)
    for silo in scene.analysis.silos.values():
        for demander in silo.demanders:
            (met if demander.is_met else unmet)[silo.holder, demander.body].add(demander.element)
    weight: Counter[str] = Counter()
    for pairs in (met, unmet):
        for (holder, body), elements in pairs.items():
            weight[holder] += len(elements)
            weight[body] += len(elements)
    shown = {body for body, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))[: MOST_NODES - 2]}
    for body in sorted(shown):
        lacking = sum(len(e) for (holder, _), e in unmet.items() if holder == body)
        drawing.boxes.append(Box(body, wrapped(scene.names.of(body)), "flagged" if lacking else "body"))
    demands = [(unmet, "unmet", unmet.keys()), (met, "met", met.keys() - unmet.keys())]
    draw(
        scene,
        drawing,
        [
            (len(by_pair[holder, body]), Arrow(holder, body, scene.say("count_items", count=len(by_pair[holder, body])), style))
            for by_pair, style, keys in demands
            for holder, body in keys
            if holder in shown and body in shown
        ],
    )
    if len(weight) > len(shown):
        drawing.boxes.append(Box("more", (scene.say("more_bodies", count=len(weight) - len(shown)),), "more"))
    drawing.legend = [
        ("arrow", "unmet", scene.say("unmet")),
        ("arrow", "met", scene.say("met")),
        ("box", "flagged", scene.say("locked")),
        ("box", "body", scene.say("body")),
    ]
    drawing.alt = scene.say("alt_silos", unmet=len(unmet), met=len(met))
    return drawing


def asis_tobe(scene: Scene) -> Drawing:
    """What the plan changes: kept, merged, retired, and which exchanges are new or go away."""
    drawing = scene.start("asis-tobe", "LR")
    systems = {s["id"]: s for s in (scene.plan or {}).get("systems", [])}
    changing = [s for s in systems.values() if s["action"] != "keep"]
    targets = {s["to"] for s in changing if s["to"]}
    # each target with what moves into it, so that what is shown of a long plan hangs together
    order = sorted(changing, key=lambda s: (s["to"] is None, s["to"] or "", s["id"]))
    built = connected(scene)
    core = list(dict.fromkeys(identifier for s in order for identifier in (s["to"], s["id"]) if identifier))
    core = list(dict.fromkeys((*core, *(end for pair in sorted(built) for end in pair))))
    neighbours = sorted(_neighbours(scene, set(core)) - set(core))
    counters = [b for b in (scene.plan or {}).get("builds", []) if b["id"].startswith("counter-")]
    # of the room at most a quarter for counters; one box more for what is left out, one for arrows
    room = min(len(counters), MOST_NODES // 4)
    shown = (core + neighbours)[: MOST_NODES - 2 - room]
    for identifier in shown:
        entry = systems.get(identifier)
        action = entry["action"] if entry else "keep"
        style = {"move": "leaving", "retire": "retired"}.get(action, "kept" if identifier in targets else "system")
        wave = f"{entry['wave']}" if entry and entry["wave"] else ""
        drawing.boxes.append(
            Box(identifier, (*wrapped(scene.names.of(identifier)), *((scene.say("until", wave=wave),) if wave else ())), style)
        )
    for build in counters[:room]:
        drawing.boxes.append(Box(build["id"], wrapped(build["name"]), "new"))
    arrows = dict.fromkeys(_changes(scene, systems, set(shown), built))
    draw(scene, drawing, [({"move": 3, "new": 2, "rewired": 2}.get(arrow.style, 1), arrow) for arrow in arrows])
    left_out = max(len(core) - len(shown), 0) + max(len(counters) - room, 0)
    if left_out:
        drawing.boxes.append(Box("more", (scene.say("more_steps" if len(counters) > room else "more_systems", count=left_out),), "more"))
    if not changing and not built and not counters:
        drawing.boxes.append(Box("none", wrapped(scene.say("no_plan"), 30), "more"))
    drawing.legend = [
        ("box", "kept", scene.say("kept")),
        ("box", "leaving", scene.say("leaving")),
        ("box", "retired", scene.say("retired")),
        ("box", "system", scene.say("linked")),
        ("arrow", "move", scene.say("merges")),
        ("box", "new", scene.say("built")),
        ("arrow", "new", scene.say("built_flow")),
        ("arrow", "rewired", scene.say("rewired_flow")),
        ("arrow", "removed", scene.say("removed_flow")),
        ("arrow", "flow", scene.say("flow")),
        ("arrow", "manual", scene.say("manual")),
    ]
    drawing.alt = scene.say(
        "alt_asis-tobe",
        moved=sum(s["action"] == "move" for s in changing),
        retired=sum(s["action"] == "retire" for s in changing),
        kept=len(targets),
    )
    return drawing


def _changes(
    scene: Scene, systems: Mapping[str, Mapping[str, Any]], shown: Collection[str], built: Iterable[tuple[str, str]]
) -> Iterator[Arrow]:
    """What moves where, what runs between the systems shown and how it goes on, what is built anew."""
    for identifier, entry in systems.items():
        if entry["action"] == "move" and identifier in shown:
            yield Arrow(identifier, entry["to"], scene.say("merges"), "move")
    leaving = {identifier for identifier, entry in systems.items() if entry["action"] != "keep"}
    running = [(left, right, data["manual"]) for (_, left), (_, right), data in edges(scene.analysis.scape, "FLOWS") if data["running"]]
    linked = {(left, right) for left, right, _ in running}
    for left, right, manual in running:
        if left in shown and right in shown and left != right:
            is_gone = left in leaving or right in leaving
            yield Arrow(left, right, "", "removed" if is_gone else "manual" if manual else "flow")
            ends = moved_to(systems, left), moved_to(systems, right)
            if is_gone and set(ends) <= set(shown) and ends[0] != ends[1] and ends not in linked:
                yield Arrow(*ends, "", "rewired")
    for left, right in sorted(built):
        ends = moved_to(systems, left), moved_to(systems, right)
        if set(ends) <= set(shown) and ends[0] != ends[1]:
            yield Arrow(*ends, "", "new")


def _neighbours(scene: Scene, core: set[str]) -> set[str]:
    found = set()
    for (_, left), (_, right), data in edges(scene.analysis.scape, "FLOWS"):
        if data["running"] and (left in core) != (right in core):
            found |= {left, right}
    return found


def roadmap(scene: Scene) -> Drawing:
    """Wave by wave: what is built, what moves, what stops."""
    drawing = scene.start("roadmap", "LR")
    drawing.is_aligned = True
    plan = scene.plan or {}
    waves = plan.get("waves", [])
    before = ""
    # each wave has its money, at least one step, and what is left out
    has_money = len(waves) * 3 <= MOST_NODES
    room = max(2, MOST_NODES // max(len(waves), 1) - has_money)
    for wave in waves:
        key = wave["id"]
        drawing.groups[key] = scene.say("wave", wave=key)
        if has_money:
            money = tuple(scene.say(f"wave_{what}", amount=money_range(wave[f"{what}_yuan"])) for what in ("cost", "saving"))
            drawing.boxes.append(Box(f"{key}-money", money, "subject", key))
        builds = [b for b in plan.get("builds", []) if b["wave"] == key]
        ending = [s for s in plan.get("systems", []) if s["wave"] == key]
        shown = room if len(builds) + len(ending) <= room else room - 1
        built = builds[: max(shown // 2, shown - len(ending))]
        ended = ending[: shown - len(built)]
        for build in built:
            drawing.boxes.append(Box(f"{key}-{build['id']}", wrapped(build["name"]), "new", key))
        for entry in ended:
            lines = wrapped(scene.names.of(entry["id"]), most=2)
            extra = wrapped(scene.say("into", target=scene.names.of(entry["to"])), 24, 2) if entry["to"] else ()
            drawing.boxes.append(Box(f"{key}-{entry['id']}", (*lines, *extra), "leaving" if entry["action"] == "move" else "retired", key))
        left_out = len(builds) + len(ending) - len(built) - len(ended)
        if left_out:
            drawing.boxes.append(Box(f"{key}-more", (scene.say("more_steps", count=left_out),), "more", key))
        if not built and not ended:
            drawing.boxes.append(Box(f"{key}-none", (scene.say("nothing_here"),), "more", key))
        first = next(box.id for box in drawing.boxes if box.group == key)
        if before:
            drawing.arrows.append(Arrow(before, first, "", "flow"))
        before = first
    if not waves:
        drawing.boxes.append(Box("none", wrapped(scene.say("no_plan"), 30), "more"))
    drawing.legend = [
        ("box", "new", scene.say("built")),
        ("box", "leaving", scene.say("leaving")),
        ("box", "retired", scene.say("retired")),
    ]
    drawing.alt = scene.say(
        "alt_roadmap", waves=len(waves), stopped=sum(len(w["stopped"]) for w in waves), built=len(plan.get("builds", []))
    )
    return drawing


VIEWS: dict[str, Callable[[Scene], Drawing]] = {
    "landscape": landscape,
    "duplicates": duplicates,
    "silos": silos,
    "burden": burden,
    "asis-tobe": asis_tobe,
    "target": target,
    "roadmap": roadmap,
}
