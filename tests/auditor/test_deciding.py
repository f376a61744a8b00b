"""trace and whatif on the command line: arguments, answers, nothing written."""

import contextlib
import hashlib
import sqlite3

import pytest


def _bytes_of(workspace) -> str:
    """The database's hash, its log taken in first: when SQLite does so by itself is its own affair."""
    with contextlib.closing(sqlite3.connect(workspace / "auditor.db")) as database:
        database.execute("pragma wal_checkpoint(truncate)")
    return hashlib.sha256((workspace / "auditor.db").read_bytes()).hexdigest()


def test_a_trace_names_systems_and_bodies(audited_town, auditor) -> None:
    for text in ("citizen_id_number", "公民身份号码"):
        answer = auditor("trace", text, "-w", audited_town, "--json").json
        assert answer["element"] == "citizen_id_number"
        assert set(answer) == {"element", "name", "hops", "first_without_owner", "no_origin"}
    auditor("trace", "没有的项", "-w", audited_town).says_one_line("没有的项")


def test_what_if_tells_what_stops_and_writes_nothing(audited_town, auditor) -> None:
    before = _bytes_of(audited_town)
    answer = auditor("whatif", "--retire", "银龄关爱服务平台", "--lock", "sys-b", "-w", audited_town, "--json").json
    assert [c["name"] for c in answer["channels_closed"]] == ["银龄认证"]
    assert [s["id"] for s in answer["consumers_unknown"]] == ["sys-a"]
    assert all(s["id"] != "sys-b" for s in answer["plan"]["then"]["stopped"])
    assert {"services_lost", "consumers_cut", "elements_without_place", "rebuild", "cost_yuan", "saving_yuan"} <= set(answer)
    for language in ("zh", "en"):
        told = auditor("whatif", "--retire", "sys-a", "--connect", "sys-a:sys-b", "-w", audited_town, lang=language)
        assert told.code == 0
        assert "银龄认证" in told.out
    assert _bytes_of(audited_town) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--retire"),
        (("--retire", "没有"), "没有"),
        (("--connect", "sys-a"), "SUPPLIER:CONSUMER"),
        (("--connect", "sys-a:sys-a"), "sys-a"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(audited_town, auditor, words, said) -> None:
    auditor("whatif", *words, "-w", audited_town).says_one_line(said)


def test_another_plan_is_held_against_the_one_that_was_made_and_says_what_changes(town, auditor) -> None:
    assert auditor("plan", "--waves", "2", "--no-frontier", "-w", town).code == 0
    answer = auditor("whatif", "--budget", "0", "--lock", "sys-a", "-w", town, "--json").json["plan"]
    assert set(answer) == {"now", "then", "changes", "unmet", "no_candidates"}
    assert {"objective", "cost_yuan", "saving_yuan"} <= set(answer["then"])
    stored = auditor("export", "plan", "--format", "json", "-w", town).json
    assert answer["now"]["stopped"] == [{k: s[k] for k in ("id", "name", "wave")} for s in stored["systems"] if s["action"] != "keep"]
    assert [s["id"] for s in answer["no_candidates"]] == ["sys-a"]
    told = auditor("whatif", "--lock", "sys-a", "-w", town, lang="en").out
    assert "No plan would stop these anyhow" in told
    assert "One-off cost" not in told


def test_a_plan_keeps_what_people_locked(town, auditor) -> None:
    told = auditor("plan", "--lock", "银龄关爱服务平台", "--no-frontier", "-w", town, "--json").json
    assert all(s["action"] == "keep" for s in told["systems"] if s["id"] == "sys-a")
    auditor("plan", "--lock", "没有的系统", "-w", town).says_one_line("没有的系统")
