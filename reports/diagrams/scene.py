"""What views are drawn from, and what they share: the scene, arrows that there is room for, where a plan moves a system."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphs.analysis import Analysis
from graphs.recommend.transfers import connections_of
from inventory.languages import catalogue, message
from inventory.values.finding import Recommendation
from reports.diagrams.drawing import MOST_ARROWS, Arrow, Box, Drawing
from reports.wording import Names


@dataclass(slots=True)
class Scene:
    """What views are drawn from: the analysis, the plan's answer (or None), names, date and source line.

    `is_confirmed` says that people confirmed everything in it, so that the words are those of facts.
    """

    analysis: Analysis
    plan: Mapping[str, Any] | None
    names: Names
    source: str
    recommendations: Mapping[str, Recommendation] = field(default_factory=dict)
    is_confirmed: bool = False

    def say(self, key: str, **params: Any) -> str:
        """A text of the diagrams; of what is confirmed the one for that, where there is one."""
        confirmed = f"diagram.{key}_confirmed"
        if self.is_confirmed and confirmed in catalogue(self.names.language):
            return message(self.names.language, confirmed, **params)
        return message(self.names.language, f"diagram.{key}", **params)

    def start(self, view: str, direction: str = "TB") -> Drawing:
        """An empty drawing with the view's title and the source line."""
        return Drawing(self.say(f"title_{view}"), f"{self.source} · {self.say(f'about_{view}')}", direction=direction)


def draw(scene: Scene, drawing: Drawing, weighted: list[tuple[int, Arrow]]) -> None:
    """Add the heaviest arrows that there is room for; a box counts the others.

    Between boxes that stand for many there may be an arrow each way for every pair: there the heaviest two a box are enough to see.
    """
    by_weight = sorted(weighted, key=lambda entry: (-entry[0], entry[1].source, entry[1].target, entry[1].style))
    most = min(MOST_ARROWS, 2 * len(drawing.boxes)) if drawing.inside else MOST_ARROWS
    room = max(0, most - len(drawing.arrows))
    drawing.arrows += [arrow for _, arrow in sorted(by_weight[:room], key=lambda entry: (entry[1].source, entry[1].target, entry[1].style))]
    if len(by_weight) > room:
        drawing.boxes.append(Box("more-arrows", (scene.say("more_arrows", count=len(by_weight) - room),), "more"))


def connected(scene: Scene) -> dict[tuple[str, str], frozenset[str]]:
    """(supplier, consumer) → elements of the exchanges that the plan builds for confirmed findings."""
    fixed = {build["id"].removeprefix("connect-") for build in (scene.plan or {}).get("builds", []) if build["id"].startswith("connect-")}
    found: dict[tuple[str, str], frozenset[str]] = {}
    for made in scene.recommendations.values():
        if fixed & set(made.closes):
            for pair, elements in connections_of(scene.analysis, made).items():
                found[pair] = found.get(pair, frozenset()) | elements
    return found


def moved_to(systems: Mapping[str, Mapping[str, Any]], identifier: str) -> str:
    """Where a plan moves a system, else itself."""
    entry = systems.get(identifier)
    return str(entry["to"]) if entry and entry["action"] == "move" else identifier


def money_range(amount: list[int]) -> str:
    """Yuan, low and high, in units of 10,000."""
    low, high = (value / 10_000 for value in amount)
    return f"{low:,.1f}" if low == high else f"{low:,.1f}–{high:,.1f}"
