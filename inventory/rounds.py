"""Audit rounds and other named facts of a workspace."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory.models.ledger import MetaRow, RoundRow

# the fact that names whose inventory was restored into a new workspace
HOME = "home"


def get_fact(session: Session, name: str, default: Any = None) -> Any:
    """A named fact of the workspace."""
    row = session.get(MetaRow, name)
    return default if row is None else row.value


def set_fact(session: Session, name: str, value: Any) -> None:
    """Store a named fact."""
    row = session.get(MetaRow, name)
    if row is None:
        session.add(MetaRow(name=name, value=value))
    else:
        row.value = value


def current_round(session: Session) -> str:
    """The name of the open round."""
    return str(get_fact(session, "round", ""))


def names(session: Session) -> list[str]:
    """The names of all rounds in the order in which they were opened."""
    return list(session.execute(select(col(RoundRow.name)).order_by(col(RoundRow.opened_at), col(RoundRow.name))).scalars())


def opened_at(session: Session) -> dt.datetime | None:
    """When the open round was opened (UTC)."""
    row = session.get(RoundRow, current_round(session))
    return None if row is None else row.opened_at


def open_round(session: Session, name: str, at: dt.datetime) -> None:
    """Open a round and close the one before."""
    for row in session.execute(select(RoundRow).where(col(RoundRow.closed_at).is_(None))).scalars():
        row.closed_at = at
    known = session.get(RoundRow, name)
    if known is None:
        session.add(RoundRow(name=name, opened_at=at, closed_at=None))
    else:
        known.closed_at = None
    set_fact(session, "round", name)
