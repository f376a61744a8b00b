"""Crawls killed at random moments (SIGKILL): what is stored is whole at once, and the crawl taken up again ends as an undisturbed one."""

import contextlib
import gzip
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from auditor.check import check_workspace
from auditor.crawling import crawl_sites
from auditor.exporting import inventory_document
from auditor.workspace import Workspace, open_workspace
from crawlers.journal import CONFIG, FINISHED, read_entries, refused_of
from inventory.problems import InputError

NOTICES = 48
MONTHS = 60
SEED = 20261127
# what is killed: the command with its crawler, the command alone, the crawler alone
VICTIMS = ("both", "command", "crawler")
TIMES = {"at", "fetched_at", "generated_at", "first_seen", "last_seen"}
PLACES = {"warc", "offset", "chain"}


def answer(path: str, base: str) -> tuple[int, dict[str, str], bytes]:
    """A county's site: lists, notices, forms, a dictionary, an attachment, a calendar without end, a sitemap, lists in JSON, dead ends."""
    name, _, number = path.strip("/").partition("/")
    at = int(number) if number.isdigit() else 0
    html = {"Content-Type": "text/html; charset=utf-8"}
    if path == "/":
        body = (
            "".join(f'<a href="/list/{n}">第{n}批文件</a>' for n in range(6))
            + '<a href="/cal/1">日程</a><a href="/old/3">旧址</a><a href="/gone">去哪了</a>'
        )
    elif name == "list" and at < 6:
        body = (
            "".join(f'<a href="/notice/{n}">通知{n}</a>' for n in range(at * 8, at * 8 + 8))
            + f"<p>第{at}批</p><a href='/soft/{at}'>更多{at}</a>"
        )
        body += f"<script>fetch('/api/items.json?page={at}')</script>"
    elif name == "notice" and at < NOTICES:
        body = (
            f"<article><h1>关于推广第{at}号应用的通知</h1><p>请全体干部立即下载“云溪通{at % 7}号”APP并完成注册，已建成的系统见下。</p><p>2026年3月{1 + at % 28}日</p></article>"
            f'<a href="/sys/{at % 5}">惠农第{at % 5}号管理系统</a><a href="/notice/{(at * 7) % NOTICES}">相关通知</a>'
            f"<h2>第{at % 6}号申请</h2><form><p>姓名：<input name=a></p><p>身份证号：<input name=b></p><p>说明{at}：<input name=c{at}></p></form>"
        )
        body += f'<a href="/file/{at}">附件{at}</a>' if at % 9 == 0 else ""
    elif name == "sys" and at < 5:
        body = f"<h1>惠农第{at}号管理系统</h1><form><p>账号<input name=u></p><p>密码<input type=password name=p></p></form>"
    elif name == "file":
        return (
            200,
            {"Content-Type": "text/plain; charset=utf-8"},
            f"附件{at}\n字段英文名\t数据项名称\t数据类型\nxm{at}\t姓名{at}\t字符型\nje\t金额{at}\t数值型\n".encode(),
        )
    elif name == "cal":
        body = f"<h1>{2026 + at // 12}年{1 + at % 12}月</h1><table><tr><td>一</td><td>二</td></tr></table>" + (
            f'<a href="/cal/{at + 1}">下月</a>' if at < MONTHS else ""
        )
    elif name == "old":
        return 302, {"Location": f"{base}/notice/{at}"}, b""
    elif name == "soft":
        body = "<p>抱歉，页面不存在</p>"
    elif path == "/sitemap.xml":
        found = "".join(f"<url><loc>{base}/extra/{n}</loc></url>" for n in range(5))
        return 200, {"Content-Type": "application/xml"}, gzip.compress(f"<urlset>{found}</urlset>".encode(), mtime=0)
    elif name == "extra":
        body = f"<h1>第{at}次会议纪要</h1><p>会议决定建设第{at}号专题。</p>"
    elif path.startswith("/api/items.json?page="):
        page = int(path.rpartition("=")[2])
        return (
            200,
            {"Content-Type": "application/json"},
            (f'{{"items":[{{"title":"条目{page}","url":"/item/{page}"}}]}}' if page < 6 else '{"items":[]}').encode(),
        )
    elif name == "item":
        body = f"<h1>条目{at}</h1><p>第{at}条内容。</p>"
    else:
        return 404, html, b"<p>404</p>"
    return 200, html, f"<html><head><title>云溪 {path}</title></head><body>{body}</body></html>".encode()


@dataclass
class County:
    """The served county: every request is counted, so that a moment can be chosen."""

    url: str = ""
    asked: int = 0
    paths: Counter[str] = field(default_factory=Counter)


@contextmanager
def serving() -> Iterator[County]:
    county = County()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            county.asked += 1
            county.paths[self.path] += 1
            time.sleep(0.004)
            status, headers, body = answer(self.path, county.url)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    server.handle_error = lambda *args: None  # type: ignore[method-assign]  # a killed crawler is no fault
    county.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield county
    finally:
        server.shutdown()
        server.server_close()


def seeds(folder: Path, county: County) -> str:
    (folder / "seeds.csv").write_text(f"url,name,owner\n{county.url}/,云溪县政府网,云溪县政府办\n", encoding="utf-8")
    return str(folder / "seeds.csv")


def timeless(value: Any) -> Any:
    """An export without times, and without the places in the archive that depend on the order of answers."""
    if isinstance(value, dict):
        return {key: timeless(part) for key, part in value.items() if key not in TIMES | PLACES}
    return [timeless(part) for part in value] if isinstance(value, list) else value


def crawler_of(command: int) -> int | None:
    """The process that the command started, where it has."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{command}/task/{command}/children").read_text().split():
            return int(line)
    return None


def kill_at(workspace: Workspace, file: str, county: County, *, victim: str, after: int | None, further: float) -> bool:
    """Start the crawl and kill it `further` seconds after so many requests (None: after its end was written); tells whether it still ran."""
    county.asked = 0
    command = [sys.executable, "-m", "auditor", "-w", str(workspace.folder), "crawl", file, "--allow-private", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + 30

    def is_reached() -> bool:
        return bool(list(workspace.folder.glob(f"crawls/*/{FINISHED}"))) if after is None else county.asked >= after

    while not is_reached() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(further)
    was_running = process.poll() is None
    crawler = crawler_of(process.pid)
    with contextlib.suppress(ProcessLookupError):
        if victim == "both":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            os.kill(crawler if victim == "crawler" and crawler else process.pid, signal.SIGKILL)
    process.wait(30)
    return was_running


def require_whole(workspace: Workspace) -> None:
    """The database, the chains and the archive are as they were written."""
    assert [problem.code for problem in check_workspace(workspace)] == []


def require_readable(workspace: Workspace) -> None:
    """Another reader gets through every archive file to its end."""
    for path in workspace.evidence.glob("*.warc.gz"):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                record.content_stream().read()


def crawl(workspace: Workspace, *arguments: str) -> dict[str, Any]:
    return crawl_sites(workspace, list(arguments), max_pages=None, allow_private=True, texts={}, show_progress=False)


def go_on(workspace: Workspace, file: str) -> None:
    """Take the crawl up again, unless it was over (a crawler that was killed alone goes on by itself)."""
    if not list(workspace.folder.glob(f"crawls/*/{CONFIG}")):
        crawl(workspace, file)
        return
    try:
        assert crawl(workspace)["resumed"]
    except InputError as error:
        assert error.code == "no_seeds"


def refused(workspace: Workspace) -> list[dict[str, str]]:
    """What was not read and why, as the command tells it."""
    (folder,) = workspace.folder.glob("crawls/*")
    found = [{"url": url, "reason": reason} for url, reason in refused_of(read_entries(folder)).items()]
    return sorted(found, key=lambda entry: entry["url"])


def moments(number: int) -> list[tuple[str, int | None, float]]:
    """Seeded moments: a victim, the request after which (None: while the results are taken in), and some milliseconds more."""
    dice = random.Random(SEED)
    return [
        (VICTIMS[n % 3], None if n % 5 == 4 else dice.randrange(1, 95), dice.uniform(0, 0.06 if n % 5 != 4 else 0.4)) for n in range(number)
    ]


@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_a_crawl_killed_at_any_moment_ends_as_an_undisturbed_one(blank_workspace: Path, tmp_path: Path, kills: int) -> None:
    cut = 0
    with serving() as county:
        file = seeds(tmp_path, county)
        calm = open_workspace(shutil.copytree(blank_workspace, tmp_path / "calm"))
        expected, asked = crawl(calm, file), county.paths.copy()
        wanted = timeless(inventory_document(calm))
        calm.engine.dispose()
        assert expected["pages"] > NOTICES + 20
        assert len(wanted["systems"]) == 5
        for number, (victim, after, further) in enumerate(moments(kills)):
            workspace = open_workspace(shutil.copytree(blank_workspace, tmp_path / f"killed-{number}"))
            county.paths.clear()
            cut += kill_at(workspace, file, county, victim=victim, after=after, further=further)
            require_whole(workspace)
            go_on(workspace, file)
            require_whole(workspace)
            require_readable(workspace)
            found = timeless(inventory_document(workspace))
            for array in wanted:
                assert found[array] == wanted[array], (number, victim, after, further, array)
            assert refused(workspace) == expected["refused"], (number, victim, after)
            # what was on its way when it was killed is asked for once more, and nothing else
            twice = {path: (count, asked[path]) for path, count in county.paths.items() if count > asked[path]}
            assert len(twice) <= 24, (number, twice)
            # /old/3 leads to /notice/3, which is asked for by its own address, too: both may have been on their way
            beyond = {path: told for path, told in twice.items() if told[0] > told[1] + (2 if path == "/notice/3" else 1)}
            assert beyond == {}, (number, victim, after, further)
            workspace.engine.dispose()
    assert cut >= kills * 2 // 3
