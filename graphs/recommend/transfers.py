"""What a recommendation makes flow from where to where: what ends and what takes it over, and what is newly connected."""

from collections import defaultdict

from graphs.analysis import Analysis
from inventory.values.finding import Recommendation
from inventory.vocabulary import RUNNING


def systems_of(analysis: Analysis, found: Recommendation) -> list[str]:
    """The systems that a recommendation is about: named, or of a channel, dataset, service or share request that is."""
    inventory = analysis.inventory
    systems: list[str] = []
    for subject in found.subjects:
        if subject in inventory.systems:
            systems.append(subject)
            continue
        record = inventory.channels.get(subject) or inventory.datasets.get(subject)
        if record is not None and record.system in inventory.systems:
            systems.append(record.system or "")
        if subject in inventory.services:
            systems += [system for system in inventory.services[subject].systems if system in inventory.systems]
        if subject in inventory.share_requests:
            systems += _ends(analysis, subject)
    return list(dict.fromkeys(systems))


def moves_of(analysis: Analysis, found: Recommendation) -> dict[str, str | None]:
    """What ends, and what takes it over (None: nothing)."""
    for step in found.steps:
        if "target" in step.parts and "leaving" in step.parts:
            return {str(system): str(step.parts["target"]) for system in step.parts["leaving"]}
    # of a channel that ends the system goes on
    named = [subject for subject in found.subjects if subject in analysis.inventory.systems]
    if found.kind == "embed_as_module":
        return {pair.left: pair.right for pair in analysis.pairs_within(named) if pair.relation == "part_of"}
    return dict.fromkeys(named) if found.kind == "retire" else {}


def connections_of(analysis: Analysis, found: Recommendation) -> dict[tuple[str, str], frozenset[str]]:
    """(supplier, consumer) → elements of the exchanges that would meet what is asked for and not supplied; only of a `connect`."""
    if found.kind != "connect":
        return {}
    inventory = analysis.inventory
    made: dict[tuple[str, str], set[str]] = defaultdict(set)
    for subject in found.subjects:
        if subject in inventory.share_requests and (ends := _ends(analysis, subject)):
            made[ends[0], ends[1]] |= _wanted(analysis, subject)
        silo, held = analysis.silos.get(subject), inventory.datasets.get(subject)
        if silo is None or held is None or held.system is None:
            continue
        for demander in silo.unmet:
            for system in _running(analysis, demander.body)[:1]:
                made[held.system, system].add(demander.element)
    concerned = systems_of(analysis, found)
    if len(concerned) == 2 and not made:
        first, second = (analysis.scape.elements_of_system(system) for system in concerned)
        made[concerned[0], concerned[1]] |= first & second
    return {pair: frozenset(elements) for pair, elements in made.items()}


def _wanted(analysis: Analysis, request: str) -> set[str]:
    """The elements that a share request asks for; one that names none asks for all of its dataset."""
    asked = analysis.inventory.share_requests[request]
    return analysis.scape.item_elements(asked.elements) or set(analysis.scape.elements_of_dataset(asked.dataset or ""))


def _running(analysis: Analysis, body: str | None) -> list[str]:
    return [s for s in analysis.scape.systems_of.get(body or "", ()) if _runs(analysis, s)]


def _runs(analysis: Analysis, system: str | None) -> bool:
    known = analysis.inventory.systems.get(system or "")
    return known is not None and (known.status is None or known.status in RUNNING)


def _ends(analysis: Analysis, request: str) -> list[str]:
    """The system that holds what a share request asks for, and a running one of the body that asks; none where either is unknown."""
    inventory, scape = analysis.inventory, analysis.scape
    asked = inventory.share_requests[request]
    wanted = _wanted(analysis, request)
    dataset = inventory.datasets.get(asked.dataset or "")
    held = [dataset] if dataset is not None else [inventory.datasets[d] for d in scape.held_by(scape.asked(asked) or "")]
    held.sort(key=lambda d: (-len(wanted & scape.elements_of_dataset(d.id).keys()), d.id))
    suppliers = [d.system for d in held if _runs(analysis, d.system)]
    consumers = _running(analysis, asked.from_org)
    return [suppliers[0] or "", consumers[0]] if suppliers and consumers and suppliers[0] != consumers[0] else []
