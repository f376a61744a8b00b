"""The comparison of two rounds as a page: every kind of change, by names, bounded."""

import pytest
from bs4 import BeautifulSoup

from auditor.rounds import list_rounds, new_round
from auditor.web.pages import rounds

FIRST = [
    {"id": "sys-o", "name": "旧台账", "owner": "org-a"},
    {"id": "sys-r", "name": "养老平台", "owner": "org-a", "status": "在用"},
]


@pytest.fixture
def compared(own_office, taking_in):
    """An office whose second round knows one system more and another status and name; returns its client and the first round."""
    taking_in(own_office.workspace, {"schema_version": 1, "systems": FIRST}, "first.json")
    first = list_rounds(own_office.workspace)[-1]["name"]
    new_round(own_office.workspace, "二轮")
    second = [{**FIRST[1], "name": "智慧养老平台", "status": "停用"}, {"id": "sys-n", "name": "<b>新</b>", "owner": "org-a"}]
    taking_in(own_office.workspace, {"schema_version": 1, "systems": second}, "first.json")
    return own_office.client("u-auditor"), first


def table(soup: BeautifulSoup, kind: str) -> list[list[str]]:
    heading = soup.find(id=kind)
    if heading is None:
        return []
    return [[cell.get_text(strip=True) for cell in row.find_all("td")] for row in heading.find_next("table").tbody.find_all("tr")]


def test_each_kind_of_change_is_told_by_names(compared) -> None:
    client, first = compared
    soup = BeautifulSoup(client.get("/rounds/diff", params={"left": first, "right": "二轮"}).text, "html.parser")
    assert [row[1] for row in table(soup, "new")] == ["<b>新</b>"]
    assert [row[1:] for row in table(soup, "renamed")] == [["智慧养老平台", "养老平台", "智慧养老平台"]]
    assert ["系统", "智慧养老平台", "系统阶段", "运行", "停用"] in table(soup, "changed")
    assert soup.find("b") is None
    told = client.get("/rounds/diff.json", params={"left": first, "right": "二轮"}).json()
    assert told["totals"]["new"] == 1
    lines = client.get("/rounds/diff.csv", params={"left": first, "right": "二轮"}).text.splitlines()
    assert len(lines) == 1 + sum(told["totals"].values())


def test_no_page_grows_with_the_changes(compared, monkeypatch) -> None:
    client, first = compared
    monkeypatch.setattr(rounds, "_ROWS", 1)
    told = client.get("/rounds/diff.json", params={"left": first, "right": "二轮"}).json()
    assert all(sum(row["change"] == kind for row in told["rows"]) == min(total, 1) for kind, total in told["totals"].items())


def test_the_same_round_twice_tells_that_nothing_changed(compared) -> None:
    client, first = compared
    page = client.get("/rounds/diff", params={"left": first, "right": first})
    assert "两轮之间没有变化" in page.text


def test_an_unknown_round_is_an_error_in_words(compared) -> None:
    client, first = compared
    answer = client.get("/rounds/diff", params={"left": "没有", "right": first})
    assert answer.status_code in (400, 404, 422)
    assert "没有" in answer.text
