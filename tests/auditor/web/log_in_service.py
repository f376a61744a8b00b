"""A small log-in service (OpenID Connect provider) on loopback: real keys, real tokens, and every way to be wrong that a test asks for."""

import base64
import contextlib
import hashlib
import json
import secrets
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urljoin, urlsplit

from joserfc.jwk import ECKey, Key, RSAKey
from joserfc.jws import JWSRegistry, serialize_compact

CLIENT, SECRET = "auditor", "a secret: with/odd+letters"


@cache
def key(kind: str, number: int = 0) -> Key:
    """A key pair, made once; `number` tells several of a kind apart."""
    parameters = {"kid": f"{kind}-{number}", "use": "sig"}
    return RSAKey.generate_key(2048, parameters) if kind == "RSA" else ECKey.generate_key("P-256", parameters)


class Service:
    """The service: what it signs with, says of people, and does wrong. `asked` counts the questions by path."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.reset()

    def reset(self) -> None:
        """As at the start: one person, nothing wrong."""
        self.keys: list[Key] = [key("RSA")]
        self.algorithm = "RS256"
        self.person: dict[str, Any] = {"sub": "s-1", "preferred_username": "u-reader"}
        # told at the UserInfo address alone
        self.told_later: dict[str, Any] = {}
        self.more: dict[str, Any] = {}
        self.about: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        # path → what is sent in place of the answer: status and bytes
        self.instead: dict[str, tuple[int, bytes]] = {}
        # path → seconds between two bytes
        self.drip: dict[str, float] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.are_codes_used_once = True
        self.asked: Counter[str] = Counter()
        self.forms: list[tuple[dict[str, str], str]] = []

    def signed(self, claims: dict[str, Any], header: dict[str, Any] | None = None, by: Key | None = None) -> str:
        """A token by the newest key."""
        by = by or self.keys[0]
        shown = {"alg": self.algorithm, "kid": by.kid, **(header or {})}
        registry = JWSRegistry(algorithms=[self.algorithm], strict_check_header=False)
        return serialize_compact({"typ": "JWT", **shown}, json.dumps(claims), by, registry=registry)

    def authorize(self, address: str, **more: str) -> str:
        """What the browser is sent back to once the person has logged in with the service: path and query."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert urlsplit(address)._replace(query="").geturl() == f"{self.url}/authorize"
        assert query["response_type"] == "code"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        back = urlsplit(query["redirect_uri"])
        sent = {name: value for name, value in {"code": code, "state": query["state"], **more}.items() if value != "-"}
        return f"{back.path}?{urlencode(sent)}"

    # --- what the application asks

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        """The status and answer to one question."""
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize", "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys", "userinfo_endpoint": f"{self.url}/userinfo", "end_session_endpoint": f"{self.url}/end", **self.about,
            }  # fmt: skip
        if path == "/keys":
            return 200, {
                "keys": [{"kty": "AKP", "kid": "of tomorrow"}, {"kty": "oct", "k": "AAAA"}, *(k.as_dict(private=False) for k in self.keys)]
            }
        if path == "/userinfo" and authorization == "Bearer access":
            return 200, {"sub": self.person["sub"], **self.told_later}
        return self._token(form, authorization) if path == "/token" else (404, {})

    def _token(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        self.forms.append((form, authorization))
        if authorization:
            name, _, word = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            fits = (unquote(name), unquote(word)) == (CLIENT, SECRET)
        else:
            fits = form.get("client_id") == CLIENT and form.get("client_secret", SECRET) == SECRET
        if not fits:
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form["code"], None) if self.are_codes_used_once else self.codes.get(form["code"])
        challenge = _letters(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        if asked is None or asked["code_challenge"] != challenge or asked["code_challenge_method"] != "S256" or asked["redirect_uri"] != form["redirect_uri"]:  # fmt: skip
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.person, **self.more}
        return 200, {
            "id_token": self.sign({n: v for n, v in claims.items() if v is not None}),
            "access_token": "access",
            "token_type": "Bearer",
        }


def unsigned(claims: dict[str, Any], **header: Any) -> str:
    """A token of the algorithm `none`."""
    return by_hand(claims, lambda _: b"", alg="none", **header)


def by_hand(claims: Any, sign: Callable[[bytes], bytes], **header: Any) -> str:
    """A token that no library would make."""
    parts = [json.dumps(part).encode() for part in ({"typ": "JWT", **header}, claims)]
    told = b".".join(_letters(part) for part in parts)
    return (told + b"." + _letters(sign(told))).decode()


def _letters(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@contextlib.contextmanager
def serving_people(context: ssl.SSLContext | None = None) -> Iterator[Service]:
    """The service, listening."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["content-length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(text).items()})

        def _answer(self, form: dict[str, str]) -> None:
            path = urlsplit(self.path).path
            service.asked[path] += 1
            if path == "/authorize":
                # the person is known there already
                address = service.url + self.path
                back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
                service.instead[path] = (302, urljoin(back, service.authorize(address)).encode())
            status, content = service.answer(path, form, self.headers.get("authorization", ""))
            status, body = service.instead.get(path, (status, json.dumps(content).encode()))
            with contextlib.suppress(OSError):
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", body.decode())
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                if path not in service.drip:
                    self.wfile.write(body)
                    return
                for number in range(len(body)):
                    self.wfile.write(body[number : number + 1])
                    time.sleep(service.drip[path])

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    service = Service(f"http{'' if context is None else 's'}://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
