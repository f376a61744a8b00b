"""Duplicate review: what speaks for a pair is in words."""

import pytest
from bs4 import BeautifulSoup

from inventory.database import writing
from inventory.languages import catalogue
from inventory.snapshot import save_result

# as graphs/duplicates/pairs.py names them
FAMILIES = ("services", "functions", "words", "meaning", "data", "name", "audience", "vendor")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_bar_of_the_waterfall_has_words(own_office, language) -> None:
    told = {"left": "sys-a", "right": "sys-b", "relation": "duplicate", "score": 0.7, "p": {"duplicate": 0.7}, "reasons": []}
    with writing(own_office.engine) as session:
        save_result(session, "pairs", [["sys-a", "sys-b"]])
        save_result(session, "pairs:0", [{**told, "families": dict.fromkeys(FAMILIES, 0.5)}])
    page = own_office.client("u-reviewer").get(f"/review?lang={language}").text
    titles = [row.text for row in BeautifulSoup(page, "html.parser").select("table.waterfall th")]
    assert titles == [catalogue(language)[f"web.family_{name}"] for name in FAMILIES]


def test_meanings_of_fields_are_decided_where_one_is_and_undone(own_office) -> None:
    client = own_office.client("u-reviewer")
    told = client.get("/mappings.json?state=open").json()
    first = told["rows"][0]
    page = BeautifulSoup(client.get("/mappings?state=open").text, "html.parser")
    form = page.select_one("table form")
    assert form.select_one("[name=back]")["value"] == "/mappings?state=open"
    said = {"field": first["field"], "element": first["element"]}
    answer = client.send_form("/mappings", **said, verdict="confirm", back="/mappings?state=open")
    assert answer.headers["location"].startswith("/mappings?state=open&note=")
    now = client.get("/mappings.json").json()
    assert next(row["state"] for row in now["rows"] if row["field"] == first["field"]) == "confirmed"
    assert (now["totals"]["open"], now["totals"]["confirmed"]) == (told["totals"]["open"] - 1, told["totals"]["confirmed"] + 1)
    (mine,) = now["mine"]
    assert (mine["field"], mine["verdict"], mine["element"]) == (first["field"], "means", first["element"])
    client.send_form("/review/undo", id=mine["id"], back="/mappings")
    again = client.get("/mappings.json").json()
    assert (again["totals"], again["mine"]) == (told["totals"], [])
    refused = client.send_form("/mappings", **said, verdict="reject", back="//evil.example/mappings")
    assert refused.headers["location"].startswith("/mappings?note=")
    rejected = client.get("/mappings.json?state=rejected").json()["rows"]
    assert [row["field"] for row in rejected] == [first["field"]]


def test_meanings_are_searched_sorted_and_filtered_by_the_address(office) -> None:
    client = office.client("u-reviewer")
    told = client.get("/mappings.json").json()
    element = told["rows"][0]["element"]
    assert {row["element"] for row in client.get("/mappings.json", params={"element": element}).json()["rows"]} == {element}
    word = told["rows"][0]["label"] or told["rows"][0]["name"]
    assert all(word in f"{row['label']} {row['name']}" for row in client.get("/mappings.json", params={"q": word}).json()["rows"])
    scores = [row["score"] for row in client.get("/mappings.json?sort=score&desc=1").json()["rows"]]
    assert scores == sorted(scores, reverse=True)
    assert client.get("/mappings.json?q=没有这样的").json()["rows"] == []
    assert client.get("/mappings?sort=nonsense&state=x&element=y&after=z").status_code == 200
