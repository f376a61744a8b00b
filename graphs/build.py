"""The indexes of an inventory that every analysis asks again: who holds what, what a field or an item means."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphs.matching.evidence import FieldText
from graphs.matching.fields import match_text
from graphs.matching.matches import Matches
from inventory.elements import resolve_element
from inventory.values import DataField, Dataset, Exchange, Responsibility, ShareRequest, System
from inventory.values.inventory import Inventory
from inventory.values.table import Table, as_table
from inventory.workdays import is_within

_BRACKETED = re.compile(r"[（(]([^（）()]+)[）)]")
_PAPER = re.compile(r"(?:证明(?:材料|书)?|复印件|原件)$")


@dataclass(slots=True)
class Landscape:
    """An inventory with what its fields mean, and the indexes that analyses ask for again and again; edges.py makes the graph of it.

    `duties`, and `duties_of` by object, are those in force on the day of the audit: who held something before, or will, does not hold it.
    """

    inventory: Inventory
    matches: Matches
    accepted: float
    datasets_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    fields_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    channels_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    services_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    costs_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    usage_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    duties: list[Responsibility] = field(default_factory=list)
    duties_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    systems_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    exchanges_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    fields: Table[DataField] = field(init=False)
    _items: dict[str, str | None] = field(default_factory=dict)
    _held: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _holdings: dict[str, list[str]] | None = None

    def __post_init__(self) -> None:
        self.fields = as_table(DataField, self.inventory.fields)

    def element_of(self, field_id: str) -> str | None:
        """The element that a field is taken to mean, or None where no match is sure enough."""
        return self.matches.element(field_id, self.accepted)

    def item_element(self, text: str) -> str | None:
        """The element that an item of a list (an exchange's, a return's, a material) means."""
        if text not in self._items:
            readings = _readings(text)
            found = next((element for reading in readings if (element := resolve_element(reading)) is not None), None)
            if found is None:
                scored = match_text(FieldText(readings[0], readings[0] if text.isascii() else ""))
                found = scored[0][0] if scored and scored[0][1] >= self.accepted else None
            self._items[text] = found
        return self._items[text]

    def item_elements(self, texts: Iterable[str]) -> set[str]:
        """The elements of a list of items; what means none is left out."""
        return {element for text in texts if (element := self.item_element(text)) is not None}

    def asked(self, request: ShareRequest) -> str | None:
        """The body that a share request is addressed to; where it names none, who provides the dataset."""
        dataset = self.inventory.datasets.get(request.dataset or "")
        return request.to_org or (self.holder(dataset) if dataset is not None else None)

    def holder(self, dataset: Dataset) -> str | None:
        """The body that holds a dataset: its provider, else the owner of its system."""
        system = self.inventory.systems.get(dataset.system or "")
        return dataset.provider or (system.owner if system is not None else None)

    def region_of(self, dataset: Dataset) -> str | None:
        """The region that a dataset covers: its own, else its holder's."""
        body = self.inventory.organisations.get(self.holder(dataset) or "")
        return dataset.region or (body.region if body is not None else None)

    def held_by(self, body: str) -> list[str]:
        """The datasets that a body holds."""
        if self._holdings is None:
            self._holdings = defaultdict(list)
            for dataset in self.inventory.datasets.values():
                if holder := self.holder(dataset):
                    self._holdings[holder].append(dataset.id)
        return self._holdings.get(body, [])

    def elements_of_dataset(self, dataset: str) -> Mapping[str, list[str]]:
        """Element → fields of a dataset."""
        held = self._held.get(dataset)
        if held is None:
            found: dict[str, list[str]] = defaultdict(list)
            for identifier in self.fields_of.get(dataset, ()):
                element = self.element_of(identifier)
                if element is not None:
                    found[element].append(identifier)
            held = self._held[dataset] = dict(found)
        return held

    def elements_of_system(self, system: str) -> set[str]:
        """Every element that a system's datasets hold."""
        return {element for dataset in self.datasets_of.get(system, ()) for element in self.elements_of_dataset(dataset)}

    def exchange_elements(self, exchange: Exchange) -> set[str]:
        """The elements that an exchange carries: those it lists, and all of the datasets it names."""
        found = self.item_elements(exchange.elements)
        for dataset in exchange.resources:
            found |= set(self.elements_of_dataset(dataset))
        return found


def _readings(item: str) -> list[str]:
    """What an item may name, nearest first: itself, what its brackets specify, itself without them; a paper stands for what it proves."""
    texts = [item, *_BRACKETED.findall(item), _BRACKETED.sub("", item)]
    return list(dict.fromkeys(text for whole in texts for text in (whole.strip(), _PAPER.sub("", whole.strip())) if text))


def build_landscape(inventory: Inventory, matches: Matches, *, accepted: float) -> Landscape:
    """Index an inventory and what its fields mean. `accepted` is the score from which a match counts."""
    scape = Landscape(inventory, matches, accepted)
    _index(scape)
    return scape


def _index(scape: Landscape) -> None:
    inventory = scape.inventory
    for dataset in inventory.datasets.values():
        if dataset.system:
            scape.datasets_of[dataset.system].append(dataset.id)
    for identifier, resource in zip(scape.fields.ids, scape.fields.column("resource"), strict=True):
        if resource:
            scape.fields_of[resource].append(identifier)
    for exchange in inventory.exchanges.values():
        if exchange.from_system:
            scape.exchanges_of[exchange.from_system].append(exchange.id)
    for system in inventory.systems.values():
        if system.owner:
            scape.systems_of[system.owner].append(system.id)
    for channel in inventory.channels.values():
        if channel.system:
            scape.channels_of[channel.system].append(channel.id)
    for service in inventory.services.values():
        for performing in service.systems:
            scape.services_of[performing].append(service.id)
    today = dt.date.fromisoformat(inventory.today)
    scape.duties.extend(duty for duty in inventory.responsibilities.values() if is_within(today, duty.valid_from, duty.valid_to))
    for table, records in (
        (scape.costs_of, inventory.costs.values()),
        (scape.usage_of, inventory.usage.values()),
        (scape.duties_of, scape.duties),
    ):
        for record in records:
            if record.object:
                table[record.object].append(record.id)


def regions_of(inventory: Inventory, system: System) -> tuple[str, ...]:
    """The regions that a system serves: as answered, else its owner's."""
    owner = inventory.organisations.get(system.owner or "")
    return tuple(system.coverage) or ((owner.region,) if owner is not None and owner.region else ())
