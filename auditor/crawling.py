"""Runs a crawl in a process of its own and takes what it journals into the workspace.

The journal is taken in whole, at the end of a run (also one that is stopped): how fast each page answered then decides nothing.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from auditor.exporting import write_atomic
from auditor.settings import CrawlSettings, remember_crawl
from auditor.workspace import Workspace
from crawlers import observe
from crawlers.browser.chromium import require_chromium
from crawlers.journal import CONFIG, FINISHED, RUNNING, count_entries, links_of, read_entries, refused_of, unreadable_of
from crawlers.pages.links import site_of
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
from inventory.secrecy import masked_address


def crawl_sites(
    workspace: Workspace, arguments: list[str], *, max_pages: int | None, allow_private: bool, texts: dict[str, str], show_progress: bool
) -> dict[str, Any]:
    """Crawl (or go on with an interrupted crawl) and return the `--json` answer of the command."""
    started = time.monotonic()
    folder, resumed = _folder(workspace, arguments, max_pages, allow_private, texts)
    (workspace.folder / "crawls").mkdir(mode=0o700, exist_ok=True)
    with _progress(show_progress, json.loads((folder / CONFIG).read_text(encoding="utf-8"))["max_pages"]) as advance:
        code = _run(workspace, folder, advance)
    if code == RUNNING:
        raise InputError("crawl_running", crawl=folder.name)
    found = ingest(workspace, folder)
    if code != 0:
        raise InputError("crawl_failed", log=str(folder / "log.txt"))
    entries = list(read_entries(folder))
    refused = [{"url": masked_address(url), "reason": reason} for url, reason in refused_of(entries).items()]
    return {
        "pages": sum(1 for e in entries if e["kind"] == "page"),
        **{name: found[name] for name in ("channels", "systems", "fields", "notices")},
        "refused": sorted(refused, key=lambda r: r["url"]),
        "unreadable": [{**one, "url": masked_address(one["url"])} for one in unreadable_of(entries)],
        "rendered": _rendered(entries),
        "certificates": _certificates(entries),
        "resumed": resumed,
        "seconds": round(time.monotonic() - started, 1),
    }


def _run(workspace: Workspace, folder: Path, advance: Callable[[int], None]) -> int:
    """The exit code of the crawler. One that the system killed goes on by itself, as long as it gets further each time."""
    code = reached = -1
    try:
        while code < 0 and (lines := count_entries(folder)) > reached:
            reached = lines
            code = _run_once(folder, workspace.evidence, advance)
    except BaseException:
        ingest(workspace, folder)
        raise
    return code


def _run_once(folder: Path, archive: Path, advance: Callable[[int], None]) -> int:
    """Run the crawl of a folder in a process of its own; its exit code. What it leaves in its folder for temporary files goes with it.

    That folder is the system's, not the workspace's: the browser's profile holds a socket, whose path must be short.
    """
    with tempfile.TemporaryDirectory(prefix="auditor-", ignore_cleanup_errors=True) as scratch, (folder / "log.txt").open("ab") as told:
        # -P: nothing of the folder the user stands in is taken for a module
        command = [sys.executable, "-P", "-m", "crawlers.run", str(folder.resolve()), str(archive.resolve()), str(os.getpid())]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, text=True, env={**os.environ, "TMPDIR": scratch})
        try:
            assert process.stdout is not None
            for line in process.stdout:
                with contextlib.suppress(ValueError):
                    advance(json.loads(line)["pages"])
            return process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise


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
        return _with_browser(unfinished[-1], _browser(workspace.settings.crawl)), True
    seeds = read_seeds(arguments)
    if not seeds:
        raise InputError("no_seeds")
    config = _config(workspace, seeds, max_pages, allow_private, texts)
    browser = _browser(workspace.settings.crawl)
    name = digest([(seed.url, seed.owner) for seed in seeds])
    for path in unfinished:
        if path.name.endswith(name):
            return _with_browser(path, browser), True
    folder = crawls / f"crawl-{len(list(crawls.glob('*'))) + 1:03d}-{name}"
    crawls.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700)
    _write_config(folder, {**config, **browser})
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
        "certificates": settings.certificates,
        **written,
    }


def _browser(settings: CrawlSettings) -> dict[str, Any]:
    """What a crawl is told of the browser. Raises InputError where one is wanted that is missing or does not start."""
    if settings.browser == "off":
        return {"browser": "off"}
    path = require_chromium(settings.chromium, needs_axe=settings.accessibility)
    tried = subprocess.run([sys.executable, "-P", "-m", "crawlers.browser.trial", path], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        said = [line.strip() for line in tried.stderr.splitlines() if line.strip()]
        raise InputError("chromium_fails", path=path, what=said[-1][:300] if said else str(tried.returncode))
    names = ("browser", "browser_hosts", "browser_seconds", "screenshots", "accessibility")
    return {**{name: getattr(settings, name) for name in names}, "chromium": path}


def _rendered(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """What the browser drew: pages and pictures, pages that it could not draw and why, hosts that pages wanted to be drawn from and nobody named."""
    tried = [entry for entry in entries if "rendering" in entry]
    failed = [{"url": e["url"], "reason": e["rendering"]["failure"]} for e in tried if e["rendering"]["failure"]]
    return {
        "pages": len(tried) - len(failed),
        "pictures": sum(part["part"] == "screenshot" for entry in tried for part in entry.get("parts", ())),
        "failed": sorted(failed, key=lambda entry: entry["url"]),
        "not_named": sorted({host for entry in tried for host in entry["rendering"]["hosts"]}),
    }


def _certificates(entries: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The sites whose certificate is wrong or could not be checked, and how."""
    told = {(site_of(entry["url"]), entry["certificate"]) for entry in entries if entry.get("certificate", "valid") != "valid"}
    return [{"site": site, "verdict": verdict} for site, verdict in sorted(told)]


def _with_browser(folder: Path, browser: dict[str, Any]) -> Path:
    """An interrupted crawl goes on with the browser that there is now: the settings may have been mended since."""
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    if any(config.get(name) != value for name, value in browser.items()):
        _write_config(folder, {**config, **browser})
    return folder


def _write_config(folder: Path, config: dict[str, Any]) -> None:
    """A crawl is there with its whole configuration, or not at all."""
    write_atomic(folder / CONFIG, lambda new: new.write_text(json.dumps(config, ensure_ascii=False, indent=1), encoding="utf-8"))


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
    content = {"pages": len(pages), "chain": pages[-1]["chain"], "files": file_hashes(workspace.evidence, links_of(pages))}
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
