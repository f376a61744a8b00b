"""Sealed packages and the check of a workspace: whatever is changed, dropped, added or swapped is told; nothing personal leaves unmasked."""

import dataclasses
import hashlib
import json
import shutil
import sqlite3
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from auditor.check import check_workspace
from auditor.crawling import crawl_sites
from auditor.evidence import add_evidence, export_evidence
from auditor.exporting import findings_list
from auditor.pipeline import audit
from auditor.workspace import Workspace, open_workspace
from inventory.evidence.archive import GENESIS, PAGE_KEYS, chain_hash
from inventory.evidence.container import MANIFEST, SEAL, read_container, write_container
from inventory.evidence.verify import verify
from inventory.problems import InputError

CITIZEN = "11010519491231002X"
NOTICE = """<html><head><title>关于推广使用云溪办的通知</title></head><body><h1>关于推广使用云溪办的通知</h1>
<p>各村（社区）：</p><p>一、全体村民必须于6月底前下载安装“云溪办”APP并完成实名注册，未注册的不予办理业务。</p>
<p>二、各村按日上报注册率，注册率纳入年终考核。</p><p>云溪县民政局</p><p>2026年5月6日</p></body></html>"""
PAGES = {
    "/": "<title>云溪县民政局</title><a href='/n.html'>通知</a><a href='/p.html'>公示</a>",
    "/n.html": NOTICE,
    "/p.html": f"<title>公示</title><h1>补贴公示</h1><p>张三 {CITIZEN} 已发放</p><p>{CITIZEN[:6]}<b>{CITIZEN[6:]}</b></p>",
}


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def crawled(blank_workspace: Path, tmp_path_factory: pytest.TempPathFactory, auditor: Callable[..., Any]) -> Path:
    folder = shutil.copytree(blank_workspace, tmp_path_factory.mktemp("crawled") / "workspace")
    workspace = open_workspace(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        crawl_sites(
            workspace, [f"http://127.0.0.1:{server.server_address[1]}/"], max_pages=None, allow_private=True, texts={}, show_progress=False
        )
    finally:
        server.shutdown()
        server.server_close()
    audit(workspace)
    for name, role in (("乙", "inspector"), ("丁", "reader")):
        assert auditor("user", "add", name, "--role", role, "-w", folder).code == 0
    workspace.engine.dispose()
    return folder


@pytest.fixture
def town(crawled: Path, tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(shutil.copytree(crawled, tmp_path / "town"))
    yield opened
    opened.engine.dispose()


def ids(workspace: Workspace, *rules: str) -> list[str]:
    found = [f["id"] for f in findings_list(workspace) if not rules or f["rule"] in rules]
    assert found
    return found


@pytest.fixture
def package(town: Workspace, tmp_path: Path) -> Path:
    photo = tmp_path / "截图.png"
    photo.write_bytes(b"\x89PNG picture")
    [notice, *_] = ids(town, "SPR-01")
    add_evidence(town, photo, notice, by="乙", text="现场拍摄")
    export_evidence(town, ids(town), tmp_path / "package.zip", with_originals=True, by="乙")
    return tmp_path / "package.zip"


def codes(path: Path, **more: Any) -> set[str]:
    verdict = verify(path, **more)
    for problem in verdict.problems:
        assert all(problem.sentence(language) and "problem." not in problem.sentence(language) for language in ("zh", "en"))
    return {problem.code for problem in verdict.problems}


def resealed(parts: dict[str, bytes], path: Path) -> Path:
    """What somebody makes who changes parts and writes manifest and seal anew."""
    manifest = json.loads(parts[MANIFEST])
    manifest["files"] = {
        name: {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
        for name, body in parts.items()
        if name not in (MANIFEST, SEAL)
    }
    parts[MANIFEST] = json.dumps(manifest).encode()
    parts[SEAL] = hashlib.sha256(parts[MANIFEST]).hexdigest().encode()
    write_container(parts, path)
    return path


def test_a_package_verifies_and_its_quotes_stand_where_it_says(package: Path, town: Workspace) -> None:
    assert codes(package) == set()
    parts, _ = read_container(package)
    findings = json.loads(parts["findings.json"])
    quotes = [e for f in findings for e in f["evidence"] if e.get("text")]
    assert quotes
    assert all(parts[e["text"]].decode()[e["start"] : e["end"]] == e["quote"] for e in quotes)
    assert {f["rule"] for f in findings} >= {"SPR-01", "SEC-07"}
    assert all(f["rule_text"]["en"]["checks"] and f["basis"] for f in findings)
    assert "现场拍摄".encode() in parts["index.html"]


def test_every_flipped_byte_is_told(package: Path, tmp_path: Path) -> None:
    body = package.read_bytes()
    changed = tmp_path / "changed.zip"
    for place in [*range(0, len(body), max(1, len(body) // 150)), *range(len(body) - 60, len(body))]:
        changed.write_bytes(body[:place] + bytes([body[place] ^ 0x20]) + body[place + 1 :])
        try:
            assert not verify(changed).ok, place
        except InputError as error:
            assert error.code in ("broken_zip", "no_package", "zip_too_large", "encrypted"), error.code


def test_a_part_dropped_or_added_is_told(package: Path, tmp_path: Path) -> None:
    parts, _ = read_container(package)
    for name in parts:
        if name == MANIFEST:
            continue
        write_container({n: b for n, b in parts.items() if n != name}, tmp_path / "less.zip")
        assert codes(tmp_path / "less.zip") >= {"seal_differs" if name == SEAL else "part_missing"}
    write_container({**parts, "more.txt": b"more"}, tmp_path / "more.zip")
    assert codes(tmp_path / "more.zip") == {"part_added"}
    with zipfile.ZipFile(tmp_path / "deflated.zip", "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    assert codes(tmp_path / "deflated.zip") == {"package_bytes"}


def test_a_swapped_time_breaks_the_chain_also_where_manifest_and_seal_are_made_anew(package: Path, tmp_path: Path) -> None:
    parts, _ = read_container(package)
    [chain] = [name for name in parts if name.startswith("chains/")]
    lines = [json.loads(line) for line in parts[chain].splitlines()]
    first, second = (line["fetched_at"] for line in lines[:2])
    earlier = "2020-01-01T00:00:00Z"
    assert earlier not in (first, second)
    swapped = [{**lines[0], "fetched_at": earlier}, *lines[1:]]
    dropped = [*lines[:1], *lines[2:]]
    shorter = lines[:-1]
    moved = [lines[1], lines[0], *lines[2:]]
    for changed, wanted in ((swapped, "chain_broken"), (dropped, "chain_broken"), (shorter, "chain_end"), (moved, "chain_broken")):
        new = {**parts, chain: "".join(json.dumps(line) + "\n" for line in changed).encode()}
        assert wanted in codes(resealed(new, tmp_path / "resealed.zip"))


def test_a_chain_made_anew_is_not_the_logged_one_and_a_log_made_anew_has_another_seal(package: Path, tmp_path: Path) -> None:
    parts, _ = read_container(package)
    seal = parts[SEAL].decode().strip()
    [chain] = [name for name in parts if name.startswith("chains/")]
    lines = [json.loads(line) for line in parts[chain].splitlines()]
    last = GENESIS
    for line in lines:
        line["fetched_at"] = "2020-01-01T00:00:00Z"
        last = line["chain"] = chain_hash(last, {key: line[key] for key in PAGE_KEYS})
    manifest = json.loads(parts[MANIFEST])
    manifest["chains"] = dict.fromkeys(manifest["chains"], last)
    new = {**parts, chain: "".join(json.dumps(line) + "\n" for line in lines).encode(), MANIFEST: json.dumps(manifest).encode()}
    forged = resealed(new, tmp_path / "forged.zip")
    assert codes(forged) >= {"chain_unlogged", "page_not_in_chain"}
    assert "seal_not_given" in codes(forged, seal=seal)
    assert codes(package, seal=seal.upper()) == set()


def test_no_personal_number_leaves_unless_originals_are_asked_for(town: Workspace, tmp_path: Path) -> None:
    photo = tmp_path / f"{CITIZEN}.jpg"
    photo.write_bytes(f"picture {CITIZEN}".encode())
    [page, *_] = ids(town, "SEC-07")
    add_evidence(town, photo, page, by="乙", text=f"见 {CITIZEN}")
    export_evidence(town, ids(town), tmp_path / "masked.zip")
    parts, _ = read_container(tmp_path / "masked.zip")
    assert parts
    assert not any(CITIZEN.encode() in body or CITIZEN[6:].encode() in body for body in parts.values())
    assert not any(name.startswith(("originals/", "added/")) for name in parts)
    assert codes(tmp_path / "masked.zip") == set()
    pages = {p["url"].rsplit("/", 1)[1]: p for p in json.loads(parts["pages.json"])}
    assert pages["p.html"]["text"]
    assert pages["p.html"]["source"] is None  # its source spells a number with a tag in it


def test_originals_leave_only_with_a_name_and_are_logged(town: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "o.zip"
    for by, code in ((None, "needs_by"), ("丁", "role_may_not"), ("nobody", "no_account")):
        with pytest.raises(InputError) as caught:
            export_evidence(town, ids(town)[:1], out, with_originals=True, by=by)
        assert caught.value.code == code
        assert not out.exists()
    export_evidence(town, ids(town, "SEC-07"), out, with_originals=True, by="乙")
    parts, _ = read_container(out)
    released = [json.loads(line) for line in parts["log.jsonl"].splitlines() if b'"released"' in line]
    assert [(entry["subject"], entry["by"]) for entry in released] == [(i, "乙") for i in ids(town, "SEC-07")]


def test_the_same_package_has_the_same_bytes(town: Workspace, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        export_evidence(town, ids(town), tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_added_files_stand_among_the_evidence_of_what_they_are_about(town: Workspace, tmp_path: Path) -> None:
    photo = tmp_path / "a.png"
    photo.write_bytes(b"picture")
    finding = findings_list(town, rule="SPR-01")[0]
    add_evidence(town, photo, finding["subjects"][0], by="乙")
    with pytest.raises(InputError, match="nothing"):
        add_evidence(town, photo, "nothing", by="乙")
    now = next(f for f in findings_list(town) if f["id"] == finding["id"])
    assert now["evidence"][: len(finding["evidence"])] == finding["evidence"]
    assert [(e["kind"], e["sha256"]) for e in now["evidence"][len(finding["evidence"]) :]] == [
        ("added", hashlib.sha256(b"picture").hexdigest())
    ]
    assert check_workspace(town) == []


def test_an_audit_after_it_keeps_added_evidence(town: Workspace, tmp_path: Path) -> None:
    photo = tmp_path / "a.png"
    photo.write_bytes(b"picture")
    [finding, *_] = ids(town, "SPR-01")
    add_evidence(town, photo, finding, by="乙")
    audit(dataclasses.replace(town))
    assert any(e["kind"] == "added" for f in findings_list(town) if f["id"] == finding for e in f["evidence"])


def _flip(path: Path) -> None:
    body = path.read_bytes()
    path.write_bytes(body[:-200] + bytes([body[-200] ^ 1]) + body[-199:])


def _drop_line(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    pages = [position for position, line in enumerate(lines) if b'"kind":"page"' in line]
    path.write_bytes(b"".join(line for position, line in enumerate(lines) if position != pages[1]))


def test_a_workspace_that_was_changed_is_told(town: Workspace, tmp_path: Path, auditor: Callable[..., Any]) -> None:
    photo = tmp_path / "a.png"
    photo.write_bytes(b"picture")
    add_evidence(town, photo, ids(town)[0], by="乙")
    assert auditor("check", "-w", town.folder, "--json").json == {"ok": True, "problems": []}
    journal = next(town.folder.glob("crawls/*/journal.jsonl"))

    def sql(statement: str) -> Callable[[Path], None]:
        def run(folder: Path) -> None:
            with sqlite3.connect(folder / "auditor.db") as database:
                assert database.execute(statement).rowcount > 0

        return run

    harms: list[tuple[Callable[[Path], Any], str]] = [
        (lambda f: _flip(next((f / "evidence").glob("*.warc.gz"))), "part_changed"),
        (lambda f: next((f / "evidence").glob("*.warc.gz")).unlink(), "page_unreadable"),
        (lambda f: _drop_line(f / journal.relative_to(town.folder)), "chain_broken"),
        (lambda f: next((f / "evidence" / "added").iterdir()).write_bytes(b"other"), "added_differs"),
        (lambda f: next((f / "evidence" / "added").iterdir()).unlink(), "part_missing"),
        (sql("UPDATE evidence_log SET at = '2020-01-01 00:00:00' WHERE kind = 'added'"), "chain_broken"),
        (sql("DELETE FROM evidence_log WHERE id = (SELECT min(id) FROM evidence_log)"), "chain_broken"),
        (sql("UPDATE pages SET fetched_at = '2020-01-01 00:00:00'"), "page_not_in_chain"),
        (lambda f: shutil.rmtree(f / "crawls"), "chain_end"),
    ]
    for number, (harm, code) in enumerate(harms):
        folder = shutil.copytree(town.folder, tmp_path / f"harmed-{number}")
        harm(folder)
        found = auditor("check", "-w", folder, "--json")
        assert found.code == 3, number
        assert any(p["code"].startswith(code) for p in found.json["problems"]), (number, found.json["problems"])


def test_verify_refuses_what_is_no_package_in_one_line(tmp_path: Path, auditor: Callable[..., Any]) -> None:
    (tmp_path / "text.zip").write_text("no zip", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as container:
        container.writestr("a.txt", "a")
    for name in ("text.zip", "other.zip", "absent.zip"):
        auditor("evidence", "verify", tmp_path / name).says_one_line(name)
    hostile = [
        {MANIFEST: b"[" * 100_000},
        {MANIFEST: b'{"schema_version":1}'},
        {MANIFEST: b'{"schema_version":1,"files":{"log.jsonl":3}}'},
        {MANIFEST: b'{"schema_version":1,"files":{},"chains":{"../x":1},"findings":[]}', "log.jsonl": b"[]", "pages.json": b"{}"},
        {MANIFEST: b"\xff", SEAL: b"\xff\xfe", "timestamp.tsr": b"\x30\x80"},
    ]
    for parts in hostile:
        write_container(parts, tmp_path / "hostile.zip")
        found = auditor("evidence", "verify", tmp_path / "hostile.zip", "--json")
        assert found.code == 3
        assert found.json["problems"]
        assert "Traceback" not in found.err


@pytest.fixture(scope="module")
def stamping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A time-stamping service of the test's own: address and root certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    folder = tmp_path_factory.mktemp("stamping")
    (folder / "tsa.cnf").write_text(
        "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\nsigner_key=tsa.key\nsigner_digest=sha256\n"
        "default_policy=1.2.3.4.1\ndigests=sha256\naccuracy=secs:1\nordering=yes\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n"
        "[req]\ndistinguished_name=dn\n[dn]\n[ext]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
        "[ca]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n",
        encoding="utf-8",
    )
    (folder / "serial").write_text("01", encoding="utf-8")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "9", "-subj", "/CN=root", "-config", "tsa.cnf", "-extensions", "ca")  # fmt: skip
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=tsa", "-config", "tsa.cnf")
    openssl("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "tsa.pem", "-days", "9", "-extfile", "tsa.cnf", "-extensions", "ext")  # fmt: skip

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "q.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            openssl("ts", "-reply", "-config", "tsa.cnf", "-section", "t", "-queryfile", "q.tsq", "-out", "a.tsr")
            body = (folder / "a.tsr").read_bytes() if self.path == "/tsa" else b"no stamp"
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", folder / "ca.pem"
    server.shutdown()
    server.server_close()


def test_a_time_stamp_is_over_this_seal_and_signed_by_whom_it_should(town: Workspace, tmp_path: Path, stamping: tuple[str, Path]) -> None:
    address, root = stamping
    out = tmp_path / "stamped.zip"
    done = export_evidence(town, ids(town)[:1], out, timestamp=f"{address}/tsa", allow_private=True)
    assert done["stamped_at"]
    verdict = verify(out)
    assert (verdict.ok, verdict.facts["stamp_signed"]) == (True, False)
    verdict = verify(out, certificate=root)
    assert (verdict.ok, verdict.facts["stamp_signed"]) == (True, True)
    parts, _ = read_container(out)
    assert "bad_stamp" in codes(resealed(dict(parts), tmp_path / "resealed.zip"))
    with pytest.raises(InputError) as caught:
        export_evidence(town, ids(town)[:1], tmp_path / "none.zip", timestamp=f"{address}/other", allow_private=True)
    assert caught.value.code == "bad_stamp"
    with pytest.raises(InputError) as caught:
        export_evidence(town, ids(town)[:1], tmp_path / "none.zip", timestamp=f"{address}/tsa")
    assert caught.value.code == "address_refused"
    assert not (tmp_path / "none.zip").exists()
