"""What a recommendation makes flow from where to where: what ends and what takes it over, and what is newly connected."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.sharing.sources import is_asked_once, shared_source
from inventory.values.finding import Recommendation
from inventory.vocabulary import RUNNING


def systems_of(analysis: Analysis, found: Recommendation) -> list[str]:
    """The systems that a recommendation is about: named, or of a channel, dataset, service, exchange or share request that is."""
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
        if subject in inventory.exchanges:
            ends = inventory.exchanges[subject].from_system, inventory.exchanges[subject].to_system
            systems += [system for system in ends if system and system in inventory.systems]
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
    """(supplier, consumer) → elements of the exchanges that would meet what is asked for and not supplied; only of a `connect`.

    A system or dataset supplies whom it does not reach; what people carry by hand goes the same way; a form, service or return gets what
    it asks people for from the source that shares it.
    """
    if found.kind != "connect":
        return {}
    inventory, scape = analysis.inventory, analysis.scape
    made: dict[tuple[str, str], set[str]] = defaultdict(set)
    for subject in found.subjects:
        if subject in inventory.share_requests and (ends := _ends(analysis, subject)):
            made[ends[0], ends[1]] |= _wanted(analysis, subject)
        if subject in inventory.exchanges:
            carried = inventory.exchanges[subject]
            if carried.from_system in inventory.systems and carried.to_system in inventory.systems:
                made[carried.from_system or "", carried.to_system or ""] |= scape.exchange_elements(carried)
        for dataset in (subject, *scape.datasets_of.get(subject, ())):
            for pair, element in _unmet(analysis, dataset):
                made[pair].add(element)
        for pair, element in _asked(analysis, subject):
            made[pair].add(element)
    concerned = systems_of(analysis, found)
    if len(concerned) == 2 and not made:
        first, second = (scape.elements_of_system(system) for system in concerned)
        made[concerned[0], concerned[1]] |= first & second
    return {pair: frozenset(elements) for pair, elements in made.items() if pair[0] != pair[1]}


def _unmet(analysis: Analysis, dataset: str) -> Iterator[tuple[tuple[str, str], str]]:
    """What a dataset's system would send, and to which system of each body that needs it."""
    silo, held = analysis.silos.get(dataset), analysis.inventory.datasets.get(dataset)
    if silo is None or held is None or held.system is None:
        return
    for demander in silo.unmet:
        for system in _running(analysis, demander.body)[:1]:
            yield (held.system, system), demander.element


def _asked(analysis: Analysis, subject: str) -> Iterator[tuple[tuple[str, str], str]]:
    """What a form, service or return asks people for, from the system of the source that shares it."""
    inventory, scape = analysis.inventory, analysis.scape
    takers: list[str]
    dataset, service, form = inventory.datasets.get(subject), inventory.services.get(subject), inventory.returns.get(subject)
    if dataset is not None:
        fields = scape.elements_of_dataset(subject).items()
        elements = {e for e, held in fields if any(inventory.fields[f].origin in ("collected", "manual") for f in held)}
        body, takers = scape.holder(dataset), [dataset.system or ""]
    elif service is not None:
        elements, body = scape.item_elements(service.materials), service.owner
        takers = [s for s in service.systems if _runs(analysis, s)] or _running(analysis, body)
    elif form is not None:
        elements, body = scape.item_elements(form.elements), form.requiring
        takers = _running(analysis, body)
    else:
        return
    organisation = inventory.organisations.get(body or "")
    if organisation is None or not takers or not _runs(analysis, takers[0]):
        return
    region = (scape.region_of(dataset) if dataset is not None else None) or organisation.region
    for element in sorted(elements):
        source = None if is_asked_once(element) else shared_source(scape, analysis.sources, element, organisation.id, region)
        system = inventory.datasets[source.dataset].system if source is not None else None
        if source is not None and system is not None and _runs(analysis, system):
            yield (system, takers[0]), source.element


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
