import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
ENDED = {"id": "a", "name": "旧殡葬系统", "owner": "mz", "status": "已下线", "end_date": "2024-03-31"}


def cost(year: int | None, **more: object) -> dict[str, object]:
    return {"id": f"k{year}", "object": "a", "object_kind": "系统", "fiscal_year": year, **more}


def test_costs_of_years_after_the_end_are_found_and_added_up(town, run) -> None:
    costs = [
        cost(2024, annual_om_yuan="50000"),
        cost(2025, annual_om_yuan="30000", cloud_cost_yuan="5000"),
        cost(2026, licence_cost_yuan="2000.50"),
    ]
    found = run("LIF-07", town(organisations=[MZ], systems=[ENDED], costs=costs)).says("probable", ["a"], ["life.paid"], yuan=37000.5)
    assert (found.why[0].parts["years"], found.organisations) == (["2025", "2026"], ("mz",))


@pytest.mark.parametrize(
    ("system", "costs"),
    [
        (ENDED, [cost(2024, annual_om_yuan="50000")]),
        ({**ENDED, "status": "运行"}, [cost(2026, annual_om_yuan="50000")]),
        (ENDED, [cost(2025, exit_cost_yuan="50000", build_cost_yuan="1")]),
        (ENDED, [cost(2025, annual_om_yuan="0")]),
        (ENDED, [cost(None, annual_om_yuan="50000")]),
    ],
    ids=["the year of the end itself", "still running", "the cost of leaving", "nothing paid", "a year that nobody named"],
)
def test_honest_look_alikes_are_silent(town, run, system, costs) -> None:
    run("LIF-07", town(organisations=[MZ], systems=[system], costs=costs)).is_silent()


def test_without_an_end_date_it_cannot_be_told(town, run) -> None:
    blank = {**ENDED, "end_date": None}
    run("LIF-07", town(organisations=[MZ], systems=[blank], costs=[cost(2026, annual_om_yuan="50000")])).asks("a", "System.end_date")
    run("LIF-07", town(organisations=[MZ], systems=[blank], costs=[])).is_silent()


def test_the_form_asks_in_ten_thousands(town, run) -> None:
    run("LIF-07", town(organisations=[MZ], systems=[ENDED], costs=[cost(2025, 年度运维金额="1.5")])).says(
        "probable", ["a"], ["life.paid"], yuan=15000
    )
