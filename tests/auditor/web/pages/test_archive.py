"""A page that a finding cites is shown as it was: inert, masked, with its hash and its link, to those who may see the finding."""

import hashlib
import json

import pytest

from auditor.web.pages.archive import POLICY
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
