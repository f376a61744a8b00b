"""The office's log-in service by OpenID Connect: where to send people, and who came back. Needs the extra `oidc`.

Authorization code flow with PKCE (RFC 7636) after OpenID Connect Core 1.0 and the security practice of RFC 9700. Signatures are joserfc's.
"""

import base64
import contextlib
import hashlib
import os
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from auditor.settings import OidcSettings
from auditor.web import tokens
from auditor.web.talking import Unreachable, ask, trust
from auditor.web.tokens import NotBelieved, claim_of
from inventory.gate import is_loopback
from inventory.problems import InputError

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

BACK = "/login/oidc/callback"
# seconds: a log-in takes so long at most
PATIENCE = 600
# seconds: what the service said of itself holds so long, a failure so long; keys for an unknown id are asked for no more often than this
FRESH, COOL, KEYS_WAIT = 3_600.0, 10.0, 60.0
# questions to the service at a time: each holds a thread that pages need too
_CALLS = 8
_SECRET_BYTES = 4_096
_STARTED = "login+jwt"


class BeginAgain(Exception):
    """What came back belongs to no log-in that this browser began, or to one that is over."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A log-in under way, as the browser's cookie keeps it: signed, bound to this process, for ten minutes."""

    state: str
    nonce: str
    verifier: str
    next: str
    began: int


@dataclass(frozen=True, slots=True)
class _Service:
    """What the service says of itself and the keys with which it signs."""

    about: dict[str, Any]
    keys: "KeySet"
    until: float

    def text(self, name: str) -> str:
        value = self.about.get(name)
        return value if isinstance(value, str) else ""

    def listed(self, name: str) -> list[str]:
        value = self.about.get(name)
        return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


class Provider:
    """One log-in service. What it says of itself is kept for an hour; it is asked when somebody logs in and never before."""

    def __init__(self, settings: OidcSettings, folder: Path) -> None:
        try:
            from joserfc.jwk import OctKey
        except ImportError:
            raise InputError("needs_extra", extra="oidc") from None
        self.settings = settings
        self._secret = None if settings.client_secret is None else _secret(settings.client_secret, folder)
        self._trusted = trust(settings.ca_file, folder)
        self._hosts = {urlsplit(settings.issuer).netloc, *settings.hosts}
        # of this process alone: a log-in that a restart cut is begun again
        self._cookie_key = OctKey.generate_key(256)
        self._asking, self._lock, self._calls = threading.Lock(), threading.Lock(), threading.BoundedSemaphore(_CALLS)
        self._service: _Service | None = None
        self._failed = ("", 0.0)
        self._keys_asked = self._noted = float("-inf")
        self._spent: dict[str, float] = {}

    @property
    def back(self) -> str:
        """The address to which the service sends people back, as registered there."""
        return self.settings.public_url + BACK

    def begin(self, target: str) -> tuple[str, str]:
        """Where to send the browser, and the cookie that it is to bring back; `target` is where it goes in the end. Raises Unreachable."""
        from joserfc import jwt

        service = self._about()
        state, nonce, verifier = (secrets.token_urlsafe(size) for size in (32, 32, 48))
        begun = _Begun(state, nonce, verifier, target, int(time.time()))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.back,
            "scope": " ".join(dict.fromkeys(["openid", *self.settings.scopes])),
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if self.settings.acr:
            query["acr_values"] = " ".join(self.settings.acr)
        claims = {name: getattr(begun, name) for name in _Begun.__slots__} | {"exp": begun.began + PATIENCE}
        cookie = jwt.encode({"alg": "HS256", "typ": _STARTED}, claims, self._cookie_key)
        return _with(service.text("authorization_endpoint"), query), cookie

    def finish(self, sent: Mapping[str, str], cookie: str) -> tuple[dict[str, Any], str]:
        """The claims about who came back, and where they wanted to go. Raises BeginAgain, NotBelieved, Unreachable."""
        begun = self._begun(cookie)
        if not secrets.compare_digest(sent.get("state", "").encode(), begun.state.encode()):
            raise BeginAgain
        self._spend(begun)
        service = self._about()
        issuer = sent.get("iss")
        # RFC 9207: an answer that tells its issuer tells ours, and one that should tell it does
        if (issuer is None and service.about.get("authorization_response_iss_parameter_supported") is True) or issuer not in (
            None,
            self.settings.issuer,
        ):
            raise NotBelieved("answer_issuer")
        if "error" in sent or not sent.get("code"):
            raise NotBelieved("answer_error")
        token, access = self._exchange(service, sent["code"], begun)
        claims = self._believed(service, token, begun)
        return self._completed(service, claims, access), begun.next

    def is_worth_a_note(self) -> bool:
        """Tell whether some seconds have passed since this was last asked: a service that is down does not fill the log."""
        with self._lock:
            is_due = time.monotonic() - self._noted > COOL
            self._noted = time.monotonic() if is_due else self._noted
        return is_due

    def leave(self) -> str:
        """Where people end their session with the service too; empty where that is not known."""
        service = self._service
        end = service.text("end_session_endpoint") if service is not None else ""
        query = {"client_id": self.settings.client_id, "post_logout_redirect_uri": f"{self.settings.public_url}/login"}
        return _with(end, query) if end else ""

    # --- the browser's cookie

    def _begun(self, cookie: str) -> _Begun:
        from joserfc import jwt
        from joserfc.errors import JoseError

        try:
            token = jwt.decode(cookie, self._cookie_key, algorithms=["HS256"])
            jwt.JWTClaimsRegistry(exp={"essential": True}).validate(token.claims)
            if token.header.get("typ") != _STARTED:
                raise BeginAgain
            return _Begun(**{name: token.claims[name] for name in _Begun.__slots__})
        except (JoseError, ValueError, KeyError, TypeError):
            raise BeginAgain from None

    def _spend(self, begun: _Begun) -> None:
        """A log-in ends once, whatever the service thinks of its code."""
        now = time.time()
        with self._lock:
            self._spent = {state: until for state, until in self._spent.items() if until > now}
            if begun.state in self._spent:
                raise BeginAgain
            self._spent[begun.state] = begun.began + PATIENCE + 1

    # --- the service

    def _about(self) -> _Service:
        """What the service says of itself, asked for at most once at a time; a failure is remembered for some seconds."""
        service, now = self._service, time.monotonic()
        if service is not None and now < service.until:
            return service
        with self._alone():
            reason, until = self._failed
            if self._service is not None and time.monotonic() < self._service.until:
                return self._service
            if time.monotonic() < until:
                raise Unreachable(reason)
            try:
                self._service = self._discovered()
            except Unreachable as error:
                self._failed = (error.reason, time.monotonic() + COOL)
                raise
            return self._service

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One thread at a time learns about the service; the others wait for what it learns, but not for ever."""
        if not self._asking.acquire(timeout=2 * self.settings.timeout_seconds):
            raise Unreachable("busy")
        try:
            yield
        finally:
            self._asking.release()

    def _discovered(self) -> _Service:
        """OpenID Connect Discovery 1.0; the issuer it names must be the one of the settings."""
        status, about = self._ask(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        if status != 200:
            raise Unreachable(f"status_{status}")
        if about.get("issuer") != self.settings.issuer:
            raise Unreachable("other_issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"):
            if name in about and not self._is_theirs(about[name]):
                raise Unreachable(f"foreign_{name}")
            if name not in about and name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                raise Unreachable(f"without_{name}")
        return _Service(about, self._fetched_keys(about["jwks_uri"]), time.monotonic() + FRESH)

    def _is_theirs(self, url: Any) -> bool:
        """Tell whether an address stands on the issuer's host, or on one that the settings name beside it."""
        if not isinstance(url, str) or not all("!" <= c <= "~" for c in url) or len(url) > 2_000:
            return False
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url) and is_loopback(self.settings.issuer))
        return is_safe and parts.netloc in self._hosts and not parts.fragment

    def _fetched_keys(self, url: str) -> "KeySet":
        status, answer = self._ask(url)
        if status != 200 or not isinstance(answer.get("keys"), list):
            raise Unreachable(f"keys_{status}")
        return tokens.read_keys(answer["keys"])

    def _newer_keys(self, service: _Service) -> "KeySet":
        """The keys as they are now; those of before where they were asked for a moment ago and were not new."""
        with self._alone():
            held = self._service
            if held is not None and held.keys is not service.keys:
                return held.keys
            if time.monotonic() - self._keys_asked < KEYS_WAIT:
                return service.keys
            self._keys_asked = time.monotonic()
            keys = self._fetched_keys(service.text("jwks_uri"))
            self._service = replace(service, keys=keys)
            return keys

    def _exchange(self, service: _Service, code: str, begun: _Begun) -> tuple[str, str]:
        """The ID token and access token for a code."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.back, "code_verifier": begun.verifier}
        authorization, methods = None, service.listed("token_endpoint_auth_methods_supported")
        if self._secret is None:
            form["client_id"] = self.settings.client_id
        elif methods and "client_secret_basic" not in methods and "client_secret_post" in methods:
            form |= {"client_id": self.settings.client_id, "client_secret": self._secret}
        else:
            pair = f"{quote(self.settings.client_id, safe='')}:{quote(self._secret, safe='')}"
            authorization = f"Basic {base64.b64encode(pair.encode()).decode()}"
        status, answer = self._ask(service.text("token_endpoint"), form=form, authorization=authorization)
        if status == 400 and answer.get("error") == "invalid_grant":
            raise NotBelieved("code")
        if status != 200:
            raise Unreachable(f"token_{status}")
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str):
            raise NotBelieved("no_id_token")
        return token, access if isinstance(access, str) else ""

    def _believed(self, service: _Service, token: str, begun: _Begun) -> dict[str, Any]:
        """The claims of an ID token that holds; the keys are asked for again where it is signed by one that is not known."""
        try:
            claims = tokens.verified(token, service.keys, self.settings.algorithms)
        except tokens.UnknownKey:
            claims = tokens.verified(token, self._newer_keys(service), self.settings.algorithms)
        tokens.check(claims, self.settings, nonce=begun.nonce, began=begun.began)
        return claims

    def _completed(self, service: _Service, claims: dict[str, Any], access: str) -> dict[str, Any]:
        """The claims, with those that the service only tells at its UserInfo address (Core 1.0, 5.3 and 5.4)."""
        wanted = [c for c in (self.settings.account_claim, self.settings.role_claim, self.settings.organisation_claim) if c is not None]
        address = service.text("userinfo_endpoint")
        if not address or not access or all(claim_of(claims, name) is not None for name in wanted):
            return claims
        status, told = self._ask(address, authorization=f"Bearer {access}")
        if status != 200:
            raise Unreachable(f"userinfo_{status}")
        if told.get("sub") != claims["sub"]:
            raise NotBelieved("userinfo_subject")
        return told | claims

    def _ask(self, url: str, **more: Any) -> tuple[int, dict[str, Any]]:
        if not self._calls.acquire(timeout=self.settings.timeout_seconds):
            raise Unreachable("busy")
        try:
            return ask(url, trusted=self._trusted, seconds=self.settings.timeout_seconds, **more)
        finally:
            self._calls.release()


def _with(url: str, query: dict[str, str]) -> str:
    return url + ("&" if urlsplit(url).query else "?") + urlencode(query)


def _secret(text: str, folder: Path) -> str:
    """The value behind `env:NAME` or `file:PATH` (below the workspace, or absolute). Raises InputError where it is none."""
    kind, _, name = text.partition(":")
    if kind == "env":
        value = os.environ.get(name)
        if not value:
            raise InputError("missing_env", name=name)
        return value
    try:
        with (folder / name).open(encoding="utf-8") as file:
            value = file.read(_SECRET_BYTES + 1).strip()
    except (OSError, ValueError):
        raise InputError("cannot_open", file=name) from None
    if not value or len(value) > _SECRET_BYTES:
        raise InputError("bad_settings", where="oidc.client_secret", what=f"{name}: 1–{_SECRET_BYTES}")
    return value
