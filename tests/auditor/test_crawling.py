"""Crawls through the application: what they need before they start, and what a kill leaves behind."""

import contextlib
import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from auditor.crawling import crawl_sites, ingest
from auditor.exporting import inventory_document
from auditor.workspace import Workspace, open_workspace
from crawlers.journal import CONFIG, FINISHED, JOURNAL, read_entries
from inventory.problems import InputError

TEXTS = {"purpose": "专项清查", "contact": "office@yunxi.example", "approved_by": "局务会"}
CITIZEN, MOBILE = "11010519491231002X", "13812345678"


def crawl(workspace: Workspace, *seeds: str, max_pages: int | None = None, allow_private: bool = False, **texts: str) -> dict[str, Any]:
    return crawl_sites(workspace, list(seeds), max_pages=max_pages, allow_private=allow_private, texts=texts, show_progress=False)


def refusal(workspace: Workspace, *seeds: str, **more: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        crawl(workspace, *seeds, **more)
    for language in ("zh", "en"):
        assert "\n" not in caught.value.sentence(language)
    assert not list((workspace.folder / "crawls").glob("*"))
    return caught.value


@contextmanager
def serving(answer: Callable[[str], bytes]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answer(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.block_on_close = False
    server.daemon_threads = True
    server.handle_error = lambda *args: None  # type: ignore[method-assign]  # a killed crawler is no fault
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_codes_in_pictures_lead_to_channels_with_the_picture_as_their_proof(workspace: Workspace) -> None:
    import io

    import numpy
    import zxingcpp
    from PIL import Image

    code = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode("http://weixin.qq.com/r/xyz", zxingcpp.BarcodeFormat.QRCode), scale=4)
    stream = io.BytesIO()
    Image.fromarray(numpy.asarray(code)).save(stream, "PNG")
    pages = {
        "/": "<title>云溪县</title><p><img src='/ewm.png'><span>云溪发布公众号</span></p><img src='/qr/none.png' alt='二维码'>".encode(),
        "/ewm.png": stream.getvalue(),
        "/qr/none.png": b"\x89PNG\r\n\x1a\n",
    }
    with serving(lambda path: pages.get(path, b"")) as seed:
        crawl(workspace, seed, allow_private=True)
        document = inventory_document(workspace)
    [account] = [c for c in document["channels"] if c["kind"] == "official_account"]
    assert (account["name"], account["sources"]) == ("云溪发布", [f"{seed}ewm.png"])
    assert [page["url"].rsplit("/", 1)[1] for page in document["pages"]] == ["", "ewm.png"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_private_addresses_are_refused_without_a_connection(workspace: Workspace, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        refused = refusal(workspace, f"http://{host}:{listener.getsockname()[1]}/", **TEXTS)
        assert (refused.code, refused.params["reason"]) == ("address_refused", "private")
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize("missing", sorted(TEXTS))
def test_the_three_texts_are_required_for_anything_but_loopback(workspace: Workspace, missing: str) -> None:
    given = {name: text for name, text in TEXTS.items() if name != missing}
    for seeds in (("http://www.yunxi.example/",), ("http://127.0.0.1:1/", "http://www.yunxi.example/"), ("http://10.0.0.8/",)):
        refused = refusal(workspace, *seeds, allow_private=True, **given)
        assert (refused.code, refused.params["missing"]) == ("crawl_needs_texts", f"--{missing.replace('_', '-')}")


def test_a_call_without_seeds_is_told(workspace: Workspace) -> None:
    assert refusal(workspace).code == "no_seeds"


@pytest.mark.parametrize("seed", ["http://[bad/", "http://[", "https://[::1/"])
def test_a_malformed_seed_is_told(workspace: Workspace, seed: str) -> None:
    assert refusal(workspace, seed, **TEXTS).code in ("address_refused", "bad_seed", "no_such_file")


@pytest.mark.parametrize("seed", ["http://", "http://:80/", "http://a.example:999999/"])
def test_a_seed_without_host_or_port_is_told(workspace: Workspace, seed: str) -> None:
    assert refusal(workspace, seed, **TEXTS).code == "address_refused"


def prepared(workspace: Workspace, name: str = "crawl-001-x") -> Path:
    """A crawl's folder with an empty journal."""
    folder = workspace.folder / "crawls" / name
    folder.mkdir(parents=True)
    (folder / CONFIG).write_text("{}")
    return folder


def line(number: int, **seen: Any) -> str:
    url = f"http://www.yunxi.example/{number}"
    reading = {
        "title": f"页{number}",
        "channels": [],
        "systems": [],
        "datasets": [],
        "notice": None,
        "exposed": [],
        "unreadable": "",
        **seen,
    }
    return json.dumps({
        "kind": "page", "address": url, "url": url, "sha256": "5" * 64, "fetched_at": "2026-11-24T00:00:00Z", "status": 200, "warc": "a.warc.gz", "offset": number, "chain": "c" * 64, "length": 1,
        "depth": 1, "content_type": "text/html", "site": "http://www.yunxi.example/", "seed": {"url": "http://www.yunxi.example/", "name": "", "owner": "县政府办", "kind": "site"}, "seen": reading, "links": [],
    }, ensure_ascii=False) + "\n"  # fmt: skip


def system(name: str) -> dict[str, str]:
    return {"name": name, "owner": "", "url": "", "quote": name}


def test_a_journal_is_taken_in_once_and_up_to_its_last_whole_line(workspace: Workspace) -> None:
    folder = prepared(workspace)
    (folder / JOURNAL).write_text(line(1, systems=[system("惠农补贴系统")]) + line(2)[:-20], encoding="utf-8")
    assert ingest(workspace, folder) == Counter(systems=1)
    assert ingest(workspace, folder) == Counter()
    (folder / JOURNAL).write_text(line(1, systems=[system("惠农补贴系统")]) + line(2, systems=[system("社保服务平台")]), encoding="utf-8")
    assert ingest(workspace, folder) == Counter(systems=1)
    document = inventory_document(workspace)
    assert [page["url"][-1] for page in document["pages"]] == ["1", "2"]
    assert {s["name"] for s in document["systems"]} == {"惠农补贴系统", "社保服务平台"}


def test_a_run_is_taken_in_whole_or_not_at_all(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = prepared(workspace)
    (folder / JOURNAL).write_text(line(1, systems=[system("惠农补贴系统")]), encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr("auditor.crawling.interpret", lambda *args, **more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ingest(workspace, folder)
    assert inventory_document(workspace)["pages"] == []
    assert ingest(workspace, folder) == Counter(systems=1)


def test_how_fast_each_page_answered_decides_nothing(blank_workspace: Path, tmp_path: Path) -> None:
    import shutil

    lines = [line(number, systems=[{**system("惠农补贴系统"), "url": f"http://s{number}.example/"}]) for number in range(1, 9)]
    documents = []
    for name, order in (("one", lines), ("two", lines[::-1])):
        workspace = open_workspace(shutil.copytree(blank_workspace, tmp_path / name))
        folder = prepared(workspace)
        (folder / JOURNAL).write_text("".join(order), encoding="utf-8")
        ingest(workspace, folder)
        documents.append(timeless(inventory_document(workspace)))
        workspace.engine.dispose()
    assert documents[0] == documents[1]
    assert len(documents[0]["systems"]) == 1


def test_what_was_read_and_not_taken_in_is_taken_in_by_the_next_call(workspace: Workspace) -> None:
    with serving(town) as url:
        file = seeds(workspace.folder, url)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("auditor.crawling.interpret", lambda *args, **more: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                crawl(workspace, file, allow_private=True)
        assert inventory_document(workspace)["systems"] == []
    again = crawl(workspace)
    assert again["resumed"]
    assert len(inventory_document(workspace)["systems"]) == PAGES + 1


def test_what_was_not_taken_in_is_listed(workspace: Workspace) -> None:
    folder = prepared(workspace)
    (folder / JOURNAL).write_text(
        line(1, systems=[{**system("惠农补贴系统"), "url": "http://u:secret=abc123@a.example/"}]), encoding="utf-8"
    )
    ingest(workspace, folder)
    assert inventory_document(workspace)["problems"] != []


PAGES = 40


def town(path: str) -> bytes:
    """A site of forty pages, each with a channel, a system, a form and a notice of its own."""
    number = int(path.strip("/") or 0) if path.strip("/").isdigit() or path == "/" else -1
    if not 0 <= number <= PAGES:
        return b""
    links = "".join(f'<a href="/{n}">第{n}页</a>' for n in range(number * 6 + 1, min(number * 6 + 7, PAGES + 1)))
    return f"""<html><head><title>页{number} - 云溪</title></head><body>{links}<a href="/none">惠农第{number}号管理系统</a><article><h1>关于推广第{number}号应用的通知</h1>
    <p>请全体干部立即下载“云溪通{number}号”APP并完成注册。联系人身份证{CITIZEN}，电话{MOBILE}。</p><p>云溪县数据局</p><p>2026年3月5日</p></article>
    <h2>第{number}号申请</h2><form><p>姓名：<input name=a></p><p>身份证号：<input name=b></p></form></body></html>""".encode()


def seeds(folder: Path, url: str) -> str:
    (folder / "seeds.csv").write_text(f"url,name,owner\n{url},云溪县政府网,云溪县政府办\n", encoding="utf-8")
    return str(folder / "seeds.csv")


TIMES = {"at", "fetched_at", "generated_at", "first_seen", "last_seen"}
PLACES = {"warc", "offset", "chain"}


def timeless(value: Any) -> Any:
    """An export without times, and without the places in the archive that depend on the order of answers."""
    if isinstance(value, dict):
        return {key: timeless(part) for key, part in value.items() if key not in TIMES | PLACES}
    return [timeless(part) for part in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def killed(
    blank_workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Workspace, Workspace, dict[str, Any], dict[str, Any], int]]:
    """Two workspaces that read one site: the second one's crawl was killed in the middle, with its parent, and gone on with."""
    import shutil

    base = tmp_path_factory.mktemp("killed")
    opened = [open_workspace(shutil.copytree(blank_workspace, base / name)) for name in ("calm", "killed")]
    reached, asked, holding = threading.Event(), Counter[str](), threading.Event()
    go = threading.Event()

    def answer(path: str) -> bytes:
        asked[path] += 1
        if holding.is_set() and sum(asked.values()) > 20:
            reached.set()
            go.wait(10)
        return town(path)

    with serving(answer) as url:
        file = seeds(base, url)
        calm = crawl(opened[0], file, allow_private=True)
        asked.clear()
        holding.set()
        command = [sys.executable, "-m", "auditor", "-w", str(opened[1].folder), "crawl", file, "--allow-private", "--json"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        assert reached.wait(20)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        holding.clear()
        go.set()
        (folder,) = (opened[1].folder / "crawls").iterdir()
        before = sum(1 for _ in read_entries(folder))
        assert not (folder / FINISHED).exists()
        again = crawl(opened[1])
    yield opened[0], opened[1], calm, again, before
    for workspace in opened:
        workspace.engine.dispose()


def test_a_killed_crawl_goes_on_where_it_was(killed: tuple[Workspace, Workspace, dict[str, Any], dict[str, Any], int]) -> None:
    _, workspace, calm, again, before = killed
    assert 0 < before < PAGES
    assert (calm["resumed"], again["resumed"]) == (False, True)
    assert calm["pages"] == again["pages"] == PAGES + 1
    assert {entry["reason"] for entry in calm["refused"]} == {"http_404"}
    assert calm["refused"] == again["refused"]
    (folder,) = (workspace.folder / "crawls").iterdir()
    assert (folder / FINISHED).read_text() == "finished"


def test_a_killed_crawl_gives_the_export_of_a_calm_one(killed: tuple[Workspace, Workspace, dict[str, Any], dict[str, Any], int]) -> None:
    left, right = (timeless(inventory_document(workspace)) for workspace in killed[:2])
    assert len(left["pages"]) == PAGES + 1
    assert len(left["systems"]) == PAGES + 1
    assert len(left["notices"]) == PAGES + 1
    for array in left:
        assert left[array] == right[array], array


def test_every_record_says_from_which_page_it_came(killed: tuple[Workspace, Workspace, dict[str, Any], dict[str, Any], int]) -> None:
    document = inventory_document(killed[0])
    for record in (*document["systems"], *document["channels"]):
        assert record["sources"]
        assert "http://127.0.0.1:" in json.dumps(record["sources"])
    assert {o["mode"] for o in document["observations"]} == {"observed"}


def test_personal_numbers_are_masked_everywhere_but_in_the_archive(
    killed: tuple[Workspace, Workspace, dict[str, Any], dict[str, Any], int],
) -> None:
    for workspace in killed[:2]:
        workspace.engine.dispose()
        files = [file for file in workspace.folder.rglob("*") if file.is_file() and file.parent.name != "evidence"]
        bare = {file.name for file in files for number in (CITIZEN, MOBILE) if number.encode() in file.read_bytes()}
        assert bare - {JOURNAL} == set()
        archived = b"".join(gzip.decompress(file.read_bytes()) for file in workspace.evidence.iterdir())
        assert CITIZEN.encode() in archived
        for number in (CITIZEN, MOBILE):
            assert number not in json.dumps(inventory_document(workspace), ensure_ascii=False)


def test_personal_numbers_are_masked_in_the_journal(killed: tuple[Workspace, Workspace, dict[str, Any], dict[str, Any], int]) -> None:
    (journal,) = (killed[0].folder / "crawls").rglob(JOURNAL)
    assert CITIZEN not in journal.read_text(encoding="utf-8")


def test_the_archive_and_the_journal_are_the_owners_alone(killed: tuple[Workspace, Workspace, dict[str, Any], dict[str, Any], int]) -> None:
    folder = killed[0].folder
    assert folder.joinpath("evidence").stat().st_mode & 0o077 == 0
    assert folder.joinpath("crawls").stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.joinpath("evidence").iterdir())


def test_a_file_in_the_working_folder_is_not_run(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "scrapy.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\nraise SystemExit(3)\n")
    monkeypatch.chdir(tmp_path / "elsewhere")
    with contextlib.suppress(InputError):
        crawl(workspace, "http://127.0.0.1:9/", allow_private=True)
    assert not (tmp_path / "ran").exists()
