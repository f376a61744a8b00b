"""The sharing sheet: of every element, who holds it, on which terms it is shared, who asks, who is refused, and how long it took."""

from collections import defaultdict
from dataclasses import dataclass

from graphs.analysis import Analysis
from graphs.edges import edges
from graphs.gaps import Gap, Gaps
from graphs.sharing.terms import terms_of
from inventory.elements import dictionary
from inventory.values import ShareRequest


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a request (reply, supply, correction): working days taken or so far, and the statutory limit; None where the calendar ends."""

    request: str
    step: str
    days: int | None
    limit: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One element in one dataset. `receives` are bodies that get it by a running exchange; `asks` and `refused` are bodies.

    `gaps` tell of each body that asks or needs it and does not get it what stands between.
    """

    element: str
    dataset: str
    holder: str | None
    is_source: bool | None
    share_type: str | None
    scope: str | None
    use: str | None
    no_share_basis: str | None
    receives: tuple[str, ...]
    asks: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    gaps: tuple[Gap, ...]


def sharing_sheet(analysis: Analysis) -> list[SheetRow]:
    """Rows by element and dataset; what joins nothing (record keys, counts, technical columns) is left out."""
    inventory, scape = analysis.inventory, analysis.scape
    requests: dict[tuple[str, str], list[ShareRequest]] = defaultdict(list)
    for request in inventory.share_requests.values():
        wanted = scape.item_elements(request.elements)
        dataset = inventory.datasets.get(request.dataset or "")
        if not wanted and dataset is not None:
            wanted = set(scape.elements_of_dataset(dataset.id))
        for element in wanted:
            requests[scape.asked(request) or "", element].append(request)
    gaps, found = Gaps(analysis), []
    for (_, dataset_id), (_, element), data in edges(scape, "HOLDS"):
        if element not in dictionary() or dictionary()[element].weight == 0:
            continue
        dataset = inventory.datasets[dataset_id]
        holder = scape.holder(dataset)
        asked = [
            r for r in requests.get((holder or "", element), ()) if r.dataset in (None, dataset_id) or r.dataset not in inventory.datasets
        ]
        reached = analysis.flows.reached_from(dataset.system or "", element)
        silo = analysis.silos.get(dataset_id)
        needing = {r.from_org for r in asked} | ({d.body for d in silo.unmet if d.element == element} if silo is not None else set())
        bodies = {inventory.systems[s].owner for s in reached} - {None, holder}
        found.append(
            SheetRow(
                element=element,
                dataset=dataset_id,
                holder=holder,
                is_source=dataset.is_source,
                share_type=data["share_type"],
                scope=dataset.share_scope,
                use=dataset.share_use,
                no_share_basis=dataset.no_share_basis,
                receives=tuple(sorted(str(b) for b in bodies)),
                asks=tuple(sorted({r.from_org for r in asked if r.from_org})),
                refused=tuple(sorted({(r.from_org, r.basis or "") for r in asked if r.decision == "refused" and r.from_org})),
                steps=tuple(step for r in sorted(asked, key=lambda r: r.id) for step in _steps(analysis, r)),
                gaps=tuple(
                    gaps.of(dataset, element, body) for body in sorted(inventory.organisations.keys() & needing - bodies - {holder})
                ),
            )
        )
    return sorted(found, key=lambda row: (row.element, row.holder or "", row.dataset))


def _steps(analysis: Analysis, request: ShareRequest) -> list[Step]:
    return [
        Step(request.id, term.step, term.days, term.limit, term.end is None)
        for term in terms_of(request, analysis.thresholds, analysis.clauses)
    ]
