"""What a served town is made of."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
XML = "application/xml"
TEXT = "text/plain; charset=utf-8"

_SESSION = re.compile(r";(jsessionid|sid)=[^/?#]*", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """One answer. `text` is filled in and encoded when it is served, `data` goes out as it is."""

    text: str = ""
    data: bytes | None = None
    status: int = 200
    kind: str = HTML
    charset: str = "utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    gzipped: bool = False
    stalls: bool = False
    fails: int = 0

    def but(self, **changes: object) -> "Reply":
        """The same answer with some parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Request:
    """What a page that is computed gets to see."""

    path: str
    query: dict[str, str]
    target: str


Handler = Callable[[Request], Reply]


@dataclass
class Site:
    """One host: fixed answers by target, computed ones by pattern, and what it says where there is nothing."""

    replies: dict[str, Reply] = field(default_factory=dict)
    rules: list[tuple[re.Pattern[str], Handler]] = field(default_factory=list)
    missing: Reply = field(default_factory=lambda: Reply(text="<html><title>404</title><body>404</body></html>", status=404))
    ignored: frozenset[str] = frozenset()
    names: dict[str, str] = field(default_factory=dict)

    def add(self, target: str, reply: Reply | str) -> None:
        """Put an answer at an address; raises ValueError where the address is taken."""
        key = normal(target, self.ignored)
        if key in self.replies:
            raise ValueError(f"two pages at {target}")
        self.names[key] = target
        self.replies[key] = Reply(text=reply) if isinstance(reply, str) else reply

    def rule(self, pattern: str, handler: Handler) -> None:
        """Let a function answer every target that the pattern matches from its start."""
        self.rules.append((re.compile(pattern), handler))

    def answer(self, target: str) -> Reply:
        """The answer to a request target."""
        key = normal(target, self.ignored)
        if key in self.replies:
            return self.replies[key]
        parts = urlsplit(key)
        for pattern, handler in self.rules:
            if pattern.match(key):
                return handler(Request(unquote(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True)), key))
        return self.missing


@dataclass
class Town:
    """A place with its hosts, by name."""

    name: str
    sites: dict[str, Site]


def normal(target: str, ignored: Iterable[str] = ()) -> str:
    """A target without session, tracking and order: two addresses of one page get the same string."""
    parts = urlsplit(target if target.startswith("/") else "/" + target)
    path = unquote(_SESSION.sub("", parts.path)) or "/"
    dropped = set(ignored)
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in dropped)
    return path + ("?" + urlencode(query) if query else "")
