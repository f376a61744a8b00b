"""Datasets whose demand is not met: how much of it is, who lacks what, and what stands in the way."""

from collections import defaultdict
from collections.abc import Callable

from graphs.analysis import Analysis
from graphs.gaps import Gaps
from graphs.sharing.silos import Demander, Silo
from inventory.elements import dictionary
from inventory.languages import message
from reports.audit_report.parts import SILOS_THAT_OPEN, Figure, SiloView
from reports.wording import Names


def silo_views(analysis: Analysis, names: Names, figure: Callable[..., Figure]) -> list[SiloView]:
    """All with unmet demand, those with most first; `figure` notes a number with its inputs, for as many as a page opens."""
    shown = sorted((s for s in analysis.silos.values() if s.unmet), key=lambda s: (-(s.demand - s.met), s.dataset))
    gaps = Gaps(analysis)

    def closed(label: str, inputs: list[str], *, text: str, how: str) -> Figure:
        return Figure("", label, text, tuple(inputs), message(names.language, f"report.how_{how}"))

    return [_view(silo, gaps, names, figure if n < SILOS_THAT_OPEN else closed) for n, silo in enumerate(shown)]


def _view(silo: Silo, gaps: Gaps, names: Names, figure: Callable[..., Figure]) -> SiloView:
    language, dataset = names.language, names.of(silo.dataset)
    # what stands in the way is told once for all whom it concerns
    lacking: dict[tuple[str, str], list[str]] = defaultdict(list)
    for demander in silo.unmet:
        gap = gaps.of(gaps.analysis.inventory.datasets[silo.dataset], demander.element, demander.body)
        stands = message(language, "report.gap", side=names.of(f"gap_side:{gap.side}"), gap=names.of(f"gap:{gap.kind}"))
        lacking[stands, names.of(demander.body)].append(names.of(demander.element))
    met = [_weighed(d, names) for d in silo.demanders if d.is_met]
    every = [
        f"{_weighed(d, names)} — {names.of('ground:' + d.proofs[0].ground)} {_proof(d.proofs[0].record, names)}" for d in silo.demanders
    ]
    mark = "、" if language == "zh" else ", "
    by_reason: dict[str, list[str]] = defaultdict(list)
    for (stands, body), items in lacking.items():
        by_reason[stands].append(f"{body}: {mark.join(items)}")
    return SiloView(
        dataset,
        names.of(silo.holder),
        figure(message(language, "report.silo_met", dataset=dataset), met, text=f"{silo.met:g}", how="weighted"),
        figure(message(language, "report.silo_demand", dataset=dataset), every, text=f"{silo.demand:g}", how="weighted"),
        tuple((stands, tuple(lines)) for stands, lines in by_reason.items()),
    )


def _weighed(demander: Demander, names: Names) -> str:
    return f"{names.of(demander.body)}: {names.of(demander.element)} × {dictionary()[demander.element].weight:g}"


def _proof(record: str, names: Names) -> str:
    left, arrow, right = record.partition(">")
    return f"({names.of(left)} → {names.of(right)})" if arrow else f"({names.of(record)})" if record else ""
