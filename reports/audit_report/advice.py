"""Recommendations as the report shows them: in words, with money as numbers beside."""

from collections.abc import Mapping, Sequence
from typing import Any

from inventory.languages import message
from inventory.values.finding import Recommendation
from inventory.vocabulary import caption
from reports.audit_report.parts import RECOMMENDATIONS_IN_FULL
from reports.audit_report.prices import Prices
from reports.wording import Names, explanation, sentence

# what ends systems comes first, then what frees people
_ORDER = {"merge": 0, "retire": 1, "stop_demand": 2, "restore_offline": 3, "connect": 4, "name_source": 5}


def recommendation_views(recommendations: Sequence[Recommendation], names: Names, prices: Prices | None = None) -> list[Mapping[str, Any]]:
    """Every recommendation in words, those that close most first among equals; `prices` open the money of those told in full."""
    known = {rec.id: rec for rec in recommendations}
    ordered = sorted(recommendations, key=lambda r: (_ORDER.get(r.kind, 9), -len(r.closes), r.id))
    return [
        _view(rec, known, names) | {"figures": prices.of(rec) if prices is not None and n < RECOMMENDATIONS_IN_FULL else {}}
        for n, rec in enumerate(ordered)
    ]


def _view(rec: Recommendation, known: dict[str, Recommendation], names: Names) -> dict[str, Any]:
    first = []
    for need in rec.needs_first:
        if need == "review":
            first.append(message(names.language, "report.needs_review"))
        elif need.startswith("offline:"):
            first.append(message(names.language, "report.first_offline", service=names.of(need.removeprefix("offline:"))))
        elif need in known:
            first.append(explanation(known[need], names)["do"])
    return {
        **explanation(rec, names),
        "id": rec.id,
        "kind": caption("recommendation", rec.kind, names.language),
        "addressee": names.of(rec.addressee),
        "steps": [sentence(s, names) for s in rec.steps],
        "closes": list(rec.closes),
        "needs_review": "review" in rec.needs_first,
        "first": first,
        "cost_yuan": rec.cost_yuan,
        "saving_yuan": rec.saving_yuan,
        "estimated": f"{rec.estimated_share:.0%}" if rec.cost_yuan else "",
        "estimated_share": rec.estimated_share,
    }
