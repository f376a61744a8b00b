import pytest

JY = {"id": "jy", "name": "云溪县教育局", "level": "county"}
WJ = {"id": "wj", "name": "云溪县卫健局", "level": "county"}
CT = {"id": "ct", "name": "岳阳市民政局", "level": "city"}


def site(identifier: str = "a", **more: object) -> dict[str, object]:
    row = {"id": identifier, "name": f"网站{identifier}", "kind": "网站", "owner": "jy", "status": "运行"}
    return {**row, "url": f"https://{identifier}.yunxi.gov.cn/", **more}


@pytest.mark.parametrize(
    ("name", "level"), [("云溪县教育局", "county"), ("清河镇人民政府", "town"), ("云溪县街道办", "town"), ("东村村委会", "village")]
)
def test_the_own_site_of_a_county_department_township_or_village_is_found(town, run, name, level) -> None:
    found = run("DUP-08", town(organisations=[{**JY, "name": name, "level": level}], channels=[site()])).says(
        "probable", ["a"], ["dup.own_site"], severity="medium"
    )
    assert (dict(found.why[0].parts), found.organisations) == ({"channel": "a", "body": "jy", "level": f"level:{level}"}, ("jy",))


@pytest.mark.parametrize("change", [{"seen": True}, {"status": None}], ids=["only a crawl saw it", "status not answered"])
def test_less_known_of_the_site_makes_it_a_question(town, run, change) -> None:
    run("DUP-08", town(organisations=[JY], channels=[site(**change)])).says("question", ["a"], ["dup.own_site"])


@pytest.mark.parametrize(
    "change", [{"kind": "公众号"}, {"kind": "H5"}, {"status": "已下线"}, {"status": "停用"}, {"status": "在建"}, {"owner": None}, {"owner": "某"}]
)  # fmt: skip
def test_no_running_website_of_a_known_body_is_silent(town, run, change) -> None:
    run("DUP-08", town(organisations=[JY], channels=[site(**change)])).is_silent()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "云溪县人民政府"},
        {"name": "云溪县人民政府办公室"},
        {"name": "中共云溪县委"},
        {"name": "云溪经济开发区管委会"},
        {"level": "province"},
        {"level": "national"},
        {"level": "city"},
        {"level": None},
        {"nature": "事业单位"},
        {"nature": "国有企业"},
        {"nature": "群团组织"},
    ],
)
def test_bodies_that_may_run_one_site_are_silent(town, run, change) -> None:
    run("DUP-08", town(organisations=[{**JY, **change}], channels=[site()])).is_silent()


@pytest.mark.parametrize("nature", [None, "法定机关", "授权组织", "受委托组织"])
def test_administrative_bodies_and_those_that_did_not_say_are_counted(town, run, nature) -> None:
    run("DUP-08", town(organisations=[{**JY, "nature": nature}], channels=[site()])).says("probable", ["a"], ["dup.own_site"])


def test_a_page_on_a_host_that_bodies_share_is_no_own_site(town, run) -> None:
    shared = [site("a", url="https://www.yunxi.gov.cn/jy"), site("b", owner="wj", url="https://www.yunxi.gov.cn/wj")]
    run("DUP-08", town(organisations=[JY, WJ], channels=shared)).is_silent()
    both = [{**shared[0], "url": "https://www.yunxi.gov.cn/jy|https://jy.yunxi.gov.cn/"}, shared[1]]
    run("DUP-08", town(organisations=[JY, WJ], channels=both)).says("probable", ["a"], ["dup.own_site"])


def test_a_site_without_an_address_is_still_declared(town, run) -> None:
    run("DUP-08", town(organisations=[JY], channels=[site(url=None)])).says("probable", ["a"], ["dup.own_site"])


def test_a_municipal_department_may_run_one_site_and_two_are_found(town, run) -> None:
    run("DUP-08", town(organisations=[CT], channels=[site(owner="ct")])).is_silent()
    found = run("DUP-08", town(organisations=[CT], channels=[site(i, owner="ct") for i in "ab"])).says(
        "probable", ["a", "b"], ["dup.sites_of_one"]
    )
    assert (dict(found.why[0].parts), found.organisations, found.discriminator) == ({"body": "ct", "count": 2}, ("ct",), "ct")


@pytest.mark.parametrize(
    "change",
    [{"seen": True}, {"status": None}, {"url": None}, {"url": "https://www.a.yunxi.gov.cn/old"}],
    ids=["only a crawl saw one", "status not answered", "no address", "the same host"],
)
def test_two_records_that_may_be_one_municipal_site_are_a_question(town, run, change) -> None:
    pair = [site("a", owner="ct"), site("b", owner="ct", **change)]
    run("DUP-08", town(organisations=[CT], channels=pair)).says("question", ["a", "b"], ["dup.sites_of_one"])


def test_two_sites_of_a_city_government_or_one_of_them_retired_are_silent(town, run) -> None:
    pair = [site(i, owner="ct") for i in "ab"]
    run("DUP-08", town(organisations=[{**CT, "name": "岳阳市人民政府"}], channels=pair)).is_silent()
    run("DUP-08", town(organisations=[CT], channels=[pair[0], {**pair[1], "status": "已下线"}])).is_silent()


def test_addresses_without_a_scheme_are_hosts_of_their_own(town, run) -> None:
    rows = [site("a", url="jy.yunxi.gov.cn"), site("b", owner="wj", url="wj.yunxi.gov.cn")]
    assert [f.subjects for f in run("DUP-08", town(organisations=[JY, WJ], channels=rows)).findings] == [("a",), ("b",)]


def test_a_host_with_and_without_www_is_one(town, run) -> None:
    rows = [site("a", url="https://yunxi.gov.cn/jy"), site("b", owner="wj", url="https://www.yunxi.gov.cn/wj")]
    run("DUP-08", town(organisations=[JY, WJ], channels=rows)).is_silent()


def test_a_crawled_page_that_nobody_owns_does_not_share_the_host(town, run) -> None:
    rows = [site("a"), site("b", owner=None, url="https://a.yunxi.gov.cn/news", seen=True)]
    run("DUP-08", town(organisations=[JY], channels=rows)).says("probable", ["a"], ["dup.own_site"])


@pytest.mark.parametrize("name", ["云溪县政府办公室", "云溪县政府办", "云溪县人民政府办"])
def test_the_office_of_the_county_government_keeps_the_county_portal(town, run, name) -> None:
    run("DUP-08", town(organisations=[{**JY, "name": name}], channels=[site(name="云溪县人民政府门户网站")])).is_silent()


@pytest.mark.parametrize("url", ["http://[bad", "https://[2001:db8/"])
def test_a_broken_address_does_not_stop_the_rule(town, run, url) -> None:
    run("DUP-08", town(organisations=[JY], channels=[site(), {**site("q"), "kind": "H5", "url": url}])).says(
        "probable", ["a"], ["dup.own_site"]
    )
