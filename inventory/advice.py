"""What the last audit recommends, in a table of its own: one row each, and which findings each closes."""

from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory.models.ledger import ClosesRow, RecommendationRow
from inventory.values.finding import Basis, Reason, Recommendation

_CHECK = TypeAdapter(Recommendation)
# recommendations that are held and written together
PART = 2_000


def recommendation_object(recommendation: Recommendation) -> dict[str, Any]:
    """A recommendation as it is stored, without sentences."""
    content = asdict(recommendation)
    content["steps"] = [{"code": reason.code, "parts": dict(reason.parts)} for reason in recommendation.steps]
    content["reasons"] = [{"code": reason.code, "parts": dict(reason.parts)} for reason in recommendation.why]
    del content["why"]
    return {k: list(v) if isinstance(v, tuple) else v for k, v in content.items()}


def recommendation_value(content: dict[str, Any]) -> Recommendation:
    """A stored recommendation as a value."""

    def reasons(entries: list[dict[str, Any]]) -> tuple[Reason, ...]:
        return tuple(Reason(entry["code"], entry["parts"]) for entry in entries)

    fields: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in content.items() if k not in ("steps", "reasons", "basis")
    }
    return Recommendation(
        **fields, steps=reasons(content["steps"]), why=reasons(content["reasons"]), basis=tuple(Basis(**b) for b in content["basis"])
    )


def checked_recommendation(content: Any) -> dict[str, Any]:
    """A recommendation from outside, as it is stored. Raises ValueError where it is none."""
    try:
        return recommendation_object(_CHECK.validate_python(asdict(recommendation_value(content))))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from None


def load_recommendations(session: Session) -> list[dict[str, Any]]:
    """All of them as stored, by id."""
    return list(session.execute(select(col(RecommendationRow.content)).order_by(col(RecommendationRow.id))).scalars())


def save_recommendations(session: Session, entries: Iterable[dict[str, Any]]) -> None:
    """Store what an audit recommends in place of what the last one did."""
    session.execute(delete(RecommendationRow))
    session.execute(delete(ClosesRow))
    coming = iter(entries)
    while part := list(islice(coming, PART)):
        session.execute(insert(RecommendationRow), [_row(entry) for entry in part])
        closing = [{"recommendation": entry["id"], "finding": finding} for entry in part for finding in dict.fromkeys(entry["closes"])]
        if closing:
            session.execute(insert(ClosesRow), closing)


def _row(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": entry["id"],
        "kind": entry["kind"],
        "addressee": entry["addressee"],
        "saving_yuan": (entry["saving_yuan"] or (0, 0))[0],
        "closes": len(set(entry["closes"])),
        "content": entry,
    }
