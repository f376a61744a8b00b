"""The explorer: bodies, one body, one system, the way between two; links that lead on, and nothing that a name could break."""

from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import insert

from inventory.database import writing
from inventory.models.ledger import FindingRow
from inventory.models.records import TABLES
from inventory.network import save_flows
from inventory.relations import save_relations
from inventory.snapshot import save_result
from inventory.values.flow import Flow
from inventory.values.relation import Relation

PAYLOAD = "<script>alert(1)</script>"


def record(table: str, **values):
    return {"sources": [], "modes": ["declared"], "none": [], "not_applicable": [], **values}


@pytest.fixture
def drawn(own_office):
    systems = [("sys-1", "人口库", "org-1"), ("sys-2", "低保系统", "第二局"), ("sys-3", PAYLOAD, "org-2"), ("sys-4", "孤立系统", None)]
    with writing(own_office.engine) as session:
        org, system = TABLES["Organisation"], TABLES["System"]
        session.execute(insert(org), [record("o", id="org-1", name="第一局"), record("o", id="org-2", name="第二局")])
        session.execute(insert(system), [record("s", id=i, name=n, owner=o, status="active") for i, n, o in systems])
        save_flows(
            session,
            [
                Flow("sys-1", "sys-2", False, 3, ("person_name", "sex_code", "birth_date")),
                Flow("sys-2", "sys-3", True, 1, ("person_name",)),
            ],
        )
        save_relations(
            session,
            [
                Relation("possible", "sys-1", "sys-2", "org-1", "org-2"),
                Relation("duplicate", "sys-2", "sys-3", "org-2", "org-2"),
                Relation("missing", "sys-3", "org-1", "org-2", "org-1", 4),
            ],
        )
        save_result(session, "bodies", {"bodies": {"org-1": 1, "org-2": 2, "": 1}, "flows": [["org-1", "org-2", 3, False]]})
    return own_office.client("u-reader")


def links(page: str) -> set[str]:
    """Where the boxes of the picture lead."""
    return {unquote(str(one["href"])) for one in BeautifulSoup(page, "html.parser").select("a.node")}


def test_bodies_are_counted_and_lead_on(drawn) -> None:
    page = drawn.get("/explore").text
    assert links(page) == {"/explore?body=org-1", "/explore?body=org-2"}
    rows = {row["kind"]: row for row in drawn.get("/explore.json").json()["rows"]}
    assert {kind: (row["from_id"], row["to_id"], row["exchanges"]) for kind, row in rows.items()} == {
        "exchange": ("org-1", "org-2", 3), "missing": ("org-2", "org-1", 4), "possible": ("org-1", "org-2", 1),
    }  # fmt: skip
    assert rows["exchange"] == {
        "from_id": "org-1", "to_id": "org-2", "from": "第一局", "to": "第二局", "kind": "exchange", "exchanges": 3, "by_hand": False, "elements": [],
    }  # fmt: skip


def test_a_body_shows_its_systems_however_they_name_it_and_its_neighbours(drawn) -> None:
    page = drawn.get("/explore", params={"body": "org-2"}).text
    assert links(page) == {"/explore?system=sys-2", "/explore?system=sys-3", "/explore?body=org-1", "/explore?body=org-2"}
    assert drawn.get("/explore", params={"body": "none"}).status_code == 404


def test_a_system_shows_what_runs_and_a_name_will_do(drawn) -> None:
    told = drawn.get("/explore.json", params={"system": "低保系统"}).json()
    assert [(row["from_id"], row["to_id"], row["by_hand"]) for row in told["rows"] if row["kind"] == "exchange"] == [
        ("sys-1", "sys-2", False),
        ("sys-2", "sys-3", True),
    ]
    assert told["owner"] == {"id": "org-2", "name": "第二局"}
    assert drawn.get("/explore.json", params={"system": "dbxt"}).json()["title"] == "低保系统"
    assert drawn.get("/explore", params={"system": "没有这个系统"}).status_code == 404


def test_the_way_between_two_and_back_and_none(drawn) -> None:
    def told(start, end):
        return drawn.get("/explore.json", params={"from": start, "to": end}).json()

    assert [row["to_id"] for row in told("sys-1", "sys-3")["rows"]] == ["sys-2", "sys-3"]
    back = told("sys-3", "sys-1")
    assert "反方向" in back["title"]
    assert [row["to_id"] for row in back["rows"]] == ["sys-2", "sys-3"]
    none = told("sys-1", "sys-4")
    assert ("没有通路" in none["title"], none["rows"]) == (True, [])
    assert told("sys-1", "sys-1")["rows"] == []


def test_names_are_text_in_the_picture(drawn) -> None:
    for query in ({"system": "sys-3"}, {"body": "org-2"}, {"from": "sys-1", "to": "sys-3"}, {"system": PAYLOAD}):
        assert "<script>alert" not in drawn.get("/explore", params=query).text


def test_before_an_audit_the_page_says_what_to_do(own_office) -> None:
    with writing(own_office.engine) as session:
        save_result(session, "bodies", None)
        save_flows(session, [])
    assert "再运行一次审计" in own_office.client("u-reader").get("/explore").text


def test_two_thousand_systems_are_drawn_within_the_room_of_a_picture(own_office) -> None:
    with writing(own_office.engine) as session:
        session.execute(insert(TABLES["Organisation"]), [record("o", id=f"org-x{n}", name=f"第{n}办公室") for n in range(200)])
        session.execute(
            insert(TABLES["System"]), [record("s", id=f"sys-x{n}", name=f"系统{n}", owner=f"org-x{n % 200}") for n in range(2_000)]
        )
        save_flows(session, [Flow(f"sys-x{n}", f"sys-x{(n * 7 + 1) % 2_000}", n % 9 == 0, 1 + n % 4, ()) for n in range(2_000)])
        flows = [[f"org-x{n}", f"org-x{(n * 3 + 1) % 200}", 5, False] for n in range(200)]
        save_result(session, "bodies", {"bodies": {f"org-x{n}": 10 for n in range(200)}, "flows": flows})
    client = own_office.client("u-reader")
    for query in ({}, {"body": "org-x3"}, {"system": "sys-x3"}):
        page = client.get("/explore", params=query).text
        assert 1 < len(BeautifulSoup(page, "html.parser").select(".node")) <= 300


def panel(client, **query):
    return client.get("/explore.json", params=query).json()["about"]


def test_a_body_opened_in_place_stands_among_the_others(drawn) -> None:
    told = drawn.get("/explore.json", params={"open": "org-2,org-none"}).json()
    assert {n["id"]: n["group"] for n in told["nodes"]} == {"sys-2": "org-2", "sys-3": "org-2", "org-1": None, "nobody": None}
    lines = {(row["from_id"], row["to_id"], row["kind"]) for row in told["rows"]}
    assert lines == {
        ("org-1", "sys-2", "exchange"), ("sys-2", "sys-3", "exchange"), ("org-1", "sys-2", "possible"), ("sys-2", "sys-3", "duplicate"), ("sys-3", "org-1", "missing"),
    }  # fmt: skip
    both = drawn.get("/explore.json", params={"open": "org-2,org-1"}).json()
    # what a body lacks is lacked by none of its systems
    assert ("sys-3", "need-org-1", "missing") in {(row["from_id"], row["to_id"], row["kind"]) for row in both["rows"]}


def test_a_system_opened_in_place_brings_its_neighbours(drawn) -> None:
    def boxes(**query):
        return {node["id"] for node in drawn.get("/explore.json", params=query).json()["nodes"]}

    assert boxes(system="sys-1") == {"sys-1", "sys-2"}
    assert boxes(system="sys-1", open="sys-2") == {"sys-1", "sys-2", "sys-3"}
    assert boxes(**{"from": "sys-1", "to": "sys-2"}) == {"sys-1", "sys-2"}
    assert boxes(**{"from": "sys-1", "to": "sys-2", "open": "sys-2"}) == {"sys-1", "sys-2", "sys-3"}


def test_the_panel_tells_of_one_box_and_where_to_go_from_it(drawn, own_office) -> None:
    with writing(own_office.engine) as session:
        row = {"rule": "LIF-06", "status": "candidate", "round": "r", "owner": None, "due": None}
        content = {"subjects": ["sys-2"], "organisations": ["org-2"], "reasons": []}
        gone = {"subjects": ["sys-20"], "organisations": [], "reasons": []}
        session.execute(
            insert(FindingRow),
            [
                {**row, "id": "fnd-x1", "severity": "high", "certainty": "certain", "is_current": True, "content": content},
                {**row, "id": "fnd-x2", "severity": "high", "certainty": "question", "is_current": True, "content": content},
                {**row, "id": "fnd-x3", "severity": "low", "certainty": "certain", "is_current": False, "content": content},
                {**row, "id": "fnd-x4", "severity": "low", "certainty": "certain", "is_current": True, "content": gone},
            ],
        )
    told = panel(drawn, system="sys-1", node="sys-2")
    assert (told["name"], told["body"]["id"], told["counts"]) == ("低保系统", "org-2", {"out": 0, "in": 3, "possible": 1})
    assert told["findings"] == [{"severity": "high", "firm": 1, "question": 1}]
    assert told["neighbours"] == [
        {"id": "sys-1", "name": "人口库", "kind": "exchange", "way": "in", "at": "/explore?system=sys-1&node=sys-1"},
        {"id": "sys-1", "name": "人口库", "kind": "possible", "way": "both", "at": "/explore?system=sys-1&node=sys-1"},
    ]
    at = {action["kind"]: action["at"] for action in told["actions"]}
    assert at["around"] == "/explore?system=sys-2"
    assert at["unfold_around"] == "/explore?system=sys-1&open=sys-2&node=sys-2"
    assert at["from_here"] == "/explore?system=sys-1&from=sys-2&node=sys-2"
    assert told["close"] == "/explore?system=sys-1"
    chosen = panel(drawn, **{"system": "sys-1", "from": "sys-1", "node": "sys-2"})
    assert {action["kind"]: action["at"] for action in chosen["actions"]}["to_here"] == "/explore?from=sys-1&to=sys-2"
    body = panel(drawn, open="org-2", node="org-2")
    assert (body["counts"], body["findings"]) == ({"out": 0, "in": 3, "duplicate": 1, "possible": 1, "missing": 4}, told["findings"])
    assert {action["kind"]: action["at"] for action in body["actions"]}["fold"] == "/explore?node=org-2"
    assert panel(drawn, node="sys-4") is None
    assert panel(drawn, node="nobody") is None


def test_the_panel_stands_in_the_page_without_any_script(drawn) -> None:
    page = BeautifulSoup(drawn.get("/explore", params={"node": "org-1"}).text, "html.parser")
    assert page.select_one("#about h2").text == "第一局"
    assert page.select_one("a.node[aria-current]")["data-id"] == "org-1"
    assert {"/explore?open=org-1&node=org-1", "/explore?body=org-1", "/record/org-1"} <= {
        a["href"] for a in page.select("#about .actions a")
    }


def test_kinds_of_lines_are_hidden_by_the_address_and_shown_again(drawn) -> None:
    told = drawn.get("/explore.json", params={"hide": "possible,nonsense"}).json()["legend"]
    assert [(line["kind"], line["count"], line["is_shown"]) for line in told] == [
        ("exchange", 1, True), ("duplicate", 0, True), ("possible", 1, False), ("missing", 1, True),
    ]  # fmt: skip
    assert [line["at"] for line in told] == [
        "/explore?hide=possible,exchange", "/explore?hide=possible,duplicate", "/explore", "/explore?hide=possible,missing",
    ]  # fmt: skip
    assert 'data-hide="possible "' in drawn.get("/explore", params={"hide": "possible"}).text


def test_nonsense_in_the_address_is_no_fault(drawn) -> None:
    for query in ({"open": "," * 500}, {"open": "\x00,<b>"}, {"node": "sys-1\x00"}, {"view": "x"}, {"hide": "," * 90}):
        assert drawn.get("/explore", params=query).status_code == 200
