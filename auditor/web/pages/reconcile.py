"""What else waits for a verdict when sources are put together: records that may be one, links that a rule made, values in dispute."""

import re
from collections import Counter
from typing import Any

from fastapi import HTTPException
from sqlalchemy.orm import Session

from auditor.reconciling import conflict_answer, proposals
from auditor.review import judge
from auditor.web import queries
from auditor.web.asking import Ask, Go, Page, Web
from auditor.web.pages.review import PARTS, my_last
from inventory.database import reading
from inventory.reconcile.candidates import KINDS, Candidate
from inventory.schema import FieldSpec, entities
from inventory.snapshot import load_judgements
from inventory.values.record import Record

# of two records that may be one; a system's relation to another has its own page
VERDICTS = ("same", "different", "unsure")


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/review/records", "judge")(records)
    web.post("/review/records", "judge")(decide)
    web.get("/review/links", "judge")(links)
    web.get("/review/conflicts", "judge")(conflicts)


def records(ask: Ask) -> Page:
    """The likeliest pair of bodies, datasets, channels or services that may be one, or the one that the address names by its position."""
    kind = ask.query("kind") if ask.query("kind") in KINDS else ""
    with reading(ask.web.workspace.engine) as session:
        found = proposals(ask.workspace, session)
        open_ = [candidate for candidate in found.records if kind in ("", candidate.kind)]
        position = ask.number("at", 0, most=max(0, len(open_) - 1))
        names = queries.names(session, ask.language)
        values = {
            "pair": _pair(ask, session, open_[position]) if open_ else None,
            "mine": my_last(ask, names, load_judgements(session)),
        }
    counted = Counter(candidate.kind for candidate in found.records)
    kinds = [{"kind": name, "count": counted[name]} for name in KINDS]
    return Page("reconcile.html", {**values, "at": position, "open": len(open_), "kind": kind, "kinds": kinds, "verdicts": list(VERDICTS)})


def _pair(ask: Ask, session: Session, candidate: Candidate) -> dict[str, Any]:
    """Both sides with every field that either answered."""
    spec, sides = entities()[candidate.kind], []
    for identifier in (candidate.left, candidate.right):
        found = queries.find_record(session, identifier, ask.me)
        sides.append((identifier, found[1] if found is not None else None))
    told = [field for field in spec.fields.values() if any(getattr(record, field.name, None) not in (None, (), "") for _, record in sides)]
    return {
        "kind": candidate.kind,
        "left": candidate.left,
        "right": candidate.right,
        "score": candidate.score,
        "why": [ask.say(f"review.why_{feature}") for feature in candidate.why],
        "sides": [
            {
                "id": identifier,
                "name": str(getattr(record, spec.label_field, None) or identifier),
                "modes": sorted(record.modes) if record is not None else [],
                "rows": {field.name: _told(ask, session, field, record) for field in told},
            }
            for identifier, record in sides
        ],
    }


def _told(ask: Ask, session: Session, field: FieldSpec, record: Record | None) -> dict[str, Any]:
    value: Any = getattr(record, field.name, None)
    if field.is_reference and value:
        texts = [value] if isinstance(value, str) else list(value)
        called = queries.names_of(session, field.of, texts)
        value = [called[text][0] for text in texts]
    elif value is not None and not isinstance(value, (str, bool, tuple)):
        value = str(value)
    return {
        "title": field.title(ask.language),
        "of": field.of if field.type in ("enum", "enums") else "",
        "value": list(value) if isinstance(value, (list, tuple)) else value,
    }


def decide(ask: Ask) -> Go:
    """Record whether two records are one."""
    verdict = ask.text("verdict")
    if verdict not in VERDICTS:
        raise HTTPException(400)
    left, right = ask.text("left"), ask.text("right")
    judge(ask.workspace, left, right, verdict, by=ask.me.name, reason=ask.text("reason") or ask.say("web.by_comparison"))
    ask.log("judge", f"{left} {right} {verdict}")
    back = ask.text("back") if ask.text("back") in PARTS else "/review/records"
    at, kind = ask.text("at"), ask.text("kind")
    more = [f"kind={kind}"] if kind in KINDS else []
    more += [f"at={at}"] if re.fullmatch("[0-9]{1,9}", at) else []
    return Go(f"{back}?{'&'.join(more)}" if more else back, ask.say("web.judged"))


def links(ask: Ask) -> Page:
    """Records that a rule shows as one; a person may say that they are not."""
    with reading(ask.web.workspace.engine) as session:
        found = proposals(ask.workspace, session)
        mine = my_last(ask, queries.names(session, ask.language), load_judgements(session))
    listed = [
        {
            "kind": found.kinds[link.left],
            "left": link.left,
            "left_name": found.names[link.left],
            "right": link.right,
            "right_name": found.names[link.right],
        }
        for link in found.ruled
        if link.left in found.kinds and link.right in found.kinds
    ]
    return Page("links.html", {**_paged(ask, listed), "mine": mine}, table="rows")


def conflicts(ask: Ask) -> Page:
    """Where sources say different things of a field: the value that stands, and why."""
    with reading(ask.web.workspace.engine) as session:
        found = proposals(ask.workspace, session)
    kind = ask.query("kind")
    listed = [conflict for conflict in found.conflicts if kind in ("", conflict.entity)]
    paged = _paged(ask, listed)
    paged["rows"] = [
        {
            **conflict_answer(conflict, ask.language, lambda record: found.names.get(record, record)),
            "of": _list_of(conflict.entity, conflict.field),
        }
        for conflict in paged["rows"]
    ]
    counted = Counter(conflict.entity for conflict in found.conflicts)
    kinds = [{"kind": name, "count": count} for name, count in sorted(counted.items())]
    return Page("conflicts.html", {**paged, "kind": kind, "kinds": kinds}, table="rows")


def _list_of(entity: str, name: str) -> str:
    field = entities()[entity].fields[name]
    return field.of if field.type in ("enum", "enums") else ""


def _paged(ask: Ask, listed: list[Any]) -> dict[str, Any]:
    page = ask.number("page", 1, least=1, most=1_000_000)
    pages = max(1, -(-len(listed) // queries.PAGE))
    return {"rows": listed[(page - 1) * queries.PAGE : page * queries.PAGE], "total": len(listed), "page": page, "pages": pages}
