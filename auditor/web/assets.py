"""The style, the script and the icon of every page: each has an address that changes with its content, so browsers keep it and never an old one."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from fastapi import HTTPException, Request, Response

STATIC = Path(str(files("auditor") / "web" / "static"))
# named here: what a machine's list of types says differs, and browsers run no script of another type
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is served to anybody; `mark` is the beginning of its SHA-256."""

    content: bytes
    kind: str
    mark: str


@cache
def assets() -> dict[str, Asset]:
    """Every file by its name, as the process found it at its start."""
    return {path.name: _read(path) for path in sorted(STATIC.iterdir()) if path.is_file()}


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(content, _KINDS[path.suffix], hashlib.sha256(content).hexdigest()[:16])


def address_of(name: str) -> str:
    """Where a page finds this file. Raises KeyError where there is none."""
    return f"/static/{name}?v={assets()[name].mark}"


async def serve(request: Request) -> Response:
    """The file: to be kept for a year where the address names this very content, else to be asked for again each time."""
    asset = assets().get(request.path_params["name"])
    if asset is None:
        raise HTTPException(404)
    tag = f'"{asset.mark}"'
    # a page that an older server made names older content: what it gets must not be kept under that name
    is_named = request.query_params.get("v") == asset.mark
    headers = {"etag": tag, "cache-control": "public, max-age=31536000, immutable" if is_named else "no-cache"}
    asked = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if asked & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(asset.content, media_type=asset.kind, headers=headers)
