"""Who is the authoritative source of an element for a subject and region, and who holds it besides."""

from collections import defaultdict
from dataclasses import dataclass

from graphs.build import Landscape
from graphs.edges import edges
from graphs.regions import intersect
from inventory.elements import DataElement, broader_chain, dictionary


@dataclass(frozen=True, slots=True)
class SourceOf:
    """A body that declares a dataset the source of an element; `share_type` is how it is shared."""

    body: str
    element: str
    dataset: str
    subject: str | None
    region: str | None
    share_type: str | None


def read_sources(scape: Landscape) -> dict[str, list[SourceOf]]:
    """Declared sources by element."""
    found: dict[str, list[SourceOf]] = defaultdict(list)
    for (_, body), (_, element), data in edges(scape, "SOURCE"):
        found[element].append(SourceOf(body, element, data["dataset"], data["subject"], data["region"], data["share_type"]))
    for sources in found.values():
        sources.sort(key=lambda s: (s.body, s.dataset))
    return found


def is_asked_once(element: str) -> bool:
    """Tell whether people must be asked for it: who somebody is has to be known to look the rest up; keys of records mean nothing elsewhere."""
    return dictionary()[element].role in ("subject_key", "technical", "record_key") or element == "person_name"


def shared_source(
    scape: Landscape, sources: dict[str, list[SourceOf]], element: str, asker: str, region: str | None, subject: str | None = None
) -> SourceOf | None:
    """A source of another body that shares the element (type 1 or 2) for this region, or None.

    A source of the narrower element answers a question for the broader one, not the other way round.
    """
    wanted = {element, *(name for name in dictionary() if element in broader_chain(name)[1:])}
    for name in sorted(wanted):
        for source in sources.get(name, ()):
            shares = source.body != asker and source.share_type in ("unconditional", "conditional")
            if shares and intersect(source.region, region) and (subject is None or source.subject in (None, subject)):
                return source
    return None


@dataclass(frozen=True, slots=True)
class Contested:
    """A key element that several bodies collect themselves for one subject and region."""

    element: str
    subject: str
    region: str | None
    holders: tuple[tuple[str, str], ...]
    sources: tuple[SourceOf, ...]


def contested_elements(scape: Landscape, sources: dict[str, list[SourceOf]]) -> list[Contested]:
    """Subject keys and core elements collected by two or more bodies with no declared source, or with several."""
    inventory = scape.inventory
    groups: dict[tuple[str, str], list[tuple[str, str, str | None]]] = defaultdict(list)
    for dataset in inventory.datasets.values():
        holder = scape.holder(dataset)
        if holder is None or dataset.subject in (None, "aggregate"):
            continue
        for element, fields in scape.elements_of_dataset(dataset.id).items():
            if _is_told_by_one(dictionary()[element], dataset.subject) and any(
                inventory.fields[f].origin in ("collected", "manual") for f in fields
            ):
                groups[element, dataset.subject or ""].append((holder, dataset.id, scape.region_of(dataset)))
    found = []
    for (element, subject), holding in sorted(groups.items()):
        for near in _by_region(holding):
            declared = tuple(
                s for s in sources.get(element, ()) if s.subject == subject and any(intersect(s.region, r) for _, _, r in near)
            )
            rivals = {s.body for s in declared if any(s.body != o.body and intersect(s.region, o.region) for o in declared)}
            if len({body for body, _, _ in near}) >= 2 and (not declared or len(rivals) >= 2):
                found.append(
                    Contested(element, subject, near[0][2], tuple(sorted({(body, dataset) for body, dataset, _ in near})), declared)
                )
    return found


def _is_told_by_one(element: DataElement, subject: str | None) -> bool:
    """Tell whether one body should be the source of an element about such subjects.

    The code or address of a place beside a person, body or event says where something is; it is no fact about them with a source of its own.
    """
    return element.role == "subject_key" or (element.role == "core" and (element.object_class != "place" or subject == "place"))


Holding = tuple[str, str, str | None]


def _by_region(holding: list[Holding]) -> list[list[Holding]]:
    """Holdings whose regions share a place, together."""
    groups: list[list[Holding]] = []
    for entry in sorted(holding, key=lambda h: (h[2] or "", h[0], h[1])):
        touching = [group for group in groups if any(intersect(entry[2], other[2]) for other in group)]
        merged = [other for group in touching for other in group] + [entry]
        groups = [group for group in groups if group not in touching] + [merged]
    return groups
