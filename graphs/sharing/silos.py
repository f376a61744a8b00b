"""Silos: of those who need a dataset's elements, how many no running flow reaches (MODEL.md section 2).

silo(d) = 1 − Σ w_e·|D_e ∩ R_e| / Σ w_e·|D_e| over the elements e of d, where D_e are the distinct bodies other than the
holder with a need of e, and R_e those reached from d's system. Undefined without demand or without an answered exchange
sheet. Numerator, denominator and every demander with its proof are kept.
"""

from collections import defaultdict
from dataclasses import dataclass

from graphs.build import Landscape
from graphs.regions import intersect
from graphs.sharing.demand import Need
from graphs.sharing.reach import Flows
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
    """Tell whether a body answered about exchanges: it attested the sheet, or one that its systems supply is known from more than the others' forms.

    A register, a crawl and the body's own form tell what it supplies; the form of another body tells only what that one gets.
    """
    inventory = scape.inventory
    organisation = inventory.organisations.get(body or "")
    if organisation is not None and "exchanges" in organisation.attested:
        return True
    supplied = [exchange for system in scape.systems_of.get(body or "", ()) for exchange in scape.exchanges_of.get(system, ())]
    if not supplied:
        return False
    own = _covered_by(scape, body)
    return any(exchange not in inventory.of_forms_alone or inventory.of_forms_alone[exchange] & own for exchange in supplied)


def _covered_by(scape: Landscape, body: str | None) -> set[str]:
    """The bodies whose forms speak for a body: itself and those above it, for a form covers the bodies below."""
    found: set[str] = set()
    while body is not None and body not in found:
        found.add(body)
        organisation = scape.inventory.organisations.get(body)
        body = organisation.parent if organisation is not None else None
    return found


def find_silos(scape: Landscape, needs: dict[str, list[Need]], flows: Flows) -> dict[str, Silo]:
    """Every dataset with demand and an answered exchange sheet, by id."""
    holding = _asked_of(scape, needs)
    bodies = sorted(scape.inventory.organisations)
    bit = {body: 1 << position for position, body in enumerate(bodies)}
    marks = {system.id: bit.get(system.owner or "", 0) for system in scape.inventory.systems.values()}
    found: dict[str, list[Demander]] = defaultdict(list)
    for element, datasets in sorted(holding.items()):
        concerned = _Concerns(scape, needs[element])
        by_system = flows.marks_reached(element, marks)
        by_hand_of = flows.marks_reached(element, marks, manual=True)
        for dataset, holder in datasets:
            by_body: dict[str, list[Need]] = defaultdict(list)
            for need in concerned.of(dataset, holder):
                if need.body != holder:
                    by_body[need.body].append(need)
            reached, by_hand = by_system.get(dataset.system or "", 0), by_hand_of.get(dataset.system or "", 0)
            for body, proofs in sorted(by_body.items()):
                found[dataset.id].append(
                    Demander(body, element, bool(reached & bit[body]), bool(by_hand & bit[body]), tuple(sorted(proofs, key=_by_proof)))
                )
    return {dataset: _silo(scape, dataset, demanders) for dataset, demanders in sorted(found.items())}


def _by_proof(need: Need) -> tuple[str, ...]:
    return (need.ground, need.record, need.asked or "", need.dataset or "")


def _silo(scape: Landscape, dataset: str, demanders: list[Demander]) -> Silo:
    weights = [(dictionary()[d.element].weight, d.is_met) for d in demanders]
    met, demand = sum(weight for weight, is_met in weights if is_met), sum(weight for weight, _ in weights)
    return Silo(dataset, scape.holder(scape.inventory.datasets[dataset]) or "", met, demand, tuple(demanders))


def _asked_of(scape: Landscape, needs: dict[str, list[Need]]) -> dict[str, list[tuple[Dataset, str]]]:
    """Element → the datasets that hold it, whose holder is known and answered about exchanges."""
    found: dict[str, list[tuple[Dataset, str]]] = defaultdict(list)
    for dataset in scape.inventory.datasets.values():
        holder = scape.holder(dataset)
        if holder is not None and dataset.system in scape.inventory.systems and exchanges_answered(scape, holder):
            for element in scape.elements_of_dataset(dataset.id):
                if element in needs:
                    found[element].append((dataset, holder))
    return found


class _Concerns:
    """The needs of one element, found by what they name: the dataset, the supplying system, the body that was asked."""

    def __init__(self, scape: Landscape, needs: list[Need]) -> None:
        self.scape = scape
        self.by_name: dict[tuple[str, str], list[Need]] = defaultdict(list)
        self.general: list[Need] = []
        for need in needs:
            if need.dataset is not None:
                self.by_name["dataset", need.dataset].append(need)
            elif need.ground == "flow":
                self.by_name["system", need.record.partition(">")[0]].append(need)
            elif need.ground == "share_request":
                self.by_name["asked", need.asked or ""].append(need)
            else:
                self.general.append(need)

    def of(self, dataset: Dataset, holder: str) -> list[Need]:
        """The needs that are ones of this dataset: asked of it or its holder, or of nobody in particular."""
        return [
            *self.by_name.get(("dataset", dataset.id), ()),
            *self.by_name.get(("system", dataset.system or ""), ()),
            *(n for n in self.by_name.get(("asked", holder), ()) if dataset.id in _asked_datasets(self.scape, n.record, holder)),
            *(n for n in self.general if self._is_for(n, dataset)),
        ]

    def _is_for(self, need: Need, dataset: Dataset) -> bool:
        if need.ground != "material_list":
            return True
        # a material list names no holder: only an authoritative source is asked for it
        body = self.scape.inventory.organisations.get(need.body)
        return bool(dataset.is_source) and intersect(self.scape.region_of(dataset), body.region if body is not None else None)


def _asked_datasets(scape: Landscape, request: str, holder: str) -> set[str]:
    """The holder's datasets that a request without a dataset means: those that hold most of the elements asked for."""
    wanted = scape.item_elements(scape.inventory.share_requests[request].elements)
    held = {dataset: len(wanted & scape.elements_of_dataset(dataset).keys()) for dataset in scape.held_by(holder)}
    most = max(held.values(), default=0)
    return {dataset for dataset, count in held.items() if count == most and count * 2 >= len(wanted)} if most else set()
