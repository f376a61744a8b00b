import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def service(**more: object) -> dict[str, object]:
    return {"id": "v", "name": "低保申请", "owner": "mz", "cases": 20, "transferred": 0, "returned": 0, "overdue": 0, **more}


def peers(*overdue: object) -> list[dict[str, object]]:
    return [{"id": f"p{n}", "name": f"事项{n}", "owner": "mz", "cases": 20, "overdue": count} for n, count in enumerate(overdue)]


def of(*others: dict[str, object], **more: object) -> dict[str, object]:
    return {"organisations": [MZ], "services": [service(**more), *others]}


@pytest.mark.parametrize(("field", "at", "limit"), [("transferred", 40, "transfers_per_case"), ("returned", 20, "returns_per_case")])
def test_more_transfers_or_returns_per_case_than_set_are_found(town, run, field, at, limit) -> None:
    run("RSP-08", town(**of(**{field: at}))).is_silent()
    found = run("RSP-08", town(**of(**{field: at + 1}))).says("probable", ["v"], [f"duty.{field}"], severity="high", cases=20, overdue=0)
    assert dict(found.why[0].parts) == {"service": "v", "rate": round((at + 1) / 20, 2), "cases": 20}
    assert (found.organisations, found.must_confirm) == (("mz",), "auditor")
    assert [e.locator for e in found.evidence] == ["services.csv#2"]
    used = {t.name: (t.value, t.official) for t in found.thresholds}
    assert used.items() >= {"transfers_per_case": (2, False), "returns_per_case": (1, False), "overdue_times": (2, False)}.items()
    run("RSP-08", town(**of(**{field: at})), {limit: 0.5}).says("probable", ["v"], [f"duty.{field}"])
    run("RSP-08", town(**of(**{field: at + 1})), {limit: 5}).is_silent()


@pytest.mark.parametrize(("cases", "certainty"), [(19, "question"), (20, "probable")])
def test_fewer_than_twenty_cases_are_only_asked_about(town, run, cases, certainty) -> None:
    run("RSP-08", town(**of(cases=cases, transferred=100))).says(certainty, ["v"], ["duty.transferred"])
    run("RSP-08", town(**of(cases=cases, transferred=100, seen=True))).says("question", ["v"], ["duty.transferred"])


@pytest.mark.parametrize(("overdue", "found"), [(200, False), (210, False), (224, False), (225, True), (400, True)])
def test_an_overdue_share_surely_over_twice_the_median_of_the_others_is_found(town, run, overdue, found) -> None:
    place = town(**of(*peers(0, 1, 2, 2, 3), cases=1000, overdue=overdue))
    if not found:
        run("RSP-08", place).is_silent()
        return
    share = overdue / 1000
    why = run("RSP-08", place).says("probable", ["v"], ["duty.overdue"], overdue=share, cases=1000).why[0]
    assert dict(why.parts) == {"service": "v", "share": share, "cases": 1000, "peers": 5}
    run("RSP-08", place, {"overdue_times": 5}).is_silent()


def test_few_cases_prove_little(town, run) -> None:
    others = peers(1, 1, 1, 1, 1)
    run("RSP-08", town(**of(*others, cases=20, overdue=4))).is_silent()
    run("RSP-08", town(**of(*others, cases=2000, overdue=400))).says("probable", ["v"], ["duty.overdue"], overdue=0.2)
    run("RSP-08", town(**of(*others, cases=1, overdue=1))).says("question", ["v"], ["duty.overdue"], overdue=1)


@pytest.mark.parametrize(("overdue", "found"), [(50, False), (63, False), (64, True)])
def test_a_share_below_the_start_that_the_office_set_is_nothing_even_where_the_others_have_none(town, run, overdue, found) -> None:
    place = town(**of(*peers(0, 0, 0, 0, 0), cases=1000, overdue=overdue))
    assert [f.certainty for f in run("RSP-08", place).findings] == ["probable"] * found
    run("RSP-08", place, {"overdue_share": 0.1}).is_silent()
    run("RSP-08", place, {"overdue_share": 0.02}).says("probable", ["v"], ["duty.overdue"])


def test_overdue_cases_without_five_services_to_compare_with_are_asked_about(town, run) -> None:
    run("RSP-08", town(**of(overdue=10))).says("question", ["v"], ["duty.overdue_alone"], overdue=0.5)
    told = run("RSP-08", town(**of(*peers(0, 0, 0, 0), overdue=10))).says("question", ["v"], ["duty.overdue_alone"])
    assert told.why[0].parts["peers"] == 4
    run("RSP-08", town(**of(*peers(0, 0, 0, 0, None), overdue=10))).says("question", ["v"], ["duty.overdue_alone"])
    run("RSP-08", town(**of(*peers(0, 0, 0, 0, 0), overdue=10))).says("probable", ["v"], ["duty.overdue"])


def test_several_reasons_stand_in_one_finding(town, run) -> None:
    codes = ["duty.transferred", "duty.returned", "duty.overdue_alone"]
    run("RSP-08", town(**of(transferred=50, returned=30, overdue=8))).says("probable", ["v"], codes)


def test_more_overdue_than_cases_is_all_of_them(town, run) -> None:
    assert len(run("RSP-08", town(**of(cases=3, overdue=90))).findings) == 1


@pytest.mark.parametrize("cases", [None, "无", "不适用", 0])
def test_counts_without_cases_say_nothing(town, run, cases) -> None:
    run("RSP-08", town(**of(cases=cases, transferred=50, returned=30, overdue=9))).is_silent()


@pytest.mark.parametrize("blank", [None, "无", "不适用"])
def test_blank_counts_say_nothing(town, run, blank) -> None:
    run("RSP-08", town(**of(*peers(1, 1, 1, 1, 1), transferred=blank, returned=blank, overdue=blank))).is_silent()


@pytest.mark.parametrize("change", [{"cases": -20, "overdue": 3}, {"overdue": -3}, {"transferred": -50, "returned": -30}])
def test_numbers_below_zero_say_nothing(town, run, change) -> None:
    run("RSP-08", town(**of(**change))).is_silent()


@pytest.mark.parametrize("change", [{"overdue": -3}, {"transferred": -50}])
def test_negative_cases_say_nothing(town, run, change) -> None:
    run("RSP-08", town(**of(cases=-20, **change))).is_silent()


def test_a_finding_prints_every_threshold_that_decided(town, run) -> None:
    names = {t.name for t in run("RSP-08", town(**of(overdue=10))).findings[0].thresholds}
    assert names == {"transfers_per_case", "returns_per_case", "overdue_share", "overdue_times"}
