"""Descriptions for programs that a crawl meets: OpenAPI, answers of a CKAN catalogue, data.json, DCAT; read as imports read them.

What they say is observed: rows of the inventory with their place in the description, never more than `ROWS` of one address.
"""

import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from inventory.importers.catalogues.ckan import read_ckan
from inventory.importers.catalogues.data_json import read_data_json
from inventory.importers.catalogues.dcat import read_dcat
from inventory.importers.openapi import read_openapi
from inventory.importers.rows import Context, RawRow, row_of
from inventory.problems import InputError, Problems
from inventory.secrecy import masked
from inventory.texts.charset import decode_page
from inventory.values.observation import Locator

if TYPE_CHECKING:  # it knows every reader there is, and all that they need
    from inventory.importers.recognise import Reader

ROWS = 20_000
# results that are asked for in one page of a search
_PAGE = 100
# bytes that are parsed: the reader works in the crawl's one thread
_BYTES = {"openapi": 8 << 20, "ckan": 16 << 20, "data_json": 16 << 20, "dcat": 2 << 20}
_READERS: "dict[str, Reader]" = {"openapi": read_openapi, "ckan": read_ckan, "data_json": read_data_json, "dcat": read_dcat}
# how sure a description is: one that says of itself what it is, a list that looks like a catalogue's
_CERTAINTY = {"openapi": 0.95, "dcat": 0.95, "data_json": 0.9, "ckan": 0.9}
_PACKAGE_KEYS = {"resources", "owner_org", "license_id", "num_resources", "metadata_created", "metadata_modified", "organization", "notes"}
_YAML = re.compile(r"""^["']?(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?[23]\.""", re.M)
_DCAT = "www.w3.org/ns/dcat#"


@dataclass(frozen=True, slots=True)
class Described:
    """A description: its kind, how sure that is, its rows (entity, cells, place in it), what in it could not be read, and its next page."""

    kind: str
    certainty: float
    rows: tuple[dict[str, Any], ...]
    unreadable: str = ""
    following: str = ""


def read_description(body: bytes, url: str, owner: str, *, charset: str | None = None) -> Described | None:
    """What a response describes, or None where it is no description. `owner` answers for interfaces that name nobody."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if not start.startswith((b"{", b"[", b"<", b"@", b"#")) and b"openapi" not in start and b"swagger" not in start:
        return None
    if start.startswith(b"<") and not re.search(rb"<(?:\w+:)?RDF[\s>]", start):  # a web page may speak of DCAT too
        return None
    text, _ = decode_page(body, charset)
    content, kind = _kind(text, urlsplit(url).path)
    if kind is None:
        return None
    if len(body) > _BYTES[kind]:
        return Described(kind, _CERTAINTY[kind], (), "too_large")
    following = next_results(content, url) if kind == "ckan" else ""
    try:
        rows = _rows(text, kind, url, owner)
    except InputError as error:
        return Described(kind, _CERTAINTY[kind], (), "empty" if error.code.startswith("empty_") else "damaged", following)
    return Described(
        kind, _CERTAINTY[kind], tuple(_plain(row, url) for row in rows[:ROWS]), "too_large" if len(rows) > ROWS else "", following
    )


def _rows(text: str, kind: str, url: str, owner: str) -> list[RawRow]:
    # a catalogue names who provides; an interface seldom does
    context = Context(organisation=owner if kind == "openapi" else "")
    # read from a file in a folder of its own: a reference to another file finds nothing there
    with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
        path = Path(folder) / _name(text, kind, url)
        path.write_text(text, encoding="utf-8", errors="replace")
        document = _READERS[kind](path, Problems(), context)
    system = next((str(row.cells["from"]) for row in document.rows if row.entity == "Exchange" and row.cells.get("from")), "")
    at = Locator(path="#/info/title")
    return [*([row_of("System", at, name=system, owner=owner)] if system else []), *document.rows]


def _name(text: str, kind: str, url: str) -> str:
    stem = re.sub(r"[^\w-]", "_", urlsplit(url).hostname or "") or "description"
    is_json = text.lstrip("\ufeff \r\n\t").startswith(("{", "["))
    return stem + (
        ".json" if is_json else ".yaml" if kind == "openapi" else ".rdf" if text.lstrip("\ufeff \r\n\t").startswith("<") else ".ttl"
    )


def _kind(text: str, path: str) -> tuple[Any, str | None]:
    begins = text.lstrip("\ufeff \r\n\t")
    if begins.startswith(("{", "[")):
        try:
            content = json.loads(begins)
        except (ValueError, RecursionError):
            return None, "dcat" if begins.startswith("[") and _DCAT in begins[:65_536] else None
        return content, _kind_of_json(content, begins, path)
    if begins.startswith("<") or re.match(r"(?:#[^\n]*\n|\s)*@?prefix\s", begins, re.I):
        return None, "dcat" if _DCAT in begins[:65_536] else None
    return None, "openapi" if _YAML.search(begins[:4096]) and re.search(r"^paths[ \t]*:", begins, re.M) else None


def _kind_of_json(content: Any, text: str, path: str) -> str | None:
    if isinstance(content, dict):
        has_parts = any(isinstance(content.get(name), dict) for name in ("paths", "components"))
        if has_parts and isinstance(content.get("openapi") or content.get("swagger"), str):
            return "openapi"
        datasets = content.get("dataset")
        if isinstance(datasets, list) and any(
            isinstance(d, dict) and "title" in d and d.keys() & {"distribution", "accessLevel", "publisher"} for d in datasets[:5]
        ):
            return "data_json"
        if content.get("success") is True and _is_catalogue(content.get("result"), path):
            return "ckan"
    return "dcat" if _DCAT in text[:65_536] and isinstance(content, (dict, list)) else None


def _is_catalogue(result: Any, path: str) -> bool:
    """Tell whether a result is of packages: objects that look like them, or names at an address that says so."""
    items = result.get("results") if isinstance(result, dict) and "results" in result else result
    first = items if isinstance(items, dict) else next(iter(items), None) if isinstance(items, list) else None
    if isinstance(first, list):
        first = next(iter(first), None)
    if isinstance(first, dict):
        return len(first.keys() & _PACKAGE_KEYS) >= 2
    return isinstance(first, str) and path.rstrip("/").endswith("package_list")


def next_results(content: Any, url: str) -> str:
    """The address of the next results of a search that has more; empty for anything else."""
    result = content.get("result") if isinstance(content, dict) else None
    if not isinstance(result, dict) or not isinstance(result.get("results"), list) or not isinstance(result.get("count"), int):
        return ""
    parts = urlsplit(url)
    pairs = dict(parse_qsl(parts.query, keep_blank_values=True))
    begun = int(pairs["start"]) if re.fullmatch("[0-9]{1,7}", pairs.get("start", "")) else 0
    reached = begun + len(result["results"])
    if not result["results"] or reached >= result["count"]:
        return ""
    return urlunsplit(parts._replace(query=urlencode({**pairs, "rows": pairs.get("rows") or str(_PAGE), "start": str(reached)})))


def search_of(body: bytes, url: str) -> str:
    """The search of a catalogue whose interface says no more than its version (`/api/3`); empty for anything else."""
    path = urlsplit(url).path.rstrip("/")
    if not re.search(r"/api/3(?:/action)?$", path) or len(body) > 1_000:
        return ""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(content, dict) or content.get("version") != 3:
        return ""
    return urljoin(url, f"{path.removesuffix('/action')}/action/package_search?rows={_PAGE}")


def _plain(row: RawRow, url: str) -> dict[str, Any]:
    cells = {key: _masked(value) for key, value in row.cells.items()}
    if str(cells.get("endpoint_url", "")).startswith("/"):
        cells["endpoint_url"] = urljoin(url, cells["endpoint_url"])
    return {"entity": row.entity, "cells": cells, "path": row.at.path or ""}


def _masked(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_masked(item) for item in value]
    return value if isinstance(value, (bool, int, float)) or value is None else masked(str(value))
