"""What can end, in which ways, and which services would be left without a counter or a telephone."""

from graphs.analysis import Analysis
from graphs.served import runs, served
from inventory.values import Service
from inventory.vocabulary import RUNNING

# strongest first: a merge moves users and data to what is kept, a module at least what it does, a retirement nothing
ENDINGS = ("merge", "embed_as_module", "retire")
_OFFLINE = frozenset({"counter", "kiosk", "hotline"})


def things(analysis: Analysis, subjects: tuple[str, ...]) -> frozenset[str]:
    """What can end among the subjects: systems, channels, and notices that ask for one."""
    inventory = analysis.inventory
    return frozenset(s for s in subjects if s in inventory.systems or s in inventory.channels or s in inventory.notices)


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
