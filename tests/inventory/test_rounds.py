from sqlalchemy import select

from auditor.workspace import Workspace
from inventory.database import reading, writing
from inventory.models.ledger import RoundRow
from inventory.rounds import current_round, get_fact, open_round, set_fact


def test_opening_a_round_closes_the_one_before(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        open_round(session, "秋季", workspace.now)
    with reading(workspace.engine) as session:
        assert current_round(session) == "秋季"
        assert [row.name for row in session.execute(select(RoundRow).where(RoundRow.closed_at.is_(None))).scalars()] == ["秋季"]  # type: ignore[union-attr]


def test_a_round_opened_again_is_open(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        for name in ("春季", "秋季", "春季"):
            open_round(session, name, workspace.now)
    with reading(workspace.engine) as session:
        assert current_round(session) == "春季"
        assert session.get_one(RoundRow, "春季").closed_at is None


def test_facts_are_replaced(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        set_fact(session, "forms", {"a": 1})
        set_fact(session, "forms", {"b": 2})
        assert get_fact(session, "forms") == {"b": 2}
        assert get_fact(session, "absent", []) == []
