"""What is demanded of lower levels (returns, notices, assessment items) and what is complained of."""

from dataclasses import dataclass
from decimal import Decimal

from inventory.values.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Record):
    """A form that lower levels must fill."""

    name: str | None = None
    requiring: str | None = None
    respondent_level: str | None = None
    frequency: str | None = None
    deadline_hours: int | None = None
    channels: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    respondents: int | None = None
    in_list: str | None = None
    stat_approval: str | None = None
    prefill_share: Decimal | None = None
    asking_basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Record):
    """A published text that was screened; `url` and `source_hash` lead to the stored page."""

    title: str | None = None
    doc_no: str | None = None
    issuer: str | None = None
    date: str | None = None
    url: str | None = None
    source_hash: str | None = None
    text: str | None = None
    channels: tuple[str, ...] = ()
    review: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead(Record):
    """A complaint or hotline case: where to look, never a finding by itself. Who complained is not recorded."""

    code: str | None = None
    title: str | None = None
    text: str | None = None
    received: str | None = None
    via: str | None = None
    handler: str | None = None
    about: tuple[str, ...] = ()
    category: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentItem(Record):
    """One line of an assessment scheme."""

    scheme: str | None = None
    assessor: str | None = None
    assessed_kind: str | None = None
    text: str | None = None
    item_class: str | None = None
    weight: Decimal | None = None
    data_source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(Record):
    """One item of an inspection that others made (a website check, an accessibility test, a package scan), with its result."""

    object: str | None = None
    object_kind: str | None = None
    item: str | None = None
    outcome: str | None = None
    date: str | None = None
    inspector: str | None = None
    detail: str | None = None
    source_url: str | None = None
