from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, insert, inspect, select

from inventory.database import writing
from inventory.importers.rows import Document
from inventory.intake import Outcome, Ready, make_source, take_in
from inventory.migrations import _config, current, downgrade, upgrade
from inventory.models import metadata
from inventory.models.records import TABLES
from inventory.problems import Problems
from inventory.schema import entities
from inventory.store import parse_time
from inventory.values.observation import Observation

SAMPLE = {"int": 1, "dec": "1.5", "money": "10.00", "bool": True, "date": "2024-05-01", "month": "2024-05"}


def fill(engine: Engine) -> None:
    """One record of every entity, each field answered."""
    source = make_source("import", "town.json", "0" * 64, parse_time("2026-03-01T00:00:00Z"))
    said = [
        Observation(entity=spec.entity, record=f"{spec.prefix}-1", mode="declared",
                    values={f.name: ["x"] if f.is_list else SAMPLE.get(f.type, "x") for f in spec.fields.values()})
        for spec in entities().values()
    ]  # fmt: skip
    with writing(engine) as session:
        take_in(session, Ready(Document("csv", ""), said, source, Outcome("csv", "", Problems())))


def counts(engine: Engine) -> set[int]:
    with engine.connect() as connection:
        return {connection.execute(select(func.count()).select_from(table.__table__)).scalar_one() for table in TABLES.values()}  # type: ignore[attr-defined]


def test_the_newest_revision_is_what_the_models_say(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert current(connection) == ScriptDirectory.from_config(_config()).get_current_head()


def test_upgrading_again_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    fill(engine)
    upgrade(engine)
    assert counts(engine) == {1}


def test_a_filled_database_goes_down_and_up_again(engine: Engine) -> None:
    upgrade(engine)
    fill(engine)
    downgrade(engine, "base")
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        assert current(connection) is None
    upgrade(engine)
    assert counts(engine) == {0}
    fill(engine)
    assert counts(engine) == {1}


def test_each_revision_can_be_undone_alone(engine: Engine) -> None:
    upgrade(engine)
    fill(engine)
    revisions = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]
    for revision in [*revisions[1:], "base"]:
        downgrade(engine, revision)
    upgrade(engine)
    assert counts(engine) <= {0, 1}


def test_the_largest_values_fit(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(
            insert(TABLES["System"].__table__),
            {"id": "s", "sources": [], "modes": [], "none": [], "not_applicable": [], "users": 10**16 - 1},
        )  # type: ignore[attr-defined]
    assert 1 in counts(engine)
