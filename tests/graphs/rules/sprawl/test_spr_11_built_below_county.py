import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
QH = {"id": "qh", "name": "清河镇", "level": "town"}
SQ = {"id": "sq", "name": "石桥村", "level": "village"}


BOUND = {"CN-01": "2026-01-25"}


def channel(**more: object) -> dict[str, object]:
    return {
        "id": "c",
        "name": "清河积分通",
        "kind": "小程序",
        "owner": "qh",
        "builder_org": "qh",
        "status": "运行",
        "launch_date": "2026-06-01",
        **more,
    }


@pytest.mark.parametrize("builder", ["qh", "sq"])
def test_an_app_of_a_town_or_village_launched_after_the_rule_is_found(town, run, builder) -> None:
    found = run("SPR-11", town(organisations=[MZ, QH, SQ], channels=[channel(builder_org=builder)]), binding=BOUND).says(
        "probable", ["c"], ["sprawl.built_below", "sprawl.launched_after"]
    )
    assert found.organisations == tuple(sorted({"qh", builder}))


def test_the_rule_binds_from_its_day_on_and_stock_is_a_question(town, run) -> None:
    before, on = (town(organisations=[MZ, QH], channels=[channel(launch_date=day)]) for day in ("2026-01-24", "2026-01-25"))
    run("SPR-11", before, binding=BOUND).says("question", ["c"], ["sprawl.built_below", "sprawl.launched_before"])
    run("SPR-11", on, binding=BOUND).says("probable", ["c"], ["sprawl.built_below", "sprawl.launched_after"])
    # until the office has entered the day nobody knows on which side a launch lies
    run("SPR-11", on).says("question", ["c"], ["sprawl.built_below", "sprawl.launched_unknown"])


@pytest.mark.parametrize(
    "change",
    [{"builder_org": "mz"}, {"kind": "公众号"}, {"kind": "网站"}, {"status": "已下线"}],
    ids=["built by the county", "an account", "a site", "retired"],
)
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("SPR-11", town(organisations=[MZ, QH], channels=[channel(**change)])).is_silent()


def test_the_builder_of_the_system_stands_in(town, run) -> None:
    system = {"id": "s", "name": "积分系统", "owner": "qh", "builder_org": "mz"}
    run("SPR-11", town(organisations=[MZ, QH], systems=[system], channels=[channel(builder_org=None, system="s")])).is_silent()
    run(
        "SPR-11",
        town(organisations=[MZ, QH], systems=[{**system, "builder_org": "qh"}], channels=[channel(builder_org=None, system="s")]),
        binding=BOUND,
    ).says("question", ["c"], ["sprawl.built_below", "sprawl.launched_after"])


def test_a_blank_builder_is_asked_of_towns_and_nobody_else(town, run) -> None:
    run("SPR-11", town(organisations=[MZ, QH], channels=[channel(builder_org=None)])).asks("c", "Channel.builder")
    run("SPR-11", town(organisations=[MZ, QH], channels=[channel(builder_org=None, owner="mz")])).is_silent()


def test_a_blank_launch_is_no_more_than_a_question(town, run) -> None:
    run("SPR-11", town(organisations=[MZ, QH], channels=[channel(launch_date=None)]), binding=BOUND).says(
        "question", ["c"], ["sprawl.built_below", "sprawl.launched_unknown"]
    )


def test_a_month_after_the_rule_is_after_it(town, run) -> None:
    run("SPR-11", town(organisations=[MZ, QH], channels=[channel(launch_date="2026-06")]), binding=BOUND).says(
        "probable", ["c"], ["sprawl.built_below", "sprawl.launched_after"]
    )
