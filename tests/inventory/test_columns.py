"""What is read column by column is what is read record by record."""

import pytest
from sqlalchemy import insert

from auditor.workspace import Workspace
from inventory import columns
from inventory.database import reading, writing
from inventory.intake import make_source
from inventory.models.records import TABLES
from inventory.reading import NOT_APPLICABLE
from inventory.store import MANY_OF, load_records, load_some, parse_time, save_observations, save_source
from inventory.values.observation import Locator, Observation
from inventory.values.table import Table

NOW = parse_time("2026-03-01T00:00:00Z")


def said(record: str, row: int, **values: object) -> Observation:
    return Observation(entity="DataField", record=record, mode="declared", values=values, locator=Locator(file='目"录.csv', row=row))


def test_records_of_which_there_are_many_are_tables_and_say_the_same(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "PART", 2)
    with writing(workspace.engine) as session:
        first = save_source(session, make_source("import", "a.csv", "0", NOW))
        assert first is not None
        save_observations(
            session,
            first,
            [
                said("f3", 4, label="姓名", resource="r1", is_key=True, needed_by=["民政局", "人社局"]),
                said("f1", 2, label="姓名", resource="r1", is_key=False, profile=["length:18"]),
                said("f2", 3, label='名"称', resource="r2", unit=None, definition=NOT_APPLICABLE),
                said("Z", 5, label="性别"),
            ],
        )
        second = save_source(session, make_source("import", "b.csv", "1", NOW))
        assert second is not None
        save_observations(session, second, [Observation(entity="DataField", record="f1", mode="observed", values={"label": "名字"})])
    with reading(workspace.engine) as session:
        records = load_records(session)
        fields = records["DataField"]
        assert isinstance(fields, Table)
        assert list(fields) == ["Z", "f1", "f2", "f3"]
        assert dict(fields) == load_some(session, "DataField", ["f1", "f2", "f3", "Z"])
    assert fields["f1"].sources == ("b.csv", '目"录.csv#2') or len(fields["f1"].sources) == 2
    assert (fields["f2"].none, fields["f2"].not_applicable) == (frozenset({"unit"}), frozenset({"definition"}))
    assert (fields["f3"].is_key, fields["f3"].needed_by) == (True, ("民政局", "人社局"))


def test_an_empty_table_is_a_table(workspace: Workspace) -> None:
    with reading(workspace.engine) as session:
        records = load_records(session)
    for entity in MANY_OF:
        assert isinstance(records[entity], Table)
        assert dict(records[entity]) == {}


def test_ids_are_in_the_order_of_their_letters_whatever_the_database_says(workspace: Workspace) -> None:
    fixed = {"modes": ["declared"], "none": [], "not_applicable": []}
    ids = ["b", "A", "a", "字", "é", "_", "10", "9"]
    with writing(workspace.engine) as session:
        rows = [
            {"id": identifier, "sources": [f"x#{number}"], "name": identifier, **fixed} for number, identifier in enumerate(ids, start=1)
        ]
        session.execute(insert(TABLES["Exchange"]), rows)
    with reading(workspace.engine) as session:
        exchanges = load_records(session)["Exchange"]
    assert list(exchanges) == sorted(ids)
    assert [(record.id, record.sources) for record in exchanges.values()] == [(i, (f"x#{ids.index(i) + 1}",)) for i in sorted(ids)]
