import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def data(**more: object) -> dict[str, object]:
    return {"id": "r", "name": "救助表", "provider_org": "mz", "duty_change_date": "2026-06-01", "publish_date": "2024-03-01", **more}


# today is Tuesday, 24 November 2026; the days before it hold no holiday: Tuesday the 10th lies ten working days back
@pytest.mark.parametrize(
    ("changed", "days", "certainty"), [("2026-11-09", 11, "question"), ("2026-11-03", 15, "question"), ("2026-11-02", 16, "certain")]
)
def test_an_entry_older_than_the_change_is_overdue(town, run, changed, days, certainty) -> None:
    found = run("SIL-05", town(organisations=[MZ], resources=[data(duty_change_date=changed)])).says(
        certainty, ["r"], ["share.not_updated"], severity="medium", working_days=days
    )
    assert dict(found.why[0].parts) == {"dataset": "r", "changed": changed, "updated": "2024-03-01", "days": days, "limit": 10}
    assert (found.organisations, {t.name: (t.value, t.official) for t in found.thresholds}) == (
        ("mz",), {"catalogue_update": (10, True), "catalogue_extension": (5, True)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("updated", "days", "certainty"),
    [("2026-11-16", None, ""), ("2026-11-17", 11, "question"), ("2026-11-23", 15, "question"), ("2026-11-24", 16, "certain")],
)
def test_an_update_after_the_last_day_is_late_but_slight(town, run, updated, days, certainty) -> None:
    told = run("SIL-05", town(organisations=[MZ], resources=[data(duty_change_date="2026-11-02", publish_date=updated)]))
    if days is None:
        told.is_silent()
    else:
        told.says(certainty, ["r"], ["share.updated_late"], severity="low", working_days=days)


@pytest.mark.parametrize(
    "change",
    [
        {"duty_change_date": "2026-11-10"},
        {"publish_date": "2026-06-01"},
        {"publish_date": "2026-06-15"},
        {"duty_change_date": None},
        {"duty_change_date": "无"},
        {"duty_change_date": "不适用"},
        {"duty_change_date": "2026-12-31"},
        {"seen": True},
    ],
    ids=["last day", "same day", "in time", "blank", "no change", "not applicable", "change still to come", "only seen by a crawl"],
)
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("SIL-05", town(organisations=[MZ], resources=[data(**change)])).is_silent()


def test_national_day_and_its_made_up_day_are_counted_right(town, run) -> None:
    # Mon 28 Sept 2026: 29, 30 Sept; 8, 9, 10 (a Saturday at work) Oct; 12-16 Oct are days six to ten
    row = data(duty_change_date="2026-09-28", publish_date="2026-10-16")
    run("SIL-05", town(organisations=[MZ], resources=[row])).is_silent()
    run("SIL-05", town(organisations=[MZ], resources=[{**row, "publish_date": "2026-10-19"}])).says(
        "question", ["r"], ["share.updated_late"], severity="low", working_days=11
    )


def test_an_entry_that_was_never_published_is_not_updated(town, run) -> None:
    run("SIL-05", town(organisations=[MZ], resources=[data(publish_date="无")])).says("certain", ["r"], ["share.not_updated"])


def test_a_blank_day_of_the_entry_is_asked_for(town, run) -> None:
    run("SIL-05", town(organisations=[MZ], resources=[data(publish_date=None)])).asks("r", "Dataset.publish_date")


@pytest.mark.parametrize(("changed", "today"), [("2026-12-21", "2027-02-01")])
def test_days_outside_the_calendar_are_untold(town, run, changed, today) -> None:
    run("SIL-05", town(organisations=[MZ], resources=[data(duty_change_date=changed, publish_date="2020-01-01")], today=today)).asks(
        "r", "Dataset.duty_change"
    )


def test_the_limits_are_the_ones_in_force(town, run) -> None:
    place = town(organisations=[MZ], resources=[data(duty_change_date="2026-11-09")])
    run("SIL-05", place, {"catalogue_update": 11}).is_silent()
    run("SIL-05", place, {"catalogue_extension": 0}).says("certain", ["r"], ["share.not_updated"])


def test_what_was_updated_before_the_regulation_is_not_measured_by_it(town, run) -> None:
    row = data(duty_change_date="2024-03-01", publish_date="2024-06-03")
    run("SIL-05", town(organisations=[MZ], resources=[row])).is_silent()


def test_a_publication_that_is_not_applicable_is_silent(town, run) -> None:
    run("SIL-05", town(organisations=[MZ], resources=[data(publish_date="不适用")])).is_silent()


@pytest.mark.parametrize("updated", ["2026-06", "2026-07", "2026"])
def test_a_publication_without_its_day_may_be_in_time(town, run, updated) -> None:
    assert [f for f in run("SIL-05", town(organisations=[MZ], resources=[data(publish_date=updated)])).findings if f.certainty == "certain" and f.why[0].code == "share.not_updated"] == []  # fmt: skip


def test_a_publication_still_to_come_counts_no_days_ahead(town, run) -> None:
    row = data(duty_change_date="2026-11-20", publish_date="2026-12-31")
    run("SIL-05", town(organisations=[MZ], resources=[row])).is_silent()


def test_a_month_of_change_long_past_is_not_passed_over(town, run) -> None:
    told = run("SIL-05", town(organisations=[MZ], resources=[data(duty_change_date="2026-01")]))
    assert told.findings or told.untold
