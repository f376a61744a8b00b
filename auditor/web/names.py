"""Names of records in memory, to be found as written, in pinyin or by initials; made anew when records change."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from pypinyin import Style, lazy_pinyin
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.kept import Kept
from inventory.models.ledger import ObservationRow, SourceRow
from inventory.models.records import TABLES
from inventory.schema import entities

# entities whose names are kept in memory for searching; fields are too many, only what they are called is kept
SEARCHED = frozenset(entities()) - {"DataField"}
_KEPT: Kept["NameIndex"] = Kept(2 * len(SEARCHED) + 4, idle_seconds=math.inf)


def version(session: Session) -> Any:
    """What changes whenever records do."""
    withdrawn = select(func.count()).select_from(SourceRow).where(col(SourceRow.withdrawn_at).is_not(None))
    return session.execute(select(func.max(col(ObservationRow.id)))).scalar(), session.execute(withdrawn).scalar_one()


def find_names(session: Session, entity: str, text: str) -> list[tuple[str, str]]:
    """Ids and names in the order of names, of which every word of the text is found: as written, in pinyin or by initials, in aliases or code."""
    key = (str(session.get_bind().engine.url), entity)
    return _KEPT.get(key, version(session), lambda: NameIndex.of(session, entity)).find(text)


def find_texts(session: Session, entity: str, column: str, word: str) -> list[str]:
    """The different texts of a column that hold a word: as written, in pinyin or by initials."""
    key = (str(session.get_bind().engine.url), entity, column)
    held = _KEPT.get(key, version(session), lambda: NameIndex.of_column(session, entity, column))
    return [text for text, _ in held.find(word)]


def warm(session: Session) -> None:
    """Make the indexes of names before the first person searches."""
    for entity in sorted(SEARCHED):
        find_names(session, entity, "")
    for column in ("name", "label"):
        find_texts(session, "DataField", column, "")


@dataclass(frozen=True, slots=True)
class NameIndex:
    """All names of an entity in one text, each with what else it may be found by; `starts` are the places where entries begin."""

    entries: list[tuple[str, str]]
    starts: np.ndarray[Any, np.dtype[np.int64]]
    text: str

    @classmethod
    def of(cls, session: Session, entity: str) -> "NameIndex":
        """The index of the records as they are."""
        spec, table = entities()[entity], TABLES[entity]
        columns = [getattr(table, name) for name in (spec.label_field, "code", "aliases") if name in spec.fields]
        found = []
        for identifier, title, *more in session.execute(select(table.id, *columns)).all():
            shown = str(title or identifier)
            parts = (shown, identifier, *(" ".join(m) if isinstance(m, list) else str(m) for m in more if m), *spoken(shown))
            found.append((shown, identifier, "\n".join(parts).lower().replace("\x00", "")))
        return cls._of(found)

    @classmethod
    def of_column(cls, session: Session, entity: str, column: str) -> "NameIndex":
        """The index of the different texts of a column; each is its own id."""
        said = col(getattr(TABLES[entity], column))
        texts = session.execute(select(said).where(said.is_not(None)).distinct()).scalars().all()
        return cls._of([(text, text, "\n".join((text, *spoken(text))).lower().replace("\x00", "")) for text in texts])

    @classmethod
    def _of(cls, found: list[tuple[str, str, str]]) -> "NameIndex":
        """The index of names, ids and what each is found by."""
        found.sort()
        ends = np.cumsum([len(hay) + 1 for _, _, hay in found], dtype=np.int64)
        starts = np.concatenate(([0], ends[:-1])) if found else ends
        return cls([(identifier, shown) for shown, identifier, _ in found], starts, "\x00".join(hay for _, _, hay in found))

    def find(self, text: str) -> list[tuple[str, str]]:
        """The entries that hold every word."""
        left: np.ndarray[Any, np.dtype[np.int64]] | None = None
        for word in text.lower().replace("\x00", "").split()[:6]:
            hits = self._holding(word)
            left = hits if left is None else np.intersect1d(left, hits, assume_unique=True)
        return [] if left is None else [self.entries[number] for number in left.tolist()]

    def _holding(self, word: str) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The numbers of the entries that hold a word, in order."""
        places = [match.start() for match in re.finditer(re.escape(word), self.text)]
        return np.unique(np.searchsorted(self.starts, places, side="right") - 1)


# as many as there are names in a province's inventory; a rebuilt index asks for all of them again
@lru_cache(maxsize=500_000)
def spoken(name: str) -> tuple[str, str]:
    """A name in pinyin, whole and by initials."""
    full = lazy_pinyin(name, style=Style.NORMAL)
    return "".join(full).lower(), "".join(part[:1] for part in full).lower()
