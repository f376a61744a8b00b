"""Silos: of those who need a dataset's elements, how many no running flow reaches (MODEL.md section 2).

silo(d) = 1 − Σ w_e·|D_e ∩ R_e| / Σ w_e·|D_e| over the elements e of d, where D_e are the distinct bodies other than the
holder with a need of e, and R_e those reached from d's system. Undefined without demand or without an answered exchange
sheet. Numerator, denominator and every demander with its proof are kept.
"""

from collections import defaultdict
from dataclasses import dataclass

from graphs.build import Landscape, region_of
from graphs.regions import intersect
from graphs.sharing.demand import Need
from graphs.sharing.reach import Flows, bodies_of
from inventory.elements import dictionary
from inventory.values import Dataset


@dataclass(frozen=True, slots=True)
class Demander:
    """A body that needs an element of a dataset, whether it is reached, and the proofs of its need."""

    body: str
    element: str
    is_met: bool
    by_hand: bool
    proofs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Silo:
    """A dataset's demand: `met` and `demand` are the weighted sums, `score` is 1 − met/demand."""

    dataset: str
    holder: str
    met: float
    demand: float
    demanders: tuple[Demander, ...]

    @property
    def score(self) -> float:
        """0 where every need is met, 1 where none is."""
        return 1 - self.met / self.demand

    @property
    def unmet(self) -> tuple[Demander, ...]:
        """Those whom nothing reaches."""
        return tuple(d for d in self.demanders if not d.is_met)


def exchanges_answered(scape: Landscape, body: str | None) -> bool:
    """Tell whether a body answered about exchanges: it attested the sheet, or declares one that one of its systems supplies."""
    inventory = scape.inventory
    organisation = inventory.organisations.get(body or "")
    if organisation is not None and "exchanges" in organisation.attested:
        return True
    owned = {system.id for system in inventory.systems.values() if system.owner == body}
    return any(exchange.from_system in owned for exchange in inventory.exchanges.values())


def find_silos(scape: Landscape, needs: dict[str, list[Need]], flows: Flows) -> dict[str, Silo]:
    """Every dataset with demand and an answered exchange sheet, by id."""
    found = {}
    for dataset in scape.inventory.datasets.values():
        silo = _silo(scape, dataset, needs, flows)
        if silo is not None:
            found[dataset.id] = silo
    return found


def _silo(scape: Landscape, dataset: Dataset, needs: dict[str, list[Need]], flows: Flows) -> Silo | None:
    holder = scape.holder(dataset)
    if holder is None or dataset.system not in scape.inventory.systems or not exchanges_answered(scape, holder):
        return None
    met = demand = 0.0
    demanders: list[Demander] = []
    for element in sorted(scape.elements_of_dataset(dataset.id)):
        by_body: dict[str, list[Need]] = defaultdict(list)
        for need in needs.get(element, ()):
            if need.body != holder and _concerns(scape, need, dataset, holder):
                by_body[need.body].append(need)
        if not by_body:
            continue
        reached = bodies_of(scape, flows.reached_from(dataset.system or "", element))
        by_hand = bodies_of(scape, flows.reached_from(dataset.system or "", element, manual=True))
        weight = dictionary()[element].weight
        for body, proofs in sorted(by_body.items()):
            is_met = body in reached
            demand += weight
            met += weight if is_met else 0.0
            demanders.append(Demander(body, element, is_met, body in by_hand, tuple(proofs)))
    return Silo(dataset.id, holder, met, demand, tuple(demanders)) if demand else None


def _concerns(scape: Landscape, need: Need, dataset: Dataset, holder: str) -> bool:
    """Tell whether a need is one of this dataset: asked of it or its holder, or of nobody in particular."""
    if need.dataset is not None:
        return need.dataset == dataset.id
    if need.ground == "flow":
        return need.record.partition(">")[0] == dataset.system
    if need.ground == "share_request":
        return need.asked == holder and dataset.id in _asked_datasets(scape, need.record, holder)
    if need.ground == "material_list":
        # a material list names no holder: only an authoritative source is asked for it
        body = scape.inventory.organisations.get(need.body)
        return bool(dataset.is_source) and intersect(region_of(scape, dataset), body.region if body is not None else None)
    return True


def _asked_datasets(scape: Landscape, request: str, holder: str) -> set[str]:
    """The holder's datasets that a request without a dataset means: those that hold most of the elements asked for."""
    wanted = scape.item_elements(scape.inventory.share_requests[request].elements)
    held = {
        dataset.id: len(wanted & set(scape.elements_of_dataset(dataset.id)))
        for dataset in scape.inventory.datasets.values()
        if scape.holder(dataset) == holder
    }
    most = max(held.values(), default=0)
    return {dataset for dataset, count in held.items() if count == most and count * 2 >= len(wanted)} if most else set()
