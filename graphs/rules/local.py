"""Rules that an office adds without code: which records, what must hold of them, in its own words.

A condition is told, or it is not: what nobody answered makes neither a finding nor an excuse, but stands under what could not be told.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graphs.analysis import Analysis
from graphs.build import Landscape
from graphs.rules.rule import Result, Rule, evidence_of
from inventory.sources import RuleSource
from inventory.values.finding import Reason
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
            scope = [_holds(analysis, record, condition) for condition in self.where]
            told = [_holds(analysis, record, condition) for condition in self.when]
            if False in scope or False in told:
                continue
            if None in scope or None in told:
                conditions = [c for c, holds in zip((*self.where, *self.when), (*scope, *told), strict=True) if holds is None]
                yield self.rule.untold(record.id, *(f"{self.entity}.{(c.field or '').partition('.')[0]}" for c in conditions))
                continue
            yield self.rule.finding(
                analysis,
                [record.id],
                [_reason(analysis, self.entity, record, condition) for condition in self.when],
                evidence=evidence_of(analysis.inventory, record),
                organisations=[getattr(record, "owner", None)],
            )


def _value(analysis: Analysis, record: Record, field: str) -> Any:
    """A field's value; behind a dot that of the body which it names. None where it was not answered."""
    name, _, of_body = field.partition(".")
    value = getattr(record, name)
    if of_body and value:
        body = analysis.inventory.organisations.get(value)
        return getattr(body, of_body) if body is not None else None
    return value


def _holds(analysis: Analysis, record: Record, condition: Condition) -> bool | None:
    """Tell whether a condition holds, or None where that cannot be told."""
    if condition.count is not None:
        counted = COUNTS[condition.count](analysis.scape, record.id)
        return bool(counted > condition.value if condition.test == "more" else counted < condition.value)
    field = condition.field or ""
    name = field.partition(".")[0]
    if condition.test == "none":
        return None if not record.is_answered(name) else (name in record.none) is condition.value
    value = _value(analysis, record, field)
    if value is None or value == ():
        # an answer of none is an answer: it is not among the values
        return (condition.test == "is_not") if name in record.none or name in record.not_applicable else None
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
    if condition.count is not None:
        number = COUNTS[condition.count](analysis.scape, record.id)
        return Reason("local.count", {"subject": record.id, "what": condition.count, "number": number})
    name = (condition.field or "").partition(".")[0]
    value = _value(analysis, record, condition.field or "")
    if value is None or value == ():
        return Reason("local.none", {"subject": record.id, "field": f"field:{entity}.{name}"})
    shown = list(value) if isinstance(value, tuple) else str(value)
    return Reason("local.value", {"subject": record.id, "field": f"field:{entity}.{name}", "answer": shown})
