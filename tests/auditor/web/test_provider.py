"""What the log-in service says is believed only where it holds, and asked for within limits."""

import hashlib
import hmac
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import RSAKey

from auditor.settings import OidcSettings
from auditor.web.provider import BeginAgain, Provider
from auditor.web.talking import Unreachable
from auditor.web.tokens import NotBelieved
from inventory.problems import InputError
from tests.auditor.web.log_in_service import CLIENT, SECRET, Service, by_hand, key, serving_people, unsigned


@pytest.fixture(scope="module")
def running_service() -> Iterator[Service]:
    with serving_people() as service:
        yield service


@pytest.fixture
def service(running_service) -> Service:
    running_service.reset()
    return running_service


@pytest.fixture
def make(service, tmp_path, monkeypatch):
    """A provider of our own with these settings beside the usual ones."""
    monkeypatch.setenv("AUDITOR_OIDC", SECRET)

    def call(**more) -> Provider:
        usual = {"issuer": service.url, "client_id": CLIENT, "client_secret": "env:AUDITOR_OIDC", "public_url": "http://localhost:8765"}
        return Provider(OidcSettings(**{**usual, **more}), tmp_path)

    return call


def come(provider: Provider, service: Service, **sent: str):
    """The claims about who came back, or why not, in one word."""
    try:
        where, cookie = provider.begin("/")
        query = dict(parse_qsl(urlsplit(service.authorize(where, **sent)).query))
        return provider.finish(query, cookie)[0]
    except (NotBelieved, Unreachable) as error:
        return error.reason


def without(claims, *names):
    return {name: value for name, value in claims.items() if name not in names}


def hmac_by(word: bytes):
    return lambda told: hmac.digest(word, told, hashlib.sha256)


def rsa(by: RSAKey):
    return lambda told: by.private_key.sign(told, PKCS1v15(), SHA256())


WRONG = {
    "nonce": (lambda s, c: s.signed({**c, "nonce": "other"}), "claim_nonce"),
    "no nonce": (lambda s, c: s.signed(without(c, "nonce")), "claim_nonce"),
    "nonces": (lambda s, c: s.signed({**c, "nonce": {"a": c["nonce"]}}), "claim_nonce"),
    "audience": (lambda s, c: s.signed({**c, "aud": "other"}), "claim_aud"),
    "no audience": (lambda s, c: s.signed(without(c, "aud")), "claim_aud"),
    "part of the audience": (lambda s, c: s.signed({**c, "aud": CLIENT + "x"}), "claim_aud"),
    "audiences without party": (lambda s, c: s.signed({**c, "aud": [CLIENT, "other"]}), "authorized_party"),
    "other party": (lambda s, c: s.signed({**c, "aud": [CLIENT, "other"], "azp": "other"}), "authorized_party"),
    "party of one": (lambda s, c: s.signed({**c, "azp": "other"}), "authorized_party"),
    "issuer": (lambda s, c: s.signed({**c, "iss": s.url + "/"}), "claim_iss"),
    "no issuer": (lambda s, c: s.signed(without(c, "iss")), "claim_iss"),
    "issuers": (lambda s, c: s.signed({**c, "iss": [c["iss"]]}), "claim_iss"),
    "expired": (lambda s, c: s.signed({**c, "iat": c["iat"] - 1_000, "exp": c["exp"] - 1_000}), "expired"),
    "no end": (lambda s, c: s.signed(without(c, "exp")), "claim_exp"),
    "end is text": (lambda s, c: s.signed({**c, "exp": "9999999999"}), "claim_exp"),
    "end is no number": (lambda s, c: s.signed({**c, "exp": float("nan")}), "claim_exp"),
    "issued long ago": (lambda s, c: s.signed({**c, "iat": c["iat"] - 1_000}), "older_than_log_in"),
    "issued tomorrow": (lambda s, c: s.signed({**c, "iat": c["iat"] + 86_400, "exp": c["exp"] + 90_000}), "claim_iat"),
    "not before tomorrow": (lambda s, c: s.signed({**c, "nbf": c["iat"] + 86_400}), "claim_nbf"),
    "no subject": (lambda s, c: s.signed(without(c, "sub")), "claim_sub"),
    "subject is a number": (lambda s, c: s.signed({**c, "sub": 7}), "claim_sub"),
    "empty subject": (lambda s, c: s.signed({**c, "sub": ""}), "claim_sub"),
    "long subject": (lambda s, c: s.signed({**c, "sub": "x" * 256}), "subject"),
    "zero in the subject": (lambda s, c: s.signed({**c, "sub": "a\x00"}), "subject"),
    "half a letter in the subject": (lambda s, c: s.signed({**c, "sub": "a\ud800"}), "subject"),
    "none": (lambda s, c: unsigned(c), "signature"),
    "none with a key": (lambda s, c: unsigned(c, kid=s.keys[0].kid), "signature"),
    "NONE": (lambda s, c: by_hand(c, lambda _: b"", alg="NONE"), "signature"),
    "HS256 by the public key": (lambda s, c: by_hand(c, hmac_by(s.keys[0].as_pem(private=False)), alg="HS256", kid=s.keys[0].kid), "signature"),
    "HS256 by the public key in DER": (lambda s, c: by_hand(c, hmac_by(s.keys[0].as_der(private=False)), alg="HS256", kid=s.keys[0].kid), "signature"),
    "HS256 by the secret": (lambda s, c: by_hand(c, hmac_by(SECRET.encode()), alg="HS256"), "signature"),
    "HS256 by a key of the set": (lambda s, c: by_hand(c, hmac_by(b"\0\0\0"), alg="HS256"), "signature"),
    "key of somebody else": (lambda s, c: s.signed(c, {"kid": s.keys[0].kid}, key("RSA", 7)), "signature"),
    "key in the header": (lambda s, c: by_hand(c, rsa(key("RSA", 7)), alg="RS256", jwk=key("RSA", 7).as_dict(private=False)), "signature"),
    "critical header": (lambda s, c: by_hand(c, rsa(s.keys[0]), alg="RS256", kid=s.keys[0].kid, crit=["x"], x=1), "signature"),
    "kid is a number": (lambda s, c: by_hand(c, rsa(s.keys[0]), alg="RS256", kid=7), "signature"),
    "EC of an RSA key": (lambda s, c: by_hand(c, rsa(s.keys[0]), alg="ES256", kid=s.keys[0].kid), "signature"),
    "changed": (lambda s, c: s.signed(c)[:-8] + "AAAAAAAA", "signature"),
    "of another kind": (lambda s, c: s.signed(c, {"typ": "at+jwt"}), "signature"),
    "no token": (lambda s, c: "x.y", "signature"),
    "claims are a list": (lambda s, c: by_hand([c], rsa(s.keys[0]), alg="RS256", kid=s.keys[0].kid), "signature"),
    "a number": (lambda s, c: 7, "no_id_token"),
    "much": (lambda s, c: s.signed({**c, "x": "x" * 150_000}), "signature"),
}  # fmt: skip


@pytest.fixture(scope="module")
def one(running_service, tmp_path_factory) -> Provider:
    """A provider that many tests share: what it keeps of the service stays right."""
    path = tmp_path_factory.mktemp("one") / "secret"
    path.write_text(SECRET + "\n")
    running_service.reset()
    usual = {"issuer": running_service.url, "client_id": CLIENT, "client_secret": f"file:{path}", "public_url": "http://localhost:8765"}
    return Provider(OidcSettings(**usual), path.parent)


@pytest.mark.parametrize("what", WRONG)
def test_a_token_that_does_not_hold_is_not_believed(one, service, what) -> None:
    forge, reason = WRONG[what]
    assert isinstance(come(one, service), dict)
    service.sign = lambda claims: forge(service, claims)
    assert come(one, service) == reason


@pytest.mark.parametrize(
    "more",
    [
        {"aud": [CLIENT]},
        {"aud": ["other", CLIENT], "azp": CLIENT},
        {"azp": CLIENT},
        {"nbf": 1},
        {"x5t": "y"},
        {"exp": lambda: time.time() + 300.5},
        {"iat": lambda: time.time() + 60},
    ],
)
def test_a_token_that_holds_in_another_way_is_believed(one, service, more) -> None:
    # of the moment at which the test runs
    service.more = {name: value() if callable(value) else value for name, value in more.items()}
    assert come(one, service)["sub"] == "s-1"


@pytest.mark.parametrize(("kind", "algorithm"), [("RSA", "RS512"), ("RSA", "PS256"), ("EC", "ES256")])
def test_signatures_of_each_kind_of_key_pair_hold(make, service, kind, algorithm) -> None:
    service.keys, service.algorithm = [key(kind), key("RSA", 1)], algorithm
    assert come(make(), service)["sub"] == "s-1"


def test_headers_that_nobody_knows_and_a_missing_key_id_do_not_matter(one, service) -> None:
    service.sign = lambda claims: by_hand(claims, rsa(service.keys[0]), alg="RS256", private="x")
    assert come(one, service)["sub"] == "s-1"


def test_of_the_algorithms_only_those_of_the_settings_hold(make, service) -> None:
    provider = make(algorithms=["ES256"])
    assert come(provider, service) == "signature"
    service.keys, service.algorithm = [key("EC")], "ES256"
    assert come(make(algorithms=["ES256"]), service)["sub"] == "s-1"


def test_short_keys_and_keys_for_other_uses_are_none(make, service) -> None:
    with pytest.warns(match="2048"):
        short = RSAKey.generate_key(1024, {"kid": "short"})
    service.keys = [short, RSAKey.import_key(key("RSA").as_dict(private=True), {"kid": "enc", "use": "enc"})]
    provider = make()
    for number in (0, 1):
        service.sign = lambda claims, n=number: by_hand(claims, rsa(service.keys[n]), alg="RS256", kid=service.keys[n].kid)
        assert come(provider, service) == "signature"


def test_a_new_key_is_fetched_once_when_it_is_seen_and_not_again_for_a_while(make, service) -> None:
    provider = make()
    assert come(provider, service)["sub"] == "s-1"
    service.keys = [key("RSA", 1), key("RSA")]
    assert [come(provider, service)["sub"] for _ in range(3)] == ["s-1"] * 3
    assert service.asked["/keys"] == 2
    # somebody who makes up ids of keys does not make us ask for each
    service.keys = [key("RSA", 2)]
    assert {come(provider, service) for _ in range(3)} == {"signature"}
    assert (service.asked["/keys"], service.asked["/.well-known/openid-configuration"]) == (2, 1)


def test_all_who_come_while_the_keys_change_come_in(make, service) -> None:
    provider = make()
    assert come(provider, service)["sub"] == "s-1"
    service.keys = [key("RSA", 1)]
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda _: come(provider, service), range(6)))
    assert [claims["sub"] for claims in told] == ["s-1"] * 6
    assert service.asked["/keys"] == 2


def test_a_key_that_was_withdrawn_ends_with_what_we_keep(make, service, monkeypatch) -> None:
    monkeypatch.setattr("auditor.web.provider.FRESH", 0.0)
    provider, old = make(), key("RSA")
    assert come(provider, service)["sub"] == "s-1"
    service.keys = [key("RSA", 1)]
    service.sign = lambda claims: service.signed(claims, by=old)
    assert come(provider, service) == "signature"


def test_claims_that_only_userinfo_tells_are_asked_for_there(make, service) -> None:
    service.told_later = {"preferred_username": service.person.pop("preferred_username"), "nonce": "other", "groups": ["x"]}
    claims = come(make(), service)
    # what the token says goes before
    assert (claims["preferred_username"], claims["groups"], claims["nonce"] == "other") == ("u-reader", ["x"], False)
    service.told_later["sub"] = "s-2"
    assert come(make(), service) == "userinfo_subject"
    service.person["preferred_username"] = "u-reader"
    assert come(make(), service)["sub"] == "s-1"
    assert service.asked["/userinfo"] == 2


def test_an_answer_that_tells_our_issuer_holds(make, service) -> None:
    service.about = {"authorization_response_iss_parameter_supported": True}
    assert come(make(), service, iss=service.url)["sub"] == "s-1"
    assert come(make(), service) == "answer_issuer"
    assert come(make(), service, iss="https://evil.example") == "answer_issuer"


# --- the service itself


@pytest.mark.parametrize("methods", [None, ["client_secret_basic"], ["client_secret_post"], ["private_key_jwt", "client_secret_post"]])
def test_the_secret_goes_the_way_that_the_service_takes(make, service, methods) -> None:
    service.about = {} if methods is None else {"token_endpoint_auth_methods_supported": methods}
    assert come(make(), service)["sub"] == "s-1"
    form, authorization = service.forms[-1]
    assert ("client_secret" in form) is bool(methods and "client_secret_post" in methods)
    assert bool(authorization) is ("client_secret" not in form)


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"issuer": "https://evil.example"}, "other_issuer"),
        ({"issuer": None}, "other_issuer"),
        ({"token_endpoint": "http://127.0.0.1:1/token"}, "foreign_token_endpoint"),
        ({"authorization_endpoint": "https://evil.example/authorize"}, "foreign_authorization_endpoint"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "foreign_authorization_endpoint"),
        ({"jwks_uri": "http://169.254.169.254/"}, "foreign_jwks_uri"),
        ({"jwks_uri": "file:///etc/passwd"}, "foreign_jwks_uri"),
        ({"jwks_uri": 7}, "foreign_jwks_uri"),
        ({"jwks_uri": "http://["}, "foreign_jwks_uri"),
        ({"userinfo_endpoint": "http://user@127.0.0.1/"}, "foreign_userinfo_endpoint"),
        ({"end_session_endpoint": "https://evil.example"}, "foreign_end_session_endpoint"),
    ],
)
def test_what_the_service_says_of_itself_leads_nowhere_else(make, service, about, reason) -> None:
    service.about = about
    assert come(make(), service) == reason
    assert set(service.asked) == {"/.well-known/openid-configuration"}


def test_other_hosts_of_the_service_are_those_that_the_settings_name(make, service) -> None:
    service.about = {"end_session_endpoint": "https://leave.example/out?x=1"}
    provider = make(hosts=["leave.example"])
    assert provider.leave() == ""
    assert come(provider, service)["sub"] == "s-1"
    assert provider.leave().startswith("https://leave.example/out?x=1&client_id=")


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize(
    ("instead", "reason"),
    [
        ((500, b"{}"), r"(status|keys|token)_500"),
        ((302, b"/elsewhere"), r"no_json_302"),
        ((200, b"<html>"), "no_json_200"),
        ((200, b"[]"), "no_object_200"),
        ((200, b"[" * 200_000), "no_json_200"),
        ((200, b'{"a": "' + b"x" * 20_000_000 + b'"}'), "too_large"),
        ((200, b"{}"), r"other_issuer|keys_200|no_id_token"),
    ],
)
def test_a_service_that_answers_nonsense_or_megabytes_lets_nobody_in(make, service, path, instead, reason) -> None:
    service.instead[path] = instead
    began = time.monotonic()
    assert re.fullmatch(reason, come(make(), service))
    assert service.asked["/elsewhere"] == 0
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token"])
def test_a_service_that_sends_a_byte_now_and_then_is_cut(make, service, path) -> None:
    service.drip[path] = 0.2
    began = time.monotonic()
    assert isinstance(come(make(timeout_seconds=1), service), str)
    assert time.monotonic() - began < 4


def test_a_service_that_is_down_is_not_asked_by_everybody(make, service) -> None:
    service.instead["/.well-known/openid-configuration"] = (503, b"{}")
    provider = make()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: come(provider, service), range(30))) == {"status_503"}
    assert service.asked["/.well-known/openid-configuration"] == 1
    assert [provider.is_worth_a_note() for _ in range(3)] == [True, False, False]
    assert come(make(issuer="http://127.0.0.1:1"), service) == "ConnectionRefusedError"


def test_a_log_in_is_over_when_it_ended_whatever_came_of_it(one, service) -> None:
    where, cookie = one.begin("/")
    back = dict(parse_qsl(urlsplit(service.authorize(where, code="wrong")).query))
    with pytest.raises(NotBelieved, match="code"):
        one.finish(back, cookie)
    with pytest.raises(BeginAgain):
        one.finish(back, cookie)


# --- settings


def test_the_secret_is_read_from_variable_or_file_and_stands_nowhere(make, tmp_path, monkeypatch) -> None:
    (tmp_path / "word").write_text("  w\n")
    assert make(client_secret="file:word")._secret == "w"
    assert make(client_secret=None)._secret is None
    monkeypatch.delenv("AUDITOR_OIDC")
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "long").write_text("x" * 5_000)
    for given, code in (
        ("env:AUDITOR_OIDC", "missing_env"),
        ("file:none", "cannot_open"),
        ("file:empty", "bad_settings"),
        ("file:long", "bad_settings"),
    ):
        with pytest.raises(InputError) as caught:
            make(client_secret=given)
        assert caught.value.code == code
    with pytest.raises(InputError) as caught:
        make(client_secret=None, ca_file="none.pem")
    assert caught.value.code == "cannot_open"
