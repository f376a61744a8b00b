"""One file, one transaction: rows become observations, an exported document is restored as it was."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory import rounds, store
from inventory.database import writing
from inventory.documents import record_object
from inventory.identity import digest
from inventory.importers.interpret import interpret
from inventory.importers.recognise import read_path
from inventory.importers.rows import Document
from inventory.models.ledger import FindingEventRow, FindingRow, JudgementRow, ObservationRow, PageRow, ProblemRow, ResultRow, SourceRow
from inventory.problems import Problem, Problems
from inventory.reconcile.references import resolve_references
from inventory.schema import entities
from inventory.values.observation import Observation, Source

# what a JSON or table document restores besides records: array → table
_RESTORED: dict[str, Any] = {
    "judgements": JudgementRow,
    "findings": FindingRow,
    "finding_events": FindingEventRow,
    "pages": PageRow,
    "sources": SourceRow,
    "observations": ObservationRow,
    "problems": ProblemRow,
}
_TIMES = {"at", "undone_at", "withdrawn_at", "fetched_at"}


class _DryRun(Exception):
    """Rolls the transaction back after everything was done."""


@dataclass(slots=True)
class Outcome:
    """What an import read and changed, by array, and what it did not accept."""

    kind: str
    why: str
    problems: Problems
    read: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def as_dict(self, language: str) -> dict[str, Any]:
        """The `--json` contract of the import commands."""

        def listed(problems: list[Problem]) -> list[dict[str, Any]]:
            return [problem.as_dict(language) for problem in problems]

        return {
            "format": self.kind,
            "read": dict(sorted(self.read.items())),
            "changed": dict(sorted(self.changed.items())),
            "rejected": listed(self.problems.rejected),
            "questions": listed(self.problems.questions),
            "ignored": listed(self.problems.ignored),
            "more": [{"code": code, "count": n} for code, n in self.problems.more()],
        }


def hash_path(path: Path) -> str:
    """SHA-256 of a file, or of the names and contents of a folder's files."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    whole = hashlib.sha256()
    for part in sorted(p for p in path.iterdir() if p.is_file()):
        whole.update(f"{part.name}\0{hashlib.sha256(part.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def import_path(
    engine: Engine, path: Path, *, now: dt.datetime, by: str | None = None, as_format: str | None = None, dry_run: bool = False
) -> Outcome:
    """Read a file or folder into the workspace. Raises InputError where nothing can be read."""
    problems = Problems()
    document = read_path(path, problems, as_format=as_format)
    outcome = Outcome(document.kind, document.why, problems)
    observations = interpret(document.rows, problems)
    for observation in observations:
        outcome.read[entities()[observation.entity].array] += 1
    source = make_source("import", path.name, hash_path(path), now, by=by)
    try:
        with writing(engine) as session:
            take_in(session, document, observations, source, outcome)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return outcome


def make_source(kind: str, name: str, sha256: str, now: dt.datetime, *, series: str | None = None, by: str | None = None) -> Source:
    """A source of this moment; its id says which bytes it was."""
    series = series or f"{kind}:{name}"
    return Source(
        id=f"src-{digest(kind, series, sha256)}", kind=kind, name=name, series=series, sha256=sha256, at=store.format_time(now), by=by
    )


def take_in(session: Session, document: Document, observations: list[Observation], source: Source, outcome: Outcome) -> None:
    """Store one source's observations in the open transaction, or restore an exported document."""
    round_name = rounds.current_round(session)
    if document.ledger.get("observations"):
        outcome.changed.update(_restore(session, document))
        observations = _edited(session, document, observations)
        if not observations:
            return
    elif document.ledger:
        _restore(session, document)
    source = _with_round(source, round_name)
    if not store.save_source(session, source):
        return
    store.save_problems(session, source.id, "rejected", outcome.problems.rejected)
    store.save_problems(session, source.id, "question", outcome.problems.questions)
    if document.kind == "inventory_json":
        observations = [_citing(o, document) for o in observations]
    outcome.changed.update(store.save_observations(session, source, observations))


def _with_round(source: Source, round_name: str) -> Source:
    import dataclasses

    return dataclasses.replace(source, round=round_name or None)


def _citing(observation: Observation, document: Document) -> Observation:
    """An inventory document names its own sources and adds none."""
    import dataclasses

    position = observation.locator.path or ""
    row = next((r for r in document.rows if r.at.path == position), None) if not document.meta.get("_by_path") else None
    if row is None:
        by_path: Mapping[str, Any] = document.meta.setdefault("_by_path", {r.at.path: r for r in document.rows})
        row = by_path.get(position)
    cited = row.cells.get("sources") if row is not None else None
    return dataclasses.replace(observation, cited=tuple(str(c) for c in cited) if isinstance(cited, list) else ())


def _edited(session: Session, document: Document, observations: list[Observation]) -> list[Observation]:
    """Only what a document's records say beyond its own observations (somebody edited the export)."""
    records, _ = resolve_references(store.load_records(session))
    said = {(row.entity, str(row.cells.get("id"))): row.cells for row in document.rows}
    news = []
    for observation in observations:
        spec = entities()[observation.entity]
        record = records.get(observation.entity, {}).get(observation.record)
        known = record_object(spec, record) if record is not None else {}
        cells = said.get((observation.entity, observation.record), {})
        differing = {
            n: v for n, v in observation.values.items() if not _same_cell(known.get(spec.fields[n].key), cells.get(spec.fields[n].key))
        }
        if differing or record is None:
            news.append(
                Observation(
                    entity=observation.entity, record=observation.record, mode="declared", values=differing, locator=observation.locator
                )
            )
    return news


def _same_cell(known: Any, cell: Any) -> bool:
    if isinstance(known, list) and not isinstance(cell, list):
        return "|".join(str(item) for item in known) == str(cell or "")
    if isinstance(known, bool) or known is None:
        return str(known).lower().replace("none", "") == str("" if cell is None else cell).lower()
    return known == cell or str(known) == str(cell)


def _restore(session: Session, document: Document) -> Counter[str]:
    """Put back what an export holds besides records; what is already there is left alone."""
    changed: Counter[str] = Counter()
    keys: set[tuple[str, str]] = set()
    fresh_sources = {entry["id"] for entry in document.ledger.get("sources", ())} - set(
        session.execute(select(col(SourceRow.id))).scalars()
    )
    for array in ("sources", "observations", "problems", "judgements", "pages", "findings", "finding_events"):
        table = _RESTORED[array]
        rows = []
        for entry in document.ledger.get(array, ()):
            if array in ("observations", "problems") and entry.get("source") not in fresh_sources:
                continue
            row = _row(array, entry)
            if "id" in row and array in ("judgements", "findings") and session.get(table, row["id"]) is not None:
                continue
            if array == "sources" and row["id"] not in fresh_sources:
                continue
            if array == "pages" and session.get(PageRow, row["url"]) is not None:
                continue
            rows.append(row)
            if array == "observations":
                keys.add((entry["entity"], entry["record"]))
        if array == "finding_events" and session.execute(select(col(FindingEventRow.id)).limit(1)).first() is not None:
            rows = []
        if rows:
            session.execute(insert(table), rows)
    for name in ("recommendations", "hits"):
        if document.ledger.get(name) and session.get(ResultRow, name) is None:
            content = (
                [entry.get("content") or entry for entry in document.ledger[name]] if name == "recommendations" else document.ledger[name]
            )
            session.add(ResultRow(name=name, content=content))
    if (
        document.meta.get("round")
        and not session.execute(select(col(ObservationRow.id)).where(col(ObservationRow.source).not_in(fresh_sources)).limit(1)).first()
    ):
        rounds.open_round(session, str(document.meta["round"])[:60], dt.datetime.now(dt.UTC))
    changed.update(store.refresh(session, keys))
    return changed


def _row(array: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in entry.items():
        row[name] = store.parse_time(value) if name in _TIMES and isinstance(value, str) else value
    if array == "findings":
        follow_up = ("id", "rule", "severity", "certainty", "status", "owner", "due", "round", "is_current")
        content = {k: v for k, v in entry.items() if k not in ("status", "owner", "due", "round", "is_current")}
        row = {k: entry.get(k) for k in follow_up} | {"content": content}
    return row
