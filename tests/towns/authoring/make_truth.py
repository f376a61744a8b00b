"""Writes truth.json of both towns: what a person wrote down in facts.json, joined with what the authored pages say."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from ..content import Page, read_rows
from ..model import Site, normal
from ..server import TOWNS, load

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Write both files."""
    for name in TOWNS:
        (ROOT / name / "truth.json").write_text(json.dumps(truth(name), ensure_ascii=False, indent=1) + "\n", "utf-8")


def truth(name: str) -> dict[str, Any]:
    """Everything that a test may ask about a town."""
    facts: dict[str, Any] = json.loads((ROOT / name / "facts.json").read_text("utf-8"))
    found: list[Page] = import_module(f"..{name}", __package__).all_pages()
    town = load(name)
    return {
        **facts,
        "forms": [
            {"url": _url(key), "fields": [_field(text, "label name type required") for text in rows]}
            for key, rows in facts["forms"].items()
        ],
        "datasets": [
            *_catalogue(name),
            *(
                {"url": _url(key), "name": one["name"], "fields": [_field(text, "name label type") for text in one["fields"]]}
                for key, one in facts["datasets"].items()
            ),
        ],
        "materials": [
            {
                "url": _url(f"{page.host} {page.path}"),
                "service": page.title,
                "owner": page.get("issuer"),
                "materials": page.get("materials").split("|"),
            }
            for page in found
            if page.get("kind") == "guide"
        ],
        "notices": [_notice(page) for page in found if page.get("kind") == "notice"],
        "attachments": _attachments(name),
        "wanted": [
            {"host": host, **entry}
            for host, site in town.sites.items()
            for entry in wanted(site, [page for page in found if page.host == host])
        ],
        "ignored_parameters": {host: sorted(site.ignored) for host, site in town.sites.items()},
    }


def wanted(site: Site, found: list[Page]) -> list[dict[str, Any]]:
    """Pages that a thorough crawl fetches, with the other addresses of the same page."""
    twins = {normal(twin, site.ignored): page.path for page in found for twin in page.get("aliases").split()}
    twins |= {key: key.replace("print.do", "detail.do") for key in site.replies if "print.do" in key}
    groups: dict[str, list[str]] = {}
    for key, reply in site.replies.items():
        is_page = reply.kind.startswith("text/html") and reply.status == 200 and not reply.stalls
        if is_page and "http-equiv" not in reply.text[:200].replace('http-equiv="Content', ""):
            groups.setdefault(twins.get(key, reply.text), []).append(site.names[key])
    named = {twin for twin in groups if twin.startswith("/")}
    entries = []
    for text, paths in groups.items():
        if text not in named:
            more = [twin for path in named if path == paths[0] for twin in groups[path]]
            entries.append({"path": paths[0], "aliases": paths[1:] + more})
    return entries


def _url(key: str) -> str:
    host, _, target = key.partition(" ")
    return "{{host:" + host + "}}" + target


def _field(text: str, keys: str) -> dict[str, Any]:
    values: dict[str, Any] = dict(zip(keys.split(), text.split("|"), strict=True))
    if "required" in values:
        values["required"] = values["required"] == "1"
    return values


def _notice(page: Page) -> dict[str, Any]:
    hits = [hit for hit in page.get("hits").split(",") if hit]
    return {
        "url": _url(f"{page.host} {page.path}"),
        "title": page.title,
        "issuer": page.get("issuer"),
        "date": page.get("date"),
        "hits": hits,
    }


def _catalogue(name: str) -> list[dict[str, Any]]:
    rows = read_rows(ROOT / name / "data" / "datasets.csv")
    address = "data /dataset/{}" if name == "qinghe" else "open /data/{}.html"
    return [
        {
            "url": _url(address.format(row["id"])),
            "name": row["title"],
            "fields": [_field(text.replace(":", "|"), "name label type") for text in row["fields"].split(";")],
        }
        for row in rows
    ]


def _attachments(name: str) -> list[dict[str, Any]]:
    folder = ROOT / name / "files"
    files = [file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*")) if file.suffix in {".docx", ".xlsx", ".pdf", ".zip"}]
    keys = [file.replace("/", " /", 1).replace("/kntz.zip", "/mzj/download.jsp?file=kntz.zip") for file in files]
    return [{"url": _url(key), "readable": "scan" not in key} for key in keys]


if __name__ == "__main__":
    main()
