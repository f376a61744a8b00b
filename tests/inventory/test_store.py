import datetime as dt

import pytest

from auditor.workspace import Workspace
from inventory.database import reading, writing
from inventory.intake import make_source
from inventory.store import format_time, load_conflicts, load_records, parse_time, save_observations, save_source
from inventory.values import System
from inventory.values.observation import Observation

MARCH = parse_time("2026-03-01T00:00:00Z")


def said(**values: object) -> Observation:
    return Observation(entity="System", record="s1", mode="declared", values=values)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-03-01T08:00:00+08:00", "2026-03-01T00:00:00Z"),
        ("2026-03-01T00:00:00", "2026-03-01T00:00:00Z"),
        ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
    ],
)
def test_times_are_utc(text: str, shown: str) -> None:
    assert parse_time(text).utcoffset() is not None
    assert format_time(parse_time(text)) == shown


def test_the_same_bytes_are_one_source(workspace: Workspace) -> None:
    source = make_source("import", "a.csv", "0", MARCH)
    with writing(workspace.engine) as session:
        assert save_source(session, source)
        assert not save_source(session, make_source("import", "a.csv", "0", MARCH + dt.timedelta(days=1)))
        assert make_source("import", "a.csv", "1", MARCH).id != source.id


def test_records_come_back_as_they_were_said(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        source = make_source("import", "a.csv", "0", MARCH)
        save_source(session, source)
        assert save_observations(
            session,
            source,
            [said(name="甲", functions=["受理"], reporting=False, contractor=None, mlps="not_applicable")],
        ) == {"systems": 1}
    with reading(workspace.engine) as session:
        assert load_records(session)["System"]["s1"] == System(
            id="s1", name="甲", functions=("受理",), reporting=False, none=frozenset({"contractor"}), not_applicable=frozenset({"mlps"}), sources=("a.csv",), modes=frozenset({"declared"}),
        )  # fmt: skip


def test_what_a_series_said_before_is_not_said_again(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        for version, users in enumerate([1, 1, 2]):
            source = make_source("import", "a.csv", str(version), MARCH + dt.timedelta(days=version))
            save_source(session, source)
            assert bool(save_observations(session, source, [said(users=users)])) is (version != 1)
        assert load_conflicts(session) == ()


def test_conflicts_are_listed_in_order(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        for name, users in (("b.csv", 2), ("a.csv", 1), ("c.csv", 3)):
            source = make_source("import", name, "0", MARCH)
            save_source(session, source)
            save_observations(session, source, [said(users=users)])
        assert [(c.chosen, c.other, c.other_source) for c in load_conflicts(session)] == [
            (1, 2, "b.csv"),
            (1, 3, "c.csv"),
        ]
