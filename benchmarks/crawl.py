"""Crawls a generated site with our crawler (archive, hashes, extraction) and with a bare Scrapy CrawlSpider, one after the other.

python benchmarks/crawl.py [--pages 2000] [--kilobytes 20] [--links 30] [--runs 3] [--profile FILE]
"""

import argparse
import asyncio
import atexit
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawlers.journal import CONFIG, read_entries

ROOT = Path(__file__).parents[1]

# of both: requests under way at once, in all and to one site
REQUESTS, OF_SITE = 16, 8
_PLACES = ["城关", "河西", "东山", "石桥", "柳林", "双井", "清水", "南坪", "北塘", "云峰"]
_TOPICS = [
    "低保",
    "医保",
    "养老",
    "住房",
    "就业",
    "春耕",
    "防汛",
    "森林防火",
    "公共卫生",
    "义务教育",
    "残疾人补贴",
    "退役军人",
    "宅基地",
    "环境整治",
    "安全生产",
    "惠农补贴",
]
_ACTS = ["申请条件", "办理流程", "资格核对", "资金发放", "材料清单", "核查结果", "工作安排", "意见反馈", "进展情况", "责任分工"]

BARE = """
import sys
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

class Bare(CrawlSpider):
    name = "bare"
    start_urls = [sys.argv[1]]
    rules = (Rule(LinkExtractor(), callback="read", follow=True),)
    pages = 0

    def read(self, response):
        self.pages += 1

    parse_start_url = read

    def closed(self, reason):
        print(self.pages)

process = CrawlerProcess({
    "CONCURRENT_REQUESTS": int(sys.argv[2]), "CONCURRENT_REQUESTS_PER_DOMAIN": int(sys.argv[3]), "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": False,
})
process.crawl(Bare)
process.start()
"""


def page(number: int, pages: int, size: int, links: int) -> bytes:
    """A page of a county's site: navigation, a list, an article, a table, a form in every tenth; `size` bytes, `links` links."""
    dice = random.Random(number)
    topic = f"{dice.choice(_PLACES)}镇{dice.choice(_TOPICS)}{dice.choice(_ACTS)}"
    targets = [(number * 7 + 1 + step) % pages for step in range(links // 2)] + [dice.randrange(pages) for _ in range(links - links // 2)]
    anchors = [
        f'<li><a href="/art/{n}.html" title="{n}">{dice.choice(_PLACES)}镇{dice.choice(_TOPICS)}第{n}期</a><span>2026-03-05</span></li>'
        for n in targets
    ]
    head = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{topic}（{number}） - 云溪县人民政府</title><style>.a{{color:red}}</style></head><body>'
    nav = f'<div class="nav"><ul>{"".join(anchors[:10])}</ul></div><div class="list"><ul>{"".join(anchors[10:])}</ul></div>'
    form = '<form><table><tr><td>姓名：</td><td><input name="xm"></td></tr><tr><td>身份证号：</td><td><input name="sfz"></td></tr></table></form>'
    rest = [
        "<table><tr><th>序号</th><th>名称</th></tr>",
        *(f"<tr><td>{n}</td><td>{dice.choice(_TOPICS)}</td></tr>" for n in range(12)),
        "</table>",
    ]
    foot = '<div class="foot"><p>主办：云溪县人民政府办公室 电话：0730-8888888</p></div></body></html>'
    middle = f"<div class='article'><h1>关于{topic}的通知</h1>"
    parts = [head, nav, middle, *rest, form if number % 10 == 0 else ""]
    length = sum(len(part.encode()) for part in [*parts, foot])
    while length < size:
        text = (
            "<p>"
            + "".join(f"{dice.choice(_PLACES)}镇{dice.choice(_TOPICS)}工作要抓好{dice.choice(_ACTS)}，" for _ in range(8))
            + f"第{dice.randrange(10_000)}项按期完成。</p>"
        )
        parts.append(text)
        length += len(text.encode())
    return "".join([*parts, "</div>", foot]).encode()


async def serve(pages: int, size: int, links: int) -> None:
    """Answer from memory on a free port, which is printed, until stdin ends."""
    bodies = [page(number, pages, size, links) for number in range(pages)]
    answers = {f"/art/{n}.html".encode(): _answer(b"200 OK", body) for n, body in enumerate(bodies)}
    answers[b"/"] = answers[b"/art/0.html"]
    missing = _answer(b"404 Not Found", b"")

    class Protocol(asyncio.Protocol):
        transport: Any
        rest = b""

        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            *whole, self.rest = (self.rest + data).split(b"\r\n\r\n")
            for request in whole:
                self.transport.write(answers.get(request.split(b" ", 2)[1], missing))

    loop = asyncio.get_running_loop()
    server = await loop.create_server(Protocol, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def _answer(status: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)


@contextmanager
def served(options: argparse.Namespace) -> Iterator[str]:
    """The site in a process of its own."""
    command = [
        sys.executable,
        __file__,
        "--serve",
        "--pages",
        str(options.pages),
        "--kilobytes",
        str(options.kilobytes),
        "--links",
        str(options.links),
    ]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/"
    finally:
        process.communicate()


@dataclass(frozen=True, slots=True)
class Run:
    """What one crawl took, its start included."""

    pages: int
    seconds: float
    cpu_seconds: float
    memory_mib: float


def measured(command: list[str]) -> tuple[str, float, float, float]:
    """What a command printed; wall and CPU seconds, greatest memory (MiB)."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=_environment())
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[1:4]} ended with {status}")
    return output, time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


@cache
def _environment() -> dict[str, str]:
    """Python keeps its compiled modules, as it does where a program is installed: the first run of each makes them."""
    compiled = tempfile.mkdtemp(prefix="auditor-compiled-")
    atexit.register(shutil.rmtree, compiled, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": compiled}


def ours(url: str, options: argparse.Namespace) -> Run:
    """One crawl as `auditor crawl` starts it, without the intake into a workspace."""
    with tempfile.TemporaryDirectory(prefix="auditor-crawl-") as name:
        folder, archive = Path(name) / "crawl", Path(name) / "evidence"
        folder.mkdir()
        archive.mkdir()
        config = {
            "seeds": [{"url": url, "name": "云溪县政府网", "owner": "云溪县政府办", "kind": "site"}], "allow_private": True, "is_local": True,
            "max_pages": options.pages * 2, "max_depth": 50, "delay_seconds": 0, "max_megabytes": 20, "timeout_seconds": 30, "hours": 1,
        }  # fmt: skip
        (folder / CONFIG).write_text(json.dumps(config), encoding="utf-8")
        profile = ["-m", "cProfile", "-o", options.profile] if options.profile else []
        _, wall, cpu, memory = measured([sys.executable, *profile, "-m", "crawlers.run", str(folder), str(archive)])
        return Run(sum(entry["kind"] == "page" for entry in read_entries(folder)), wall, cpu, memory)


def bare(url: str, options: argparse.Namespace) -> Run:
    """The same site by Scrapy's own CrawlSpider, which follows links and keeps nothing."""
    output, wall, cpu, memory = measured([sys.executable, "-c", BARE, url, str(REQUESTS), str(OF_SITE)])
    return Run(int(output), wall, cpu, memory)


def main() -> None:
    """Print a table: of each the run that other work of the machine disturbed least."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("pages", 2_000), ("kilobytes", 20), ("links", 30), ("runs", 3)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--profile", help="of our last run, for pstats")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.pages, options.kilobytes * 1024, options.links))
        return
    rows: dict[str, list[Run]] = {"auditor": [], "bare CrawlSpider": []}
    with served(options) as url:
        for _ in range(options.runs):
            rows["auditor"].append(ours(url, options))
            rows["bare CrawlSpider"].append(bare(url, options))
    print(
        f"{options.pages} pages of {options.kilobytes} KB with {options.links} links; of {options.runs} runs the one with the fewest CPU seconds\n"
    )
    print("| | pages | wall s | CPU s | pages/s | memory |\n|---|---:|---:|---:|---:|---:|")
    best = {name: min(runs, key=lambda run: run.cpu_seconds / run.pages) for name, runs in rows.items()}
    for name, run in best.items():
        print(
            f"| {name} | {run.pages} | {run.seconds:.1f} | {run.cpu_seconds:.1f} | {run.pages / run.seconds:.0f} | {run.memory_mib:.0f} MiB |"
        )
    one, other = best["auditor"], best["bare CrawlSpider"]
    speed = (one.pages / one.seconds) / (other.pages / other.seconds)
    work = (other.cpu_seconds / other.pages) / (one.cpu_seconds / one.pages)
    print(f"\nspeed: {speed:.2f} times, by CPU seconds a page {work:.2f}; memory: {one.memory_mib / other.memory_mib:.2f} times")


if __name__ == "__main__":
    main()
