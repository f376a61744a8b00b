"""One recommendation: before and after side by side, exchanged elements on the arrows, the owner of each system in its box."""

from collections import defaultdict
from collections.abc import Mapping

from graphs.edges import edges
from graphs.recommend.transfers import connections_of, moves_of, systems_of
from inventory.languages import message
from inventory.names import shorten
from reports.diagrams.drawing import MOST_ARROWS, Arrow, Box, Drawing, wrapped
from reports.diagrams.scene import Scene

# systems on each side, at most: what the recommendation is about, then those that it is connected to
_MOST = 24
_TITLE = 44
Flows = Mapping[tuple[str, str], tuple[frozenset[str], bool]]


def recommendation(scene: Scene, subject: str) -> Drawing:
    """Before: the systems concerned with their neighbours. After: what ends is gone, its exchanges are the target's or new."""
    found = scene.recommendations[subject]
    names = scene.names
    drawing = scene.start("recommendation", "LR")
    about = ("、" if names.language == "zh" else ", ").join(names.of(subject) for subject in found.subjects[:3])
    what = message(names.language, f"do.{found.kind}", subjects=about)
    drawing.title = f"{drawing.title} · {shorten(what, _TITLE)}"
    fresh = connections_of(scene.analysis, found)
    concerned = list(dict.fromkeys((*systems_of(scene.analysis, found), *(end for pair in sorted(fresh) for end in pair))))
    # only exchanges of what it is about: those between neighbours stay as they are
    flows = {pair: flow for pair, flow in _flows(scene).items() if set(pair) & set(concerned)}
    near = sorted({end for pair in flows for end in pair} - set(concerned))
    shown = (concerned + near)[:_MOST]
    # the layout engine puts what comes first below
    drawing.groups = {"after": scene.say("after"), "before": scene.say("before")}
    for identifier in shown:
        _box(scene, drawing, identifier, "before", "flagged" if identifier in concerned else "system")
    _arrows(scene, drawing, {pair: flow for pair, flow in flows.items() if set(pair) <= set(shown)}, "before", frozenset())
    to = moves_of(scene.analysis, found)
    gone = {identifier for identifier in shown if identifier in to}
    for identifier in shown:
        if identifier not in gone:
            taking = [left for left, right in to.items() if right == identifier]
            _box(scene, drawing, identifier, "after", "kept" if taking or identifier in concerned else "system", len(taking))
    later: dict[tuple[str, str], tuple[frozenset[str], bool]] = {}
    for (left, right), (elements, manual) in flows.items():
        ends = to.get(left, left), to.get(right, right)
        if None not in ends and ends[0] != ends[1] and set(ends) <= set(shown) - gone:
            before = later.get((str(ends[0]), str(ends[1])), (frozenset(), True))
            later[str(ends[0]), str(ends[1])] = (before[0] | elements, before[1] and manual)
    for pair, elements in fresh.items():
        if set(pair) <= set(shown):
            later[pair] = (later.get(pair, (frozenset(), False))[0] | elements, False)
    _arrows(scene, drawing, later, "after", frozenset(pair for pair in later if pair not in flows or pair in fresh))
    if not shown:
        drawing.boxes.append(Box("none", wrapped(scene.say("no_system"), 30), "more"))
    elif len(concerned) + len(near) > len(shown):
        drawing.boxes.append(Box("more", (scene.say("more_systems", count=len(concerned) + len(near) - len(shown)),), "more", "before"))
    drawing.legend = [
        ("box", "flagged", scene.say("concerned")),
        ("box", "kept", scene.say("goes_on")),
        ("box", "system", scene.say("linked")),
        ("arrow", "flow", scene.say("flow")),
        ("arrow", "manual", scene.say("manual")),
        ("arrow", "new", scene.say("new_flow")),
    ]
    addressee = names.of(found.addressee) if found.addressee else scene.say("nobody")
    drawing.alt = scene.say("alt_recommendation", kind=what, addressee=addressee, systems=len(concerned))
    return drawing


def _flows(scene: Scene) -> Flows:
    """Running exchanges between systems: elements, and whether people carry all of them."""
    joined: dict[tuple[str, str], list[tuple[frozenset[str], bool]]] = defaultdict(list)
    for (_, left), (_, right), data in edges(scene.analysis.scape, "FLOWS"):
        if data["running"] and left != right:
            joined[left, right].append((frozenset(data["elements"]), bool(data["manual"])))
    return {pair: (frozenset().union(*(e for e, _ in flows)), all(manual for _, manual in flows)) for pair, flows in joined.items()}


def _box(scene: Scene, drawing: Drawing, identifier: str, side: str, style: str, taking: int = 0) -> None:
    owner = scene.analysis.inventory.systems[identifier].owner
    extra = (scene.say("takes_over", count=taking),) if taking else ()
    lines = (
        *wrapped(scene.names.of(identifier), most=2),
        *wrapped(scene.names.of(owner) if owner else scene.say("nobody"), most=1),
        *extra,
    )
    drawing.boxes.append(Box(f"{side}-{identifier}", lines, style, side))


def _arrows(scene: Scene, drawing: Drawing, flows: Flows, side: str, fresh: frozenset[tuple[str, str]]) -> None:
    # what is new first, then what carries most; a box counts what has no room
    order = sorted(flows.items(), key=lambda flow: (flow[0] not in fresh, -len(flow[1][0]), flow[0]))
    if len(order) > MOST_ARROWS // 2:
        text = scene.say("more_arrows", count=len(order) - MOST_ARROWS // 2)
        drawing.boxes.append(Box(f"{side}-more-arrows", (text,), "more", side))
    for (left, right), (elements, manual) in sorted(order[: MOST_ARROWS // 2]):
        label = ", ".join(scene.names.of(e) for e in sorted(elements)[:3]) + (f" +{len(elements) - 3}" if len(elements) > 3 else "")
        style = "new" if (left, right) in fresh else "manual" if manual else "flow"
        drawing.arrows.append(Arrow(f"{side}-{left}", f"{side}-{right}", label, style))
