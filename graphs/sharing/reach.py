"""Who is reached by an element: the running, non-manual flows that carry it, hop by hop."""

from collections import defaultdict
from dataclasses import dataclass, field

from graphs.build import Landscape


@dataclass(slots=True)
class Flows:
    """Running automatic flows by element: supplier → consumers; `manual` holds the hand-carried ones."""

    automatic: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    without_consent: set[tuple[str, str]] = field(default_factory=set)
    manual: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))

    def reached_from(self, system: str, element: str, *, manual: bool = False) -> set[str]:
        """Every system that gets the element of `system`, over any number of hops."""
        steps = self.manual if manual else self.automatic
        found: set[str] = set()
        expanded = {system}
        open_systems = [system]
        while open_systems:
            here = open_systems.pop()
            for consumer in sorted(steps.get(element, {}).get(here, ())):
                if consumer == system:
                    continue
                found.add(consumer)
                # what a consumer passes on without consent counts for nobody behind it
                if consumer not in expanded and (here, consumer) not in self.without_consent:
                    expanded.add(consumer)
                    open_systems.append(consumer)
        return found


def read_flows(scape: Landscape) -> Flows:
    """The running flows. A hop that passes on what was not its own needs consent: `onward` without it reaches nobody."""
    flows = Flows()
    for (_, supplier), (_, consumer), data in scape.edges("FLOWS"):
        if data["running"]:
            steps = flows.manual if data["manual"] else flows.automatic
            if data["onward"] == "without_consent":
                flows.without_consent.add((supplier, consumer))
            for element in data["elements"]:
                steps[element][supplier].add(consumer)
    return flows


def bodies_of(scape: Landscape, systems: set[str]) -> set[str]:
    """The bodies that own these systems."""
    return {owner for system in systems if (owner := scape.inventory.systems[system].owner) is not None}
