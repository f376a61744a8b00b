import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def system(**more: object) -> dict[str, object]:
    return {"id": "a", "name": "殡葬系统", "owner": "mz", "status": "运行", "om_contract_end": "2026-10-31", **more}


def test_a_running_system_whose_contract_ended_is_found(town, run) -> None:
    found = run("LIF-06", town(organisations=[MZ], systems=[system()])).says(
        "certain", ["a"], ["life.contract"], severity="medium", days=24
    )
    assert (dict(found.why[0].parts), found.organisations) == ({"system": "a", "date": "2026-10-31", "days": 24}, ("mz",))


@pytest.mark.parametrize(
    "change",
    [{"status": "已下线"}, {"status": "在建"}, {"om_contract_end": "2027-01-01"}, {"om_contract_end": "不适用"}, {"om_contract_end": "无"}],
)
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("LIF-06", town(organisations=[MZ], systems=[system(**change)])).is_silent()


def test_the_last_day_of_the_contract_is_covered(town, run) -> None:
    run("LIF-06", town(organisations=[MZ], systems=[system(om_contract_end="2026-11-24")])).is_silent()
    run("LIF-06", town(organisations=[MZ], systems=[system(om_contract_end="2026-11-23")])).says(
        "certain", ["a"], ["life.contract"], days=1
    )


def test_a_blank_end_is_asked_for_and_a_blank_status_says_nothing(town, run) -> None:
    run("LIF-06", town(organisations=[MZ], systems=[system(om_contract_end=None)])).asks("a", "System.contract_end")
    run("LIF-06", town(organisations=[MZ], systems=[system(status=None)])).is_silent()
    run("LIF-06", town(organisations=[MZ], systems=[system(om_contract_end=None, seen=True)])).is_silent()


@pytest.mark.parametrize("end", ["2024-12", "2024"])
def test_a_month_or_year_long_past_is_enough(town, run, end) -> None:
    assert len(run("LIF-06", town(organisations=[MZ], systems=[system(om_contract_end=end)])).findings) == 1


def test_a_contract_that_ended_after_the_form_came_back_may_have_been_renewed(town, run) -> None:
    for returned, certainty in (("2026-10-31", "question"), ("2026-11-01", "certain"), ("2026-05-01", "question")):
        place = town(organisations=[MZ], systems=[system()], returned_forms={"mz": returned})
        run("LIF-06", place).says(certainty, ["a"], ["life.contract"], days=24)
