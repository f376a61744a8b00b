"""The one door to addresses: what may be opened, by spelling and after resolution, at every redirect."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

SCHEMES = ("http", "https")
_SHARED = ipaddress.ip_network("100.64.0.0/10")
_TRANSLATED = tuple(
    ipaddress.ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96", "2002::/16", "2001::/32", "fec0::/10")
)


class Refused(ValueError):
    """An address that may not be opened; `reason` is one of scheme, host, private, resolves_private, unresolved, or what the crawl adds."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(reason)
        self.url = url
        self.reason = reason


def is_private(address: str) -> bool:
    """Tell whether an IP address, in any spelling that a resolver accepts, is not a public unicast address."""
    text = address.strip("[]").split("%", 1)[0]
    try:
        ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(text)
    except ValueError:
        try:
            ip = ipaddress.ip_address(socket.inet_aton(text))
        except OSError:
            # digits that no resolver reads as an address are nobody's host either
            return is_literal(text)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_private(str(ip.ipv4_mapped))
        if any(ip in network for network in _TRANSLATED):
            return True
        # the deprecated IPv4-compatible form ::a.b.c.d
        if int(ip) >> 32 == 0:
            return True
    return not ip.is_global or ip.is_multicast or (isinstance(ip, ipaddress.IPv4Address) and ip in _SHARED)


def is_literal(host: str) -> bool:
    """Tell whether a host is an IP address in any spelling, so that no resolver is asked."""
    text = host.strip("[]").split("%", 1)[0]
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return bool(re.fullmatch(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]*|[0-9]+)){0,3}", text))
    return True


def check_spelling(url: str, *, allow_private: bool) -> str:
    """The host of an address that may be opened as far as its spelling tells. Raises Refused."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Refused(url, "host") from None
    if parts.scheme.lower() not in SCHEMES:
        raise Refused(url, "scheme")
    # a zone (fe80::1%eth0) is part of an address; a percent sign in a name is not
    if not host or any(character in host for character in "\\<>\"'") or "\\" in url or ("%" in host and ":" not in host):
        raise Refused(url, "host")
    try:
        plain = host.encode("idna").decode("ascii").rstrip(".") if not host.isascii() else host.rstrip(".")
    except UnicodeError:
        raise Refused(url, "host") from None
    if not allow_private and (
        (is_literal(plain) and is_private(plain)) or plain == "localhost" or plain.endswith((".localhost", ".local", ".internal"))
    ):
        raise Refused(url, "private")
    return plain


def check_resolved(host: str, address: str, *, allow_private: bool) -> None:
    """Raises Refused where a name resolves to a private address."""
    if not allow_private and is_private(address):
        raise Refused(host, "resolves_private")


def is_loopback(url: str) -> bool:
    """Tell whether an address is this machine's own (127.0.0.0/8, ::1 or localhost)."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
