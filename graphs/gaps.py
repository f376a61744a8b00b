"""What stands between a need and the data: the terms (a policy gap), the connection (an IT gap), or that nobody asked.

A gap is told from what was answered alone. The last request of the one who needs the data goes before the terms of the catalogue, an
item's terms go before its dataset's, and terms go before connections: what may not be shared cannot be missing an interface.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from graphs.analysis import Analysis
from graphs.sharing.terms import terms_of
from inventory.elements import dictionary
from inventory.values import Dataset, ShareRequest
from inventory.values.finding import Reason
from inventory.vocabulary import RUNNING

# kind → its side and the cause that a finding of it has; of two that weigh the same the first is named
_KINDS = {
    "refused": ("policy", "rule"),
    "no_terms": ("policy", "rule"),
    "conditions": ("policy", "rule"),
    "overdue": ("policy", "duty"),
    "not_asked": ("asking", "awareness"),
    "waiting": ("asking", None),
    "stopped": ("technical", "technique"),
    "by_hand": ("technical", "technique"),
    "unbuilt": ("technical", "platform"),
    "arrives": ("use", "duty"),
    "unknown": ("unknown", None),
}
SIDES = ("policy", "technical", "asking", "use", "unknown")


@dataclass(frozen=True, slots=True)
class Gap:
    """Why `body` does not get `element` of `dataset`. `record` says so: a request, dataset, item or exchange."""

    dataset: str
    element: str
    body: str
    kind: str
    record: str

    @property
    def side(self) -> str:
        """policy, technical, asking, use (it arrives and is asked for all the same) or unknown."""
        return _KINDS[self.kind][0]


class Gaps:
    """Gaps of one analysis; requests and exchanges are looked up by who is concerned."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self._requests: dict[tuple[str | None, str | None], list[ShareRequest]] = defaultdict(list)
        for request in sorted(analysis.inventory.share_requests.values(), key=lambda r: (r.received or "", r.id)):
            self._requests[request.from_org, analysis.scape.asked(request)].append(request)
        self._reached = cache(analysis.flows.reached_from)

    def of(self, dataset: Dataset, element: str, body: str) -> Gap:
        """What stands between a body and an element of a dataset of another."""
        if self._arrives(dataset, element, body):
            return Gap(dataset.id, element, body, "arrives", dataset.id)
        found = self._by_request(dataset, element, body) or self._by_terms(dataset, element)
        kind, record = found if found is not None else self._by_connection(dataset, element, body)
        return Gap(dataset.id, element, body, kind, record)

    def unmet(self) -> list[Gap]:
        """The gap of every need of a dataset that nothing meets, by dataset."""
        datasets = self.analysis.inventory.datasets
        return [self.of(datasets[silo.dataset], d.element, d.body) for silo in self.analysis.silos.values() for d in silo.unmet]

    def _systems(self, body: str) -> set[str]:
        return set(self.analysis.scape.systems_of.get(body, ()))

    def _arrives(self, dataset: Dataset, element: str, body: str) -> bool:
        return bool(self._systems(body) & self._reached(dataset.system or "", element))

    def _by_request(self, dataset: Dataset, element: str, body: str) -> tuple[str, str] | None:
        scape = self.analysis.scape
        asked = [
            request
            for request in self._requests.get((body, scape.holder(dataset)), ())
            if (request.dataset in (dataset.id, dataset.code) if request.dataset else element in scape.item_elements(request.elements))
        ]
        if not asked:
            return None
        last = asked[-1]
        if last.decision in ("agreed", "conditional"):
            return self._by_connection(dataset, element, body)
        if last.decision == "refused":
            return "refused", last.id
        terms = terms_of(last, self.analysis.thresholds, self.analysis.clauses)
        is_late = any(term.step == "reply" and term.verdict == "late" for term in terms)
        return ("overdue" if is_late else "waiting"), last.id

    def _by_terms(self, dataset: Dataset, element: str) -> tuple[str, str] | None:
        """What the terms say where they stand in the way, or are not known; None where they let the data go."""
        fields = [self.analysis.inventory.fields[f] for f in self.analysis.scape.elements_of_dataset(dataset.id).get(element, ())]
        own = next((field for field in fields if field.sharing is not None), None)
        terms, record = (own.sharing, own.id) if own is not None else (dataset.share_type, dataset.id)
        if terms == "not_shared":
            return "refused", record
        if terms == "conditional":
            return ("conditions" if dataset.share_extra else "not_asked"), dataset.id
        if terms is None:
            return ("no_terms" if "share_type" in dataset.none else "unknown"), record
        return None

    def _by_connection(self, dataset: Dataset, element: str, body: str) -> tuple[str, str]:
        scape = self.analysis.scape
        between = [
            exchange
            for identifier in scape.exchanges_of.get(dataset.system or "", ())
            if (exchange := self.analysis.inventory.exchanges[identifier]).from_system == dataset.system
            and exchange.to_system in self._systems(body)
            and element in scape.exchange_elements(exchange)
        ]
        for exchange in between:
            if exchange.method == "manual" and (exchange.status is None or exchange.status in RUNNING):
                return "by_hand", exchange.id
        return ("stopped", between[0].id) if between else ("unbuilt", dataset.id)


def cause_of(gaps: Iterable[Gap]) -> str | None:
    """The cause that weighs most among gaps, by the weight of their elements; None where nothing told says one."""
    weights: dict[str, float] = dict.fromkeys((cause for _, cause in _KINDS.values() if cause is not None), 0.0)
    for gap in gaps:
        cause = _KINDS[gap.kind][1]
        if cause is not None:
            weights[cause] += dictionary()[gap.element].weight
    cause = max(weights, key=lambda name: weights[name])
    return cause if weights[cause] else None


def reasons_of(gaps: Iterable[Gap]) -> list[Reason]:
    """One reason a kind and record of gap, those of policy first, as a finding lists them."""
    grouped: dict[tuple[str, str], list[Gap]] = defaultdict(list)
    for gap in gaps:
        grouped[gap.kind, gap.record].append(gap)
    order = list(_KINDS)
    return [
        Reason(
            "share.gap",
            {
                "side": f"gap_side:{of[0].side}",
                "gap": f"gap:{kind}",
                "bodies": sorted({gap.body for gap in of}),
                "elements": sorted({gap.element for gap in of})[:8],
                "record": record,
            },
        )
        for (kind, record), of in sorted(
            grouped.items(), key=lambda entry: (SIDES.index(entry[1][0].side), order.index(entry[0][0]), entry[0])
        )
    ][:12]
