"""A page that a finding cites is shown as it was: inert, masked, with its hash and its link, to those who may see the finding."""

import hashlib
import json
from typing import Any

import pytest

from auditor.evidence import add_evidence
from auditor.web.pages.archive import PICTURE_POLICY, POLICY
from inventory.database import writing
from inventory.evidence.archive import GENESIS, ArchiveWriter, chain_hash
from inventory.models.ledger import FindingRow

CITIZEN = "11010519491231002X"
QUOTE = "全体干部必须下载安装本应用"
SOURCE = f"<html><head><title>通知</title><script>alert(1)</script></head><body onload=alert(2)><h1>通知</h1><p>{QUOTE}并每日打卡。张三 {CITIZEN}</p><img src=https://t.example/x.png></body></html>"
PAGES = [
    ("https://a.example.gov.cn/", "<title>首页</title>"),
    ("https://a.example.gov.cn/n.html", SOURCE),
    ("https://a.example.gov.cn/x.pdf", "%PDF-1.4 broken"),
]
CRAWL = "20260501-080000"
AT = "2026-05-01T08:00:00Z"


@pytest.fixture
def cited(own_office):
    """A finding about each side, which cites every page of a crawl; the office that serves it."""
    folder = own_office.workspace.folder
    (folder / "crawls" / CRAWL).mkdir(parents=True)
    writer = ArchiveWriter(own_office.workspace.evidence / f"{CRAWL}-001.warc.gz")
    last, evidence, lines = GENESIS, [], []
    for url, body in PAGES:
        kind = "application/pdf" if url.endswith("pdf") else "text/html; charset=utf-8"
        stored = writer.write(url, 200, "", [("Content-Type", kind)], body.encode(), "2026-05-01T08:00:00Z", [])
        core = {
            "url": url,
            "sha256": stored.sha256,
            "fetched_at": "2026-05-01T08:00:00Z",
            "status": 200,
            "warc": stored.warc,
            "offset": stored.offset,
        }
        last = chain_hash(last, core)
        lines.append({"kind": "page", "address": url, **core, "length": stored.length, "chain": last, "content_type": kind})
        evidence.append({"kind": "page", "url": url, "quote": QUOTE, "sha256": stored.sha256, "at": core["fetched_at"], "locator": None})
    writer.close()
    (folder / "crawls" / CRAWL / "journal.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    evidence.append({**evidence[0], "sha256": hashlib.sha256(b"").hexdigest()})
    with writing(own_office.engine) as session:
        for side in ("a", "b"):
            content = {"id": f"fnd-{side}", "rule": "SPR-01", "subjects": [], "organisations": [f"org-{side}"], "reasons": [], "basis": [], "thresholds": [], "evidence": evidence, "must_confirm": "inspector"}  # fmt: skip
            row = FindingRow(id=f"fnd-{side}", rule="SPR-01", severity="high", certainty="certain", status="candidate", round="r", is_current=True, content=content)  # fmt: skip
            session.add(row)
    return own_office


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
DRAWN_QUOTE = "仅在浏览器中出现的要求：必须每日打卡"


@pytest.fixture
def pictured(own_office):
    """A crawl of three pages that a browser drew: one plain, one with a citizen's number on it, one whose picture is none."""
    folder = own_office.workspace.folder / "crawls" / CRAWL
    folder.mkdir(parents=True)
    writer = ArchiveWriter(own_office.workspace.evidence / f"{CRAWL}-001.warc.gz")
    last, evidence, lines = GENESIS, [], []

    def link(url: str, stored: Any) -> dict[str, Any]:
        nonlocal last
        core = {"url": url, "sha256": stored.sha256, "fetched_at": AT, "status": 200, "warc": stored.warc, "offset": stored.offset}
        last = chain_hash(last, core)
        return {**core, "length": stored.length, "chain": last}

    for number, (numbers, shot) in enumerate(((False, PNG), (True, PNG), (False, b"<svg onload=alert(1)>")), start=1):
        url = f"https://a.example.gov.cn/{number}"
        origin = writer.write(url, 200, "", [("Content-Type", "text/html")], f"<p>{number}</p>".encode(), AT, [])
        drawn = writer.derive("conversion", url, "text/html; charset=utf-8", f"<p>{DRAWN_QUOTE} {CITIZEN}</p>".encode(), AT, origin)
        parts = [{"part": "rendered", "content_type": "text/html; charset=utf-8", **link(url, drawn)}]
        taken = writer.derive("conversion", url, "image/png", shot, AT, origin)
        about = {"width": 1280, "height": 900, "is_cut": False, "shows_numbers": numbers}
        parts.append({"part": "screenshot", "content_type": "image/png", **link(url, taken), **about})
        page = link(url, origin)
        more = {"seen": {"exposed": []}, "rendering": {"seen": None}, "parts": parts, "content_type": "text/html"}
        lines.append({"kind": "page", "address": url, **page, **more})
        evidence.append({"kind": "page", "url": url, "quote": DRAWN_QUOTE, "sha256": page["sha256"], "at": AT, "locator": None})
    writer.close()
    (folder / "journal.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with writing(own_office.engine) as session:
        for side in ("a", "b"):
            content = {"id": f"fnd-{side}", "rule": "SPR-01", "subjects": [], "organisations": [f"org-{side}"], "reasons": [], "basis": [], "thresholds": [], "evidence": evidence, "must_confirm": "inspector"}  # fmt: skip
            session.add(FindingRow(id=f"fnd-{side}", rule="SPR-01", severity="high", certainty="certain", status="candidate", round="r", is_current=True, content=content))  # fmt: skip
    return own_office


def test_the_picture_of_a_page_is_shown_and_its_link_stands_before_the_page_in_the_chain(pictured) -> None:
    client = pictured.client("u-inspector")
    for number in (1, 2, 3):
        told = client.get(f"/findings/fnd-a/page/{number}.json").json()
        assert (told["page"]["follows"], told["picture"]["follows"], told["picture"]["is_whole"]) == (True, True, True), number
    page = client.get("/findings/fnd-a/page/1").text
    assert 'src="/findings/fnd-a/page/1/picture"' in page
    assert hashlib.sha256(PNG).hexdigest() in page
    answer = client.get("/findings/fnd-a/page/1/picture")
    assert (answer.content, answer.headers["content-type"], answer.headers["x-content-type-options"]) == (PNG, "image/png", "nosniff")
    assert answer.headers["content-security-policy"] == PICTURE_POLICY
    assert answer.headers["content-disposition"].startswith("inline")


@pytest.mark.parametrize(("number", "words"), [(2, "个人号码"), (3, "")])
def test_a_picture_with_personal_numbers_and_one_that_is_none_are_not_shown(pictured, number, words) -> None:
    client = pictured.client("u-inspector")
    page = client.get(f"/findings/fnd-a/page/{number}")
    assert (page.status_code, words in page.text, "<img" in page.text) == (200, True, False)
    assert client.get(f"/findings/fnd-a/page/{number}/picture").status_code == 404


def test_a_quote_that_only_the_browser_showed_is_found_and_masked(pictured) -> None:
    told = pictured.client("u-inspector").get("/findings/fnd-a/page/1.json").json()
    assert (told["is_found"], told["is_of_browser"], told["parts"][1]) == (True, True, DRAWN_QUOTE)
    assert CITIZEN not in json.dumps(told, ensure_ascii=False)


def test_a_picture_that_changed_in_the_archive_is_told_and_not_shown(pictured) -> None:
    journal = pictured.workspace.folder / "crawls" / CRAWL / "journal.jsonl"
    shot = json.loads(journal.read_text(encoding="utf-8").splitlines()[0])["parts"][1]
    place = pictured.workspace.evidence / shot["warc"]
    whole, at = place.read_bytes(), shot["offset"] + shot["length"] // 2
    place.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
    client = pictured.client("u-inspector")
    assert client.get("/findings/fnd-a/page/1.json").json()["picture"]["is_whole"] is False
    assert "哈希不一致" in client.get("/findings/fnd-a/page/1").text
    assert client.get("/findings/fnd-a/page/1/picture").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("u-inspector", 200), ("u-reviewer", 200), ("u-reader", 403), ("u-clerk", 403), (None, 303)])
def test_a_picture_is_for_those_who_see_the_page(pictured, name, status) -> None:
    client = pictured.client(name)
    assert client.get("/findings/fnd-a/page/1/picture", follow_redirects=False).status_code == status


def test_a_picture_of_another_body_is_not_found(pictured) -> None:
    client = pictured.client("bound-inspector")
    assert [client.get(f"/findings/fnd-{side}/page/1/picture").status_code for side in ("a", "b")] == [200, 404]


@pytest.fixture
def added_to(cited, tmp_path) -> dict[str, str]:
    """Files that people added to a finding: name → hash."""
    found = {}
    for name, body in (("shot.png", PNG), ("photo.html", b"\xff\xd8\xff photo"), ("page.png", b"<html><script>alert(1)</script>")):
        path = tmp_path / name
        path.write_bytes(body)
        add_evidence(cited.workspace, path, "fnd-a", by="u-inspector")
        found[name] = hashlib.sha256(body).hexdigest()
    return found


def test_added_files_open_by_what_they_are_for_those_who_release_originals_and_each_look_is_logged(cited, added_to) -> None:
    client = cited.client("u-inspector")
    kinds = {}
    for name, sha256 in added_to.items():
        answer = client.get(f"/findings/fnd-a/added/{sha256}")
        kinds[name] = (answer.headers["content-type"], answer.headers["content-disposition"].partition(";")[0])
        assert answer.headers["content-security-policy"] == PICTURE_POLICY
        assert f'href="/findings/fnd-a/added/{sha256}"' in client.get("/findings/fnd-a").text
    assert kinds == {
        "shot.png": ("image/png", "inline"),
        "photo.html": ("image/jpeg", "inline"),
        "page.png": ("application/octet-stream", "attachment"),
    }
    logged = cited.client("u-administrator").get("/log.json").json()["rows"]
    assert sum(row["action"] == "evidence_shown" for row in logged) == 3
    for name, status in (("u-auditor", 403), ("u-reviewer", 403), ("u-reader", 403), ("u-administrator", 200), ("bound-inspector", 200)):
        assert cited.client(name).get(f"/findings/fnd-a/added/{added_to['shot.png']}").status_code == status, name
    assert "/added/" not in cited.client("u-reviewer").get("/findings/fnd-a").text


def test_no_other_file_opens_and_none_that_changed(cited, added_to) -> None:
    client, sha256 = cited.client("u-inspector"), added_to["shot.png"]
    for path in (f"fnd-b/added/{sha256}", "fnd-a/added/" + "0" * 64, "fnd-a/added/..%2f..%2fauditor.db"):
        assert client.get(f"/findings/{path}").status_code == 404, path
    (cited.workspace.evidence / "added" / f"{sha256}.png").write_bytes(PNG + b"x")
    assert client.get(f"/findings/fnd-a/added/{sha256}").status_code == 404


def test_the_page_is_shown_with_its_quote_marked_its_hash_and_its_place_in_the_chain(cited) -> None:
    client = cited.client("u-inspector")
    assert '/findings/fnd-a/page/2"' in client.get("/findings/fnd-a").text
    answer = client.get("/findings/fnd-a/page/2")
    assert f'<mark id="quote">{QUOTE}</mark>' in answer.text
    told = client.get("/findings/fnd-a/page/2.json").json()
    assert {told["page"][name] for name in ("is_whole", "follows")} == {True}
    assert (told["page"]["place"], told["page"]["crawl"], told["is_found"]) == (2, CRAWL, True)
    assert told["page"]["sha256"] == hashlib.sha256(SOURCE.encode()).hexdigest()
    assert told["page"]["sha256"] in answer.text
    assert CITIZEN not in answer.text


def test_the_drawn_page_is_inert_and_in_a_sandbox_of_its_own(cited) -> None:
    answer = cited.client("u-inspector").get("/findings/fnd-a/page/2/drawn")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == POLICY
    assert "sandbox;" in POLICY
    assert "'self'" not in POLICY
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert f'<mark id="quote">{QUOTE}</mark>' in answer.text
    assert not any(word in answer.text for word in ("alert", "script", "t.example", CITIZEN))


def test_what_cannot_be_drawn_or_was_never_fetched_is_told_in_words(cited) -> None:
    client = cited.client("u-inspector")
    assert client.get("/findings/fnd-a/page/3").status_code == 200
    for path in ("3/drawn", "4", "5", "0", "-1", "x", "99999999"):
        assert client.get(f"/findings/fnd-a/page/{path}").status_code == 404, path


def test_bytes_that_changed_in_the_archive_are_told_and_not_shown(cited) -> None:
    place = cited.workspace.evidence / f"{CRAWL}-001.warc.gz"
    whole = place.read_bytes()
    place.write_bytes(whole[:300] + bytes([whole[300] ^ 1]) + whole[301:])
    client = cited.client("u-inspector")
    told = [client.get(f"/findings/fnd-a/page/{n}.json").json() for n in (1, 2, 3)]
    assert not all(page["page"]["is_whole"] for page in told)
    assert all("".join(page["parts"]) == "" for page in told if not page["page"]["is_whole"])
    journal = cited.workspace.folder / "crawls" / CRAWL / "journal.jsonl"
    lines = journal.read_text(encoding="utf-8").splitlines()
    journal.write_text("\n".join(lines[1:]) + "\n", encoding="utf-8")
    assert client.get("/findings/fnd-a/page/2.json").json()["page"]["follows"] is False


@pytest.mark.parametrize(
    ("name", "status"),
    [("u-inspector", 200), ("u-auditor", 200), ("u-reviewer", 200), ("u-reader", 403), ("u-architect", 403), ("u-clerk", 403)],
)
def test_inspectors_see_archived_pages_and_readers_do_not(cited, name, status) -> None:
    client = cited.client(name)
    assert [client.get(f"/findings/fnd-a/page/2{more}").status_code for more in ("", ".json", "/drawn")] == [status] * 3


def test_an_inspector_of_one_body_sees_no_page_of_another_s_finding(cited) -> None:
    client = cited.client("bound-inspector")
    assert [client.get(f"/findings/fnd-{side}/page/2").status_code for side in ("a", "b")] == [200, 404]
    assert client.get("/findings/fnd-b/page/2/drawn").status_code == 404
