"""WARC files of what was fetched, one record pair a page; a hash chain shows what was added when."""

import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

GENESIS = "0" * 64
# what a page's link of the chain is made over
# of compression, and the bits that make it gzip (zlib's manual, deflateInit2)
_LEVEL = 5
_GZIP = 31
PAGE_KEYS = ("url", "sha256", "fetched_at", "status", "warc", "offset")


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a response stands: file, byte offset and length of its record, hash of its body, id of the record (WARC-Record-ID)."""

    warc: str
    offset: int
    length: int
    sha256: str
    record: str = ""


class ArchiveWriter:
    """Appends responses to one WARC file, each record its own gzip member, flushed before `write` returns.

    `about` is the file's warcinfo record: by which program and under which conditions its pages were fetched.
    """

    def __init__(self, path: Path, about: Mapping[str, str] | None = None) -> None:
        from warcio.warcwriter import WARCWriter

        self.path = path
        self.stream = path.open("ab")
        path.chmod(0o600)
        self.writer = WARCWriter(_Members(self.stream), gzip=False)
        if about and self.stream.tell() == 0:
            self.writer.write_record(self.writer.create_warcinfo_record(path.name, dict(about)))
            self.stream.flush()

    def write(
        self,
        url: str,
        status: int,
        reason: str,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        fetched_at: str,
        request_headers: Iterable[tuple[str, str]],
        certificate: str | None = None,
    ) -> Stored:
        """Store one exchange as served. `fetched_at` is ISO 8601 UTC; `certificate` what verification said of the server's."""
        from warcio.statusandheaders import StatusAndHeaders

        offset = self.stream.tell()
        # the body is stored as decoded from transfer and content encodings, so the headers that named them go
        kept = [(k, v) for k, v in headers if k.lower() not in ("content-encoding", "transfer-encoding", "content-length")]
        kept.append(("Content-Length", str(len(body))))
        response = self.writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(f"{status} {reason}".strip(), kept, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": fetched_at, **({"Auditor-Certificate": certificate} if certificate else {})},
        )
        request = self.writer.create_warc_record(
            url,
            "request",
            http_headers=StatusAndHeaders(f"GET {url.partition('#')[0]} HTTP/1.1", list(request_headers), is_http_request=True),
            warc_headers_dict={"WARC-Date": fetched_at},
        )
        self.writer.write_request_response_pair(request, response)
        return self._stored(offset, body, response)

    def derive(self, kind: str, url: str, content_type: str, body: bytes, at: str, origin: Stored) -> Stored:
        """Store what was made of a response: `conversion` (another form of it) or `metadata` (how it was made)."""
        offset = self.stream.tell()
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=content_type,
            warc_headers_dict={"WARC-Date": at, "WARC-Refers-To": origin.record},
        )
        self.writer.write_record(record)
        return self._stored(offset, body, record)

    def _stored(self, offset: int, body: bytes, record: Any) -> Stored:
        self.stream.flush()
        identifier = str(record.rec_headers.get_header("WARC-Record-ID"))
        return Stored(self.path.name, offset, self.stream.tell() - offset, hashlib.sha256(body).hexdigest(), identifier)

    def close(self) -> None:
        """Close the file."""
        self.stream.close()


class _Members:
    """Makes each record a gzip member of its own (WARC 1.0, annex A): what is written until it is flushed.

    warcio's own compression is of level 9: half as much time again as this one for 1 % less.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> None:
        """A part of a record."""
        self.parts.append(part)

    def flush(self) -> None:
        """The end of a record."""
        if self.parts:
            self.stream.write(zlib.compress(b"".join(self.parts), _LEVEL, _GZIP))
            self.parts.clear()


def chain_hash(previous: str, entry: dict[str, Any]) -> str:
    """The next link of the chain over a page's entry."""
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def bodies(path: Path) -> Iterator[tuple[str, int, bytes]]:
    """Address, offset and body of every response in a WARC file."""
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as stream:
        iterator = ArchiveIterator(stream)
        for record in iterator:
            if record.rec_type == "response":
                # the iterator reads past the record to tell its offset: the body first
                body = record.content_stream().read()
                yield record.rec_headers.get_header("WARC-Target-URI"), iterator.get_record_offset(), body


def read_body(folder: Path, warc: str, offset: int) -> bytes:
    """The body of the response whose record starts at `offset`."""
    from warcio.archiveiterator import ArchiveIterator

    with (folder / Path(warc).name).open("rb") as stream:
        stream.seek(offset)
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                body: bytes = record.content_stream().read()
                return body
    raise ValueError("no response stands there")


def record_bytes(folder: Path, warc: str, offset: int, length: int) -> bytes:
    """The exchange as it stands in the archive: a piece of a WARC file that any WARC reader opens on its own."""
    with (folder / Path(warc).name).open("rb") as stream:
        stream.seek(offset)
        return stream.read(length)


def file_hashes(folder: Path, pages: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Of every archive file that holds one of these pages: the bytes up to its last page, and their SHA-256.

    This covers headers and requests, which no page's own hash does. A file that is not there has none.
    """
    ends: dict[str, int] = {}
    for page in pages:
        ends[page["warc"]] = max(ends.get(page["warc"], 0), page["offset"] + page["length"])
    found: dict[str, dict[str, Any]] = {}
    for warc, end in sorted(ends.items()):
        path = folder / Path(warc).name
        if not path.is_file():
            continue
        digest, left = hashlib.sha256(), end
        with path.open("rb") as stream:
            while left and (piece := stream.read(min(left, 1 << 20))):
                digest.update(piece)
                left -= len(piece)
        found[warc] = {"bytes": end, "sha256": digest.hexdigest()}
    return found


def body_of(piece: bytes) -> tuple[str, bytes]:
    """Address and body of the first response, or of what was made of one, in a piece of a WARC file. Raises ValueError where none can be read."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(io.BytesIO(piece)):
            if record.rec_type in ("response", "conversion", "metadata"):
                return str(record.rec_headers.get_header("WARC-Target-URI")), record.content_stream().read()
    except (ArchiveLoadFailed, OSError, EOFError, zlib.error) as error:
        raise ValueError(str(error)) from None
    raise ValueError("no response stands there")
