"""Log-in, dashboard, health."""

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from auditor.web import queries, sessions
from auditor.web.asking import Ask, Page, Web
from auditor.web.rights import Person
from inventory import rounds
from inventory.database import reading, writing
from inventory.models.ledger import FindingRow, JobRow
from inventory.schema import entities
from inventory.snapshot import result


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/healthz", "public", twin=False)(healthz)
    web.get("/login", "public", twin=False)(login_page)
    web.post("/login", "public")(login)
    web.post("/logout", "read")(logout)
    web.get("/", "read")(dashboard)
    web.get("/dashboard", "read")(dashboard)


def healthz(ask: Ask) -> Response:
    """Tell whether the database answers; nothing else about it."""
    try:
        with reading(ask.web.workspace.engine) as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return JSONResponse({"ok": False}, status_code=503)
    return JSONResponse({"ok": True})


def login_page(ask: Ask) -> Page | Response:
    """The form; who is logged in already goes home."""
    if ask.person is not None and ask.person.csrf:
        return RedirectResponse("/", status_code=303)
    return login_form(ask, own_address(ask.query("next")))


def login_form(ask: Ask, target: str, failed: str = "", status: int = 200) -> Page:
    """The form, with what failed before; and the way to the office's log-in service where one is set."""
    provider = ask.web.provider
    values = {
        "next": target,
        "failed": failed,
        "service": "" if provider is None else provider.settings.title or ask.say("web.oidc_title"),
        "is_for_administrators": provider is not None and provider.settings.password == "administrators",
        "leave": provider.leave() if provider is not None and ask.query("out") else "",
    }
    return Page("login.html", values, status=status)


def own_address(address: str) -> str:
    """A return address on our own host, else the dashboard."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    is_own = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return address if is_own and "\\" not in address and all(ord(c) > 31 for c in address) else "/"


def login(ask: Ask) -> Page | Response:
    """Open a session; the answer is the same for unknown names and wrong passwords."""
    now = ask.workspace.now
    target, word = own_address(ask.text("next")), str(ask.form.get("password") or "")
    try:
        token = sessions.log_in(ask.web.workspace.engine, ask.text("name")[:60], word, ask.client, now, ask.web.password_roles)
    except sessions.Slowed as slowed:
        return login_form(ask, target, ask.say("web.login_slowed", minutes=-(-slowed.seconds // 60)), 429)
    if token is None:
        return login_form(ask, target, ask.say("web.login_failed"), 401)
    return entered(ask, token, target)


def entered(ask: Ask, token: str, target: str) -> Response:
    """Go on with a new session; the one that the browser had before ends."""
    answer = RedirectResponse(target, status_code=303)
    old = ask.request.cookies.get(ask.web.cookie)
    if old:
        with writing(ask.web.workspace.engine) as session:
            sessions.log_out(session, old[:200])
    answer.set_cookie(ask.web.cookie, token, httponly=True, samesite="lax", secure=ask.web.is_https, path="/")
    return answer


def logout(ask: Ask) -> Response:
    """End the session here and on the server."""
    with writing(ask.web.workspace.engine) as session:
        sessions.log_out(session, ask.request.cookies.get(ask.web.cookie, "")[:200])
        sessions.note(session, ask.me.name, "logout", "", ask.client, ask.workspace.now)
    answer = RedirectResponse("/login" if ask.web.provider is None else "/login?out=1", status_code=303)
    answer.delete_cookie(ask.web.cookie, path="/", secure=ask.web.is_https, httponly=True, samesite="lax")
    return answer


def dashboard(ask: Ask) -> Page:
    """What there is, what is open, what to do next."""
    with reading(ask.web.workspace.engine) as session:
        held = {entities()[entity].array: count for entity, count in queries.counts(session, ask.me).items()}
        limit = queries.finding_scope(session, ask.me)
        kinds = (col(FindingRow.severity), col(FindingRow.certainty), col(FindingRow.status))
        query = select(*kinds, func.count()).where(col(FindingRow.is_current).is_(True))
        told = session.execute((query if limit is None else query.where(limit)).group_by(*kinds)).all()
        mine = queries.list_findings(session, ask.me, filters={"mine": "1"}, search="", page=1, size=10)
        jobs = session.execute(select(JobRow).order_by(col(JobRow.id).desc()).limit(5)).scalars().all() if ask.me.may("collect") else []
        round_name = rounds.current_round(session)
        forms = rounds.get_fact(session, "forms", {}).items()
        returned = sum(entry.get("round") == round_name for body, entry in forms if ask.me.body_ids is None or body in ask.me.body_ids)
        burden = _burden(ask.me, result(session, "burdens", {}))
        pairs = len(result(session, "pairs", [])) if ask.me.may("judge") else 0
    severity: dict[str, Counter[str]] = {grade: Counter() for grade in ("critical", "high", "medium", "low")}
    status: Counter[str] = Counter()
    for grade, certainty, state, count in told:
        severity[grade]["question" if certainty == "question" else "firm"] += count
        status[state] += count
    values: dict[str, Any] = {
        "round": round_name,
        "held": held,
        "severity": severity,
        "status": dict(sorted(status.items())),
        "returned": returned,
        "pairs": pairs,
        "burden": burden,
        "mine": mine.rows,
        "jobs": [{"id": j.id, "kind": j.kind, "state": j.state} for j in jobs],
    }
    return Page("dashboard.html", values)


def _burden(me: Person, kept: dict[str, list[Any]]) -> dict[str, int] | None:
    """Forms, their open core questions and the minutes that these take as of the last audit: of all, or of the account's own body."""
    mine = [entry for body, entry in kept.items() if (entry[2] if me.body_ids is None else body == me.organisation)]
    if not mine:
        return None
    return {"forms": len(mine), "open": sum(entry[0] for entry in mine), "minutes": sum(entry[1] for entry in mine)}
