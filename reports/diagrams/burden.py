"""What those below must fill in: who asks which level, for how many answers a year, and how much of it is asked twice."""

from collections import defaultdict

from graphs.sharing.burden import Demand, demands
from inventory.vocabulary import caption
from reports.diagrams.drawing import MOST_NODES, Arrow, Box, Drawing, wrapped
from reports.diagrams.scene import Scene, draw


def burden(scene: Scene) -> Drawing:
    """Bodies that require returns, on the left; the levels that must fill them, on the right; the heaviest first."""
    drawing = scene.start("burden", "LR")
    by_pair: dict[tuple[str, str], list[Demand]] = defaultdict(list)
    unplaced = 0
    for demand in demands(scene.analysis.scape):
        if demand.requiring and demand.level:
            by_pair[demand.requiring, demand.level].append(demand)
        else:
            unplaced += 1
    levels = sorted({level for _, level in by_pair})
    weight: dict[str, tuple[int, int]] = {}
    for (body, _), asked in by_pair.items():
        answers, count = weight.get(body, (0, 0))
        weight[body] = (answers + sum(d.answers or 0 for d in asked), count + len(asked))
    shown = sorted(weight, key=lambda body: (-weight[body][0], -weight[body][1], body))[: MOST_NODES - 3 - len(levels)]
    for body in shown:
        forms = [d for (asker, _), asked in by_pair.items() if asker == body for d in asked]
        repeated = sum(d.repeated for d in forms)
        lines = (*wrapped(scene.names.of(body), most=2), scene.say("count_returns", count=len(forms)))
        drawing.boxes.append(Box(body, lines, "flagged" if repeated else "body"))
    for level in levels:
        asked = [d for (_, of), found in by_pair.items() if of == level for d in found]
        drawing.boxes.append(Box(f"level-{level}", (caption("respondent", level, scene.names.language), *_sum(scene, asked)), "subject"))
    draw(
        scene,
        drawing,
        [
            (sum(d.answers or 0 for d in asked) or len(asked), Arrow(body, f"level-{level}", _label(scene, asked), _style(asked)))
            for (body, level), asked in by_pair.items()
            if body in shown
        ],
    )
    if len(weight) > len(shown):
        drawing.boxes.append(Box("more", (scene.say("more_bodies", count=len(weight) - len(shown)),), "more"))
    if unplaced:
        drawing.boxes.append(Box("unplaced", wrapped(scene.say("unplaced_returns", count=unplaced), 24), "more"))
    if not by_pair and not unplaced:
        drawing.boxes.append(Box("none", wrapped(scene.say("no_returns"), 30), "more"))
    drawing.legend = [
        ("box", "body", scene.say("asks")),
        ("box", "flagged", scene.say("asks_twice")),
        ("box", "subject", scene.say("fills")),
        ("arrow", "manual", scene.say("asked_twice")),
        ("arrow", "flow", scene.say("asked_once")),
    ]
    every = [d for asked in by_pair.values() for d in asked]
    drawing.alt = scene.say(
        "alt_burden",
        bodies=len(weight),
        returns=len(every) + unplaced,
        answers=f"{sum(d.answers or 0 for d in every):,}",
        unknown=sum(d.answers is None for d in every) + unplaced,
    )
    return drawing


def _style(asked: list[Demand]) -> str:
    return "manual" if any(d.repeated for d in asked) else "flow"


def _label(scene: Scene, asked: list[Demand]) -> str:
    known = [d.answers for d in asked if d.answers is not None]
    if not known:
        return scene.say("count_returns", count=len(asked))
    return scene.say("answers_a_year", count=f"{sum(known):,}") + ("+" if len(known) < len(asked) else "")


def _sum(scene: Scene, asked: list[Demand]) -> tuple[str, ...]:
    hours = [d.hours for d in asked if d.hours is not None]
    if not hours:
        return (scene.say("count_returns", count=len(asked)),)
    more = "+" if len(hours) < len(asked) else ""
    return (scene.say("hours_a_year", low=f"{sum(low for low, _ in hours):,}", high=f"{sum(high for _, high in hours):,}{more}"),)
