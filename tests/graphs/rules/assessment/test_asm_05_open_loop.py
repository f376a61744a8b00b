import dataclasses

import pytest

from inventory.values.inventory import FollowUp

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
GA = {"id": "ga", "name": "云溪县公安局", "level": "county"}


def entry(identifier: str = "fnd-1", **more: object) -> FollowUp:
    given = {"rule": "LIF-06", "status": "confirmed", "owner": "王科长", "due": "2026-12-31", "organisations": ("mz",), "round": "2026-1"}
    return FollowUp(id=identifier, **{**given, **more})


def followed(town, *entries: FollowUp, bodies: tuple[dict[str, object], ...] = (MZ, GA)):
    return dataclasses.replace(town(organisations=list(bodies)), follow_ups=entries)


@pytest.mark.parametrize("status", ["confirmed", "in_correction", "reopened"])
@pytest.mark.parametrize(
    ("change", "overdue"), [({"owner": None}, 0), ({"due": None}, 0), ({"due": "2026-11-23"}, 1), ({"owner": None, "due": "2026-01-01"}, 1)]
)
def test_a_finding_without_owner_or_day_or_past_its_day_is_an_open_loop(town, run, status, change, overdue) -> None:
    found = run("ASM-05", followed(town, entry(status=status, **change))).says(
        "certain", ["mz"], ["assess.open_loop"], severity="medium", open=1
    )
    assert dict(found.why[0].parts) == {"body": "mz", "count": 1, "overdue": overdue, "findings": ["fnd-1"]}
    assert (found.organisations, found.must_confirm) == (("mz",), "auditor")


@pytest.mark.parametrize("due", ["2026-11-24", "2026-11-25", "2999-12-31"])
def test_the_day_itself_is_in_time(town, run, due) -> None:
    run("ASM-05", followed(town, entry(due=due))).is_silent()


@pytest.mark.parametrize("status", ["candidate", "question", "needs_evidence", "excepted", "rejected", "closed"])
def test_what_is_not_confirmed_or_is_closed_is_silent(town, run, status) -> None:
    run("ASM-05", followed(town, entry(status=status, owner=None, due="2026-01-01"))).is_silent()


def test_an_open_loop_is_not_found_about_itself(town, run) -> None:
    run("ASM-05", followed(town, entry(rule="ASM-05", owner=None))).is_silent()


def test_in_the_round_that_found_it_only_what_is_overdue_counts(town, run) -> None:
    run("ASM-05", followed(town, entry(owner=None, due=None, round="2026-2"))).is_silent()
    run("ASM-05", followed(town, entry(due="2026-11-23", round="2026-2"))).says("certain", ["mz"], ["assess.open_loop"], open=1)


def test_all_of_a_body_is_one_finding_and_one_of_two_bodies_is_told_of_each(town, run) -> None:
    rows = [entry(f"fnd-{n}", owner=None) for n in range(8)] + [entry("fnd-x", due="2026-10-01", organisations=("ga", "mz"))]
    told = run("ASM-05", followed(town, *rows, entry("fnd-y")))
    parts = {f.subjects[0]: f.why[0].parts for f in told.findings}
    assert {body: (p["count"], p["overdue"]) for body, p in parts.items()} == {"mz": (9, 1), "ga": (1, 1)}
    assert (parts["ga"]["findings"], parts["mz"]["findings"]) == (["fnd-x"], [f"fnd-{n}" for n in range(6)])


def test_without_a_register_it_is_silent(town, run) -> None:
    run("ASM-05", followed(town)).is_silent()
    run("ASM-05", followed(town, entry(owner=None, organisations=()))).is_silent()


@pytest.mark.parametrize(
    ("attested", "told"),
    [
        ("2025-11-23", "2025-11-23"),
        ("2025-11-24", None),
        ("2026-11-24", None),
        ("2027-01-01", None),
        ("2025-10", "2025-10-31"),
        ("2025-11", None),
        ("2024", "2024-12-31"),
        ("2024-02-29", "2024-02-29"),
        (None, None),
        ("无", None),
        ("不适用", None),
    ],
)
def test_a_self_check_of_more_than_twelve_months_ago_is_a_question(town, run, attested, told) -> None:
    result = run("ASM-05", followed(town, bodies=({**MZ, "attested_on": attested},)))
    if told is None:
        result.is_silent()
    else:
        found = result.says("question", ["mz"], ["assess.old_check"], severity="low")
        assert dict(found.why[0].parts) == {"body": "mz", "date": told, "months": 12}
        assert (found.organisations, found.discriminator, found.evidence[0].locator) == (("mz",), "self_check", "organisations.csv#2")


def test_the_office_sets_how_old_a_self_check_may_be(town, run) -> None:
    place = followed(town, bodies=({**MZ, "attested_on": "2026-05-23"},))
    run("ASM-05", place).is_silent()
    found = run("ASM-05", place, {"self_check_months": 6}).says("question", ["mz"], ["assess.old_check"], severity="low")
    assert [(t.name, t.value, t.official) for t in found.thresholds] == [("self_check_months", 6, False)]


def test_an_open_loop_and_an_old_check_of_one_body_are_two_findings(town, run) -> None:
    told = run("ASM-05", followed(town, entry(owner=None), bodies=({**MZ, "attested_on": "2024-01-01"},)))
    assert [(f.subjects, f.discriminator) for f in told.findings] == [(("mz",), ""), (("mz",), "self_check")]


def test_a_month_is_a_due_date_until_its_last_day(town, run) -> None:
    run("ASM-05", followed(town, entry(due="2026-12"))).is_silent()


def test_a_month_that_has_passed_is_overdue(town, run) -> None:
    found = run("ASM-05", followed(town, entry(due="2026-10", round="2026-2"))).says("certain", ["mz"], ["assess.open_loop"])
    assert found.why[0].parts["overdue"] == 1


def test_an_open_loop_shows_what_it_stands_on(town, run) -> None:
    assert run("ASM-05", followed(town, entry(owner=None))).findings[0].evidence


@pytest.mark.parametrize(("sheets", "asked"), [("系统", True), (None, False)])
def test_a_form_that_came_back_long_ago_is_a_self_check_where_sheets_were_attested(town, run, sheets, asked) -> None:
    told = run("ASM-05", town(organisations=[{**MZ, "attested_sheets": sheets}], returned_forms={"mz": "2025-11-23"}))
    assert [f.why[0].parts["date"] for f in told.findings] == (["2025-11-23"] if asked else [])
