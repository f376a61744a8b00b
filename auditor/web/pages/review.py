"""Duplicate review: pairs side by side with their reasons; and what fields mean."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.mapping import judge_mapping
from auditor.pipeline import PAIR_CHUNK
from auditor.review import judge, undo
from auditor.web import queries
from auditor.web.asking import Ask, Go, Page, Web
from auditor.web.matches import SHOWN, SORTS, VERDICTS, Asked, matches_of, page_of, row_of, totals_of
from graphs.duplicates.clusters import Verdicts
from graphs.matching.fields import ELEMENT
from inventory.database import reading
from inventory.elements import dictionary
from inventory.models.ledger import JudgementRow
from inventory.schema import entities
from inventory.snapshot import load_judgements, result
from inventory.values.observation import Judgement
from inventory.vocabulary import terms
from reports.wording import Names, reasons_from, sentence

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
# the pages of what waits for a verdict
PARTS = ("/review", "/review/records", "/review/links", "/review/conflicts")


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
        pairs: list[list[str]] = result(session, "pairs", [])
        judgements = load_judgements(session)
        verdicts = Verdicts.of(judgements)
        mine = [j for j in judgements if j.by == ask.me.name and j.undone_at is None and j.verdict in terms("verdict")]
        judged = {frozenset((j.left, j.right)) for j in mine}
        need = ask.web.workspace.settings.review.hands
        closed = {key for key in verdicts.by_pair if key in judged or verdicts.is_settled(min(key), max(key), need)}
        open_ = [number for number, pair in enumerate(pairs) if frozenset(pair) not in closed]
        position = ask.number("at", 0, most=max(0, len(open_) - 1))
        names = queries.names(session, ask.language)
        shown = _pair(ask, session, names, open_[position]) if open_ else None
        latest = my_last(ask, names, judgements)
    return Page(
        "review.html",
        {
            "pair": shown,
            "at": position,
            "open": len(open_),
            "done": len(pairs) - len(open_),
            "total": len(pairs),
            "mine": latest,
            "hands": need,
            "verdicts": list(terms("verdict")),
        },
    )


def my_last(ask: Ask, names: Names, judgements: Iterable[Judgement]) -> list[dict[str, Any]]:
    """The last verdicts of the account that stand, the newest first, to be undone."""
    mine = [j for j in judgements if j.by == ask.me.name and j.undone_at is None and j.verdict in terms("verdict")]
    return [
        {"id": j.id, "verdict": j.verdict, "left_name": names.of(j.left), "right_name": names.of(j.right)}
        for j in sorted(mine, key=lambda j: j.at)[-5:][::-1]
    ]


def _pair(ask: Ask, session: Session, names: Names, number: int) -> dict[str, Any] | None:
    """A stored pair with both sides; None where a side is gone since the audit."""
    pair = result(session, f"pairs:{number // PAIR_CHUNK}")[number % PAIR_CHUNK]
    sides = [_side(ask, session, pair[side]) for side in ("left", "right")]
    if None in sides:
        return None
    return {**pair, "sides": sides, "why": [sentence(reason, names) for reason in reasons_from(pair["reasons"])]}


def _side(ask: Ask, session: Session, identifier: str) -> dict[str, Any] | None:
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
    return Go(_back(ask, "/review"), ask.say("web.undone"))


def all_mappings(ask: Ask) -> Page:
    """What fields are taken to mean, those hardest to tell first; a page at a time."""
    choice = {name: ask.query(name) for name in ("state", "element", "sort")}
    asked = Asked(
        state=choice["state"] if choice["state"] in SHOWN else "",
        element=choice["element"] if choice["element"] in dictionary() else "",
        text=ask.query("q"),
        sort=choice["sort"] if choice["sort"] in SORTS else "",
        descending=ask.query("desc") == "1",
        after=ask.query("after"),
        before=ask.query("before"),
    )
    with reading(ask.web.workspace.engine) as session:
        listed, decided = matches_of(ask.workspace, session)
        fields, is_before, is_after = page_of(listed, decided, asked, queries.PAGE)
        mine = _my_decisions(ask, session)
        resources = {resource for one in fields if (resource := listed.labels[one][2])}
        names = queries.names(session, ask.language, [*resources, *(row["field"] for row in mine)])
        rows = [row_of(listed, decided, one, names) for one in fields]
        mine = [{**row, "field_name": names.of(row["field"]), "element_name": names.of(row["element"])} for row in mine]
    totals = totals_of(listed, decided)
    values = {
        "rows": rows, "state": asked.state, "element": asked.element, "q": asked.text, "sort": asked.sort, "descending": asked.descending,
        "before": fields[0] if fields and is_before else None, "after": fields[-1] if fields and is_after else None,
        "totals": totals, "total": sum(totals.values()), "elements": [[one, names.of(one)] for one in listed.elements], "mine": mine,
    }  # fmt: skip
    return Page("mappings.html", values, table="rows")


def _my_decisions(ask: Ask, session: Session) -> list[dict[str, Any]]:
    """The last decisions of the account about fields that stand, the newest first, to be undone."""
    query = select(JudgementRow).where(
        col(JudgementRow.by) == ask.me.name, col(JudgementRow.verdict).in_(VERDICTS), col(JudgementRow.undone_at).is_(None)
    )
    rows = session.execute(query.order_by(col(JudgementRow.at).desc(), col(JudgementRow.id)).limit(5)).scalars()
    return [{"id": row.id, "verdict": row.verdict, "field": row.left, "element": row.right.removeprefix(ELEMENT)} for row in rows]


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
    return Go(_back(ask, "/mappings"), ask.say("web.judged"))


def _back(ask: Ask, default: str) -> str:
    """Where a decision was made: one of the pages of decisions, with what its address asked for; never an address that is not ours."""
    path, _, query = ask.text("back").partition("?")
    if path not in (*PARTS, "/mappings"):
        return default
    return f"{path}?{urlencode(parse_qsl(query))}" if query else path
