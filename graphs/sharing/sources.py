"""Who is the authoritative source of an element for a subject and region, and who holds it besides."""

from collections import defaultdict
from dataclasses import dataclass

from graphs.build import Landscape, region_of
from graphs.regions import intersect
from inventory.elements import broader_chain, dictionary


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
    for (_, body), (_, element), data in scape.edges("SOURCE"):
        found[element].append(SourceOf(body, element, data["dataset"], data["subject"], data["region"], data["share_type"]))
    for sources in found.values():
        sources.sort(key=lambda s: (s.body, s.dataset))
    return found


def shared_source(
    scape: Landscape, sources: dict[str, list[SourceOf]], element: str, asker: str, region: str | None, subject: str | None = None
) -> SourceOf | None:
    """A source of another body that shares the element (type 1 or 2) for this region, or None.

    A source of the narrower element answers a question for the broader one, not the other way round.
    """
    wanted = {element, *(name for name in dictionary() if element in broader_chain(name)[1:])}
    for name in sorted(wanted):
        for source in sources.get(name, ()):
            if source.body != asker and source.share_type in ("unconditional", "conditional") and intersect(source.region, region):
                if subject is None or source.subject is None or subject == source.subject:
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
            if dictionary()[element].role in ("subject_key", "core") and any(
                inventory.fields[f].origin in ("collected", "manual") for f in fields
            ):
                groups[element, dataset.subject or ""].append((holder, dataset.id, region_of(scape, dataset)))
    found = []
    for (element, subject), holding in sorted(groups.items()):
        declared = tuple(s for s in sources.get(element, ()) if s.subject == subject)
        bodies = {body for body, _, _ in holding}
        distinct_sources = {s.body for s in declared if any(s.body != o.body and intersect(s.region, o.region) for o in declared)}
        together = any(intersect(a[2], b[2]) for i, a in enumerate(holding) for b in holding[i + 1 :] if a[0] != b[0])
        if len(bodies) >= 2 and together and (not declared or len(distinct_sources) >= 2):
            holders = tuple(sorted({(body, dataset) for body, dataset, _ in holding}))
            found.append(Contested(element, subject, holding[0][2], holders, declared))
    return found
