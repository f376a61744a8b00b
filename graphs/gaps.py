"""What stands between a need and the data: the terms (a policy gap), the connection (an IT gap), or that nobody asked.

A gap is told from what was answered alone. The last request of the one who needs the data goes before the terms of the catalogue, an
item's terms go before its dataset's, and terms go before connections: what may not be shared cannot be missing an interface.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from graphs.analysis import Analysis
from graphs.sharing.silos import exchanges_answered
from graphs.sharing.terms import terms_of
from inventory.elements import dictionary
from inventory.values import Dataset, Exchange, ShareRequest
from inventory.values.finding import Reason
from inventory.vocabulary import RUNNING

# kind → its side and the cause that a finding of it has; of two that weigh the same the first is named
_KINDS = {
    "refused": ("policy", "rule"),
    "no_terms": ("policy", "rule"),
    "conditions": ("policy", "rule"),
    "overdue": ("policy", "duty"),
    "supply_overdue": ("policy", "duty"),
    "not_asked": ("asking", "awareness"),
    "waiting": ("asking", None),
    "planned": ("technical", None),
    "stopped": ("technical", "technique"),
    "by_hand": ("technical", "technique"),
    "unbuilt": ("technical", "platform"),
    "arrives": ("use", "duty"),
    "supplied": ("use", None),
    "unknown": ("unknown", None),
}
# those in which nobody is behind with anything
IN_ORDER = frozenset({"waiting", "planned", "supplied"})
# of several fields of one element that of the most open terms is enough
_TERMS = ("unconditional", "conditional", "not_shared", None)
_COMING = ("planned", "building")
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
        """policy, technical, asking, use (it arrived and is asked for all the same) or unknown."""
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
        """The systems of a body that run, or may."""
        systems = self.analysis.inventory.systems
        return {s for s in self.analysis.scape.systems_of.get(body, ()) if systems[s].status is None or systems[s].status in RUNNING}

    def _suppliers(self, dataset: Dataset, element: str) -> set[str]:
        """The system of a dataset, if it runs or may, and every system that gets the element from it."""
        system = self.analysis.inventory.systems.get(dataset.system or "")
        if system is None or (system.status is not None and system.status not in RUNNING):
            return set()
        return {system.id, *self._reached(system.id, element)}

    def _arrives(self, dataset: Dataset, element: str, body: str) -> bool:
        return bool(self._systems(body) & (self._suppliers(dataset, element) - {dataset.system}))

    def _by_request(self, dataset: Dataset, element: str, body: str) -> tuple[str, str] | None:
        asked = [r for r in self._requests.get((body, self.analysis.scape.holder(dataset)), ()) if self._is_for(r, dataset, element)]
        if not asked:
            return None
        last = asked[-1]
        if last.decision == "refused":
            return "refused", last.id
        if last.supplied:
            return "supplied", last.id
        late = {t.step for t in terms_of(last, self.analysis.thresholds, self.analysis.clauses) if t.verdict == "late"}
        if last.decision in ("agreed", "conditional"):
            return ("supply_overdue", last.id) if "supply" in late else self._by_connection(dataset, element, body)
        return ("overdue" if "reply" in late else "waiting"), last.id

    def _is_for(self, request: ShareRequest, dataset: Dataset, element: str) -> bool:
        if request.dataset and request.dataset not in (dataset.id, dataset.code):
            return False
        wanted = self.analysis.scape.item_elements(request.elements)
        # a request that names a dataset and no items asks for all of it
        return element in wanted or (not request.elements and bool(request.dataset))

    def _by_terms(self, dataset: Dataset, element: str) -> tuple[str, str] | None:
        """What the terms say where they stand in the way, or are not known; None where they let the data go."""
        fields = [self.analysis.inventory.fields[f] for f in self.analysis.scape.elements_of_dataset(dataset.id).get(element, ())]
        stated = [(field.sharing or dataset.share_type, field.id if field.sharing is not None else dataset.id) for field in fields]
        terms, record = min(stated, key=lambda entry: (_TERMS.index(entry[0]), entry[1]), default=(dataset.share_type, dataset.id))
        if terms == "not_shared":
            return "refused", record
        if terms == "conditional":
            return ("conditions" if dataset.share_extra else "not_asked"), dataset.id
        if terms is None:
            return ("no_terms" if "share_type" in dataset.none else "unknown"), record
        return None

    def _by_connection(self, dataset: Dataset, element: str, body: str) -> tuple[str, str]:
        """What is known of exchanges, also of the last of several hops. Where nobody answered about exchanges none is missing."""
        scape, takers = self.analysis.scape, self._systems(body)
        between = [
            self.analysis.inventory.exchanges[x]
            for system in sorted(self._suppliers(dataset, element))
            for x in scape.exchanges_of.get(system, ())
            if self.analysis.inventory.exchanges[x].from_system == system and self.analysis.inventory.exchanges[x].to_system in takers
        ]
        found = {self._kind(exchange): exchange.id for exchange in reversed(between) if self._may_carry(exchange, element)}
        for kind in ("by_hand", "unknown", "planned", "stopped"):
            if kind in found:
                return kind, found[kind]
        return ("unbuilt" if exchanges_answered(scape, scape.holder(dataset)) else "unknown"), dataset.id

    def _may_carry(self, exchange: Exchange, element: str) -> bool:
        carried = self.analysis.scape.exchange_elements(exchange)
        return element in carried or not carried

    @staticmethod
    def _kind(exchange: Exchange) -> str:
        if exchange.status in _COMING:
            return "planned"
        if exchange.status is not None and exchange.status not in RUNNING:
            return "unknown" if exchange.status == "unknown" else "stopped"
        # what runs without people and does not bring the element: its items were not answered
        return "by_hand" if exchange.method == "manual" else "unknown"


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
