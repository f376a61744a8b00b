"""Sites with certificates of every kind: what is told, and that a setting forbids."""

import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.crawlers.crawling import Crawl, crawl

NOW = dt.datetime.now(dt.UTC)
Key = ec.EllipticCurvePrivateKey


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def certificate(
    key: Key, issuer: tuple[x509.Name, Key] | None, *, host: str = "127.0.0.1", days: tuple[int, int] = (-1, 30)
) -> x509.Certificate:
    """A certificate for an address; without an issuer its own, with one that of a root if it is for no host."""
    name = named(host or "root")
    alternative = x509.IPAddress(ipaddress.ip_address(host)) if host[:1].isdigit() else x509.DNSName(host or "root.example")
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(issuer[0] if issuer else name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(NOW + dt.timedelta(days=days[0])).not_valid_after(NOW + dt.timedelta(days=days[1]))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False).add_extension(x509.BasicConstraints(ca=not host, path_length=None), critical=True)
    )  # fmt: skip
    return made.sign(issuer[1] if issuer else key, hashes.SHA256())


class Authority:
    """A root that a machine may trust."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = certificate(self.key, None, host="")
        self.file = folder / "root.pem"
        self.file.write_bytes(self.root.public_bytes(serialization.Encoding.PEM))

    def issued(self, name: str, *, is_own: bool = False, **more: Any) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        made = certificate(key, None if is_own else (self.root.subject, self.key), **more)
        path = self.folder / f"{name}.pem"
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
        return path


@contextmanager
def serving(chain: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A site over TLS; what it was asked."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(dict(self.headers))
            body = b"<html><body><a href=/more>x</a> text</body></html>"
            self.send_response(200 if self.path in ("/", "/more") else 404)
            for name, value in (("Content-Type", "text/html"), ("Content-Length", str(len(body))), ("Set-Cookie", "session=1")):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    server.handle_error = lambda *args: None  # type: ignore[method-assign]  # a handshake that is broken off is no fault
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


CASES: dict[str, dict[str, Any]] = {
    "valid": {},
    "expired": {"days": (-30, -2)},
    "not_yet_valid": {"days": (2, 30)},
    "other_host": {"host": "www.other.example"},
    "self_signed": {"is_own": True},
    "expired+other_host": {"host": "127.0.0.9", "days": (-30, -2)},
}


@pytest.fixture(scope="module", params=["tell", "require"])
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Crawl, dict[str, str], dict[str, list[dict[str, str]]]]]:
    from contextlib import ExitStack

    folder = tmp_path_factory.mktemp("tls")
    authority = Authority(folder)
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patched:
        patched.setenv("SSL_CERT_FILE", str(authority.file))
        patched.setenv("SSL_CERT_DIR", str(folder / "none"))
        sites = {verdict: stack.enter_context(serving(authority.issued(verdict, **more))) for verdict, more in CASES.items()}
        done = crawl(folder, [f"{url}/" for url, _ in sites.values()], certificates=request.param)
    assert done.code == 0, done.log[-2000:]
    return (
        request.param,
        done,
        {verdict: url for verdict, (url, _) in sites.items()},
        {verdict: asked for verdict, (_, asked) in sites.items()},
    )


def test_a_wrong_certificate_is_told_and_the_page_read_unless_forbidden(told: Any) -> None:
    mode, done, urls, _ = told
    verdicts = {e["url"]: e["certificate"] for e in done.entries if e["kind"] == "page"}
    reasons = {e["address"]: e["reason"] for e in done.entries if e["kind"] == "refused"}
    for verdict, url in urls.items():
        if mode == "tell" or verdict == "valid":
            assert verdicts[f"{url}/"] == verdicts[f"{url}/more"] == verdict
        else:
            assert f"{url}/" not in verdicts
            assert reasons[f"{url}/"] == "certificate"


def test_nothing_secret_is_sent_and_nothing_at_all_where_forbidden(told: Any) -> None:
    mode, _, _, asked = told
    for verdict, requests in asked.items():
        assert bool(requests) == (mode == "tell" or verdict == "valid")
        assert not any({"Cookie", "Authorization"} & set(headers) for headers in requests)


def test_the_verdict_stands_in_the_archive(told: Any) -> None:
    from warcio.archiveiterator import ArchiveIterator

    mode, done, urls, _ = told
    found = {}
    for file in done.archive.glob("*.warc.gz"):
        with file.open("rb") as stream:
            found |= {
                record.rec_headers.get_header("WARC-Target-URI"): record.rec_headers.get_header("Auditor-Certificate")
                for record in ArchiveIterator(stream)
                if record.rec_type == "response"
            }
    assert found[f"{urls['valid']}/"] == "valid"
    if mode == "tell":
        assert found[f"{urls['expired']}/more"] == "expired"


def test_a_root_that_the_machine_does_not_know_is_told(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with serving(authority.issued("site")) as (url, _):
        done = crawl(tmp_path, [f"{url}/"])
    assert {e["certificate"] for e in done.entries if e["kind"] == "page"} == {"unknown_issuer"}


def test_a_machine_without_roots_says_that_it_could_not_check_and_still_sees_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    with serving(authority.issued("site")) as (good, _), serving(authority.issued("old", days=(-30, -2))) as (old, _):
        done = crawl(tmp_path, [f"{good}/", f"{old}/"])
    assert {(e["site"], e["certificate"]) for e in done.entries if e["kind"] == "page"} == {
        (f"{good}/", "unchecked"),
        (f"{old}/", "expired"),
    }
