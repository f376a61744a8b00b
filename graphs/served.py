"""Whom a system serves where: service × user group × region, the unit in which a service goes on or is lost (MODEL.md section 5)."""

from collections.abc import Iterable

from graphs.analysis import Analysis
from graphs.regions import covers
from inventory.values import Service, System
from inventory.vocabulary import RUNNING

# where nobody said for whom, or where
UNTOLD = "public"
ANYWHERE = "*"
# a group that is part of another: what is for the public is for its special groups, too
_WITHIN = {"special_group": "public"}

Cell = tuple[str, str, str]


def runs(system: System) -> bool:
    """Tell whether a system runs; one of unknown status is taken to."""
    return system.status is None or system.status in RUNNING


def regions(analysis: Analysis, system: System) -> tuple[str, ...]:
    """The regions that a system covers, else its owner's."""
    if system.coverage:
        return system.coverage
    owner = analysis.inventory.organisations.get(system.owner or "")
    return (owner.region,) if owner is not None and owner.region else ()


def regions_of(analysis: Analysis, service: Service, system: System) -> tuple[str, ...]:
    """Where a system offers a service: of the service's regions those that the system covers, else the system's own.

    A system that covers a part of a region of the service offers it in that part. Where nobody said what the system covers,
    or what was said contradicts the service, it is the service's regions.
    """
    if not service.regions or not system.coverage:
        return service.regions or regions(analysis, system) or (ANYWHERE,)
    places = {r for r in service.regions if covers(system.coverage, (r,))} | {r for r in system.coverage if covers(service.regions, (r,))}
    return tuple(sorted(places)) or service.regions


def groups_of(service: Service, system: System) -> tuple[str, ...]:
    """For whom: of the service's groups those that the system is for; all where nobody said or what was said contradicts the service."""
    groups = service.groups or (UNTOLD,)
    return tuple(g for g in groups if g in system.audience or _WITHIN.get(g) in system.audience) or groups


def served(analysis: Analysis, service: Service, systems: Iterable[System]) -> dict[str, set[Cell]]:
    """The cells of a service by system; a region of one is a cell of every other that covers it."""
    systems = list(systems)
    where = {s.id: regions_of(analysis, service, s) for s in systems}
    every = sorted({r for places in where.values() for r in places})
    return {
        s.id: {
            (service.id, group, region)
            for group in groups_of(service, s)
            for region in every
            if region in where[s.id] or covers(where[s.id], (region,))
        }
        for s in systems
    }
