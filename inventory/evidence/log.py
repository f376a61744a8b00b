"""The log of the evidence archive: what came in and what left it, each entry chained to the one before (append-only)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory import store
from inventory.evidence.archive import GENESIS, chain_hash
from inventory.models.ledger import EvidenceLogRow

KEYS = ("kind", "subject", "by", "at", "content")


def append(session: Session, kind: str, subject: str, *, by: str | None, at: dt.datetime, content: Mapping[str, Any]) -> None:
    """Add an entry: `crawl` (a crawl's pages came in), `added` (a person's file), `released` (originals went out)."""
    row = session.execute(select(EvidenceLogRow).order_by(col(EvidenceLogRow.id).desc()).limit(1)).scalar_one_or_none()
    entry = {"kind": kind, "subject": subject, "by": by, "at": store.format_time(at), "content": dict(content)}
    chain = chain_hash(row.chain if row is not None else GENESIS, entry)
    session.add(EvidenceLogRow(kind=kind, subject=subject, by=by, at=at, content=dict(content), chain=chain))
    session.flush()


def entries(session: Session) -> list[dict[str, Any]]:
    """All entries in their order, each with its link of the chain."""
    rows = session.execute(select(EvidenceLogRow).order_by(col(EvidenceLogRow.id))).scalars()
    return [
        {"kind": r.kind, "subject": r.subject, "by": r.by, "at": store.format_time(r.at), "content": r.content, "chain": r.chain}
        for r in rows
    ]


def first_break(chained: Iterable[Mapping[str, Any]], keys: tuple[str, ...] = KEYS) -> int | None:
    """The position (from 1) of the first entry that does not follow from the one before; None where all do."""
    last = GENESIS
    for position, entry in enumerate(chained, start=1):
        last = chain_hash(last, {key: entry.get(key) for key in keys})
        if last != entry.get("chain"):
            return position
    return None
