"""The register of findings is the same in whatever parts an audit fills it."""

import pytest
from sqlalchemy import select

from auditor import register
from auditor.register import store_findings
from auditor.untold import Looked
from auditor.workspace import Workspace
from graphs.rules.rule import id_of
from inventory.database import reading, writing
from inventory.models.ledger import FindingEventRow, FindingRow
from inventory.values.finding import Finding, Reason
from inventory.values.inventory import Inventory


def finding(subject: str, *, severity: str = "low") -> Finding:
    reason = Reason("duty.none", {"subject": subject})
    return Finding(rule="RSP-01", rule_version=1, severity=severity, certainty="certain", cause="duty", subjects=(subject,), why=(reason,))


FOUND = [finding(f"s{number}") for number in range(7)]


def audited(workspace: Workspace, findings: list[Finding], applied: frozenset[str] = frozenset({"RSP-01"})) -> dict[str, str]:
    def looked() -> Looked:
        return Looked(applied, frozenset(), Inventory(round="r", today="2026-07-15", records={}))

    with writing(workspace.engine) as session:
        return store_findings(session, workspace, findings, looked)


def told(workspace: Workspace) -> tuple[dict[str, tuple[str, str, bool]], list[tuple[str, str]]]:
    with reading(workspace.engine) as session:
        rows = {row.id: (row.severity, row.status, row.is_current) for row in session.execute(select(FindingRow)).scalars()}
        events = [(row.finding, row.action) for row in session.execute(select(FindingEventRow).order_by(FindingEventRow.id)).scalars()]
    return rows, events


@pytest.mark.parametrize("part", [1, 3, 2_000])
def test_findings_come_change_go_and_come_back(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    monkeypatch.setattr(register, "PART", part)
    ids = [id_of(one) for one in FOUND]
    assert audited(workspace, FOUND) == dict.fromkeys(ids, "candidate")
    assert told(workspace) == (dict.fromkeys(ids, ("low", "candidate", True)), [(i, "found") for i in ids])
    # the same again says nothing new; a greater severity is kept
    changed = [finding("s0", severity="high"), *FOUND[1:]]
    audited(workspace, changed)
    assert told(workspace)[0] == dict.fromkeys(ids, ("low", "candidate", True)) | {ids[0]: ("high", "candidate", True)}
    assert len(told(workspace)[1]) == len(ids)
    # two are gone, then back
    audited(workspace, FOUND[2:])
    rows, events = told(workspace)
    assert [i for i, (_, _, is_current) in rows.items() if not is_current] == sorted(ids[:2])
    assert sorted(events[len(ids) :]) == sorted((i, "not_seen") for i in ids[:2])
    audited(workspace, FOUND)
    rows, events = told(workspace)
    assert rows == dict.fromkeys(ids, ("low", "candidate", True))
    assert sorted(events[-2:]) == sorted((i, "seen_again") for i in ids[:2])


@pytest.mark.parametrize("part", [1, 2_000])
def test_what_was_not_looked_at_stays_and_is_said_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    monkeypatch.setattr(register, "PART", part)
    audited(workspace, FOUND)
    for _ in range(2):
        audited(workspace, [], applied=frozenset())
        rows, events = told(workspace)
        assert all(is_current for _, _, is_current in rows.values())
        assert sorted(action for _, action in events) == ["found"] * 7 + ["not_told"] * 7
