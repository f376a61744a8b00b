"""What a report consists of, before it is laid out. Every figure keeps the list of what was counted or summed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inventory.languages import message
from reports.audit_report.scope import WHOLE, Scope
from reports.charts.kinds import Chart

# the columns of the table of how far bodies answered, as report.answered_… names them
ANSWERED = ("body", "share", "attested", "conflicts", "missing", "waits")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the report with its inputs: each input is a line of text; `how` says how they make the number."""

    id: str
    label: str
    text: str
    inputs: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of the office's settings that stands in for what nobody knows, low and high; `is_set` where the office set it itself."""

    name: str
    value: tuple[float, float]
    is_set: bool


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding in words."""

    id: str
    rule: str
    version: int
    title: str
    dimension: str
    severity: str
    severity_code: str
    certainty: str
    certainty_code: str
    status: str
    bodies: str
    subjects: str
    cause: str
    why: tuple[str, ...]
    quotes: tuple[Mapping[str, Any], ...]
    basis: tuple[str, ...]
    thresholds: tuple[str, ...]
    confirm: str
    # the subjects where `subjects` names only the first
    every: Figure | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One system of a duplicate cluster, for the comparison side by side."""

    name: str
    rows: tuple[tuple[str, str], ...]
    # title of a row → what its number or cut list is made of
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClusterView:
    """A cluster of duplicates side by side with the reasons."""

    title: str
    is_reviewed: bool
    sides: tuple[Side, ...]
    why: tuple[str, ...]
    # the pairs whose scores its strength is made of
    pairs: Figure | None = None


@dataclass(frozen=True, slots=True)
class SiloView:
    """A dataset's demand: numerator, denominator, and by what stands in the way who lacks what."""

    dataset: str
    holder: str
    met: Figure
    demand: Figure
    unmet: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Who lacks what and what stands in the way, a line each."""
        return tuple(f"{line} · {stands}" for stands, lines in self.unmet for line in lines)


@dataclass(frozen=True, slots=True)
class LeadView:
    """What complaints speak of, by kind: how many, about whom, some of their words."""

    category: str
    leads: Figure
    handlers: str
    quotes: tuple[str, ...]


# so many findings are told in full on a page of the web and on paper; the others are listed
FULL, FULL_IN_PRINT = 800, 400
# so many recommendations, silos and systems are told in print; on a page so many recommendations in full, the others on a line each
IN_PRINT, RECOMMENDATIONS_IN_FULL = 60, 200
# so many more on a line each, so that a page of a province stays small enough to open; the others are counted by kind
RECOMMENDATIONS_LISTED = 500
# so many systems by value and fit on a page; all of them stand in the workbook
PLACED_LISTED = 500
# so many silos on a page have numbers that open; those of the others open in the workbook
SILOS_THAT_OPEN = 80
# of a page with more findings than these the basis of a rule stands at its first finding, and the others lead there
BASIS_EACH = 400
# so many inputs of a figure are listed
MOST_INPUTS = 200


@dataclass(slots=True)
class Report:
    """Everything that the template shows."""

    language: str
    title: str
    office: str
    round: str
    date: str
    scope: Scope = WHOLE
    figures: list[Figure] = field(default_factory=list)
    # the figures that head the report
    cards: list[Figure] = field(default_factory=list)
    top: list[Mapping[str, str]] = field(default_factory=list)
    severities: list[tuple[str, str, Figure]] = field(default_factory=list)
    clusters: list[ClusterView] = field(default_factory=list)
    silos: list[SiloView] = field(default_factory=list)
    findings: list[FindingView] = field(default_factory=list)
    leads: list[LeadView] = field(default_factory=list)
    recommendations: Sequence[Mapping[str, Any]] = ()
    portfolio: list[tuple[str, ...]] = field(default_factory=list)
    unplaced: int = 0
    plan: Mapping[str, Any] | None = None
    # why no plan is told
    no_plan: str = ""
    waves: list[Mapping[str, Any]] = field(default_factory=list)
    diagrams: dict[str, str] = field(default_factory=dict)
    charts: dict[str, Chart] = field(default_factory=dict)
    # chart → by row of its table: column → what the number there is made of
    chart_figures: dict[str, list[dict[int, Figure]]] = field(default_factory=dict)
    # what the numbers of a text are made of, by the name under which `method` or `limits` has it, or by the body that is waited for
    grounds: dict[str, tuple[Figure, ...]] = field(default_factory=dict)
    # name → title and text
    method: dict[str, tuple[str, str]] = field(default_factory=dict)
    thresholds: list[tuple[str, str, str]] = field(default_factory=list)
    untold: list[tuple[str, str, Figure]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    limits: dict[str, str] = field(default_factory=dict)
    readiness: dict[str, tuple[str, ...]] = field(default_factory=dict)
    readiness_figures: dict[str, Figure] = field(default_factory=dict)
    unready: dict[str, str] = field(default_factory=dict)
    readiness_needed: str = ""
    crawl: Mapping[str, str] = field(default_factory=dict)

    @property
    def dated(self) -> str:
        """Whose report it is, of which round, and as of which day."""
        return message(self.language, "diagram.source", name=self.office, round=self.round, today=self.date)

    @property
    def all_limits(self) -> dict[str, str]:
        """The limits of the audit by name, then by body of whom its recommendations wait for."""
        return self.limits | self.unready

    def about(self, body: str | None) -> None:
        """Say of nobody but this body how far it answered; of nobody at all where it is None."""
        self.readiness = {key: row for key, row in self.readiness.items() if key == body}
        self.unready = {key: line for key, line in self.unready.items() if key == body}

    def unlisted(self, shown: int) -> str:
        """How many recommendations after the first `shown` there are, by kind; empty where there are none."""
        kinds = Counter(rec["kind"] for rec in self.recommendations[shown:])
        return ("、" if self.language == "zh" else ", ").join(f"{kind} {count:,}" for kind, count in sorted(kinds.items()))

    def listed(self, full: int) -> list[tuple[str, list[FindingView]]]:
        """The findings after the gravest `full`, by rule: what one says of a thousand cases is told once."""
        by_rule: dict[str, list[FindingView]] = {}
        for view in self.findings[full:]:
            by_rule.setdefault(f"{view.rule} {view.title}", []).append(view)
        return sorted(by_rule.items())
