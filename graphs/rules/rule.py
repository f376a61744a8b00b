"""What every rule is: metadata beside one pure function, and how a finding is made from them."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphs.analysis import Analysis
from inventory.identity import finding_id
from inventory.values.finding import Basis, Evidence, Finding, Reason, Text, Threshold, Untold
from inventory.values.inventory import Inventory
from inventory.values.record import Record
from inventory.vocabulary import RUNNING

Result = Finding | Untold


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Metadata of a rule. `reads` names the Entity.field that it looks at; `remedies` the kinds of recommendation.

    `detail_zh` says in Chinese what the docstring of its function says in English: when it is certain, probable or a question.
    Rounds opened from `since` on use this version; None is the first version, which has been there from the beginning.
    """

    id: str
    version: int = 1
    since: dt.date | None = None
    dimension: str
    title: Text
    checks: Text
    detail_zh: str = ""
    mend: Text
    severity: str
    certainty: str
    cause: str
    basis: tuple[Basis, ...]
    reads: tuple[str, ...]
    remedies: tuple[str, ...] = ()
    thresholds: tuple[str, ...] = ()
    must_confirm: str = "reviewer"
    essay: str = ""

    @property
    def verified(self) -> str:
        """How far the rule is verified: as far as its weakest clause."""
        return max((b.verified for b in self.basis), key=("full", "part", "meta", "memory").index, default="memory")

    def finding(
        self,
        analysis: Analysis,
        subjects: Sequence[str],
        why: Sequence[Reason],
        *,
        certainty: str | None = None,
        severity: str | None = None,
        cause: str | None = None,
        evidence: Sequence[Evidence] = (),
        discriminator: str = "",
        category: str | None = None,
        organisations: Sequence[str | None] = (),
        numbers: Mapping[str, float] | None = None,
    ) -> Finding:
        """A finding of this rule with its basis and the thresholds in force."""
        used: tuple[Threshold, ...] = tuple(analysis.thresholds.used(name) for name in self.thresholds)
        return Finding(
            rule=self.id,
            rule_version=self.version,
            severity=severity or self.severity,
            certainty=certainty or self.certainty,
            cause=cause or self.cause,
            subjects=tuple(subjects),
            why=tuple(why),
            evidence=tuple(evidence),
            basis=self.basis,
            thresholds=used,
            must_confirm=self.must_confirm,
            category=category,
            discriminator=discriminator,
            organisations=tuple(sorted({o for o in organisations if o})),
            numbers=dict(numbers or {}),
        )

    def untold(self, subject: str, *missing: str) -> Untold:
        """What could not be told, and the answers that would tell it."""
        return Untold(self.id, subject, tuple(missing))


def id_of(finding: Finding) -> str:
    """The id under which a finding is stored: the same in every round for the same rule, subjects and discriminator."""
    return finding_id(finding.rule, finding.subjects, finding.discriminator)


RuleFunction = Callable[[Analysis], Iterator[Result]]


def evidence_of(inventory: Inventory, record: Record, *, quote: str | None = None) -> tuple[Evidence, ...]:
    """Where a record was stated: form and register cells, pages with hash and time (at most three)."""
    found = []
    for source in record.sources[:3]:
        page = inventory.pages.get(source)
        if page is not None:
            found.append(Evidence(kind="page", url=page.url, quote=quote, sha256=page.sha256, at=page.fetched_at))
        else:
            found.append(Evidence(kind="record", quote=quote, locator=source))
    return tuple(found)


def basis(*parts: tuple[str, str, str]) -> tuple[Basis, ...]:
    """Basis from (source, clause, how far verified)."""
    return tuple(Basis(*part) for part in parts)


def runs(record: Record) -> bool:
    """Tell whether a system, channel or exchange runs, or may: its status was not answered."""
    status = getattr(record, "status", None)
    return status is None or status in RUNNING


def answered_on(analysis: Analysis, body: str | None) -> dt.date:
    """The day as of which a body's answers hold: that of the form that it returned last, else the day of the audit.

    What ran out or grew old after that day nobody was asked about.
    """
    returned = analysis.inventory.returned_forms.get(body or "")
    return min(dt.date.fromisoformat(returned), analysis.today) if returned else analysis.today


def lacks(record: Record, fields: Sequence[str]) -> list[str]:
    """Those of the fields that were answered as none, as a reason names them. Not answered is no answer."""
    return [f"field:{type(record).__name__}.{name}" for name in fields if name in record.none or getattr(record, name) is False]


def left_open(record: Record, fields: Sequence[str]) -> list[str]:
    """Those of the fields that nobody answered, as Entity.field."""
    return [f"{type(record).__name__}.{name}" for name in fields if not record.is_answered(name)]
