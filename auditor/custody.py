"""What was imported, when and by whom; taking a wrong import back."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.workspace import Workspace
from inventory import rounds, store
from inventory.database import reading, writing
from inventory.models.ledger import ObservationRow, ProblemRow, SourceRow
from inventory.problems import InputError
from inventory.standards import changed_elements, count_elements, load_elements
from inventory.versions import withdraw_source


def list_imports(workspace: Workspace) -> list[dict[str, Any]]:
    """Every source, the newest first, with how many records it spoke of and how much of it was refused."""
    with reading(workspace.engine) as session:
        spoken = _counts(session, select(col(ObservationRow.source), func.count()).group_by(col(ObservationRow.source)))
        spoken |= count_elements(session)
        of_refusals = select(col(ProblemRow.source), func.count()).where(col(ProblemRow.kind) == "rejected")
        refused = _counts(session, of_refusals.group_by(col(ProblemRow.source)))
        rows = session.execute(select(SourceRow).order_by(col(SourceRow.at).desc(), col(SourceRow.id))).scalars()
        return [
            {
                "id": row.id,
                "kind": row.kind,
                "name": row.name,
                "at": store.format_time(row.at),
                "by": row.by,
                "round": row.round,
                "sha256": row.sha256,
                "records": spoken.get(row.id, 0),
                "rejected": refused.get(row.id, 0),
                "withdrawn_at": None if row.withdrawn_at is None else store.format_time(row.withdrawn_at),
            }
            for row in rows
        ]


def _counts(session: Session, query: Any) -> dict[str, int]:
    return dict(session.execute(query).all())


def withdraw_import(workspace: Workspace, named: str) -> dict[str, Any]:
    """Take back a source by its id or the name of its file. Raises InputError where none or several are meant."""
    with writing(workspace.engine) as session:
        rows = list(session.execute(select(SourceRow).where(col(SourceRow.withdrawn_at).is_(None))).scalars())
        found = [row for row in rows if row.id == named] or [row for row in rows if row.name == named]
        if not found:
            raise InputError("no_such_import", name=named[:100])
        if len(found) > 1:
            raise InputError("ambiguous", what=named[:100], candidates=", ".join(row.id for row in found[:10]))
        elements = load_elements(session)
        changed = withdraw_source(session, found[0].id, workspace.now)
        if found[0].kind == "elements":
            changed["elements"] = changed_elements(elements, load_elements(session))
        if found[0].kind == "form" and found[0].by:
            _forget_form(session, found[0].series, found[0].by)
        return {"withdrawn": found[0].id, "name": found[0].name, "changed": dict(sorted(changed.items()))}


def _forget_form(session: Session, series: str, body: str) -> None:
    """Who has returned its form is told by the last version that stands."""
    standing = select(SourceRow).where(col(SourceRow.series) == series, col(SourceRow.withdrawn_at).is_(None))
    last = session.execute(standing.order_by(col(SourceRow.at).desc(), col(SourceRow.id).desc()).limit(1)).scalar()
    forms = dict(rounds.get_fact(session, "forms", {}))
    forms.pop(body, None)
    if last is not None:
        refusals = select(func.count()).where(col(ProblemRow.source) == last.id, col(ProblemRow.kind) == "rejected")
        forms[body] = {"round": last.round, "rejected": session.execute(refusals).scalar_one()}
    rounds.set_fact(session, "forms", forms)
