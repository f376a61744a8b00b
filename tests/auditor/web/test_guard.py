"""What holds for every request: other sites, sizes, headers."""

import asyncio
import shutil
import tempfile
import time

import httpx
import pytest

from auditor.web import guard, queries
from auditor.web.guard import FORM_BYTES, HEADERS, UPLOAD_BYTES, Guard

BOUNDARY = "multipart/form-data; boundary=x"
HOSTILE = ("http://evil.example", "https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example", "file://", "x", "")


def holds_headers(answer: httpx.Response) -> None:
    told = {name.decode(): value.decode() for name, value in HEADERS.items()}
    # our own files are the same for everybody, and have their own word on how long they are kept
    public = answer.status_code == 200 and answer.request.url.path.startswith("/static/")
    assert {name: answer.headers.get(name) for name in told if not (public and name == "cache-control")} == {
        name: value for name, value in told.items() if not (public and name == "cache-control")
    }
    assert not {"server", "x-powered-by"} & set(answer.headers)
    assert all(len(answer.headers.get_list(name)) == 1 for name in told)


def test_the_policy_allows_nothing_inline_and_no_other_host() -> None:
    policy = HEADERS[b"content-security-policy"].decode()
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert not [word for word in ("unsafe", "eval", "http:", "https:", "*", "blob:") if word in policy]


@pytest.mark.parametrize(
    ("name", "method", "path", "status"),
    [
        (None, "GET", "/login", 200), (None, "GET", "/healthz", 200), (None, "GET", "/", 303), (None, "GET", "/findings.json", 401), (None, "POST", "/audit", 401),
        (None, "GET", "/static/app.css", 200), (None, "GET", "/static/none.css", 404), (None, "GET", "/nowhere", 404), (None, "PUT", "/login", 405), (None, "POST", "/login", 401),
        (None, "HEAD", "/login", 200), (None, "GET", "/docs", 404), (None, "GET", "/openapi.json", 404), ("u-reader", "GET", "/accounts", 403), ("u-reader", "GET", "/accounts.json", 403),
        ("u-reader", "POST", "/audit", 403), ("u-reader", "GET", "/", 200), ("u-reader", "GET", "/inventory/systems.csv", 200), ("u-reader", "GET", "/inventory/systems.json", 200),
        ("u-reader", "GET", "/export/findings/json", 200), ("u-reader", "GET", "/diagram/landscape/svg?inline=1", 200), ("u-reader", "GET", "/record/none", 404), ("u-reader", "GET", "/whatif?retire=none", 404),
        ("u-administrator", "GET", "/form?org=org-a", 200), ("u-administrator", "POST", "/rounds", 403), ("u-reader", "GET", "/dashboard/", 404), ("u-reader", "GET", "/login", 303),
    ],
)  # fmt: skip
def test_every_answer_has_the_headers(office, name, method, path, status) -> None:
    answer = office.client(name).request(method, path)
    assert answer.status_code in ((status, 400) if path.startswith("/whatif") else (status, 307) if path.endswith("d/") else (status,))
    holds_headers(answer)


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard.json"])
def test_a_fault_of_ours_is_recorded_and_tells_nothing(office, monkeypatch, tmp_path, path) -> None:
    def fail(*_arguments) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(queries, "counts", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer = office.client("u-reader").get(path)
    assert answer.status_code == 500
    holds_headers(answer)
    assert not [word for word in ("secret", "Traceback", "RuntimeError", ".py") if word in answer.text]
    (kept,) = tmp_path.glob("auditor-fault-*.log")
    assert "secret of the house" in kept.read_text(encoding="utf-8")
    assert kept.stat().st_mode & 0o077 == 0


def test_over_https_cookies_and_pages_keep_to_it(running, office_folder, tmp_path) -> None:
    with running(shutil.copytree(office_folder, tmp_path / "w"), is_https=True) as site:
        client = site.client()
        answer = client.post("/login", data={"name": "u-reader", "password": "correct-horse-reader"})
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        cookie = answer.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("secure", "httponly", "samesite=lax", "path=/"))
        assert "domain" not in cookie
        assert "max-age" not in cookie


def test_over_https_every_cookie_is_secure(running, office_folder, tmp_path) -> None:
    with running(shutil.copytree(office_folder, tmp_path / "w"), is_https=True) as site:
        client = site.client()
        assert "secure" in client.get("/login?lang=en").headers["set-cookie"].lower()
        told = client.post("/login", data={"name": "u-reader", "password": "correct-horse-reader"}).headers["set-cookie"]
        assert told.startswith("__Host-auditor_session=")
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= {part.strip().lower() for part in told.split(";")}


def posts(site) -> list[str]:
    return [path.replace("{identifier}", "none").replace("{number}", "9").replace("{name}", "none") for m, path, _ in site.web.routes if m == "POST"]  # fmt: skip


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, *({"origin": o} for o in HOSTILE)])
def test_a_post_from_another_site_is_refused_on_every_route(office, headers) -> None:
    client = office.client("u-administrator")
    for path in [*posts(office), "/nowhere", "/findings"]:
        answer = client.post(path, data={"csrf": client.token, "name": "u-reader", "password": "correct-horse-reader"}, headers=headers)
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False), path
        holds_headers(answer)
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_every_unsafe_verb_of_another_site_is_refused(office, method) -> None:
    client = office.client("u-administrator")
    assert client.request(method, "/findings", headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "http://[x]/"])
def test_a_broken_origin_is_refused_like_another_site(office, origin) -> None:
    answer = office.client().post("/login", headers={"origin": origin.encode("latin-1")})
    assert answer.status_code == 403
    holds_headers(answer)


def test_the_own_site_is_taken(office) -> None:
    for headers in ({}, {"origin": office.url}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}):
        answer = office.client().post("/login", data={"name": "u-reader", "password": "correct-horse-reader"}, headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_links_from_other_sites_still_open_pages(office) -> None:
    answer = office.client("u-reader").get("/findings", headers={"sec-fetch-site": "cross-site", "origin": "http://evil.example"})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


# --- sizes


def head(path: str, *lines: str) -> bytes:
    return ("\r\n".join((f"POST {path} HTTP/1.1", "Host: localhost", *lines)) + "\r\n\r\n").encode("latin-1")


def status(heard: bytes) -> int:
    assert heard, "no answer"
    return int(heard.split(b" ", 2)[1])


@pytest.mark.parametrize(
    ("path", "kind", "length"),
    [
        ("/login", "application/x-www-form-urlencoded", FORM_BYTES + 1), ("/login", "text/plain", FORM_BYTES + 1), ("/imports", BOUNDARY, UPLOAD_BYTES + 1),
        ("/nowhere", "application/json", 10**15), ("/audit", "", FORM_BYTES + 1), ("/login", "x; multipart/form-data", FORM_BYTES + 1),
    ],
)  # fmt: skip
def test_what_is_too_large_is_refused_before_it_is_read(office, path, kind, length) -> None:
    heard = office.raw(head(path, *([f"Content-Type: {kind}"] if kind else []), f"Content-Length: {length}"))
    assert status(heard) == 413
    assert b"content-security-policy" in heard


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "+5", "0x10", "²", "9" * 5000])
def test_a_length_that_is_none_is_refused(office, length) -> None:
    assert status(office.raw(head("/login", f"Content-Length: {length}"))) in (400, 413)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", BOUNDARY])
def test_a_body_without_length_is_cut_at_the_limit(office, monkeypatch, kind) -> None:
    monkeypatch.setattr(guard, "UPLOAD_BYTES", FORM_BYTES)
    start = b"--x\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n" if kind == BOUNDARY else b"name="
    piece = b"a" * 65536
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [start, *[piece] * 17])
    heard = office.raw(head("/login", f"Content-Type: {kind}", "Transfer-Encoding: chunked") + chunks)
    assert status(heard) == 413
    assert b"content-security-policy" in heard


def test_a_form_below_the_limit_is_read(office) -> None:
    answer = office.client().post("/login", data={"name": "u-reader", "password": "x" * (FORM_BYTES - 100)})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\n\r\n", b"--y--", b"\0" * 100, b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"]
)
@pytest.mark.parametrize("kind", [BOUNDARY, "multipart/form-data", "multipart/form-data; boundary=" + "x" * 5000])
def test_a_broken_upload_is_refused_in_words(office, body, kind) -> None:
    answer = office.client("u-administrator").post("/imports", content=body, headers={"content-type": kind})
    assert answer.status_code in (400, 403)
    holds_headers(answer)


@pytest.mark.parametrize("count", [2001, 20_000])
def test_too_many_fields_are_refused(office, count) -> None:
    client = office.client("u-administrator")
    assert client.post("/audit", data={"csrf": client.token, **{f"f{n}": "" for n in range(count)}}).status_code in (400, 403, 413)
    files = [("file", (f"{n}.txt", b"x")) for n in range(count // 40)]
    assert client.post("/imports", data={"csrf": client.token}, files=files).status_code in (400, 413)


@pytest.mark.parametrize("path", ["/imports", "/login", "/logout", "/screen"])
def test_a_strangers_upload_is_refused_before_it_is_read(office, path) -> None:
    heard = office.raw(head(path, f"Content-Type: {BOUNDARY}", f"Content-Length: {50 * FORM_BYTES}"), seconds=2)
    time.sleep(0.5)
    assert status(heard) in (401, 413)


def test_a_client_that_hangs_up_is_no_fault_of_ours(office, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    office.raw(head("/login", f"Content-Type: {BOUNDARY}", "Content-Length: 1000") + b"--x\r\n", seconds=0.5)
    time.sleep(1)
    assert [path.name for path in tmp_path.glob("auditor-fault-*")] == []


def serve(headers: dict[str, str], *bodies: bytes, path: str = "/login") -> list[int]:
    """The statuses that a guarded echo gives."""
    told: list[int] = []
    waiting = [{"type": "http.request", "body": body, "more_body": n + 1 < len(bodies)} for n, body in enumerate(bodies)]

    async def receive():
        return waiting.pop(0)

    async def send(message) -> None:
        told.extend([message["status"]] if message["type"] == "http.response.start" else [])

    async def echo(_scope, take, give) -> None:
        while (await take()).get("more_body"):
            pass
        await give({"type": "http.response.start", "status": 200, "headers": []})

    scope = {"type": "http", "method": "POST", "path": path, "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}
    asyncio.run(Guard(echo)(scope, receive, send))
    return told


def test_the_limit_is_of_the_whole_body_however_it_is_cut() -> None:
    half = b"x" * (FORM_BYTES // 2)
    assert serve({}, half, half) == [200]
    with pytest.raises(guard.TooLarge):
        serve({}, half, half, b"x")
    assert serve({}, half, half, b"x", path="/imports") == [200]
    with pytest.raises(guard.TooLarge):
        serve({"content-type": BOUNDARY}, half, half, b"x")
    assert serve({"content-length": str(FORM_BYTES)}, b"x") == [200]
    assert serve({"content-length": str(FORM_BYTES + 1)}, b"x") == [413]


def test_other_kinds_of_connections_pass_untouched() -> None:
    seen = []

    async def app(scope, _receive, _send) -> None:
        seen.append(scope["type"])

    asyncio.run(Guard(app)({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]


# --- another name of ours
@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "evil.example\\@x", "[::1]", "127.0.0.1@evil.example", "a" * 300])
@pytest.mark.parametrize(
    "path", ["/", "/login/", "/findings/", "/findings/?q=1", "/static/app.css/", "//evil.example/", "/\\evil.example/", "/inventory"]
)
def test_no_answer_leads_to_the_host_that_a_request_names(office, path, host) -> None:
    told = office.raw(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    head = told.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    assert head.startswith(("http/1.1 2", "http/1.1 3", "http/1.1 4"))
    for line in head.splitlines():
        if line.startswith("location:"):
            where = line.partition(":")[2].strip()
            assert where.startswith("/")
            assert where[1:2] not in ("/", "\\")
        assert "evil.example" not in line or "next=" in line


@pytest.mark.parametrize(("path", "meant"), [("/findings/", "/findings"), ("/findings/?q=a%20b", "/findings?q=a%20b"), ("/login/", "/login"), ("/inventory/systems/", "/inventory/systems")])  # fmt: skip
def test_a_slash_too_many_leads_to_the_page_that_was_meant(office, path, meant) -> None:
    answer = office.client("u-reader").get(path)
    assert (answer.status_code, answer.headers["location"]) == (307, meant)


@pytest.mark.parametrize("path", ["/nowhere/", "/static/", "/%5Cevil.example/"])
def test_a_slash_after_nothing_of_ours_is_not_found(office, path) -> None:
    assert office.client("u-reader").get(path).status_code == 404
