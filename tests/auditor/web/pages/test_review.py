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
