"""The only door out of the crawlers: journal entries become rows of the inventory, all of them `observed`.

What leaves here names no person by number, addresses included, whatever an older journal holds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from crawlers.accessibility import inspections
from crawlers.journal import readings_of, title_of
from crawlers.pages.links import canonical, route_of
from inventory.importers.rows import RawRow, row_of
from inventory.secrecy import masked_address
from inventory.values.observation import Locator, Page

# stands in the `path` of a place: the page as the browser drew it
RENDERED = "rendered"


def pages(entries: Iterable[dict[str, Any]]) -> list[Page]:
    """The pages of journal entries."""
    return [
        Page(
            url=masked_address(entry["url"]),
            sha256=entry["sha256"],
            fetched_at=entry["fetched_at"],
            status=entry["status"],
            content_type=entry["content_type"],
            title=title_of(entry)[:300],
            site=masked_address(entry["site"]),
            warc=entry["warc"],
            offset=entry["offset"],
            chain=entry["chain"],
            exposed=tuple((kind, text) for seen in readings_of(entry) for kind, text in seen["exposed"]),
        )
        for entry in entries
        if entry["kind"] == "page"
    ]


def rows(entries: Iterable[dict[str, Any]]) -> Iterator[RawRow]:
    """What each page shows, as rows with the page's address as their place; what only the browser showed says so in its `path`.

    Of several pages that name one thing the first in `entries` is its place; the owner of what is seen is the site's owner unless the page names another.
    """
    tested: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    for entry in entries:
        if entry["kind"] != "page":
            continue
        at = Locator(url=masked_address(entry["url"]))
        if _is_home(entry):
            yield _website(entry, at)
            names[entry["site"]] = _name(entry)
        for seen in readings_of(entry):
            yield from _shown(seen, entry, at if seen is entry["seen"] else replace(at, path=RENDERED))
        if entry.get("rendering", {}).get("accessibility"):
            tested.append(entry)
    yield from inspections(tested, names)


def _is_home(entry: dict[str, Any]) -> bool:
    """Tell whether a page is the one that its site was named by, also where a script draws it behind `#/`."""
    home = canonical(entry["seed"]["url"])
    return entry["address"] in (home, home + route_of(entry["seed"]["url"]))


def _website(entry: dict[str, Any], at: Locator) -> RawRow:
    """The site itself, by its first page."""
    owner = entry["seed"].get("owner") or ""
    return row_of("Channel", at, mode="observed", name=_name(entry), kind="website", owner=owner, urls=[at.url], status="active")


def _name(entry: dict[str, Any]) -> str:
    return str(entry["seed"].get("name") or title_of(entry) or masked_address(entry["site"]))


def _shown(seen: dict[str, Any], entry: dict[str, Any], at: Locator) -> Iterator[RawRow]:
    owner = entry["seed"].get("owner") or ""
    for channel in seen["channels"]:
        yield row_of(
            "Channel",
            at,
            mode="observed",
            name=channel["name"],
            kind=channel["kind"],
            owner=channel["owner"] or owner,
            platform=channel["platform"],
            identifiers=[channel["identifier"]] if channel["identifier"] else None,
            urls=[masked_address(channel["url"])] if channel["url"] else None,
            status="active",
        )
    for system in seen["systems"]:
        yield row_of(
            "System",
            at,
            mode="observed",
            name=system["name"],
            owner=system["owner"] or owner,
            urls=[masked_address(system["url"])] if system["url"] else None,
            status="active",
        )
    for dataset in seen["datasets"]:
        yield from _dataset(dataset, at, owner)
    if described := seen.get("described"):
        for row in described["rows"]:
            place = Locator(url=at.url, path=row["path"] or None)
            yield RawRow(row["entity"], row["cells"], place, mode="observed", literal=True)
    for notice in filter(None, (seen["notice"], *seen.get("inside", ()))):
        issuer = notice["issuer"] or owner
        yield row_of(
            "Notice",
            at,
            mode="observed",
            title=notice["title"],
            doc_no=notice["doc_no"],
            issuer=issuer,
            date=notice["date"],
            url=at.url,
            source_hash=entry["sha256"],
            text=notice["text"],
        )


def _dataset(dataset: dict[str, Any], at: Locator, owner: str) -> Iterator[RawRow]:
    yield row_of("Dataset", at, mode="observed", name=dataset["name"], kind=dataset["kind"], provider=owner, source_url=at.url)
    reference = f"{owner}/{dataset['name']}" if owner else dataset["name"]
    origin = "collected" if dataset["kind"] == "form" else None
    for field in dataset["fields"]:
        yield row_of(
            "DataField",
            at,
            mode="observed",
            resource=reference,
            label=field["label"],
            name=field["name"],
            type=_type(field["type"]),
            length=field["length"],
            required=field["required"],
            origin=origin,
            source_url=at.url,
        )


def _type(text: str) -> str | None:
    from inventory.vocabulary import read_code

    return read_code("data_type", text) if text else None


def owners(entries: Iterable[dict[str, Any]]) -> set[str]:
    """The names of the bodies whose sites were read."""
    return {entry["seed"]["owner"] for entry in entries if entry["kind"] == "page" and entry["seed"].get("owner")}
