import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def system(**more: object) -> dict[str, object]:
    return {"id": "a", "name": "殡葬系统", "owner": "mz", "status": "运行", **more}


@pytest.mark.parametrize(
    ("row", "certainty", "codes"),
    [
        ({"mlps_level": "未定级"}, "certain", ["secure.ungraded"]),
        ({"mlps_level": "无"}, "certain", ["secure.ungraded"]),
        ({"mlps_level": "二级", "mlps_filing_no": "无"}, "probable", ["secure.not_filed"]),
        ({"mlps_level": "三级", "mlps_filing_no": "430-1", "mlps_test_date": "无"}, "probable", ["secure.never_tested"]),
        ({"mlps_level": "三级", "mlps_filing_no": "430-1", "mlps_test_date": "2025-06-01"}, "probable", ["secure.test_old"]),
        (
            {"mlps_level": "三级", "mlps_filing_no": "无", "mlps_test_date": "2025-06-01"},
            "probable",
            ["secure.not_filed", "secure.test_old"],
        ),
    ],
)
def test_answered_gaps_are_found_and_only_what_the_law_says_is_certain(town, run, row, certainty, codes) -> None:
    found = run("SEC-01", town(organisations=[MZ], systems=[system(**row)])).says(certainty, ["a"], ["secure.mlps", *codes])
    assert found.organisations == ("mz",)


@pytest.mark.parametrize(
    "row",
    [
        {"mlps_level": "一级", "mlps_filing_no": "无"},
        {"mlps_level": "二级", "mlps_filing_no": "430-1", "mlps_test_date": "2020-01-01"},
        {"mlps_level": "三级", "mlps_filing_no": "430-1", "mlps_test_date": "2026-06-01"},
        {"mlps_level": "未定级", "status": "已下线"},
        {"mlps_level": "未定级", "status": "在建"},
    ],
    ids=["level 1 need not file", "level 2 need not test yearly", "level 3 tested in time", "retired", "not yet running"],
)
def test_honest_look_alikes_are_silent(town, run, row) -> None:
    run("SEC-01", town(organisations=[MZ], systems=[system(**row)])).is_silent()


def test_a_test_of_twelve_months_to_the_day_is_in_time(town, run) -> None:
    three = {"mlps_level": "三级", "mlps_filing_no": "430-1"}
    run("SEC-01", town(organisations=[MZ], systems=[system(**three, mlps_test_date="2025-11-24")])).is_silent()
    told = run("SEC-01", town(organisations=[MZ], systems=[system(**three, mlps_test_date="2025-11-20")]))
    told.says("probable", ["a"], ["secure.mlps", "secure.test_old"])
    run("SEC-01", town(organisations=[MZ], systems=[system(**three, mlps_test_date="2025-11-20")]), {"mlps_test_months": 24}).is_silent()


def test_the_day_after_twelve_months_is_late(town, run) -> None:
    row = system(mlps_level="三级", mlps_filing_no="430-1", mlps_test_date="2025-11-23")
    assert len(run("SEC-01", town(organisations=[MZ], systems=[row])).findings) == 1


def test_blank_levels_filings_and_tests_are_asked_for(town, run) -> None:
    run("SEC-01", town(organisations=[MZ], systems=[system()])).asks("a", "System.mlps")
    run("SEC-01", town(organisations=[MZ], systems=[system(mlps_level="三级")])).asks("a", "System.mlps_filing", "System.mlps_tested")
    run("SEC-01", town(organisations=[MZ], systems=[system(mlps_level="二级")])).asks("a", "System.mlps_filing")
    run("SEC-01", town(organisations=[MZ], systems=[system(mlps_level="一级")])).is_silent()


def test_a_level_that_does_not_apply_is_not_asked_again(town, run) -> None:
    run("SEC-01", town(organisations=[MZ], systems=[system(mlps_level="不适用")])).is_silent()


def test_a_test_that_grew_old_after_the_form_came_back_is_asked_about(town, run) -> None:
    row = system(mlps_level="三级", mlps_filing_no="430-1", mlps_test_date="2025-09-01")
    for returned, certainty in (("2026-09-01", "question"), ("2026-09-02", "probable")):
        place = town(organisations=[MZ], systems=[row], returned_forms={"mz": returned})
        run("SEC-01", place).says(certainty, ["a"], ["secure.mlps", "secure.test_old"])
    never_filed = town(organisations=[MZ], systems=[{**row, "mlps_filing_no": "无"}], returned_forms={"mz": "2026-09-01"})
    run("SEC-01", never_filed).says("probable", ["a"], ["secure.mlps", "secure.not_filed", "secure.test_old"])
