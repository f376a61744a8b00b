"""Views of one subject: a system among its neighbours, and the views of elements, recommendations and places."""

from collections.abc import Callable

from graphs.edges import edges
from inventory.vocabulary import caption
from reports.diagrams.drawing import MOST_NODES, Arrow, Box, Drawing, wrapped
from reports.diagrams.element import element
from reports.diagrams.landscape import landscape_of
from reports.diagrams.lineage import lineage
from reports.diagrams.recommendation import recommendation
from reports.diagrams.scene import Scene


def system(scene: Scene, subject: str) -> Drawing:
    """A system with its channels, services, datasets and the systems that it exchanges with; what has no room is counted."""
    inventory, scape, names = scene.analysis.inventory, scene.analysis.scape, scene.names
    drawing = scene.start("system", "LR")
    drawing.title = f"{drawing.title} · {names.of(subject)}"
    found = inventory.systems[subject]
    drawing.boxes.append(Box(subject, wrapped(names.of(subject)), "subject", None, names.of(found.owner)))
    flows: dict[tuple[str, str, bool], set[str]] = {}
    for (_, left), (_, right), data in edges(scape, "FLOWS"):
        if data["running"] and subject in (left, right) and left != right:
            flows.setdefault((left, right, data["manual"]), set()).update(data["elements"])
    around: list[tuple[Box, Arrow]] = []
    for (left, right, manual), elements in sorted(flows.items()):
        other = right if left == subject else left
        shown = ", ".join(names.of(e) for e in sorted(elements)[:3]) + (f" +{len(elements) - 3}" if len(elements) > 3 else "")
        place = Box(other, wrapped(names.of(other)), "system", None, names.of(inventory.systems[other].owner))
        around.append((place, Arrow(left, right, shown, "manual" if manual else "flow")))
    for channel in sorted(scape.channels_of.get(subject, ())):
        text = f"{names.of(channel)} ({caption('channel_kind', inventory.channels[channel].kind, names.language)})"
        around.append((Box(channel, wrapped(text), "channel"), Arrow(channel, subject, "", "move")))
    for service in sorted(scape.services_of.get(subject, ())):
        around.append((Box(service, wrapped(names.of(service)), "body"), Arrow(subject, service, "", "met", is_plain=True)))
    for dataset in sorted(scape.datasets_of.get(subject, ())):
        around.append((Box(dataset, wrapped(names.of(dataset)), "dataset"), Arrow(subject, dataset, "", "flow", is_plain=True)))
    known = {subject}
    left_out = 0
    for box, arrow in around:
        if box.id not in known and len(drawing.boxes) >= MOST_NODES - 1:
            left_out += 1
            continue
        if box.id not in known:
            known.add(box.id)
            drawing.boxes.append(box)
        drawing.arrows.append(arrow)
    if left_out:
        drawing.boxes.append(Box("more", (scene.say("more_items", count=left_out),), "more"))
    for style, word in (("system", "system"), ("channel", "channel"), ("body", "service"), ("dataset", "dataset")):
        drawing.legend.append(("box", style, scene.say(word)))
    drawing.legend += [("arrow", "flow", scene.say("flow")), ("arrow", "manual", scene.say("manual"))]
    drawing.alt = scene.say("alt_system", name=names.of(subject), flows=len(flows), channels=len(scape.channels_of.get(subject, ())))
    return drawing


# view → kind of its subject, how it is drawn
SUBJECT_VIEWS: dict[str, tuple[str, Callable[[Scene, str], Drawing]]] = {
    "system": ("System", system),
    "element": ("element", element),
    "lineage": ("element", lineage),
    "recommendation": ("recommendation", recommendation),
    "landscape": ("place", landscape_of),
}
