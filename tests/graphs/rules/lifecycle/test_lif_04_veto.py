import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
SITE = {"id": "w", "name": "云溪民政网", "kind": "网站", "owner": "mz", "status": "运行"}


def inspection(**more: object) -> dict[str, object]:
    row = {"id": "i", "object": "w", "object_kind": "渠道", "item": "首页不更新", "outcome": "不合格", "date": "2026-10-08", "inspector": "省政府办公厅"}  # fmt: skip
    return {**row, **more}


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("网站打不开", "veto_unreachable"),
        ("首页不更新", "veto_home_stale"),
        ("栏目不更新", "veto_columns_stale"),
        ("严重错误", "veto_error"),
        ("不回应", "veto_no_answer"),
        ("服务不实用", "veto_unusable_service"),
        ("泄密", "veto_security"),
    ],
)
def test_every_veto_item_of_an_imported_inspection_is_certain(town, run, item, code) -> None:
    found = run("LIF-04", town(organisations=[MZ], channels=[SITE], inspections=[inspection(item=item)])).says(
        "certain", ["w"], ["inspection.failed"], severity="critical"
    )
    parts = {"subject": "w", "item": f"inspection_item:{code}", "date": "2026-10-08", "inspector": "省政府办公厅"}
    assert (dict(found.why[0].parts), found.organisations, found.discriminator) == (parts, ("mz",), code)
    assert [e.locator for e in found.evidence] == ["inspections.csv#2"]


def test_what_was_seen_is_told_and_quoted(town, run) -> None:
    detail = "首页三个月无更新" * 40
    found = run("LIF-04", town(organisations=[MZ], channels=[SITE], inspections=[inspection(detail=detail)])).says(
        "certain", ["w"], ["inspection.failed", "inspection.detail"]
    )
    assert (found.why[1].parts["text"], found.evidence[0].quote) == (detail[:200], detail)


@pytest.mark.parametrize(
    "change",
    [{"outcome": "合格"}, {"outcome": "未检查"}, {"outcome": None}, {"outcome": "不适用"}, {"item": "无障碍"}, {"item": "第三方SDK"}],
)
def test_passed_unchecked_and_other_items_are_silent(town, run, change) -> None:
    run("LIF-04", town(organisations=[MZ], channels=[SITE], inspections=[inspection(**change)])).is_silent()


@pytest.mark.parametrize("change", [{"date": None}, {"date": "无"}, {"inspector": None}, {"inspector": "无"}])
def test_without_a_day_or_an_inspector_it_is_a_question(town, run, change) -> None:
    run("LIF-04", town(organisations=[MZ], channels=[SITE], inspections=[inspection(**change)])).says(
        "question", ["w"], ["inspection.failed"]
    )


def test_the_latest_inspection_of_an_item_decides(town, run) -> None:
    later = inspection(id="h", date="2026-11-02", outcome="合格")
    run("LIF-04", town(organisations=[MZ], channels=[SITE], inspections=[inspection(), later])).is_silent()
    earlier = inspection(id="z", date="2026-03-02", outcome="合格")
    run("LIF-04", town(organisations=[MZ], channels=[SITE], inspections=[inspection(), earlier])).says(
        "certain", ["w"], ["inspection.failed"]
    )
    unchecked = inspection(id="z", date="2026-11-02", outcome="未检查")
    run("LIF-04", town(organisations=[MZ], channels=[SITE], inspections=[inspection(), unchecked])).says(
        "certain", ["w"], ["inspection.failed"]
    )


def test_items_and_sites_are_told_one_by_one(town, run) -> None:
    other = {**SITE, "id": "v", "name": "云溪救助网"}
    rows = [inspection(), inspection(id="j", item="严重错误"), inspection(id="k", object="v"), inspection(id="l", object="v", item="泄密", outcome="合格")]  # fmt: skip
    told = run("LIF-04", town(organisations=[MZ], channels=[SITE, other], inspections=rows))
    assert [(f.subjects, f.discriminator) for f in told.findings] == [
        (("v",), "veto_home_stale"),
        (("w",), "veto_error"),
        (("w",), "veto_home_stale"),
    ]


def test_a_site_that_is_not_in_the_inventory_is_a_question_about_the_inspection(town, run) -> None:
    found = run("LIF-04", town(organisations=[MZ], inspections=[inspection(object="无名网")])).says(
        "question", ["i"], ["inspection.failed"], severity="critical"
    )
    assert (found.why[0].parts["subject"], found.organisations) == ("无名网", ())


def test_a_page_that_our_own_visit_could_not_open_is_no_veto(town, run) -> None:
    site = {**SITE, "urls": "https://mz.example/"}
    run("LIF-04", town(organisations=[MZ], channels=[site], pages=[{"url": "https://mz.example/", "status": 404}])).is_silent()


@pytest.mark.parametrize("status", ["已下线", "停用"])
def test_a_site_that_was_closed_since_is_silent(town, run, status) -> None:
    run("LIF-04", town(organisations=[MZ], channels=[{**SITE, "status": status}], inspections=[inspection()])).is_silent()


def test_an_inspection_that_only_a_crawl_made_is_a_question(town, run) -> None:
    run("LIF-04", town(organisations=[MZ], channels=[SITE], inspections=[inspection(seen=True)])).says(
        "question", ["w"], ["inspection.observed"]
    )


@pytest.mark.parametrize(
    ("audience", "certainty"), [("机关工作人员", "certain"), ("公众|机关工作人员", "certain"), ("经营主体", "certain")]
)
def test_whom_a_site_serves_makes_no_difference(town, run, audience, certainty) -> None:
    run("LIF-04", town(organisations=[MZ], channels=[{**SITE, "audience": audience}], inspections=[inspection()])).says(
        certainty, ["w"], ["inspection.failed"]
    )
