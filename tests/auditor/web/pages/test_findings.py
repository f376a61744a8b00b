"""Findings in the list and one by one: both versions where two people step at once, and firm ones apart from questions."""

import pytest

from inventory.database import reading, writing
from inventory.models.ledger import FindingEventRow, FindingRow


@pytest.fixture
def held(own_office):
    """A finding about the first body, its reply given, seen by two."""
    with writing(own_office.engine) as session:
        for identifier, certainty in (("fnd-a", "certain"), ("fnd-p", "probable"), ("fnd-q", "question")):
            content = {"id": identifier, "rule": "SPR-01", "subjects": ["chn-a"], "organisations": ["org-a"], "reasons": [], "basis": [], "thresholds": [], "evidence": [], "must_confirm": "inspector"}  # fmt: skip
            session.add(FindingRow(id=identifier, rule="SPR-01", severity="critical", certainty=certainty, status="candidate", round="r", is_current=True, content=content))  # fmt: skip
    return own_office


def test_who_comes_second_sees_both_versions_and_keeps_what_was_typed(held) -> None:
    first, second = held.client("u-reviewer"), held.client("u-inspector")
    assert first.send_form("/findings/fnd-a/step", action="reject", text="已由他处处理", seen="candidate").status_code == 303
    late = second.send_form("/findings/fnd-a/step", action="except", text="属例外<script>：依据某文", seen="candidate")
    assert late.status_code == 409
    for words in ("待确认", "u-reviewer", "已由他处处理", "属例外&lt;script&gt;：依据某文"):
        assert words in late.text, words
    assert "<script>：" not in late.text
    with reading(held.engine) as session:
        row = session.get(FindingRow, "fnd-a")
        assert row is not None
        assert row.status == "rejected"
        assert session.query(FindingEventRow).filter_by(finding="fnd-a", action="except").count() == 0


def test_a_reply_that_came_late_is_in_its_field_again(held) -> None:
    held.client("u-reviewer").send_form("/findings/fnd-a/step", action="ask", text="请补充", seen="candidate")
    late = held.client("u-clerk").send_form("/findings/fnd-a/answer", text="已核实，下月整改", seen="candidate")
    assert late.status_code == 409
    assert 'maxlength="4000">已核实，下月整改</textarea>' in late.text
    assert 'name="seen" value="needs_evidence"' in late.text
    assert held.client("u-clerk").send_form("/findings/fnd-a/answer", text="已核实，下月整改", seen="needs_evidence").status_code == 303


def test_firm_findings_are_listed_apart_from_questions(held) -> None:
    client = held.client("u-inspector")
    found = {
        certainty: {row["id"] for row in client.get(f"/findings.json?severity=critical&certainty={certainty}").json()["rows"]}
        for certainty in ("firm", "certain", "probable", "question", "")
    }
    assert found["firm"] == found["certain"] | found["probable"] == found[""] - found["question"]
    assert {"fnd-a", "fnd-p"} <= found["firm"]
    counted = client.get("/dashboard.json").json()["severity"]["critical"]
    assert (len(found["firm"]), len(found["question"])) == (counted["firm"], counted["question"])


def test_who_reported_the_correction_is_told_that_somebody_else_closes(held) -> None:
    with writing(held.engine) as session:
        session.get(FindingRow, "fnd-a").status = "in_correction"
    mender, other = held.client("u-reviewer"), held.client("u-inspector")
    assert mender.send_form("/findings/fnd-a/answer", text="已下架", seen="in_correction").status_code == 303
    page = mender.get("/findings/fnd-a").text
    assert "须由另一人核查后销号" in page
    assert 'value="close"' not in page
    refused = mender.send_form("/findings/fnd-a/step", action="close", text="已下架", seen="in_correction")
    assert refused.status_code == 422
    assert "不能自行销号" in refused.text
    assert 'value="close"' in other.get("/findings/fnd-a").text
    assert other.send_form("/findings/fnd-a/step", action="close", text="查看属实", seen="in_correction").status_code == 303
    with reading(held.engine) as session:
        assert session.get(FindingRow, "fnd-a").status == "closed"
