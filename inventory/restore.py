"""Puts an exported inventory back: sources, observations, judgements, findings with their log, pages.

A document comes from outside like any file: every entry is checked, observations pass the same door as rows (secret rows,
credentials and personal numbers do not enter), and what does not fit is listed with its path.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory import rounds, secrecy, store
from inventory.advice import checked_recommendation, load_recommendations, save_recommendations
from inventory.elements import ROLES, DataElement, from_object
from inventory.importers.rows import Document
from inventory.models.ledger import (
    FindingEventRow,
    FindingRow,
    JudgementRow,
    ObservationRow,
    PageRow,
    ProblemRow,
    ResultRow,
    SourceRow,
)
from inventory.names import plain
from inventory.problems import Problems
from inventory.reading import NOT_APPLICABLE, NotAnswered, Unreadable, read_value
from inventory.schema import entities
from inventory.standards import put_elements
from inventory.values.observation import Locator
from inventory.vocabulary import terms


def _code(*names: str) -> Any:
    def check(value: Any) -> Any:
        if not any(value in terms(name) for name in names):
            raise ValueError(names[0])
        return value

    return BeforeValidator(check)


def _clean(value: Any) -> Any:
    """Text from outside: no lone surrogates, no credentials, personal numbers masked."""
    if isinstance(value, str):
        value.encode("utf-8")
        if secrecy.has_credential(value):
            raise ValueError("credential")
        return secrecy.masked(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _clean(item) for key, item in value.items()}
    return value


def _checked_element(element: DataElement) -> DataElement:
    if element.role not in ROLES or not plain(element.zh) or not re.fullmatch(r"[a-z][a-z0-9_]{0,79}", element.name):
        raise ValueError("element")
    return element


Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
Name = Annotated[str, BeforeValidator(_clean), Field(max_length=500)]
Time = Annotated[dt.datetime, BeforeValidator(lambda value: store.parse_time(value) if isinstance(value, str) else value)]
Clean = Annotated[Any, BeforeValidator(_clean)]
Objects = Annotated[list[dict[str, Any]], BeforeValidator(_clean)]
Texts = Annotated[list[str], BeforeValidator(_clean)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=False)


class _Source(_Entry):
    id: Id
    kind: Literal["person", "form", "import", "crawl", "inferred", "elements"]
    name: Name
    series: Name
    sha256: Annotated[str, Field(max_length=64)]
    at: Time
    by: Annotated[str | None, Field(max_length=60)] = None
    round: Annotated[str | None, Field(max_length=60)] = None
    withdrawn_at: Time | None = None


class _Place(_Entry):
    model_config = ConfigDict(extra="forbid")
    file: Annotated[str | None, Field(max_length=500)] = None
    sheet: Annotated[str | None, Field(max_length=200)] = None
    row: int | None = None
    column: Annotated[str | None, Field(max_length=200)] = None
    line: int | None = None
    path: Annotated[str | None, Field(max_length=500)] = None
    url: Annotated[str | None, Field(max_length=2000)] = None


class _Observation(_Entry):
    source: Id
    entity: Literal[tuple(entities())]  # type: ignore[valid-type]
    record: Id
    mode: Annotated[str, _code("mode")]
    locator: _Place = _Place()
    values: dict[str, Any]
    cited: Texts | None = None


class _Problem(_Entry):
    source: Id
    kind: Literal["rejected", "question"]
    code: Annotated[str, Field(max_length=60, pattern=r"^[a-z_]+$")]
    locator: _Place = _Place()
    params: Annotated[dict[str, Any], BeforeValidator(_clean)] = Field(default_factory=dict)


class _Judgement(_Entry):
    id: Id
    left: Id
    right: Id
    verdict: Annotated[str, _code("verdict", "meaning_verdict")]
    by: Annotated[str, Field(min_length=1, max_length=60)]
    at: Time
    reason: Name
    undone_at: Time | None = None
    undone_by: Annotated[str | None, Field(max_length=60)] = None


class _Finding(_Entry):
    model_config = ConfigDict(extra="allow")
    id: Id
    rule: Annotated[str, Field(max_length=20)]
    severity: Annotated[str, _code("severity")]
    certainty: Annotated[str, _code("certainty")]
    status: Annotated[str, _code("finding_status")]
    owner: Annotated[str | None, Field(max_length=60)] = None
    due: Annotated[str | None, Field(max_length=10)] = None
    round: Annotated[str, Field(max_length=60)]
    is_current: bool = True
    subjects: Texts
    organisations: Texts
    basis: Objects
    thresholds: Objects
    evidence: Objects
    reasons: Objects
    # a table's empty cell comes back as nothing
    discriminator: Annotated[str, BeforeValidator(lambda value: value or ""), Field(max_length=300)] = ""


class _Event(_Entry):
    finding: Id
    action: Annotated[str, Field(max_length=20)]
    by: Annotated[str, Field(max_length=60)]
    at: Time
    old: Annotated[str | None, Field(max_length=20)] = None
    new: Annotated[str | None, Field(max_length=20)] = None
    text: Clean = None
    details: Clean = None


class _OfficeElement(_Entry):
    source: Id
    content: Annotated[DataElement, BeforeValidator(_clean), AfterValidator(_checked_element)]


class _Page(_Entry):
    url: Annotated[str, BeforeValidator(_clean), Field(max_length=2000)]
    sha256: Annotated[str, Field(max_length=64)]
    fetched_at: Time
    status: int
    content_type: Annotated[str | None, Field(max_length=200)] = ""
    title: Annotated[str | None, BeforeValidator(_clean), Field(max_length=300)] = ""
    site: Annotated[str | None, Field(max_length=300)] = ""
    warc: Annotated[str | None, Field(max_length=200)] = ""
    offset: int | None = 0
    chain: Annotated[str | None, Field(max_length=64)] = ""
    exposed: Clean = None


# in the order in which they depend on each other
_ARRAYS: dict[str, tuple[type[_Entry], Any]] = {
    "sources": (_Source, SourceRow),
    "observations": (_Observation, ObservationRow),
    "problems": (_Problem, ProblemRow),
    "judgements": (_Judgement, JudgementRow),
    "pages": (_Page, PageRow),
    "findings": (_Finding, FindingRow),
    "finding_events": (_Event, FindingEventRow),
}
_BY = "auditor"
_FOLLOW_UP = ("status", "owner", "due", "round", "is_current")
_WORDED = ("title", "why")


def restore(session: Session, document: Document, problems: Problems, file: str) -> Counter[str]:
    """Put back what fits and is not there yet; counts changed records by array."""
    known_sources = set(session.execute(select(col(SourceRow.id))).scalars())
    fresh_sources: set[str] = set()
    keys: set[tuple[str, str]] = set()
    is_new = not known_sources
    has_log = session.execute(select(col(FindingEventRow.id)).limit(1)).first() is not None
    told = document.ledger.get("finding_events") or ()
    proven = _proven(told)
    taken_over: list[dict[str, Any]] = []
    for array, (model, table) in _ARRAYS.items():
        rows: list[dict[str, Any]] = []
        for position, entry in enumerate(document.ledger.get(array, ())):
            at = Locator(file=file, path=f"{array}[{position}]")
            row = _checked(model, entry, at, problems)
            if row is None:
                continue
            if array == "sources" and row["id"] not in known_sources:
                fresh_sources.add(row["id"])
            elif array == "sources" or (array in ("observations", "problems") and row["source"] not in fresh_sources):
                continue
            if array in ("judgements", "findings") and session.get(table, row["id"]) is not None:
                continue
            if array == "pages" and session.get(table, row["url"]) is not None:
                continue
            if "locator" in row:
                row["locator"] = {key: value for key, value in row["locator"].items() if value is not None}
            if array == "observations":
                if not _passes(row, at, problems):
                    continue
                keys.add((row["entity"], row["record"]))
            if array == "findings":
                start = first_status(row["certainty"])
                if told and row["status"] != proven.get(row["id"], start):
                    # a status is what its log leads to
                    problems.ask("status_not_proven", at, status=row["status"], finding=row["id"])
                    row["status"] = start
                elif row["status"] != start and (has_log or not told):
                    taken_over.append(_taken_over(row, file))
            rows.append(_finding_row(row, entry) if array == "findings" else row)
        if array == "finding_events" and has_log:
            rows = []
        if array == "finding_events":
            rows += taken_over
        if rows:
            session.execute(insert(table), rows)
    _restore_elements(session, document, fresh_sources, problems, file)
    _restore_results(session, document, problems, file)
    if document.meta.get("name") and is_new:
        home = {key: str(document.meta[key])[:100] if document.meta.get(key) else None for key in ("name", "region")}
        rounds.set_fact(session, rounds.HOME, _clean(home))
    if document.meta.get("round") and is_new:
        name = str(document.meta["round"])[:60]
        # the document does not say when the round was opened: at the latest with the first of its sources
        first = session.execute(select(func.min(col(SourceRow.at))).where(col(SourceRow.round) == name)).scalar_one()
        rounds.open_round(session, name, min(first or dt.datetime.max.replace(tzinfo=dt.UTC), dt.datetime.now(dt.UTC)))
    return store.refresh(session, keys)


def first_status(certainty: str) -> str:
    """The status of a finding of which nobody said anything yet."""
    return "question" if certainty == "question" else "candidate"


def _taken_over(row: Mapping[str, Any], file: str) -> dict[str, Any]:
    """The event that says where a status came from whose own log did not come along."""
    event = {"finding": row["id"], "action": "restored", "by": _BY, "at": dt.datetime.now(dt.UTC), "old": None, "new": row["status"]}
    return event | {"text": file[:200], "details": None}


def _proven(events: Iterable[Any]) -> dict[str, str]:
    """Finding → the status that its events lead to, each going on from the one before; a confirmation needs somebody who confirmed."""
    found: dict[str, str] = {}
    confirmed: set[str] = set()
    broken: set[str] = set()
    for event in events:
        if not isinstance(event, dict) or not all(isinstance(event.get(key), str) for key in ("finding", "action", "new")):
            continue
        finding, new = event["finding"], event["new"]
        if event.get("old") != found.get(finding) and event["action"] != "found":
            broken.add(finding)
        if event["action"] == "confirm":
            confirmed.add(finding)
        if new in ("confirmed", "in_correction", "closed") and finding not in confirmed:
            broken.add(finding)
        found[finding] = new
    return {finding: status for finding, status in found.items() if finding not in broken}


def _checked(model: type[_Entry], entry: Any, at: Locator, problems: Problems) -> dict[str, Any] | None:
    try:
        return model.model_validate(entry).model_dump()
    except (ValidationError, ValueError, RecursionError) as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) if isinstance(error, ValidationError) else ""
        problems.reject("broken_entry", at, where=where[:80] or "?")
        return None


def _passes(row: dict[str, Any], at: Locator, problems: Problems) -> bool:
    """Read an observation's values as a row's cells are read; False where the whole observation must stay out."""
    spec = entities()[row["entity"]]
    values: dict[str, Any] = {}
    for name, value in row["values"].items():
        field = spec.fields.get(name)
        if field is None:
            continue
        if value is None or value == []:
            values[name] = [] if field.is_list else None
            continue
        try:
            read = read_value(field, value)
        except NotAnswered:  # the third value: nothing is said of this field
            continue
        except Unreadable as wrong:
            problems.reject(wrong.code, at, field=field.zh, field_en=field.en, **wrong.params)
            continue
        if (name == "secrecy" and read == "secret") or (isinstance(read, str) and read != NOT_APPLICABLE and secrecy.is_secret_mark(read)):
            problems.reject("secret_row", at)
            return False
        values[name] = read
    row["values"] = values
    return True


def _finding_row(row: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    # in the order of the document, so that the next export equals it byte for byte; sentences are worded anew at every export
    content = {key: row[key] for key in entry if key in row and key not in (*_FOLLOW_UP, *_WORDED)}
    return {key: row[key] for key in ("id", "rule", "severity", "certainty", *_FOLLOW_UP)} | {"content": content}


def _restore_elements(session: Session, document: Document, fresh_sources: set[str], problems: Problems, file: str) -> None:
    """The office's own elements of sources that are new here."""
    by_source: dict[str, list[DataElement]] = defaultdict(list)
    for position, entry in enumerate(document.ledger.get("office_elements", ())):
        row = _checked(_OfficeElement, entry, Locator(file=file, path=f"office_elements[{position}]"), problems)
        if row is not None and row["source"] in fresh_sources:
            by_source[row["source"]].append(from_object(row["content"]))
    if by_source:
        put_elements(session, by_source)


def _restore_results(session: Session, document: Document, problems: Problems, file: str) -> None:
    if not load_recommendations(session):
        made = {}
        for position, entry in enumerate(document.ledger.get("recommendations", ())):
            try:
                content = checked_recommendation(_clean(entry.get("content") or entry))
            except (ValueError, RecursionError, AttributeError):
                problems.reject("broken_entry", Locator(file=file, path=f"recommendations[{position}]"), where="?")
            else:
                made[content["id"]] = content
        save_recommendations(session, made.values())
    hits = document.ledger.get("hits")
    if hits and session.get(ResultRow, "hits") is None:
        try:
            session.add(ResultRow(name="hits", content=_clean(hits)))
        except (ValueError, RecursionError, AttributeError):
            problems.reject("broken_entry", Locator(file=file, path="hits"), where="?")
