import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
NAMES = ["婚姻登记", "殡葬", "低保", "养老", "地名", "慈善", "社工"]


def place(town, outlier: int, *, peers: int = 5, unit: str = "mau", price: int = 100, own: dict[str, object] | None = None, **more: object):
    """A town of systems that cost `price` yuan a user or case, and one (`s0`) of `outlier`."""
    systems = [{"id": f"s{n}", "name": f"{NAMES[n]}系统", "owner": "mz", "kind": "业务系统", "status": "运行"} for n in range(peers + 1)]
    systems[0].update(own or {})
    costs = [cost(f"s{n}", price * 10) for n in range(1, peers + 1)]
    usage = [use(f"s{n}", **{unit: 10}) for n in range(1, peers + 1)]
    first = {"costs": [cost("s0", outlier * 10)], "usage": [use("s0", **{unit: 10})], **more}
    return town(organisations=[MZ], systems=systems, costs=[*costs, *first["costs"]], usage=[*usage, *first["usage"]])


def cost(system: str, om: object, year: int | None = 2026, **more: object) -> dict[str, object]:
    return {"id": f"k{system}{year}", "object": system, "object_kind": "系统", "fiscal_year": year, "annual_om_yuan": om, **more}


def use(system: str, period: str = "2026-10", **counts: object) -> dict[str, object]:
    return {"id": f"u{system}{period}", "object": system, "object_kind": "系统", "period": period, **counts}


@pytest.mark.parametrize(("unit", "name", "yuan"), [("mau", "user", 400), ("cases", "case", 33.33)])
def test_a_cost_far_above_the_median_of_five_peers_is_a_question(town, run, unit, name, yuan) -> None:
    found = run("ASM-04", place(town, 400, unit=unit)).says(
        "question", ["s0"], [f"assess.cost_per_{name}"], severity="medium", yuan=yuan, times=4
    )
    assert dict(found.why[0].parts) == {"system": "s0", "yuan": round(yuan, 1), "times": 4, "peers": 5}
    assert (found.organisations, found.discriminator, found.evidence[0].locator) == (("mz",), name, "systems.csv#2")
    assert [(t.name, t.value, t.official) for t in found.thresholds] == [("cost_times", 3, False)]


def test_the_set_multiple_itself_is_silent(town, run) -> None:
    run("ASM-04", place(town, 300)).is_silent()
    run("ASM-04", place(town, 301)).says("question", ["s0"], ["assess.cost_per_user"], yuan=301, times=3.01)
    run("ASM-04", place(town, 300), {"cost_times": 2.9}).says("question", ["s0"], ["assess.cost_per_user"], times=3)


def test_four_peers_are_too_few(town, run) -> None:
    run("ASM-04", place(town, 900, peers=4)).is_silent()
    assert len(run("ASM-04", place(town, 900, peers=6)).findings) == 1


@pytest.mark.parametrize(
    "own", [{"kind": "门户"}, {"kind": None}, {"status": "已下线"}, {"status": "停用"}, {"status": "在建"}], ids=lambda own: str(own)
)
def test_other_kinds_and_what_does_not_run_are_silent(town, run, own) -> None:
    run("ASM-04", place(town, 900, own=own)).is_silent()


def test_a_peer_that_does_not_run_or_is_of_another_kind_is_none(town, run) -> None:
    for change in ({"status": "已下线"}, {"kind": "门户"}):
        inventory = place(town, 900)
        assert len(run("ASM-04", inventory).findings) == 1
        systems = [{"id": f"s{n}", "name": f"{NAMES[n]}系统", "owner": "mz", "kind": "业务系统", "status": "运行"} for n in range(6)]
        systems[5].update(change)
        rows = [cost(f"s{n}", 9000 if n == 0 else 1000) for n in range(6)], [use(f"s{n}", mau=10) for n in range(6)]
        run("ASM-04", town(organisations=[MZ], systems=systems, costs=rows[0], usage=rows[1])).is_silent()


@pytest.mark.parametrize(
    "more",
    [
        {"usage": []},
        {"usage": [use("s0", mau=0)]},
        {"usage": [use("s0", mau="无")]},
        {"usage": [use("s0", mau="不适用", cases=None)]},
        {"costs": []},
        {"costs": [cost("s0", None, licence_cost_yuan=None)]},
        {"costs": [cost("s0", "不适用")]},
        {"costs": [cost("s0", 0)]},
    ],
    ids=["no usage", "nobody", "none", "not applicable", "no costs", "cost blank", "cost not applicable", "for nothing"],
)
def test_what_nobody_counted_or_paid_says_nothing(town, run, more) -> None:
    run("ASM-04", place(town, 900, **more)).is_silent()


def test_operation_licences_and_cloud_are_added(town, run) -> None:
    costs = [cost("s0", 1000, licence_cost_yuan=1500, cloud_cost_yuan=1500, build_cost_yuan=99000)]
    run("ASM-04", place(town, 1, costs=costs)).says("question", ["s0"], ["assess.cost_per_user"], yuan=400)


def test_the_latest_year_and_the_latest_month_count(town, run) -> None:
    costs = [cost("s0", 90000, 2024), cost("s0", 1000, 2026)]
    run("ASM-04", place(town, 1, costs=costs)).is_silent()
    usage = [use("s0", "2026-01", mau=1), use("s0", "2026-10", mau=10)]
    run("ASM-04", place(town, 100, usage=usage)).is_silent()
    run("ASM-04", place(town, 100, usage=[use("s0", "2025-10", mau=10), use("s0", "2026-10", mau=2)])).says(
        "question", ["s0"], ["assess.cost_per_user"], yuan=500
    )


def test_users_and_cases_are_two_findings(town, run) -> None:
    systems = [{"id": f"s{n}", "name": f"{NAMES[n]}系统", "owner": "mz", "kind": "业务系统"} for n in range(6)]
    costs = [cost(f"s{n}", 9000 if n == 0 else 1000) for n in range(6)]
    usage = [use(f"s{n}", mau=10, cases=20) for n in range(6)]
    told = run("ASM-04", town(organisations=[MZ], systems=systems, costs=costs, usage=usage))
    assert sorted((f.subjects, f.discriminator, f.certainty) for f in told.findings) == [
        (("s0",), "case", "question"),
        (("s0",), "user", "question"),
    ]


def test_peers_that_cost_nothing_make_no_multiple(town, run) -> None:
    run("ASM-04", place(town, 1, price=0)).is_silent()


def test_a_subscription_without_operation_is_a_cost(town, run) -> None:
    costs = [cost("s0", "无", licence_cost_yuan=9000)]
    run("ASM-04", place(town, 1, costs=costs)).says("question", ["s0"], ["assess.cost_per_user"], yuan=900)
