import pytest

GA = {"id": "ga", "name": "云溪县公安局", "level": "county"}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
SYSTEMS = [{"id": "s", "name": "户籍系统", "owner": "ga"}, {"id": "m", "name": "救助系统", "owner": "mz"}]


def flow(**more: object) -> dict[str, object]:
    return {"id": "x", "from": "s", "to": "m", "elements": "姓名|户籍地址", "method": "人工", "status": "运行", "frequency": "每月", **more}


@pytest.mark.parametrize("method", ["人工", "拷盘", "邮件", "微信群", "U盘", "纸质"])
def test_an_exchange_by_hand_is_found(town, run, method) -> None:
    found = run("SIL-14", town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(method=method)])).says(
        "certain", ["x"], ["share.manual"], severity="medium"
    )
    assert dict(found.why[0].parts) == {"from": "s", "to": "m", "items": ["姓名", "户籍地址"], "frequency": "frequency:monthly"}
    assert found.organisations == ("ga", "mz")


@pytest.mark.parametrize("change", [{"method": "文件"}, {"method": "接口"}, {"method": "共享平台"}, {"status": "停用"}, {"status": "规划"}])
def test_other_ways_and_what_does_not_run_are_silent(town, run, change) -> None:
    run("SIL-14", town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(**change)])).is_silent()


def test_inside_one_body_or_without_a_status_it_is_a_question(town, run) -> None:
    own = [SYSTEMS[0], {**SYSTEMS[1], "owner": "ga"}]
    run("SIL-14", town(organisations=[GA, MZ], systems=own, exchanges=[flow()])).says("question", ["x"], ["share.manual"])
    run("SIL-14", town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(status=None)])).says("question", ["x"], ["share.manual"])


def test_a_partner_outside_the_inventory_is_still_carried_to(town, run) -> None:
    found = run("SIL-14", town(organisations=[GA], systems=SYSTEMS[:1], exchanges=[flow(to="省厅系统")])).says(
        "question", ["x"], ["share.manual"]
    )
    assert found.organisations == ("ga",)


@pytest.mark.parametrize("method", [None, "无", "不适用"])
def test_a_way_that_was_not_answered_says_nothing(town, run, method) -> None:
    run("SIL-14", town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(method=method)])).is_silent()
