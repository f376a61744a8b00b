import pytest

from inventory.gate import Refused, check_resolved, check_spelling, is_literal, is_loopback, is_private

PRIVATE = [
    # loopback in decimal, octal, hexadecimal and short forms
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "017700000001", "0x7f000001", "0x7F.0.0.1", "0177.0.0.1", "0177.0x0.0.1", "127.0.0.01", "0", "0.0.0.0",
    "localhost", "LOCALHOST", "localhost.", "app.localhost", "127.0.0.1.",
    # private, link-local, shared, multicast, reserved
    "10.0.0.8", "012.0.0.8", "167772168", "172.16.0.1", "172.31.255.255", "192.168.1.1", "0xc0a80101", "3232235777", "169.254.169.254", "0xA9FEA9FE", "2852039166",
    "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    # names of the local network
    "printer.local", "metadata.google.internal", "db.internal.",
    # IPv6: loopback, unspecified, unique local, link-local (with zone), multicast, documentation
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[fc00::1]", "[fd12:3456::1]", "[fe80::1]", "[fe80::1%25eth0]", "[ff02::1]", "[2001:db8::1]",
    # IPv4 inside IPv6: mapped, compatible, NAT64, 6to4, Teredo
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.8]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a00:8]", "[2002:7f00:1::]", "[2002:c0a8:101::1]", "[2001:0:7f00:1::]",
    # other digits and dots
    "１２７.０.０.１", "127。0。0。1", "⑫7.0.0.1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8",
    "134744072",
    "0x08080808",
    "223.5.5.5",
    "www.gov.cn",
    "云溪县.政务.cn",
    "localhost.gov.cn",
    "internal.gov.cn",
    "10.gov.cn",
    "[2400:3200::1]",
    "[::ffff:8.8.8.8]",
]


def refused(url: str, *, allow_private: bool = False) -> str | None:
    try:
        check_spelling(url, allow_private=allow_private)
    except Refused as refusal:
        return refusal.reason
    return None


@pytest.mark.parametrize("host", PRIVATE)
@pytest.mark.parametrize("address", ["http://{}/", "https://{}:8443/a?b#c", "http://user:pw@{}/", "HTTP://www.gov.cn@{}"])
def test_private_addresses_are_refused_in_any_spelling(host: str, address: str) -> None:
    assert refused(address.format(host)) == "private"
    assert refused(address.format(host), allow_private=True) is None


@pytest.mark.parametrize("host", PUBLIC)
@pytest.mark.parametrize("address", ["http://{}/", "https://{}:8443/a?b#c", "http://127.0.0.1@{}/"])
def test_public_addresses_pass(host: str, address: str) -> None:
    assert refused(address.format(host)) is None


@pytest.mark.parametrize("host", ["[64:ff9b:1::7f00:1]", "[fec0::1]", "[::ffff:0:127.0.0.1]"])
def test_rarer_networks_that_are_not_public_are_refused(host: str) -> None:
    assert refused(f"http://{host}/") == "private"


@pytest.mark.parametrize("url", ["http://%31%32%37.0.0.1/", "http://127.0.0.1\\@www.gov.cn/", "http://6425673729/"])
def test_hosts_that_parsers_disagree_about_are_refused(url: str) -> None:
    assert refused(url) in ("private", "host")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://www.gov.cn/", "scheme"), ("file:///etc/passwd", "scheme"), ("javascript:alert(1)", "scheme"), ("www.gov.cn", "scheme"), ("", "scheme"),
        ("http://", "host"), ("http:///a", "host"), ("http://[::1/", "host"), ("http://www.gov.cn:99999/", "host"), ("http://" + "县" * 80 + ".cn/", "host"),
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str, reason: str) -> None:
    assert refused(url, allow_private=True) == reason


def test_names_come_back_in_the_form_that_resolvers_take() -> None:
    assert check_spelling("https://WWW.Gov.CN./a", allow_private=False) == "www.gov.cn"
    assert check_spelling("https://政务.cn/", allow_private=False) == "xn--" + "政务".encode("punycode").decode() + ".cn"


def test_a_name_may_not_resolve_to_a_private_address() -> None:
    with pytest.raises(Refused) as refusal:
        check_resolved("www.gov.cn", "127.0.0.1", allow_private=False)
    assert refusal.value.reason == "resolves_private"
    check_resolved("www.gov.cn", "127.0.0.1", allow_private=True)
    check_resolved("www.gov.cn", "8.8.8.8", allow_private=False)


@pytest.mark.parametrize(("host", "expected"), [("127.1", True), ("[::1]", True), ("0x7f", True), ("a.cn", False), ("1.2.3.4.5", False)])
def test_literals_need_no_resolver(host: str, expected: bool) -> None:
    assert is_literal(host) is expected


def test_a_name_is_not_private_by_itself() -> None:
    assert not is_private("www.gov.cn")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.9.9.9/", True),
        ("http://[::1]:80/", True),
        ("http://localhost./", True),
        ("http://10.0.0.1/", False),
        ("http://www.gov.cn/", False),
    ],
)
def test_loopback_is_this_machine_only(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected
