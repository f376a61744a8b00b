import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
URL = "https://app.example/yl"
FIELDS = {"closure_notice": "closure_notice", "data_disposal": "data_disposal", "deregistration_date": "deregistered"}


def channel(**more: object) -> dict[str, object]:
    done = {
        "closure_notice": "https://mz.example/n",
        "data_disposal": "归档",
        "deregistration_date": "2026-09-20",
        "closed_date": "2026-09-10",
    }
    return {"id": "c", "name": "云溪养老", "kind": "小程序", "owner": "mz", "status": "已下线", "filing_status": "已备案", **done, **more}


@pytest.mark.parametrize("key", list(FIELDS))
def test_one_step_answered_as_none_is_medium(town, run, key) -> None:
    found = run("LIF-05", town(organisations=[MZ], channels=[channel(**{key: "无"})])).says(
        "probable", ["c"], ["answer.none"], severity="medium", missing=1
    )
    assert dict(found.why[0].parts) == {"subject": "c", "fields": [f"field:Channel.{FIELDS[key]}"]}
    assert (found.organisations, found.evidence[0].locator) == (("mz",), "channels.csv#2")


def test_several_steps_answered_as_none_are_high(town, run) -> None:
    found = run("LIF-05", town(organisations=[MZ], channels=[channel(**dict.fromkeys(FIELDS, "无"))])).says(
        "probable", ["c"], ["answer.none"], severity="high", missing=3
    )
    assert sorted(found.why[0].parts["fields"]) == sorted(f"field:Channel.{name}" for name in FIELDS.values())


@pytest.mark.parametrize("kind", ["APP", "快应用", "网站", "公众号", "H5"])
def test_every_kind_of_app_site_and_account_is_looked_at(town, run, kind) -> None:
    run("LIF-05", town(organisations=[MZ], channels=[channel(kind=kind, closure_notice="无")])).says(
        "probable", ["c"], ["answer.none"], severity="medium"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"status": "运行"},
        {"status": "试运行"},
        {"status": "规划"},
        {"status": "不详"},
        {"status": None},
        {"kind": "窗口"},
        {"kind": "工作群组"},
    ],
)
def test_what_runs_and_what_is_no_app_or_site_is_silent(town, run, change) -> None:
    run("LIF-05", town(organisations=[MZ], channels=[channel(**{**dict.fromkeys(FIELDS, "无"), **change})])).is_silent()


def test_a_well_closed_channel_and_steps_that_do_not_apply_are_silent(town, run) -> None:
    run("LIF-05", town(organisations=[MZ], channels=[channel()])).is_silent()
    run("LIF-05", town(organisations=[MZ], channels=[channel(**dict.fromkeys(FIELDS, "不适用"))])).is_silent()


@pytest.mark.parametrize("status", ["未备案", "不需备案", "办理中", None])
def test_only_a_filed_channel_has_a_filing_to_cancel(town, run, status) -> None:
    run("LIF-05", town(organisations=[MZ], channels=[channel(filing_status=status, deregistration_date="无")])).is_silent()
    run("LIF-05", town(organisations=[MZ], channels=[channel(filing_status=status, deregistration_date=None)])).is_silent()


def test_a_suspended_channel_is_a_question(town, run) -> None:
    run("LIF-05", town(organisations=[MZ], channels=[channel(status="停用", closure_notice="无")])).says(
        "question", ["c"], ["answer.none"], severity="medium"
    )


def test_blank_steps_are_asked_for_unless_only_a_crawl_saw_the_channel(town, run) -> None:
    blank = dict.fromkeys(FIELDS)
    run("LIF-05", town(organisations=[MZ], channels=[channel(**blank)])).asks(
        "c", "Channel.closure_notice", "Channel.data_disposal", "Channel.deregistered"
    )
    run("LIF-05", town(organisations=[MZ], channels=[channel(data_disposal=None)])).asks("c", "Channel.data_disposal")
    run("LIF-05", town(organisations=[MZ], channels=[channel(**blank, seen=True)])).is_silent()


@pytest.mark.parametrize(
    ("closed", "fetched", "fires"),
    [
        ("2026-09-10", "2026-09-11", True),
        ("2026-09-10", "2026-09-10", False),
        ("2026-09", "2026-10-01", True),
        ("2026-09", "2026-09-30", False),
        ("2025", "2026-01-01", True),
        ("2026", "2026-11-24", False),
        (None, "2026-11-24", False),
        ("无", "2026-11-24", False),
    ],
)
def test_an_entry_that_opened_after_the_last_possible_day_of_closing_is_a_question(town, run, closed, fetched, fires) -> None:
    page = {"url": URL, "status": 200, "fetched_at": f"{fetched}T03:00:00Z"}
    told = run("LIF-05", town(organisations=[MZ], channels=[channel(urls=URL, closed_date=closed)], pages=[page]))
    if fires:
        found = told.says("question", ["c"], ["life.still_open"], severity="high", missing=0)
        assert dict(found.why[0].parts) == {"channel": "c", "url": URL, "at": fetched}
    else:
        told.is_silent()


@pytest.mark.parametrize("status", [404, 410, 301, 503])
def test_an_entry_that_no_longer_opens_is_silent(town, run, status) -> None:
    page = {"url": URL, "status": status}
    run("LIF-05", town(organisations=[MZ], channels=[channel(urls=URL)], pages=[page])).is_silent()


def test_an_open_entry_makes_a_missing_step_high(town, run) -> None:
    place = town(organisations=[MZ], channels=[channel(urls=URL, closure_notice="无")], pages=[{"url": URL}])
    run("LIF-05", place).says("probable", ["c"], ["answer.none", "life.still_open"], severity="high")


@pytest.mark.parametrize("kind", ["微博", "视频号"])
def test_accounts_of_other_platforms_are_closed_with_a_notice_too(town, run, kind) -> None:
    run("LIF-05", town(organisations=[MZ], channels=[channel(kind=kind, closure_notice="无")])).says(
        "probable", ["c"], ["answer.none"], severity="medium"
    )
