"""Log-ins: a new session at each, ended on the server; failed ones are slowed down; tokens for programs.

Follows OWASP ASVS 5.0, chapters 6 (authentication) and 7 (session management).
"""

import datetime as dt
import hashlib
import secrets
import threading
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.web.rights import Person, person_of
from inventory.database import reading, writing
from inventory.models.ledger import AccessRow, AccountRow, SessionRow, TokenRow
from inventory.problems import InputError

IDLE = dt.timedelta(minutes=30)
LIFE = dt.timedelta(hours=12)
WINDOW = dt.timedelta(minutes=15)
# failed log-ins within the window, of one name and of one client address
TRIES, CLIENT_TRIES = 5, 30
# passwords that are looked at at once: each takes 64 MiB
_HASHING = threading.BoundedSemaphore(4)
# log-ins that are answered at once; the others wait in the event loop, for whoever waits in a thread takes it from the pages
_ENTERING = 3
Entrance = anyio.CapacityLimiter
T = TypeVar("T")


class Slowed(Exception):
    """Too many failed log-ins; `seconds` until the next is looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def entrance() -> Entrance:
    """Where the log-ins of one server wait for their turn."""
    return Entrance(_ENTERING)


async def in_turn(entrance: Entrance, work: Callable[[], T]) -> T:
    """Do what looks at passwords in a thread, a few at once."""
    return await anyio.to_thread.run_sync(work, limiter=entrance)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobody() -> str:
    """A hash that no password has: unknown names take as long as known ones."""
    return PasswordHasher().hash(secrets.token_hex(16))


def note(session: Session, account: str, action: str, subject: str, client: str, now: dt.datetime) -> None:
    """One line of the access log."""
    session.add(AccessRow(at=now, account=account[:60], action=action[:40], subject=subject[:200], client=client[:64]))


def log_in(engine: Engine, name: str, password: str, client: str, now: dt.datetime, roles: frozenset[str] | None = None) -> str | None:
    """The token of a new session, or None where name and password do not fit. Raises Slowed after too many failures.

    With `roles`, passwords of other roles never fit.
    """
    with reading(engine) as session:
        require_patience(session, client, now, name=name)
        known = _password_of(session, name, roles)
    # outside of any transaction: it takes its time, and nobody's writing waits for it
    try:
        with _HASHING:
            PasswordHasher().verify(known or _nobody(), password)
        fits = known is not None
    except (Argon2Error, InvalidHashError):
        fits = False
    with writing(engine) as session:
        # guesses that came at once are counted here, one after the other
        require_patience(session, client, now, name=name)
        if not fits or _password_of(session, name, roles) != known:
            note(session, name, "login_failed", "", client, now)
            return None
        return open_session(session, name, "", client, now)


def open_session(session: Session, name: str, way: str, client: str, now: dt.datetime) -> str:
    """The token of a new session of an account that has proved who it is; `way` is how, for the log (a password: nothing)."""
    session.execute(delete(SessionRow).where(col(SessionRow.seen_at) < now - LIFE))
    token = secrets.token_urlsafe(32)
    session.add(SessionRow(token=_hashed(token), account=name, csrf=secrets.token_urlsafe(24), opened_at=now, seen_at=now))
    note(session, name, "login", way, client, now)
    return token


def require_patience(session: Session, client: str, now: dt.datetime, *, name: str | None = None) -> None:
    """Raises Slowed after too many failures of a client address, whichever way it tried, or of passwords for a name."""
    limits: list[tuple[Any, str, int, tuple[str, ...]]] = [(AccessRow.client, client[:64], CLIENT_TRIES, ("login_failed", "oidc_failed"))]
    if name is not None:
        # failures at the log-in service do not lock out the owner of a name
        limits.insert(0, (AccessRow.account, name[:60], TRIES, ("login_failed",)))
    for column, value, limit, actions in limits:
        failed = session.execute(
            select(func.count(), func.min(col(AccessRow.at))).where(
                col(AccessRow.action).in_(actions), col(column) == value, col(AccessRow.at) > now - WINDOW
            )
        ).one()
        if failed[0] >= limit:
            raise Slowed(max(1, int((failed[1].replace(tzinfo=failed[1].tzinfo or dt.UTC) + WINDOW - now).total_seconds())))


def _password_of(session: Session, name: str, roles: frozenset[str] | None) -> str | None:
    """The hash of an account that may log in with it."""
    account = session.get(AccountRow, name)
    if account is None or account.closed_at is not None or (roles is not None and account.role not in roles):
        return None
    return account.password or None


def who(session: Session, token: str, now: dt.datetime) -> tuple[Person, bool] | None:
    """Whose session this is, and whether its idle time is to be set back; None where it ended."""
    row = session.get(SessionRow, _hashed(token))
    if row is None or now - row.seen_at > IDLE or now - row.opened_at > LIFE:
        return None
    account = session.get(AccountRow, row.account)
    if account is None or account.closed_at is not None:
        return None
    return person_of(session, account, row.csrf), now - row.seen_at > dt.timedelta(minutes=1)


def touch(session: Session, token: str, now: dt.datetime) -> None:
    """Set the idle time of a session back."""
    row = session.get(SessionRow, _hashed(token))
    if row is not None:
        row.seen_at = now


def log_out(session: Session, token: str) -> None:
    """End a session; its token is worth nothing from now on."""
    session.execute(delete(SessionRow).where(col(SessionRow.token) == _hashed(token)))


def end_all(session: Session, account: str) -> None:
    """End every session and token of an account (its password was changed)."""
    session.execute(delete(SessionRow).where(col(SessionRow.account) == account))
    session.execute(delete(TokenRow).where(col(TokenRow.account) == account))


def make_token(session: Session, account: str, now: dt.datetime) -> str:
    """A token for programs; the one before is void. Raises InputError where there is no such account."""
    row = session.get(AccountRow, account)
    if row is None:
        raise InputError("not_found", what=account)
    if row.closed_at is not None:
        raise InputError("account_closed", name=account)
    session.execute(delete(TokenRow).where(col(TokenRow.account) == account))
    token = f"auditor_{secrets.token_urlsafe(32)}"
    session.add(TokenRow(token=_hashed(token), account=account, made_at=now))
    return token


def bearer(session: Session, token: str) -> Person | None:
    """Whose token this is."""
    row = session.get(TokenRow, _hashed(token))
    account = session.get(AccountRow, row.account) if row is not None else None
    return None if account is None or account.closed_at is not None else person_of(session, account, "")


def change_password(session: Session, account: str, password: str) -> None:
    """Set a password and end every session. Raises InputError for a weak one."""
    if len(password) < 12:
        raise InputError("weak_password", length=12)
    row = session.get(AccountRow, account)
    if row is None:
        raise InputError("not_found", what=account)
    row.password = PasswordHasher().hash(password)
    end_all(session, account)
