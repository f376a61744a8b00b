"""Where an item of data comes from and where it goes, hop by hop, with who answers for each (data lineage, W3C PROV-O in spirit)."""

from collections import defaultdict, deque
from collections.abc import Collection
from dataclasses import dataclass

from graphs.build import Landscape
from graphs.edges import edges
from inventory.vocabulary import RUNNING

# who may answer for a hop, by the stage of the duty: the first that is filled decides
_OF_STAGE = {"collected": ("collect",), "exchange": ("transfer", "share")}

# an exchange that ran once and does not now
STOPPED = frozenset({"suspended", "retired"})


@dataclass(frozen=True, slots=True)
class Hop:
    """One step. `source` is who or what the item comes from (None: the people who are asked), `target` the system that gets it.

    `method` is a code of the exchange, or `collected`; `owner` the body that answers for the hop, None where nobody is named.
    """

    source: str | None
    target: str
    elements: tuple[str, ...]
    method: str | None
    owner: str | None
    record: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The hops from the origin on. `first_without_owner` is a position in them; `no_origin` are systems that get it in a circle."""

    element: str
    hops: tuple[Hop, ...]
    first_without_owner: int | None
    no_origin: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the way of an element stops or cannot be followed.

    `circle`: the system gets it from systems that get it from it; `stopped`: an exchange to `target` that no longer runs, and nothing else
    brings it there; `unfed`: a dataset says that it is shared, and no running exchange brings it. `record` says so.
    """

    kind: str
    system: str
    target: str | None
    record: str


def trace(scape: Landscape, element: str, *, through: Collection[str] | None = None) -> Trace:
    """Follow an element over collections and running exchanges; with `through`, only ways that pass one of these systems.

    Hops are in the order of their distance from where the item is collected; ties by ids.
    """
    collected = _collections(scape, element)
    exchanges = _exchanges(scape, element)
    if through is not None:
        after, before = set(through), set(through)
        _grow(after, [(h.source, h.target) for h in exchanges])
        _grow(before, [(h.target, h.source) for h in exchanges])
        exchanges = [h for h in exchanges if (h.source in after and h.target in after) or (h.source in before and h.target in before)]
        collected = [h for h in collected if h.target in before]
    distance = distances([*collected, *exchanges])
    far = len(distance) + len(exchanges)
    hops = sorted(collected, key=lambda h: (h.target, h.source or "", h.record)) + sorted(
        exchanges, key=lambda h: (distance.get(h.source or "", far), h.source or "", h.target, h.record)
    )
    return Trace(
        element,
        tuple(hops),
        next((position for position, hop in enumerate(hops) if hop.owner is None), None),
        tuple(sorted({str(h.source) for h in exchanges if h.source not in distance})),
    )


def distances(hops: Collection[Hop]) -> dict[str, int]:
    """How many hops a system is from where the item is collected, or where our knowledge of it begins; none for what gets it in a circle."""
    found = {hop.target: 0 for hop in hops if hop.method == "collected"}
    exchanges = [hop for hop in hops if hop.method != "collected"]
    fed = {hop.target for hop in exchanges}
    # what holds the item, gets it from nobody and collects it from nobody is where our knowledge of it begins
    found.update({str(hop.source): 0 for hop in exchanges if hop.source not in fed and hop.source not in found})
    onward: dict[str | None, list[str]] = defaultdict(list)
    for hop in exchanges:
        onward[hop.source].append(hop.target)
    reached = deque(sorted(found))
    while reached:
        here = reached.popleft()
        for target in onward.get(here, ()):
            if target not in found:
                found[target] = found[here] + 1
                reached.append(target)
    return found


def breaks(scape: Landscape, found: Trace) -> list[Break]:
    """Where the way of an element is broken, by kind and place; a hop that nobody answers for stands among the hops."""
    fed = {hop.target for hop in found.hops}
    made = {Break("circle", system, None, system) for system in found.no_origin}
    for exchange in scape.inventory.exchanges.values():
        ends = exchange.from_system, exchange.to_system
        if not (exchange.status in STOPPED and ends[0] and ends[1] and set(ends) <= scape.inventory.systems.keys()):
            continue
        if ends[1] not in fed and found.element in scape.exchange_elements(exchange):
            made.add(Break("stopped", ends[0], ends[1], exchange.id))
    for dataset in scape.inventory.datasets.values():
        system = scape.inventory.systems.get(dataset.system or "")
        if system is None or system.id in fed or not (system.status is None or system.status in RUNNING):
            continue
        fields = [scape.inventory.fields[field] for field in scape.elements_of_dataset(dataset.id).get(found.element, ())]
        if fields and all(field.origin == "shared" for field in fields):
            made.add(Break("unfed", system.id, None, dataset.id))
    return sorted(made, key=lambda b: (b.kind, b.system, b.target or "", b.record))


def _grow(reached: set[str], steps: list[tuple[str | None, str | None]]) -> None:
    grown = True
    while grown:
        more = {str(b) for a, b in steps if a in reached and b is not None and b not in reached}
        grown = bool(more)
        reached |= more


def _collections(scape: Landscape, element: str) -> list[Hop]:
    """Where the item is asked of people: by a return, or by a system that collects it itself; one hop for each way."""
    inventory = scape.inventory
    found: dict[tuple[str | None, str, str | None], Hop] = {}
    for (_, dataset), (_, held), data in edges(scape, "HOLDS"):
        system = inventory.datasets[dataset].system or ""
        if held == element and data["origin"] == "collected" and system in inventory.systems:
            duty = _duty(scape, "collected", (dataset, system))
            owner = duty or inventory.datasets[dataset].provider or inventory.systems[system].owner
            found.setdefault((None, system, owner), Hop(None, system, (element,), "collected", owner, dataset))
    for (kind, asker), (_, asked), _data in edges(scape, "ASKS"):
        if kind != "return" or asked != element:
            continue
        form = inventory.returns[asker]
        systems = {inventory.channels[c].system or "" for c in form.channels if c in inventory.channels}
        for system in sorted(systems & inventory.systems.keys()):
            found.setdefault((asker, system, form.requiring), Hop(asker, system, (element,), "collected", form.requiring, asker))
    return list(found.values())


def _exchanges(scape: Landscape, element: str) -> list[Hop]:
    found = []
    for (_, supplier), (_, consumer), data in edges(scape, "FLOWS"):
        if data["running"] and element in data["elements"]:
            record = data["exchange"]
            owner = _duty(scape, "exchange", (record,)) or _maintainer(scape, record) or _duty(scape, "exchange", (supplier,))
            found.append(Hop(supplier, consumer, (element,), data["method"], owner, record))
    return found


def _duty(scape: Landscape, kind: str, objects: tuple[str, ...]) -> str | None:
    """The body with a written duty for this stage of one of the objects; for an exchange itself any duty counts."""
    for thing in objects:
        duties = [scape.inventory.responsibilities[d] for d in scape.duties_of.get(thing, ())]
        held = sorted(
            (
                (not d.lead, d.organisation)
                for d in duties
                if d.organisation and (d.stage in _OF_STAGE[kind] or thing in scape.inventory.exchanges)
            ),
        )
        if held:
            return held[0][1]
    return None


def _maintainer(scape: Landscape, exchange: str) -> str | None:
    return scape.inventory.exchanges[exchange].maintainer
