"""What every page has in common: who asks and in which language, what it answers with, and how that becomes HTML, JSON or CSV."""

import datetime as dt
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect

from auditor.web import sessions
from auditor.web.assets import address_of
from auditor.web.guard import TooLarge
from auditor.web.provider import Provider
from auditor.web.refusals import came_from, typed
from auditor.web.rights import MENU, RIGHTS, Person
from auditor.web.tables import cells
from auditor.web.times import local
from auditor.workspace import Workspace
from inventory.database import reading, writing
from inventory.languages import LANGUAGES, catalogue, message
from inventory.problems import InputError
from inventory.schema import by_array, entities
from inventory.vocabulary import caption, terms
from reports.exports.lists import render_csv

COOKIE = "auditor_session"
# the twins first: an address that ends so is theirs
_LIVE = ("json", "csv", "html")
Handler = Callable[..., Any]


@dataclass(frozen=True)
class Page:
    """What a page shows: its template and values. `table` is the list that the CSV holds; `status` of the answer.

    `address` is where the page stands, if a change at another address answers with it.
    """

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    table: str | None = None
    status: int = 200
    address: str = ""


@dataclass(frozen=True)
class Download:
    """A file to keep."""

    content: bytes
    name: str
    kind: str
    inline: bool = False


@dataclass(frozen=True)
class Go:
    """Where to go after a change, with a line that says what was done."""

    where: str
    note: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass
class Web:
    """The application with what its pages need."""

    folder: Path
    workspace: Workspace
    app: FastAPI
    is_https: bool = False
    routes: list[tuple[str, str, str]] = field(default_factory=list)
    provider: Provider | None = None
    entrance: sessions.Entrance = field(default_factory=sessions.entrance)

    @property
    def password_roles(self) -> frozenset[str] | None:
        """The roles that may log in with a password; None for all."""
        is_narrow = self.provider is not None and self.provider.settings.password == "administrators"
        return RIGHTS["administer"] if is_narrow else None

    @property
    def cookie(self) -> str:
        """The session's cookie; behind HTTPS with the prefix that ties it to this host."""
        return f"__Host-{COOKIE}" if self.is_https else COOKIE

    def at(self, language: str) -> Workspace:
        """The workspace in a language at this moment; the engine is shared."""
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        opened = Workspace(self.folder, self.workspace.settings, language, now)
        opened.__dict__["engine"] = self.workspace.engine
        return opened

    def get(self, path: str, right: str, *, twin: bool = True) -> Callable[[Handler], Handler]:
        """A page: GET path, its `.json` twin, and `.csv` where the page has a table."""

        def register(handler: Handler) -> Handler:
            _check(right)
            for kind in _LIVE if twin and path != "/" else ("html",):
                address = path if kind == "html" else f"{path}.{kind}"
                name = f"{handler.__module__}.{handler.__name__}.{kind}"
                self.app.router.add_route(address, partial(_serve, self, handler, right, kind), methods=["GET"], name=name)
                self.routes.append(("GET", address, right))
            return handler

        return register

    def post(self, path: str, right: str) -> Callable[[Handler], Handler]:
        """A change: POST path, with the session's token."""

        def register(handler: Handler) -> Handler:
            _check(right)
            name = f"{handler.__module__}.{handler.__name__}"
            self.app.router.add_route(path, partial(_change, self, handler, right), methods=["POST"], name=name)
            self.routes.append(("POST", path, right))
            return handler

        return register


def _check(right: str) -> None:
    if right not in RIGHTS:
        raise ValueError(f"no such right: {right}")


@dataclass
class Ask:
    """One request: who asks, in which language, with which values."""

    web: Web
    request: Request
    person: Person | None
    language: str
    form: dict[str, Any] = field(default_factory=dict)
    files: list[UploadFile] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)

    @property
    def workspace(self) -> Workspace:
        """The workspace, in the language of the request."""
        return self.web.at(self.language)

    @property
    def me(self) -> Person:
        """Who asks; a route with a right has checked it."""
        assert self.person is not None
        return self.person

    @property
    def client(self) -> str:
        """The client's address."""
        return self.request.client.host if self.request.client else ""

    def query(self, name: str, default: str = "") -> str:
        """A parameter of the address, at most 200 characters."""
        return self.request.query_params.get(name, default).replace("\x00", "")[:200]

    def number(self, name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
        """A whole number of the address within bounds."""
        text = self.request.query_params.get(name, "")
        return min(max(int(text), least), most) if re.fullmatch(r"[0-9]{1,12}", text) else default

    def text(self, name: str, default: str = "") -> str:
        """A field of the form."""
        value = self.form.get(name, default)
        return value.replace("\x00", "").strip() if isinstance(value, str) else default

    def texts(self, name: str) -> list[str]:
        """Every value of a field that the form holds several times."""
        return [value.replace("\x00", "") for key, value in self.sent if key == name]

    def log(self, action: str, subject: str) -> None:
        """One line of the access log."""
        with writing(self.web.workspace.engine) as session:
            sessions.note(session, self.me.name, action, subject, self.client, self.workspace.now)

    def say(self, key: str, **params: Any) -> str:
        """A sentence in the language of the request."""
        return message(self.language, key, **params)


def language_of(web: Web, request: Request) -> str:
    for text in (request.query_params.get("lang"), request.cookies.get("lang")):
        if text in LANGUAGES:
            return text
    accepted = request.headers.get("accept-language", "")[:200].lower()
    for part in accepted.split(","):
        if part.strip().startswith(LANGUAGES):
            return part.strip()[:2]
    return web.workspace.language


def person_of(web: Web, request: Request) -> Person | None:
    """Who asks, by session or by token."""
    now = dt.datetime.now(dt.UTC)
    header = request.headers.get("authorization", "")
    if header.startswith("Bearer "):
        with reading(web.workspace.engine) as session:
            return sessions.bearer(session, header[7:207])
    token = request.cookies.get(web.cookie)
    if not token or len(token) > 200:
        return None
    with reading(web.workspace.engine) as session:
        found = sessions.who(session, token, now)
    if found is None:
        return None
    person, is_old = found
    if is_old:
        with writing(web.workspace.engine) as session:
            sessions.touch(session, token, now)
    return person


async def _serve(web: Web, handler: Handler, right: str, kind: str, request: Request) -> Response:
    return await run_in_threadpool(_shown, web, handler, right, kind, request)


def _shown(web: Web, handler: Handler, right: str, kind: str, request: Request) -> Response:
    language = language_of(web, request)
    person = person_of(web, request)
    ask = Ask(web, request, person, language)
    if right != "public":
        if person is None:
            if kind != "html" or request.headers.get("authorization"):
                raise HTTPException(401)
            back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return _with_language(RedirectResponse("/login?" + urlencode({"next": back}), status_code=303), request, is_https=web.is_https)
        if not person.may(right):
            raise HTTPException(403)
    try:
        page = _asked(ask, handler, kind)
    except InputError as error:
        raise HTTPException(404 if error.code == "not_found" else 400, error.sentence(ask.language)) from None
    return _with_language(_answer(ask, page, kind), request, is_https=web.is_https)


def _asked(ask: Ask, handler: Handler, kind: str) -> Any:
    """What the handler says; an id may itself end as the twins do, so what is not found is looked for with its ending."""
    values = _named(ask)
    try:
        return handler(ask, **values)
    except HTTPException as error:
        if error.status_code != 404 or kind == "html" or not values:
            raise
        last = list(values)[-1]
        page = handler(ask, **{**values, last: f"{values[last]}.{kind}"})
        return HTMLResponse(render(ask, page), status_code=page.status) if isinstance(page, Page) else page


def _named(ask: Ask) -> dict[str, str]:
    """The parts of the address that name something; nothing is named with a zero byte, which is no text to PostgreSQL."""
    values = dict(ask.request.path_params)
    if any("\x00" in str(value) for value in values.values()):
        raise HTTPException(404)
    return values


async def _change(web: Web, handler: Handler, right: str, request: Request) -> Response:
    language = language_of(web, request)
    person = await run_in_threadpool(person_of, web, request)
    if right != "public":
        # before anything of the body is read
        if person is None:
            raise HTTPException(401)
        # a token for programs reads and changes nothing
        if not person.may(right) or not person.csrf:
            raise HTTPException(403)
    try:
        sent = (await request.form(max_files=20, max_fields=2000)).multi_items()
    except TooLarge:
        raise HTTPException(413) from None
    except ClientDisconnect:
        return Response(status_code=400)
    texts = [(name, value) for name, value in sent if isinstance(value, str)]
    files = [value for _, value in sent if isinstance(value, UploadFile) and value.filename]
    ask = Ask(web, request, person, language, dict(texts), files, texts)
    work = partial(_changed, ask, handler, right)
    return await (sessions.in_turn(web.entrance, work) if right == "public" else run_in_threadpool(work))


def _changed(ask: Ask, handler: Handler, right: str) -> Response:
    if right != "public" and not secrets.compare_digest(ask.form.get("csrf", "").encode(), ask.me.csrf.encode()):
        raise HTTPException(403)
    try:
        answer = handler(ask, **_named(ask))
    except InputError as error:
        if error.code == "not_found":
            raise HTTPException(404, error.sentence(ask.language)) from None
        answer = _refused(ask, error.sentence(ask.language), 422)
    except HTTPException as error:
        if error.status_code != 400:
            raise
        # without words of its own it is a form that no page of ours sends
        words = error.detail if error.detail != "Bad Request" else ask.say("web.error_400")
        answer = _refused(ask, str(words), 400)
    return _answer(ask, answer, "html")


def _refused(ask: Ask, words: str, status: int) -> Page:
    """Why nothing was done, with what was typed and the way back to it."""
    shown = {"title": ask.say("web.refused"), "text": words, "typed": typed(ask.sent), "back": came_from(ask.request)}
    return Page("message.html", shown, status=status)


def _with_language(answer: Response, request: Request, *, is_https: bool = False) -> Response:
    chosen = request.query_params.get("lang")
    if chosen in LANGUAGES:
        answer.set_cookie("lang", chosen, max_age=31_536_000, samesite="lax", httponly=True, secure=is_https)
    return answer


def _answer(ask: Ask, page: Any, kind: str) -> Response:
    if isinstance(page, Response):
        return page
    if isinstance(page, Go):
        where = page.where
        if page.note:
            where += ("&" if "?" in where else "?") + urlencode({"note": page.note})
        return RedirectResponse(where, status_code=303)
    if isinstance(page, Download):
        how = "inline" if page.inline else "attachment"
        safe = re.sub(r"[^A-Za-z0-9._-]", "_", page.name)
        return Response(page.content, media_type=page.kind, headers={"content-disposition": f'{how}; filename="{safe}"'})
    assert isinstance(page, Page)
    if kind == "json":
        return Response(json.dumps(page.values, ensure_ascii=False, default=str), media_type="application/json", status_code=page.status)
    if kind == "csv":
        if page.table is None:
            raise HTTPException(404)
        return Response(
            render_csv([cells(row) for row in page.values[page.table]]).encode("utf-8"),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="table.csv"'},
        )
    return HTMLResponse(render(ask, page), status_code=page.status)


_TEMPLATES = Environment(
    loader=PackageLoader("auditor", "web/templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_TEMPLATES.filters["local"] = local


def render(ask: Ask, page: Page) -> str:
    """The page as HTML."""
    language, path = ask.language, page.address or ask.request.url.path

    def term(listed: str, code: Any) -> str:
        try:
            return caption(listed, str(code), language) if code and str(code) in terms(listed) else str(code or "—")
        except KeyError:
            return str(code or "—")

    def kept(**changes: Any) -> str:
        """The address of this page with some parameters changed."""
        here = {} if page.address else ask.request.query_params
        query = {key: value for key, value in here.items() if key not in ("note", "lang")}
        query.update({key: str(value) for key, value in changes.items()})
        # an address of two slashes would lead to another host
        return "/" + path.lstrip("/\\") + ("?" + urlencode({k: v for k, v in query.items() if v != ""}) if query else "")

    menu = [
        # what is below a list of forms or reports has an address in the singular
        (address, ask.say(f"web.menu_{key}"), path == address or (address != "/" and path.startswith(address.removesuffix("s"))))
        for address, right, key in MENU
        if ask.person is not None and ask.person.may(right)
    ]
    return _TEMPLATES.get_template(page.template).render(
        **page.values,
        t=ask.say,
        asset=address_of,
        has=lambda key: key in catalogue(language),
        term=term,
        kept=kept,
        person=ask.person,
        csrf=ask.person.csrf if ask.person else "",
        language=language,
        other="en" if language == "zh" else "zh",
        menu=menu,
        office=ask.web.workspace.settings.workspace.name,
        note=ask.query("note"),
        entity_title=lambda entity: entities()[entity].title(language),
        array_title=lambda array: by_array()[array].title(language),
        path=path,
    )
