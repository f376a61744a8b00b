"""What breaks, what must be rebuilt and what is saved when systems stop or are connected: nothing is written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graphs.analysis import Analysis
from graphs.edges import edges
from graphs.recommend.money import Money
from graphs.served import ANYWHERE, runs, served
from graphs.sharing.reach import bodies_of
from graphs.sharing.silos import exchanges_answered
from inventory.elements import dictionary

# from this weight on an element is one that must not be lost: subject keys and core elements (MODEL.md section 5)
_MUST_STAY = 2.0


@dataclass(frozen=True, slots=True)
class Cut:
    """A consumer that no longer gets elements; `instead` are running systems that hold them all."""

    exchange: str
    consumer: str
    supplier: str
    elements: tuple[str, ...]
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LostService:
    """A service that no running system performs any more for these groups in these regions; `is_whole` where for nobody at all.

    `groups` and `regions` are empty where nobody said for whom, or where, it is offered.
    """

    service: str
    groups: tuple[str, ...]
    regions: tuple[str, ...]
    channels_left: tuple[str, ...]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Connected:
    """What a new exchange would bring: elements that the consumer's body needs and the supplier holds, and who else is waiting."""

    supplier: str
    consumer: str
    elements: tuple[str, ...]
    needed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer. Money is whole yuan, low and high; a saving is that of a year.

    `uncounted` are systems whose cost nobody knows, `saving_estimated` those for which peers stand in, `cost_estimated` those whose
    end is priced by the office's estimate.
    """

    services: tuple[LostService, ...]
    cuts: tuple[Cut, ...]
    elements: tuple[tuple[str, tuple[str, ...]], ...]
    channels: tuple[str, ...]
    connected: tuple[Connected, ...]
    cost: tuple[int, int]
    saving: tuple[int, int]
    uncounted: tuple[str, ...]
    saving_estimated: tuple[str, ...]
    cost_estimated: tuple[str, ...]
    unanswered: tuple[str, ...]


def what_if(
    analysis: Analysis,
    *,
    retire: Collection[str],
    connect: Sequence[tuple[str, str]],
    migration_yuan: tuple[int, int],
    exchange_yuan: tuple[int, int],
) -> WhatIf:
    """The consequences of stopping `retire` and of new exchanges `connect` (supplier, consumer)."""
    inventory, gone = analysis.inventory, frozenset(retire)
    cuts = _cuts(analysis, gone)
    connected = tuple(_connected(analysis, supplier, consumer) for supplier, consumer in connect)
    money = Money(analysis)
    yearly = {system: money.yearly(inventory.systems[system]) for system in sorted(gone)}
    leaving = {system: money.exit(system, migration_yuan) for system in sorted(gone)}
    exits = leaving.values()
    builds = len({(c.consumer, c.instead[:1] or (c.supplier,)) for c in cuts}) + len(connected)
    known = [amount for amount in yearly.values() if amount is not None]
    return WhatIf(
        services=_lost_services(analysis, gone),
        cuts=cuts,
        elements=_without_place(analysis, gone),
        channels=tuple(sorted(c.id for c in inventory.channels.values() if c.system in gone)),
        connected=connected,
        cost=(sum(e.low for e in exits) + builds * exchange_yuan[0], sum(e.high for e in exits) + builds * exchange_yuan[1]),
        saving=(sum(a.low for a in known), sum(a.high for a in known)),
        uncounted=tuple(system for system, amount in yearly.items() if amount is None),
        saving_estimated=tuple(system for system, amount in yearly.items() if amount is not None and amount.is_estimated),
        cost_estimated=tuple(system for system, amount in leaving.items() if amount.is_estimated),
        unanswered=tuple(sorted(system for system in gone if not _names_consumers(analysis, system))),
    )


def _names_consumers(analysis: Analysis, system: str) -> bool:
    """Tell whether anybody said which exchanges the system's body supplies: else consumers may exist that nobody named."""
    return exchanges_answered(analysis.scape, analysis.inventory.systems[system].owner)


def _lost_services(analysis: Analysis, gone: frozenset[str]) -> tuple[LostService, ...]:
    inventory, found = analysis.inventory, []
    for service in inventory.services.values():
        by = [inventory.systems[s] for s in dict.fromkeys(service.systems) if s in inventory.systems and runs(inventory.systems[s])]
        if all(system.id not in gone for system in by):
            continue
        cells = served(analysis, service, by)
        left = {cell for system, own in cells.items() if system not in gone for cell in own}
        lost: dict[str, set[str]] = {}
        for _, group, region in {cell for own in cells.values() for cell in own} - left:
            lost.setdefault(region, set()).add(group)
        channels = tuple(sorted(c for c in service.channels if c in inventory.channels and inventory.channels[c].system not in gone))
        by_groups: dict[tuple[str, ...], list[str]] = {}
        for region, groups in sorted(lost.items()):
            by_groups.setdefault(tuple(sorted(groups)), []).append(region)
        for told, regions in sorted(by_groups.items()):
            where = tuple(region for region in regions if region != ANYWHERE)
            found.append(LostService(service.id, told if service.groups else (), where, channels, is_whole=not left))
    return tuple(sorted(found, key=lambda s: (s.service, s.regions)))


def _cuts(analysis: Analysis, gone: frozenset[str]) -> tuple[Cut, ...]:
    """Running exchanges of what stops, towards what goes on; an element that still arrives another way is not cut."""
    scape, found = analysis.scape, []
    still: dict[str, set[str]] = {}
    flows = [
        (supplier, consumer, data["exchange"], data)
        for (_, supplier), (_, consumer), data in edges(scape, "FLOWS")
        if data["running"] and consumer not in gone
    ]
    for supplier, consumer, _, data in flows:
        if supplier not in gone:
            still.setdefault(consumer, set()).update(data["elements"])
    for supplier, consumer, exchange, data in flows:
        lost = set(data["elements"]) - still.get(consumer, set())
        # of an exchange that says nothing of what it carries the whole is lost
        if supplier in gone and (lost or not data["elements"]):
            found.append(Cut(exchange, consumer, supplier, tuple(sorted(lost)), _instead(analysis, lost, gone | {consumer})))
    return tuple(sorted(found, key=lambda c: (c.consumer, c.supplier, c.exchange)))


def _instead(analysis: Analysis, elements: set[str], without: frozenset[str]) -> tuple[str, ...]:
    """Running systems that hold all of the elements themselves, by id, at most five."""
    if not elements:
        return ()
    systems = analysis.inventory.systems
    return tuple(
        identifier
        for identifier in sorted(systems)
        if identifier not in without and runs(systems[identifier]) and elements <= analysis.scape.elements_of_system(identifier)
    )[:5]


def _without_place(analysis: Analysis, gone: frozenset[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Subject keys and core elements that only stopping systems hold, with the datasets in which they stand."""
    scape, systems = analysis.scape, analysis.inventory.systems
    kept = {e for s in systems.values() if s.id not in gone and runs(s) for e in scape.elements_of_system(s.id)}
    holders: dict[str, set[str]] = {}
    for system in gone:
        for dataset in scape.datasets_of.get(system, ()):
            for element in scape.elements_of_dataset(dataset):
                if element not in kept and element in dictionary() and dictionary()[element].weight >= _MUST_STAY:
                    holders.setdefault(element, set()).add(dataset)
    return tuple((element, tuple(sorted(datasets))) for element, datasets in sorted(holders.items()))


def _connected(analysis: Analysis, supplier: str, consumer: str) -> Connected:
    scape = analysis.scape
    body = analysis.inventory.systems[consumer].owner
    holds = scape.elements_of_system(supplier)
    needed = {need.element for needs in analysis.needs.values() for need in needs if need.body == body} & holds
    arrives = {e for e in holds if body is not None and body in bodies_of(scape, analysis.flows.reached_from(supplier, e))}
    return Connected(supplier, consumer, tuple(sorted(holds & scape.elements_of_system(consumer))), tuple(sorted(needed - arrives)))
