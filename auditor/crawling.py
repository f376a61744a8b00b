"""Runs a crawl in a process of its own and takes what it journals into the workspace.

The journal is taken in whole, at the end of a run (also one that is stopped): how fast each page answered then decides nothing.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from auditor.settings import remember_crawl
from auditor.workspace import Workspace
from crawlers import observe
from crawlers.journal import CONFIG, FINISHED, RUNNING, count_entries, read_entries, refused_of, unreadable_of
from crawlers.seeds import Seed, read_seeds
from inventory import gate, rounds, store
from inventory.database import reading, writing
from inventory.evidence import log
from inventory.evidence.archive import file_hashes
from inventory.identity import digest
from inventory.importers.interpret import interpret
from inventory.intake import make_source
from inventory.models.ledger import PageRow
from inventory.problems import InputError, Problems


def crawl_sites(
    workspace: Workspace, arguments: list[str], *, max_pages: int | None, allow_private: bool, texts: dict[str, str], show_progress: bool
) -> dict[str, Any]:
    """Crawl (or go on with an interrupted crawl) and return the `--json` answer of the command."""
    started = time.monotonic()
    folder, resumed = _folder(workspace, arguments, max_pages, allow_private, texts)
    (workspace.folder / "crawls").mkdir(mode=0o700, exist_ok=True)
    # -P: nothing of the folder the user stands in is taken for a module
    with _progress(show_progress, json.loads((folder / CONFIG).read_text(encoding="utf-8"))["max_pages"]) as advance:
        code = _run(workspace, folder, advance)
    if code == RUNNING:
        raise InputError("crawl_running", crawl=folder.name)
    found = ingest(workspace, folder)
    if code != 0:
        raise InputError("crawl_failed", log=str(folder / "log.txt"))
    entries = list(read_entries(folder))
    refused = [{"url": url, "reason": reason} for url, reason in refused_of(entries).items()]
    return {
        "pages": sum(1 for e in entries if e["kind"] == "page"),
        **{name: found[name] for name in ("channels", "systems", "fields", "notices")},
        "refused": sorted(refused, key=lambda r: r["url"]),
        "unreadable": unreadable_of(entries),
        "resumed": resumed,
        "seconds": round(time.monotonic() - started, 1),
    }


def _run(workspace: Workspace, folder: Path, advance: Callable[[int], None]) -> int:
    """The exit code of the crawler. One that the system killed goes on by itself, as long as it gets further each time."""
    code = reached = -1
    while code < 0 and (lines := count_entries(folder)) > reached:
        reached = lines
        # -P: nothing of the folder the user stands in is taken for a module
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "crawlers.run", str(folder.resolve()), str(workspace.evidence.resolve()), str(os.getpid())],
            stdout=subprocess.PIPE,
            stderr=(folder / "log.txt").open("ab"),
            text=True,
        )
        try:
            assert process.stdout is not None
            for line in process.stdout:
                with contextlib.suppress(ValueError):
                    advance(json.loads(line)["pages"])
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            ingest(workspace, folder)
            raise
    return code


def _folder(
    workspace: Workspace, arguments: list[str], max_pages: int | None, allow_private: bool, texts: dict[str, str]
) -> tuple[Path, bool]:
    """The folder of this crawl: an unfinished one of the same seeds, or a new one."""
    crawls = workspace.folder / "crawls"
    with reading(workspace.engine) as session:
        taken_in = rounds.get_fact(session, "crawls", {})
    unfinished = [
        path
        for path in sorted(crawls.glob("*"))
        if (path / CONFIG).exists() and not ((path / FINISHED).exists() and taken_in.get(path.name) == count_entries(path))
    ]
    if not arguments:
        if not unfinished:
            raise InputError("no_seeds")
        return unfinished[-1], True
    seeds = read_seeds(arguments)
    if not seeds:
        raise InputError("no_seeds")
    config = _config(workspace, seeds, max_pages, allow_private, texts)
    name = digest([(seed.url, seed.owner) for seed in seeds])
    for path in unfinished:
        if path.name.endswith(name):
            return path, True
    folder = crawls / f"crawl-{len(list(crawls.glob('*'))) + 1:03d}-{name}"
    crawls.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700)
    # beside and renamed: a crawl is there with its whole configuration, or not at all
    beside = folder / f"{CONFIG}.new"
    beside.write_text(json.dumps(config, ensure_ascii=False, indent=1), encoding="utf-8")
    beside.replace(folder / CONFIG)
    return folder, False


def _config(workspace: Workspace, seeds: list[Seed], max_pages: int | None, allow_private: bool, texts: dict[str, str]) -> dict[str, Any]:
    settings = workspace.settings.crawl
    for seed in seeds:
        try:
            gate.check_spelling(seed.url, allow_private=allow_private)
        except gate.Refused as refused:
            raise InputError("address_refused", url=seed.url, reason=refused.reason) from None
    is_local = all(gate.is_loopback(seed.url) for seed in seeds)
    written = {name: texts.get(name) or getattr(settings, name) for name in ("purpose", "contact", "approved_by")}
    if not is_local:
        missing = [name for name, text in written.items() if not text]
        if missing:
            raise InputError("crawl_needs_texts", missing=", ".join(f"--{name.replace('_', '-')}" for name in missing))
    if texts:
        remember_crawl(workspace.folder, **texts)
    return {
        "seeds": [{"url": s.url, "name": s.name, "owner": s.owner, "kind": s.kind} for s in seeds],
        "allow_private": allow_private,
        "is_local": is_local,
        "max_pages": max_pages or settings.max_pages,
        "max_depth": settings.max_depth,
        "related_hosts": settings.related_hosts,
        "delay_seconds": settings.delay_seconds,
        "max_megabytes": settings.max_megabytes,
        "timeout_seconds": settings.timeout_seconds,
        "stall_seconds": settings.stall_seconds,
        "hours": settings.hours,
        "ocr": settings.ocr,
        **written,
    }


@contextlib.contextmanager
def _progress(show: bool, total: int) -> Any:
    if not show:
        yield lambda pages: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(TextColumn("crawl"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task("crawl", total=total)
        yield lambda pages: progress.update(task, completed=pages)


def ingest(workspace: Workspace, folder: Path) -> Counter[str]:
    """Take the journal's new lines into the workspace in one transaction; counts new or changed records by array."""
    changed: Counter[str] = Counter()
    with writing(workspace.engine) as session:
        ingested = dict(rounds.get_fact(session, "crawls", {}))
        start = int(ingested.get(folder.name, 0))
        entries = [{name: value for name, value in entry.items() if name != "links"} for entry in read_entries(folder, start)]
        if not entries:
            return changed
        _save_pages(session, entries)
        by_site: dict[str, list[dict[str, Any]]] = {}
        for entry in entries:
            if entry["kind"] == "page":
                by_site.setdefault(entry["site"], []).append(entry)
        for site, of_site in sorted(by_site.items()):
            problems = Problems()
            source = make_source("crawl", site, digest(folder.name, site), workspace.now)
            source = store.save_source(session, source) or source
            # by address: which page came first hangs on how fast each answered, and must decide nothing
            observations = interpret(observe.rows(sorted(of_site, key=lambda entry: entry["url"])), problems)
            store.save_problems(session, source.id, "rejected", problems.rejected)
            store.save_problems(session, source.id, "question", problems.questions)
            changed.update(store.save_observations(session, source, observations))
        read = [entry for entry in entries if entry["kind"] == "page"]
        if read:
            log_crawl(workspace, session, folder.name, read)
        ingested[folder.name] = start + len(entries)
        rounds.set_fact(session, "crawls", ingested)
        owners = set(rounds.get_fact(session, "crawled_owners", [])) | observe.owners(entries)
        rounds.set_fact(session, "crawled_owners", sorted(owners))
    return changed


def log_crawl(workspace: Workspace, session: Session, name: str, pages: list[dict[str, Any]]) -> None:
    """Note in the log of the archive that these pages of a crawl came in: the end of their chain, the bytes of their files."""
    content = {"pages": len(pages), "chain": pages[-1]["chain"], "files": file_hashes(workspace.evidence, pages)}
    log.append(session, "crawl", name, by=None, at=workspace.now, content=content)


def _save_pages(session: Session, entries: list[dict[str, Any]]) -> None:
    for page in observe.pages(entries):
        row = session.get(PageRow, page.url)
        if row is not None:
            session.delete(row)
            session.flush()
        values = {
            name: getattr(page, name) for name in ("url", "sha256", "status", "content_type", "title", "site", "warc", "offset", "chain")
        }
        session.execute(
            insert(PageRow),
            {**values, "fetched_at": store.parse_time(page.fetched_at), "exposed": [list(pair) for pair in page.exposed] or None},
        )
