"""Recommendations: the list, and one with its price, its gain, whom it concerns and what it closes."""

from typing import Any

from fastapi import HTTPException
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.web import queries
from auditor.web.asking import Ask, Page, Web
from auditor.web.rights import Person
from inventory.advice import recommendation_value
from inventory.database import reading
from inventory.models.ledger import FindingRow, RecommendationRow
from inventory.values.finding import Recommendation
from inventory.vocabulary import terms
from reports.wording import Names, explanation, finding_title, sentence


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/recommendations", "read")(recommendations)
    web.get("/recommendations/{identifier}", "read")(recommendation)


def recommendations(ask: Ask) -> Page:
    """What to do, what saves most first."""
    kind, org = ask.query("kind"), ask.query("org")
    with reading(ask.web.workspace.engine) as session:
        listed = _listed(session, ask.me, kind=kind, org=org, page=ask.number("page", 1, least=1, most=1_000_000))
        names = queries.names(session, ask.language, [s for row in listed.rows for s in (*row["subjects"][:6], row["addressee"]) if s])
        rows = [_advice(row, names) for row in listed.rows]
    values = {"rows": rows, "total": listed.total, "page": listed.page, "pages": listed.pages, "kind": kind, "org": org}
    return Page("recommendations.html", {**values, "kinds": list(terms("recommendation"))}, table="rows")


def _advice(content: dict[str, Any], names: Names) -> dict[str, Any]:
    """A row of the list."""
    told = explanation(recommendation_value(content), names)
    return {
        "id": content["id"],
        "kind": content["kind"],
        "do": told["do"],
        "because": told["because"],
        "addressee": names.of(content["addressee"]),
        "price": told["price"],
        "gain": told["gain"],
        "closes": len(content["closes"]),
        "needs_review": "review" in content["needs_first"],
    }


def recommendation(ask: Ask, identifier: str) -> Page:
    """One recommendation: do what, because, price, gain, who is affected, if not, basis, and the findings that it closes."""
    with reading(ask.web.workspace.engine) as session:
        content = _found(session, identifier, ask.me)
        if content is None:
            raise HTTPException(404)
        names = queries.names(session, ask.language)
        value = recommendation_value(content)
        closes = _closed(session, content["closes"][:100], ask.me)
        values = {
            "advice": {**_advice(content, names), **explanation(value, names)},
            "estimated": f"{value.estimated_share:.0%}" if value.cost_yuan else "",
            "steps": [sentence(step, names) for step in value.steps],
            "leaving": _leaving(value),
            "subjects": [{"id": s, "name": names.of(s)} for s in value.subjects],
            "closes": [
                {
                    "id": row.id,
                    "rule": row.rule,
                    "title": finding_title(row.rule, ask.language),
                    "status": row.status,
                    "severity": row.severity,
                }
                for row in closes
            ],
            "left_out": len(content["closes"]) - len(closes),
        }
    return Page("recommendation.html", values)


def _leaving(value: Recommendation) -> list[str]:
    """The systems that would end, for the question what that breaks."""
    for step in value.steps:
        if "leaving" in step.parts:
            return [str(s) for s in step.parts["leaving"]]
    return list(value.subjects) if value.kind in ("retire", "embed_as_module") else []


def _listed(session: Session, person: Person, *, kind: str, org: str, page: int) -> queries.Listed:
    """One page; who is confined to a body sees what is addressed to it and to those below it."""
    conditions = [col(RecommendationRow.kind) == kind] if kind else []
    if org:
        conditions.append(col(RecommendationRow.addressee) == queries.plain_id(org))
    if person.body_ids is not None:
        conditions.append(col(RecommendationRow.addressee).in_(sorted(person.body_ids)))
    total = session.execute(select(func.count()).select_from(RecommendationRow).where(*conditions)).scalar_one()
    order = (col(RecommendationRow.saving_yuan).desc(), col(RecommendationRow.closes).desc(), col(RecommendationRow.id))
    query = select(col(RecommendationRow.content)).where(*conditions).order_by(*order)
    rows = list(session.execute(query.limit(queries.PAGE).offset((page - 1) * queries.PAGE)).scalars())
    return queries.Listed(rows, total, page, max(1, -(-total // queries.PAGE)))


def _found(session: Session, identifier: str, person: Person) -> dict[str, Any] | None:
    row = session.get(RecommendationRow, identifier)
    if row is None or (person.body_ids is not None and row.addressee not in person.body_ids):
        return None
    return dict(row.content)


def _closed(session: Session, identifiers: list[str], person: Person) -> list[FindingRow]:
    """The findings of these ids that the person may see, the gravest first."""
    rows = session.execute(select(FindingRow).where(col(FindingRow.id).in_(identifiers))).scalars()
    seen = [r for r in rows if person.body_ids is None or set(r.content.get("organisations", [])) & person.body_ids]
    gravity = list(terms("severity"))
    return sorted(seen, key=lambda row: (gravity.index(row.severity), row.rule, row.id))
