"""People who may judge, confirm and answer."""

import datetime as dt
import re

from argon2 import PasswordHasher
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.workspace import Workspace
from inventory.database import writing
from inventory.models.ledger import AccountRow, SessionRow, TokenRow
from inventory.problems import InputError
from inventory.vocabulary import terms

CONFIRMERS = frozenset({"administrator", "auditor", "reviewer", "inspector"})
JUDGES = frozenset({"administrator", "auditor", "reviewer", "inspector", "architect"})
# who may record the reply of a body; a clerk only that of the own body
REPLIERS = JUDGES | {"clerk"}


def add_account(workspace: Workspace, name: str, role: str, *, organisation: str | None, password: str | None) -> None:
    """Add an account. Raises InputError for a taken name, an unknown role, or a weak password."""
    row = new_account(name, role, organisation=organisation, now=workspace.now)
    if password is not None and len(password) < 12:
        raise InputError("weak_password", length=12)
    row.password = None if password is None else PasswordHasher().hash(password)
    with writing(workspace.engine) as session:
        if session.get(AccountRow, name) is not None:
            raise InputError("account_exists", name=name)
        session.add(row)


def new_account(name: str, role: str, *, organisation: str | None, now: dt.datetime) -> AccountRow:
    """An account without a password, not kept yet. Raises InputError for a name that cannot be used, an unknown role, a clerk without a body."""
    if role not in terms("account_role"):
        raise InputError("unknown_option", option="--role", value=role, choices=", ".join(terms("account_role")))
    if not re.fullmatch(r"[\w.@ -]{1,60}", name) or name != name.strip():
        raise InputError("bad_account_name", name=name[:60])
    if role == "clerk" and organisation is None:
        raise InputError("clerk_without_body")
    return AccountRow(name=name, role=role, organisation=organisation, created_at=now)


def close_account(workspace: Workspace, name: str) -> None:
    """Close an account: its sessions and tokens end, what it did stays. Raises InputError for the last administrator who can log in."""
    with writing(workspace.engine) as session:
        row = require_account(session, name)
        require_another_administrator(session, row)
        row.closed_at = workspace.now
        session.execute(delete(SessionRow).where(col(SessionRow.account) == name))
        session.execute(delete(TokenRow).where(col(TokenRow.account) == name))


def require_another_administrator(session: Session, row: AccountRow) -> None:
    """Raises InputError where an account is the last administrator who can log in with a password."""
    others = select(col(AccountRow.name)).where(
        col(AccountRow.role) == "administrator",
        col(AccountRow.name) != row.name,
        col(AccountRow.closed_at).is_(None),
        col(AccountRow.password).is_not(None),
    )
    if row.role == "administrator" and session.execute(others.limit(1)).first() is None:
        raise InputError("last_administrator", name=row.name)


def unlink_account(workspace: Workspace, name: str) -> None:
    """Forget who an account is to the office's log-in service: its sessions end, the next who comes with its name is linked."""
    with writing(workspace.engine) as session:
        row = session.get(AccountRow, name)
        if row is None:
            raise InputError("not_found", what=name)
        row.oidc_issuer = row.oidc_subject = None
        session.execute(delete(SessionRow).where(col(SessionRow.account) == name))


def reopen_account(workspace: Workspace, name: str) -> None:
    """Let a closed account in again, with the password that it had."""
    with writing(workspace.engine) as session:
        row = session.get(AccountRow, name)
        if row is None:
            raise InputError("not_found", what=name)
        row.closed_at = None


def require_account(session: Session, name: str, roles: frozenset[str] | None = None) -> AccountRow:
    """The account of this name. Raises InputError where there is none, or where its role may not do this."""
    row = session.get(AccountRow, name)
    if row is None:
        known = ", ".join(sorted(session.execute(select(col(AccountRow.name))).scalars())[:8])
        raise InputError("no_account", name=name, known=known or "—")
    if row.closed_at is not None:
        raise InputError("account_closed", name=name)
    if roles is not None and row.role not in roles:
        raise InputError("role_may_not", name=name, role=row.role, roles=", ".join(sorted(roles)))
    return row
