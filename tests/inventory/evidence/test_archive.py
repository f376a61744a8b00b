import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from inventory.evidence.archive import GENESIS, ArchiveWriter, Stored, bodies, body_of, chain_hash, read_body, record_bytes

AT = "2026-11-24T01:02:03Z"
HEADERS = [
    ("Content-Type", "text/html"),
    ("Content-Encoding", "gzip"),
    ("Transfer-Encoding", "chunked"),
    ("Content-Length", "7"),
    ("Set-Cookie", "a=1"),
]
BODIES = [b"", b"x", "云溪".encode("gb18030"), b"\r\n\r\nWARC/1.0\r\n", b"\x1f\x8b\x08 no gzip", bytes(range(256)) * 400]


def store(path: Path, contents: list[bytes]) -> list[Stored]:
    writer = ArchiveWriter(path)
    stored = [
        writer.write(f"http://a.example/{i}", 200, "OK", HEADERS, body, AT, [("User-Agent", "auditor")]) for i, body in enumerate(contents)
    ]
    writer.close()
    return stored


def test_warcio_reads_back_the_bytes_under_the_same_hash(tmp_path: Path) -> None:
    stored = store(tmp_path / "a.warc.gz", BODIES)
    with (tmp_path / "a.warc.gz").open("rb") as stream:
        read = []
        for record in ArchiveIterator(stream, check_digests="raise"):
            kind, address = record.rec_type, record.rec_headers.get_header("WARC-Target-URI")
            assert record.rec_headers.get_header("WARC-Date") == AT
            if kind == "request":
                assert record.http_headers.get_header("User-Agent") == "auditor"
            else:
                content = record.content_stream().read()
                assert record.http_headers.get_statuscode() == "200"
                assert record.http_headers.get_header("Content-Length") == str(len(content))
                assert record.http_headers.get_header("Content-Encoding") is None
                assert record.http_headers.get_header("Set-Cookie") == "a=1"
                read.append((address, hashlib.sha256(content).hexdigest()))
    assert read == [(f"http://a.example/{i}", one.sha256) for i, one in enumerate(stored)]
    assert [one.sha256 for one in stored] == [hashlib.sha256(body).hexdigest() for body in BODIES]


def test_each_place_leads_to_its_body_and_lengths_add_up(tmp_path: Path) -> None:
    stored = store(tmp_path / "a.warc.gz", BODIES)
    assert [read_body(tmp_path, one.warc, one.offset) for one in stored] == BODIES
    assert [(offset, body) for _, offset, body in bodies(tmp_path / "a.warc.gz")] == [
        (one.offset, body) for one, body in zip(stored, BODIES, strict=True)
    ]
    assert [one.offset for one in stored[1:]] == [one.offset + one.length for one in stored[:-1]]
    assert stored[-1].offset + stored[-1].length == (tmp_path / "a.warc.gz").stat().st_size


def test_writing_goes_on_at_the_end_of_a_file(tmp_path: Path) -> None:
    (first,), (second,) = store(tmp_path / "a.warc.gz", [b"one"]), store(tmp_path / "a.warc.gz", [b"two"])
    assert second.offset == first.length
    assert [body for _, _, body in bodies(tmp_path / "a.warc.gz")] == [b"one", b"two"]


def test_a_response_is_on_the_disk_when_write_returns(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / "a.warc.gz")
    one = writer.write("http://a.example/", 200, "", [], b"body", AT, [])
    assert read_body(tmp_path, one.warc, one.offset) == b"body"
    writer.close()


def test_headers_that_are_not_ascii_are_stored(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / "a.warc.gz")
    one = writer.write("http://a.example/%E4%BA%91", 404, "", [("X-Name", "云溪".encode().decode("latin-1"))], b"body", AT, [])
    writer.close()
    assert read_body(tmp_path, one.warc, one.offset) == b"body"


def test_the_file_is_the_owners_alone(tmp_path: Path) -> None:
    store(tmp_path / "a.warc.gz", [])
    assert (tmp_path / "a.warc.gz").stat().st_mode & 0o777 == 0o600


def test_a_name_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (one,) = store(tmp_path / "a.warc.gz", [b"x"])
    with pytest.raises(FileNotFoundError):
        read_body(tmp_path / "inside", "../a.warc.gz", one.offset)


def test_a_place_without_response_is_told(tmp_path: Path) -> None:
    (one,) = store(tmp_path / "a.warc.gz", [b"x"])
    with pytest.raises(ValueError):
        read_body(tmp_path, one.warc, one.length)


def test_the_chain_changes_with_every_value_and_its_order() -> None:
    entry = {"url": "http://a.example/", "sha256": "0" * 64, "status": 200}
    first = chain_hash(GENESIS, entry)
    assert first == chain_hash(GENESIS, dict(reversed(entry.items())))
    others = [
        chain_hash(first, entry),
        *(chain_hash(GENESIS, {**entry, key: "x"}) for key in entry),
        chain_hash(GENESIS, {**entry, "x": 1}),
    ]
    assert len({first, *others}) == len(others) + 1
    assert all(len(link) == 64 for link in others)


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4))
def test_any_bytes_are_read_back(contents: list[bytes]) -> None:
    class InMemory(ArchiveWriter):
        def __init__(self) -> None:
            from warcio.warcwriter import WARCWriter

            self.path, self.stream = Path("a.warc.gz"), io.BytesIO()  # type: ignore[assignment]
            self.writer = WARCWriter(self.stream, gzip=True)

    writer = InMemory()
    for body in contents:
        writer.write("http://a.example/", 200, "", [], body, AT, [])
    writer.stream.seek(0)
    read = [r.content_stream().read() for r in ArchiveIterator(writer.stream) if r.rec_type == "response"]
    assert read == contents


def test_what_was_made_of_a_page_refers_to_it_and_is_read_back_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    writer = ArchiveWriter(path)
    url = "http://a.example/#/list"
    origin = writer.write(url, 200, "OK", HEADERS, b"<div id=app></div>", AT, [], "valid")
    made = {
        kind: writer.derive(kind, url, "image/png", body, AT, origin) for kind, body in (("conversion", b"\x89PNG"), ("metadata", b"{}"))
    }
    writer.close()
    for kind, body in (("conversion", b"\x89PNG"), ("metadata", b"{}")):
        stored = made[kind]
        piece = record_bytes(tmp_path, stored.warc, stored.offset, stored.length)
        assert body_of(piece) == (url, body)
        assert stored.sha256 == hashlib.sha256(body).hexdigest()
        [record] = [
            (r.rec_type, r.rec_headers.get_header("WARC-Refers-To")) for r in ArchiveIterator(io.BytesIO(piece), check_digests="raise")
        ]
        assert record == (kind, origin.record)
    with path.open("rb") as stream:
        told = {
            r.rec_type: (r.rec_headers.get_header("Auditor-Certificate"), r.http_headers) for r in ArchiveIterator(stream) if r.http_headers
        }
    assert told["response"][0] == "valid"
    assert told["request"][1].get_header("User-Agent") is None
    assert told["request"][1].statusline == "http://a.example/ HTTP/1.1"
    assert [body for _, _, body in bodies(path)] == [b"<div id=app></div>"]
