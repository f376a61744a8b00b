"""The graph of MODEL.md section 2. Nodes are (kind, id); fields are no nodes but attributes of HOLDS edges.

Every edge carries `sources`, `mode` and `p`. The analysis reads edges kind by kind, straight from the records; the networkx graph
is made for views and exports.
"""

from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx

from graphs.build import Landscape
from inventory.elements import dictionary
from inventory.values import Record
from inventory.vocabulary import RUNNING

Node = tuple[str, str]
# times a year of a frequency
PER_YEAR = {"realtime": 365, "daily": 250, "weekly": 52, "monthly": 12, "quarterly": 4, "yearly": 1, "once": 1, "irregular": 4}
# from, to, key (kind:record), attributes
Edge = tuple[Node, Node, str, dict[str, Any]]


def _edge(kind: str, left: Node, right: Node, record: Record, *, p: float = 1.0, tag: str = "", **data: Any) -> Edge:
    mode = "declared" if record.is_declared else "observed"
    return left, right, f"{kind}:{tag or record.id}", {"kind": kind, "sources": record.sources, "mode": mode, "p": p, **data}


def _parts(scape: Landscape) -> Iterator[Edge]:
    known = scape.inventory.organisations
    for body in known.values():
        if body.parent in known:
            yield _edge("PART_OF", ("organisation", body.id), ("organisation", body.parent or ""), body)


def _guides(scape: Landscape) -> Iterator[Edge]:
    known = scape.inventory.organisations
    for body in known.values():
        for guide in body.guiding:
            if guide in known:
                yield _edge("GUIDES", ("organisation", guide), ("organisation", body.id), body)


def _duties(scape: Landscape) -> Iterator[Edge]:
    kinds = {
        "dataset": "dataset",
        "system": "system",
        "channel": "channel",
        "service": "service",
        "return": "return",
        "exchange": "exchange",
    }
    for duty in scape.duties:
        if duty.organisation in scape.inventory.organisations and duty.object:
            object_node = (kinds.get(duty.object_kind or "system", "system"), duty.object)
            yield _edge(
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
                yield _edge(
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


def _reach(scape: Landscape) -> Iterator[Edge]:
    for channel in scape.inventory.channels.values():
        if channel.system in scape.inventory.systems:
            yield _edge("REACHES", ("channel", channel.id), ("system", channel.system or ""), channel)


def _succeeds(scape: Landscape) -> Iterator[Edge]:
    for system in scape.inventory.systems.values():
        for old in system.replaces:
            if old in scape.inventory.systems:
                yield _edge("SUCCEEDS", ("system", system.id), ("system", old), system)


def _performs(scape: Landscape) -> Iterator[Edge]:
    for service in scape.inventory.services.values():
        for system in service.systems:
            if system in scape.inventory.systems:
                yield _edge("PERFORMS", ("system", system), ("service", service.id), service, layer=scape.inventory.systems[system].layer)


def _offered_by(scape: Landscape) -> Iterator[Edge]:
    for service in scape.inventory.services.values():
        for channel in service.channels:
            if channel in scape.inventory.channels:
                yield _edge("OFFERED_BY", ("service", service.id), ("channel", channel), service)


def _contains(scape: Landscape) -> Iterator[Edge]:
    for dataset in scape.inventory.datasets.values():
        if dataset.system in scape.inventory.systems:
            yield _edge("CONTAINS", ("system", dataset.system or ""), ("dataset", dataset.id), dataset)


def _holds(scape: Landscape) -> Iterator[Edge]:
    for dataset in scape.inventory.datasets.values():
        for element, fields in scape.elements_of_dataset(dataset.id).items():
            first = scape.inventory.fields[fields[0]]
            p = max(scape.matches[identifier].score for identifier in fields)
            yield _edge(
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


def _flows(scape: Landscape) -> Iterator[Edge]:
    systems = scape.inventory.systems
    for exchange in scape.inventory.exchanges.values():
        if exchange.from_system in systems and exchange.to_system in systems:
            yield _edge(
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
                exchange=exchange.id,
                running=exchange.status in RUNNING or exchange.status is None,
            )


def _needs(scape: Landscape) -> Iterator[Edge]:
    inventory = scape.inventory
    for request in inventory.share_requests.values():
        wanted = scape.item_elements(request.elements)
        if not wanted and request.dataset in inventory.datasets:
            wanted = set(scape.elements_of_dataset(request.dataset or ""))
        for element in wanted:
            if request.from_org in inventory.organisations:
                yield _edge(
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
    for item in map(scape.fields.record, scape.fields.column("needed_by").positions(bool)):
        meant = scape.element_of(item.id)
        for body in item.needed_by if meant else ():
            if body in inventory.organisations:
                yield _edge(
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
            yield _edge(
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


def _sources(scape: Landscape) -> Iterator[Edge]:
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
                yield _edge(
                    "SOURCE",
                    ("organisation", holder or ""),
                    ("element", element),
                    dataset,
                    tag=f"{dataset.id}/{element}",
                    dataset=dataset.id,
                    subject=dataset.subject,
                    region=scape.region_of(dataset),
                    share_type=own[0].sharing or dataset.share_type,
                )


def _asks(scape: Landscape) -> Iterator[Edge]:
    for form in scape.inventory.returns.values():
        for element in scape.item_elements(form.elements):
            yield _edge(
                "ASKS",
                ("return", form.id),
                ("element", element),
                form,
                tag=f"{form.id}/{element}",
                respondent=form.respondent_level,
                per_year=PER_YEAR.get(form.frequency or ""),
            )


# kind → its edges, from the records
_KINDS: dict[str, Callable[[Landscape], Iterator[Edge]]] = {
    "PART_OF": _parts,
    "GUIDES": _guides,
    "DUTY": _duties,
    "REACHES": _reach,
    "SUCCEEDS": _succeeds,
    "PERFORMS": _performs,
    "OFFERED_BY": _offered_by,
    "CONTAINS": _contains,
    "HOLDS": _holds,
    "FLOWS": _flows,
    "NEEDS": _needs,
    "SOURCE": _sources,
    "ASKS": _asks,
}


def edges(scape: Landscape, kind: str) -> Iterator[tuple[Node, Node, dict[str, Any]]]:
    """All edges of one kind, in the order of records."""
    for left, right, _key, data in _KINDS[kind](scape):
        yield left, right, data


def graph_of(scape: Landscape) -> "nx.MultiDiGraph[Node]":
    """The whole graph for views and exports."""
    inventory = scape.inventory
    graph: nx.MultiDiGraph[Node] = nx.MultiDiGraph()
    for kind, records in (
        ("organisation", inventory.organisations),
        ("system", inventory.systems),
        ("channel", inventory.channels),
        ("service", inventory.services),
        ("dataset", inventory.datasets),
        ("return", inventory.returns),
    ):
        graph.add_nodes_from((kind, identifier) for identifier in records)
    for made in _KINDS.values():
        for left, right, key, data in made(scape):
            graph.add_edge(left, right, key=key, **data)
    return graph
