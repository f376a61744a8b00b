"""What the words of a search ask of a table: each must be found in a name, an alias or a code, as written, in pinyin or by its initials."""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, or_
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.web.names import SEARCHED, find_names, find_texts
from inventory.models.records import TABLES
from inventory.schema import EntitySpec

# words of a search that are looked at
WORDS = 6
# names that sound alike, texts of fields that hold a word: more are not put into one question
_SOUNDS, _TEXTS = 500, 5_000


def as_text(column: Any) -> Any:
    """A list as the text that the database keeps."""
    return sql_cast(column, String)


def condition(session: Session, spec: EntitySpec, text: str, *, is_wide: bool = False) -> ColumnElement[bool] | None:
    """What a search asks; None for a search of nothing.

    `is_wide` says that much is found: rows are then best gone through in the order of the list, not fetched by what they hold.
    """
    words = text.split()[:WORDS]
    if not words:
        return None
    if spec.entity not in SEARCHED:
        return and_(*(_in_texts(session, spec, word, is_wide=is_wide) for word in words))
    return and_(*(_in_columns(session, spec, word) for word in words))


def _in_texts(session: Session, spec: EntitySpec, word: str, *, is_wide: bool) -> ColumnElement[bool]:
    """Millions of fields bear a few thousand names: those that hold the word are found in memory, the fields over their index."""
    table, found = TABLES[spec.entity], []
    for name in ("name", "label"):
        column = col(getattr(table, name))
        texts = find_texts(session, spec.entity, name, word)
        if len(texts) > _TEXTS:
            found.append(_holds(column, word))
        elif texts:
            found.append((as_text(column) if is_wide else column).in_(texts))
    return or_(*found, col(table.id) == word)


def _in_columns(session: Session, spec: EntitySpec, word: str) -> ColumnElement[bool]:
    table = TABLES[spec.entity]
    columns = [col(getattr(table, name)) for name in ("name", "title", "label", "code", "text") if name in spec.fields]
    found: list[ColumnElement[bool]] = [_holds(column, word) for column in columns] + [col(table.id) == word]
    if "aliases" in spec.fields and not set(word) & set('[]",'):
        found.append(_holds(as_text(col(table.aliases)), word))
    if word.isascii() and word.isalpha() and len(word) >= 2 and "name" in spec.fields:
        found.append(col(table.name).in_([title for _, title in find_names(session, spec.entity, word.lower())][:_SOUNDS]))
    return or_(*found)


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return column.ilike(f"%{escaped}%", escape="\\")  # type: ignore[no-any-return]
