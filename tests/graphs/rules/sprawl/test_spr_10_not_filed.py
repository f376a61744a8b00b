import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def channel(**more: object) -> dict[str, object]:
    return {
        "id": "c",
        "name": "云溪敬老通",
        "kind": "小程序",
        "owner": "mz",
        "status": "运行",
        "launch_date": "2026-08-01",
        "filing_status": "未备案",
        **more,
    }


@pytest.mark.parametrize("kind", ["APP", "小程序", "快应用"])
def test_an_unfiled_app_for_grassroots_staff_launched_under_the_rule_is_certain(town, run, kind) -> None:
    place = town(organisations=[MZ], channels=[channel(kind=kind, audience="基层干部")])
    found = run("SPR-10", place, binding={"CN-01": "2026-07-01"}).says(
        "certain", ["c"], ["sprawl.not_filed", "sprawl.bound"], severity="high"
    )
    assert (found.why[1].parts["date"], found.organisations) == ("2026-07-01", ("mz",))


def test_for_the_public_it_is_probable(town, run) -> None:
    run("SPR-10", town(organisations=[MZ], channels=[channel(audience="公众")]), binding={"CN-01": "2026-07-01"}).says(
        "probable", ["c"], ["sprawl.not_filed", "sprawl.bound"]
    )


def test_the_rule_binds_what_is_launched_from_its_day_on(town, run) -> None:
    place = town(organisations=[MZ], channels=[channel()])
    run("SPR-10", place, binding={"CN-01": "2026-08-01"}).says("probable", ["c"], ["sprawl.not_filed", "sprawl.bound"])
    run("SPR-10", place, binding={"CN-01": "2026-08-02"}).says("question", ["c"], ["sprawl.not_filed", "sprawl.bound"])
    run("SPR-10", place, binding={"CN-01": "2026-11-25"}).says("question", ["c"], ["sprawl.not_filed", "sprawl.not_bound"])
    run("SPR-10", place).says("question", ["c"], ["sprawl.not_filed", "sprawl.not_bound"])
    blank = town(organisations=[MZ], channels=[channel(launch_date=None)])
    run("SPR-10", blank, binding={"CN-01": "2026-07-01"}).says("question", ["c"], ["sprawl.not_filed", "sprawl.bound"])


@pytest.mark.parametrize(
    "change",
    [
        {"filing_status": "已备案"},
        {"filing_status": "不需备案"},
        {"kind": "公众号"},
        {"kind": "网站"},
        {"status": "已下线"},
        {"status": "在建"},
    ],
)
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("SPR-10", town(organisations=[MZ], channels=[channel(**change)]), binding={"CN-01": "2026-07-01"}).is_silent()


def test_a_blank_status_of_filing_is_asked_for(town, run) -> None:
    run("SPR-10", town(organisations=[MZ], channels=[channel(filing_status=None)])).asks("c", "Channel.filing_status")
    run("SPR-10", town(organisations=[MZ], channels=[channel(filing_status=None, seen=True)])).is_silent()


def test_a_filing_in_progress_is_asked_about(town, run) -> None:
    run("SPR-10", town(organisations=[MZ], channels=[channel(filing_status="办理中")]), binding={"CN-01": "2026-07-01"}).asks(
        "c", "Channel.filing_status"
    )
