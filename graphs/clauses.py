"""From when a clause binds an office, and what a rule may say before that day."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from inventory.sources import rule_sources
from inventory.values.finding import Basis, Finding, Reason


@dataclass(frozen=True, slots=True)
class Clauses:
    """What binds an office on the day of an audit. `binding` holds the dates that the office entered: source → day."""

    binding: Mapping[str, dt.date]
    today: dt.date

    def binds_from(self, source: str) -> dt.date | None:
        """The day from which a text binds: as the office entered, else as the text says; None where neither is known."""
        known = rule_sources().get(source)
        return self.binding.get(source) or (known.in_force_from if known is not None else None)

    def begins_before(self, source: str, day: dt.date) -> bool:
        """Tell whether what began on a day is not measured by a text, as it did not bind yet."""
        start = self.binds_from(source)
        return start is not None and day < start

    def waiting(self, basis: Iterable[Basis]) -> dict[str, dt.date]:
        """The texts of these clauses that do not bind yet, with the day from which they will."""
        days = {clause.source: self.binds_from(clause.source) for clause in basis}
        return {source: day for source, day in days.items() if day is not None and day > self.today}


def as_bound(finding: Finding, later: Mapping[str, dt.date]) -> Finding:
    """A finding as its clauses allow it: it rests on those that bind; where none does yet it is a question that names the day.

    `later` holds the texts that do not bind yet, as `Clauses.waiting` gives them.
    """
    bound = tuple(clause for clause in finding.basis if clause.source not in later)
    if bound:
        return replace(finding, basis=bound)
    notices = tuple(
        Reason("rule.not_binding_yet", {"source": f"source:{source}", "date": day.isoformat()}) for source, day in sorted(later.items())
    )
    return replace(finding, certainty="question", why=(*finding.why, *notices))
