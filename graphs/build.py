"""The graph of MODEL.md section 2 from an inventory and its field matches.

Nodes are (kind, id). Fields are no nodes but attributes of HOLDS edges. Every edge carries `sources`, `mode` and `p`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from graphs.matching.evidence import FieldText
from graphs.matching.fields import Match, match_text
from inventory.elements import dictionary, resolve_element
from inventory.values import Dataset, Exchange, Record, ShareRequest, System
from inventory.values.inventory import Inventory
from inventory.vocabulary import RUNNING

Node = tuple[str, str]


_BRACKETED = re.compile(r"[（(]([^（）()]+)[）)]")
_PAPER = re.compile(r"(?:证明(?:材料|书)?|复印件|原件)$")


@dataclass(slots=True)
class Landscape:
    """The graph with the indexes that analyses ask for again and again."""

    inventory: Inventory
    matches: dict[str, Match]
    accepted: float
    graph: "nx.MultiDiGraph[Node]" = field(default_factory=nx.MultiDiGraph)
    datasets_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    fields_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    channels_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    services_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    costs_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    usage_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    duties_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _items: dict[str, str | None] = field(default_factory=dict)

    def element_of(self, field_id: str) -> str | None:
        """The element that a field is taken to mean, or None where no match is sure enough."""
        match = self.matches.get(field_id)
        return match.element if match is not None and match.score >= self.accepted else None

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

    def elements_of_dataset(self, dataset: str) -> dict[str, list[str]]:
        """Element → fields of a dataset."""
        found: dict[str, list[str]] = defaultdict(list)
        for identifier in self.fields_of.get(dataset, ()):
            element = self.element_of(identifier)
            if element is not None:
                found[element].append(identifier)
        return found

    def elements_of_system(self, system: str) -> set[str]:
        """Every element that a system's datasets hold."""
        return {element for dataset in self.datasets_of.get(system, ()) for element in self.elements_of_dataset(dataset)}

    def exchange_elements(self, exchange: Exchange) -> set[str]:
        """The elements that an exchange carries: those it lists, and all of the datasets it names."""
        found = self.item_elements(exchange.elements)
        for dataset in exchange.resources:
            found |= set(self.elements_of_dataset(dataset))
        return found

    def edges(self, kind: str) -> Iterator[tuple[Node, Node, dict[str, Any]]]:
        """All edges of one kind."""
        for left, right, key, data in self.graph.edges(keys=True, data=True):
            if str(key).split(":", 1)[0] == kind:
                yield left, right, data


def _readings(item: str) -> list[str]:
    """What an item may name, nearest first: itself, what its brackets specify, itself without them; a paper stands for what it proves."""
    texts = [item, *_BRACKETED.findall(item), _BRACKETED.sub("", item)]
    return list(dict.fromkeys(text for whole in texts for text in (whole.strip(), _PAPER.sub("", whole.strip())) if text))


def build_landscape(inventory: Inventory, matches: dict[str, Match], *, accepted: float) -> Landscape:
    """Build graph and indexes. `accepted` is the score from which a match counts."""
    scape = Landscape(inventory, matches, accepted)
    _index(scape)
    for kind, records in (
        ("organisation", inventory.organisations),
        ("system", inventory.systems),
        ("channel", inventory.channels),
        ("service", inventory.services),
        ("dataset", inventory.datasets),
        ("return", inventory.returns),
    ):
        for identifier in records:
            scape.graph.add_node((kind, identifier))
    for build in (_organisations, _duties, _reach, _services, _holdings, _flows, _needs, _sources, _asks):
        build(scape)
    return scape


def _index(scape: Landscape) -> None:
    inventory = scape.inventory
    for dataset in inventory.datasets.values():
        if dataset.system:
            scape.datasets_of[dataset.system].append(dataset.id)
    for item in inventory.fields.values():
        if item.resource:
            scape.fields_of[item.resource].append(item.id)
    for channel in inventory.channels.values():
        if channel.system:
            scape.channels_of[channel.system].append(channel.id)
    for service in inventory.services.values():
        for system in service.systems:
            scape.services_of[system].append(service.id)
    for table, records in (
        (scape.costs_of, inventory.costs),
        (scape.usage_of, inventory.usage),
        (scape.duties_of, inventory.responsibilities),
    ):
        for record in records.values():
            if record.object:
                table[record.object].append(record.id)


def _add(
    scape: Landscape, kind: str, left: Node, right: Node, record: Record | None, *, p: float = 1.0, tag: str = "", **data: Any
) -> None:
    sources = record.sources if record is not None else ()
    mode = "declared" if record is None or record.is_declared else "observed"
    scape.graph.add_edge(
        left, right, key=f"{kind}:{tag or (record.id if record is not None else '')}", kind=kind, sources=sources, mode=mode, p=p, **data
    )


def _organisations(scape: Landscape) -> None:
    known = scape.inventory.organisations
    for body in known.values():
        if body.parent in known:
            _add(scape, "PART_OF", ("organisation", body.id), ("organisation", body.parent or ""), body)
        for guide in body.guiding:
            if guide in known:
                _add(scape, "GUIDES", ("organisation", guide), ("organisation", body.id), body)


def _duties(scape: Landscape) -> None:
    kinds = {
        "dataset": "dataset",
        "system": "system",
        "channel": "channel",
        "service": "service",
        "return": "return",
        "exchange": "exchange",
    }
    for duty in scape.inventory.responsibilities.values():
        if duty.organisation in scape.inventory.organisations and duty.object:
            object_node = (kinds.get(duty.object_kind or "system", "system"), duty.object)
            _add(
                scape,
                "DUTY",
                ("organisation", duty.organisation or ""),
                object_node,
                duty,
                role=duty.role,
                stage=duty.stage,
                lead=duty.lead,
                basis=duty.basis,
            )
    for system in scape.inventory.systems.values():
        for role, body in (("sponsor", system.owner), ("builder", system.builder), ("operator", system.operator)):
            if body in scape.inventory.organisations:
                _add(
                    scape,
                    "DUTY",
                    ("organisation", body or ""),
                    ("system", system.id),
                    system,
                    tag=f"{role}{system.id}",
                    role=role,
                    stage=None,
                    lead=None,
                    basis=None,
                )


def _reach(scape: Landscape) -> None:
    for channel in scape.inventory.channels.values():
        if channel.system in scape.inventory.systems:
            _add(scape, "REACHES", ("channel", channel.id), ("system", channel.system or ""), channel)
    for system in scape.inventory.systems.values():
        for old in system.replaces:
            if old in scape.inventory.systems:
                _add(scape, "SUCCEEDS", ("system", system.id), ("system", old), system)


def _services(scape: Landscape) -> None:
    for service in scape.inventory.services.values():
        for system in service.systems:
            if system in scape.inventory.systems:
                _add(scape, "PERFORMS", ("system", system), ("service", service.id), service, layer=scape.inventory.systems[system].layer)
        for channel in service.channels:
            if channel in scape.inventory.channels:
                _add(scape, "OFFERED_BY", ("service", service.id), ("channel", channel), service)


def _holdings(scape: Landscape) -> None:
    for dataset in scape.inventory.datasets.values():
        if dataset.system in scape.inventory.systems:
            _add(scape, "CONTAINS", ("system", dataset.system or ""), ("dataset", dataset.id), dataset)
        for element, fields in scape.elements_of_dataset(dataset.id).items():
            first = scape.inventory.fields[fields[0]]
            p = max(scape.matches[identifier].score for identifier in fields)
            _add(
                scape,
                "HOLDS",
                ("dataset", dataset.id),
                ("element", element),
                dataset,
                p=p,
                tag=f"{dataset.id}/{element}",
                fields=tuple(fields),
                origin=first.origin,
                share_type=first.sharing or dataset.share_type,
                pii=first.pii,
                type=first.type,
                length=first.length,
                unit=first.unit,
            )


def _flows(scape: Landscape) -> None:
    for exchange in scape.inventory.exchanges.values():
        if exchange.from_system in scape.inventory.systems and exchange.to_system in scape.inventory.systems:
            _add(
                scape,
                "FLOWS",
                ("system", exchange.from_system or ""),
                ("system", exchange.to_system or ""),
                exchange,
                elements=frozenset(scape.exchange_elements(exchange)),
                method=exchange.method,
                via=exchange.via_platform,
                manual=exchange.method == "manual",
                network=exchange.network,
                onward=exchange.onward,
                running=exchange.status in RUNNING or exchange.status is None,
            )


def _needs(scape: Landscape) -> None:
    inventory = scape.inventory
    for request in inventory.share_requests.values():
        wanted = scape.item_elements(request.elements)
        if not wanted and request.dataset in inventory.datasets:
            wanted = set(scape.elements_of_dataset(request.dataset or ""))
        for element in wanted:
            if request.from_org in inventory.organisations:
                _add(
                    scape,
                    "NEEDS",
                    ("organisation", request.from_org or ""),
                    ("element", element),
                    request,
                    tag=f"{request.id}/{element}",
                    proof=request.id,
                    ground="share_request",
                    of=scape.asked(request),
                    dataset=request.dataset,
                )
    for item in inventory.fields.values():
        meant = scape.element_of(item.id)
        for body in item.needed_by if meant else ():
            if body in inventory.organisations:
                _add(
                    scape,
                    "NEEDS",
                    ("organisation", body),
                    ("element", meant or ""),
                    item,
                    p=0.9,
                    tag=f"{item.id}/{body}",
                    proof=item.id,
                    ground="needed_by",
                    of=None,
                    dataset=item.resource,
                )
    for service in inventory.services.values():
        for element in scape.item_elements(service.materials):
            _add(
                scape,
                "NEEDS",
                ("service", service.id),
                ("element", element),
                service,
                p=0.7,
                tag=f"{service.id}/{element}",
                proof=service.id,
                ground="material_list",
                of=None,
                dataset=None,
            )


def _sources(scape: Landscape) -> None:
    inventory = scape.inventory
    for dataset in inventory.datasets.values():
        holder = scape.holder(dataset)
        if not dataset.is_source or holder not in inventory.organisations:
            continue
        for element, fields in scape.elements_of_dataset(dataset.id).items():
            own = [
                inventory.fields[i]
                for i in fields
                if inventory.fields[i].origin not in ("shared", "derived") and inventory.fields[i].source_org in (None, holder)
            ]
            if own and dictionary()[element].role in ("subject_key", "core", "weak"):
                _add(
                    scape,
                    "SOURCE",
                    ("organisation", holder or ""),
                    ("element", element),
                    dataset,
                    tag=f"{dataset.id}/{element}",
                    dataset=dataset.id,
                    subject=dataset.subject,
                    region=region_of(scape, dataset),
                    share_type=own[0].sharing or dataset.share_type,
                )


def regions_of(inventory: Inventory, system: System) -> tuple[str, ...]:
    """The regions that a system serves: as answered, else its owner's."""
    owner = inventory.organisations.get(system.owner or "")
    return tuple(system.coverage) or ((owner.region,) if owner is not None and owner.region else ())


def region_of(scape: Landscape, dataset: Dataset) -> str | None:
    """The region that a dataset covers: its own, else its holder's."""
    body = scape.inventory.organisations.get(scape.holder(dataset) or "")
    return dataset.region or (body.region if body is not None else None)


def _asks(scape: Landscape) -> None:
    per_year = {"realtime": 365, "daily": 250, "weekly": 52, "monthly": 12, "quarterly": 4, "yearly": 1, "once": 1, "irregular": 4}
    for form in scape.inventory.returns.values():
        for element in scape.item_elements(form.elements):
            _add(
                scape,
                "ASKS",
                ("return", form.id),
                ("element", element),
                form,
                tag=f"{form.id}/{element}",
                respondent=form.respondent_level,
                per_year=per_year.get(form.frequency or ""),
            )
