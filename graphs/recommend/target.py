"""Which member of a cluster should stay: the one that the others can move to with least loss."""

from graphs.analysis import Analysis
from graphs.regions import covers
from graphs.served import regions
from inventory.values import System
from inventory.vocabulary import RUNNING

_MLPS = {"ungraded": 0, "level_1": 1, "level_2": 2, "level_3": 3, "level_4": 4, "level_5": 5}
_LEVEL = {"national": 5, "province": 4, "city": 3, "county": 2, "town": 1, "village": 0}


def mlps_number(system: System) -> int | None:
    """The protection level as a number; None where not answered."""
    return None if system.mlps is None else _MLPS[system.mlps]


def rank(analysis: Analysis, system: System) -> tuple[float, ...]:
    """Higher is better: runs, is a shared platform, covers more, graded higher, serves more, holds more, younger."""
    usage = [analysis.inventory.usage[u] for u in analysis.scape.usage_of.get(system.id, ())]
    active = max((u.mau or 0 for u in usage), default=0)
    return (
        1.0 if system.status in RUNNING else 0.0,
        1.0 if system.kind == "shared_platform" else 0.0,
        float(_LEVEL.get(analysis.level_of(system.owner) or "", 0)),
        float(mlps_number(system) or 0),
        float(len(analysis.scape.services_of.get(system.id, ()))),
        float(active),
        float(len(analysis.scape.elements_of_system(system.id))),
    )


def choose_target(analysis: Analysis, members: tuple[str, ...]) -> str:
    """The best member; ties by id. One whose region covers all others goes before one that does not."""
    systems = [analysis.inventory.systems[m] for m in members]

    def reach(system: System) -> int:
        own = regions(analysis, system)
        return sum(covers(own, regions(analysis, other)) for other in systems)

    return max(sorted(members), key=lambda m: (reach(analysis.inventory.systems[m]), rank(analysis, analysis.inventory.systems[m])))
