import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
APP = {"id": "c", "name": "云溪养老", "kind": "APP", "owner": "mz", "status": "运行"}


def inspection(**more: object) -> dict[str, object]:
    row = {"id": "i", "object": "c", "object_kind": "渠道", "item": "过度索权", "outcome": "不合格", "date": "2026-10-08", "inspector": "省通信管理局"}  # fmt: skip
    return {**row, **more}


@pytest.mark.parametrize(
    ("item", "code"), [("过度索权", "permission"), ("超范围索取权限", "permission"), ("第三方SDK", "sdk"), ("未声明的第三方SDK", "sdk")]
)
def test_a_failed_scan_of_the_package_is_certain(town, run, item, code) -> None:
    row = inspection(item=item, detail="读取通讯录，无对应功能")
    found = run("SEC-06", town(organisations=[MZ], channels=[APP], inspections=[row])).says(
        "certain", ["c"], ["inspection.failed", "inspection.detail"], severity="medium"
    )
    parts = {"subject": "c", "item": f"inspection_item:{code}", "date": "2026-10-08", "inspector": "省通信管理局"}
    assert (dict(found.why[0].parts), found.discriminator, found.organisations) == (parts, code, ("mz",))
    assert [(e.locator, e.quote) for e in found.evidence] == [("inspections.csv#2", "读取通讯录，无对应功能")]


@pytest.mark.parametrize(
    "change", [{"outcome": "合格"}, {"outcome": "未检查"}, {"outcome": None}, {"outcome": "不适用"}, {"item": "空壳"}, {"item": "泄密"}]
)  # fmt: skip
def test_passed_unchecked_and_other_items_are_silent(town, run, change) -> None:
    run("SEC-06", town(organisations=[MZ], channels=[APP], inspections=[inspection(**change)])).is_silent()


@pytest.mark.parametrize("change", [{"date": None}, {"inspector": None}, {"date": "不适用"}, {"inspector": "无"}])
def test_without_a_day_or_an_inspector_it_is_a_question(town, run, change) -> None:
    run("SEC-06", town(organisations=[MZ], channels=[APP], inspections=[inspection(**change)])).says(
        "question", ["c"], ["inspection.failed"]
    )


def test_a_later_scan_that_passed_clears_its_item_alone(town, run) -> None:
    rows = [inspection(), inspection(id="j", item="第三方SDK"), inspection(id="a", date="2026-11-01", outcome="合格")]
    found = run("SEC-06", town(organisations=[MZ], channels=[APP], inspections=rows)).says("certain", ["c"], ["inspection.failed"])
    assert found.discriminator == "sdk"


def test_an_undated_pass_does_not_clear_a_dated_failure(town, run) -> None:
    rows = [inspection(), inspection(id="z", date=None, outcome="合格")]
    run("SEC-06", town(organisations=[MZ], channels=[APP], inspections=rows)).says("certain", ["c"], ["inspection.failed"])


@pytest.mark.parametrize("named", ["云溪养老", "c"])
def test_an_app_is_found_by_its_name_or_id_and_without_the_kind_of_object(town, run, named) -> None:
    rows = [inspection(object=named, object_kind=None)]
    run("SEC-06", town(organisations=[MZ], channels=[APP], inspections=rows)).says("certain", ["c"], ["inspection.failed"])


def test_an_app_that_is_not_in_the_inventory_is_a_question_about_the_scan(town, run) -> None:
    found = run("SEC-06", town(organisations=[MZ], inspections=[inspection(object="云溪某通")])).says(
        "question", ["i"], ["inspection.failed"]
    )
    assert (found.why[0].parts["subject"], found.organisations) == ("云溪某通", ())


@pytest.mark.parametrize("status", ["已下线", "停用"])
def test_a_retired_app_asks_for_nothing_any_more(town, run, status) -> None:
    run("SEC-06", town(organisations=[MZ], channels=[{**APP, "status": status}], inspections=[inspection()])).is_silent()


def test_a_scan_that_only_a_crawl_read_is_a_question(town, run) -> None:
    run("SEC-06", town(organisations=[MZ], channels=[APP], inspections=[inspection(seen=True)])).says(
        "question", ["c"], ["inspection.observed"]
    )


@pytest.mark.parametrize("audience", ["基层干部", "机关工作人员"])
def test_the_phones_of_staff_are_protected_too(town, run, audience) -> None:
    run("SEC-06", town(organisations=[MZ], channels=[{**APP, "audience": audience}], inspections=[inspection()])).says(
        "certain", ["c"], ["inspection.failed"]
    )
