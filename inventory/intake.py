"""One file, one transaction: rows become observations, an exported document is restored as it was."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from inventory import rounds, store
from inventory.database import writing
from inventory.documents import record_object
from inventory.identity import digest
from inventory.importers.interpret import interpret
from inventory.importers.recognise import read_path
from inventory.importers.rows import Document
from inventory.problems import Problem, Problems
from inventory.reconcile.references import resolve_references
from inventory.restore import restore
from inventory.schema import entities
from inventory.values.observation import Observation, Source


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
        outcome.changed.update(restore(session, document, outcome.problems, source.name))
        observations = _edited(session, document, observations)
        if not observations:
            return
    elif document.ledger:
        restore(session, document, outcome.problems, source.name)
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
