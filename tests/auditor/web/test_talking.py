"""A question to the log-in service ends, and goes to nobody else."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from auditor.web.talking import ANSWER_BYTES, Unreachable, ask, trust
from tests.auditor.web.log_in_service import serving_people


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate for this machine with its key, by nobody's authority."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "service")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now - dt.timedelta(days=1), now + dt.timedelta(days=1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "service.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


def reason(url: str, trusted: ssl.SSLContext, seconds: float = 5) -> str:
    with pytest.raises(Unreachable) as caught:
        ask(url, trusted=trusted, seconds=seconds)
    return caught.value.reason


def test_a_certificate_of_nobody_is_not_believed_unless_the_settings_name_it(certificate) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving_people(context) as service:
        url = f"{service.url}/keys"
        own = trust(certificate.name, certificate.parent)
        assert reason(url, trust(None, certificate.parent)) == "certificate"
        assert ask(url, trusted=own, seconds=5)[0] == 200
        # named, but not for this host
        assert reason(url.replace("127.0.0.1", "localhost"), own) == "certificate"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_somebody_who_takes_the_call_and_says_nothing_is_cut(scheme, tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began, port = time.monotonic(), silent.getsockname()[1]
        assert reason(f"{scheme}://127.0.0.1:{port}/", trust(None, tmp_path), 0.5)
        assert time.monotonic() - began < 5


def test_headers_without_end_are_cut_too(tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as endless:

        def drip() -> None:
            connection, _ = endless.accept()
            with connection:
                try:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nx: ")
                    while True:
                        connection.sendall(b"x")
                        time.sleep(0.1)
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        assert reason(f"http://127.0.0.1:{endless.getsockname()[1]}/", trust(None, tmp_path), 1)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(("size", "fits"), [(ANSWER_BYTES, True), (ANSWER_BYTES + 1, False)])
def test_an_answer_is_as_long_as_the_limit_at_most(size, fits, tmp_path) -> None:
    with serving_people() as service:
        service.instead["/keys"] = (200, b'{"a":"' + b"x" * (size - 8) + b'"}')
        url = f"{service.url}/keys"
        if fits:
            assert ask(url, trusted=trust(None, tmp_path), seconds=5)[0] == 200
        else:
            assert reason(url, trust(None, tmp_path)) == "too_large"
