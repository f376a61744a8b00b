"""Duplicate review: pairs side by side with their reasons; and what fields mean."""

import re
from collections import defaultdict
from typing import Any

from fastapi import HTTPException
from sqlalchemy import select
from sqlmodel import col

from auditor.mapping import judge_mapping, mappings
from auditor.review import judge, undo
from auditor.web import queries
from auditor.web.asking import Ask, Go, Page, Web
from inventory.database import reading
from inventory.models.ledger import JudgementRow
from inventory.schema import entities
from inventory.snapshot import result
from inventory.vocabulary import terms
from reports.wording import reasons_from, sentence

_SHOWN = (
    "owner",
    "kind",
    "status",
    "purpose",
    "functions",
    "services",
    "audience",
    "coverage",
    "contractor",
    "start_date",
    "urls",
    "uses_shared",
    "users",
)
_MAPPINGS = 100


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/review", "judge")(review)
    web.post("/review", "judge")(decide)
    web.post("/review/undo", "judge")(take_back)
    web.get("/mappings", "judge")(all_mappings)
    web.post("/mappings", "judge")(decide_mapping)


def review(ask: Ask) -> Page:
    """The best open pair, or the one that the address names by its position; blind to what others said of it."""
    with reading(ask.web.workspace.engine) as session:
        pairs: list[dict[str, Any]] = result(session, "pairs", [])
        hands: dict[frozenset[str], dict[str, str]] = defaultdict(dict)
        mine = []
        for row in session.execute(
            select(JudgementRow).where(col(JudgementRow.undone_at).is_(None)).order_by(col(JudgementRow.at))
        ).scalars():
            hands[frozenset((row.left, row.right))][row.by] = row.verdict
            if row.by == ask.me.name and row.verdict in terms("verdict"):
                mine.append({"id": row.id, "left": row.left, "right": row.right, "verdict": row.verdict})
        need = ask.web.workspace.settings.review.hands
        open_ = [p for p in pairs if ask.me.name not in (said := hands[frozenset((p["left"], p["right"]))]) and not _settled(said, need)]
        position = ask.number("at", 0, most=max(0, len(open_) - 1)) if open_ else 0
        shown = None
        names = queries.names(session, ask.language)
        if open_:
            pair = open_[position]
            sides = [_side(ask, session, pair[side]) for side in ("left", "right")]
            if all(side is not None for side in sides):
                shown = {
                    **pair,
                    "sides": sides,
                    "why": [sentence(r, names) for r in reasons_from(pair["reasons"])],
                    "others": len(hands[frozenset((pair["left"], pair["right"]))]),
                }
        for entry in mine[-5:]:
            entry |= {"left_name": names.of(entry["left"]), "right_name": names.of(entry["right"])}
    done = len(pairs) - len(open_)
    return Page(
        "review.html",
        {
            "pair": shown,
            "at": position,
            "open": len(open_),
            "done": done,
            "total": len(pairs),
            "mine": mine[-5:][::-1],
            "hands": need,
            "verdicts": list(terms("verdict")),
        },
    )


def _settled(said: dict[str, str], need: int) -> bool:
    verdicts = list(said.values())
    return any(verdicts.count(v) >= need for v in verdicts) or verdicts.count("different") > verdicts.count("duplicate")


def _side(ask: Ask, session: Any, identifier: str) -> dict[str, Any] | None:
    found = queries.find_record(session, identifier, ask.me)
    if found is None:
        return None
    entity, record = found
    fields = entities()[entity].fields
    rows = {}
    for name in _SHOWN:
        value = getattr(record, name, None)
        if name == "owner" and value:
            value = queries.name_of(session, "Organisation", value)[0]
        rows[name] = {
            "title": fields[name].title(ask.language),
            "of": fields[name].of if fields[name].type in ("enum", "enums") else "",
            "value": list(value) if isinstance(value, tuple) else value,
        }
    return {"id": identifier, "name": getattr(record, "name", identifier), "rows": rows}


def decide(ask: Ask) -> Go:
    """Record a verdict on a pair."""
    judge(
        ask.workspace,
        ask.text("left"),
        ask.text("right"),
        ask.text("verdict"),
        by=ask.me.name,
        reason=ask.text("reason") or ask.say("web.by_comparison"),
    )
    ask.log("judge", f"{ask.text('left')} {ask.text('right')} {ask.text('verdict')}")
    return Go(f"/review?at={ask.text('at') if re.fullmatch('[0-9]{1,9}', ask.text('at')) else 0}", ask.say("web.judged"))


def take_back(ask: Ask) -> Go:
    """Undo an own verdict; it stays, marked."""
    with reading(ask.web.workspace.engine) as session:
        row = session.get(JudgementRow, ask.text("id"))
    if row is None or (row.by != ask.me.name and not ask.me.may("administer")):
        raise HTTPException(404)
    undo(ask.workspace, row.id, by=ask.me.name)
    ask.log("judge_undo", row.id)
    return Go("/review", ask.say("web.undone"))


def all_mappings(ask: Ask) -> Page:
    """Fields near the cut first."""
    state = ask.query("state") or None
    found = mappings(ask.workspace, state=state)
    return Page("mappings.html", {"rows": found[:_MAPPINGS], "total": len(found), "state": state or ""}, table="rows")


def decide_mapping(ask: Ask) -> Go:
    """Confirm or reject what a field means."""
    judge_mapping(
        ask.workspace,
        ask.text("field"),
        ask.text("element"),
        confirm=ask.text("verdict") == "confirm",
        by=ask.me.name,
        reason=ask.text("reason"),
    )
    ask.log("mapping", f"{ask.text('field')} {ask.text('element')} {ask.text('verdict')}")
    return Go("/mappings", ask.say("web.judged"))
