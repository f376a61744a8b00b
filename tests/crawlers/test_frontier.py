import pytest

from crawlers.frontier import RELATED_PAGES, Frontier, is_missing, owner_domain, shape

SITE = "http://www.yunxi.gov.cn"
SEED = {"url": f"{SITE}/", "name": "云溪县政府网", "owner": "云溪县政府办"}


def frontier(url: str = f"{SITE}/", related: str = "names") -> Frontier:
    return Frontier([{**SEED, "url": url}], related=related)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.yunxi.gov.cn", "yunxi.gov.cn"),
        ("hrss.yunxi.gov.cn", "yunxi.gov.cn"),
        ("yunxi.gov.cn", "yunxi.gov.cn"),
        ("www.example.com", "example.com"),
        ("county.github.io", "county.github.io"),
        ("a.b.council.gov.uk", "council.gov.uk"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_the_part_of_a_name_that_its_owner_registered(host: str, domain: str) -> None:
    assert owner_domain(host) == domain


def test_hosts_of_one_owner_are_read_one_step_away() -> None:
    one = frontier()
    assert one.is_open("http://hrss.yunxi.gov.cn/a", SITE)
    assert not one.is_open("http://edu.yunxi.gov.cn/", "http://hrss.yunxi.gov.cn")
    assert not one.is_open("http://www.qinghe.gov.cn/", SITE)
    assert not frontier(related="no").is_open("http://hrss.yunxi.gov.cn/", SITE)
    assert one.seeds["http://hrss.yunxi.gov.cn"]["owner"] == ""


def test_other_programs_at_a_number_are_read_only_when_asked_for() -> None:
    assert not frontier("http://127.0.0.1:8000/").is_open("http://127.0.0.1:6379/", "http://127.0.0.1:8000")
    assert frontier("http://127.0.0.1:8000/", "addresses").is_open("http://127.0.0.1:6379/", "http://127.0.0.1:8000")


def test_a_related_host_has_a_budget_and_a_seed_has_none() -> None:
    one = frontier()
    for number in range(RELATED_PAGES):
        one.is_open("http://hrss.yunxi.gov.cn/", SITE)
        one.count(f"http://hrss.yunxi.gov.cn/{number}", [f"第{number}号通知"])
        one.count(f"{SITE}/{number}", [f"第{number}号通知"])
    assert not one.is_open("http://hrss.yunxi.gov.cn/z", SITE)
    assert one.is_open(f"{SITE}/z", SITE)


def test_an_endless_calendar_is_left_and_articles_are_not() -> None:
    one = frontier()
    for month in range(1, 40):
        one.count(f"{SITE}/rl?y=2026&m={month}", ["云溪县政府网", f"2026年{month}月", "一 二 三 四 五", "上月 下月", str(month)])
        one.count(f"{SITE}/show?id={month}", ["云溪县政府网", f"关于第{month}号事项的通知", f"内容{month}"])
    assert not one.is_open(f"{SITE}/rl?y=2099&m=1", SITE)
    assert one.is_open(f"{SITE}/show?id=99", SITE)


def test_what_one_program_makes_has_one_shape() -> None:
    assert shape("http://a/art/2026/3/5/art_22_4012.html") == shape("http://a/art/2025/11/20/art_29_3301.html")
    assert shape("http://a/x/more/more/more") == shape("http://a/x/more")
    assert shape("http://a/list?a=1&b=2") == shape("http://a/list?b=9&a=8") != shape("http://a/list?a=1")


@pytest.mark.parametrize(
    ("title", "lines", "links", "missing"),
    [
        ("404", ["您访问的页面不存在"], 1, True),
        ("云溪县政府网", ["抱歉，该文章已删除"], 2, True),
        ("关于页面不存在问题的说明", ["正文" * 150], 1, False),
        ("首页", ["通知", "404 号公告"], 30, False),
    ],
)
def test_an_answer_of_success_may_say_that_there_is_nothing(title: str, lines: list[str], links: int, missing: bool) -> None:
    assert is_missing(200, title, lines, links) is missing


def test_what_a_script_draws_behind_a_hash_is_no_combination_of_filters() -> None:
    one = frontier()
    list_of = [f"{SITE}/l?{name}=1" for name in ("a", "b", "c")]
    one.count(f"{SITE}/l", ["栏目"], list_of)
    one.count(list_of[0], ["一"], [f"{list_of[0]}&b=1", f"{list_of[0]}&c=1"])
    assert one.kind(list_of[1]) == f"{SITE}/l?*a&b&c"
    assert one.kind(f"{list_of[1]}#/x/7") == shape(f"{list_of[1]}#/x/7")


def test_a_crawl_that_goes_on_knows_the_hosts_that_it_had_read() -> None:
    one = frontier()
    related = "http://hrss.yunxi.gov.cn"
    assert not one.is_open(f"{related}/b", related)
    one.resume([(f"{SITE}/{n}", SEED, None, []) for n in range(3)])
    one.resume([(f"{related}/{n}", {"url": f"{related}/"}, [n], []) for n in range(RELATED_PAGES - 1)])
    assert one.is_open(f"{related}/b", related)
    one.count(f"{related}/b", ["新的一页"])
    assert not one.is_open(f"{related}/c", related)
    assert not one.is_open("http://edu.yunxi.gov.cn/", related)


def test_a_crawl_that_goes_on_answers_for_the_site_that_a_seed_moved_to() -> None:
    one = frontier(f"{SITE}/")
    one.resume([("https://www.yunxi.gov.cn/", SEED, [1], [])])
    assert one.seeds["https://www.yunxi.gov.cn"]["owner"] == "云溪县政府办"
    assert one.related == set()


def test_a_crawl_that_goes_on_counts_on_what_told_nothing_new() -> None:
    months = [(f"{SITE}/rl?m={month}", ["云溪县政府网", "一 二 三", f"2026年{month}月"]) for month in range(1, 30)]
    calm = frontier()
    asked = [calm.is_open(url, SITE) and bool(calm.count(url, lines)) for url, lines in months]
    first, second = frontier(), frontier()
    second.resume([(url, SEED, first.count(url, lines), []) for url, lines in months[:6]])
    assert [second.is_open(url, SITE) and bool(second.count(url, lines)) for url, lines in months[6:]] == asked[6:]
    assert asked.count(False) == 18
