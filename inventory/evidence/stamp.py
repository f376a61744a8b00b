"""Time stamps of a time-stamping service (RFC 3161) over a package's seal; needs the extra `stamp`."""

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from inventory.problems import InputError

QUERY = "application/timestamp-query"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a stamp says: when (ISO 8601 UTC), and whether its signature was checked against a given certificate."""

    at: str
    is_signed: bool


class BadStamp(ValueError):
    """A stamp that cannot be read, is over something else, or is not signed by whom it should be."""


def query(seal: bytes) -> bytes:
    """The request to send for the bytes of a seal (SHA-256, certificate asked for)."""
    client = _client()
    from cryptography import x509  # noqa: F401  (an install without it is told as missing)

    request = client.TimestampRequestBuilder(data=seal, hash_algorithm=client.HashAlgorithm.SHA256, nonce=True, cert_req=True).build()
    return bytes(request.as_bytes())


def read_stamp(answer: bytes, seal: bytes, certificate: Path | None = None) -> Stamp:
    """Check that a service's answer is over this seal, and with its root certificate (PEM) who signed it. Raises BadStamp."""
    import hashlib

    client = _client()
    try:
        response = client.decode_timestamp_response(answer)
        info = response.tst_info
        at = info.gen_time.isoformat(timespec="seconds").replace("+00:00", "Z")
        imprint = bytes(info.message_imprint.message)
    except ValueError as error:
        raise BadStamp(str(error)) from None
    if imprint != hashlib.sha256(seal).digest():
        raise BadStamp("imprint")
    if certificate is None:
        return Stamp(at, False)
    from cryptography import x509

    try:
        roots = x509.load_pem_x509_certificates(certificate.read_bytes())
    except (OSError, ValueError):
        raise InputError("cannot_open", file=certificate.name) from None
    builder = client.VerifierBuilder()
    for root in roots:
        builder = builder.add_root_certificate(root)
    try:
        builder.build().verify_message(response, seal)
    except (client.VerificationError, ValueError) as error:
        raise BadStamp(str(error)) from None
    return Stamp(at, True)


def _client() -> ModuleType:
    try:
        import rfc3161_client
    except ImportError:
        raise InputError("needs_extra", extra="stamp") from None
    return rfc3161_client
