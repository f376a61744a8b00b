import datetime as dt
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, StatementError

from auditor.workspace import Workspace
from inventory.database import Yuan, reading, writing
from inventory.intake import import_path
from inventory.migrations import upgrade
from inventory.models.ledger import ObservationRow, RoundRow
from inventory.rounds import get_fact, set_fact
from inventory.store import load_records

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def test_times_come_back_aware_and_in_utc(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        session.add(RoundRow(name="春季", opened_at=NOON))
    with reading(workspace.engine) as session:
        opened = session.get_one(RoundRow, "春季").opened_at
    assert opened == NOON
    assert opened.utcoffset() == dt.timedelta(0)


def test_a_time_without_zone_is_refused(workspace: Workspace) -> None:
    with pytest.raises(StatementError), writing(workspace.engine) as session:
        session.add(RoundRow(name="春季", opened_at=NOON.replace(tzinfo=None)))


@pytest.mark.parametrize(("yuan", "fen"), [("0.01", 1), ("125000.00", 12_500_000), ("-3.10", -310)])
def test_money_is_whole_fen(yuan: str, fen: int, workspace: Workspace) -> None:
    assert Yuan().process_bind_param(Decimal(yuan), workspace.engine.dialect) == fen
    assert Yuan().process_result_value(fen, workspace.engine.dialect) == Decimal(yuan)


def test_foreign_keys_are_on(workspace: Workspace) -> None:
    with pytest.raises(IntegrityError), writing(workspace.engine) as session:
        session.add(ObservationRow(source="src-absent", entity="System", record="s1", mode="declared", locator={}, values={}))


def test_a_failed_transaction_leaves_nothing(workspace: Workspace) -> None:
    def fail_halfway() -> None:
        with writing(workspace.engine) as session:
            set_fact(session, "seen", 1)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    with reading(workspace.engine) as session:
        assert get_fact(session, "seen") is None


def run_together(count: int, work: Callable[[int], None]) -> list[BaseException]:
    """Run the work in threads at once; returns what went wrong."""
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_writers_wait_for_each_other_and_lose_nothing(engine: Engine) -> None:
    """Each reads, waits and writes: without a lock at the start one would fail or overwrite the other."""
    upgrade(engine)
    with writing(engine) as session:
        set_fact(session, "count", 0)

    def add_five(_: int) -> None:
        for _ in range(5):
            with writing(engine) as session:
                count = get_fact(session, "count")
                time.sleep(0.005)
                set_fact(session, "count", count + 1)

    assert run_together(4, add_five) == []
    with reading(engine) as session:
        assert get_fact(session, "count") == 20


def test_two_imports_at_once_both_succeed(engine: Engine, tmp_path: Path) -> None:
    upgrade(engine)
    for number in range(4):
        (tmp_path / f"{number}.csv").write_text(
            "id,系统名称,用户数\n" + "".join(f"s{row},系统{row},{number}\n" for row in range(50)), encoding="utf-8"
        )
    assert run_together(4, lambda number: import_path(engine, tmp_path / f"{number}.csv", now=NOON) and None) == []
    with reading(engine) as session:
        systems = load_records(session)["System"]
    assert len(systems) == 50
    assert all(len(system.sources) == 4 for system in systems.values())


def test_a_reader_sees_the_whole_state_from_before_an_open_write(workspace: Workspace) -> None:
    with writing(workspace.engine) as writer:
        set_fact(writer, "count", 1)
        writer.flush()
        with reading(workspace.engine) as reader:
            assert get_fact(reader, "count") is None
    with reading(workspace.engine) as reader:
        assert get_fact(reader, "count") == 1


def test_a_reader_sees_one_state_however_often_it_looks(engine: Engine) -> None:
    upgrade(engine)
    with reading(engine) as reader:
        assert get_fact(reader, "count") is None
        with writing(engine) as writer:
            set_fact(writer, "count", 1)
        reader.expire_all()
        assert get_fact(reader, "count") is None
    with reading(engine) as reader:
        assert get_fact(reader, "count") == 1


def test_many_writers_in_line_leave_room_for_readers(engine: Engine) -> None:
    """Threads of a server: forty may wait for their turn, each with a connection."""
    upgrade(engine)

    def add(number: int) -> None:
        with writing(engine) as session:
            set_fact(session, f"{number}", number)

    with writing(engine) as session:
        set_fact(session, "first", 1)
        session.flush()
        threads = [threading.Thread(target=add, args=(number,)) for number in range(40)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        began = time.monotonic()
        with reading(engine) as reader:
            assert get_fact(reader, "0") is None
        assert time.monotonic() - began < 5
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert [get_fact(session, f"{number}") for number in range(40)] == list(range(40))
