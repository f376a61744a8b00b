"""Records that may be one, links of a rule and values in dispute: listed, decided by those who may, undone."""

import pytest

from auditor import reconciling
from auditor.reconciling import under_review
from inventory.database import reading
from inventory.models.ledger import JudgementRow
from inventory.reconcile.candidates import KINDS

BODIES = [
    {"id": "o1", "name": "云溪县民政局", "level": "county", "region": "990124"},
    {"id": "o2", "name": "民政局", "level": "county", "region": "990124"},
]
CHANNELS = [
    {"id": "c1", "name": "云溪民政服务", "kind": "official_account", "owner": "o1"},
    {"id": "c2", "name": "云溪民政服务", "kind": "official_account", "owner": "o1"},
]
SYSTEMS = [{"id": "s1", "name": "养老平台", "owner": "o1", "status": "active"}]


@pytest.fixture
def town(own_office, taking_in):
    documents = {"organisations": BODIES, "channels": CHANNELS, "systems": SYSTEMS}
    taking_in(own_office.workspace, {"schema_version": 1, **documents})
    taking_in(own_office.workspace, {"schema_version": 1, "systems": [{**SYSTEMS[0], "status": "suspended"}]}, "later.json")
    return own_office


def pairs(client, kind: str = "Organisation") -> dict:
    """The page of pairs of a kind."""
    return dict(client.get(f"/review/records.json?kind={kind}").json())


def test_the_pages_list_what_the_command_lists(town) -> None:
    client, told = town.client("u-reviewer"), under_review(town.workspace)
    by_kind = {kind: [(r["left"], r["right"]) for r in told["records"] if r["kind"] == kind] for kind in KINDS}
    assert ("o1", "o2") in by_kind["Organisation"]
    for kind in KINDS:
        seen = [client.get(f"/review/records.json?kind={kind}&at={at}").json()["pair"] for at in range(len(by_kind[kind]))]
        assert [(pair["left"], pair["right"]) for pair in seen] == by_kind[kind]
    linked = [(row["left"], row["right"]) for row in client.get("/review/links.json").json()["rows"]]
    assert linked == [(row["left"], row["right"]) for row in told["ruled"]]
    assert ("c1", "c2") in linked
    disputed = client.get("/review/conflicts.json").json()["rows"]
    assert [{**row, "of": None} for row in disputed] == [{**row, "of": None} for row in told["conflicts"]]
    assert [(row["record"], row["field"]) for row in disputed] == [("s1", "status")]


def test_a_pair_is_judged_and_the_verdict_undone(town) -> None:
    client = town.client("u-reviewer")
    first = pairs(client)
    page = client.get("/review/records?kind=Organisation").text
    assert "一个是另一个的简称或别名" in page
    answer = client.send_form("/review/records", left="o1", right="o2", verdict="same", kind="Organisation", at="0", reason="同一个单位")
    assert (answer.status_code, answer.headers["location"].partition("&note")[0]) == (303, "/review/records?kind=Organisation&at=0")
    after = pairs(client)
    assert after["open"] == first["open"] - 1
    made = after["mine"][0]
    assert (made["verdict"], made["left_name"]) == ("same", "云溪县民政局")
    assert client.send_form("/review/undo", id=made["id"], back="/review/records").headers["location"].startswith("/review/records?")
    assert pairs(client)["open"] == first["open"]


def test_a_verdict_computes_nothing_anew_and_two_that_are_one_are_not_asked_of_again(town, monkeypatch) -> None:
    client = town.client("u-reviewer")
    before = pairs(client, "")
    monkeypatch.setattr(reconciling, "find_candidates", None)
    client.send_form("/review/records", left="o1", right="o2", verdict="unsure")
    assert pairs(client, "")["open"] == before["open"]
    client.send_form("/review/records", left="c1", right="c2", verdict="different", back="/review/links")
    assert ("c1", "c2") not in [(row["left"], row["right"]) for row in client.get("/review/links.json").json()["rows"]]


@pytest.mark.parametrize("verdict", ["duplicate", "part_of", "successor", "", "x"])
def test_records_are_one_or_not_and_nothing_else(town, verdict) -> None:
    assert town.client("u-reviewer").send_form("/review/records", left="o1", right="o2", verdict=verdict).status_code == 400
    with reading(town.engine) as session:
        assert session.query(JudgementRow).count() == 0


def test_what_is_no_record_is_not_judged_and_no_page_leads_elsewhere(town) -> None:
    client = town.client("u-reviewer")
    assert client.send_form("/review/records", left="o1", right="none", verdict="same").status_code == 404
    answer = client.send_form(
        "/review/records", left="o1", right="o2", verdict="unsure", back="https://evil.example/", at="9&x=1", kind="x"
    )
    assert answer.headers["location"].startswith("/review/records?note=")


@pytest.mark.parametrize("name", ["u-clerk", "u-reader", "bound-inspector"])
def test_who_may_not_judge_sees_none_of_it(town, name) -> None:
    client = town.client(name)
    assert {client.get(f"/review/{part}").status_code for part in ("records", "links", "conflicts")} == {403}


def test_an_empty_page_says_what_fills_it(own_office) -> None:
    assert own_office.client("u-reviewer").get("/review/conflicts").text.count("相互矛盾") == 1
