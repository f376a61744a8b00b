"""The list of recommendations and one of them: what saves most first, and to each body its own."""

import pytest
from sqlalchemy import String, select
from sqlmodel import col

from inventory.advice import save_recommendations
from inventory.database import reading, writing
from inventory.models.ledger import FindingRow


def advice(identifier: str, addressee: str | None, *, kind: str = "retire", saving=None, closes=(), steps=()) -> dict:
    return {
        "id": identifier, "kind": kind, "subjects": ["sys-a"], "addressee": addressee, "steps": list(steps), "closes": list(closes),
        "reasons": [{"code": "rec.because", "parts": {"rule": "LIF-01", "finding": "x"}}], "needs_first": [], "cost_yuan": None, "saving_yuan": saving,
        "estimated_share": 0.0, "affected": [], "basis": [], "confirm_by": "reviewer",
    }  # fmt: skip


@pytest.fixture
def advised(own_office):
    with reading(own_office.engine) as session:
        findings = {
            side: session.execute(select(col(FindingRow.id)).where(col(FindingRow.content).cast(String).contains(f'"org-{side}"'))).scalars().first()
            for side in ("a", "b")
        }  # fmt: skip
    target = [{"code": "step.merge.target", "parts": {"target": "sys-b", "leaving": ["sys-a"]}}]
    with writing(own_office.engine) as session:
        save_recommendations(
            session,
            [
                advice("rec-1", "org-a", saving=[10_000, 20_000], closes=[f for f in findings.values() if f]),
                advice("rec-2", "org-b", kind="merge", saving=[90_000, 90_000], steps=target),
                advice("rec-3", None, kind="connect"),
            ],
        )
    return own_office, findings


def test_what_saves_most_comes_first_and_a_kind_can_be_chosen(advised) -> None:
    office, _ = advised
    client = office.client("u-reader")
    assert [row["id"] for row in client.get("/recommendations.json").json()["rows"]] == ["rec-2", "rec-1", "rec-3"]
    assert [row["id"] for row in client.get("/recommendations.json", params={"kind": "connect"}).json()["rows"]] == ["rec-3"]
    assert [row["id"] for row in client.get("/recommendations.json", params={"org": "org-a"}).json()["rows"]] == ["rec-1"]
    assert "rec-2" in client.get("/recommendations.csv").text


def test_a_clerk_sees_what_is_addressed_to_the_own_body_alone(advised) -> None:
    office, findings = advised
    client = office.client("u-clerk")
    assert [row["id"] for row in client.get("/recommendations.json").json()["rows"]] == ["rec-1"]
    assert [client.get(f"/recommendations/{name}").status_code for name in ("rec-1", "rec-2", "rec-3")] == [200, 404, 404]
    shown = [row["id"] for row in client.get("/recommendations/rec-1.json").json()["closes"]]
    assert findings["b"] not in shown or findings["a"] == findings["b"]
    page = client.get("/recommendations/rec-1").text
    assert "/export/" not in page
    assert "/diagram/" not in page


def test_one_says_what_it_costs_whom_it_concerns_and_what_ends(advised) -> None:
    office, _ = advised
    client = office.client("u-architect")
    told = client.get("/recommendations/rec-2.json").json()
    assert told["leaving"] == ["sys-a"]
    assert told["advice"]["gain"] == "9 万元"
    assert "并行运行" in told["advice"]["meanwhile"]
    page = client.get("/recommendations/rec-2").text
    assert "/whatif?retire=sys-a" in page
    assert "retire=sys-b" not in page
    assert client.get("/recommendations/none").status_code == 404


def test_before_an_audit_the_page_says_how_to_get_some(own_office) -> None:
    with writing(own_office.engine) as session:
        save_recommendations(session, [])
    assert "先运行一次审计" in own_office.client("u-reader").get("/recommendations").text
