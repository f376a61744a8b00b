"""Evidence: files that people add, and sealed packages of what findings stand on."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.orm import Session

from auditor.accounts import REPLIERS, require_account
from auditor.crawling import log_crawl
from auditor.exporting import worded_finding, write_atomic
from auditor.find import find_any, find_finding
from auditor.workspace import Workspace
from crawlers.journal import read_entries
from graphs.rules import rules
from inventory.database import reading, writing
from inventory.evidence import log
from inventory.evidence.archive import PAGE_KEYS, body_of, record_bytes
from inventory.evidence.container import MANIFEST, SEAL, STAMP, write_container
from inventory.evidence.copies import masked_copy
from inventory.evidence.stamp import QUERY, BadStamp, query, read_stamp
from inventory.evidence.verify import SCHEMA_VERSION
from inventory.importers.fetch import post
from inventory.languages import LANGUAGES
from inventory.limits import check_size
from inventory.problems import InputError
from inventory.schema import entities
from inventory.secrecy import masked
from inventory.snapshot import load_document, load_inventory
from reports.evidence_index import render_index
from reports.wording import Names

ADDED_BYTES = 100 * 1024 * 1024
# who may take pages with unmasked personal numbers out of the workspace
RELEASERS = frozenset({"administrator", "inspector"})


def keep_file(workspace: Workspace, session: Session, path: Path, subject: str, *, by: str, text: str | None = None) -> dict[str, Any]:
    """Keep a person's file in the archive under its hash, and log it. Raises InputError for a file that cannot be read."""
    if not path.is_file():
        raise InputError("no_such_file", file=str(path))
    check_size(path, ADDED_BYTES)
    try:
        body = path.read_bytes()
    except OSError:
        raise InputError("cannot_open", file=path.name) from None
    sha256 = hashlib.sha256(body).hexdigest()
    folder = workspace.evidence / "added"
    folder.mkdir(mode=0o700, exist_ok=True)
    stored = folder / f"{sha256}{path.suffix[:10]}"
    if not stored.exists():
        write_atomic(stored, lambda new: new.write_bytes(body))
        stored.chmod(0o600)
    kept = {"file": masked(path.name)[:200], "sha256": sha256}
    log.append(session, "added", subject, by=by, at=workspace.now, content={**kept, "stored": stored.name, "text": text})
    return kept


def add_evidence(workspace: Workspace, path: Path, subject: str, *, by: str, text: str | None = None) -> dict[str, Any]:
    """Add a screenshot, photo or scan for a finding or a record. Raises InputError where the subject or the account is unknown."""
    with writing(workspace.engine) as session:
        require_account(session, by, REPLIERS)
        found = find_finding(session, subject)
        identifier = found.id if found is not None else find_any(load_inventory(session, today=workspace.today), subject).id
        words = masked(text.strip())[:2_000] if text and text.strip() else None
        return {"subject": identifier, **keep_file(workspace, session, path, identifier, by=by, text=words)}


@dataclass(slots=True)
class _Package:
    """The parts of a package as they are gathered."""

    with_originals: bool
    parts: dict[str, bytes] = field(default_factory=dict)
    chains: dict[str, str] = field(default_factory=dict)
    pages: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, content: Any) -> None:
        """A part in JSON."""
        self.parts[name] = orjson.dumps(content, option=orjson.OPT_INDENT_2)

    def add_lines(self, name: str, entries: Iterable[Any]) -> None:
        """A part with one JSON object a line."""
        self.parts[name] = b"".join(orjson.dumps(entry) + b"\n" for entry in entries)


def export_evidence(
    workspace: Workspace,
    findings: list[str],
    out: Path,
    *,
    with_originals: bool = False,
    by: str | None = None,
    timestamp: str | None = None,
    allow_private: bool = False,
) -> dict[str, Any]:
    """Write the sealed package of some findings; returns its seal and what it holds.

    Pages leave masked; with `with_originals` also as they were served, which is logged with the account `by`.
    """
    if with_originals:
        _log_release(workspace, findings, by)
    _log_crawls(workspace)
    with reading(workspace.engine) as session:
        wanted = [_wanted(session, text) for text in dict.fromkeys(findings)]
        document = load_document(session, now=workspace.now)
        inventory = load_inventory(session, today=workspace.today)
        logged = log.entries(session)
    names = Names(inventory, workspace.language)
    chosen = [worded_finding(entry, names) for entry in document["findings"] if entry["id"] in set(wanted)]
    package = _Package(with_originals)
    _gather_pages(workspace, document, chosen, package)
    records = _records(document, chosen)
    for finding in chosen:
        finding["evidence"] = [_located(dict(e), finding, records, package) for e in finding["evidence"]]
        finding["events"] = [event for event in document["finding_events"] if event["finding"] == finding["id"]]
        known = rules().get(finding["rule"])
        finding["rule_text"] = known and {
            language: {part: getattr(known[0], part).of(language) for part in ("title", "checks", "mend")} for language in LANGUAGES
        }
    package.add("findings.json", chosen)
    package.add("pages.json", package.pages)
    package.add("records.json", records)
    package.add("sources.json", _sources(document, records))
    added = _added(workspace, logged, chosen, package)
    package.add("added.json", added)
    package.add_lines("log.jsonl", logged)
    about = {
        "schema_version": SCHEMA_VERSION,
        "made_at": document["generated_at"],
        **workspace.home,
        "round": document["round"],
        "findings": [finding["id"] for finding in chosen],
        "with_originals": with_originals,
        "chains": package.chains,
        "log": logged[-1]["chain"] if logged else None,
    }
    texts = {name: body.decode("utf-8") for name, body in package.parts.items() if name.endswith(".txt")}
    package.parts["index.html"] = render_index(about, chosen, package.pages, added, texts, names).encode("utf-8")
    files = {name: {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)} for name, body in sorted(package.parts.items())}
    package.add(MANIFEST, {**about, "files": files})
    seal = hashlib.sha256(package.parts[MANIFEST]).hexdigest()
    package.parts[SEAL] = f"{seal}\n".encode()
    stamped = _stamp(seal, timestamp, allow_private, package) if timestamp else None
    write_atomic(out, lambda path: write_container(package.parts, path))
    return {"out": str(out), "seal": seal, "findings": len(chosen), "pages": len(package.pages), "files": len(added), "stamped_at": stamped}


def _wanted(session: Session, text: str) -> str:
    found = find_finding(session, text)
    if found is None:
        raise InputError("not_found", what=text)
    return found.id


def _log_release(workspace: Workspace, findings: list[str], by: str | None) -> None:
    if not by:
        raise InputError("needs_by")
    with writing(workspace.engine) as session:
        require_account(session, by, RELEASERS)
        for identifier in dict.fromkeys(_wanted(session, text) for text in findings):
            log.append(session, "released", identifier, by=by, at=workspace.now, content={})


def _log_crawls(workspace: Workspace) -> None:
    """Note the ends of crawls that are not in the log yet: those from before there was one."""
    folders = [folder for folder in sorted((workspace.folder / "crawls").glob("*")) if folder.is_dir()]
    with writing(workspace.engine) as session:
        known = {entry["subject"] for entry in log.entries(session) if entry["kind"] == "crawl"}
        for folder in folders:
            pages = [] if folder.name in known else [entry for entry in read_entries(folder) if entry["kind"] == "page"]
            if pages:
                log_crawl(workspace, session, folder.name, pages)


def _gather_pages(workspace: Workspace, document: Mapping[str, Any], findings: list[dict[str, Any]], package: _Package) -> None:
    """The pages that the findings cite, masked, and the whole chain of every crawl that fetched one of them."""
    cited = {(e["url"], e["sha256"]) for finding in findings for e in finding["evidence"] if e.get("sha256") and e.get("url")}
    links: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
    for folder in sorted((workspace.folder / "crawls").glob("*")):
        chain = [entry for entry in read_entries(folder) if entry["kind"] == "page"]
        here = [entry for entry in chain if (entry["url"], entry["sha256"]) in cited]
        if here:
            links.update({(entry["url"], entry["sha256"]): (folder.name, entry) for entry in here})
            package.chains[folder.name] = chain[-1]["chain"]
            package.add_lines(f"chains/{folder.name}.jsonl", ({key: entry[key] for key in (*PAGE_KEYS, "chain")} for entry in chain))
    kinds = {page["url"]: page["content_type"] for page in document["pages"]}
    for number, (url, sha256) in enumerate(sorted(cited), start=1):
        name = f"{number:03d}"
        crawl, entry = links.get((url, sha256), (None, None))
        page = {"number": name, "url": url, "sha256": sha256, "crawl": crawl, "chain": None, "text": None, "source": None, "original": None}
        if entry is not None:
            page.update({key: entry[key] for key in (*PAGE_KEYS, "chain")})
            page["content_type"] = kinds.get(url) or entry["content_type"]
            _copy_page(workspace, entry, page, package)
        package.pages.append(page)


def _copy_page(workspace: Workspace, entry: Mapping[str, Any], page: dict[str, Any], package: _Package) -> None:
    """A masked copy of a page: what a reader sees, and for HTML its source, both as plain text that no browser runs."""
    piece = record_bytes(workspace.evidence, entry["warc"], entry["offset"], entry["length"])
    try:
        _, body = body_of(piece)
    except ValueError:
        raise InputError("archive_damaged", file=entry["warc"], url=entry["url"][:200]) from None
    name = page["number"]
    text, source = masked_copy(body, str(entry["content_type"]))
    if source is not None:
        page["source"] = f"pages/{name}.source.txt"
        package.parts[page["source"]] = source.encode("utf-8", "replace")
    if text is not None:
        page["text"] = f"pages/{name}.txt"
        package.parts[page["text"]] = text.encode("utf-8", "replace")
    if package.with_originals:
        page["original"] = f"originals/{name}.warc.gz"
        package.parts[page["original"]] = piece


def _located(
    evidence: dict[str, Any], finding: Mapping[str, Any], records: Mapping[str, Mapping[str, Any]], package: _Package
) -> dict[str, Any]:
    """The evidence with its page and the exact place of its quote: in the notice's own text, else in the page's."""
    page = next((p for p in package.pages if (p["url"], p["sha256"]) == (evidence.get("url"), evidence.get("sha256"))), None)
    evidence.update(page=page["number"] if page else None, text=None, start=None, end=None)
    quote = evidence.get("quote")
    if not quote:
        return evidence
    start, _, end = str(evidence.get("locator") or "").partition("-")
    if start.isdecimal() and end.isdecimal():
        for subject in finding["subjects"]:
            text = records.get(subject, {}).get("text")
            if isinstance(text, str) and text[int(start) : int(end)] == quote:
                name = f"notices/{subject}.txt"
                package.parts[name] = text.encode("utf-8", "replace")
                evidence.update(text=name, start=int(start), end=int(end))
                return evidence
    if page and page["text"]:
        text = package.parts[page["text"]].decode("utf-8")
        at = text.find(quote)
        if at >= 0:
            evidence.update(text=page["text"], start=at, end=at + len(quote))
    return evidence


def _records(document: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    wanted = {subject for finding in findings for subject in (*finding["subjects"], *finding["organisations"])}
    arrays = [document[spec.array] for spec in entities().values()]
    return {record["id"]: record for records in arrays for record in records if record["id"] in wanted}


def _sources(document: Mapping[str, Any], records: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sources that spoke of the records, with what each said where."""
    said: dict[str, list[dict[str, Any]]] = {}
    for observation in document["observations"]:
        if observation["record"] in records:
            said.setdefault(observation["source"], []).append(
                {key: observation[key] for key in ("entity", "record", "mode", "locator", "values")}
            )
    return [{**source, "said": said[source["id"]]} for source in document["sources"] if source["id"] in said]


def _added(
    workspace: Workspace, logged: Iterable[Mapping[str, Any]], findings: list[dict[str, Any]], package: _Package
) -> list[dict[str, Any]]:
    """Files of people about the findings or their subjects. A picture cannot be masked, so it leaves only with the originals."""
    subjects = {text for finding in findings for text in (finding["id"], *finding["subjects"])}
    found = []
    for entry in logged:
        if entry["kind"] != "added" or entry["subject"] not in subjects:
            continue
        content = entry["content"]
        path = f"added/{content['stored']}" if package.with_originals else None
        if path is not None:
            try:
                package.parts[path] = (workspace.evidence / "added" / Path(content["stored"]).name).read_bytes()
            except OSError:
                raise InputError("archive_damaged", file=content["stored"], url=content["file"]) from None
        keys = {"subject": entry["subject"], "by": entry["by"], "at": entry["at"], "path": path}
        found.append({**keys, **{key: content[key] for key in ("file", "sha256", "text")}})
    return found


def _stamp(seal: str, url: str, allow_private: bool, package: _Package) -> str:
    answer = post(url, query(seal.encode()), QUERY, allow_private=allow_private)
    try:
        stamp = read_stamp(answer, seal.encode())
    except BadStamp as bad:
        raise InputError("bad_stamp", url=url[:200], reason=str(bad)[:200]) from None
    package.parts[STAMP] = answer
    return stamp.at
