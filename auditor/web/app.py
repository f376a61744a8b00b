"""Builds the application: one workspace, its pages, its files, and what is answered where something goes wrong."""

import http
import json
import tempfile
import traceback
from functools import partial
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as StarletteError
from starlette.routing import Match

from auditor.web import assets
from auditor.web.asking import Ask, Page, Web, language_of, person_of, render
from auditor.web.guard import Guard
from auditor.web.pages import (
    api,
    archive,
    collect,
    decide,
    explore,
    fill,
    findings,
    home,
    inventory,
    oidc,
    people,
    planned,
    recommendations,
    reconcile,
    review,
    rounds,
    screening,
)
from auditor.web.provider import Provider
from auditor.workspace import Workspace, open_workspace
from inventory.database import writing
from inventory.forms.seal import make_key
from inventory.languages import catalogue, message
from inventory.problems import InputError


def create(folder: Path, *, is_https: bool = False) -> tuple[Web, Guard]:
    """The application over a workspace. Raises InputError where the folder is none, ValueError for a route without a right."""
    workspace = open_workspace(folder)
    # the redirect of its own names the host that the request named
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, title="auditor")
    web = Web(folder, workspace, app, is_https, provider=_provider(workspace, is_https=is_https))
    assert workspace.engine is not None
    # made now and not with the first form: to look at a page or a form changes nothing
    with writing(workspace.engine) as session:
        make_key(session)
    for module in (
        api,
        home,
        inventory,
        findings,
        archive,
        recommendations,
        review,
        reconcile,
        fill,
        collect,
        rounds,
        planned,
        decide,
        explore,
        screening,
        people,
        oidc,
    ):
        module.register(web)
    app.router.add_route("/static/{name}", assets.serve, methods=["GET"], name="static")
    web.routes.append(("GET", "/static/{name}", "public"))
    declared = {(method, path) for method, path, _ in web.routes}
    for route in app.router.routes:
        path = getattr(route, "path", str(route))
        for method in (getattr(route, "methods", None) or {"*"}) - {"HEAD"}:
            if (method, path) not in declared:
                raise ValueError(f"a route without a right: {method} {path}")
    app.add_exception_handler(StarletteError, partial(_error, web))
    app.add_exception_handler(Exception, partial(_fault, web))
    return web, Guard(app, is_https=is_https)


def _provider(workspace: Workspace, *, is_https: bool) -> Provider | None:
    """The office's log-in service; None where none is set. Raises InputError where it cannot be used as it is set."""
    settings = workspace.settings.oidc
    if settings is None:
        return None
    if settings.public_url.startswith("https:") != is_https:
        # cookies would not come back, or travel unencrypted
        raise InputError("oidc_https", url=settings.public_url)
    return Provider(settings, workspace.folder)


def _without_slash(web: Web, request: Request) -> str | None:
    """Our own address that was meant where one with a slash at its end was asked for; None where there is none."""
    path = "/" + request.url.path.strip("/\\")
    if request.method != "GET" or path == "/" or not request.url.path.endswith("/"):
        return None
    is_ours = any(route.matches({**request.scope, "path": path})[0] is Match.FULL for route in web.app.router.routes)
    return path + (f"?{request.url.query}" if request.url.query else "") if is_ours else None


async def _error(web: Web, request: Request, error: StarletteError) -> Response:
    language = language_of(web, request)
    status = error.status_code
    meant = _without_slash(web, request) if status == 404 else None
    if meant is not None:
        return RedirectResponse(meant, status_code=307)
    detail = str(error.detail) if isinstance(error, HTTPException) and str(error.detail) != _phrase(status) else ""
    if request.url.path.endswith((".json", ".csv")):
        return Response(
            json.dumps({"error": status, "detail": detail}, ensure_ascii=False), media_type="application/json", status_code=status
        )
    key = f"web.error_{status}"
    words = message(language, key) if key in catalogue(language) else message(language, "web.error_other", status=status)
    headers = dict(error.headers or {})
    try:
        person = await run_in_threadpool(person_of, web, request)
        ask = Ask(web, request, person, language)
        return HTMLResponse(
            render(ask, Page("message.html", {"title": words, "text": detail, "typed": [], "back": ""})),
            status_code=status,
            headers=headers,
        )
    except Exception:
        return PlainTextResponse(words, status_code=status, headers=headers)


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""


async def _fault(web: Web, request: Request, error: Exception) -> Response:
    """A fault of ours: kept in a file for those who mend it, never shown."""
    with tempfile.NamedTemporaryFile("w", prefix="auditor-fault-", suffix=".log", delete=False, encoding="utf-8") as log:
        traceback.print_exception(error, file=log)
    return PlainTextResponse(message(language_of(web, request), "web.error_500"), status_code=500)
