"""Log-in by the office's own log-in service: there and back."""

from dataclasses import replace

from fastapi.responses import RedirectResponse, Response

from auditor.web import admission, sessions
from auditor.web.admission import NoAccount
from auditor.web.asking import Ask, Page, Web
from auditor.web.pages.home import entered, login_form, own_address
from auditor.web.provider import BACK, PATIENCE, BeginAgain, Provider
from auditor.web.talking import Unreachable
from auditor.web.tokens import NotBelieved
from inventory.database import writing

_COOKIE = "auditor_oidc"
_CODE = 4_096


def register(web: Web) -> None:
    """Add these routes, where a service is set; else there are none."""
    if web.provider is None:
        return
    web.get("/login/oidc", "public", twin=False)(begin)
    web.get(BACK, "public", twin=False)(back)


def begin(ask: Ask) -> Page | Response:
    """Send the browser to the service, if the person clicked here."""
    provider, target = _provider(ask), own_address(ask.query("next"))
    if ask.person is not None and ask.person.csrf:
        return RedirectResponse("/", status_code=303)
    if ask.request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        # no other site opens a session for somebody unasked
        return _form(ask, target)
    try:
        admission.require_patience(ask.web.workspace.engine, ask.client, ask.workspace.now)
        where, cookie = provider.begin(target)
    except sessions.Slowed as slowed:
        return _form(ask, target, ask.say("web.login_slowed", minutes=-(-slowed.seconds // 60)), 429)
    except Unreachable as error:
        return _unreachable(ask, provider, error)
    answer = RedirectResponse(where, status_code=303)
    answer.set_cookie(_cookie(ask), cookie, max_age=PATIENCE, httponly=True, samesite="lax", secure=ask.web.is_https, path="/")
    return answer


def back(ask: Ask) -> Page | Response:
    """Open a session for who came back from the service."""
    provider, engine, now = _provider(ask), ask.web.workspace.engine, ask.workspace.now
    sent = {name: value[:_CODE] for name, value in ask.request.query_params.items()}
    try:
        admission.require_patience(engine, ask.client, now)
        claims, target = provider.finish(sent, ask.request.cookies.get(_cookie(ask), "")[:_CODE])
        token = admission.admit(engine, provider.settings, claims, ask.client, now)
    except sessions.Slowed as slowed:
        return _form(ask, "/", ask.say("web.login_slowed", minutes=-(-slowed.seconds // 60)), 429)
    except Unreachable as error:
        return _unreachable(ask, provider, error)
    except (BeginAgain, NotBelieved, NoAccount) as error:
        admission.note_failure(engine, error, ask.client, now)
        return _refused(ask, provider, error)
    answer = entered(ask, token, own_address(target))
    _forget(ask, answer)
    return answer


def _provider(ask: Ask) -> Provider:
    assert ask.web.provider is not None
    return ask.web.provider


def _form(ask: Ask, target: str, failed: str = "", status: int = 200) -> Page:
    """The form as at its own address: links of the page do not repeat what the service sent."""
    return replace(login_form(ask, target, failed, status), address="/login")


def _refused(ask: Ask, provider: Provider, error: BeginAgain | NotBelieved | NoAccount) -> Page:
    """Why not, in words that tell nobody which accounts there are; the log tells the reason."""
    if isinstance(error, BeginAgain):
        return _form(ask, "/", ask.say("web.oidc_begin_again", url=provider.settings.public_url), 400)
    if isinstance(error, NotBelieved):
        return _form(ask, "/", ask.say("web.oidc_not_believed"), 401)
    return _form(ask, "/", ask.say("web.oidc_no_account"), 403)


def _unreachable(ask: Ask, provider: Provider, error: Unreachable) -> Page:
    if provider.is_worth_a_note():
        with writing(ask.web.workspace.engine) as session:
            sessions.note(session, "", "oidc_unreachable", error.reason, ask.client, ask.workspace.now)
    return _form(ask, "/", ask.say("web.oidc_unreachable"), 503)


def _cookie(ask: Ask) -> str:
    return f"__Host-{_COOKIE}" if ask.web.is_https else _COOKIE


def _forget(ask: Ask, answer: Response) -> None:
    answer.delete_cookie(_cookie(ask), path="/", secure=ask.web.is_https, httponly=True, samesite="lax")
