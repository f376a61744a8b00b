"""Log-in by the office's log-in service, through a real server and a real service: who comes in, and everybody who does not."""

import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import delete, select, update

from auditor.settings import FILE, OidcSettings
from auditor.web import provider as provider_module
from auditor.web import sessions
from auditor.web.app import create
from auditor.web.asking import COOKIE
from auditor.web.assets import address_of
from auditor.web.guard import POLICY
from auditor.web.provider import Provider
from auditor.workspace import open_workspace
from inventory.database import reading, writing
from inventory.models.ledger import AccessRow, AccountRow
from inventory.problems import InputError
from tests.auditor.web.log_in_service import CLIENT, SECRET, Service, serving_people, unsigned

PUBLIC = "http://localhost:8765"
FLOW = "auditor_oidc"


@pytest.fixture(scope="module")
def running_service() -> Iterator[Service]:
    with serving_people() as service:
        yield service


@pytest.fixture(scope="module")
def served(office_folder, copied, tmp_path_factory, running, running_service):
    """The office with a log-in service in its settings file."""
    with copied(office_folder, tmp_path_factory.mktemp("oidc") / "workspace") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDITOR_OIDC", SECRET)
        lines = (
            f'issuer = "{running_service.url}"',
            f'client_id = "{CLIENT}"',
            'client_secret = "env:AUDITOR_OIDC"',
            f'public_url = "{PUBLIC}"',
        )
        with (folder / FILE).open("a", encoding="utf-8") as file:
            file.write("\n[oidc]\n" + "\n".join(lines) + "\n")
        with running(folder) as site:
            yield site


@pytest.fixture
def service(running_service) -> Service:
    running_service.reset()
    return running_service


@pytest.fixture
def site(served, service):
    """The office as new: nobody linked, nothing logged, the service not asked yet."""
    with writing(served.engine) as session:
        session.execute(update(AccountRow).values(oidc_issuer=None, oidc_subject=None))
        session.execute(delete(AccessRow))
    settings(served)
    return served


def settings(site, **more) -> None:
    """Serve on with these settings beside the usual ones."""
    usual = site.web.workspace.settings.oidc.model_dump(exclude_defaults=True)
    site.web.provider = Provider(OidcSettings(**{**usual, **more}), site.web.folder)


def come(site, service, browser=None, *, to: str = "/", **sent: str):
    """Log in through the service: the browser, its last answer in `answer`."""
    browser = browser or site.client()
    begun = browser.get("/login/oidc", params={"next": to})
    assert begun.status_code == 303, begun.text
    browser.answer = browser.get(service.authorize(begun.headers["location"], **sent))
    return browser


def logged(site) -> list[tuple[str, str, str]]:
    with reading(site.engine) as session:
        return [(r.account, r.action, r.subject) for r in session.execute(select(AccessRow).order_by(AccessRow.id)).scalars()]


def account(site, name: str) -> AccountRow | None:
    with reading(site.engine) as session:
        return session.get(AccountRow, name)


def is_in(browser) -> bool:
    return browser.get("/dashboard").status_code == 200


# --- who comes in


def test_a_known_person_comes_in_is_linked_and_known_by_the_subject_from_then_on(site, service) -> None:
    browser = come(site, service, to="/findings?severity=high")
    assert (browser.answer.status_code, browser.answer.headers["location"]) == (303, "/findings?severity=high")
    assert is_in(browser)
    row = account(site, "u-reader")
    assert (row.oidc_issuer, row.oidc_subject, row.role) == (service.url, "s-1", "reader")
    assert logged(site) == [("u-reader", "oidc_link", ""), ("u-reader", "login", "oidc")]
    service.person["preferred_username"] = "renamed"
    assert is_in(come(site, service))
    assert logged(site)[2:] == [("u-reader", "login", "oidc")]


def test_the_question_is_bound_to_the_browser_and_goes_to_the_settings_address(site, service) -> None:
    answer = site.client().get("/login/oidc", headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    query = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    assert query["redirect_uri"] == f"{PUBLIC}/login/oidc/callback"
    assert (query["client_id"], query["code_challenge_method"]) == (CLIENT, "S256")
    assert len({query["state"], query["nonce"], query["code_challenge"]}) == 3
    assert min(len(query[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert "evil.example" not in str(answer.headers)
    (cookie,) = answer.headers.get_list("set-cookie")
    assert re.fullmatch(rf"{FLOW}=[\w.-]+; HttpOnly; Max-Age=600; Path=/; SameSite=lax", cookie)
    assert SECRET not in cookie


def test_behind_https_the_cookies_are_secure_and_of_this_host_alone(office_folder, tmp_path, copied, running, service, monkeypatch) -> None:
    monkeypatch.setenv("AUDITOR_OIDC", SECRET)
    with copied(office_folder, tmp_path / "workspace") as folder:
        told = {"issuer": service.url, "client_id": CLIENT, "client_secret": "env:AUDITOR_OIDC", "public_url": "https://audit.example"}
        with (folder / FILE).open("a", encoding="utf-8") as file:
            file.write("\n[oidc]\n" + "".join(f'{name} = "{value}"\n' for name, value in told.items()))
        with pytest.raises(InputError) as caught:
            create(folder, is_https=False)
        assert caught.value.code == "oidc_https"
        with running(folder, is_https=True) as site:
            begun = site.client().get("/login/oidc")
            (cookie,) = begun.headers.get_list("set-cookie")
            assert cookie.startswith(f"__Host-{FLOW}=")
            sent = {"cookie": cookie.partition(";")[0]}
            done = site.client().get(service.authorize(begun.headers["location"]), headers=sent)
            cookies = done.headers.get_list("set-cookie")
    assert done.status_code == 303
    assert [c.partition("=")[0] for c in cookies] == [f"__Host-{COOKIE}", f"__Host-{FLOW}"]
    for each in [cookie, *cookies]:
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {part.strip() for part in each.split(";")}


def test_a_planted_session_is_worth_nothing_and_the_old_one_ends(site, service) -> None:
    planted = site.client()
    planted.cookies.set(COOKIE, "planted")
    come(site, service, planted)
    assert is_in(planted)
    assert site.client().get("/dashboard.json", headers={"cookie": f"{COOKIE}=planted"}).status_code == 401
    browser = site.client()
    begun = browser.get("/login/oidc")
    old = site.client("u-architect").cookies[COOKIE]
    browser.cookies.set(COOKIE, old)
    browser.get(service.authorize(begun.headers["location"]))
    assert site.client().get("/dashboard.json", headers={"cookie": f"{COOKIE}={old}"}).status_code == 401


# --- who does not


WRONG = {
    "claim_nonce": lambda s, c: s.signed({**c, "nonce": "other"}),
    "claim_aud": lambda s, c: s.signed({**c, "aud": "other"}),
    "claim_iss": lambda s, c: s.signed({**c, "iss": s.url + "/"}),
    "expired": lambda s, c: s.signed({**c, "exp": c["exp"] - 1_000}),
    "signature": lambda s, c: unsigned(c),
}


@pytest.mark.parametrize("reason", WRONG)
def test_a_token_that_does_not_hold_lets_nobody_in(site, service, reason) -> None:
    service.sign = lambda claims: WRONG[reason](service, claims)
    browser = come(site, service)
    assert (browser.answer.status_code, is_in(browser)) == (401, False)
    assert logged(site) == [("", "oidc_failed", reason)]
    assert COOKIE not in browser.cookies
    assert account(site, "u-reader").oidc_subject is None
    # what the page says is the same whatever was wrong
    assert not [word for word in (reason, "nonce", "signature", "s-1") if word in browser.answer.text]


def test_the_answer_must_belong_to_this_browsers_log_in(site, service) -> None:
    browser, other = site.client(), site.client()
    begun, others = browser.get("/login/oidc"), other.get("/login/oidc")
    back = service.authorize(begun.headers["location"])
    strange = service.authorize(others.headers["location"])
    for jar, target in (
        (site.client(), back),
        (browser, strange),
        (browser, re.sub("state=[^&]+", "state=", back)),
        (browser, "/login/oidc/callback?code=x"),
    ):
        assert jar.get(target).status_code == 400, target
        assert not is_in(jar)
    assert service.forms == []
    assert {row[1:] for row in logged(site)} == {("oidc_failed", "begin_again")}
    assert browser.get(back).status_code == 303


@pytest.mark.parametrize("how", ["forged", "unsigned", "late", "a session", "random"])
def test_a_cookie_that_we_did_not_sign_for_this_moment_begins_nothing(site, service, how, monkeypatch) -> None:
    browser = site.client()
    if how == "late":
        now = time.time() - 601
        monkeypatch.setattr(provider_module.time, "time", lambda: now)
    begun = browser.get("/login/oidc")
    monkeypatch.undo()
    cookie = browser.cookies[FLOW]
    claims = jwt.decode(cookie, site.web.provider._cookie_key, algorithms=["HS256"]).claims
    forged = {
        "forged": jwt.encode({"alg": "HS256", "typ": "login+jwt"}, claims, OctKey.generate_key(256)),
        "unsigned": unsigned(claims, typ="login+jwt"),
        "a session": "x" * 43,
        "random": "é;.\\".encode().decode("latin-1")[:1] + "a.b.c",
        "late": cookie,
    }[how]
    target = service.authorize(begun.headers["location"])
    assert site.client().get(target, headers={"cookie": f"{FLOW}={forged}".encode("latin-1", "replace")}).status_code == 400


def test_a_code_works_once_even_where_the_service_takes_it_twice(site, service) -> None:
    service.are_codes_used_once = False
    browser = site.client()
    begun = browser.get("/login/oidc")
    cookie, back = browser.cookies[FLOW], service.authorize(begun.headers["location"])
    assert browser.get(back).status_code == 303
    again = site.client().get(back, headers={"cookie": f"{FLOW}={cookie}"})
    assert (again.status_code, len(service.forms)) == (400, 1)
    # and a code of one log-in is none of another: the service refuses it by the proof key
    second = site.client()
    begun = second.get("/login/oidc")
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert second.get(service.authorize(begun.headers["location"], code=code)).status_code == 401
    assert logged(site)[-1] == ("", "oidc_failed", "code")


@pytest.mark.parametrize(
    ("sent", "about", "status"),
    [
        ({"iss": "https://evil.example"}, {}, 401),
        ({}, {"authorization_response_iss_parameter_supported": True}, 401),
        ({"error": "access_denied", "error_description": "<b>evil</b>", "code": "-"}, {}, 401),
        ({"code": "-"}, {}, 401),
        ({"code": "wrong"}, {}, 401),
    ],
)
def test_refusals_of_the_service_and_answers_of_another_one(site, service, sent, about, status) -> None:
    service.about = about
    browser = come(site, service, **sent)
    assert (browser.answer.status_code, is_in(browser)) == (status, False)
    assert "evil" not in browser.answer.text
    assert "code=" not in browser.answer.text


def test_strength_of_log_in_is_asked_for_and_checked(site, service) -> None:
    settings(site, acr=["gold", "silver"])
    assert come(site, service).answer.status_code == 401
    service.more = {"acr": "bronze"}
    assert come(site, service).answer.status_code == 401
    assert [row[2] for row in logged(site)] == ["strength"] * 2
    service.more = {"acr": "silver"}
    assert is_in(come(site, service))


# --- around it


@pytest.mark.parametrize(
    "where", ["https://evil.example", "//evil.example", "/\\evil.example", "/\r\nset-cookie: a=b", "javascript:alert(1)", "/" + "x" * 5_000]
)
def test_the_way_leads_back_to_our_host_alone(site, service, where) -> None:
    shown = site.client().get("/login", params={"next": where}).text
    assert "evil.example" not in re.findall(r'href="(/login/oidc[^"]*)"', shown)[0]
    target = come(site, service, to=where).answer.headers["location"]
    assert re.fullmatch(r"/x{0,200}", target)


def test_no_other_site_begins_a_log_in(site, service) -> None:
    for kind in ("cross-site", "same-site"):
        answer = site.client().get("/login/oidc", headers={"sec-fetch-site": kind})
        assert (answer.status_code, "location" in answer.headers, "set-cookie" in answer.headers) == (200, False, False)
    assert site.client().get("/login/oidc", headers={"sec-fetch-site": "same-origin"}).status_code == 303


def test_guesses_are_slowed_with_those_at_passwords_and_lock_no_name(site, service) -> None:
    with writing(site.engine) as session:
        for _ in range(sessions.CLIENT_TRIES - 2):
            sessions.note(session, "u-reader", "oidc_failed", "unknown_account", "127.0.0.1", site.workspace.now)
    assert site.log_in("u-reader", "correct-horse-reader").answer.status_code == 303
    site.client().get("/login/oidc/callback?code=x")
    assert site.log_in("nobody", "wrong-password").answer.status_code == 401
    for answer in (
        site.client().get("/login/oidc"),
        site.client().get("/login/oidc/callback?code=x&state=y"),
        site.log_in("u-reader", "correct-horse-reader").answer,
    ):
        assert answer.status_code == 429
    assert service.asked["/token"] == 0


def test_while_the_service_is_down_it_is_said_in_words_and_passwords_work(site, service) -> None:
    service.instead["/.well-known/openid-configuration"] = (503, b"{}")
    shown = [site.client().get("/login/oidc") for _ in range(3)]
    assert [(page.status_code, "没有正常应答" in page.text) for page in shown] == [(503, True)] * 3
    assert site.log_in("u-reader", "correct-horse-reader").answer.status_code == 303
    settings(site)
    service.instead = {"/token": (200, b"x" * 5_000_000)}
    assert come(site, service).answer.status_code == 503
    # it is in the log, and nobody's guess
    assert [row for row in logged(site) if row[0] == ""] == [("", "oidc_unreachable", "status_503"), ("", "oidc_unreachable", "too_large")]


def test_passwords_can_be_left_to_administrators(site, service) -> None:
    settings(site, password="administrators")
    refused = site.log_in("u-reader", "correct-horse-reader").answer
    unknown = site.client().post("/login", data={"name": "nobody", "password": "correct-horse-reader"})
    assert (refused.status_code, refused.text) == (401, unknown.text)
    assert site.log_in("u-administrator", "correct-horse-administrator").answer.status_code == 303
    browser = come(site, service)
    assert 'action="/me/password"' not in browser.get("/me").text
    browser.learn()
    assert browser.send_form("/me/password", old="correct-horse-reader", password="another-long-password").status_code == 422
    settings(site)
    assert site.log_in("u-reader", "correct-horse-reader").answer.status_code == 303


def test_log_out_ends_our_session_and_offers_to_end_that_of_the_service(site, service) -> None:
    browser = come(site, service)
    browser.learn()
    token = browser.cookies[COOKIE]
    answer = browser.send_form("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?out=1")
    assert site.client().get("/dashboard.json", headers={"cookie": f"{COOKIE}={token}"}).status_code == 401
    wanted = urlencode({"client_id": CLIENT, "post_logout_redirect_uri": f"{PUBLIC}/login"}).replace("&", "&amp;")
    assert f'href="{service.url}/end?{wanted}"' in browser.get("/login?out=1").text
    assert "/end" not in browser.get("/login").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_it_is_in_words_and_under_the_strict_policy(site, service, language) -> None:
    settings(site, title="县统一认证 <b>")
    ask = {"accept-language": language}
    pages = [site.client().get("/login", headers=ask), site.client().get("/login/oidc/callback?code=x&state=%3Cscript%3E&lang=" + language)]
    service.person["preferred_username"] = "nobody-here"
    browser = site.client()
    browser.headers["accept-language"] = language
    pages.append(come(site, service, browser).answer)
    assert [page.status_code for page in pages] == [200, 400, 403]
    for page in pages:
        assert page.headers["content-security-policy"] == POLICY
        assert page.headers["cache-control"] == "no-store"
        assert "县统一认证 &lt;b&gt;" in page.text
        assert "<script>" not in page.text.replace(f'<script src="{address_of("app.js")}" defer></script>', "")
        assert "web.oidc" not in page.text
        assert ("Log in" in page.text) is (language == "en")


def test_an_account_is_unlinked_by_administrators_alone(site, service) -> None:
    browser = come(site, service)
    assert [a["is_linked"] for a in site.client("u-administrator").get("/accounts.json").json()["rows"] if a["name"] == "u-reader"] == [
        True
    ]
    assert site.client("u-auditor").send_form("/accounts/u-reader/unlink").status_code == 403
    assert site.client("u-administrator").send_form("/accounts/u-reader/unlink").status_code == 303
    assert site.client("u-administrator").send_form("/accounts/nobody/unlink").status_code == 404
    assert not is_in(browser)
    service.person["sub"] = "s-new"
    assert is_in(come(site, service))
    assert account(site, "u-reader").oidc_subject == "s-new"


def test_the_way_is_two_public_addresses_more_and_sends_those_who_are_in_home(site, office) -> None:
    more = set(site.web.routes) - set(office.web.routes)
    assert more == {("GET", "/login/oidc", "public"), ("GET", "/login/oidc/callback", "public")}
    assert set(office.web.routes) <= set(site.web.routes)
    for role in ("administrator", "clerk", "reader"):
        assert site.client(f"u-{role}").get("/login/oidc").headers["location"] == "/"
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert {site.client().request(method, path).status_code for _, path, _ in more} == {405}


def test_without_settings_there_is_no_such_way(office) -> None:
    for path in ("/login/oidc", "/login/oidc/callback?code=x&state=y"):
        assert office.client().get(path).status_code == 404
    assert "oidc" not in office.client().get("/login").text


def test_without_the_extra_the_program_names_it(site, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "joserfc.jwk", None)
    with pytest.raises(InputError) as caught:
        create(site.web.folder)
    assert "auditor[oidc]" in caught.value.sentence("zh")
    assert "auditor[oidc]" in caught.value.sentence("en")
    # every other command goes on
    assert open_workspace(site.web.folder).settings.oidc is not None
