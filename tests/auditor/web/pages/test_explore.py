"""The explorer: bodies, one body, one system, the way between two; links that lead on, and nothing that a name could break."""

import re
from urllib.parse import unquote

import pytest
from sqlalchemy import insert

from inventory.database import writing
from inventory.models.records import TABLES
from inventory.network import save_flows
from inventory.snapshot import save_result
from inventory.values.flow import Flow

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
        save_result(session, "bodies", {"bodies": {"org-1": 1, "org-2": 2, "": 1}, "flows": [["org-1", "org-2", 3, False]]})
    return own_office.client("u-reader")


def links(page: str) -> set[str]:
    return {unquote(found) for found in re.findall(r'<a href="(/[^"]*)" aria-label', page)}


def test_bodies_are_counted_and_lead_on(drawn) -> None:
    page = drawn.get("/explore").text
    assert links(page) == {"/explore?body=org-1", "/explore?body=org-2"}
    assert drawn.get("/explore.json").json()["rows"] == [
        {"from_id": "org-1", "to_id": "org-2", "from": "第一局", "to": "第二局", "exchanges": 3, "by_hand": False, "elements": []}
    ]


def test_a_body_shows_its_systems_however_they_name_it_and_its_neighbours(drawn) -> None:
    page = drawn.get("/explore", params={"body": "org-2"}).text
    assert links(page) == {"/explore?system=sys-2", "/explore?system=sys-3", "/explore?body=org-1"}
    assert drawn.get("/explore", params={"body": "none"}).status_code == 404


def test_a_system_shows_what_runs_and_a_name_will_do(drawn) -> None:
    told = drawn.get("/explore.json", params={"system": "低保系统"}).json()
    assert [(row["from_id"], row["to_id"], row["by_hand"]) for row in told["rows"]] == [("sys-1", "sys-2", False), ("sys-2", "sys-3", True)]
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
        assert page.count('class="node"') <= 60
