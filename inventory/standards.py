"""The office's own data-element standard, kept in its workspace by the file that it came from."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory import rounds, store
from inventory.elements import DataElement, as_object, from_object
from inventory.models.ledger import SourceRow
from inventory.problems import Problems
from inventory.values.observation import Source

_FACT = "office_elements"


def load_elements(session: Session) -> tuple[DataElement, ...]:
    """The elements of the last version of every file that was not withdrawn; of one name the later file's."""
    by_source: dict[str, list[dict[str, Any]]] = rounds.get_fact(session, _FACT, {})
    if not by_source:
        return ()
    rows = session.execute(select(SourceRow).where(col(SourceRow.id).in_(by_source)).order_by(col(SourceRow.at), col(SourceRow.id)))
    last = {row.series: row.id for row in rows.scalars() if row.withdrawn_at is None}
    return tuple({stored["name"]: from_object(stored) for source in last.values() for stored in by_source[source]}.values())


def put_elements(session: Session, by_source: Mapping[str, Iterable[DataElement]]) -> None:
    """Keep the elements of sources that are stored."""
    stored = {source: [as_object(element) for element in elements] for source, elements in by_source.items()}
    rounds.set_fact(session, _FACT, {**rounds.get_fact(session, _FACT, {}), **stored})


def stored_elements(session: Session) -> list[dict[str, Any]]:
    """Every element of every file with its source, as a document lists them; what was withdrawn too."""
    by_source: dict[str, list[dict[str, Any]]] = rounds.get_fact(session, _FACT, {})
    return [{"source": source, "content": element} for source, elements in sorted(by_source.items()) for element in elements]


def save_elements(session: Session, source: Source, elements: Iterable[DataElement], problems: Problems) -> int:
    """Store a file's elements in place of what an earlier version of it said; how many are new or other than before."""
    before = load_elements(session)
    saved = store.save_source(session, source)
    if saved is None:
        return 0
    store.save_problems(session, saved.id, "rejected", problems.rejected)
    store.save_problems(session, saved.id, "question", problems.questions)
    put_elements(session, {saved.id: elements})
    session.flush()
    return changed_elements(before, load_elements(session))


def changed_elements(before: Iterable[DataElement], after: Iterable[DataElement]) -> int:
    """How many elements are new, other than before or gone."""
    old, new = ({element.name: element for element in elements} for elements in (before, after))
    return sum(old.get(name) != element for name, element in new.items()) + len(old.keys() - new.keys())


def count_elements(session: Session) -> dict[str, int]:
    """How many elements each file told, by source."""
    return {source: len(elements) for source, elements in rounds.get_fact(session, _FACT, {}).items()}
