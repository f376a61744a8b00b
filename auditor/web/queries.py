"""Pages of lists straight from the tables: a page costs the same whether a county or a province stands behind it."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, bindparam, case, false, func, literal, or_, select, text, union_all
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.kept import Kept
from auditor.web.names import SEARCHED, find_names, version
from auditor.web.rights import Person
from auditor.web.searching import as_text, condition
from inventory.identity import ID
from inventory.models.ledger import FindingRow, ProblemRow, SourceRow
from inventory.models.records import TABLES
from inventory.schema import EntitySpec, entities
from inventory.store import load_record, load_some
from inventory.values.inventory import Inventory, Refusal
from inventory.values.record import Record
from reports.wording import Names

PAGE = 50
# where a search finds more than this, its rows stand close together in the list
_WIDE = 200_000
# of records of an account's bodies, so many are gone through whatever is searched for
_FEW = 20_000
# by the bodies that an account is confined to
_COUNTED: Kept[dict[str, int]] = Kept(64, idle_seconds=math.inf)
# how a record is tied to a body: its own columns, or the table that it belongs to through a column
_BODIES: dict[str, tuple[str, ...]] = {
    "Organisation": ("id", "name", "code"),
    "System": ("owner", "operator", "builder"),
    "Channel": ("owner",),
    "Service": ("owner",),
    "Dataset": ("provider",),
    "Return": ("requiring",),
    "Responsibility": ("organisation",),
    "ShareRequest": ("from_org", "to_org"),
    "Support": ("provider",),
    "Notice": ("issuer",),
    "AssessmentItem": ("assessor",),
    "Algorithm": ("owner",),
    "Lead": ("handler",),
}
_THROUGH: dict[str, tuple[tuple[str, str], ...]] = {
    "Dataset": (("system", "System"),),
    "DataField": (("resource", "Dataset"),),
    "Exchange": (("from_system", "System"), ("to_system", "System")),
    "Usage": (("object", "System"), ("object", "Channel")),
    "Cost": (("object", "System"), ("object", "Channel")),
    "Inspection": (("object", "Channel"), ("object", "System")),
    "Algorithm": (("system", "System"),),
}
# columns of the lists, beside the name
COLUMNS: dict[str, tuple[str, ...]] = {
    "Organisation": ("level", "parent", "code"),
    "System": ("owner", "kind", "status"),
    "Channel": ("owner", "kind", "status", "filing_status"),
    "Service": ("owner", "domain", "channel_kinds"),
    "Dataset": ("provider", "system", "share_type"),
    "DataField": ("resource", "label", "element", "pii"),
    "Exchange": ("from_system", "to_system", "method", "status"),
    "Responsibility": ("organisation", "object", "role", "stage"),
    "Return": ("requiring", "respondent_level", "frequency"),
    "ShareRequest": ("from_org", "to_org", "received", "decision"),
    "AssessmentItem": ("scheme", "assessor", "item_class"),
    "Algorithm": ("system", "owner"),
    "Support": ("provider", "kind"),
    "Usage": ("object", "period", "mau", "cases"),
    "Cost": ("object", "fiscal_year", "om_yuan"),
    "Notice": ("issuer", "date"),
    "Inspection": ("object", "item", "outcome", "date"),
    "Lead": ("received", "handler", "state"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list: its rows, how many there are in all, and where it stands."""

    rows: list[dict[str, Any]]
    total: int
    page: int
    pages: int


def scope(entity: str, person: Person) -> ColumnElement[bool] | None:
    """The condition that keeps a list to what the person may see; None where that is all of it."""
    if person.bodies is None:
        return None
    table = TABLES[entity]
    bodies = sorted(person.bodies)
    found: list[ColumnElement[bool]] = [col(getattr(table, column)).in_(bodies) for column in _BODIES.get(entity, ())]
    for column, target in _THROUGH.get(entity, ()):
        other = TABLES[target]
        inner = scope(target, person)
        if inner is not None:
            # an id or a name, in one list: over two the database goes through what it found twice
            found.append(col(getattr(table, column)).in_(union_all(select(other.id).where(inner), select(other.name).where(inner))))
    return or_(*found) if found else false()


def list_records(
    session: Session, entity: str, person: Person, *, search: str, filters: dict[str, str], sort: str, descending: bool, page: int
) -> Listed:
    """One page of an entity's records."""
    spec, table, search = entities()[entity], TABLES[entity], search.replace("\x00", "")
    if search.strip() and entity in SEARCHED and not any(filters.values()) and person.bodies is None and sort == spec.label_field:
        found = find_names(session, entity, search)
        ids = [identifier for identifier, _ in (found[::-1] if descending else found)[(page - 1) * PAGE : page * PAGE]]
        by_id = {row.id: row for row in session.execute(select(table).where(col(table.id).in_(ids))).scalars()}
        return Listed([_row(spec, by_id[i]) for i in ids if i in by_id], len(found), page, max(1, -(-len(found) // PAGE)))
    limited = None if person.bodies is None else counts(session, person)[entity]
    # of a body's few records every one is looked at: what a word is found in may be a hundred times as much
    asked = condition(session, spec, search, is_wide=limited is not None and limited <= _FEW)
    conditions = [c for c in (scope(entity, person),) if c is not None]
    for name, value in filters.items():
        if name in spec.fields and value:
            kind = spec.fields[name].type
            column = col(getattr(table, name))
            conditions.append(
                column.is_(None)
                if value == "-"
                else as_text(column).contains(f'"{plain_id(value)}"', autoescape=True)
                if kind in ("enums", "list", "refs")
                else column == _typed(spec, name, value)
            )
    count = select(func.count()).select_from(table)
    # ids first, over the index alone: only the rows of the page are read
    ids_query = select(col(table.id)).order_by(
        _order(session, spec, sort, descending=descending), col(table.id).desc() if descending else col(table.id)
    )
    if asked is not None:
        count = count.where(asked)
    is_all = asked is None and len(conditions) == (limited is not None)
    total = counts(session, person)[entity] if is_all else session.execute(count.where(*conditions)).scalar_one()
    if asked is not None and total > _WIDE:
        asked = condition(session, spec, search, is_wide=True)
    ids_query = ids_query.where(*conditions, *([] if asked is None else [asked]))
    chosen = list(session.execute(ids_query.limit(PAGE).offset((page - 1) * PAGE)).scalars())
    by_id = {row.id: row for row in session.execute(select(table).where(col(table.id).in_(chosen))).scalars()}
    rows = [_row(spec, by_id[identifier]) for identifier in chosen]
    return Listed(rows, total, page, max(1, -(-total // PAGE)))


def _order(session: Session, spec: EntitySpec, sort: str, *, descending: bool) -> Any:
    """Rows by this field, or by name; what is unknown comes before all that is known, on either kind of database."""
    name = sort if sort in spec.fields or sort == "id" else spec.label_field
    column = col(getattr(TABLES[spec.entity], name))
    if session.get_bind().dialect.name == "sqlite" or name in (spec.label_field, "id"):
        # as their index is ordered
        return column.desc() if descending else column
    if name in spec.fields and spec.fields[name].type in ("enums", "list", "refs"):
        # PostgreSQL orders no JSON
        column = as_text(column)
    return column.desc().nulls_last() if descending else column.nulls_first()


def _typed(spec: EntitySpec, name: str, value: str) -> Any:
    kind = spec.fields[name].type
    if kind == "bool":
        return value in ("true", "1", "yes")
    if kind == "int":
        return int(value) if re.fullmatch(r"[0-9]{1,12}", value) else -1
    return value


def _row(spec: EntitySpec, row: Any) -> dict[str, Any]:
    shown = {"id": row.id, "label": getattr(row, spec.label_field) or row.id}
    return shown | {name: getattr(row, name) for name in COLUMNS[spec.entity]} | {"modes": list(row.modes or ())}


def find_record(session: Session, identifier: str, person: Person) -> tuple[str, Record] | None:
    """A record that the person may see, with its entity; None where there is none, or it is not theirs to see."""
    for entity in _likely(identifier):
        record = load_record(session, entity, identifier)
        if record is None:
            continue
        limit, table = scope(entity, person), TABLES[entity]
        if limit is not None and session.execute(select(table.id).where(col(table.id) == identifier, limit)).first() is None:
            return None
        return entity, record
    return None


def _likely(identifier: str) -> list[str]:
    """Every entity, the one that the id's beginning tells first."""
    prefix = identifier.partition("-")[0]
    return sorted(TABLES, key=lambda entity: (entities()[entity].prefix != prefix, entity))


class Known:
    """Looks records up for the sentences of one page; stands where an inventory would. `ids` are those that are asked for at once."""

    def __init__(self, session: Session, ids: Iterable[str] = ()) -> None:
        self.session = session
        self._found: dict[str, Record | None] = {}
        self.look(ids)

    def look(self, ids: Iterable[str]) -> None:
        """Read those of these that are not known yet at once."""
        self._look(set(ids) - self._found.keys())

    def find(self, identifier: str) -> Record | None:
        """The record with this id, whatever its entity."""
        if identifier not in self._found:
            self._look({identifier})
        return self._found[identifier]

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Files that held credentials, by name: what a finding is about where a file belongs to no known body."""
        query = (
            select(col(SourceRow.name), col(SourceRow.by), col(ProblemRow.code))
            .join(ProblemRow, col(ProblemRow.source) == col(SourceRow.id))
            .where(col(ProblemRow.code).in_(("credential_column", "credential_value")))
        )
        return tuple(Refusal(code, name, "", by) for name, by, code in self.session.execute(query.distinct()))

    def _look(self, texts: set[str]) -> None:
        """Find out which of these are ids, and read their records: one question for each entity that an id begins with, and one for the rest."""
        by_prefix = {spec.prefix: entity for entity, spec in entities().items()}
        of: dict[str, list[str]] = {}
        for identifier in texts:
            self._found[identifier] = None
            entity = by_prefix.get(identifier.partition("-")[0])
            if entity is not None:
                of.setdefault(entity, []).append(identifier)
        for entity, wanted in sorted(of.items()):
            self._found |= load_some(self.session, entity, wanted)
        left = sorted(text for text in texts if self._found[text] is None and ID.fullmatch(text))
        for entity, identifier in _of_any(self.session, left):
            if self._found[identifier] is None:
                self._found[identifier] = load_record(self.session, entity, identifier)


def _of_any(session: Session, identifiers: Sequence[str]) -> list[tuple[str, str]]:
    """Entity and id of the records with these ids, whatever they begin with, in the order of entities."""
    if not identifiers:
        return []
    each = [select(literal(entity), col(TABLES[entity].id)).where(col(TABLES[entity].id).in_(identifiers)) for entity in sorted(TABLES)]
    return [(entity, identifier) for entity, identifier in session.execute(union_all(*each))]


def names(session: Session, language: str, ids: Iterable[str] = ()) -> Names:
    """Names of records for sentences of one page."""
    return Names(cast(Inventory, Known(session, ids)), language)


def names_of(session: Session, entity: str, texts: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """What references say and the ids that they lead to, in one question: references hold an id or a name; a name of several leads nowhere."""
    wanted = sorted({text for text in texts if text})
    if not wanted:
        return {}
    spec, table = entities()[entity], TABLES[entity]
    label = getattr(table, spec.label_field)
    found: dict[str, tuple[str, str | None]] = {text: (text, None) for text in wanted}
    for identifier, title in session.execute(select(table.id, label).where(col(table.id).in_(wanted))):
        found[identifier] = (str(title or identifier), identifier)
    left = [text for text in wanted if found[text][1] is None]
    if left and "name" in spec.fields:
        called: dict[str, list[str]] = {}
        for identifier, title in session.execute(select(table.id, table.name).where(col(table.name).in_(left))):
            called.setdefault(title, []).append(identifier)
        found |= {title: (title, ids[0]) for title, ids in called.items() if len(ids) == 1}
    return found


def name_of(session: Session, entity: str, text: str | None) -> tuple[str, str | None]:
    """What one reference says and the id that it leads to."""
    return names_of(session, entity, [text])[text] if text else ("", None)


def counts(session: Session, person: Person) -> dict[str, int]:
    """How many records of each entity the person may see."""
    return _COUNTED.get((str(session.get_bind().engine.url), person.bodies), version(session), lambda: _counted(session, person))


def _counted(session: Session, person: Person) -> dict[str, int]:
    found = {}
    for entity, table in TABLES.items():
        limit = scope(entity, person)
        query = select(func.count()).select_from(table)
        found[entity] = session.execute(query if limit is None else query.where(limit)).scalar_one()
    return found


def finding_scope(session: Session, person: Person) -> ColumnElement[bool] | None:
    """Findings that concern a body of the person."""
    return None if person.body_ids is None else names_any(session, "organisations", sorted(person.body_ids))


def names_any(session: Session, part: str, ids: Sequence[str]) -> ColumnElement[bool]:
    """Tell whether a list of a finding (`organisations` or `subjects`) holds one of these ids."""
    if not ids:
        return false()
    each = (
        "json_each(findings.content, '$." + part + "')"
        if session.get_bind().dialect.name == "sqlite"
        else "json_array_elements_text(findings.content->'" + part + "') AS each(value)"
    )
    words = text(f"EXISTS (SELECT 1 FROM {each} WHERE value IN :ids)")
    # a name of its own for each use: the scope of the account and a filter stand in one question
    return cast(ColumnElement[bool], words.bindparams(bindparam("ids", list(ids), expanding=True, unique=True)))


def list_findings(session: Session, person: Person, *, filters: dict[str, str], search: str, page: int, size: int = PAGE) -> Listed:
    """One page of findings, the gravest first."""
    conditions: list[ColumnElement[bool]] = [col(FindingRow.is_current).is_(True)] if filters.get("gone") != "1" else []
    limit = finding_scope(session, person)
    if limit is not None:
        conditions.append(limit)
    for name in ("rule", "severity", "certainty", "status"):
        if filters.get(name) == "firm" and name == "certainty":
            # all that is no question
            conditions.append(col(FindingRow.certainty) != "question")
        elif filters.get(name):
            conditions.append(col(getattr(FindingRow, name)) == filters[name])
    if filters.get("mine") == "1":
        conditions.append(col(FindingRow.owner) == person.name)
    if filters.get("org"):
        conditions.append(names_any(session, "organisations", [plain_id(filters["org"])]).self_group())
    if search:
        known = [identifier for entity in _SUBJECTS for identifier, _ in find_names(session, entity, search)[:_FOUND]]
        conditions.append(
            or_(
                col(FindingRow.id).startswith(search, autoescape=True),
                col(FindingRow.rule) == search.upper(),
                names_any(session, "subjects", known),
                names_any(session, "organisations", known) if not filters.get("org") and limit is None else false(),
            )
        )
    rank = case({"critical": 0, "high": 1, "medium": 2, "low": 3}, value=col(FindingRow.severity), else_=4)
    sure = case({"certain": 0, "probable": 1, "question": 2}, value=col(FindingRow.certainty), else_=3)
    where = and_(*conditions) if conditions else None
    count = select(func.count()).select_from(FindingRow)
    # ids are put in order without their contents; only those of the page are read
    query = select(col(FindingRow.id)).order_by(rank, sure, col(FindingRow.rule), col(FindingRow.id))
    if where is not None:
        count, query = count.where(where), query.where(where)
    total = session.execute(count).scalar_one()
    chosen = list(session.execute(query.limit(size).offset((page - 1) * size)).scalars())
    by_id = {row.id: row for row in session.execute(select(FindingRow).where(col(FindingRow.id).in_(chosen))).scalars()}
    rows = [
        {
            "id": r.id,
            "rule": r.rule,
            "severity": r.severity,
            "certainty": r.certainty,
            "status": r.status,
            "owner": r.owner,
            "due": r.due,
            "round": r.round,
            "subjects": r.content.get("subjects", []),
            "reasons": r.content.get("reasons", [])[:1],
            "thresholds": r.content.get("thresholds", []),
        }
        for r in (by_id[identifier] for identifier in chosen)
    ]
    return Listed(rows, total, page, max(1, -(-total // size)))


def findings_about(session: Session, identifier: str, person: Person) -> list[dict[str, Any]]:
    """The findings that name a record, at most 50, of those that the person may see."""
    part = "organisations" if load_record(session, "Organisation", identifier) is not None else "subjects"
    # most findings are told apart by a look at their text, before it is taken to pieces
    named = and_(
        as_text(col(FindingRow.content)).contains(plain_id(identifier), autoescape=True), names_any(session, part, [plain_id(identifier)])
    )
    rows = session.execute(
        select(FindingRow).where(named, col(FindingRow.is_current).is_(True)).order_by(col(FindingRow.id)).limit(50)
    ).scalars()
    return [
        {"id": r.id, "rule": r.rule, "severity": r.severity, "certainty": r.certainty, "status": r.status}
        for r in rows
        if person.body_ids is None or person.body_ids & set(r.content.get("organisations", []))
    ]


# what findings are searched by: the names of what they are about
_SUBJECTS = ("System", "Channel", "Organisation", "Service", "Dataset", "Return", "Notice")
_FOUND = 500


def plain_id(text: str) -> str:
    """An id as it may stand in a search: nothing but the letters of ids."""
    return "".join(c for c in text if c.isalnum() or c in "._-")[:64]
