"""What a rule found, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The words in `zh` or `en`."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Reason:
    """A statement that wording.py turns into a sentence: `code` names the template, `parts` fill it.

    A part that is a record's id is shown by the record's name.
    """

    code: str
    parts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the finding stands on: a quote, a page as fetched, a cell of a form, a computed number."""

    kind: str
    url: str | None = None
    quote: str | None = None
    sha256: str | None = None
    at: str | None = None
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """A clause of a law, regulation or standard, and how far its text was read (full, part, meta, memory)."""

    source: str
    clause: str
    verified: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that a rule used; `official` says that a text prescribes it, else the office set it."""

    name: str
    value: float
    unit: str
    official: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result of one rule about its subjects (record ids)."""

    rule: str
    rule_version: int
    severity: str
    certainty: str
    cause: str
    subjects: tuple[str, ...]
    why: tuple[Reason, ...]
    evidence: tuple[Evidence, ...] = ()
    basis: tuple[Basis, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    must_confirm: str = "reviewer"
    category: str | None = None
    discriminator: str = ""
    organisations: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Untold:
    """What could not be told of a subject, and which answers would tell it."""

    rule: str
    subject: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What to do about findings. Money is whole yuan, low and high; None where nobody knows."""

    id: str
    kind: str
    subjects: tuple[str, ...]
    addressee: str | None
    steps: tuple[Reason, ...]
    closes: tuple[str, ...]
    why: tuple[Reason, ...]
    needs_first: tuple[str, ...] = ()
    cost_yuan: tuple[int, int] | None = None
    saving_yuan: tuple[int, int] | None = None
    estimated_share: float = 0.0
    affected: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    confirm_by: str = "reviewer"
