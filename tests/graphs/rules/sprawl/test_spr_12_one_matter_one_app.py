import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
RS = {"id": "rs", "name": "云溪县人社局", "level": "county"}


def apps(count: int, **more: object) -> list[dict[str, object]]:
    row = {"kind": "小程序", "owner": "mz", "status": "运行"}
    return [{"id": f"c{n}", "name": f"应用{n}", **row, **more} for n in range(count)]


@pytest.fixture
def told(town, run):
    """What the rule tells of these channels and services."""
    return lambda channels, thresholds=None, **more: run("SPR-12", town(organisations=[MZ, RS], channels=channels, **more), thresholds)


def service(**more: object) -> dict[str, object]:
    return {"id": "v", "name": "低保申请", "owner": "rs", **more}


def test_more_apps_of_one_body_than_the_office_has_set_are_a_question(told) -> None:
    told(apps(3)).is_silent()
    found = told(apps(4)).says("question", ["c0", "c1", "c2", "c3"], ["sprawl.apps_of_body"], severity="medium", apps=4)
    assert dict(found.why[0].parts) == {"body": "mz", "count": 4, "set": 3}
    assert (found.organisations, found.discriminator, len(found.evidence)) == (("mz",), "body:mz", 4)
    assert [(t.name, t.value, t.official) for t in found.thresholds] == [("apps_per_body", 3, False), ("apps_per_service", 2, False)]


def test_the_number_of_a_body_is_the_offices_and_more_of_them_stay_a_question(told) -> None:
    told(apps(4), {"apps_per_body": 4}).is_silent()
    told(apps(2), {"apps_per_body": 1}).says("question", ["c0", "c1"], ["sprawl.apps_of_body"], apps=2)
    assert told(apps(40)).findings[0].certainty == "question"


def test_more_apps_of_one_service_than_the_office_has_set_are_a_question(told) -> None:
    told(apps(3), services=[service(channels="c0|c1")]).is_silent()
    found = told(apps(3), services=[service(channels="c0|c1|c2")]).says("question", ["c0", "c1", "c2", "v"], ["sprawl.apps_of_service"])
    assert dict(found.why[0].parts) == {"service": "v", "count": 3, "set": 2}
    assert (found.organisations, found.discriminator) == (("rs",), "service:v")
    told(apps(3), {"apps_per_service": 3}, services=[service(channels="c0|c1|c2")]).is_silent()


def test_apps_of_the_systems_behind_a_service_count_once(told) -> None:
    place = {"systems": [{"id": "s", "name": "救助系统", "owner": "mz"}]}
    told(apps(2, system="s"), services=[service(systems="s", channels="c0|c1")], **place).is_silent()
    found = told(apps(3, system="s"), services=[service(systems="s", channels="c0")], **place).findings
    assert [f.why[0].parts["count"] for f in found] == [3]


@pytest.mark.parametrize(
    "change", [{"kind": "公众号"}, {"kind": "网站"}, {"kind": "窗口"}, {"status": "已下线"}, {"status": "停用"}, {"status": "规划"}]
)
def test_what_is_no_running_app_is_not_counted(told, change) -> None:
    last = [{**apps(4)[3], **change}]
    told([*apps(3), *last]).is_silent()
    told([*apps(2), *last], services=[service(channels="c0|c1|c3")]).is_silent()


def test_an_app_whose_status_nobody_answered_is_asked_about_too(told) -> None:
    told(apps(4, status=None)).says("question", ["c0", "c1", "c2", "c3"], ["sprawl.apps_of_body"])


def test_apps_of_nobody_are_no_bodys_and_those_of_two_bodies_are_not_added_up(told) -> None:
    told(apps(4, owner=None)).is_silent()
    told([*apps(3), *({**row, "id": f"d{n}", "owner": "rs"} for n, row in enumerate(apps(3)))]).is_silent()


@pytest.mark.parametrize("named", [None, "无", "不适用", "从未听说的应用|另一个|第三个"])
def test_a_service_that_names_no_known_app_is_silent(told, named) -> None:
    told(apps(3), services=[service(channels=named)]).is_silent()


def test_a_body_and_a_service_are_two_findings(told) -> None:
    codes = [f.why[0].code for f in told(apps(4), services=[service(channels="c0|c1|c2|c3")]).findings]
    assert codes == ["sprawl.apps_of_body", "sprawl.apps_of_service"]


def test_the_number_of_a_service_is_that_of_its_apps(told) -> None:
    assert told(apps(3), services=[service(channels="c0|c1|c2")]).findings[0].numbers["apps"] == 3
