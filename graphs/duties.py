"""The duty matrix: body × object × stage of the data life cycle, with the cells that nobody or that several bodies fill."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from graphs.build import Landscape
from inventory.values import Responsibility
from inventory.workdays import first_day, last_day

STAGES = ("decide", "build", "apply", "collect", "transfer", "store", "use", "share", "destroy")
# stages that data pass through; the first three belong to systems
OF_DATA = STAGES[3:]
_OF_SYSTEM = STAGES[:3]
_KIND = {"Dataset": "dataset", "System": "system", "Channel": "channel", "Service": "service", "Return": "return", "Exchange": "exchange"}


@dataclass(frozen=True, slots=True)
class Cell:
    """Who answers for one stage (or role, where no stage was given) of one object.

    `state` is held (one body), led (several, one of which leads), double (several, none leads), empty (others of the object's stages are
    filled), or not_answered (nothing was said of any stage, so that silence is no gap).
    """

    object: str
    kind: str
    stage: str | None
    role: str | None
    bodies: tuple[str, ...]
    leads: tuple[str, ...]
    basis: tuple[str, ...]
    valid_from: str | None
    valid_to: str | None
    state: str


def duty_matrix(scape: Landscape) -> list[Cell]:
    """All cells, by kind of object, name's id and stage, as the duties stand on the inventory's day."""
    return sorted(_cells(scape), key=lambda c: (c.kind, c.object, STAGES.index(c.stage) if c.stage else -1, c.role or "", c.bodies))


def _cells(scape: Landscape) -> Iterator[Cell]:
    inventory = scape.inventory
    by_object: dict[str, list[Responsibility]] = defaultdict(list)
    for duty in scape.duties:
        if duty.object and duty.organisation:
            by_object[duty.object].append(duty)
    for identifier in sorted(by_object.keys() | inventory.datasets.keys()):
        record = inventory.find(identifier)
        kind = _KIND.get(type(record).__name__, "") if record is not None else by_object[identifier][0].object_kind or ""
        duties = by_object.get(identifier, [])
        staged: dict[str, list[Responsibility]] = defaultdict(list)
        for duty in duties:
            if duty.stage in STAGES:
                staged[duty.stage].append(duty)
        stages = OF_DATA if kind == "dataset" else tuple(s for s in _OF_SYSTEM if staged) if kind == "system" else ()
        for stage in dict.fromkeys((*stages, *sorted(staged, key=STAGES.index))):
            if stage in staged:
                yield _filled(identifier, kind, stage, None, staged[stage])
            else:
                yield Cell(identifier, kind, stage, None, (), (), (), None, None, "empty" if staged else "not_answered")
        roles: dict[str, list[Responsibility]] = defaultdict(list)
        for duty in duties:
            if duty.stage not in STAGES:
                roles[duty.role or ""].append(duty)
        for role, held in sorted(roles.items()):
            yield _filled(identifier, kind, None, role or None, held)
    for system in inventory.systems.values():
        for role, body in (("sponsor", system.owner), ("builder", system.builder), ("operator", system.operator)):
            said = any(d.role == role for d in by_object.get(system.id, ()))
            if body in inventory.organisations and not said:
                yield Cell(system.id, "system", None, role, (str(body),), (), (), None, None, "held")


def _filled(identifier: str, kind: str, stage: str | None, role: str | None, duties: list[Responsibility]) -> Cell:
    bodies = tuple(sorted({str(d.organisation) for d in duties}))
    leads = tuple(sorted({str(d.organisation) for d in duties if d.lead}))
    state = "held" if len(bodies) == 1 else "led" if len(leads) == 1 else "double"
    dates = [d.valid_from for d in duties if d.valid_from], [d.valid_to for d in duties if d.valid_to]
    roles = {d.role for d in duties if d.role}
    return Cell(
        identifier,
        kind,
        stage,
        role or (roles.pop() if len(roles) == 1 else None),
        bodies,
        leads,
        tuple(sorted({d.basis for d in duties if d.basis})),
        max(dates[0], key=lambda text: str(first_day(text)), default=None),
        min(dates[1], key=lambda text: str(last_day(text)), default=None),
        state,
    )
