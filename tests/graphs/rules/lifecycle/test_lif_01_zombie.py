import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def system(**more: object) -> dict[str, object]:
    return {"id": "a", "name": "殡葬管理系统", "owner": "mz", "status": "运行", **more}


def use(mau: int | None, target: int | None, period: str = "2026-10") -> dict[str, object]:
    return {"id": f"u{period}", "object": "a", "object_kind": "系统", "period": period, "mau": mau, "target_users": target}


def months(mau: int | None, target: int | None, count: int = 3) -> list[dict[str, object]]:
    """The same in each of the last months."""
    return [use(mau, target, f"2026-{month:02d}") for month in range(10, 10 - count, -1)]


def test_little_use_and_no_operation_for_years_are_two_signs(town, run) -> None:
    place = town(organisations=[MZ], systems=[system(om_contract_end="2024-06-30")], usage=months(3, 100))
    found = run("LIF-01", place).says("probable", ["a"], ["life.zombie", "life.low_use", "life.contract_long_ended"], signs=2)
    assert dict(found.why[1].parts) == {"mau": 3, "target": 100, "share": 0.03, "period": "2026-10"}
    assert found.organisations == ("mz",)


def test_nobody_operates_it_and_it_is_used_now_and_then(town, run) -> None:
    place = town(organisations=[MZ], systems=[system(operator="无", om_contract_end="无", use_frequency="偶发")])
    run("LIF-01", place).says("probable", ["a"], ["life.zombie", "life.rarely", "life.no_operation"], signs=2)


@pytest.mark.parametrize(
    ("row", "usage"),
    [
        (system(om_contract_end="2024-06-30"), []),
        (system(), months(0, None)),
        (system(use_frequency="年度", user_scope="社会公众", om_contract_end="2024-06-30"), []),
        (system(status="已下线", om_contract_end="2024-06-30"), months(3, 100)),
        (system(om_contract_end="2024-06-30"), [*months(3, 100)[1:], use(80, 100, "2026-10")]),
    ],
    ids=["a contract alone", "no use alone", "a yearly survey for everybody", "retired", "used again since"],
)
def test_one_sign_says_nothing(town, run, row, usage) -> None:
    run("LIF-01", town(organisations=[MZ], systems=[row], usage=usage)).is_silent()


@pytest.mark.parametrize("used", [[3, 80, 3], [3, 3, 80], [80, 3, 3]])
def test_a_month_off_is_no_sign(town, run, used) -> None:
    usage = [use(mau, 100, f"2026-{10 - back:02d}") for back, mau in enumerate(used)]
    run("LIF-01", town(organisations=[MZ], systems=[system(om_contract_end="2024-06-30")], usage=usage)).is_silent()


def test_fewer_months_than_are_set_are_a_question(town, run) -> None:
    row = system(om_contract_end="2024-06-30")
    for count, certainty in ((2, "question"), (3, "probable"), (4, "probable")):
        told = run("LIF-01", town(organisations=[MZ], systems=[row], usage=months(3, 100, count)))
        assert [f.certainty for f in told.findings] == [certainty]
    assert [
        f.certainty for f in run("LIF-01", town(organisations=[MZ], systems=[row], usage=months(3, 100, 2)), {"low_use_months": 2}).findings
    ] == ["probable"]


def test_a_system_on_trial_is_asked_about(town, run) -> None:
    place = town(organisations=[MZ], systems=[system(status="试运行", operator="无", om_contract_end="无", use_frequency="偶发")])
    assert [f.certainty for f in run("LIF-01", place).findings] == ["question"]


def test_the_borders_are_the_settings_themselves(town, run) -> None:
    old = system(om_contract_end="2024-06-30")
    run("LIF-01", town(organisations=[MZ], systems=[old], usage=months(5, 100))).is_silent()
    assert len(run("LIF-01", town(organisations=[MZ], systems=[old], usage=months(4, 100))).findings) == 1
    assert len(run("LIF-01", town(organisations=[MZ], systems=[old], usage=months(5, 100)), {"low_use_share": 0.06}).findings) == 1
    # twelve months to the day are not longer than twelve months
    run("LIF-01", town(organisations=[MZ], systems=[system(om_contract_end="2025-11-24")], usage=months(4, 100))).is_silent()
    assert len(run("LIF-01", town(organisations=[MZ], systems=[system(om_contract_end="2025-11-20")], usage=months(4, 100))).findings) == 1


def test_a_system_of_which_nothing_was_answered_is_silent(town, run) -> None:
    run("LIF-01", town(organisations=[MZ], systems=[system()], usage=months(None, None))).is_silent()


def test_two_traces_of_one_sign_are_one_sign(town, run) -> None:
    app = {"id": "c", "name": "殡葬通", "kind": "app", "system": "a", "owner": "mz", "release_date": "2024-01-01"}
    busy = town(
        organisations=[MZ], systems=[system(om_contract_end="2024-06-30", use_frequency="每日")], channels=[app], usage=months(95, 100)
    )
    run("LIF-01", busy).is_silent()


def test_a_judged_successor_is_a_sign(town, run) -> None:
    work = {"purpose": "殡葬服务登记", "functions": "火化预约|骨灰寄存|公墓登记", "service_items": "公墓审批|火化登记"}
    new = {"id": "b", "name": "殡葬服务平台", "owner": "mz", "status": "运行", "replaces": "a", **work}
    judged = [("b", "successor", "a", "wang"), ("b", "successor", "a", "li")]
    told = run("LIF-01", town(organisations=[MZ], systems=[system(**work), new], usage=months(3, 100), judgements=judged))
    assert [f.subjects for f in told.findings] == [("a",)]


def test_a_system_of_which_nobody_said_that_it_runs_is_a_question(town, run) -> None:
    place = town(organisations=[MZ], systems=[system(status=None, om_contract_end="2024-06-30")], usage=months(3, 100))
    assert [f.certainty for f in run("LIF-01", place).findings] == ["question"]
