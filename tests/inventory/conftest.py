"""Fixtures of this room: an empty database of every kind that a workspace may have."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from inventory.database import open_engine

POSTGRES = os.environ.get("AUDITOR_TEST_POSTGRES")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database; on PostgreSQL a schema of its own that is dropped afterwards."""
    if request.param == "sqlite":
        made = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
        yield made
        made.dispose()
        return
    if not POSTGRES:
        pytest.skip("AUDITOR_TEST_POSTGRES holds no URL of a PostgreSQL database")
    schema = f"auditor_test_{os.getpid()}"
    owner = open_engine(POSTGRES)
    with owner.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    made = open_engine(f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}options=-csearch_path%3D{schema}")
    yield made
    made.dispose()
    with owner.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    owner.dispose()
