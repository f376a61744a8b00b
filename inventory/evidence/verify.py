"""The offline check of a sealed package: that nothing in it was changed, dropped, added or swapped since it was sealed.

What hashing cannot prove is no part of the answer: that a server sent these bytes, or that nobody sealed the package anew.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from inventory.evidence import log
from inventory.evidence.archive import PAGE_KEYS, body_of
from inventory.evidence.container import MANIFEST, SEAL, STAMP, read_container
from inventory.evidence.stamp import BadStamp, read_stamp
from inventory.problems import InputError, Problem
from inventory.values.observation import Locator

SCHEMA_VERSION = 1


@dataclass(slots=True)
class Verdict:
    """What a check found; `facts` are what the package says of itself."""

    problems: list[Problem] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the package is as it was sealed."""
        return not self.problems


class _Broken(Exception):
    """A part does not hold what the format says."""


def verify(path: Path, *, seal: str | None = None, certificate: Path | None = None) -> Verdict:
    """Check a package. `seal` is the one that was noted elsewhere; `certificate` the time-stamping service's (PEM).

    Raises InputError for a file that is no such package at all.
    """
    parts, is_exact = read_container(path)
    if MANIFEST not in parts:
        raise InputError("no_package", file=path.name)
    verdict = Verdict()

    def tell(code: str, part: str | None = None, **params: Any) -> None:
        verdict.problems.append(Problem(code, Locator(file=path.name, path=part), tuple(sorted(params.items()))))

    if not is_exact:
        tell("package_bytes")
    own = hashlib.sha256(parts[MANIFEST]).hexdigest()
    if parts.get(SEAL, b"").decode("ascii", "replace").strip() != own:
        tell("seal_differs", SEAL)
    if seal is not None and seal.strip().lower() != own:
        tell("seal_not_given", SEAL)
    verdict.facts["seal"] = own
    if STAMP in parts:
        _check_stamp(parts[STAMP], own, certificate, verdict, tell)
    try:
        manifest = _object(parts, MANIFEST)
        if manifest.get("schema_version") != SCHEMA_VERSION:
            tell("package_version", MANIFEST, version=str(manifest.get("schema_version"))[:20])
            return verdict
        verdict.facts.update({key: manifest.get(key) for key in ("made_at", "name", "findings", "with_originals")})
        _check_parts(parts, manifest, tell)
    except _Broken as broken:
        tell("package_part", str(broken))
        return verdict
    for check in (_check_log, _check_pages, _check_quotes, _check_added):
        try:
            check(parts, manifest, tell)
        except _Broken as broken:
            tell("package_part", str(broken))
        except (TypeError, ValueError, AttributeError, KeyError, IndexError):
            tell("package_part", check.__name__.removeprefix("_check_"))
    return verdict


Tell = Callable[..., None]


def _check_stamp(answer: bytes, seal: str, certificate: Path | None, verdict: Verdict, tell: Tell) -> None:
    try:
        stamp = read_stamp(answer, seal.encode(), certificate)
    except BadStamp as bad:
        tell("bad_stamp", STAMP, reason=str(bad)[:200])
    except InputError as error:
        if error.code != "needs_extra":
            raise
        verdict.facts["stamp_unread"] = True
    else:
        verdict.facts.update({"stamped_at": stamp.at, "stamp_signed": stamp.is_signed})


def _check_parts(parts: Mapping[str, bytes], manifest: Mapping[str, Any], tell: Tell) -> None:
    files = manifest.get("files")
    if not isinstance(files, dict) or not all(isinstance(entry, dict) for entry in files.values()):
        raise _Broken(MANIFEST)
    for name, entry in sorted(files.items()):
        if name not in parts:
            tell("part_missing", name)
        elif hashlib.sha256(parts[name]).hexdigest() != entry.get("sha256") or len(parts[name]) != entry.get("bytes"):
            tell("part_changed", name)
    for name in sorted(parts.keys() - files.keys() - {MANIFEST, SEAL, STAMP}):
        tell("part_added", name)


def _check_log(parts: Mapping[str, bytes], manifest: Mapping[str, Any], tell: Tell) -> None:
    entries = _lines(parts, "log.jsonl")
    place = log.first_break(entries)
    if place is not None:
        tell("chain_broken", "log.jsonl", entry=place)
    if (entries[-1]["chain"] if entries else None) != manifest.get("log"):
        tell("chain_end", "log.jsonl")
    logged = {(entry["subject"], entry["content"]["chain"]) for entry in entries if entry.get("kind") == "crawl"}
    chains = manifest["chains"]
    for crawl, last in sorted(chains.items()):
        name = f"chains/{crawl}.jsonl"
        links = _lines(parts, name)
        place = log.first_break(links, PAGE_KEYS)
        if place is not None:
            tell("chain_broken", name, entry=place)
        if not links or links[-1]["chain"] != last:
            tell("chain_end", name)
        if (crawl, last) not in logged:
            tell("chain_unlogged", name)


def _check_pages(parts: Mapping[str, bytes], manifest: Mapping[str, Any], tell: Tell) -> None:
    links: dict[str, Mapping[str, Any]] = {}
    for crawl in manifest["chains"]:
        links.update({link["chain"]: link for link in _lines(parts, f"chains/{crawl}.jsonl")})
    for page in _list(parts, "pages.json"):
        where = str(page["number"])
        _check_copy(parts, page, links, where, tell)
        # packages of versions without a browser have none
        for name, made in sorted(page.get("parts", {}).items()):
            _check_copy(parts, made, links, f"{where}.{name}", tell)


def _check_copy(parts: Mapping[str, bytes], page: Mapping[str, Any], links: Mapping[str, Any], where: str, tell: Tell) -> None:
    """A page, or something that the browser made of one: it is a link of its crawl's chain, and enclosed bytes are those of the link."""
    link = links.get(page["chain"]) if page["chain"] else None
    if page["chain"] and (link is None or any(page[key] != link[key] for key in PAGE_KEYS)):
        tell("page_not_in_chain", where, url=str(page["url"])[:200])
    if page.get("picture") is not None and hashlib.sha256(_part(parts, page["picture"])).hexdigest() != page["sha256"]:
        tell("page_differs", page["picture"], url=str(page["url"])[:200])
    if page["original"] is None:
        return
    try:
        url, body = body_of(_part(parts, page["original"]))
    except ValueError:
        tell("page_unreadable", page["original"])
        return
    if url != page["url"] or hashlib.sha256(body).hexdigest() != page["sha256"]:
        tell("page_differs", page["original"], url=str(page["url"])[:200])


def _check_quotes(parts: Mapping[str, bytes], manifest: Mapping[str, Any], tell: Tell) -> None:
    pages = {page["number"]: page for page in _list(parts, "pages.json")}
    findings = _list(parts, "findings.json")
    if [finding["id"] for finding in findings] != manifest["findings"]:
        tell("findings_differ", "findings.json")
    for finding in findings:
        for evidence in finding["evidence"]:
            page = pages.get(evidence["page"]) if evidence.get("page") else None
            if evidence.get("page") and (page is None or page["sha256"] != evidence["sha256"] or page["url"] != evidence["url"]):
                tell("quote_without_page", finding["id"])
            if evidence.get("text"):
                text = _part(parts, evidence["text"]).decode("utf-8", "replace")
                if text[evidence["start"] : evidence["end"]] != evidence["quote"]:
                    tell("quote_differs", evidence["text"], finding=str(finding["id"])[:64])


def _check_added(parts: Mapping[str, bytes], manifest: Mapping[str, Any], tell: Tell) -> None:
    logged = {
        (entry["subject"], entry["content"]["sha256"], entry["by"], entry["at"])
        for entry in _lines(parts, "log.jsonl")
        if entry["kind"] == "added"
    }
    for added in _list(parts, "added.json"):
        if (added["subject"], added["sha256"], added["by"], added["at"]) not in logged:
            tell("added_unlogged", str(added["file"])[:200])
        if added["path"] is not None and hashlib.sha256(_part(parts, added["path"])).hexdigest() != added["sha256"]:
            tell("added_differs", added["path"])


def _part(parts: Mapping[str, bytes], name: str) -> bytes:
    if name not in parts:
        raise _Broken(str(name)[:200])
    return parts[name]


def _load(body: bytes, name: str) -> Any:
    try:
        return orjson.loads(body)
    except ValueError:
        raise _Broken(name) from None


def _object(parts: Mapping[str, bytes], name: str) -> dict[str, Any]:
    content = _load(_part(parts, name), name)
    if not isinstance(content, dict):
        raise _Broken(name)
    return content


def _list(parts: Mapping[str, bytes], name: str) -> list[dict[str, Any]]:
    content = _load(_part(parts, name), name)
    if not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
        raise _Broken(name)
    return content


def _lines(parts: Mapping[str, bytes], name: str) -> list[dict[str, Any]]:
    return list(_each(_part(parts, name), name))


def _each(body: bytes, name: str) -> Iterator[dict[str, Any]]:
    for line in body.splitlines():
        entry = _load(line, name)
        if not isinstance(entry, dict):
            raise _Broken(name)
        yield entry
