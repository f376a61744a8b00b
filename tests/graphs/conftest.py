"""Tiny towns: rows as the form has them, read as an import reads them, without a database."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from graphs.analysis import Analysis, analyse
from graphs.rules import rules
from graphs.thresholds import Thresholds
from inventory.importers.interpret import interpret
from inventory.importers.rows import RawRow
from inventory.problems import Problems
from inventory.reconcile.current import fold
from inventory.reconcile.merged import merge_same
from inventory.reconcile.references import resolve_references
from inventory.schema import by_array, entities
from inventory.values.finding import Finding, Untold
from inventory.values.inventory import Hit, Inventory, Refusal
from inventory.values.observation import Conflict, Judgement, Locator, Observation, Page, Source
from inventory.values.record import Record

TODAY = "2026-11-24"
_SOURCE = Source(id="src-town", kind="import", name="town", series="import:town", sha256="", at=f"{TODAY}T00:00:00Z")


def _rows(array: str, given: list[dict[str, Any]]) -> Iterator[RawRow]:
    """Raw rows; `seen` marks what only a crawl saw, `items` of a resource are its fields (`origin` is theirs)."""
    for number, cells in enumerate(given, start=2):
        cells = dict(cells)
        mode = "observed" if cells.pop("seen", False) else "declared"
        items, origin = cells.pop("items", ()), cells.pop("origin", None) if array == "resources" else None
        yield RawRow(by_array()[array].entity, cells, Locator(file=f"{array}.csv", row=number), mode=mode)
        for position, item in enumerate(items, start=1):
            item = {"label": item} if isinstance(item, str) else dict(item)
            field = {"id": f"{cells['id']}.{position}", "resource": cells["id"], "origin": origin, **item}
            yield RawRow("DataField", field, Locator(file="fields.csv", row=position), mode=mode)


def _record(entity: str, identifier: str, said: list[Observation]) -> Record:
    spec = entities()[entity]
    folded = fold(spec, [(_SOURCE, observation) for observation in said])
    values: dict[str, Any] = {}
    for name, value in folded.values.items():
        kind = spec.fields[name].type
        values[name] = Decimal(value) if kind in ("dec", "money") else tuple(value) if isinstance(value, list) else value
    return spec.value_class(
        id=identifier, sources=tuple(folded.sources), modes=frozenset(folded.modes), none=frozenset(folded.none),
        not_applicable=frozenset(folded.not_applicable), **values,
    )  # fmt: skip


def make_town(
    *, today: str = TODAY, judgements: list[tuple[str, str, str, str]] = (), hits: list[dict[str, Any]] = (), pages: list[dict[str, Any]] = (),  # type: ignore[assignment]
    refusals: list[tuple[str | None, ...]] = (), conflicts: list[tuple[Any, ...]] = (), returned_forms: Mapping[str, str] | None = None, of_forms_alone: Mapping[str, set[str]] | None = None, **arrays: list[dict[str, Any]],  # type: ignore[assignment]
) -> Inventory:  # fmt: skip
    """An inventory of rows by array. `judgements` are (left, verdict, right, by), `refusals` (file, place, body, code)."""
    problems = Problems()
    raw = [row for array, given in arrays.items() for row in _rows(array, given)]
    said: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for observation in interpret(raw, problems):
        said[observation.entity, observation.record].append(observation)
    assert not problems.rejected, problems.rejected
    assert not problems.ignored, problems.ignored
    records: dict[str, dict[str, Record]] = {entity: {} for entity in entities()}
    for (entity, identifier), observations in sorted(said.items()):
        records[entity][identifier] = _record(entity, identifier, observations)
    resolved, pending = resolve_references(records)
    judged = tuple(
        Judgement(id=f"jdg-{n}", left=left, right=right, verdict=verdict, by=by, at=f"{TODAY}T00:00:00Z", reason="看过")
        for n, (left, verdict, right, by) in enumerate(judgements)
    )
    blank = {"category": "", "disposition": "finding", "quote": "必须下载", "start": 0, "end": 4, "severity": "high", "score": 0.95}
    return Inventory(
        round="2026-2", today=today, records=merge_same(resolved, judged), judgements=judged, pending=pending,
        hits=tuple(Hit(**{**blank, **hit}) for hit in hits), pages={page["url"]: Page(**{"sha256": "ab" * 32, "fetched_at": f"{TODAY}T01:00:00Z", "status": 200, **page}) for page in pages},
        refusals=tuple(Refusal(code, source, place, body) for source, place, body, code in ((*r, "credential_column")[:4] for r in refusals)), conflicts=tuple(Conflict(*conflict) for conflict in conflicts),
        returned_forms=returned_forms or {}, of_forms_alone={exchange: frozenset(by) for exchange, by in (of_forms_alone or {}).items()},
    )  # fmt: skip


def make_analysis(
    inventory: Inventory, thresholds: Mapping[str, float] | None = None, binding: Mapping[str, str] | None = None, *, hands: int = 2
) -> Analysis:
    """The analysis of a town under the office's own thresholds and binding dates (ISO)."""
    dates = {source: dt.date.fromisoformat(day) for source, day in (binding or {}).items()}
    return analyse(inventory, Thresholds(thresholds or {}), binding=dates, hands=hands)


# what the rules told in the test at work, and of which towns: rules/conftest.py holds it against cases.csv
_heard: list[tuple["Told", Inventory]] = []


@dataclass(frozen=True, slots=True)
class Told:
    """What one rule told of a town."""

    rule: str
    findings: tuple[Finding, ...]
    untold: tuple[Untold, ...]

    def says(self, certainty: str, subjects: list[str], codes: list[str], *, severity: str | None = None, **numbers: float) -> Finding:
        """The rule found exactly one thing: this. `codes` are the reasons in order."""
        assert len(self.findings) == 1, self.findings
        found = self.findings[0]
        assert (found.rule, found.certainty, sorted(found.subjects)) == (self.rule, certainty, sorted(subjects))
        assert [reason.code for reason in found.why] == codes
        assert found.severity == (severity or rules()[self.rule][0].severity)
        assert {name: found.numbers.get(name) for name in numbers} == pytest.approx(numbers, abs=1e-3)
        return found

    def is_silent(self) -> None:
        """The rule found nothing and missed nothing."""
        assert (self.findings, self.untold) == ((), ())

    def asks(self, subject: str, *missing: str) -> None:
        """The rule found nothing and said which answers of this subject would tell."""
        assert self.findings == ()
        assert [(u.rule, u.subject, u.missing) for u in self.untold] == [(self.rule, subject, missing)]


def run_rule(
    rule: str,
    inventory: Inventory,
    thresholds: Mapping[str, float] | None = None,
    binding: Mapping[str, str] | None = None,
    *,
    hands: int = 2,
) -> Told:
    """One rule over one town."""
    results = list(rules()[rule][1](make_analysis(inventory, thresholds, binding, hands=hands)))
    told = Told(rule, tuple(r for r in results if isinstance(r, Finding)), tuple(r for r in results if isinstance(r, Untold)))
    _heard.append((told, inventory))
    return told


@pytest.fixture(scope="session")
def town() -> Callable[..., Inventory]:
    """Builds a town from rows."""
    return make_town


@pytest.fixture(scope="session")
def analysis() -> Callable[..., Analysis]:
    """Analyses a town."""
    return make_analysis


@pytest.fixture(scope="session")
def heard() -> list[tuple[Told, Inventory]]:
    """What `run` told of which town since the list was last cleared."""
    return _heard


@pytest.fixture(scope="session")
def run() -> Callable[..., Told]:
    """Runs one rule over a town."""
    return run_rule
