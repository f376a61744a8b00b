"""A round uses the version of a rule that there was when it was opened."""

import datetime as dt
from dataclasses import replace

import pytest

import graphs.rules
from graphs.rules import all_versions, in_order, rules
from graphs.rules.applying import FAILED, apply_rules
from inventory.values.finding import Untold
from tests.graphs.conftest import make_analysis

FIRST, FIND = all_versions()["SIL-06"][-1]
SECOND = replace(FIRST, version=FIRST.version + 1, since=dt.date(2026, 6, 1))
THIRD = replace(FIRST, version=FIRST.version + 2, since=dt.date(2026, 9, 1))


@pytest.fixture
def three_versions(monkeypatch):
    """SIL-06 in three versions, of which the first finds nothing."""
    known = {**all_versions(), "SIL-06": ((FIRST, lambda analysis: iter(())), (SECOND, FIND), (THIRD, FIND))}
    monkeypatch.setattr(graphs.rules, "all_versions", lambda: known)
    graphs.rules.shipped.cache_clear()
    yield
    graphs.rules.shipped.cache_clear()


@pytest.mark.parametrize(
    ("opened", "version"),
    [("2020-01-01", 0), ("2026-05-31", 0), ("2026-06-01", 1), ("2026-08-31", 1), ("2026-09-01", 2), ("2030-01-01", 2), (None, 2)],
)
def test_the_day_of_opening_chooses_the_version(three_versions, opened, version) -> None:
    day = dt.date.fromisoformat(opened) if opened else None
    assert rules(opened=day)["SIL-06"][0].version == FIRST.version + version


def test_an_audit_in_an_old_round_says_what_the_old_version_says(three_versions, town) -> None:
    inventory = town(
        organisations=[{"id": "mz", "name": "云溪县民政局", "level": "county"}, {"id": "ga", "name": "云溪县公安局", "level": "county"}],
        share_requests=[
            {"id": "q", "from": "mz", "to": "ga", "received": "2026-08-03", "decided": "2026-09-30", "share_type": "有条件共享"}
        ],
    )
    found = {}
    for opened in ("2026-01-01", "2026-07-01", "2026-10-01"):
        findings, _ = apply_rules(replace(make_analysis(inventory), opened=dt.date.fromisoformat(opened)))
        found[opened] = [(f.rule_version, f.subjects) for f in findings if f.rule == "SIL-06"]
    assert found == {"2026-01-01": [], "2026-07-01": [(1, ("q",))], "2026-10-01": [(1, ("q",))]}


@pytest.mark.parametrize(
    "versions",
    [
        (FIRST, replace(SECOND, id="SIL-05")),
        (FIRST, replace(SECOND, version=FIRST.version)),
        (FIRST, replace(SECOND, since=None)),
        (SECOND, replace(THIRD, since=dt.date(2026, 6, 1))),
        (THIRD, SECOND),
    ],
    ids=["another id", "the same number", "no day", "the same day", "backwards"],
)
def test_versions_out_of_order_do_not_start(versions) -> None:
    with pytest.raises(ValueError, match="out of order"):
        in_order(tuple((rule, FIND) for rule in versions))


def test_a_rule_of_the_office_that_fails_says_so_and_one_of_ours_stops_the_audit(monkeypatch, town) -> None:
    def fails(analysis):
        yield FIRST.untold("mz", "Organisation.level")
        raise ZeroDivisionError

    own = replace(FIRST, id="LOC-01")
    analysis = make_analysis(town(organisations=[{"id": "mz", "name": "云溪县民政局", "level": "county"}]))
    monkeypatch.setattr("graphs.rules.applying.rules", lambda **_: {"LOC-01": (own, fails), "SIL-06": (FIRST, FIND)})
    findings, untold = apply_rules(analysis)
    assert (findings, untold) == ([], [Untold("LOC-01", "LOC-01", (FAILED, "ZeroDivisionError"))])
    monkeypatch.setattr("graphs.rules.applying.rules", lambda **_: {"SIL-06": (FIRST, fails)})
    with pytest.raises(ZeroDivisionError):
        apply_rules(analysis)
