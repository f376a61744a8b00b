"""Whole crawls of a site that scripts draw: what is found, what no script may do, what bounds a page. Needs a Chromium."""

import contextlib
import gzip
import io
import json
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawlers.browser.chromium import NAMES, descendants
from crawlers.browser.visit import REQUESTS
from tests.crawlers.browser.site import CITIZEN, GROWS, KILLS, NOTICE, page, reaching, routes
from tests.crawlers.crawling import Crawl, Site, crawl, listening, path, serving

CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (apt install chromium)")


# waits that are short enough for tests
BRISK = "import crawlers.browser.render as render\nrender._RESTLESS_SECONDS, render._LOOK_SECONDS = 2.0, 1.0\n"


def drawn(folder: Path, url: str, *, before: str = "", **config: Any) -> Crawl:
    defaults = {
        "browser": "when-needed", "chromium": CHROMIUM, "browser_hosts": [], "browser_seconds": 8, "screenshots": "evidence", "accessibility": False, "certificates": "tell",
        "stall_seconds": 7200,  # hundreds of small requests at once may each wait on a busy machine
    }  # fmt: skip
    return crawl(folder, [f"{url}/"], before=BRISK + before, most_seconds=150, **{**defaults, **config})


@contextmanager
def datagrams() -> Iterator[tuple[str, list[bytes]]]:
    """A UDP socket that keeps what it is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind(("127.0.0.2", 0))
        opened.settimeout(0.05)
        got: list[bytes] = []
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    got.append(opened.recv(2048))
                except OSError:
                    continue

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"127.0.0.2:{opened.getsockname()[1]}", got
        ended.set()
        thread.join()


@dataclass
class Seen:
    """One crawl of the scripted site, and what reached an address that nobody named."""

    crawl: Crawl
    site: Site
    foreign: list[int]
    datagrams: list[bytes]

    def entry(self, way: str) -> dict[str, Any]:
        [found] = [e for e in self.crawl.entries if e["kind"] == "page" and path(e["url"]) == way]
        return found

    def rendering(self, way: str) -> dict[str, Any]:
        return dict(self.entry(way)["rendering"])

    def part(self, way: str, name: str) -> tuple[dict[str, Any], bytes]:
        from inventory.evidence.archive import body_of, record_bytes

        [found] = [part for part in self.entry(way)["parts"] if part["part"] == name]
        url, body = body_of(record_bytes(self.crawl.archive, found["warc"], found["offset"], found["length"]))
        assert url == found["url"]
        return found, body


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    ended = threading.Event()

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not ended.wait(0.05):
            handler.wfile.write(b"x")

    bomb = gzip.compress(bytes(30 * 1024 * 1024), 9)
    with listening("127.0.0.2") as (foreign, accepts), datagrams() as (address, got):
        site = Site({
            **routes(reach=reaching(foreign, address)), "/api/endless": endless,
            "/api/bomb": (200, {"Content-Encoding": "gzip", "Content-Length": str(len(bomb))}, bomb),
        })  # fmt: skip
        with serving(site):
            done = drawn(tmp_path_factory.mktemp("seen"), site.url)
            ended.set()
            yield Seen(done, site, accepts, got)


def test_the_crawl_ends_in_good_time_and_leaves_no_browser(seen: Seen) -> None:
    assert seen.crawl.code == 0, seen.crawl.log[-2000:]
    assert (seen.crawl.folder / "finished").read_text() == "finished"
    assert not [line for line in descendants(os.getpid()).values() if "chrom" in line]


def test_a_list_that_a_script_draws_leads_on(seen: Seen) -> None:
    assert {"/n/1.html", "/n/2.html"} <= set(seen.crawl.pages)
    assert NOTICE in [text for _, text in seen.entry("/list")["links"]]


def test_a_notice_that_a_script_draws_is_read_and_says_so(seen: Seen) -> None:
    entry = seen.entry("/n/1.html")
    assert entry["seen"]["notice"] is None
    assert entry["rendering"]["seen"]["notice"]["title"] == NOTICE
    assert entry["rendering"]["state"] == "quiet"


def test_fields_and_accounts_that_a_script_draws_are_read(seen: Seen) -> None:
    shown = seen.rendering("/form")["seen"]
    assert [field["label"] for field in shown["datasets"][0]["fields"]] == ["姓名", "身份证号", "家庭人口"]
    assert [(c["name"], c["kind"]) for c in shown["channels"]] == [("云溪民政", "official_account")]


def test_a_page_with_its_text_as_served_is_not_drawn(seen: Seen) -> None:
    assert "rendering" not in seen.entry("/n/2.html")


def test_no_script_reaches_an_address_that_nobody_named(seen: Seen) -> None:
    assert seen.rendering("/reach")["seen"]["title"] == "试探"
    assert "试了" in seen.part("/reach", "rendered")[1].decode()
    assert seen.foreign == []
    assert seen.datagrams == []


def test_nothing_is_sent_by_any_way(seen: Seen) -> None:
    assert seen.site.posts == 0
    assert [asked for asked in seen.site.asked if asked.startswith("/submit")] == []
    assert seen.site.asked["/ws"] == 0
    assert seen.site.asked["/events"] == 0
    assert seen.site.asked["/allowed"] == 0
    assert not any("Cookie" in headers or "Authorization" in headers for headers in seen.site.headers)


def test_what_a_page_was_refused_is_counted_by_reason(seen: Seen) -> None:
    refused = seen.rendering("/reach")["refused"]
    assert refused["method"] >= 3
    assert refused["websocket"] == 2
    assert refused["window"] >= 1
    assert refused["not_named"] >= 5
    assert seen.rendering("/reach")["hosts"] != []


def test_every_request_says_who_asks(seen: Seen) -> None:
    assert len({headers["User-Agent"] for headers in seen.site.headers}) == 1


def test_what_robots_forbid_no_script_gets(seen: Seen) -> None:
    assert seen.site.asked["/private/data.json"] == 0
    assert seen.rendering("/forbidden")["refused"] == {"robots": 1, "timeout": 1, "too_large": 1}


def test_shared_scripts_and_lists_are_asked_for_once(seen: Seen) -> None:
    assert seen.site.asked["/static/app.js"] == 1
    # by the browser, and by the crawl itself, which reads lists in JSON
    assert seen.site.asked["/api/list.json"] == 2


def test_requests_of_one_page_are_bounded(seen: Seen) -> None:
    assert 0 < sum(count for asked, count in seen.site.asked.items() if asked.startswith("/api/many")) <= REQUESTS
    assert seen.rendering("/many")["refused"]["budget"] == 400 - REQUESTS


def test_an_endless_script_is_broken_off_and_the_page_read(seen: Seen) -> None:
    assert seen.rendering("/loop")["state"] == "stopped"
    assert "画好之后不停".encode() in seen.part("/loop", "rendered")[1]
    assert seen.rendering("/loop")["seconds"] < 20


def test_a_page_that_never_rests_is_read_as_it_stands(seen: Seen) -> None:
    assert seen.rendering("/restless")["state"] == "restless"


def test_dialogs_are_answered_with_no(seen: Seen) -> None:
    assert "答复：falsenull".encode() in seen.part("/dialog", "rendered")[1]
    assert seen.rendering("/dialog")["dialogs"] == 3


def test_where_a_script_leads_is_a_link(seen: Seen) -> None:
    assert "/led-to" in seen.crawl.pages
    assert "跳转".encode() in seen.part("/leads", "rendered")[1]


def test_links_of_a_routed_page_begin_at_its_route(seen: Seen) -> None:
    assert "/deep/way/next.html" in seen.crawl.pages


def test_pages_behind_a_hash_are_pages_of_their_own(seen: Seen) -> None:
    base = f"{seen.site.url}/spa"
    spa = {entry["url"]: entry for entry in seen.crawl.entries if entry["kind"] == "page" and entry["url"].startswith(base)}
    assert sorted(spa) == [base, f"{base}#/guide/1", f"{base}#/guide/2"]
    assert [d["fields"][1]["label"] for d in spa[f"{base}#/guide/2"]["rendering"]["seen"]["datasets"]] == ["金额"]
    assert len({entry["sha256"] for entry in spa.values()}) == 1
    assert len({part["sha256"] for entry in spa.values() for part in entry["parts"] if part["part"] == "rendered"}) == 3


def test_a_frame_that_moved_is_drawn_from_where_it_ended(seen: Seen) -> None:
    assert seen.site.asked["/framed/sub.js"] == 1


def test_a_page_that_takes_itself_and_its_language_apart_is_read_as_served(seen: Seen) -> None:
    assert seen.rendering("/bare")["failure"] == ""
    assert seen.rendering("/bare")["state"] in ("quiet", "restless", "late")


def test_no_download_is_kept(seen: Seen) -> None:
    assert seen.rendering("/reach")["refused"]["download"] >= 1
    assert not list(seen.crawl.folder.rglob("*.zip"))


def test_a_picture_ends_at_a_bounded_height(seen: Seen) -> None:
    from PIL import Image

    found, body = seen.part("/tall", "screenshot")
    assert (found["width"], found["height"], found["is_cut"]) == (1280, 8000, True)
    with Image.open(io.BytesIO(body)) as picture:
        assert picture.size == (1280, 8000)


def test_pictures_are_of_pages_that_show_something(seen: Seen) -> None:
    with_picture = {path(e["url"]) for e in seen.crawl.entries if any(p["part"] == "screenshot" for p in e.get("parts", ()))}
    assert {"/form", "/n/1.html"} <= with_picture
    assert not {"/", "/list", "/loop"} & with_picture


def test_numbers_that_only_the_browser_shows_are_masked_and_mark_the_picture(seen: Seen) -> None:
    assert CITIZEN not in (seen.crawl.folder / "journal.jsonl").read_text(encoding="utf-8")
    assert CITIZEN not in seen.crawl.log
    assert seen.rendering("/person")["seen"]["exposed"] == [["citizen_id", CITIZEN[:3] + "*" * 13 + CITIZEN[-2:]]]
    for way in ("/person", "/field"):
        assert seen.part(way, "screenshot")[0]["shows_numbers"] is True
    assert seen.part("/form", "screenshot")[0]["shows_numbers"] is False


def test_what_pages_are_drawn_from_is_archived_as_served_and_once(seen: Seen) -> None:
    resources = [part for entry in seen.crawl.entries for part in entry.get("parts", ()) if part["part"] == "resource"]
    assert len({part["url"] for part in resources}) == len(resources)
    about = json.loads(seen.part("/list", "conditions")[1])
    [listed] = about["resources"]
    assert path(listed["url"]) == "/api/list.json"
    assert listed["sha256"] in {part["sha256"] for part in resources}
    assert about["browser"].startswith("Chromium ")


def test_the_chain_holds_pages_and_what_was_drawn(seen: Seen) -> None:
    from crawlers.journal import links_of
    from inventory.evidence import log
    from inventory.evidence.archive import PAGE_KEYS

    links = list(links_of(seen.crawl.entries))
    assert log.first_break(links, PAGE_KEYS) is None
    assert {part.get("part") for part in links} == {None, "resource", "rendered", "screenshot", "conditions"}
    changed = [dict(link) for link in links]
    at = next(n for n, link in enumerate(changed) if link.get("part") == "screenshot")
    changed[at]["sha256"] = "0" * 64
    assert log.first_break(changed, PAGE_KEYS) == at + 1


def test_a_killed_browser_and_a_page_that_eats_memory_are_one_pages_failure(tmp_path: Path) -> None:
    def kill(handler: BaseHTTPRequestHandler) -> None:
        for process, line in descendants(os.getpid()).items():
            if "chrom" in line and "--type=" not in line and "--headless" in line:
                os.kill(process, signal.SIGKILL)

    menu = "<a href=/kills>一</a><a href=/n/1.html>二</a><a href=/grows>三</a><a href=/form>四</a>"
    site = Site({**routes(kills=page(KILLS), grows=page(GROWS)), "/": f"<p>{'正文' * 200}</p>{menu}", "/kill": kill})
    with serving(site):
        done = drawn(tmp_path, site.url, before="render.MOST_MEGABYTES = 250\n")
    entries = {path(e["url"]): e for e in done.entries if e["kind"] == "page"}
    assert done.code == 0
    assert {way: e["rendering"]["failure"] for way, e in entries.items() if "rendering" in e} == {
        "/kills": "browser_gone", "/n/1.html": "", "/grows": "browser_memory", "/form": "",
    }  # fmt: skip
    assert "parts" not in entries["/kills"]


def test_a_crawl_killed_while_it_draws_goes_on_and_leaves_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawlers.journal import links_of
    from inventory.evidence import log
    from inventory.evidence.archive import PAGE_KEYS

    dies = (
        "import os, signal\nreal, drawn = render.Renderer._take, []\n"
        "async def take(*of):\n    drawn.append(1)\n    os.kill(os.getpid(), signal.SIGKILL) if len(drawn) == 2 else await real(*of)\n"
        "render.Renderer._take = take\n"
    )
    shells = {f"/{n}": page(f"document.getElementById('app').textContent = '第{n}页';") for n in range(3)}
    with serving(Site({**shells, "/": f"<p>{'正文' * 200}</p>" + "".join(f"<a href={way}>{way}</a>" for way in shells)})) as site:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, monkeypatch.context() as patch:
            patch.setenv("TMPDIR", scratch)
            assert drawn(tmp_path, site.url, before=dies).code == -signal.SIGKILL
            until = time.monotonic() + 30
            while running(scratch) and time.monotonic() < until:
                time.sleep(0.1)
            assert running(scratch) == []
        again = drawn(tmp_path, site.url)
    assert again.code == 0, again.log
    assert sorted(again.pages) == ["/", *shells]
    assert [e["rendering"]["failure"] for e in again.entries if "rendering" in e] == ["", "", ""]
    assert log.first_break(list(links_of(again.entries)), PAGE_KEYS) is None


def running(folder: str) -> list[str]:
    """The command lines on this machine that name a folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(place.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
    return [line for line in found if folder in line]


def test_named_hosts_are_loaded_from_and_still_meet_the_gate(tmp_path: Path) -> None:
    # 127.0.0.1 passes for a public address here, and the public names resolve to it and to another loopback address
    before = (
        "import socket\nfrom inventory import gate\nreal = gate.is_private\n"
        "gate.is_private = lambda a: False if a == '127.0.0.1' else real(a)\n"
        "where = {'cdn.example.com': '127.0.0.1', 'trap.example.com': '127.0.0.3'}\n"
        "socket.gethostbyname = lambda name: where.get(name, '127.0.0.1')\n"
        "socket.getaddrinfo = lambda host, port, *a, **k: [(2, 1, 6, '', (where.get(host, host), port or 0))]\n"
    )
    with listening("127.0.0.2") as (private, inward), listening("127.0.0.3") as (trap, trapped):
        host = f"trap.example.com:{urlsplit(trap).port}"
        script = (
            f"for (const to of ['{private}/a.js', 'http://2130706434:{urlsplit(private).port}/b.js', 'http://{host}/c.js', 'http://cdn.example.com:PORT/d.js', 'http://other.example.com/e.js'])"
            "{ const s = document.createElement('script'); s.src = to; document.head.append(s); }"
        )
        site = Site({"/d.js": (200, {"Content-Type": "text/javascript"}, b"document.getElementById('app').append('loaded')")})
        with serving(site):
            port = str(urlsplit(site.url).port)
            site.routes["/"] = page(script.replace("PORT", port))
            hosts = [f"cdn.example.com:{port}", host, "127.0.0.2", "2130706434"]
            done = drawn(tmp_path, site.url, before=before, allow_private=False, browser_hosts=hosts)
    entry = next(e for e in done.entries if e["kind"] == "page")
    assert entry["rendering"]["refused"] == {"not_named": 1, "private": 2, "resolves_private": 1}
    assert (inward, trapped) == ([], [])
    assert "loaded" in Seen(done, site, [], []).part("/", "rendered")[1].decode()


def test_no_more_pages_are_drawn_than_were_asked_for_and_the_rest_stays_open(tmp_path: Path) -> None:
    shells = {f"/{n}": page(f"document.getElementById('app').textContent = '第{n}页';") for n in range(3)}
    with serving(Site({**shells, "/": f"<p>{'正文' * 200}</p>" + "".join(f"<a href={way}>{way}</a>" for way in shells)})) as site:
        done = drawn(tmp_path, site.url, max_pages=2)
        assert done.code == 0, done.log
        assert len(done.pages) == 2
        assert [e["rendering"]["failure"] for e in done.entries if "rendering" in e] == [""]
        again = drawn(tmp_path, site.url, max_pages=100)
    assert sorted(again.pages) == ["/", *shells]
    assert len([e for e in again.entries if e["kind"] == "page"]) == 4
