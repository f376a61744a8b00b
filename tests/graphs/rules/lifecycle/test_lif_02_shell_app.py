import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
LAST = ("2026-08", "2026-09", "2026-10")
PAGE = "https://app.example/yl"


def channel(**more: object) -> dict[str, object]:
    return {"id": "c", "name": "云溪养老", "kind": "app", "owner": "mz", "status": "运行", **more}


def use(*counts: int | None, target: object = 100, periods: tuple[str, ...] = LAST) -> list[dict[str, object]]:
    return [
        {"id": f"u{n}", "object": "c", "object_kind": "渠道", "period": period, "mau": mau, "target_users": target}
        for n, (mau, period) in enumerate(zip(counts, periods, strict=False))
    ]


def inspection(**more: object) -> dict[str, object]:
    row = {
        "id": "i",
        "object": "c",
        "object_kind": "渠道",
        "item": "空壳",
        "outcome": "不合格",
        "date": "2026-10-08",
        "inspector": "县网信办",
    }
    return {**row, **more}


@pytest.mark.parametrize("kind", ["APP", "小程序", "快应用", "H5"])
def test_three_months_of_little_use_are_found(town, run, kind) -> None:
    found = run("LIF-02", town(organisations=[MZ], channels=[channel(kind=kind)], usage=use(1, 4, 2))).says(
        "probable", ["c"], ["life.app_low_use"], severity="high", share=0.04, months=3
    )
    assert dict(found.why[0].parts) == {"channel": "c", "months": 3, "share": 0.04, "period": "2026-10"}
    assert (found.organisations, found.must_confirm) == (("mz",), "inspector")
    assert {t.name: (t.value, t.official) for t in found.thresholds} == {"low_use_share": (0.05, False), "low_use_months": (3, False)}
    assert found.evidence[0].locator == "channels.csv#2"


def test_the_set_share_itself_is_enough_use_in_any_of_the_months(town, run) -> None:
    run("LIF-02", town(organisations=[MZ], channels=[channel()], usage=use(1, 5, 1))).is_silent()
    run("LIF-02", town(organisations=[MZ], channels=[channel()], usage=use(1, 1, 5)), {"low_use_share": 0.06}).says(
        "probable", ["c"], ["life.app_low_use"], share=0.05
    )
    run("LIF-02", town(organisations=[MZ], channels=[channel()], usage=use(0, 0, 0))).says("probable", ["c"], ["life.app_low_use"], share=0)


def test_only_the_last_months_count_and_fewer_than_set_are_a_question(town, run) -> None:
    periods = ("2026-07", *LAST)
    run("LIF-02", town(organisations=[MZ], channels=[channel()], usage=use(90, 1, 1, 1, periods=periods))).says(
        "probable", ["c"], ["life.app_low_use"], months=3
    )
    run("LIF-02", town(organisations=[MZ], channels=[channel()], usage=use(1, 1, 1, 90, periods=periods))).is_silent()
    two = town(organisations=[MZ], channels=[channel()], usage=use(1, 1))
    run("LIF-02", two).says("question", ["c"], ["life.app_low_use"], months=2)
    run("LIF-02", two, {"low_use_months": 2}).says("probable", ["c"], ["life.app_low_use"], months=2)


@pytest.mark.parametrize("change", [{"kind": "网站"}, {"kind": "公众号"}, {"kind": "窗口"}, {"status": "已下线"}, {"status": "在建"}])
def test_other_kinds_and_what_does_not_run_are_silent(town, run, change) -> None:
    pages = [{"url": PAGE, "status": 404}]
    run("LIF-02", town(organisations=[MZ], channels=[channel(urls=PAGE, **change)], usage=use(1, 1, 1), pages=pages)).is_silent()


@pytest.mark.parametrize(
    ("counts", "target"), [((1, 1, None), 100), ((1, 1, 1), 0), ((1, 1, 1), None), ((1, 1, 1), "无"), ((1, 1, 1), "不适用"), ((), 100)]
)  # fmt: skip
def test_what_was_not_counted_or_aims_at_nobody_says_nothing(town, run, counts, target) -> None:
    run("LIF-02", town(organisations=[MZ], channels=[channel()], usage=use(*counts, target=target))).is_silent()


@pytest.mark.parametrize("change", [{"status": None}, {"seen": True}], ids=["no status", "seen only by a crawl"])
def test_what_nobody_declared_to_run_is_a_question(town, run, change) -> None:
    run("LIF-02", town(organisations=[MZ], channels=[channel(**change)], usage=use(1, 1, 1))).says("question", ["c"], ["life.app_low_use"])


@pytest.mark.parametrize(("status", "fires"), [(404, True), (410, True), (200, False), (403, False)])
def test_a_page_that_is_gone_is_a_question_by_itself(town, run, status, fires) -> None:
    told = run("LIF-02", town(organisations=[MZ], channels=[channel(urls=PAGE)], pages=[{"url": PAGE, "status": status}]))
    if fires:
        assert told.says("question", ["c"], ["life.page_gone"]).why[0].parts["url"] == PAGE
    else:
        told.is_silent()


def test_a_gone_page_beside_low_use_leaves_it_probable(town, run) -> None:
    place = town(organisations=[MZ], channels=[channel(urls=PAGE)], pages=[{"url": PAGE, "status": 404}], usage=use(1, 1, 1))
    run("LIF-02", place).says("probable", ["c"], ["life.app_low_use", "life.page_gone"])


@pytest.mark.parametrize(("item", "code"), [("空壳", "shell"), ("闪退", "shell"), ("下架", "store_removed")])
def test_an_imported_inspection_tells_by_itself(town, run, item, code) -> None:
    found = run("LIF-02", town(organisations=[MZ], channels=[channel()], inspections=[inspection(item=item)])).says(
        "probable", ["c"], ["inspection.failed"], severity="high"
    )
    assert (found.why[0].parts["item"], found.discriminator, found.organisations) == (f"inspection_item:{code}", code, ("mz",))


@pytest.mark.parametrize("change", [{"outcome": "合格"}, {"outcome": "未检查"}, {"outcome": None}, {"item": "验证码"}])
def test_an_inspection_that_failed_nothing_of_this_rule_is_silent(town, run, change) -> None:
    run("LIF-02", town(organisations=[MZ], channels=[channel()], inspections=[inspection(**change)])).is_silent()


@pytest.mark.parametrize("item", ["空壳", "下架"])
def test_a_retired_app_that_was_inspected_is_silent(town, run, item) -> None:
    run("LIF-02", town(organisations=[MZ], channels=[channel(status="已下线")], inspections=[inspection(item=item)])).is_silent()


@pytest.mark.parametrize(
    "periods", [("2025-01", "2025-09", "2026-10"), ("2026-10", "2026-10", "2026-10")], ids=["gaps", "one month thrice"]
)
def test_months_that_do_not_follow_each_other_are_not_probable(town, run, periods) -> None:
    told = run("LIF-02", town(organisations=[MZ], channels=[channel()], usage=use(1, 1, 1, periods=periods)))
    assert [f.certainty for f in told.findings if f.certainty != "question"] == []


def test_a_shell_for_grassroots_staff_is_as_probable_as_any(town, run) -> None:
    rows = [channel(audience="基层干部")]
    run("LIF-02", town(organisations=[MZ], channels=rows, inspections=[inspection()])).says("probable", ["c"], ["inspection.failed"])
