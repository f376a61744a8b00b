"""What runs between systems, kept for questions of one page: from whom, to whom, what."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory.models.ledger import FlowRow
from inventory.values.flow import Flow

BATCH = 20_000
# a way between two systems that is longer than this tells nobody anything
LONGEST = 8


def save_flows(session: Session, flows: Iterable[Flow]) -> None:
    """Keep these in place of the last audit's."""
    session.execute(delete(FlowRow))
    rows = [
        {"supplier": f.supplier, "consumer": f.consumer, "by_hand": f.by_hand, "exchanges": f.exchanges, "elements": list(f.elements)}
        for f in flows
    ]
    for first in range(0, len(rows), BATCH):
        session.execute(insert(FlowRow), rows[first : first + BATCH])


def flows_around(session: Session, systems: Iterable[str], *, most: int) -> list[Flow]:
    """The flows that begin or end at one of these, those with most exchanges first."""
    ends = list(systems)
    query = select(FlowRow).where(or_(col(FlowRow.supplier).in_(ends), col(FlowRow.consumer).in_(ends)))
    order = (col(FlowRow.exchanges).desc(), col(FlowRow.supplier), col(FlowRow.consumer), col(FlowRow.by_hand))
    return [_flow(row) for row in session.execute(query.order_by(*order).limit(most)).scalars()]


def find_way(session: Session, start: str, end: str) -> list[Flow] | None:
    """The shortest way from one system to another along what runs, hop by hop; None where there is none of up to eight hops."""
    came: dict[str, Flow] = {}
    edge, known = [start], {start}
    for _ in range(LONGEST):
        reached: dict[str, Flow] = {}
        for first in range(0, len(edge), 500):
            query = select(FlowRow).where(col(FlowRow.supplier).in_(edge[first : first + 500]))
            for row in session.execute(query.order_by(col(FlowRow.supplier), col(FlowRow.consumer), col(FlowRow.by_hand))).scalars():
                if row.consumer not in known:
                    reached.setdefault(row.consumer, _flow(row))
        came |= reached
        if end in reached:
            return _back(came, start, end)
        known |= reached.keys()
        edge = sorted(reached)
        if not edge:
            return None
    return None


def _back(came: dict[str, Flow], start: str, end: str) -> list[Flow]:
    way: list[Flow] = []
    while end != start:
        way.append(came[end])
        end = came[end].supplier
    return way[::-1]


def _flow(row: FlowRow) -> Flow:
    return Flow(row.supplier, row.consumer, row.by_hand, row.exchanges, tuple(row.elements))
