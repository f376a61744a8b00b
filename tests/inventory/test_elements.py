"""The shipped dictionary: how many elements of which field of life, where each comes from, and which spellings collide."""

import csv
import re
from collections import Counter
from importlib.resources import files

import pytest

from inventory.elements import DOMAINS, ROLES, DataElement, broader_chain, dictionary, from_object, spellings
from inventory.names import plain

ISSUE = (
    *("population", "civil_affairs", "health", "social_security", "education", "housing", "land", "agriculture", "enterprise", "licence"),
    *("appeal", "grid", "emergency", "finance"),
)


def rows(name: str) -> list[dict[str, str]]:
    text = (files("inventory") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def cited(element: DataElement) -> list[str]:
    """What was read of each source that an element names; fails on a source that the list does not know."""
    known = {row["number"]: row["read"] for row in rows("element_sources.csv")}
    found = []
    for part in element.source.split("; "):
        numbers = [number for number in known if part.startswith(number)]
        assert numbers, (element.code, part)
        found.append(known[max(numbers, key=len)])
    return found


def test_every_field_of_life_has_its_elements() -> None:
    count = Counter(element.domain for element in dictionary().values())
    assert len(dictionary()) >= 700
    assert set(count) == set(DOMAINS)
    assert {domain: count[domain] for domain in ISSUE if count[domain] < 25} == {}


def test_every_element_names_a_known_source_or_says_why_none() -> None:
    for element in dictionary().values():
        assert element.source, element.code
        assert element.verified in ("full", "part", "meta", "memory"), element.code
        if element.source.startswith("none: "):
            # seen in databases, or not: what no standard holds cannot have been read in one
            assert element.verified in ("part", "memory"), element.code
            assert len(element.source) > 20, element.code
        else:
            read = cited(element)
            assert element.verified != "full" or any(r.startswith("full text") for r in read), element.code
            assert element.verified == "memory" or any(not r.startswith("memory") for r in read), element.code


def test_the_list_of_sources_holds_what_is_cited_and_nothing_else() -> None:
    numbers = [row["number"] for row in rows("element_sources.csv")]
    assert len(numbers) == len(set(numbers))
    parts = [p for e in dictionary().values() if not e.source.startswith("none: ") for p in e.source.split("; ")]
    used = {max((n for n in numbers if part.startswith(n)), key=len) for part in parts}
    assert [number for number in numbers if number not in used] == []


@pytest.mark.parametrize("verified", ["full", "part", "meta", "memory"])
def test_an_element_known_by_title_or_memory_is_not_read(verified: str) -> None:
    element = from_object({"code": "X", "name": "x", "zh": "某", "en": "x", "object_class": "", "role": "weak", "broader": "", "synonyms": [],
                           "synonyms_en": [], "abbreviations": [], "data_type": "", "length": "", "pattern": "", "check": "", "codes": "", "unit": "",
                           "pii": "none", "source": "", "verified": verified})  # fmt: skip
    assert element.is_read == (verified in ("full", "part"))
    assert element.domain == ""


def test_codes_names_roles_patterns_and_links_hold() -> None:
    shipped = rows("elements.csv")
    for column in ("code", "name", "zh"):
        assert [value for value, n in Counter(row[column] for row in shipped).items() if n > 1] == [], column
    for element in dictionary().values():
        assert element.role in ROLES, element.code
        assert element.pii in ("none", "personal", "sensitive", "identifier", "contact"), element.code
        re.compile(element.pattern)
        assert not element.broader or element.broader in dictionary(), element.code
        assert dictionary()[broader_chain(element.name)[-1]].broader == "", element.code


def test_every_spelling_of_two_elements_and_every_two_letters_stand_in_the_list_of_collisions() -> None:
    listed = {plain(row["token"]): row["elements"].split(";") for row in rows("element_collisions.csv")}
    colliding = {t: list(names) for t, names in spellings().items() if len(names) > 1 or re.fullmatch(r"[a-z0-9]{1,2}", t)}
    assert {t: names for t, names in colliding.items() if listed.get(t) != names} == {}
