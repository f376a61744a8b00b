import pytest

GA = {"id": "ga", "name": "云溪县公安局", "level": "county"}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
SYSTEMS = [{"id": "s", "name": "户籍系统", "owner": "ga"}, {"id": "m", "name": "救助系统", "owner": "mz"}]


def flow(**more: object) -> dict[str, object]:
    return {
        "id": "x",
        "from": "s",
        "to": "m",
        "elements": "姓名",
        "method": "共享平台",
        "status": "运行",
        "via_platform": "否",
        "built_date": "2026-03-01",
        **more,
    }


def place(town, **change: object):
    return town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(**change)])


def test_a_platform_built_beside_the_integrated_one_is_found(town, run) -> None:
    found = run("SIL-11", place(town)).says("probable", ["x"], ["share.outside"], severity="high")
    assert dict(found.why[0].parts) == {"from": "s", "to": "m", "built": "2026-03-01"}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("ga", "mz"), ["exchanges.csv#2"])


@pytest.mark.parametrize(
    "change", [{"method": "接口"}, {"method": "文件下载"}, {"method": "消息"}, {"method": None}, {"status": None}, {"method": "接口", "status": "试运行"}]
)  # fmt: skip
def test_a_single_interface_or_an_unknown_status_is_a_question(town, run, change) -> None:
    run("SIL-11", place(town, **change)).says("question", ["x"], ["share.outside"])


def test_the_regulation_binds_from_the_first_of_august_2025(town, run) -> None:
    run("SIL-11", place(town, built_date="2025-07-31")).is_silent()
    run("SIL-11", place(town, built_date="2025-08-01")).says("probable", ["x"], ["share.outside"])


@pytest.mark.parametrize(
    "change",
    [
        {"via_platform": "国家"},
        {"via_platform": "省"},
        {"via_platform": "市"},
        {"via_platform": None},
        {"via_platform": "不适用"},
        {"method": "人工"},
        {"method": "拷盘"},
        {"status": "停用"},
        {"status": "已下线"},
        {"status": "规划"},
        {"status": "在建"},
        {"status": "不详"},
        {"to": "s"},
        {"to": "省厅系统"},
        {"built_date": "2019-05-01"},
    ],
)
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("SIL-11", place(town, **change)).is_silent()


def test_inside_one_body_it_is_nobodys_business(town, run) -> None:
    own = [SYSTEMS[0], {**SYSTEMS[1], "owner": "ga"}]
    run("SIL-11", town(organisations=[GA], systems=own, exchanges=[flow()])).is_silent()
    run("SIL-11", town(organisations=[GA], systems=[SYSTEMS[0], {"id": "m", "name": "救助系统"}], exchanges=[flow()])).is_silent()


@pytest.mark.parametrize("built", [None, "无"])
def test_an_unknown_day_is_asked_for(town, run, built) -> None:
    run("SIL-11", place(town, built_date=built)).asks("x", "Exchange.built_date")


def test_a_day_that_is_not_applicable_is_silent(town, run) -> None:
    run("SIL-11", place(town, built_date="不适用")).is_silent()


@pytest.mark.parametrize("built", ["2026-03", "2026", "2025-08"])
def test_a_month_or_year_under_the_regulation_is_enough(town, run, built) -> None:
    assert len(run("SIL-11", place(town, built_date=built)).findings) == 1


@pytest.mark.parametrize("built", ["2025-07", "2024"])
def test_a_month_or_year_before_the_regulation_is_silent(town, run, built) -> None:
    run("SIL-11", place(town, built_date=built)).is_silent()


def test_a_year_that_the_regulation_divides_is_asked_for_by_its_day(town, run) -> None:
    run("SIL-11", place(town, built_date="2025")).asks("x", "Exchange.built_date")
