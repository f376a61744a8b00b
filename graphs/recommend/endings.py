"""One thing gets one ending: where findings call for several, what takes over what a thing does goes before what only ends it."""

from collections.abc import Mapping

from graphs.analysis import Analysis
from graphs.served import runs, served
from inventory.values import Service
from inventory.values.finding import Finding
from inventory.vocabulary import RUNNING

Key = tuple[str, tuple[str, ...]]
# strongest first: a merge moves users and data to what is kept, a module at least what it does, a retirement nothing
ENDINGS = ("merge", "embed_as_module", "retire")
_OFFLINE = frozenset({"counter", "kiosk", "hotline"})


def things(analysis: Analysis, subjects: tuple[str, ...]) -> frozenset[str]:
    """What can end among the subjects: systems, channels, and notices that ask for one."""
    inventory = analysis.inventory
    return frozenset(s for s in subjects if s in inventory.systems or s in inventory.channels or s in inventory.notices)


def one_ending(
    analysis: Analysis, grouped: Mapping[Key, list[Finding]]
) -> tuple[dict[Key, list[Finding]], dict[Key, list[tuple[str, Finding]]]]:
    """The recommendations (kind and subjects → findings) of which none ends a thing that a stronger one ends, and what those replace.

    The findings of a weaker ending are closed by the stronger: the second mapping has them with the kind that they called for.
    """
    taken: dict[str, Key] = {}
    kept = {key: list(of) for key, of in grouped.items() if key[0] not in ENDINGS}
    replaced: dict[Key, list[tuple[str, Finding]]] = {}
    for kind in ENDINGS:
        own = {key: of for key, of in sorted(grouped.items()) if key[0] == kind}
        for (_, subjects), of in own.items():
            covered = [s for s in subjects if s in taken]
            for stronger in dict.fromkeys(taken[s] for s in covered):
                replaced.setdefault(stronger, []).extend((kind, finding) for finding in of)
            ending = things(analysis, subjects)
            if covered and ending <= set(covered):
                continue
            kept.setdefault((kind, tuple(s for s in subjects if s not in covered)), []).extend(of)
        for key in [k for k in kept if k[0] == kind]:
            for thing in things(analysis, key[1]):
                taken.setdefault(thing, key)
    return dict(sorted(kept.items())), replaced


def without_offline(analysis: Analysis, services: tuple[str, ...], ending: frozenset[str]) -> tuple[str, ...]:
    """Services of which no counter, kiosk or telephone is known to go on once these systems and channels have ended.

    As in the plan an offline channel needs a system that performs the service for the same groups and regions behind it.
    """
    return tuple(s for s in services if not _offline_runs(analysis, analysis.inventory.services[s], ending))


def _offline_runs(analysis: Analysis, service: Service, ending: frozenset[str]) -> bool:
    inventory = analysis.inventory
    recorded = [
        channel
        for c in service.channels
        if (channel := inventory.channels.get(c)) is not None
        and channel.kind in _OFFLINE
        and (channel.status is None or channel.status in RUNNING)
    ]
    is_open = any(c.id not in ending and c.system not in ending for c in recorded)
    # a kind of channel of which there is no record is taken as it was answered
    if not is_open and (recorded or not _OFFLINE & set(service.channel_kinds)):
        return False
    by = [inventory.systems[s] for s in dict.fromkeys(service.systems) if s in inventory.systems and runs(inventory.systems[s])]
    cells = served(analysis, service, by)
    left = {cell for system, own in cells.items() if system not in ending for cell in own}
    return all(own <= left for system, own in cells.items() if system in ending)
