"""Who needs which element, and on what proof."""

from collections import defaultdict
from dataclasses import dataclass

from graphs.build import Landscape
from graphs.edges import edges
from inventory.elements import dictionary


@dataclass(frozen=True, slots=True)
class Need:
    """A body's need of an element. `ground` is share_request, needed_by, material_list or flow; `record` proves it.

    `asked` and `dataset` narrow it to the body or dataset that was asked, where known.
    """

    body: str
    element: str
    ground: str
    record: str
    p: float
    asked: str | None = None
    dataset: str | None = None


def read_needs(scape: Landscape) -> list[Need]:
    """Every need, a running flow included (it is a need that is met)."""
    inventory = scape.inventory
    found: set[Need] = set()
    for (kind, left), (_, element), data in edges(scape, "NEEDS"):
        body = inventory.services[left].owner if kind == "service" else left
        if body in inventory.organisations:
            found.add(Need(body or "", element, data["ground"], data["proof"], data["p"], data["of"], data["dataset"]))
    for (_, supplier), (_, consumer), data in edges(scape, "FLOWS"):
        owner, holder = inventory.systems[consumer].owner, inventory.systems[supplier].owner
        if data["running"] and owner is not None and owner in inventory.organisations and owner != holder:
            proof = f"{supplier}>{consumer}"
            found.update(Need(owner, element, "flow", proof, 1.0, holder) for element in data["elements"])
    return sorted(found, key=lambda n: (n.element, n.body, n.ground, n.record, n.asked or "", n.dataset or ""))


def needs_by_element(needs: list[Need]) -> dict[str, list[Need]]:
    """Needs by element; what joins nothing (technical, record keys, counts) is left out."""
    found: dict[str, list[Need]] = defaultdict(list)
    for need in needs:
        if need.element in dictionary() and dictionary()[need.element].weight > 0:
            found[need.element].append(need)
    return found
