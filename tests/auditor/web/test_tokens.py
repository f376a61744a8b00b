"""Whatever a token or a set of keys holds, it is believed or refused, and never a fault of ours."""

import base64
import contextlib
import json

from hypothesis import example, given
from hypothesis import strategies as st
from joserfc.jwk import KeySet, RSAKey

from auditor.settings import OidcSettings
from auditor.web.tokens import NotBelieved, check, claim_of, read_keys, verified
from tests.auditor.web.log_in_service import by_hand, key

SETTINGS = OidcSettings(issuer="https://login.example", client_id="auditor", public_url="https://audit.example", acr=["gold"])
HOLDS = {"iss": "https://login.example", "aud": "auditor", "sub": "s", "nonce": "n", "exp": 10**11, "iat": 1_000, "acr": "gold"}
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["auditor", "n", "gold", "https://login.example"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@example({"nonce": ["n"]})
@example({"iss": ["https://login.example"]})
@given(st.dictionaries(st.sampled_from([*HOLDS, "azp", "nbf", "jti"]), VALUES, max_size=4))
def test_claims_of_any_shape_hold_only_where_each_that_counts_is_right(changed) -> None:
    claims = {**HOLDS, **changed}
    with contextlib.suppress(NotBelieved):
        check(claims, SETTINGS, nonce="n", began=1_000)
        assert (claims["iss"], claims["nonce"], claims["acr"]) == ("https://login.example", "n", "gold")
        assert claims["aud"] == "auditor" or (claims["aud"] == ["auditor"]) or claims["azp"] == "auditor"
        assert isinstance(claims["sub"], str)
        assert claims["sub"]


@given(
    st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5c", "zip", "enc"]), VALUES | st.just("RS256")),
    VALUES,
    st.binary(max_size=40),
)
def test_a_token_of_any_shape_without_the_key_is_refused(header, claims, signature) -> None:
    keys = KeySet([key("RSA"), key("EC")])
    with contextlib.suppress(NotBelieved):
        verified(by_hand(claims, lambda _: signature, **header), keys, SETTINGS.algorithms)
        raise AssertionError("believed")


@given(
    st.text(max_size=60) | st.lists(st.binary(max_size=30).map(lambda b: base64.urlsafe_b64encode(b).decode()), max_size=6).map(".".join)
)
def test_text_of_any_kind_is_refused(text) -> None:
    with contextlib.suppress(NotBelieved):
        verified(text, KeySet([key("RSA")]), SETTINGS.algorithms)
        raise AssertionError("believed")


@given(
    st.lists(
        VALUES
        | st.fixed_dictionaries(
            {"kty": st.sampled_from(["RSA", "EC", "OKP", "oct", "x"])},
            optional=dict.fromkeys(("n", "e", "crv", "x", "y", "kid", "use", "alg", "key_ops", "d", "k"), VALUES),
        ),
        max_size=4,
    )
)
def test_keys_of_any_shape_are_read_or_passed_over_and_good_ones_kept(listed) -> None:
    good = key("RSA").as_dict(private=False)
    found = read_keys([*listed, good])
    assert [k for k in found if k.kid == good["kid"]]
    assert not [k for k in found if k.key_type == "oct" or (isinstance(k, RSAKey) and k.raw_value.key_size < 2_048)]


@given(VALUES, st.text(max_size=8))
def test_a_claim_is_looked_for_in_whatever_there_is(value, name) -> None:
    claim_of({"a": value}, name)
    assert claim_of({"a": {"b": value}}, "a.b") is value
    json.dumps(value)


def test_a_claim_is_found_by_name_and_by_path() -> None:
    claims = {"a.b": 1, "realm": {"roles": ["x"]}, "c": "text"}
    assert [claim_of(claims, name) for name in ("a.b", "realm.roles", "realm.none", "c.d", "none")] == [1, ["x"], None, None, None]
