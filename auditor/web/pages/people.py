"""Accounts, tokens and the log of what was done; for administrators."""

from sqlalchemy import select
from sqlmodel import col

from auditor.accounts import add_account, close_account, reopen_account, unlink_account
from auditor.web import queries, sessions
from auditor.web.asking import Ask, Go, Page, Web
from auditor.web.queries import PAGE
from auditor.web.rights import accounts as all_accounts
from inventory.database import reading, writing
from inventory.models.ledger import AccessRow
from inventory.problems import InputError
from inventory.vocabulary import terms


def register(web: Web) -> None:
    """Add these routes."""
    web.get("/accounts", "administer")(accounts)
    web.post("/accounts", "administer")(add)
    web.post("/accounts/{name}/password", "administer")(password)
    web.post("/accounts/{name}/close", "administer")(close)
    web.post("/accounts/{name}/reopen", "administer")(reopen)
    web.post("/accounts/{name}/unlink", "administer")(unlink)
    web.get("/log", "administer")(log)
    web.get("/me", "read")(me)
    web.post("/me/password", "read")(own_password)
    web.post("/me/token", "read")(token)


def accounts(ask: Ask) -> Page:
    """Every account with its role and body."""
    with reading(ask.web.workspace.engine) as session:
        found = all_accounts(session)
        bodies = queries.names_of(session, "Organisation", (a.organisation or "" for a in found))
        rows = [
            {
                "name": a.name,
                "role": a.role,
                "organisation": a.organisation,
                "body": bodies[a.organisation][0] if a.organisation else None,
                "can_log_in": (a.password is not None or a.oidc_subject is not None) and a.closed_at is None,
                "is_linked": a.oidc_subject is not None,
                "is_closed": a.closed_at is not None,
                "created_at": str(a.created_at),
            }
            for a in found
        ]
    return Page("accounts.html", {"rows": rows, "roles": list(terms("account_role"))}, table="rows")


def add(ask: Ask) -> Go:
    """Add an account."""
    body = ask.text("organisation") or None
    if body is not None:
        with reading(ask.web.workspace.engine) as session:
            body = queries.name_of(session, "Organisation", body)[1]
        if body is None:
            raise InputError("not_found", what=ask.text("organisation"))
    add_account(
        ask.workspace,
        ask.text("name"),
        ask.text("role"),
        organisation=body,
        password=str(ask.form.get("password") or "") or None,
    )
    ask.log("account_add", ask.text("name"))
    return Go("/accounts", ask.say("web.account_added"))


def password(ask: Ask, name: str) -> Go:
    """Set a password anew; every session and token of the account ends."""
    with writing(ask.web.workspace.engine) as session:
        sessions.change_password(session, name, str(ask.form.get("password") or ""))
    ask.log("password_set", name)
    return Go("/accounts", ask.say("web.password_set"))


def close(ask: Ask, name: str) -> Go:
    """Close an account; what it did stays its own."""
    close_account(ask.workspace, name)
    ask.log("account_close", name)
    return Go("/accounts", ask.say("web.account_closed", name=name))


def reopen(ask: Ask, name: str) -> Go:
    """Let a closed account in again."""
    reopen_account(ask.workspace, name)
    ask.log("account_reopen", name)
    return Go("/accounts", ask.say("web.account_reopened", name=name))


def unlink(ask: Ask, name: str) -> Go:
    """Forget who an account is to the log-in service."""
    unlink_account(ask.workspace, name)
    ask.log("oidc_unlink", name)
    return Go("/accounts", ask.say("web.account_unlinked", name=name))


def log(ask: Ask) -> Page:
    """Who did what, the newest first."""
    page = ask.number("page", 1, least=1, most=1_000_000)
    with reading(ask.web.workspace.engine) as session:
        rows = session.execute(select(AccessRow).order_by(col(AccessRow.id).desc()).limit(PAGE + 1).offset((page - 1) * PAGE)).scalars()
        found = [{"at": str(r.at), "account": r.account, "action": r.action, "subject": r.subject, "client": r.client} for r in rows]
    return Page("log.html", {"rows": found[:PAGE], "page": page, "more": len(found) > PAGE}, table="rows")


def me(ask: Ask) -> Page:
    """The own account: password and token."""
    return _own_page(ask, "")


def _own_page(ask: Ask, token: str) -> Page:
    roles = ask.web.password_roles
    return Page(
        "me.html",
        {
            "name": ask.me.name,
            "role": ask.me.role,
            "organisation": ask.me.organisation,
            "token": token,
            "may_use_password": roles is None or ask.me.role in roles,
        },
    )


def own_password(ask: Ask) -> Go | Page:
    """Change the own password; asks for the old one. Every session ends, this one too."""
    now = ask.workspace.now
    try:
        old, roles = str(ask.form.get("old") or ""), ask.web.password_roles
        fits = sessions.log_in(ask.web.workspace.engine, ask.me.name, old, ask.client, now, roles) is not None
        if fits:
            with writing(ask.web.workspace.engine) as session:
                sessions.change_password(session, ask.me.name, str(ask.form.get("password") or ""))
    except sessions.Slowed as slowed:
        words = ask.say("web.login_slowed", minutes=-(-slowed.seconds // 60))
        return Page("message.html", {"title": ask.say("web.refused"), "text": words, "typed": [], "back": "/me"}, status=429)
    if not fits:
        return Page(
            "message.html", {"title": ask.say("web.refused"), "text": ask.say("web.login_failed"), "typed": [], "back": "/me"}, status=422
        )
    return Go("/login", ask.say("web.password_set"))


def token(ask: Ask) -> Page:
    """Make a token for programs; it is shown this once."""
    with writing(ask.web.workspace.engine) as session:
        made = sessions.make_token(session, ask.me.name, ask.workspace.now)
        sessions.note(session, ask.me.name, "token", "", ask.client, ask.workspace.now)
    return _own_page(ask, made)
