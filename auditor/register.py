"""What an audit found goes into the register of findings, a part at a time: there may be hundreds of thousands."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.rounds import CLOSED_BEFORE
from auditor.untold import Looked
from auditor.workspace import Workspace
from graphs.rules.rule import id_of
from inventory import rounds
from inventory.documents import dump
from inventory.models.ledger import FindingEventRow, FindingRow
from inventory.restore import first_status
from inventory.snapshot import result, save_result
from inventory.values.finding import Finding, Reason

AUDITOR = "auditor"
# findings that are held and written together
PART = 2_000
_UNCONFIRMED = frozenset({"candidate", "question", "needs_evidence", "reopened"})


def finding_content(finding: Finding) -> dict[str, Any]:
    """A finding as it is stored and exported, without sentences."""
    return {
        "id": id_of(finding),
        "rule": finding.rule,
        "rule_version": finding.rule_version,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "cause": finding.cause,
        "subjects": list(finding.subjects),
        "basis": [asdict(b) for b in finding.basis],
        "thresholds": [asdict(t) for t in finding.thresholds],
        "evidence": [asdict(e) for e in finding.evidence],
        "url": finding.evidence[0].url if finding.evidence else None,
        "quote": finding.evidence[0].quote if finding.evidence else None,
        "category": finding.category,
        "reasons": reason_objects(finding.why),
        "numbers": dict(finding.numbers),
        "organisations": list(finding.organisations),
        "must_confirm": finding.must_confirm,
        "discriminator": finding.discriminator,
    }


def reason_objects(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as JSON."""
    return [{"code": reason.code, "parts": dict(reason.parts)} for reason in reasons]


def store_findings(session: Session, workspace: Workspace, findings: Sequence[Finding], looked: Callable[[], Looked]) -> dict[str, str]:
    """Add new findings, renew what is said of known ones, mark those that are gone; follow-up is never touched. Returns each one's status.

    One that people closed before this round was opened, and that is found in it all the same, is open again. One that could not be told
    again stays as it stood; `looked` says what the audit looked at, and is asked only where something is gone.
    """
    register = _Register(session, workspace)
    for first in range(0, len(findings), PART):
        register.take(findings[first : first + PART])
    register.end(looked)
    return register.status


class _Register:
    def __init__(self, session: Session, workspace: Workspace) -> None:
        self._session, self._workspace = session, workspace
        self._round = rounds.current_round(session)
        self._is_new = session.execute(select(col(FindingRow.id)).limit(1)).first() is None
        confirmed = select(col(FindingEventRow.finding)).where(col(FindingEventRow.action) == "confirm").distinct()
        self._begun = set(session.execute(confirmed).scalars())
        self._closed_before = set(result(session, CLOSED_BEFORE, []))
        self._events: list[dict[str, Any]] = []
        self.status: dict[str, str] = {}

    def take(self, findings: Iterable[Finding]) -> None:
        """Findings of this audit, each once."""
        found = {id_of(finding): finding for finding in findings}
        known = {} if self._is_new else {row.id: row for row in self._rows(list(found))}
        fresh = []
        for identifier, finding in found.items():
            row = known.get(identifier)
            if row is None:
                fresh.append(self._first(identifier, finding))
            else:
                self._again(row, finding)
            self.status[identifier] = fresh[-1]["status"] if row is None else row.status
        if fresh:
            self._session.execute(insert(FindingRow), fresh)
        self._written(known.values())

    def end(self, looked: Callable[[], Looked]) -> None:
        """No more findings: those that were not found again are marked; of those that could not be told the log says so, once."""
        current = () if self._is_new else self._session.execute(select(col(FindingRow.id)).where(col(FindingRow.is_current))).scalars()
        gone = [identifier for identifier in current if identifier not in self.status]
        if gone:
            could_tell, said = looked().could_tell, self._said_untold()
            for first in range(0, len(gone), PART):
                rows = self._rows(gone[first : first + PART])
                for row in rows:
                    if could_tell(row.content):
                        row.is_current = False
                        self._say(row.id, "not_seen", row.status, row.status)
                    elif row.id not in said:
                        self._say(row.id, "not_told", row.status, row.status)
                self._written(rows)
        # closed again in this round it stays so until the next
        save_result(self._session, CLOSED_BEFORE, sorted(self._closed_before))

    def _rows(self, identifiers: Sequence[str]) -> list[FindingRow]:
        rows = self._session.execute(select(FindingRow).where(col(FindingRow.id).in_(identifiers)).order_by(col(FindingRow.id))).scalars()
        return list(rows)

    def _written(self, rows: Iterable[FindingRow]) -> None:
        """Write what was changed and said, and hold it no longer."""
        self._session.flush()
        for row in rows:
            self._session.expunge(row)
        if self._events:
            self._session.execute(insert(FindingEventRow), self._events)
            self._events = []

    def _said_untold(self) -> set[str]:
        """The findings of which the log says last that they could not be told."""
        latest = select(func.max(col(FindingEventRow.id))).where(col(FindingEventRow.by) == AUDITOR).group_by(col(FindingEventRow.finding))
        said = select(col(FindingEventRow.finding)).where(col(FindingEventRow.id).in_(latest), col(FindingEventRow.action) == "not_told")
        return set(self._session.execute(said).scalars())

    def _first(self, identifier: str, finding: Finding) -> dict[str, Any]:
        """The row of a finding that nobody knows."""
        status = first_status(finding.certainty)
        self._say(identifier, "found", None, status)
        return {
            "id": identifier,
            "rule": finding.rule,
            "severity": finding.severity,
            "certainty": finding.certainty,
            "status": status,
            "owner": None,
            "due": None,
            "round": self._round,
            "is_current": True,
            "content": finding_content(finding),
        }

    def _again(self, row: FindingRow, finding: Finding) -> None:
        """A finding that is known is found again."""
        content = finding_content(finding)
        if dump(_without_sentences(row.content)) != dump(content):
            is_other = _ground(row.content) != _ground(content)
            row.content, row.severity, row.certainty = content, finding.severity, finding.certainty
            if is_other and row.status in _UNCONFIRMED and row.id in self._begun:
                # who confirmed it first saw something else
                self._say(row.id, "changed", row.status, row.status)
        is_back = row.status == "closed" and (not row.is_current or row.id in self._closed_before)
        if is_back or not row.is_current:
            row.is_current = True
            new = "reopened" if is_back else row.status
            self._closed_before.discard(row.id)
            self._say(row.id, "seen_again", row.status, new)
            row.status = new

    def _say(self, finding: str, action: str, old: str | None, new: str | None) -> None:
        at = {"by": AUDITOR, "at": self._workspace.now}
        self._events.append({"finding": finding, "action": action, **at, "old": old, "new": new, "text": None, "details": None})


def _ground(content: dict[str, Any]) -> tuple[Any, ...]:
    """What a confirmation rests on; numbers such as days so far may grow."""
    said = (content.get(key) for key in ("severity", "certainty", "category"))
    return (*said, sorted(content["subjects"]), sorted({str(reason["code"]) for reason in content["reasons"]}))


def _without_sentences(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in ("title", "why")}
