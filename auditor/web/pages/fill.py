"""A body's form filled in the browser: who has returned it, its records, the questions of one, drafts, and handing in."""

import json
import re
import secrets
from typing import Any

from fastapi import HTTPException
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session

from auditor.filling import NEW, TIER, Entry, OpenForm, hand_in, open_form, shown
from auditor.forms import statuses
from auditor.kept import inventory_in
from auditor.web.asking import Ask, Go, Page, Web
from auditor.web.queries import PAGE
from auditor.web.questions import describe_questions, minute
from inventory import rounds
from inventory.database import reading, writing
from inventory.forms.drafts import Change, Draft, Place, admitted, count_drafts, discard_draft, load_drafts, save_draft
from inventory.forms.layout import Question, sheets
from inventory.forms.prefill import reporting_bodies
from inventory.problems import Problem
from inventory.store import format_time
from inventory.values.inventory import Inventory

_NEW = re.compile(NEW + "[0-9a-f]{12}")


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/forms", "fill")(forms)
    web.get("/form/{organisation}", "fill")(form)
    web.post("/form/{organisation}/hand-in", "fill")(hand_in_form)
    web.get("/form/{organisation}/{entity}/{record}", "fill")(record)
    web.post("/form/{organisation}/{entity}/{record}/draft", "fill")(save)
    web.post("/form/{organisation}/{entity}/{record}/discard", "fill")(discard)


def _inventory(ask: Ask, session: Session) -> Inventory:
    return inventory_in(ask.workspace, session)


def _opened(ask: Ask, session: Session, organisation: str) -> OpenForm:
    """The form of a body that the account may fill; 404 for any other."""
    inventory = _inventory(ask, session)
    body = inventory.organisations.get(organisation)
    if body is None or (ask.me.body_ids is not None and organisation not in ask.me.body_ids):
        raise HTTPException(404)
    return open_form(ask.workspace, inventory, body, load_drafts(session, organisation))


def _entry(opened: OpenForm, entity: str, record: str) -> Entry:
    """The entry of a record of the form, or of a new one; 404 for any other."""
    if entity not in opened.entries:
        raise HTTPException(404)
    found = opened.find(entity, record)
    if found is None and _NEW.fullmatch(record):
        found = opened.blank(entity, record)
    if found is None:
        raise HTTPException(404)
    return found


def forms(ask: Ask) -> Page:
    """Who has returned the form and what is open; an account with a body sees that body and those below it."""
    with reading(ask.web.workspace.engine) as session:
        inventory = _inventory(ask, session)
        returned, drafts = rounds.get_fact(session, "forms", {}), count_drafts(session)
    mine = ask.me.body_ids
    bodies = {body.id: body for body in reporting_bodies(inventory, below_county=mine is not None) if mine is None or body.id in mine}
    own = inventory.organisations.get(ask.me.organisation or "")
    if own is not None:
        bodies.setdefault(own.id, own)
    listed = sorted(bodies.values(), key=lambda body: body.name or "")
    rows = [{**row, "drafts": drafts.get(row["id"], 0)} for row in statuses(ask.workspace, inventory, listed, returned)]
    return Page("forms.html", {"rows": rows, "round": inventory.round}, table="rows")


def form(ask: Ask, organisation: str) -> Page:
    """The sheets of a form with what is known, answered and open, and the records of one of them."""
    with reading(ask.web.workspace.engine) as session:
        opened = _opened(ask, session, organisation)
        entry = rounds.get_fact(session, "forms", {}).get(organisation, {})
    chosen = ask.query("sheet") if ask.query("sheet") in opened.entries else "System"
    entries, page = opened.entries[chosen], ask.number("page", 1, least=1, most=1_000_000)
    rows = [_listed(one) for one in entries[(page - 1) * PAGE : page * PAGE]]
    values = {
        "organisation": organisation,
        "name": opened.body.name or organisation,
        "round": opened.inventory.round,
        "returned": entry.get("round"),
        "sheets": [_counted(opened, sheet.entity) for sheet in sheets(TIER)],
        "sheet": chosen,
        "rows": rows,
        "total": len(entries),
        "page": page,
        "pages": max(1, -(-len(entries) // PAGE)),
        "problems": _problems(ask, opened),
        "drafts": [_listed(one) for one in opened.drafted()],
    }
    return Page("form.html", values, table="rows")


def _counted(opened: OpenForm, entity: str) -> dict[str, Any]:
    counts = [entry.count() for entry in opened.entries[entity]]
    return {"entity": entity, "records": len(counts), **{name: sum(c[name] for c in counts) for name in ("known", "answered", "open")}}


def _listed(entry: Entry) -> dict[str, Any]:
    draft = entry.draft
    edited = {} if draft.is_empty else {"by": draft.by, "at": _time(draft)}
    return {"entity": entry.sheet.entity, "id": entry.record, "label": entry.label, **entry.count(), "draft": edited}


def _time(draft: Draft) -> str:
    return "" if draft.at is None else minute(format_time(draft.at))


def _problems(ask: Ask, opened: OpenForm) -> list[dict[str, Any]]:
    """What of the drafts would not be accepted as they are."""
    found = []
    for entry in opened.drafted():
        where = {"entity": entry.sheet.entity, "id": entry.record, "label": entry.label}
        for key, problems in opened.refused(entry).items():
            found += [{**where, "key": key or "", "message": problem.sentence(ask.language)} for problem in problems]
        found += [{**where, "key": key, "message": ask.say("web.form_rivals")} for key in entry.draft.rivals]
    return found


def record(ask: Ask, organisation: str, entity: str, record: str) -> Page:
    """The questions of one record of a form."""
    with reading(ask.web.workspace.engine) as session:
        opened = _opened(ask, session, organisation)
        entry = _entry(opened, entity, NEW + secrets.token_hex(6) if record == "new" else record)
        return _questions(ask, session, opened, entry, {})


def _questions(ask: Ask, session: Session, opened: OpenForm, entry: Entry, refused: dict[str, Problem], *, status: int = 200) -> Page:
    """The page of one record; `refused` was typed just now and not kept, by the question's key."""
    problems = {} if entry.draft.is_empty else opened.refused(entry)
    told = {key or "": [p.sentence(ask.language) for p in several] for key, several in problems.items()}
    for key, problem in refused.items():
        told[key] = [problem.sentence(ask.language), *told.get(key, ())]
    values = {
        "organisation": opened.body.id,
        "name": opened.body.name or opened.body.id,
        "entity": entry.sheet.entity,
        "record": entry.record,
        "label": entry.label,
        "is_new": entry.value is None,
        "version": entry.draft.version,
        "draft": _listed(entry)["draft"],
        "groups": describe_questions(ask, session, opened, entry, told),
        "problems": told.get("", []),
        "was": json.dumps(_shown(entry), ensure_ascii=False),
        "has_rivals": bool(entry.draft.rivals),
    }
    return Page("form_record.html", values, status=status, address=f"/form/{opened.body.id}/{entry.sheet.entity}/{entry.record}")


def _shown(entry: Entry, *, is_known: bool = False) -> dict[str, str]:
    """What stands in each field of the page: the draft, else what is known."""
    answers = {} if is_known else entry.draft.answers
    return {q.key: answers[q.key].cell if q.key in answers else shown(q, entry.known.get(q.title("zh"), "")) for q in entry.sheet.questions}


def save(ask: Ask, organisation: str, entity: str, record: str) -> Page | Response | Go:
    """Keep what was typed as a draft; what somebody else changed meanwhile stays beside it."""
    with writing(ask.web.workspace.engine) as session:
        opened = _opened(ask, session, organisation)
        entry = _entry(opened, entity, record)
        cells, refused = _changed_cells(ask, entry)
        seen = int(ask.text("version")) if re.fullmatch(r"[0-9]{1,15}", ask.text("version")) else 0
        chosen = {q.key: choice for q in entry.sheet.questions if (choice := ask.text(f"choose.{q.key}"))}
        if cells or chosen:
            change = Change(cells, chosen, _shown(entry, is_known=True), seen, ask.me.name, ask.workspace.now)
            save_draft(session, entry.draft.place, change)
            opened = _opened(ask, session, organisation)
            entry = _entry(opened, entity, record)
        if ask.text("auto"):
            return _saved(ask, opened, entry, refused)
        if refused or entry.draft.rivals:
            return _questions(ask, session, opened, entry, refused, status=409 if entry.draft.rivals else 422)
    return Go(f"/form/{organisation}/{entity}/{record}", ask.say("web.draft_saved"))


def _changed_cells(ask: Ask, entry: Entry) -> tuple[dict[str, str], dict[str, Problem]]:
    """Cells that differ from what the page showed, and those that may not be kept; other fields than the form's own are not read."""
    was, asked = _was(ask) or _shown(entry), set(ask.texts("asked"))
    cells: dict[str, str] = {}
    refused: dict[str, Problem] = {}
    for question in entry.sheet.questions:
        if question.key not in asked:
            continue
        cell, problem = admitted(question, _sent(ask, question))
        if problem is not None:
            refused[question.key] = problem
        elif cell != was.get(question.key, ""):
            cells[question.key] = cell
    return cells, refused


def _was(ask: Ask) -> dict[str, str]:
    """What the page showed when it was sent."""
    try:
        told = json.loads(str(ask.form.get("was") or "{}"))
    except (ValueError, RecursionError):
        return {}
    return {key: value for key, value in told.items() if isinstance(value, str)} if isinstance(told, dict) else {}


def _sent(ask: Ask, question: Question) -> str:
    return ask.text(f"state.{question.key}") or "|".join(ask.texts(f"q.{question.key}"))


def _saved(ask: Ask, opened: OpenForm, entry: Entry, refused: dict[str, Problem]) -> Response:
    """What the page needs to know after it saved by itself."""
    by_key = {key or "": [p.sentence(ask.language) for p in several] for key, several in opened.refused(entry).items()}
    told = {**by_key, **{key: [problem.sentence(ask.language)] for key, problem in refused.items()}}
    note = ask.say("web.form_rivals") if entry.draft.rivals else ask.say("web.draft_of", name=entry.draft.by, time=_time(entry.draft))
    page = {"version": entry.draft.version, "was": _shown(entry), "problems": told, "note": note, "has_rivals": bool(entry.draft.rivals)}
    return JSONResponse(page)


def discard(ask: Ask, organisation: str, entity: str, record: str) -> Go:
    """Forget the draft of a record."""
    with writing(ask.web.workspace.engine) as session:
        _entry(_opened(ask, session, organisation), entity, record)
        seen = int(ask.text("version")) if re.fullmatch(r"[0-9]{1,15}", ask.text("version")) else 0
        if not discard_draft(session, Place(organisation, entity, record), seen=seen):
            raise HTTPException(409, ask.say("web.draft_changed"))
    return Go(f"/form/{organisation}?sheet={entity}", ask.say("web.draft_discarded"))


def hand_in_form(ask: Ask, organisation: str) -> Go:
    """Hand the form in; what was not accepted stays as a draft, with its reason."""
    with reading(ask.web.workspace.engine) as session:
        _opened(ask, session, organisation)
    outcome = hand_in(ask.workspace, lambda session: _inventory(ask, session), organisation)
    ask.log("form_hand_in", organisation)
    refused = len(outcome.problems)
    note = ask.say("web.handed_in_but", count=refused) if refused else ask.say("web.handed_in")
    return Go(f"/form/{organisation}", note)
