"""One file, one transaction: rows become observations, an exported document is restored as it was."""

import dataclasses
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from inventory import rounds, store
from inventory.adopt import adopted, is_foreign
from inventory.collector import collector_paused
from inventory.database import writing
from inventory.documents import record_object
from inventory.identity import digest
from inventory.importers.bundle import Part, shown_name, unpacked
from inventory.importers.interpret import interpret
from inventory.importers.live_database import read_live_database, shown_address
from inventory.importers.recognise import read_path
from inventory.importers.rows import Context, Document
from inventory.importers.said import Said
from inventory.languages import message
from inventory.loading import save_batches
from inventory.problems import InputError, Problem, Problems
from inventory.reconcile.references import resolve_references
from inventory.restore import restore
from inventory.schema import OWNER_FIELD, entities
from inventory.values.observation import Locator, Observation, Source
from inventory.versions import note_absent

_COLUMN = ("sheet", "column", "title", "field", "how")


@dataclass(slots=True)
class Outcome:
    """What an import read and changed, by array, and what it did not accept."""

    kind: str
    why: Mapping[str, Any]
    problems: Problems
    read: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    parts: list[tuple[str, str]] = field(default_factory=list)
    columns: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def reason(self, language: str) -> str:
        """What the file was taken for, and why."""
        return message(language, f"recognised.{self.kind}", **self.why)

    def as_dict(self, language: str) -> dict[str, Any]:
        """The `--json` contract of the import commands."""

        def listed(problems: list[Problem]) -> list[dict[str, Any]]:
            return [problem.as_dict(language) for problem in problems]

        return {
            "format": self.kind,
            "why": self.reason(language),
            **({"columns": [dict(zip(_COLUMN, told, strict=True)) for told in self.columns]} if self.columns else {}),
            **({"parts": [{"file": name, "format": kind} for name, kind in self.parts]} if self.parts else {}),
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
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    whole = hashlib.sha256()
    for part in sorted(p for p in path.iterdir() if p.is_file()):
        whole.update(f"{part.name}\0{hash_path(part)}\n".encode())
    return whole.hexdigest()


def import_path(
    engine: Engine,
    path: Path,
    *,
    now: dt.datetime,
    by: str | None = None,
    as_format: str | None = None,
    context: Context = Context(),
    dry_run: bool = False,
) -> Outcome:
    """Read a file, folder or archive into the workspace, each file in a transaction of its own.

    What was fetched (`context.url`) is told and kept under its address.

    Raises InputError where nothing can be read.
    """

    def read(part: Part) -> Ready:
        return _read_part(part, now=now, by=by, as_format=as_format, context=context)

    with collector_paused(), unpacked(path, as_format) as bundle:
        if bundle is None:
            return _take([read(Part(path, context.url or shown_name(path)))], engine, dry_run)[0]
        context = dataclasses.replace(context, root=bundle.root)
        ready: dict[Path, Ready] = {}
        failed: list[tuple[Part, InputError]] = []
        for part in bundle.parts:
            try:
                ready[part.path.resolve()] = read(part)
            except InputError as error:
                failed.append((part, error))
        if not ready:
            raise InputError("nothing_in_bundle", file=shown_name(path), count=len(bundle.parts))
        # a fragment of another description is no description of its own
        used = set().union(*(one.document.used for one in ready.values()))
        chosen = [one for place, one in ready.items() if place not in used or not one.document.is_fragment]
        for part, reason in failed:
            if part.path.resolve() not in used:
                _passed_over(shown_name(path), part, reason, bundle.problems)
        return _one_outcome(_take(chosen, engine, dry_run), [one.source.name for one in chosen], bundle.problems)


@dataclass(slots=True)
class Ready:
    """A file that was read and not yet taken in; `said` is what its large tables say beside the `observations`."""

    document: Document
    observations: list[Observation]
    source: Source
    outcome: Outcome
    said: Said | None = None


def _read_part(part: Part, *, now: dt.datetime, by: str | None, as_format: str | None, context: Context) -> Ready:
    problems = Problems(shown_as=part.shown)
    document = read_path(part.path, problems, as_format=as_format, context=context)
    if is_foreign(document, context.region):
        problems.ask("another_region", Locator(file=part.name), name=document.meta.get("name") or "", region=document.meta["region"])
        document = adopted(document)
    outcome = Outcome(document.kind, document.why, problems, columns=document.columns)
    source = make_source("import", part.name, hash_path(part.path), now, by=by)
    is_told = part.is_inside or part.name != part.path.name
    defaults = _defaults(document, context)
    if document.blocks and not document.listed and not document.ledger:
        said = Said(document.blocks, problems, defaults, shown=part.shown if is_told else None)
        outcome.read.update(said.read)
        return Ready(document, said.merged, source, outcome, said)
    observations = interpret(document.rows, problems, defaults=defaults)
    if is_told:
        observations = [
            dataclasses.replace(o, locator=dataclasses.replace(o.locator, file=part.shown(o.locator.file or part.name)))
            for o in observations
        ]
    for observation in observations:
        outcome.read[entities()[observation.entity].array] += 1
    return Ready(document, observations, source, outcome)


def _take(ready: list[Ready], engine: Engine, dry_run: bool) -> list[Outcome]:
    """Each file in a transaction of its own; on a dry run all in one that is rolled back, so that each sees those before it."""
    with ExitStack() as stack:
        for one in ready:
            if one.said is not None:
                stack.callback(one.said.close)
        if dry_run:
            with writing(engine, keep=False) as session:
                for one in ready:
                    take_in(session, one)
            return [one.outcome for one in ready]
        for one in ready:
            with writing(engine) as session:
                take_in(session, one)
        return [one.outcome for one in ready]


def _passed_over(bundle: str, part: Part, error: InputError, problems: Problems) -> None:
    """A file of no known format is passed over, one that is damaged is listed."""
    at = Locator(file=part.name)
    if error.code in _NOT_FOR_US:
        problems.ignore("unknown_file", Locator(file=bundle, path=part.name), name=part.path.name)
    else:
        problems.reject(error.code, at, **{**error.params, "file": part.name})


_NOT_FOR_US = frozenset(
    [
        "unknown_format",
        "unknown_xml",
        "unknown_csv",
        "empty_file",
        "no_known_sheet",
        "not_text",
        "not_an_inventory",
        "no_tables",
        "is_a_database",
        "not_a_workbook",
        "not_openapi",
        "empty_description",
        "empty_catalogue",
        "not_ckan",
        "not_data_json",
        "not_a_notice",
    ]
)


def _one_outcome(outcomes: list[Outcome], names: list[str], problems: Problems) -> Outcome:
    """One summary of many files."""
    whole = Outcome("bundle", {"count": len(outcomes)}, problems)
    for name, outcome in zip(names, outcomes, strict=True):
        whole.parts.append((name, outcome.kind))
        whole.columns += outcome.columns
        whole.read.update(outcome.read)
        whole.changed.update(outcome.changed)
        problems.add_all(outcome.problems)
    return whole


def import_database(
    engine: Engine, address: str, *, now: dt.datetime, context: Context = Context(), allow_private: bool = False, dry_run: bool = False
) -> Outcome:
    """Read the tables of a running database. Raises InputError where it is refused or does not answer."""
    problems = Problems()
    document = read_live_database(address, problems, context, allow_private=allow_private)
    observations = interpret(document.rows, problems, defaults=_defaults(document, context))
    outcome = Outcome(document.kind, document.why, problems)
    for observation in observations:
        outcome.read[entities()[observation.entity].array] += 1
    said = digest([(o.entity, o.record, o.values) for o in observations])
    source = make_source("import", shown_address(address), said, now)
    return _take([Ready(document, observations, source, outcome)], engine, dry_run)[0]


def _defaults(document: Document, context: Context) -> dict[str, dict[str, str]]:
    """Whose a table's rows are where it has no column that says so."""
    if document.ledger:
        return {}
    bodies = {entity: {field: context.organisation} for entity, field in OWNER_FIELD.items() if context.organisation}
    if context.system:
        bodies["Dataset"] = {**bodies.get("Dataset", {}), "system": context.system}
    return bodies


def make_source(kind: str, name: str, sha256: str, now: dt.datetime, *, series: str | None = None, by: str | None = None) -> Source:
    """A source of this moment; its id says which bytes it was."""
    series = series or f"{kind}:{name}"
    return Source(
        id=f"src-{digest(kind, series, sha256)}", kind=kind, name=name, series=series, sha256=sha256, at=store.format_time(now), by=by
    )


def take_in(session: Session, ready: Ready) -> None:
    """Store one source's observations in the open transaction, or restore an exported document."""
    document, observations, outcome, said = ready.document, ready.observations, ready.outcome, ready.said
    round_name = rounds.current_round(session)
    if document.ledger.get("observations") or document.ledger.get("office_elements"):
        outcome.changed.update(restore(session, document, outcome.problems, ready.source.name))
        observations = _edited(session, document, observations)
        if not observations:
            return
    elif document.ledger:
        restore(session, document, outcome.problems, ready.source.name)
    source = store.save_source(session, dataclasses.replace(ready.source, round=round_name or None))
    if source is None:
        return
    store.save_problems(session, source.id, "rejected", outcome.problems.rejected)
    store.save_problems(session, source.id, "question", outcome.problems.questions)
    if document.kind == "inventory_json":
        observations = [_citing(o, document) for o in observations]
    absent = note_absent(session, source, said.records() if said is not None else (o.record for o in observations))
    if absent:
        outcome.problems.ask("not_named_again", Locator(file=source.name), count=len(absent), records=", ".join(absent[:5]))
    outcome.changed.update(store.save_observations(session, source, observations))
    if said is not None:
        outcome.changed.update(save_batches(session, source, said))


def _citing(observation: Observation, document: Document) -> Observation:
    """An inventory document names its own sources and adds none."""
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
