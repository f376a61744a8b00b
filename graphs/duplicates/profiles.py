"""What is compared of a system, made from the landscape once."""

import re
from collections import Counter
from dataclasses import dataclass

from graphs.build import Landscape, regions_of
from graphs.duplicates.concepts import GENERIC
from inventory.elements import dictionary
from inventory.names import core, plain
from inventory.values import System
from inventory.vocabulary import RUNNING


@dataclass(frozen=True, slots=True)
class Profile:
    """A system as the comparison sees it. Empty sets and None mean unknown."""

    id: str
    name: str
    core: str
    owner: str | None
    vendor: str | None
    kind: str | None
    layer: str | None
    status: str | None
    functions: frozenset[str]
    words: Counter[str]
    services: frozenset[str]
    elements: frozenset[str]
    regions: frozenset[str]
    audience: frozenset[str]
    hosts: frozenset[str]
    start: str | None
    purpose: str = ""
    # data that no standard element names, by label
    labels: frozenset[str] = frozenset()

    @property
    def items(self) -> tuple[str, ...]:
        """Every item of data, in words."""
        return tuple(sorted({*(dictionary()[element].zh for element in self.elements), *self.labels}))

    @property
    def data(self) -> frozenset[str]:
        """Every item of data: elements, and labels beside."""
        return self.elements | self.labels

    @property
    def is_running(self) -> bool:
        """Tell whether it is in trial or in operation (an unknown status may be)."""
        return self.status is None or self.status in RUNNING


def words(*texts: str) -> Counter[str]:
    """Bigrams of the words that say what is done; generic words are breaks."""
    found: Counter[str] = Counter()
    for text in texts:
        for part in re.split(r"[^\u4e00-\u9fffa-z0-9]+", GENERIC.sub(" ", text.lower())):
            if part.isascii():
                if len(part) > 2:
                    found[part] += 1
            else:
                found.update(part[i : i + 2] for i in range(len(part) - 1))
    return found


def profile(scape: Landscape, system: System) -> Profile:
    """The profile of one system."""
    inventory = scape.inventory
    audience = set(system.audience)
    hosts = {re.sub(r"^https?://(?:www\.)?", "", url).split("/")[0] for url in system.urls}
    for channel in scape.channels_of.get(system.id, ()):
        audience.update(inventory.channels[channel].audience)
    linked = [inventory.services[identifier] for identifier in scape.services_of.get(system.id, ())]
    # one key a service, whether the register links it or the system's own answer names it
    services = {plain(service.name or "") or service.id for service in linked} | {plain(item) for item in system.services if plain(item)}
    name = system.name or ""
    return Profile(
        id=system.id,
        name=name,
        core=core(name),
        owner=system.owner,
        vendor=plain(system.contractor or "") or None,
        kind=system.kind,
        layer=_layer(system),
        status=system.status,
        functions=frozenset(plain(f) for f in system.functions if plain(f)),
        words=words(system.purpose or "", *system.functions),
        services=frozenset(services),
        elements=frozenset(scape.elements_of_system(system.id)),
        regions=frozenset(regions_of(inventory, system)),
        audience=frozenset(audience),
        hosts=frozenset(hosts),
        start=system.start_date,
        purpose=system.purpose or "",
        labels=_labels(scape, system),
    )


def _labels(scape: Landscape, system: System) -> frozenset[str]:
    return frozenset(
        label
        for dataset in scape.datasets_of.get(system.id, ())
        for identifier in scape.fields_of.get(dataset, ())
        if scape.element_of(identifier) is None and (label := plain(scape.fields.value(identifier, "label") or ""))
    )


def _layer(system: System) -> str | None:
    if system.layer:
        return system.layer
    return {"portal": "front", "display": "front", "base_library": "base", "business": "back", "office": "back"}.get(system.kind or "")
