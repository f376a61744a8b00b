"""A version that is taken back gives what later ones said in equal words to them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlmodel import col

from inventory.database import reading, writing
from inventory.intake import import_path
from inventory.migrations import upgrade
from inventory.models.ledger import ObservationRow, SourceRow
from inventory.snapshot import load_inventory
from inventory.versions import no_longer_named, withdraw_source

DAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.fixture
def take(engine: Engine, tmp_path: Path) -> Callable[..., str]:
    """Imports a version of one register and returns the id of its source."""
    upgrade(engine)

    def taken(**users: int) -> str:
        path = tmp_path / "systems.csv"
        path.write_text("id,name,users\n" + "".join(f"{name},{name},{count}\n" for name, count in users.items()), encoding="utf-8")
        import_path(engine, path, now=DAY)
        with reading(engine) as session:
            return str(session.execute(select(col(SourceRow.id)).order_by(col(SourceRow.at).desc()).limit(1)).scalar_one())

    return taken


def withdraw(engine: Engine, source: str) -> None:
    with writing(engine) as session:
        withdraw_source(session, source, DAY)


def users(engine: Engine) -> dict[str, int | None]:
    with reading(engine) as session:
        return {s.id: s.users for s in load_inventory(session, today="2026-03-02").systems.values()}


def gone(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return no_longer_named(session)


def test_what_a_later_version_repeats_stays(engine: Engine, take: Callable[..., str]) -> None:
    first = take(a=1, b=2)
    second = take(a=1, b=3, c=4)
    withdraw(engine, first)
    assert users(engine) == {"a": 1, "b": 3, "c": 4}
    with reading(engine) as session:
        passed = session.execute(select(ObservationRow).where(col(ObservationRow.record) == "a")).scalars().all()
    # marked, never deleted; the row in the later file was not kept
    assert [(o.source, o.locator) for o in passed] == [
        (first, {"file": "systems.csv", "row": 2}),
        (second, {"file": "systems.csv"}),
    ]


def test_what_a_later_version_leaves_out_goes_to_the_one_after(engine: Engine, take: Callable[..., str]) -> None:
    first = take(a=1, b=2)
    second = take(b=2)
    third = take(a=1, b=2, c=3)
    withdraw(engine, first)
    assert users(engine) == {"a": 1, "b": 2, "c": 3}
    withdraw(engine, third)
    assert users(engine) == {"b": 2}
    withdraw(engine, second)
    assert users(engine) == {}


def test_without_its_last_version_a_source_names_what_the_one_before_did(engine: Engine, take: Callable[..., str]) -> None:
    take(a=1, b=2)
    assert gone(engine) == set()
    second = take(a=1)
    third = take(b=2)
    assert gone(engine) == {"a"}
    withdraw(engine, third)
    assert gone(engine) == {"b"}
    withdraw(engine, second)
    assert gone(engine) == set()
    assert users(engine) == {"a": 1, "b": 2}


def test_all_versions_taken_back_leave_nothing_in_any_order(engine: Engine, take: Callable[..., str]) -> None:
    versions = [take(a=1), take(a=1, b=1), take(a=2, b=1)]
    for source in (versions[1], versions[0], versions[2]):
        withdraw(engine, source)
    assert users(engine) == {}
