"""Whole crawls in a process of their own against servers on loopback that misbehave on purpose."""

import gzip
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawlers import observe
from crawlers.journal import FINISHED, refused_of
from crawlers.policy import user_agent
from inventory.importers.interpret import interpret
from inventory.problems import Problems
from tests.crawlers.crawling import CITIZEN, Crawl, Site, crawl, listening, path, redirect, serving


@dataclass
class Seen:
    """One crawl of a site on which everything is wrong, a site whose robots.txt fails, and a socket nobody named."""

    crawl: Crawl
    site: Site
    closed: Site
    foreign: list[int]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    ended = threading.Event()

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while not ended.is_set() and site.sent < 200 * 1024 * 1024:
            handler.wfile.write(b"<p>x</p>" * 8192)
            site.sent += 8 * 8192

    def stall(handler: BaseHTTPRequestHandler) -> None:
        ended.wait(15)

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not ended.wait(0.1):
            handler.wfile.write(b"x")

    bomb = gzip.compress(bytes(30 * 1024 * 1024), 9)
    links = (
        "/page?a=1&b=2", "/page?b=2&a=1#top", "/page;jsessionid=7?a=1&b=2", "/page?a=1&utm_source=wx&b=2", "/moved", "/dir/", "/dir/index.html", "/loop", "/endless", "/stall", "/trickle", "/bomb", "/404", "/500",
        "/drop", "/private/a", "/d1", "/a.png", "/person", "/span", "/zip.zip", "/gbk", "/away", "/to-a-person",
    )  # fmt: skip
    with listening() as (foreign, accepts):
        site = Site({
            "/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private/\n"),
            "/": "".join(f'<a href="{link}">{link}</a>' for link in links) + "<form action=/submit method=post><p>姓名<input name=a><p>电话<input name=b></form>",
            "/page": "页", "/moved": redirect("/page?a=1&b=2"), "/dir/": "目录", "/dir/index.html": "目录", "/loop": redirect("/loop2"), "/loop2": redirect("/loop"),
            "/endless": endless, "/stall": stall, "/trickle": trickle, "/bomb": (200, {"Content-Encoding": "gzip", "Content-Length": str(len(bomb))}, bomb), "/500": (500, {}, b"x"),
            "/drop": lambda handler: None, "/private/a": "秘", "/d1": '<a href="/d2">x</a>', "/d2": '<a href="/d3">x</a>', "/d3": '<a href="/d4">x</a>', "/d4": "深", "/a.png": "图",
            "/person": f"<h1>关于{CITIZEN}同志任职的公示</h1><p>现将{CITIZEN}同志拟任职情况公示如下，请各位居民知悉并反馈意见。</p>", "/span": '<table><tr><td colspan="²">x</td></tr></table>',
            "/zip.zip": (200, {"Content-Type": "application/zip"}, b"PK\x03\x04garbage"), "/gbk": (200, {"Content-Type": "text/html; charset=gb2312"}, "<title>朱镕基路㐂村</title>".encode("gb18030")),
            "/away": redirect(f"{foreign}/x"), "/to-a-person": redirect(f"/of?sfzh={CITIZEN}"),
            "/sitemap.xml": (200, {"Content-Type": "text/xml"}, f"<urlset><url><loc>/of/%31{CITIZEN[1:]}</loc></url></urlset>".encode()),
        })  # fmt: skip
        closed = Site({"/robots.txt": (503, {}, b"busy"), "/": "x"})
        with serving(site), serving(closed):
            done = crawl(tmp_path_factory.mktemp("seen"), [f"{site.url}/", f"{closed.url}/"], max_depth=3)
            ended.set()
            yield Seen(done, site, closed, accepts)


def test_the_crawl_ends_in_good_time_and_says_so(seen: Seen) -> None:
    assert seen.crawl.code == 0
    assert seen.crawl.seconds < 20
    assert (seen.crawl.folder / FINISHED).read_text() == "finished"
    assert json.loads(seen.crawl.output.splitlines()[-1])["pages"] == len(seen.crawl.pages)


def test_robots_are_obeyed(seen: Seen) -> None:
    assert seen.site.asked["/robots.txt"] == 1
    assert seen.site.asked["/private/a"] == 0
    assert seen.crawl.refused["/private/a"] == "robots"


def test_a_failing_robots_file_closes_the_site(seen: Seen) -> None:
    assert seen.closed.asked["/"] == 0


def test_one_page_under_several_addresses_is_one_page(seen: Seen) -> None:
    assert sum(page.startswith("/page") for page in seen.crawl.pages) == 1
    assert sum(page.startswith("/dir/") for page in seen.crawl.pages) == 1
    assert len(seen.crawl.addresses) == len(set(seen.crawl.addresses))
    assert sum(count for asked, count in seen.site.asked.items() if asked.startswith("/page")) <= 2


def test_errors_are_listed(seen: Seen) -> None:
    assert seen.crawl.refused["/404"] == "http_404"
    assert seen.crawl.refused["/500"] == "http_500"
    assert seen.crawl.refused["/drop"] == "broken_answer"
    assert not {"/404", "/500", "/drop"} & set(seen.crawl.pages)


def test_an_endless_answer_is_cut_off_by_size(seen: Seen) -> None:
    assert seen.crawl.refused["/endless"] == "too_large"
    assert seen.site.sent < 40 * 1024 * 1024


def test_stalling_and_trickling_servers_are_cut_off_by_time(seen: Seen) -> None:
    assert seen.crawl.refused["/stall"] == "timeout"
    assert seen.crawl.refused["/trickle"] == "timeout"


def test_a_gzip_bomb_and_a_redirect_loop_are_listed(seen: Seen) -> None:
    assert {"/bomb", "/loop"} <= set(seen.crawl.refused)
    assert seen.site.asked["/loop"] + seen.site.asked["/loop2"] <= 12


def test_a_gzip_bomb_and_a_redirect_loop_are_called_by_their_names(seen: Seen) -> None:
    assert seen.crawl.refused["/bomb"] == "too_large"
    assert seen.crawl.refused["/loop"] != "robots"


def test_depth_is_bounded(seen: Seen) -> None:
    assert "/d3" in seen.crawl.pages
    assert seen.site.asked["/d4"] == 0


def test_pictures_are_not_fetched_and_forms_not_sent(seen: Seen) -> None:
    assert seen.site.asked["/a.png"] == 0
    assert seen.site.posts == 0
    assert seen.site.asked["/submit"] == 0


def test_an_unreadable_document_is_kept_with_its_reason(seen: Seen) -> None:
    (entry,) = [e for e in seen.crawl.entries if e["kind"] == "page" and path(e["url"]) == "/zip.zip"]
    assert entry["seen"]["unreadable"] == "format"


def test_a_gbk_page_declared_as_gb2312_is_read(seen: Seen) -> None:
    assert "朱镕基路㐂村" in [e["seen"]["title"] for e in seen.crawl.entries if e["kind"] == "page"]


def test_every_request_says_who_asks_and_why(seen: Seen) -> None:
    assert {headers["User-Agent"] for headers in seen.site.headers} == {user_agent("专项清查", "office@yunxi.example")}
    assert all(headers["Accept-Language"].startswith("zh-CN") for headers in seen.site.headers)
    assert not any("Cookie" in headers for headers in seen.site.headers)


def test_a_redirect_to_a_site_that_nobody_named_is_listed(seen: Seen) -> None:
    assert "/away" in seen.crawl.refused


def test_a_site_that_nobody_named_is_not_connected_to(seen: Seen) -> None:
    assert seen.foreign == []


def test_personal_numbers_stand_in_the_archive_alone(seen: Seen) -> None:
    assert CITIZEN not in (seen.crawl.folder / "journal.jsonl").read_text(encoding="utf-8")
    assert CITIZEN not in seen.crawl.log
    assert not any(CITIZEN in path or CITIZEN[1:] in path for path in seen.site.asked)
    assert seen.crawl.refused["/to-a-person"] == "personal_number"
    assert any(CITIZEN.encode() in gzip.decompress(file.read_bytes()) for file in seen.crawl.archive.iterdir())


def test_every_link_within_the_site_is_accounted_for(seen: Seen) -> None:
    told = {path(entry["address"]) for entry in seen.crawl.entries}
    assert "/span" in told


@dataclass
class Gated:
    """A crawl without --allow-private of a site that redirects inwards, and the connections that were made inwards."""

    crawl: Crawl
    inward: list[int]
    named: list[int]


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Gated:
    # here 127.0.0.1 passes for a public address, and a public name resolves to another loopback address
    before = (
        "import socket\nfrom inventory import gate\nreal = gate.is_private\n"
        "gate.is_private = lambda a: False if a == '127.0.0.1' else real(a)\n"
        "socket.gethostbyname = lambda name: '127.0.0.3' if name == 'www.yunxi.example' else '127.0.0.1'\n"
        "socket.getaddrinfo = lambda host, port, *a, **k: [(2, 1, 6, '', ('127.0.0.3' if host == 'www.yunxi.example' else host, port or 0))]\n"
    )
    with listening("127.0.0.2") as (private, inward), listening("127.0.0.3") as (address, named):
        name = f"http://www.yunxi.example:{urlsplit(address).port}/"
        ways = [private, *(private.replace("127.0.0.2", spelling) for spelling in ("2130706434", "[::ffff:127.0.0.2]", "0x7f.2"))]
        routes: dict[str, Any] = {
            f"/{number}": redirect(f"{way}/", status) for number, (way, status) in enumerate(zip(ways, (301, 302, 303, 307), strict=True))
        }
        routes |= {"/4": redirect(name), "/5": redirect("file:///etc/passwd"), "/": "".join(f'<a href="/{n}">{n}</a>' for n in range(6))}
        with serving(Site(routes)) as site:
            done = crawl(tmp_path_factory.mktemp("gated"), [f"{site.url}/", f"{name}seed"], before=before, allow_private=False)
        time.sleep(0.1)
    return Gated(done, inward, named)


def test_a_redirect_to_a_private_address_is_refused_in_any_spelling(gated: Gated) -> None:
    assert gated.crawl.code == 0
    assert gated.inward == []
    assert {gated.crawl.refused[f"/{number}"] for number in range(4)} == {"private"}


def test_a_name_that_resolves_to_a_private_address_is_not_connected_to(gated: Gated) -> None:
    assert gated.named == []
    assert {"/4", "/seed"} <= set(gated.crawl.refused)


def test_a_name_that_resolves_to_a_private_address_is_refused_aloud(gated: Gated) -> None:
    assert {gated.crawl.refused[name] for name in ("/4", "/seed")} == {"resolves_private"}


def test_no_local_file_is_read(gated: Gated) -> None:
    assert "root:" not in "".join(gzip.decompress(file.read_bytes()).decode("latin-1") for file in gated.crawl.archive.iterdir())


def test_as_many_pages_are_read_as_were_asked_for(tmp_path: Path) -> None:
    routes: dict[str, Any] = {f"/{number}": f"页{number}" for number in range(40)}
    routes["/"] = "".join(f'<a href="/none{n}">x</a>' for n in range(30)) + "".join(f'<a href="/{n}">x</a>' for n in range(40))
    with serving(Site(routes)) as site:
        done = crawl(tmp_path, [f"{site.url}/"], max_pages=10)
    assert done.code == 0
    assert (done.folder / FINISHED).exists()
    assert len(done.pages) == 10


def stalling(names: list[str], ended: threading.Event) -> Site:
    """A site whose home answers and whose other pages do not, until `ended`."""

    def stall(handler: BaseHTTPRequestHandler) -> None:
        ended.wait(20)
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.end_headers()
        handler.wfile.write(f"<h1>{handler.path}</h1>".encode())

    return Site(
        {
            "/robots.txt": (404, {}, b""),
            "/": "".join(f'<a href="/{name}">{name}</a>' for name in names),
            **{f"/{name}": stall for name in names},
        }
    )


def test_a_site_that_stalls_costs_its_budget_and_is_read_when_it_answers_again(tmp_path: Path) -> None:
    ended = threading.Event()
    names = [f"p{number}" for number in range(40)]
    sound: dict[str, Any] = {f"/{number}": f"页{number}" for number in range(30)}
    sound["/"] = "".join(f'<a href="/{number}">{number}</a>' for number in range(30))
    with serving(stalling(names, ended)) as bad, serving(Site(sound)) as good:
        seeds = [f"{bad.url}/", f"{good.url}/"]
        first = crawl(tmp_path, seeds, stall_seconds=10, timeout_seconds=4)
        assert first.code == 0
        assert sum(address.startswith(good.url) for address in first.addresses) == 31
        assert refused_of(first.entries) == {f"{bad.url}/": "stalled"}
        assert not (first.folder / FINISHED).exists()
        # eight at once, and not each of forty pages, three times
        assert sum(bad.asked.values()) <= 30
        ended.set()
        second = crawl(tmp_path, seeds, timeout_seconds=20)
    assert (second.folder / FINISHED).read_text() == "finished"
    assert sum(address.startswith(bad.url) for address in second.addresses) == 41
    assert refused_of(second.entries) == {}
    assert sum(good.asked.values()) <= 34


def test_a_site_that_stalls_again_ends_the_crawl(tmp_path: Path) -> None:
    ended = threading.Event()
    with serving(stalling([f"p{number}" for number in range(20)], ended)) as bad:
        for _ in range(2):
            done = crawl(tmp_path, [f"{bad.url}/"], stall_seconds=10, timeout_seconds=4)
        ended.set()
    assert (done.folder / FINISHED).read_text() == "finished"
    assert refused_of(done.entries) == {f"{bad.url}/": "stalled"}
    assert sum(bad.asked.values()) <= 40


def test_a_page_that_stalls_is_tried_once_more_after_the_others(tmp_path: Path) -> None:
    ended = threading.Event()
    with serving(stalling(["slow"], ended)) as site:
        site.routes |= {f"/{number}": f"页{number}" for number in range(5)}
        site.routes["/"] = '<a href="/slow">x</a>' + "".join(f'<a href="/{number}">{number}</a>' for number in range(5))
        done = crawl(tmp_path, [f"{site.url}/"], stall_seconds=60, timeout_seconds=3)
        ended.set()
    assert done.refused == {"/slow": "timeout"}
    assert site.asked["/slow"] == 2
    assert len(done.pages) == 6
    assert (done.folder / FINISHED).read_text() == "finished"


def test_descriptions_for_programs_are_kept_and_a_search_is_followed_page_by_page(tmp_path: Path) -> None:
    def search(handler: BaseHTTPRequestHandler) -> None:
        query = dict(parse_qsl(urlsplit(handler.path).query))
        start = int(query.get("start", 0))
        packages = [
            {"name": f"d{n}", "title": f"第{n}号资源", "owner_org": "x", "license_id": "o", "resources": []}
            for n in range(start, min(start + 100, 1_530))
        ]
        body = json.dumps({"success": True, "result": {"count": 1_530, "results": packages}}).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    api = {
        "swagger": "2.0",
        "info": {"title": "共享接口"},
        "paths": {},
        "definitions": {"A": {"properties": {"xm": {"type": "string", "description": "姓名"}}}},
    }
    routes: dict[str, Any] = {
        "/": '<a href="/api/3">接口</a><a href="/swagger.json">描述</a><a href="/list.json">列表</a>', "/api/3": (200, {"Content-Type": "application/json"}, b'{"version": 3}'),
        "/api/3/action/package_search": search, "/swagger.json": (200, {"Content-Type": "application/json"}, json.dumps(api).encode()),
        "/list.json": (200, {"Content-Type": "application/json"}, b'{"items": [{"title": "x", "url": "/a"}]}'), "/a": "页",
    }  # fmt: skip
    with serving(Site(routes)) as site:
        done = crawl(tmp_path, [f"{site.url}/"], timeout_seconds=20)
        assert site.asked["/api/3/action/package_search?rows=100"] == 1
    found = [
        (e["url"], row) for e in done.entries if e["kind"] == "page" and e["seen"]["described"] for row in e["seen"]["described"]["rows"]
    ]
    assert len({row["cells"]["name"] for _, row in found if row["entity"] == "Dataset" and row["cells"]["kind"] == "catalogue"}) == 1_530
    assert [(row["path"], row["cells"]["label"]) for _, row in found if row["entity"] == "DataField"] == [
        ("#/definitions/A/properties/xm", "姓名")
    ]
    assert "/a" in done.pages
    problems = Problems()
    observations = interpret(observe.rows(e for e in done.entries if e["kind"] == "page"), problems)
    assert {o.mode for o in observations} == {"observed"}
    assert sum(o.entity == "Dataset" for o in observations) == 1_531
    (field,) = [o for o in observations if o.entity == "DataField"]
    assert (field.locator.url, field.locator.path) == (f"{site.url}/swagger.json", "#/definitions/A/properties/xm")
    assert not problems.rejected


def test_many_attachments_of_one_folder_are_read(tmp_path: Path) -> None:
    routes: dict[str, Any] = {
        f"/xxgk/P{n}.txt": (200, {"Content-Type": "text/plain; charset=utf-8"}, f"第{n}号材料\n内容{n}".encode()) for n in range(30)
    }
    routes |= {f"/scan/P{n}.zip": (200, {"Content-Type": "application/zip"}, b"PK\x03\x04broken") for n in range(30)}
    routes["/"] = "".join(f'<a href="{name}">附件</a>' for name in routes)
    with serving(Site(routes)) as site:
        done = crawl(tmp_path, [f"{site.url}/"], timeout_seconds=20)
    assert len(done.pages) == 61
