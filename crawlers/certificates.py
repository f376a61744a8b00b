"""Certificates of sites: verified at every connection, and what was wrong is told; the page is read all the same unless the office forbids it.

Nothing that a wrong certificate could cost is ever sent: no cookies, no credentials, no forms.
"""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from OpenSSL import SSL
from OpenSSL.crypto import X509
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import AcceptableCiphers, CertificateOptions, platformTrust
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from inventory.gate import is_literal

VALID, UNCHECKED = "valid", "unchecked"
# verification errors of OpenSSL (x509_vfy.h) by what they mean to a site's owner
_FAULTS = {
    9: "not_yet_valid",
    10: "expired",
    18: "self_signed",
    19: "unknown_issuer",
    20: "unknown_issuer",
    21: "unknown_issuer",
    2: "unknown_issuer",
    23: "revoked",
}
_WITHOUT_ROOTS = (2, 18, 19, 20, 21)
# OP_LEGACY_SERVER_CONNECT: old servers without secure renegotiation, of which there are many, are read as Scrapy reads them
_LEGACY_SERVERS = 0x4


def has_roots() -> bool:
    """Tell whether this machine has root certificates; without them nothing can be verified."""
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    return bool(paths.cafile) or (folder is not None and folder.is_dir() and any(folder.iterdir()))


class Verdicts:
    """What verification said of each host and port in this process, which runs one crawl: `valid`, `unchecked`, or what is wrong."""

    by_host: ClassVar[dict[str, str]] = {}
    refused: ClassVar[set[str]] = set()

    @classmethod
    def of(cls, url: str) -> str | None:
        """The verdict on the certificate of an address; None where there was none to check."""
        return cls.by_host.get(host_of(url)) if url.lower().startswith("https:") else None


def host_of(url: str) -> str:
    """Host and port of an address, as verdicts are kept by them."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').rstrip('.')}:{parts.port or 443}"


@implementer(IPolicyForHTTPS)
class VerifyingPolicy:
    """Makes connections whose certificates are verified against this machine's roots; notes the outcome, and goes on unless `must_hold`."""

    def __init__(self, *, must_hold: bool) -> None:
        self._must_hold = must_hold
        self._can_tell = has_roots()
        ciphers = AcceptableCiphers.fromOpenSSLCipherString("DEFAULT")  # type: ignore[no-untyped-call]
        options = CertificateOptions(trustRoot=platformTrust(), fixBrokenPeers=True, acceptableCiphers=ciphers)  # type: ignore[no-untyped-call]
        self._context: SSL.Context = options.getContext()
        self._context.set_options(_LEGACY_SERVERS)

    def creatorForNetloc(self, hostname: bytes, port: int) -> "_Creator":  # noqa: N802  (Twisted's name)
        """What makes the connections to this host."""
        name = hostname.decode("ascii")
        return _Creator(self._context, name, self._noting(name.strip("[]"), port))

    def _noting(self, name: str, port: int) -> "Callback":
        service = IPAddress_ID(name) if is_literal(name) else DNS_ID(name)
        key = f"{name.rstrip('.').lower()}:{port}"
        faults: set[str] = set()

        def note(_connection: SSL.Connection, certificate: X509, error: int, depth: int, is_good: int) -> bool:
            # called once a certificate and once a fault; an exception would be lost on its way through OpenSSL
            if not is_good and (self._can_tell or error not in _WITHOUT_ROOTS):
                faults.add(_FAULTS.get(error, "not_accepted"))
            if depth == 0:
                try:
                    verify_service_identity(extract_patterns(certificate), [service], [])
                except (CertificateError, VerificationError, ValueError):
                    faults.add("other_host")
            Verdicts.by_host[key] = "+".join(sorted(faults)) or (VALID if self._can_tell else UNCHECKED)
            if faults and self._must_hold:
                Verdicts.refused.add(key)
                return False
            return True

        return note


Callback = Callable[[SSL.Connection, X509, int, int, int], bool]


@implementer(IOpenSSLClientConnectionCreator)
class _Creator:
    """Makes the connections to one host."""

    def __init__(self, context: SSL.Context, hostname: str, note: Callback) -> None:
        self._context = context
        self._hostname = hostname
        self._note = note

    def clientConnectionForTLS(self, protocol: Any) -> SSL.Connection:  # noqa: N802  (Twisted's name)
        """The connection for one handshake."""
        connection = SSL.Connection(self._context, None)
        connection.set_app_data(protocol)
        if not is_literal(self._hostname):  # RFC 6066, 3: no addresses
            connection.set_tlsext_host_name(self._hostname.encode("ascii"))
        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self._note)
        return connection


class VerifyingHandler(HTTP11DownloadHandler):
    """Scrapy's handler, with certificates verified and told."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contextFactory: Any = VerifyingPolicy(must_hold=crawler.settings["AUDITOR_CERTIFICATES"] == "require")
