"""Audit rounds: opening a new one closes and keeps the last; two of them can be compared value by value."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.renames import label, renamed
from auditor.rulebook import kept_book, why_changed
from auditor.workspace import Workspace
from inventory import rounds, store
from inventory.database import reading, writing
from inventory.documents import record_object
from inventory.models.ledger import FindingRow, RoundRow
from inventory.problems import InputError
from inventory.reconcile.references import resolve_references
from inventory.schema import by_array, entities
from inventory.snapshot import load_judgements, result, save_result
from inventory.versions import no_longer_named

_OPEN = frozenset({"candidate", "question", "needs_evidence", "confirmed", "in_correction", "reopened"})
_NOT_COMPARED = frozenset({"id", "sources", "modes"})

# the findings that were closed when the round was opened
CLOSED_BEFORE = "closed_before"

Snapshot = dict[str, Any]


def list_rounds(workspace: Workspace) -> list[dict[str, Any]]:
    """All rounds in the order in which they were opened."""
    with reading(workspace.engine) as session:
        current = rounds.current_round(session)
        return [
            {
                "name": row.name,
                "opened_at": store.format_time(row.opened_at),
                "closed_at": None if row.closed_at is None else store.format_time(row.closed_at),
                "is_current": row.name == current,
            }
            for row in session.execute(select(RoundRow).order_by(col(RoundRow.opened_at), col(RoundRow.name))).scalars()
        ]


def new_round(workspace: Workspace, name: str) -> dict[str, Any]:
    """Keep the current round as it stands and open another. Raises InputError for a name that was used before."""
    name = name.strip()
    if not name or len(name) > 60:
        raise InputError("bad_round_name", name=name[:60])
    with writing(workspace.engine) as session:
        if session.get(RoundRow, name) is not None:
            raise InputError("round_exists", name=name)
        closed = rounds.current_round(session)
        kept = _snapshot(session)
        save_result(session, f"round:{closed}", kept)
        # what is found again though people called it closed is open again
        save_result(session, CLOSED_BEFORE, sorted(i for i, finding in kept["findings"].items() if finding["status"] == "closed"))
        rounds.open_round(session, name, workspace.now)
    return {"round": name, "closed": closed}


def diff_rounds(workspace: Workspace, left: str, right: str) -> dict[str, Any]:
    """What changed from one round to another: records new, gone, renamed and changed, findings opened, closed and returned."""
    with reading(workspace.engine) as session:
        before, after = (_of_round(session, name) for name in (left, right))
        judged = {
            frozenset((j.left, j.right)) for j in load_judgements(session) if j.undone_at is None and j.verdict in ("same", "successor")
        }
    answer: dict[str, Any] = {"rounds": [left, right], "new": {}, "gone": {}, "renamed": {}, "changed": {}}
    now_called: dict[str, str] = {}
    for array in by_array():
        old, new = before["records"].get(array, {}), after["records"].get(array, {})
        moves = list(renamed(array, old, new, judged))
        now_called.update({entry["old_id"]: entry["id"] for entry in moves})
        moved = {entry["old_id"] for entry in moves} | {entry["id"] for entry in moves}
        parts = {
            "new": [_named(array, new[i]) for i in sorted(set(new) - set(old) - moved)],
            "gone": [_named(array, old[i]) for i in sorted(set(old) - set(new) - moved)],
            "renamed": moves,
            "changed": [
                change for i in sorted(set(old) & set(new)) for change in _changes(array, old[i], new[i])
            ] + [change for entry in moves if entry["old_id"] != entry["id"] for change in _changes(array, old[entry["old_id"]], new[entry["id"]])],
        }  # fmt: skip
        for part, entries in parts.items():
            if entries:
                answer[part][array] = entries
    books = before.get("rule_book"), after.get("rule_book")
    answer["findings"] = {
        part: [{**entry, "rule_changed": why_changed(entry["rule"], *books)} for entry in entries]
        for part, entries in _findings(_of_what_is_left(before), _of_what_is_left(after), now_called).items()
    }
    return answer


def _of_round(session: Session, name: str) -> Snapshot:
    if name == rounds.current_round(session):
        return _snapshot(session)
    kept: Snapshot | None = result(session, f"round:{name}")
    if kept is None:
        raise InputError("no_such_round", name=name[:60], rounds=", ".join(rounds.names(session)))
    return kept


def _snapshot(session: Session) -> Snapshot:
    """The records with their values, the findings with their status and ground, and the rules that made them, as plain JSON."""
    resolved, _ = resolve_references(store.load_records(session))
    gone = no_longer_named(session)
    return {
        "records": {
            spec.array: {record.id: record_object(spec, record) for record in resolved.get(entity, {}).values() if record.id not in gone}
            for entity, spec in entities().items()
        },
        "findings": {
            row.id: {**row.content, "status": row.status if row.is_current else "closed"}
            for row in session.execute(select(FindingRow)).scalars()
        },
        "gone": sorted(gone),
        "rule_book": kept_book(session, rounds.current_round(session)),
    }


def _named(array: str, record: Mapping[str, Any]) -> dict[str, str]:
    return {"id": record["id"], "name": label(array, record)}


def _changes(array: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for key in sorted((set(old) | set(new)) - _NOT_COMPARED):
        if old.get(key) != new.get(key):
            yield {**_named(array, new), "field": key, "old": old.get(key), "new": new.get(key)}


def _of_what_is_left(after: Snapshot) -> dict[str, Any]:
    """The findings of a round; one all of whose subjects are records that nobody names any more has closed by itself."""
    left = {identifier for records in after["records"].values() for identifier in records}
    known = set(after.get("gone", ()))

    def is_gone(finding: Mapping[str, Any]) -> bool:
        return bool(finding["subjects"]) and all(subject in known and subject not in left for subject in finding["subjects"])

    return {
        i: {**finding, "status": "gone"} if is_gone(finding) and finding["status"] in _OPEN else finding
        for i, finding in after["findings"].items()
    }


def _findings(old: Mapping[str, Any], new: Mapping[str, Any], now_called: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Findings opened and closed; one that was closed and is open again, be it about a renamed thing, has returned."""

    def told(i: str, finding: Mapping[str, Any]) -> dict[str, Any]:
        return {"id": i, "rule": finding["rule"], "subjects": finding["subjects"], "status": finding["status"]}

    def meant(finding: Mapping[str, Any]) -> tuple[str, frozenset[str]]:
        return finding["rule"], frozenset(now_called.get(subject, subject) for subject in finding["subjects"])

    settled = {meant(finding): i for i, finding in old.items() if finding["status"] not in _OPEN}
    carried = {meant(finding) for finding in old.values() if finding["status"] in _OPEN}
    answer: dict[str, list[dict[str, Any]]] = {"opened": [], "closed": [], "returned": []}
    for i, finding in sorted(new.items()):
        was_open = i in old and old[i]["status"] in _OPEN
        if finding["status"] not in _OPEN or was_open or meant(finding) in carried:
            continue
        known = settled.get(meant(finding))
        answer["opened" if known is None else "returned"].append({**told(i, finding), **({} if known in (None, i) else {"was": known})})
    still_open = {meant(finding) for finding in new.values() if finding["status"] in _OPEN}
    for i, finding in sorted(old.items()):
        if finding["status"] in _OPEN and (i not in new or new[i]["status"] not in _OPEN) and meant(finding) not in still_open:
            answer["closed"].append(told(i, new.get(i, {**finding, "status": "gone"})))
    return answer
