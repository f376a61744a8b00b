"""Duplicates and missing exchanges, kept for questions of one page: around some systems or bodies, and summed up between bodies."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory.models.ledger import RelationRow
from inventory.values.relation import MISSING, Relation

BATCH = 20_000


def save_relations(session: Session, relations: Iterable[Relation]) -> None:
    """Keep these in place of the last audit's."""
    session.execute(delete(RelationRow))
    rows = [
        {"kind": r.kind, "left": r.left, "right": r.right, "left_body": r.left_body, "right_body": r.right_body, "count": r.count}
        for r in relations
    ]
    for first in range(0, len(rows), BATCH):
        session.execute(insert(RelationRow), rows[first : first + BATCH])


def relations_around(session: Session, ends: Sequence[str], *, most: int) -> list[Relation]:
    """Those of which one end is among these records, in the order of kinds and ends."""
    found: dict[tuple[str, str, str], Relation] = {}
    for first in range(0, len(ends), 500):
        part = list(ends[first : first + 500])
        # each end over its own index
        for side in (RelationRow.left, RelationRow.right):
            query = select(RelationRow).where(col(side).in_(part))
            order = (col(RelationRow.kind), col(RelationRow.left), col(RelationRow.right))
            for row in session.execute(query.order_by(*order).limit(most)).scalars():
                found[row.kind, row.left, row.right] = _relation(row)
    return [found[key] for key in sorted(found)][:most]


def relations_between(session: Session, bodies: Sequence[str], *, most: int) -> list[tuple[str, str, str, int]]:
    """(kind, body, body, count) summed up between different bodies, the most first; two that only resemble each other stand in order."""
    left, right = col(RelationRow.left_body), col(RelationRow.right_body)
    total = func.sum(col(RelationRow.count))
    query = (
        select(col(RelationRow.kind), left, right, total)
        .where(or_(left.in_(bodies), right.in_(bodies)), left != right)
        .group_by(col(RelationRow.kind), left, right)
        .order_by(total.desc(), col(RelationRow.kind), left, right)
        .limit(most)
    )
    summed: dict[tuple[str, str, str], int] = {}
    for kind, start, end, count in session.execute(query):
        key = (kind, start, end) if kind == MISSING else (kind, min(start, end), max(start, end))
        summed[key] = summed.get(key, 0) + int(count)
    return [(*key, count) for key, count in sorted(summed.items(), key=lambda entry: (-entry[1], entry[0]))]


def _relation(row: RelationRow) -> Relation:
    return Relation(row.kind, row.left, row.right, row.left_body, row.right_body, row.count)
