import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from crawlers.journal import JOURNAL, Journal, read_entries
from crawlers.pages.reading import Reading
from inventory.evidence.archive import GENESIS, bodies, chain_hash, read_body

SEED = {"url": "http://a.example/", "name": "云溪", "owner": "县政府办", "kind": "site"}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    made = tmp_path / "crawl-001-x", tmp_path / "evidence"
    for folder in made:
        folder.mkdir()
    return made


@pytest.fixture
def journal(folders: tuple[Path, Path]) -> Iterator[Journal]:
    made = Journal(*folders)
    yield made
    made.close()


def add(
    journal: Journal, path: str, body: bytes = b"<p>x</p>", *, depth: int = 0, links: list[tuple[str, str]] | None = None, address: str = ""
) -> None:
    url = f"http://a.example{path}"
    response = HtmlResponse(
        url,
        body=body,
        headers={"Content-Type": "text/html", "X-Name": "云".encode()},
        request=Request(url, headers={"User-Agent": "auditor"}),
    )
    journal.page(response, address or url, "2026-11-24T00:00:00Z", depth, Reading(title=path), SEED, links or [])


def again(folders: tuple[Path, Path]) -> Journal:
    return Journal(*folders)


def core(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ("url", "sha256", "fetched_at", "status", "warc", "offset")}


def test_a_page_is_archived_and_journalled(journal: Journal, folders: tuple[Path, Path]) -> None:
    add(journal, "/", "<p>云溪</p>".encode(), links=[("http://a.example/b", "乙")])
    journal.refuse("http://a.example/private", "robots")
    journal.skip("http://a.example/?sid=1")
    page, refused, same = read_entries(folders[0])
    assert (page["kind"], page["url"], page["status"], page["depth"], page["site"]) == (
        "page",
        "http://a.example/",
        200,
        0,
        "http://a.example/",
    )
    assert (page["content_type"], page["links"], page["seen"]["title"]) == ("text/html", [["http://a.example/b", "乙"]], "/")
    assert "links" not in page["seen"]
    assert refused == {"kind": "refused", "address": "http://a.example/private", "reason": "robots"}
    assert same == {"kind": "same", "address": "http://a.example/?sid=1"}
    assert read_body(folders[1], page["warc"], page["offset"]) == "<p>云溪</p>".encode()
    assert (journal.pages, journal.refused, len(journal.done)) == (1, 1, 3)


def test_the_chain_is_recomputed_from_the_archive(journal: Journal, folders: tuple[Path, Path]) -> None:
    for number in range(5):
        add(journal, f"/{number}", b"x" * number)
        journal.refuse(f"http://a.example/r{number}", "http_404")
    stored = {offset: hashlib.sha256(body).hexdigest() for path in folders[1].iterdir() for _, offset, body in bodies(path)}
    last = GENESIS
    for entry in read_entries(folders[0]):
        if entry["kind"] == "page":
            assert stored[entry["offset"]] == entry["sha256"]
            last = chain_hash(last, core(entry))
            assert entry["chain"] == last


def test_a_second_run_goes_on_with_chain_count_and_links(folders: tuple[Path, Path]) -> None:
    first = again(folders)
    add(first, "/", links=[("http://a.example/b", "乙"), ("http://a.example/c", "丙")])
    first.refuse("http://a.example/c", "robots")
    first.close()
    second = again(folders)
    assert second.done == {"http://a.example/", "http://a.example/c"}
    assert second.pages == 1
    assert list(second.open_links()) == [
        ("http://a.example/b", "乙", 1, "http://a.example"),
        ("http://a.example/c", "丙", 1, "http://a.example"),
    ]
    add(second, "/b", depth=1)
    second.close()
    one, _, two = read_entries(folders[0])
    assert two["chain"] == chain_hash(one["chain"], core(two))
    assert one["warc"] != two["warc"]
    assert len(list(folders[1].iterdir())) == 2


def test_pages_that_a_script_draws_under_one_address_stay_apart_in_a_second_run(folders: tuple[Path, Path]) -> None:
    first = again(folders)
    add(first, "/#/list")
    first.close()
    second = again(folders)
    second.close()
    assert second.done == {"http://a.example/#/list"}
    assert [address for address, *_ in second.read_before()] == ["http://a.example/#/list"]


@pytest.mark.parametrize(
    "half", ['{"kind":"pa', '{"kind":"refused","address":"http://a.example/z","reason":"云'.encode()[:-1].decode("latin-1"), "{}"]
)
def test_a_half_written_last_line_is_left_out_and_cut_off(folders: tuple[Path, Path], half: str) -> None:
    first = again(folders)
    add(first, "/")
    first.close()
    path = folders[0] / JOURNAL
    whole = path.read_bytes()
    path.write_bytes(whole + half.encode("latin-1"))
    assert len(list(read_entries(folders[0]))) == 1
    second = again(folders)
    assert path.read_bytes() == whole
    second.refuse("http://a.example/z", "robots")
    second.close()
    assert [entry["kind"] for entry in read_entries(folders[0])] == ["page", "refused"]


def test_a_journal_of_nothing_but_half_a_line_is_empty(folders: tuple[Path, Path]) -> None:
    (folders[0] / JOURNAL).write_bytes(b'{"kind"')
    again(folders).close()
    assert (folders[0] / JOURNAL).read_bytes() == b""
    assert list(read_entries(folders[0])) == []


def test_lines_are_read_from_a_place_on(journal: Journal, folders: tuple[Path, Path]) -> None:
    for number in range(4):
        journal.refuse(f"http://a.example/{number}", "robots")
    assert [entry["address"][-1] for entry in read_entries(folders[0], 2)] == ["2", "3"]
    assert list(read_entries(folders[0], 9)) == []


def test_what_was_archived_but_not_journalled_is_cut_off(folders: tuple[Path, Path]) -> None:
    first = again(folders)
    add(first, "/")
    add(first, "/lost", b"lost" * 100)
    first.close()
    path = folders[0] / JOURNAL
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    again(folders).close()
    warc = folders[1] / next(iter(read_entries(folders[0])))["warc"]
    assert [url for url, _, _ in bodies(warc)] == ["http://a.example/"]


def test_a_redirected_page_is_done_under_both_addresses(folders: tuple[Path, Path]) -> None:
    first = again(folders)
    add(first, "/new", address="http://a.example/old")
    first.close()
    second = again(folders)
    second.close()
    assert second.done == {"http://a.example/old", "http://a.example/new"}


def test_archive_files_are_the_owners_alone(journal: Journal, folders: tuple[Path, Path]) -> None:
    assert [path.stat().st_mode & 0o077 for path in folders[1].iterdir()] == [0]


def test_a_line_is_one_line_whatever_stands_in_it(journal: Journal, folders: tuple[Path, Path]) -> None:
    journal.refuse("http://a.example/\u2028\x85\n\r", "x\ny")
    assert len((folders[0] / JOURNAL).read_bytes().splitlines()) == 1
    assert json.loads((folders[0] / JOURNAL).read_bytes())["reason"] == "x\ny"


def test_an_archive_file_without_a_journalled_page_is_taken_away(folders: tuple[Path, Path]) -> None:
    first = again(folders)
    add(first, "/")
    first.close()
    second = again(folders)
    second.close()
    (folders[1] / f"{folders[0].name}-003.warc.gz").write_bytes(b"\x1f\x8bhalf a record")
    third = again(folders)
    add(third, "/b")
    third.close()
    assert [path.name[-11:] for path in sorted(folders[1].iterdir())] == ["001.warc.gz", "004.warc.gz"]
