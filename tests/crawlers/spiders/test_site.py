"""The spider alone, its answers made by hand; whole crawls are in test_run.py."""

import json
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response, TextResponse
from twisted.internet import error
from twisted.python.failure import Failure

from crawlers.reasons import reason_of
from crawlers.spiders.site import SiteSpider
from inventory.gate import Refused

HOME = "http://www.yunxi.example/"
SITE = "http://www.yunxi.example"


class Journal:
    """What a spider tells its journal."""

    def __init__(self, done: tuple[str, ...] = (), found: tuple[tuple[str, str, int, str], ...] = ()) -> None:
        self.done = set(done)
        self.pages = 0
        self.refused_before: list[tuple[str, str]] = []
        self.found = found
        self.told: list[tuple[str, ...]] = []
        self.readings: list[Any] = []

    def read_before(self) -> Any:
        return iter(())

    def open_links(self) -> Any:
        return iter(self.found)

    def open_codes(self) -> Any:
        return iter(())

    def refuse(self, address: str, reason: str) -> None:
        self.told.append(("refused", address, reason))

    def give_up(self, site: str) -> None:
        self.told.append(("given_up", site))

    def skip(self, address: str) -> None:
        self.told.append(("same", address))

    def page(
        self,
        response: Response,
        address: str,
        fetched_at: str,
        depth: int,
        reading: Any,
        seed: dict[str, str],
        links: Any,
        signs: Any,
        **more: Any,
    ) -> None:
        self.told.append(("page", address))
        self.readings.append(reading)


def spider(
    journal: Journal | None = None, *, max_depth: int = 3, allow_private: bool = False, seeds: tuple[str, ...] = (HOME,)
) -> SiteSpider:
    config = {
        "seeds": [{"url": url, "name": "", "owner": "", "kind": "site"} for url in seeds],
        "max_depth": max_depth,
        "allow_private": allow_private,
    }
    return SiteSpider(journal or Journal(), config)  # type: ignore[arg-type]


async def started(one: SiteSpider) -> list[Request]:
    return [request async for request in one.start()]


def run(coroutine: Any) -> Any:
    with pytest.raises(StopIteration) as stopped:
        coroutine.send(None)
    return stopped.value.value


def answer(
    one: SiteSpider,
    body: str | bytes = "",
    *,
    url: str = HOME,
    asked: str | None = None,
    depth: int = 0,
    status: int = 200,
    kind: type[Response] = HtmlResponse,
) -> list[str]:
    data = body.encode() if isinstance(body, str) else body
    request = Request(url, meta={"address": asked or url, "link_text": "附件", "depth_here": depth})
    answer = kind(url, status=status, body=data, request=request)

    async def followed() -> list[str]:
        return [made.url async for made in one.parse_page(answer)]

    return list(run(followed()))


def test_seeds_go_first_then_what_an_interrupted_run_had_found() -> None:
    journal = Journal((f"{HOME}b",), ((f"{HOME}b", "乙", 1, SITE), (f"{HOME}c", "丙", 1, SITE), ("http://other.test/", "外", 1, SITE)))
    assert [r.url for r in run(started(spider(journal)))] == [HOME, f"{HOME}c"]


def test_links_are_followed_once_within_the_site() -> None:
    links = [
        "a",
        "a#x",
        "/a?sid=1",
        "b.jpg",
        "http://www.other.test/",
        "https://www.yunxi.example/",
        "http://www.yunxi.example:8080/",
        "mailto:a@b",
        "附件.docx",
    ]
    made = answer(spider(), "".join(f'<a href="{link}">x</a>' for link in links))
    assert made == [f"{HOME}a", "https://www.yunxi.example/", "http://www.yunxi.example:8080/", f"{HOME}%E9%99%84%E4%BB%B6.docx"]


def test_depth_is_bounded() -> None:
    one = spider(max_depth=2)
    assert answer(one, "<a href=/b>x</a>", depth=1) == [f"{HOME}b"]
    assert answer(one, "<a href=/c>x</a>", url=f"{HOME}b", depth=2) == []


def test_endless_addresses_are_not_followed() -> None:
    assert answer(spider(), f'<a href="/{"a" * 3000}">x</a>') == []


def test_private_seeds_are_refused_aloud() -> None:
    journal = Journal()
    assert run(started(spider(journal, seeds=("http://127.0.0.1:8080/",)))) == []
    assert journal.told == [("refused", "http://127.0.0.1:8080/", "private")]
    assert len(run(started(spider(allow_private=True, seeds=("http://127.0.0.1:8080/",))))) == 1


def test_an_error_page_is_listed_and_not_read() -> None:
    journal = Journal()
    assert answer(spider(journal), "<a href=/b>x</a>", status=404) == []
    assert journal.told == [("refused", HOME, "http_404")]


def test_a_page_already_read_under_another_address_is_the_same() -> None:
    journal = Journal()
    one = spider(journal)
    answer(one, "x", url=f"{HOME}a")
    answer(one, "x", url=f"{HOME}a?sid=1", asked=f"{HOME}old")
    assert journal.told == [("page", f"{HOME}a"), ("same", f"{HOME}old")]


def test_a_page_of_another_site_is_not_taken() -> None:
    journal = Journal()
    assert answer(spider(journal), "<a href=/b>x</a>", url="http://other.example/", asked=HOME) == []
    assert journal.told == [("refused", HOME, "redirected_away")]


@pytest.mark.parametrize("moved", ["https://yunxi.example/", "http://www.yunxi.example/"])
def test_a_seed_that_moves_within_its_own_name_is_read(moved: str) -> None:
    journal = Journal()
    answer(spider(journal, seeds=("http://yunxi.example/",)), "<p>x</p>", url=moved, asked="http://yunxi.example/")
    assert [told[0] for told in journal.told] == ["page"]


def test_a_script_or_picture_is_unreadable_and_a_document_is_read() -> None:
    journal = Journal()
    one = spider(journal)
    answer(one, "var a=1", url=f"{HOME}a.json", kind=TextResponse)
    answer(one, b"\x89PNG\r\n\x00", url=f"{HOME}b", kind=Response)
    answer(one, "关于下载的通知\n请全体干部立即下载安装应用程序并于本周内完成实名注册工作。", url=f"{HOME}c.txt", kind=TextResponse)
    assert [reading.unreadable for reading in journal.readings] == ["format", "format", ""]
    assert journal.readings[2].notice is not None


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (Refused("http://10.0.0.1/", "private"), "private"), (Refused("x", "resolves_private"), "resolves_private"), (IgnoreRequest("Forbidden by robots.txt"), "robots"),
        (error.TimeoutError(), "timeout"), (error.DNSLookupError(), "unresolved"), (error.ConnectionRefusedError(), "no_connection"), (error.ConnectionLost(), "broken_answer"),
    ],
)  # fmt: skip
def test_reasons_are_short_codes(what: Exception, reason: str) -> None:
    assert reason_of(what) == reason
    journal = Journal()
    failure: Any = Failure(what)
    failure.request = Request(HOME, meta={"address": HOME})
    spider(journal).failed(failure)
    assert journal.told == [("refused", HOME, reason)]


@pytest.mark.parametrize(
    "text",
    [
        "max redirections reached",
        "Ignored response <200 http://a/> because its body (2 B compressed, 3 B decompressed so far) exceeded DOWNLOAD_MAXSIZE (1 B) during decompression.",
    ],
)
def test_robots_are_not_blamed_for_other_refusals(text: str) -> None:
    assert reason_of(IgnoreRequest(text)) != "robots"


def test_a_host_that_pages_are_only_drawn_from_is_left_without_a_word() -> None:
    one = spider(journal := Journal())
    for _ in range(2):
        one.give_up(SITE)
        one.give_up("http://cdn.example")
    assert one.frontier.given_up == {SITE, "http://cdn.example"}
    assert journal.told == [("given_up", SITE)]


def test_a_description_is_not_drawn_in_the_browser() -> None:
    one = spider(journal := Journal())
    one.config |= {"browser": "all", "screenshots": "all"}
    one.renderer = object()  # type: ignore[assignment]
    body = {
        "openapi": "3.0.0",
        "info": {"title": "低保接口", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "好"}}}}},
    }
    answer(one, json.dumps(body))
    assert journal.told == [("page", HOME)]
    assert journal.readings[0].described.kind == "openapi"


def test_a_page_that_cannot_be_read_is_listed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: SiteSpider, response: Response) -> Any:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(SiteSpider, "_read", broken)
    journal = Journal()
    answer(spider(journal))
    assert journal.told
