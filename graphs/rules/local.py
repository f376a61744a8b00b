"""Rules that an office adds without code: which records, what must hold of them, in its own words.

A condition is told, or it is not: what nobody answered makes neither a finding nor an excuse, but stands under what could not be told.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from graphs.analysis import Analysis
from graphs.build import Landscape
from graphs.rules.rule import Result, Rule, evidence_of
from inventory.schema import OWNER_FIELD, FieldSpec, entities
from inventory.sources import RuleSource
from inventory.values import Dataset
from inventory.values.finding import Finding, Reason
from inventory.values.record import Record
from inventory.workdays import first_day, last_day

# what a system has, by the name that a condition counts it by
COUNTS: Mapping[str, Callable[[Landscape, str], int]] = {
    "datasets": lambda scape, system: len(scape.datasets_of.get(system, ())),
    "channels": lambda scape, system: len(scape.channels_of.get(system, ())),
    "services": lambda scape, system: len(scape.services_of.get(system, ())),
    "exchanges": lambda scape, system: len(scape.exchanges_of.get(system, ())),
    "costs": lambda scape, system: len(scape.costs_of.get(system, ())),
    "duties": lambda scape, system: len(scape.duties_of.get(system, ())),
}
_BODY = "Organisation"
# the sheet that a body attests as complete, by what is counted: before that, few records are no answer
_SHEETS = {"datasets": "resources", "channels": "channels", "services": "services", "exchanges": "exchanges", "costs": "costs"}
TESTS = ("is", "is_not", "none", "more", "less", "older_than_days")


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of a field (`owner.level` is the level of the body that `owner` names) or of a number of related records."""

    field: str | None
    count: str | None
    test: str
    value: Any


@dataclass(frozen=True, slots=True)
class LocalRule:
    """A rule of the office: its metadata and text, the records that it looks at (`where`), what makes a finding (`when`), from and to when."""

    rule: Rule
    entity: str
    where: tuple[Condition, ...]
    when: tuple[Condition, ...]
    source: RuleSource
    effective: dt.date
    until: dt.date | None = None

    def find(self, analysis: Analysis) -> Iterator[Result]:
        """The findings among records of the entity; a rule that is not in force on the day of the audit says nothing."""
        if analysis.today < self.effective or (self.until is not None and analysis.today > self.until):
            return
        for record in analysis.inventory.records.get(self.entity, {}).values():
            scope = [_holds(analysis, self.entity, record, condition) for condition in self.where]
            told = [_holds(analysis, self.entity, record, condition) for condition in self.when]
            if False in scope or False in told:
                continue
            if None in scope or None in told:
                open_ones = [c for c, holds in zip((*self.where, *self.when), (*scope, *told), strict=True) if holds is None]
                missing = dict.fromkeys(_missing(self.entity, record, condition) for condition in open_ones)
                yield self.rule.untold(record.id, *missing)
                continue
            yield self._finding(analysis, record)

    def _finding(self, analysis: Analysis, record: Record) -> Finding:
        """The finding about a record, with the sources of every record that a condition looked at."""
        looked_at = {record.id: record}
        for condition in self.when:
            reached = _reached(analysis, self.entity, record, condition.field or "")
            if reached is not None:
                looked_at[reached.record.id] = reached.record
        body = analysis.scape.holder(record) if isinstance(record, Dataset) else getattr(record, OWNER_FIELD[self.entity])
        return self.rule.finding(
            analysis,
            [record.id],
            [_reason(analysis, self.entity, record, condition) for condition in self.when],
            evidence=[one for each in looked_at.values() for one in evidence_of(analysis.inventory, each)],
            organisations=[body],
        )


class _Place(NamedTuple):
    """Where a condition looks: a record, its entity, and the name of the field there."""

    record: Record
    entity: str
    field: str


def spec_of(entity: str, field: str) -> FieldSpec | None:
    """The definition of a condition's field (`mlps`, or `owner.level` of the body that `owner` names); None where there is none."""
    name, dot, of_body = field.partition(".")
    spec = entities()[entity].fields.get(name)
    if not dot or spec is None:
        return spec
    return entities()[_BODY].fields.get(of_body) if spec.of == _BODY and not spec.is_list else None


def fields_read(entity: str, field: str) -> list[str]:
    """Every Entity.field that a condition's field looks at."""
    name, dot, of_body = field.partition(".")
    return [f"{entity}.{name}", *([f"{_BODY}.{of_body}"] if dot else ())]


def _reached(analysis: Analysis, entity: str, record: Record, field: str) -> _Place | None:
    """Where a field stands; None where no body is named, or where it is not (yet) in the inventory."""
    name, dot, of_body = field.partition(".")
    if not dot:
        return _Place(record, entity, name) if name else None
    body = analysis.inventory.organisations.get(getattr(record, name) or "")
    return _Place(body, _BODY, of_body) if body is not None else None


def _missing(entity: str, record: Record, condition: Condition) -> str:
    """The Entity.field whose answer would tell a condition: that which names the body, where nobody answered it, else that of the body."""
    if condition.count is not None:
        return f"{_BODY}.attested" if condition.count in _SHEETS else "Responsibility.object"
    field = condition.field or ""
    name, dot, of_body = field.partition(".")
    return f"{_BODY}.{of_body}" if dot and record.is_answered(name) else f"{entity}.{name}"


def _holds(analysis: Analysis, entity: str, record: Record, condition: Condition) -> bool | None:
    """Tell whether a condition holds, or None where that cannot be told."""
    if condition.count is not None:
        counted = COUNTS[condition.count](analysis.scape, record.id)
        if condition.test == "more":
            return bool(counted > condition.value)
        # what nobody listed may be there all the same, unless the owner vouched for the list
        owner = analysis.inventory.organisations.get(getattr(record, OWNER_FIELD[entity]) or "")
        is_complete = owner is not None and _SHEETS.get(condition.count) in owner.attested
        return False if counted >= condition.value else True if is_complete else None
    name = (condition.field or "").partition(".")[0]
    if record.is_answered(name) and getattr(record, name) in (None, ()) and "." in (condition.field or ""):
        return False  # no body is named: nothing is true of it
    place = _reached(analysis, entity, record, condition.field or "")
    return _holds_of(analysis, place, condition) if place is not None and place.record.is_answered(place.field) else None


def _holds_of(analysis: Analysis, place: _Place, condition: Condition) -> bool | None:
    """The same of a field that was answered."""
    value = getattr(place.record, place.field)
    has_value = value not in (None, ())
    if condition.test == "none":
        return place.field in place.record.none if condition.value else has_value
    if not has_value:
        # an answer of none is an answer: it is not among the values
        return condition.test == "is_not"
    match condition.test:
        case "is" | "is_not":
            values = set(value) if isinstance(value, tuple) else {value}
            return bool(values & set(condition.value)) is (condition.test == "is")
        case "older_than_days":
            first, last = first_day(value), last_day(value)
            if first is None or last is None:
                return None
            limit = analysis.today - dt.timedelta(days=condition.value)
            return None if first < limit <= last else last < limit
        case _:
            number = Decimal(value)
            return number > Decimal(str(condition.value)) if condition.test == "more" else number < Decimal(str(condition.value))


def _reason(analysis: Analysis, entity: str, record: Record, condition: Condition) -> Reason:
    """What a condition that holds rests on: the answer, by the names of the field and of the record where it stands."""
    if condition.count is not None:
        number = COUNTS[condition.count](analysis.scape, record.id)
        return Reason("local.count", {"subject": record.id, "what": f"related:{condition.count}", "number": number})
    place = _reached(analysis, entity, record, condition.field or "")
    if place is None:
        raise ValueError(f"{condition.field} holds of no record")
    subject, field = place.record.id, f"field:{place.entity}.{place.field}"
    value = getattr(place.record, place.field)
    if value in (None, ()):
        return Reason("local.none" if place.field in place.record.none else "local.not_applicable", {"subject": subject, "field": field})
    spec = entities()[place.entity].fields[place.field]
    shown = [_shown(spec, one) for one in value] if isinstance(value, tuple) else _shown(spec, value)
    return Reason("local.value", {"subject": subject, "field": field, "answer": shown})


def _shown(spec: FieldSpec, value: Any) -> str:
    """A value as wording.py names it: codes by their list, true and false as words."""
    if isinstance(value, bool):
        return "word:yes" if value else "word:no"
    return f"{spec.of}:{value}" if spec.type in ("enum", "enums") else str(value)
