"""Rows that are inserted at the driver's speed read back as those of a usual insert."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import select

from inventory.bulk import insert_many
from inventory.database import reading, writing
from inventory.models.ledger import ObservationRow, SourceRow
from inventory.models.records import TABLES
from inventory.store import save_source
from inventory.values.observation import Source

COLUMNS = ("id", "sources", "modes", "none", "not_applicable", "object", "fiscal_year", "separate", "om_yuan", "staff_fte")


def test_every_kind_of_value_comes_back(workspace) -> None:
    row = ("cst-1", ["a#2"], ["declared"], [], [], "甲", 2026, False, Decimal("1234.50"), Decimal("2.5"))
    table = TABLES["Cost"].__table__
    with writing(workspace.engine) as session:
        insert_many(session, table, COLUMNS, [row, ("cst-2", *row[1:])])
    with reading(workspace.engine) as session:
        found = session.execute(select(table).order_by(table.c.id)).mappings().all()
    assert [tuple(entry[name] for name in COLUMNS) for entry in found] == [row, ("cst-2", *row[1:])]
    assert found[0]["build_yuan"] is None


def test_nothing_is_no_statement(workspace) -> None:
    with writing(workspace.engine) as session:
        insert_many(session, TABLES["Cost"].__table__, COLUMNS, [])
        assert session.execute(select(TABLES["Cost"].__table__)).all() == []


def test_json_of_any_text_is_kept(workspace) -> None:
    values = {"名称": "甲\u2028\"\\'😀", "n": 10**15, "list": ["", "null"], "none": None}
    with writing(workspace.engine) as session:
        source = save_source(
            session, Source(id="src-1", kind="import", name="a", series="a", sha256="0", at=dt.datetime.now(dt.UTC).isoformat())
        )
        assert source is not None
        insert_many(
            session,
            ObservationRow.__table__,  # type: ignore[attr-defined]
            ("source", "entity", "record", "mode", "locator", "content", "cited"),
            [("src-1", "System", "s1", "declared", {"row": 1}, values, None), ("src-1", "System", "s2", "declared", {}, {}, ["a"])],
        )
    with reading(workspace.engine) as session:
        first, second = session.execute(select(ObservationRow).order_by(ObservationRow.id)).scalars().all()  # type: ignore[arg-type]
        assert (first.values, first.cited, second.cited) == (values, None, ["a"])
        assert session.get(SourceRow, "src-1") is not None
