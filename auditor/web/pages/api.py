"""The description of the addresses that programs read (OpenAPI 3.1), made from the table of routes."""

import re
from typing import Any

from fastapi.responses import JSONResponse, Response

from auditor.web.answers import ANSWERS, REFUSED, schema_of
from auditor.web.asking import Ask, Web
from auditor.web.rights import RIGHTS

_QUERIES = {
    "/inventory/{array}.json": ("q", "sort", "desc", "page"),
    "/findings.json": ("q", "rule", "severity", "certainty", "status", "org", "mine", "gone", "page"),
    "/mappings.json": ("state",),
    "/review.json": ("at",),
    "/rounds/diff.json": ("left", "right"),
    "/whatif.json": ("retire", "connect"),
    "/trace.json": ("element",),
    "/log.json": ("page",),
}


def register(web: Web) -> None:
    """Add this route."""
    web.get("/openapi", "read", twin=False)(openapi)


def _answer(words: str, shape: Any) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema_of(shape)}}}


def openapi(ask: Ask) -> Response:
    """Every `.json` address that the account may read, with its parameters."""
    paths: dict[str, Any] = {}
    for method, path, right in ask.web.routes:
        if method != "GET" or not path.endswith(".json") or not ask.me.may(right):
            continue
        names = re.findall(r"{(\w+)}", path)
        parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
        parameters += [{"name": name, "in": "query", "required": False, "schema": {"type": "string"}} for name in _QUERIES.get(path, ())]
        failed = {str(code): _answer(ask.say(f"web.error_{code}"), REFUSED) for code in (400, 401, 403, 404)}
        done = _answer(ask.say("web.answer"), ANSWERS[path.removesuffix(".json")])
        paths[path] = {"get": {"parameters": parameters, "responses": {"200": done, **failed}, "x-roles": sorted(RIGHTS[right])}}
    return JSONResponse(
        {
            "openapi": "3.1.0",
            "info": {"title": "auditor", "version": "1"},
            "security": [{"token": []}],
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "paths": paths,
        }
    )
