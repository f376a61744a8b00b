"""What is costly is made once for each state of the database, by one thread while the others wait, and let go when nobody asks."""

import dataclasses
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

from auditor import kept
from auditor.kept import Kept, analysed, inventory_of
from auditor.pipeline import audit
from auditor.review import record_judgement
from inventory.database import reading, writing
from inventory.intake import import_path
from inventory.models.ledger import FindingRow
from inventory.snapshot import load_inventory


def test_many_who_ask_at_once_wait_for_one_computation() -> None:
    made: list[int] = []

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    held: Kept[int] = Kept()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: held.get("k", 1, make), range(8))) == {1}
    assert held.get("k", 2, make) == 2
    assert len(made) == 2


def test_no_more_are_kept_than_were_asked_for_and_none_that_could_not_be_made() -> None:
    held: Kept[str] = Kept(2)
    for key in ("a", "b", "c"):
        assert held.get(key, 1, lambda key=key: key) == key
    assert held.get("c", 1, lambda: "anew") == "c"
    assert held.get("a", 1, lambda: "anew") == "anew"
    with pytest.raises(ZeroDivisionError):
        held.get("c", 2, lambda: str(1 // 0))
    assert held.get("c", 2, lambda: "then") == "then"


def test_what_nobody_asks_for_is_let_go() -> None:
    held: Kept[int] = Kept(idle_seconds=0.1)
    held.get("k", 1, lambda: 1)
    time.sleep(0.5)
    assert held.get("k", 1, lambda: 2) == 2


class Ring:
    """Something large that refers to itself, as an analysis does."""

    def __init__(self) -> None:
        self.own = self


def test_the_old_one_is_gone_before_the_new_one_is_made() -> None:
    held: Kept[Ring] = Kept()
    old = weakref.ref(held.get("k", 1, Ring))
    seen: list[object] = []

    def make() -> Ring:
        seen.append(old())
        return Ring()

    new = weakref.ref(held.get("k", 2, make))
    assert seen == [None]
    held.clear()
    assert new() is None


@pytest.fixture
def town(workspace, tmp_path):
    path = tmp_path / "systems.csv"
    path.write_text("id,系统名称,建设单位\ns1,高龄津贴平台,org-1\ns2,高龄补贴系统,org-1\n", encoding="utf-8")
    import_path(workspace.engine, path, now=workspace.now)
    return workspace


def test_the_analysis_is_the_same_one_until_something_changes_that_it_looks_at(town, tmp_path) -> None:
    first = analysed(town)
    assert analysed(town).scape is first.scape
    with writing(town.engine) as session:
        record_judgement(session, "s1", "s2", "duplicate", by="甲", at=town.now, reason="同")
    second = analysed(town)
    assert second.scape is not first.scape
    assert [j.verdict for j in second.inventory.judgements] == ["duplicate"]
    (tmp_path / "more.csv").write_text("id,系统名称,建设单位\ns3,学籍管理系统,org-1\n", encoding="utf-8")
    import_path(town.engine, tmp_path / "more.csv", now=town.now)
    assert set(analysed(town).inventory.systems) == {"s1", "s2", "s3"}
    town.settings = town.settings.model_copy(update={"thresholds": {"duplicate_cut": 0.9}})
    assert analysed(town).thresholds["duplicate_cut"] == 0.9


def test_a_step_of_a_finding_is_seen_without_a_new_analysis(town) -> None:
    with writing(town.engine) as session:
        row = FindingRow(id="f", rule="LIF-06", severity="low", certainty="certain", status="candidate", round="r", content={})
        session.add(row)
    first = analysed(town)
    with writing(town.engine) as session:
        session.get_one(FindingRow, "f").status = "in_correction"
    second = analysed(town)
    assert second.scape is first.scape
    assert ([f.id for f in first.inventory.follow_ups], [f.id for f in second.inventory.follow_ups]) == ([], ["f"])


def test_the_kept_inventory_is_what_the_database_says(town) -> None:
    audit(town)
    inventory_of(town)
    with reading(town.engine) as session:
        assert dataclasses.asdict(inventory_of(town)) == dataclasses.asdict(load_inventory(session, today=town.today))


def test_an_audit_takes_the_write_lock_for_storing_alone(town, monkeypatch) -> None:
    began, go_on = threading.Event(), threading.Event()
    from auditor import pipeline

    analyse = pipeline._analysed

    def slow(*given):
        began.set()
        assert go_on.wait(20)
        return analyse(*given)

    monkeypatch.setattr(pipeline, "_analysed", slow)
    answers: list[dict] = []
    thread = threading.Thread(target=lambda: answers.append(audit(town)))
    thread.start()
    assert began.wait(20)
    with writing(town.engine) as session:
        record_judgement(session, "s1", "s2", "different", by="甲", at=town.now, reason="不同")
    go_on.set()
    thread.join()
    assert answers[0]["systems"] == 2


def test_an_audit_that_was_overtaken_begins_again(town, monkeypatch, tmp_path) -> None:
    from auditor import pipeline

    analyse, calls = pipeline._analysed, []

    def overtaken(workspace, inventory, used):
        calls.append(len(inventory.systems))
        if len(calls) == 1:
            (tmp_path / "late.csv").write_text("id,系统名称,建设单位\ns9,学籍管理系统,org-1\n", encoding="utf-8")
            import_path(town.engine, tmp_path / "late.csv", now=town.now)
            audit(town)
        return analyse(workspace, inventory, used)

    monkeypatch.setattr(pipeline, "_analysed", overtaken)
    assert audit(town)["systems"] == 3
    assert calls == [2, 3, 3]


def test_kept_values_are_bounded_to_one_workspace_a_process() -> None:
    assert (kept._INVENTORIES._most, kept._ANALYSES._most) == (1, 1)
