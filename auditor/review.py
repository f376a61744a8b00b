"""What people decide: judgements about pairs, and the life of findings. Every step is an entry that stays."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.accounts import CONFIRMERS, JUDGES, REPLIERS, require_account
from auditor.evidence import keep_file
from auditor.find import find_finding
from auditor.kept import analysed, inventory_of
from auditor.pipeline import LIKELY
from auditor.workspace import Workspace
from graphs.analysis import Analysis
from inventory.database import reading, writing
from inventory.identity import digest
from inventory.models.ledger import AccountRow, FindingEventRow, FindingRow, JudgementRow
from inventory.models.records import TABLES
from inventory.problems import InputError
from inventory.reading import Unreadable, read_date
from inventory.reconcile.references import Directory
from inventory.values.inventory import Inventory
from inventory.vocabulary import terms
from reports.wording import Names, sentence

# action → statuses from which it may be taken, status that follows
_STEPS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "answer": (("candidate", "question", "needs_evidence", "reopened", "confirmed", "in_correction"), None),
    "ask": (("candidate", "question", "reopened"), "needs_evidence"),
    "confirm": (("candidate", "question", "needs_evidence", "reopened"), "confirmed"),
    "reject": (("candidate", "question", "needs_evidence", "reopened", "confirmed"), "rejected"),
    "except": (("candidate", "question", "needs_evidence", "reopened", "confirmed"), "excepted"),
    "assign": (("confirmed", "in_correction", "reopened"), "in_correction"),
    "close": (("confirmed", "in_correction"), "closed"),
}


def open_pairs(workspace: Workspace) -> tuple[Analysis, list[dict[str, Any]]]:
    """Pairs that people have not settled, best first, as the `--json` of `review`."""
    analysis = analysed(workspace)
    names = Names(analysis.inventory, workspace.language)
    found = []
    for pair in analysis.pairs:
        if analysis.verdicts.is_settled(pair.left, pair.right, analysis.hands):
            continue
        verdicts = analysis.verdicts.by_pair.get(frozenset((pair.left, pair.right)), {})
        if max(pair.p.values()) < LIKELY:
            continue
        found.append(
            {
                "left": pair.left,
                "right": pair.right,
                "left_name": names.of(pair.left),
                "right_name": names.of(pair.right),
                "relation": pair.relation,
                "score": pair.score,
                "p": dict(pair.p),
                "why": [sentence(reason, names) for reason in pair.why],
                "judged": {verdict: sorted(hands) for verdict, hands in sorted(verdicts.items())},
            }
        )
    return analysis, found


def judge(workspace: Workspace, left: str, right: str, verdict: str, *, by: str, reason: str) -> str:
    """Record a judgement about two records of one kind; returns its id."""
    if verdict not in terms("verdict"):
        raise InputError("unknown_option", option="VERDICT", value=verdict, choices=", ".join(terms("verdict")))
    if not reason.strip():
        raise InputError("needs_reason")
    a, b = _by_id(workspace, left, right) or _two(inventory_of(workspace), left, right)
    with writing(workspace.engine) as session:
        require_account(session, by, JUDGES)
        if verdict not in ("part_of", "successor"):
            a, b = sorted((a, b))
        return record_judgement(session, a, b, verdict, by=by, at=workspace.now, reason=reason)


def record_judgement(session: Session, left: str, right: str, verdict: str, *, by: str, at: dt.datetime, reason: str) -> str:
    """Keep a person's view of two things; one person holds one view of them, so a new one undoes the old. Returns its id."""
    mine = list(
        session.execute(
            select(JudgementRow).where(
                col(JudgementRow.by) == by, col(JudgementRow.left).in_((left, right)), col(JudgementRow.right).in_((left, right))
            )
        ).scalars()
    )
    for row in mine:
        if row.undone_at is None:
            if (row.left, row.right, row.verdict, row.reason) == (left, right, verdict, reason.strip()[:2_000]):
                return row.id
            row.undone_at, row.undone_by = at, by
    # numbered among one person's views of the two: said, undone and said again within a second they are three judgements
    identifier = f"jdg-{digest(left, right, verdict, by, at.isoformat(), len(mine))}"
    session.add(JudgementRow(id=identifier, left=left, right=right, verdict=verdict, by=by, at=at, reason=reason.strip()[:2_000]))
    return identifier


def undo(workspace: Workspace, identifier: str, *, by: str) -> None:
    """Undo a judgement; it stays, marked. Raises InputError where there is none in force."""
    with writing(workspace.engine) as session:
        require_account(session, by, JUDGES)
        row = session.get(JudgementRow, identifier)
        if row is None or row.undone_at is not None:
            raise InputError("not_found", what=identifier)
        row.undone_at, row.undone_by = workspace.now, by


_JUDGED = ("System", "Channel", "Organisation", "Dataset", "Service", "Return", "DataField")


def _by_id(workspace: Workspace, left: str, right: str) -> tuple[str, str] | None:
    """The two where both are ids of one kind, as pages send them: a verdict does not wait for the whole inventory to be read."""
    with reading(workspace.engine) as session:
        for entity in _JUDGED:
            table = TABLES[entity]
            if len(session.execute(select(table.id).where(col(table.id).in_((left, right)))).all()) == 2:
                return left, right
    return None


def _two(inventory: Inventory, left: str, right: str) -> tuple[str, str]:
    directory = Directory(inventory.records)
    for entity in _JUDGED:
        a, b = directory.candidates(entity, left), directory.candidates(entity, right)
        if a and b:
            for text, found in ((left, a), (right, b)):
                if len(found) > 1:
                    raise InputError("ambiguous", what=text, candidates=", ".join(sorted(found)[:8]))
            first, second = next(iter(a)), next(iter(b))
            if first == second:
                raise InputError("same_record", what=left)
            return first, second
    raise InputError("not_found", what=f"{left} / {right}")


def step(
    workspace: Workspace,
    action: str,
    finding: str,
    *,
    by: str,
    text: str | None = None,
    due: str | None = None,
    evidence: Path | None = None,
) -> dict[str, Any]:
    """Take one step in the life of a finding; returns its new status. Raises InputError where the step may not be taken."""
    if action not in _STEPS:
        raise InputError("unknown_option", option="ACTION", value=action, choices=", ".join(_STEPS))
    with writing(workspace.engine) as session:
        row = _finding(session, finding)
        allowed, new = _STEPS[action]
        account = require_account(session, by, REPLIERS if action == "answer" else CONFIRMERS)
        if row.status not in allowed:
            raise InputError("step_not_now", action=action, status=row.status)
        if action in ("ask", "answer", "reject", "except") and not (text or "").strip():
            raise InputError("needs_text", action=action)
        if action == "close" and evidence is None and not (text or "").strip():
            raise InputError("needs_closing_evidence")
        if action == "close" and by in menders(workspace, row, finding_events(session, row.id)):
            raise InputError("closes_own_correction", name=by)
        if action == "answer" and account.role == "clerk" and account.organisation not in row.content.get("organisations", []):
            raise InputError("not_your_finding", name=by)
        waits_for = None
        if action == "answer" and row.status == "needs_evidence":
            # what was asked for has come: somebody looks at it again
            new = "candidate"
        details = keep_file(workspace, session, evidence, row.id, by=by, text=action) if evidence is not None else None
        if action == "confirm":
            _check_reply(workspace, session, row)
            hands = _hands(finding_events(session, row.id)) | {by}
            waits_for = _role_missing(workspace, session, row, hands)
            new = "confirmed" if len(hands) >= workspace.settings.review.hands and waits_for is None else row.status
        if action == "assign":
            # who answers for the correction is somebody with an account; any other words are a note, and who wrote it answers for it
            named = (text or "").strip()
            row.owner, row.due = named if named and session.get(AccountRow, named) is not None else by, _due(due)
        session.execute(
            insert(FindingEventRow),
            {
                "finding": row.id,
                "action": action,
                "by": by,
                "at": workspace.now,
                "old": row.status,
                "new": new or row.status,
                "text": (text or None) and str(text)[:4_000],
                "details": details,
            },
        )
        row.status = new or row.status
        return {"finding": row.id, "status": row.status, **({"waits_for": waits_for} if waits_for else {})}


def _finding(session: Session, text: str) -> FindingRow:
    row = find_finding(session, text)
    if row is None:
        raise InputError("not_found", what=text)
    return row


def finding_events(session: Session, finding: str) -> list[FindingEventRow]:
    """The log of a finding, oldest first."""
    return list(
        session.execute(select(FindingEventRow).where(col(FindingEventRow.finding) == finding).order_by(col(FindingEventRow.id))).scalars()
    )


# what makes earlier confirmations count no more: those who gave them saw something else
_RESETS = frozenset({"found", "seen_again", "changed", "reject", "except"})


def _hands(events: Iterable[FindingEventRow]) -> set[str]:
    """Who confirmed a finding as it stands, by its events in order."""
    hands: set[str] = set()
    for event in events:
        if event.action in _RESETS:
            hands = set()
        elif event.action == "confirm":
            hands.add(event.by)
    return hands


# a reply in one of these says that something was mended
_MENDED_IN = frozenset({"confirmed", "in_correction", "reopened"})


def menders(workspace: Workspace, row: FindingRow, events: Iterable[FindingEventRow]) -> set[str]:
    """Who may not close a finding, by its events in order: who reported its correction, or answers for it.

    Who charges somebody without an account with it answers for it. Nobody where one hand is enough for the office (`review.hands` is 1).
    """
    reported: set[str] = set()
    is_assigned = False
    for event in events:
        if event.action in _RESETS or (event.action == "confirm" and event.new == "confirmed"):
            reported, is_assigned = set(), False
        elif event.action == "answer" and event.old in _MENDED_IN:
            reported.add(event.by)
        elif event.action == "assign":
            is_assigned = True
    answers = {row.owner} if is_assigned and row.owner else set()
    return reported | answers if workspace.settings.review.hands > 1 else set()


def _check_reply(workspace: Workspace, session: Session, row: FindingRow) -> None:
    """The body concerned has the right of reply: an answer, or the lapse of `reply_days` since the finding."""
    events = finding_events(session, row.id)
    if any(event.action == "answer" for event in events) or not row.content.get("organisations"):
        return
    found = min((event.at for event in events), default=workspace.now)
    waited = (workspace.now - found).days
    if waited < workspace.settings.review.reply_days:
        raise InputError("reply_pending", days=workspace.settings.review.reply_days - waited)


def _role_missing(workspace: Workspace, session: Session, row: FindingRow, hands: set[str]) -> str | None:
    """The role that the rule names, where the office asks for it and none of these people has it."""
    role = str(row.content.get("must_confirm") or "reviewer")
    if not workspace.settings.review.by_role:
        return None
    roles = session.execute(select(col(AccountRow.role)).where(col(AccountRow.name).in_(hands))).scalars()
    return None if role in set(roles) else role


def _due(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return read_date(text)
    except Unreadable:
        raise InputError("unknown_option", option="--due", value=text, choices="2026-12-31") from None
