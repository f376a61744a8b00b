"""Which account somebody has here who came from the office's log-in service, and with which role and body."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.accounts import new_account, require_another_administrator
from auditor.settings import OidcSettings
from auditor.web import sessions
from auditor.web.queries import names_of
from auditor.web.tokens import NotBelieved, claim_of
from inventory.database import reading, writing
from inventory.models.ledger import AccountRow
from inventory.models.records import TABLES
from inventory.problems import InputError

# values of a claim that are looked at
_VALUES = 500


class NoAccount(Exception):
    """Who came has no open account here, or none that the settings allow; `reason` is one word for the log."""

    def __init__(self, reason: str, name: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.name = name


def require_patience(engine: Engine, client: str, now: dt.datetime) -> None:
    """Raises Slowed after too many failed log-ins of a client address."""
    with reading(engine) as session:
        sessions.require_patience(session, client, now)


def note_failure(engine: Engine, error: Exception, client: str, now: dt.datetime) -> None:
    """Keep in the access log why a log-in failed; it counts against the client address."""
    name = error.name if isinstance(error, NoAccount) else ""
    reason = error.reason if isinstance(error, (NoAccount, NotBelieved)) else "begin_again"
    with writing(engine) as session:
        sessions.note(session, name, "oidc_failed", reason, client, now)


def admit(engine: Engine, settings: OidcSettings, claims: Mapping[str, Any], client: str, now: dt.datetime) -> str:
    """The token of a new session for who the claims are about. Raises NoAccount; nothing has changed then."""
    name = _account_name(settings, claims)
    with writing(engine) as session:
        row, is_new = _account(session, settings, claims, name, now)
        role, body = _mapped(session, settings, claims, row)
        if row.role == "administrator" != role:
            try:
                require_another_administrator(session, row)
            except InputError:
                raise NoAccount("last_administrator", row.name) from None
        if role == "clerk" and body is None:
            raise NoAccount("clerk_without_body", row.name)
        if is_new:
            session.add(row)
            sessions.note(session, row.name, "account_add", "oidc", client, now)
        elif row.role != role:
            sessions.note(session, row.name, "account_role", f"{row.role} → {role}", client, now)
        if not is_new and row.organisation != body:
            sessions.note(session, row.name, "account_body", f"{row.organisation or '—'} → {body or '—'}", client, now)
        if row.oidc_subject is None:
            row.oidc_issuer, row.oidc_subject = settings.issuer, claims["sub"]
            sessions.note(session, row.name, "oidc_link", "", client, now)
        row.role, row.organisation = role, body
        return sessions.open_session(session, row.name, "oidc", client, now)


def _account_name(settings: OidcSettings, claims: Mapping[str, Any]) -> str:
    """What the service calls the account; empty where it calls it nothing that a name here can be."""
    name = claim_of(claims, settings.account_claim)
    if not isinstance(name, str) or not re.fullmatch(r"[\w.@ -]{1,60}", name) or name != name.strip():
        return ""
    # an address that nobody has verified is anybody's
    return "" if settings.account_claim == "email" and claims.get("email_verified") is not True else name


def _account(session: Session, settings: OidcSettings, claims: Mapping[str, Any], name: str, now: dt.datetime) -> tuple[AccountRow, bool]:
    """The account that is linked to the subject, else the one of the name that nobody is linked to yet; and whether it is new."""
    linked = select(AccountRow).where(col(AccountRow.oidc_issuer) == settings.issuer, col(AccountRow.oidc_subject) == claims["sub"])
    row = session.execute(linked).scalars().first()
    if row is None:
        row = session.get(AccountRow, name) if name else None
        if row is not None and row.oidc_subject is not None:
            raise NoAccount("other_subject", name)
    if row is not None and row.closed_at is not None:
        raise NoAccount("account_closed", row.name)
    if row is not None:
        return row, False
    if settings.accounts != "create" or not name:
        raise NoAccount("unknown_account" if name else "no_name", name)
    # role and body follow from the settings; a clerk's body is looked at when they are known
    return new_account(name, settings.new_role or "reader", organisation="", now=now), True


def _mapped(session: Session, settings: OidcSettings, claims: Mapping[str, Any], row: AccountRow) -> tuple[str, str | None]:
    """Role and body as the claims say where the settings map them, else as they are. What is mapped and not said is refused."""
    role, body = row.role, row.organisation or None
    if settings.role_claim is not None:
        said = _texts(claim_of(claims, settings.role_claim))
        # the first of the settings that the person has
        found = next((role for text, role in settings.roles.items() if text in said), None)
        if found is None:
            raise NoAccount("no_role", row.name)
        role = found
    if settings.organisation_claim is not None:
        body = _body(session, settings, _texts(claim_of(claims, settings.organisation_claim)), row.name)
    return role, body


def _body(session: Session, settings: OidcSettings, said: list[str], name: str) -> str | None:
    """The body that a claim leads to; None for the whole office, which only a line of the settings with an empty body gives."""
    if settings.organisations:
        meant = next((body for text, body in settings.organisations.items() if text in said), None)
        if meant == "":
            return None
        said = [] if meant is None else [meant]
    elif len(said) > 1:
        # nothing says which of them it is
        raise NoAccount("several_bodies", name)
    if not said:
        raise NoAccount("no_body", name)
    found = names_of(session, "Organisation", said)[said[0]][1]
    if found is None:
        table = TABLES["Organisation"]
        coded = session.execute(select(table.id).where(table.code == said[0]).limit(2)).scalars().all()
        found = coded[0] if len(coded) == 1 else None
    if found is None:
        raise NoAccount("unknown_body", name)
    return str(found)


def _texts(value: Any) -> list[str]:
    """What a claim says: one text or a list of them; anything else says nothing."""
    listed = value[:_VALUES] if isinstance(value, list) else [value]
    return [text for text in listed if isinstance(text, str) and 0 < len(text) <= 300 and text.isprintable()]
