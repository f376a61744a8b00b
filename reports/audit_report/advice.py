"""Recommendations as the report shows them: in words, with money as numbers beside."""

from collections.abc import Mapping, Sequence
from typing import Any

from inventory.languages import message
from inventory.values.finding import Recommendation
from inventory.vocabulary import caption
from reports.wording import Names, explanation, sentence

# what ends systems comes first, then what frees people
_ORDER = {"merge": 0, "retire": 1, "stop_demand": 2, "restore_offline": 3, "connect": 4, "name_source": 5}


def recommendation_views(recommendations: Sequence[Recommendation], names: Names) -> list[Mapping[str, Any]]:
    """Every recommendation in words, those that close most first among equals."""
    known = {rec.id: rec for rec in recommendations}
    ordered = sorted(recommendations, key=lambda r: (_ORDER.get(r.kind, 9), -len(r.closes), r.id))
    return [_view(rec, known, names) for rec in ordered]


def _view(rec: Recommendation, known: dict[str, Recommendation], names: Names) -> dict[str, Any]:
    first = [
        message(names.language, "report.needs_review") if need == "review" else explanation(known[need], names)["do"]
        for need in rec.needs_first
        if need == "review" or need in known
    ]
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
