"""Whether a workspace is whole: its database, the archive, the chains over both, the files that people added."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.workspace import Workspace
from crawlers.journal import JOURNAL, links_of, read_entries
from inventory import rounds, store
from inventory.database import reading
from inventory.evidence import log
from inventory.evidence.archive import PAGE_KEYS, body_of, file_hashes, record_bytes
from inventory.models.ledger import PageRow
from inventory.problems import Problem
from inventory.secrecy import masked_address
from inventory.values.observation import Locator


def check_workspace(workspace: Workspace) -> list[Problem]:
    """Everything that is not as it was written; nothing where the workspace is whole."""
    found: list[Problem] = []
    with reading(workspace.engine) as session:
        logged = log.entries(session)
        found += _database(workspace, session)
        place = log.first_break(logged)
        if place is not None:
            found.append(_problem("chain_broken", "evidence_log", entry=place))
        taken_in: Mapping[str, int] = rounds.get_fact(session, "crawls", {})
        pages = {row.chain: row for row in session.execute(select(PageRow).where(col(PageRow.chain) != "")).scalars()}
    known: set[str] = set()
    for name, count in sorted(taken_in.items()):
        found += _crawl(workspace, name, count, logged, pages, known)
    # pages that were merged from another county's inventory have no bytes here, and say so by having no crawl
    archived = {path.name for path in workspace.evidence.glob("*.warc.gz")}
    found += [
        _problem("page_not_in_chain", row.warc, url=row.url[:200])
        for c, row in sorted(pages.items())
        if c not in known and row.warc in archived
    ]
    found += _added(workspace, logged)
    return found


def _problem(code: str, path: str, **params: Any) -> Problem:
    return Problem(code, Locator(path=path), tuple(sorted(params.items())))


def _database(workspace: Workspace, session: Session) -> Iterator[Problem]:
    if workspace.engine.dialect.name != "sqlite":
        return
    connection = session.connection()
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
        if line != "ok":
            yield _problem("database_damaged", "auditor.db", what=str(line)[:200])
    for table, row, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check").all()[:20]:
        yield _problem("database_damaged", "auditor.db", what=f"{table} {row}")


def _crawl(
    workspace: Workspace, name: str, count: int, logged: list[dict[str, Any]], pages: Mapping[str, PageRow], known: set[str]
) -> Iterator[Problem]:
    """A crawl: its journal follows link by link, ends where the log says, and every page's bytes have its hash."""
    folder = workspace.folder / "crawls" / name
    path = f"crawls/{name}/{JOURNAL}"
    try:
        entries = [entry for entry in read_entries(folder) if entry["kind"] == "page"]
        lines = sum(1 for _ in read_entries(folder))
    except (ValueError, KeyError, TypeError):
        yield _problem("part_changed", path)
        return
    if lines < count:
        yield _problem("chain_end", path)
    chain = list(links_of(entries))
    place = log.first_break(chain, PAGE_KEYS)
    if place is not None:
        yield _problem("chain_broken", path, entry=place)
    ends = {link["chain"] for link in chain}
    for entry in logged:
        if entry["kind"] == "crawl" and entry["subject"] == name and entry["content"]["chain"] not in ends:
            yield _problem("chain_unlogged", path)
    yield from _files(workspace, name, logged)
    for link in chain:
        known.add(link["chain"])
        row = pages.get(link["chain"])
        if row is not None and (row.url, row.sha256, store.format_time(row.fetched_at)) != (
            masked_address(link["url"]),
            link["sha256"],
            link["fetched_at"],
        ):
            yield _problem("page_not_in_chain", path, url=masked_address(link["url"])[:200])
        try:
            url, body = body_of(record_bytes(workspace.evidence, link["warc"], link["offset"], link["length"]))
        except (OSError, ValueError):
            yield _problem("page_unreadable", f"evidence/{link['warc']}", url=masked_address(link["url"])[:200])
            continue
        if url != link["url"] or hashlib.sha256(body).hexdigest() != link["sha256"]:
            yield _problem("page_differs", f"evidence/{link['warc']}", url=masked_address(link["url"])[:200])


def _files(workspace: Workspace, name: str, logged: list[dict[str, Any]]) -> Iterator[Problem]:
    """The archive files, byte by byte up to where they stood when their pages were logged."""
    for entry in logged:
        if entry["kind"] != "crawl" or entry["subject"] != name:
            continue
        for warc, then in sorted(entry["content"].get("files", {}).items()):
            end = [{"warc": warc, "offset": then["bytes"], "length": 0}]
            now = file_hashes(workspace.evidence, end).get(warc)
            if now != then:
                yield _problem("part_changed" if now else "part_missing", f"evidence/{warc}")


def _added(workspace: Workspace, logged: list[dict[str, Any]]) -> Iterator[Problem]:
    for entry in logged:
        if entry["kind"] != "added":
            continue
        name = Path(entry["content"]["stored"]).name
        try:
            with (workspace.evidence / "added" / name).open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            yield _problem("part_missing", f"evidence/added/{name}")
            continue
        if sha256 != entry["content"]["sha256"]:
            yield _problem("added_differs", f"evidence/added/{name}")
