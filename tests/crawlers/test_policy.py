from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.resolver import dnscache
from scrapy.utils.test import get_crawler
from twisted.internet.testing import MemoryReactorClock

from crawlers.policy import GateMiddleware, GateResolver, RefreshMiddleware, scrapy_settings, user_agent
from crawlers.spiders.site import SiteSpider
from inventory.gate import Refused

CONFIG: dict[str, Any] = {
    "seeds": [], "allow_private": False, "is_local": False, "max_pages": 10, "max_depth": 3, "delay_seconds": 1.5, "max_megabytes": 20,
    "timeout_seconds": 30, "hours": 6, "purpose": "数字形式主义专项清查", "contact": "office@yunxi.example", "approved_by": "局务会",
}  # fmt: skip


def test_the_user_agent_carries_purpose_and_contact_in_ascii() -> None:
    name = user_agent("数字形式主义专项清查", "县数据局 0730-0000000")
    assert (
        name
        == "auditor/0.1 (%E6%95%B0%E5%AD%97%E5%BD%A2%E5%BC%8F%E4%B8%BB%E4%B9%89%E4%B8%93%E9%A1%B9%E6%B8%85%E6%9F%A5; %E5%8E%BF%E6%95%B0%E6%8D%AE%E5%B1%80 0730-0000000)"
    )
    assert user_agent("", "") == "auditor/0.1 (local demonstration)"


@pytest.mark.parametrize("text", ["a\r\nX-Evil: 1", "a\x00b", "a;b(c)", '"'])
def test_no_text_breaks_out_of_the_header(text: str) -> None:
    assert not set('\r\n\x00;()"') & set(user_agent(text, "").removeprefix("auditor/0.1 (").removesuffix(")"))


def test_a_foreign_site_is_read_slowly_and_one_request_at_a_time() -> None:
    settings = scrapy_settings(CONFIG)
    assert settings["ROBOTSTXT_OBEY"]
    assert (settings["DOWNLOAD_DELAY"], settings["CONCURRENT_REQUESTS_PER_DOMAIN"], settings["AUTOTHROTTLE_ENABLED"]) == (1.5, 1, True)
    assert settings["USER_AGENT"] == user_agent(CONFIG["purpose"], CONFIG["contact"])
    local = scrapy_settings({**CONFIG, "is_local": True})
    assert local["DOWNLOAD_DELAY"] == 0
    assert local["ROBOTSTXT_OBEY"]


def test_bounds_and_closed_doors() -> None:
    settings = scrapy_settings(CONFIG)
    assert settings["DOWNLOAD_MAXSIZE"] == 20 * 1024 * 1024
    assert settings["DOWNLOAD_TIMEOUT"] == 30
    assert settings["CLOSESPIDER_TIMEOUT"] == 6 * 3600
    assert not settings["TELNETCONSOLE_ENABLED"]
    assert not settings["COOKIES_ENABLED"]
    assert not settings["HTTPPROXY_ENABLED"]
    assert {scheme for scheme, handler in settings["DOWNLOAD_HANDLERS"].items() if handler is None} == {"file", "ftp", "s3", "data"}


def test_scrapy_knows_every_setting_that_we_set() -> None:
    from scrapy.settings import default_settings

    ours = {"AUDITOR_ALLOW_PRIVATE", "AUDITOR_CERTIFICATES", "AUDITOR_STALL_SECONDS"}
    assert [name for name in scrapy_settings(CONFIG) if name not in ours and not hasattr(default_settings, name)] == []


def crawler(*, allow_private: bool) -> Any:
    return get_crawler(SiteSpider, scrapy_settings({**CONFIG, "allow_private": allow_private}))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://10.0.0.8/robots.txt",
        "http://2130706433/",
        "http://localhost:8080/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
    ],
)
def test_every_request_passes_the_gate(address: str) -> None:
    with pytest.raises(Refused) as caught:
        GateMiddleware.from_crawler(crawler(allow_private=False)).process_request(Request(address))
    assert caught.value.reason == "private"
    GateMiddleware.from_crawler(crawler(allow_private=True)).process_request(Request(address))
    GateMiddleware.from_crawler(crawler(allow_private=False)).process_request(Request("http://www.yunxi.example/"))


@pytest.mark.parametrize(
    ("address", "is_refused"), [("127.0.0.1", True), ("10.1.2.3", True), ("::1", True), ("169.254.169.254", True), ("8.8.8.8", False)]
)
def test_what_a_name_resolves_to_passes_the_gate(address: str, is_refused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dnscache, "www.yunxi.example", address)
    answers: list[Any] = []
    for allow_private in (False, True):
        resolver = GateResolver.from_crawler(crawler(allow_private=allow_private), MemoryReactorClock())
        resolver.getHostByName("www.yunxi.example").addBoth(answers.append)
    if is_refused:
        assert isinstance(answers[0].value, Refused)
        assert answers[0].value.reason == "resolves_private"
    else:
        assert answers[0] == address
    assert answers[1] == address


@pytest.mark.parametrize(
    ("head", "encoding", "leads"),
    [
        ('<META HTTP-EQUIV="Refresh" content="0;url=/b">', "utf-8", True),
        ('<meta http-equiv="refresh" content="0;url=/b">', "utf-16-le", True),
        ("　" * 4_000 + '<meta http-equiv="refresh" content="0;url=/b">', "utf-8", True),
        ('<meta name="x">', "utf-8", False),
        ("refresh", "utf-8", False),
    ],
)
def test_a_refresh_leads_on_in_any_letters(head: str, encoding: str, leads: bool) -> None:
    request = Request("http://a.example/a")
    response = HtmlResponse(
        request.url, body=f"<html><head>{head}</head><p>县</p></html>".encode(encoding), encoding=encoding, request=request
    )
    answer = RefreshMiddleware.from_crawler(get_crawler()).process_response(request, response)
    assert (answer.url == "http://a.example/b") is leads
