"""The versions of one source (the same form or file again): what a later one leaves out, and taking a version back.

What a version says in equal words as the one before is not stored again, so a version that is taken back may hold words that
later ones rely on: those words pass to the next version that stands and names the record.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory import rounds
from inventory.identity import digest
from inventory.models.ledger import MetaRow, ObservationRow, SourceRow
from inventory.store import refresh
from inventory.values.observation import Source

_COPIED = ("entity", "record", "mode", "values", "cited")


def note_absent(session: Session, source: Source, named: Iterable[str]) -> list[str]:
    """Keep which records an earlier version of the series named and this one (`named`) does not; returns their ids.

    They stand as they were said until somebody withdraws the source; a comparison of rounds tells them as gone.
    """
    spoken = select(col(ObservationRow.record)).join(SourceRow, col(SourceRow.id) == col(ObservationRow.source))
    of_series = (col(SourceRow.series) == source.series, col(SourceRow.withdrawn_at).is_(None), col(SourceRow.id) != source.id)
    before = set(session.execute(spoken.where(*of_series)).scalars())
    if before:
        before.difference_update(named)
    absent = sorted(before)
    name, known = _fact(source.series), rounds.get_fact(session, _fact(source.series), {})
    if absent or known:
        versions = {**known.get("versions", {}), source.id: absent}
        rounds.set_fact(session, name, {"series": source.series, "records": absent, "versions": versions})
    return absent


def no_longer_named(session: Session) -> set[str]:
    """Records that no source names in its latest version."""
    absent: dict[str, set[str]] = defaultdict(set)
    for row in session.execute(select(MetaRow).where(col(MetaRow.name).startswith("absent:"))).scalars():
        for record in row.value["records"]:
            absent[record].add(row.value["series"])
    if not absent:
        return set()
    series: dict[str, set[str]] = defaultdict(set)
    spoken = select(col(ObservationRow.record), col(SourceRow.series)).join(SourceRow, col(SourceRow.id) == col(ObservationRow.source))
    for record, of in session.execute(spoken.where(col(SourceRow.withdrawn_at).is_(None)).distinct()):
        if record in absent:
            series[record].add(of)
    return {record for record, of in series.items() if of <= absent[record]}


def withdraw_source(session: Session, identifier: str, at: dt.datetime) -> Counter[str]:
    """Mark a source as withdrawn and compute again what it spoke of; counts changed records by array."""
    row = session.get(SourceRow, identifier)
    assert row is not None
    row.withdrawn_at = at
    session.flush()
    versions = select(SourceRow).where(col(SourceRow.series) == row.series, col(SourceRow.withdrawn_at).is_(None))
    standing = list(session.execute(versions.order_by(col(SourceRow.at), col(SourceRow.id))).scalars())
    absent = _forget_version(session, row, standing)
    if later := [version.id for version in standing if (version.at, version.id) > (row.at, row.id)]:
        said = list(session.execute(select(ObservationRow).where(col(ObservationRow.source) == identifier)).scalars())
        _pass_on(session, said, later, absent)
    spoken = select(col(ObservationRow.entity), col(ObservationRow.record)).where(col(ObservationRow.source) == identifier)
    return refresh(session, {(entity, record) for entity, record in session.execute(spoken)})


def _fact(series: str) -> str:
    return f"absent:{digest(series)}"


def _forget_version(session: Session, withdrawn: SourceRow, standing: list[SourceRow]) -> dict[str, list[str]]:
    """What each version leaves out; the latest that stands says which records are no longer named."""
    known = rounds.get_fact(session, _fact(withdrawn.series))
    if known is None:
        return {}
    versions: dict[str, list[str]] = known.get("versions", {})
    left = versions.get(standing[-1].id, []) if standing else []
    rounds.set_fact(session, _fact(withdrawn.series), {**known, "records": left})
    return versions


def _pass_on(session: Session, said: list[ObservationRow], later: list[str], absent: dict[str, list[str]]) -> None:
    """Give what a withdrawn version said to the next one that said the same in equal words."""
    rest = said
    for version in later:
        own = select(col(ObservationRow.entity), col(ObservationRow.record)).where(col(ObservationRow.source) == version)
        spoken = {(entity, record) for entity, record in session.execute(own)}
        rest = [o for o in rest if (o.entity, o.record) not in spoken]
        unnamed = set(absent.get(version, ()))
        rows: list[dict[str, Any]] = [
            # where it stands in the later version nobody kept
            {**{name: getattr(o, name) for name in _COPIED}, "source": version, "locator": _place(o.locator)}
            for o in rest
            if o.record not in unnamed
        ]
        if rows:
            session.execute(insert(ObservationRow), rows)
        rest = [o for o in rest if o.record in unnamed]


def _place(locator: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in locator.items() if key in ("file", "sheet", "url")}
