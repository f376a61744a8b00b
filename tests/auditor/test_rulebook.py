"""A round keeps the rules that its last audit used: versions, thresholds, the days from which clauses bind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.rulebook import change_in_words, why_changed
from auditor.workspace import create_workspace

SYSTEMS = "id,name,owner,status,mlps_level,mlps_test_date\nsys-a,系统甲,云溪县民政局,在用,三级,2025-09-01\n"
BODIES = "id,name,level\norg-mz,云溪县民政局,县级\n"


def of_rule(auditor, folder: Path, rule: str, *more: str) -> dict:
    answer = auditor("rules", *more, "--json", "-w", folder)
    assert answer.code == 0, answer.err
    return next(entry for entry in answer.json["rules"] if entry["id"] == rule)


def set_up(folder: Path, old: str, new: str) -> None:
    path = folder / "auditor.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def two_rounds(tmp_path: Path, auditor: Callable) -> Path:
    """A workspace whose second round has another threshold and a later binding date."""
    made = create_workspace(tmp_path / "w", name="云溪县", region=None, lang="zh", db=None, round_name="first")
    made.engine.dispose()
    folder = made.folder
    (tmp_path / "systems.csv").write_text(SYSTEMS, encoding="utf-8")
    (tmp_path / "organisations.csv").write_text(BODIES, encoding="utf-8")
    set_up(folder, "# audit_date = 2026-11-24", "audit_date = 2026-11-24")
    for words in (("import", tmp_path / "systems.csv"), ("import", tmp_path / "organisations.csv"), ("audit",), ("round", "new", "second")):
        assert auditor(*words, "-w", folder).code == 0
    return folder


def test_an_audit_with_other_thresholds_is_told_apart_from_another_state_of_affairs(two_rounds, auditor) -> None:
    set_up(two_rounds, "# mlps_test_months = 12", "mlps_test_months = 24")
    assert auditor("audit", "-w", two_rounds).code == 0
    told = auditor("diff", "first", "second", "--json", "-w", two_rounds).json["findings"]
    assert [(f["rule"], f["rule_changed"]) for f in told["closed"]] == [("SEC-01", ["threshold:mlps_test_months"])]
    words = auditor("diff", "first", "second", "--lang", "en", "-w", two_rounds).out
    assert "finding closed: SEC-01" in words
    assert "the rule itself changed" in words


def test_an_audit_under_the_same_rules_says_nothing_of_them(two_rounds, auditor) -> None:
    assert auditor("audit", "-w", two_rounds).code == 0
    told = auditor("diff", "first", "second", "--json", "-w", two_rounds).json["findings"]
    assert [f["rule_changed"] for part in told.values() for f in part] == []


def test_a_clause_that_binds_later_makes_a_question_and_is_listed(two_rounds, auditor) -> None:
    set_up(two_rounds, "[binding]", '[binding]\n"CN-27" = 2027-01-01\n"CN-25" = 2027-01-01\n"CN-24" = 2027-02-01')
    sources = set(of_rule(auditor, two_rounds, "SEC-01", "--all")["waiting"])
    assert sources
    assert auditor("audit", "-w", two_rounds).code == 0
    assert set(of_rule(auditor, two_rounds, "SEC-01", "--round", "second")["waiting"]) == sources
    assert of_rule(auditor, two_rounds, "SEC-01", "--round", "first")["waiting"] == {}


def test_a_closed_round_keeps_its_rules_whatever_the_settings_say_now(two_rounds, auditor) -> None:
    before = auditor("rules", "--round", "first", "--json", "-w", two_rounds).json
    set_up(two_rounds, "# mlps_test_months = 12", "mlps_test_months = 24")
    assert auditor("audit", "-w", two_rounds).code == 0
    assert auditor("rules", "--round", "first", "--json", "-w", two_rounds).json == before
    assert len(before["rules"]) > 80
    assert {entry["origin"] for entry in before["rules"]} == {"shipped"}


@pytest.mark.parametrize(("name", "said"), [("third", "third"), ("second", "second")])
def test_a_round_without_an_audit_keeps_none_and_an_unknown_one_is_named(two_rounds, auditor, name, said) -> None:
    answer = auditor("rules", "--round", name, "-w", two_rounds)
    assert (answer.code, said in answer.err) == (2, True)


BOOK = {"rules": {"A": {"version": 1, "thresholds": ["low_use_share"], "waiting": {}}}, "thresholds": {"low_use_share": 0.05}}


@pytest.mark.parametrize(
    ("after", "changes"),
    [
        (BOOK, []),
        (None, []),
        ({**BOOK, "rules": {}}, ["rule"]),
        ({**BOOK, "rules": {"A": {**BOOK["rules"]["A"], "version": 2}}}, ["version"]),
        ({**BOOK, "rules": {"A": {**BOOK["rules"]["A"], "waiting": {"CN-01": "2027-01-01"}}}}, ["binding"]),
        ({**BOOK, "thresholds": {"low_use_share": 0.1}}, ["threshold:low_use_share"]),
    ],
    ids=["same", "not kept", "gone", "version", "binding", "threshold"],
)
def test_what_changed_of_a_rule(after, changes) -> None:
    assert why_changed("A", BOOK, after) == changes
    for language in ("zh", "en"):
        assert all("{" not in change_in_words(change, language) for change in changes)
