"""Which tokens of a log-in service hold: signature by one of its key pairs, issuer, audience, times, nonce. Needs the extra `oidc`.

After OpenID Connect Core 1.0, 3.1.3.7, and RFC 8725; signatures and times are joserfc's.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from auditor.settings import OidcSettings

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

# seconds that clocks may differ
SKEW = 120
_KEYS = 100


class NotBelieved(Exception):
    """The service refused, or what it said does not hold; `reason` is one word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownKey(NotBelieved):
    """A token is signed by a key that is not in the set."""

    def __init__(self) -> None:
        super().__init__("signature")


def read_keys(listed: list[Any]) -> "KeySet":
    """Public keys for signatures; those of a kind that is not known are passed over (RFC 7517, section 5), and so are short ones."""
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry, KeySet

    keys = []
    for data in listed[:_KEYS]:
        if isinstance(data, dict) and data.get("kty") in ("RSA", "EC", "OKP") and data.get("use", "sig") == "sig" and _is_long_enough(data):
            try:
                keys.append(JWKRegistry.import_key(data))
            # a key that cannot be read is one of a kind that is not known; a token signed by it finds none and is refused
            except (JoseError, ValueError, TypeError, KeyError, AttributeError):
                continue
    return KeySet(keys)


def _is_long_enough(data: dict[str, Any]) -> bool:
    """Tell whether a key is none of RSA below 2048 bits (342 letters of base64url)."""
    return data.get("kty") != "RSA" or len(str(data.get("n", "")).rstrip("=")) >= 342


def verified(token: str, keys: "KeySet", algorithms: Collection[str]) -> dict[str, Any]:
    """The claims of a token whose signature holds. Raises UnknownKey, NotBelieved."""
    from joserfc import jwt
    from joserfc.errors import InvalidKeyIdError, JoseError
    from joserfc.jws import JWSRegistry

    # headers that are not known are passed over, critical ones (crit) are not; `none` and HS are never among the algorithms
    registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
    try:
        decoded = jwt.decode(token, keys, registry=registry)
    except InvalidKeyIdError:
        raise UnknownKey from None
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise NotBelieved("signature") from None
    if str(decoded.header.get("typ", "JWT")).upper() not in ("JWT", "ID_TOKEN"):
        raise NotBelieved("signature")
    return decoded.claims


def check(claims: dict[str, Any], settings: OidcSettings, *, nonce: str, began: int) -> None:
    """Raises NotBelieved for claims that are not about this log-in with this client, begun at that second."""
    from joserfc import jwt
    from joserfc.errors import ClaimError, ExpiredTokenError

    essential = {"essential": True}
    wanted: dict[str, Any] = {
        "iss": {**essential, "value": settings.issuer},
        "aud": {**essential, "value": settings.client_id},
        "nonce": {**essential, "value": nonce},
        **dict.fromkeys(("sub", "exp", "iat"), essential),
    }
    try:
        jwt.JWTClaimsRegistry(leeway=SKEW, **wanted).validate(claims)
    except ExpiredTokenError:
        raise NotBelieved("expired") from None
    except ClaimError as error:
        raise NotBelieved(f"claim_{error.claim}") from None
    # the library takes a list that holds the value for the value
    for name, value in (("iss", settings.issuer), ("nonce", nonce)):
        if claims[name] != value:
            raise NotBelieved(f"claim_{name}")
    if claims["iat"] < began - SKEW:
        raise NotBelieved("older_than_log_in")
    others = [name for name in claims["aud"] if name != settings.client_id] if isinstance(claims["aud"], list) else []
    if claims.get("azp", None if others else settings.client_id) != settings.client_id:
        raise NotBelieved("authorized_party")
    if not (1 <= len(claims["sub"]) <= 255 and claims["sub"].isascii() and claims["sub"].isprintable()):
        raise NotBelieved("subject")
    if settings.acr and claims.get("acr") not in settings.acr:
        raise NotBelieved("strength")


def claim_of(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, or by its path (`realm_access.roles`); None where there is none."""
    if name in claims:
        return claims[name]
    value: Any = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
