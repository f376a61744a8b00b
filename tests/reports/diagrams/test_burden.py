"""Who asks which level for how much: legible, the heaviest first, nothing unknown told as nothing."""

from dataclasses import replace

import pytest

from inventory.languages import LANGUAGES
from inventory.schema import entities
from reports.diagrams.burden import burden
from reports.diagrams.drawing import MOST_ARROWS

LEVELS = ("county", "town", "village", "school", "hospital", "company", "person")


@pytest.fixture
def asking(office):
    """The view of an office with these returns (or one a body and level) in a language."""

    def drawn(size: int, language: str, *returns: dict[str, object]):
        made = office(size)
        given = returns or tuple(
            {"requiring": body, "respondent_level": level, "elements": ("姓名", body), "frequency": "monthly", "respondents": 10 + n}
            for n, body in enumerate(made.inventory.organisations)
            for level in LEVELS
        )
        forms = {f"t{n}": entities()["Return"].value_class(id=f"t{n}", name=f"表{n}", **form) for n, form in enumerate(given)}
        return burden(type(made)(replace(made.inventory, records={**made.inventory.records, "Return": forms})).scene(language))

    return drawn


FORM = {"requiring": "org-0", "respondent_level": "village", "elements": ("姓名", "年度总结"), "frequency": "yearly", "respondents": 300}


@pytest.mark.parametrize("size", [50, 500])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_stays_legible_whole_and_translated(asking, size: int, language: str) -> None:
    drawing = asking(size, language)
    ids = [box.id for box in drawing.boxes]
    assert len(ids) == len(set(ids)) <= 60
    assert 0 < len(drawing.arrows) <= MOST_ARROWS
    assert {end for arrow in drawing.arrows for end in (arrow.source, arrow.target)} <= set(ids)
    assert {f"level-{level}" for level in LEVELS} <= set(ids)
    words = [drawing.title, drawing.subtitle, drawing.alt, *(line for box in drawing.boxes for line in box.lines)]
    words += [text for _, _, text in drawing.legend] + [arrow.label for arrow in drawing.arrows]
    assert all(words)
    assert not [word for word in words if "diagram." in word]


def test_the_heaviest_stay_and_the_others_are_counted(asking) -> None:
    drawing = asking(500, "en")
    bodies = [box.id for box in drawing.boxes if box.id.startswith("org-")]
    # 83 bodies, each with ten respondents more than its number
    assert bodies == [f"org-{n}" for n in range(82, 82 - len(bodies), -1)]
    (more,) = [box for box in drawing.boxes if box.id == "more"]
    assert str(83 - len(bodies)) in more.lines[0]


def test_an_arrow_says_the_answers_a_year_and_a_level_its_hours(asking) -> None:
    drawing = asking(6, "en", FORM)
    assert [(a.source, a.target, a.label, a.style) for a in drawing.arrows] == [
        ("org-0", "level-village", "600 answers a year", "flow"),
    ]
    # 600 answers of a quarter of a minute to a minute: 150 and 600 minutes
    assert [box.lines[-1] for box in drawing.boxes if box.id == "level-village"] == ["some 2–10 person-hours a year"]
    assert "1 bodies require 1 returns, 600 answers a year; 0 returns cannot be counted" in drawing.alt


def test_what_cannot_be_counted_is_said_and_not_told_as_0(asking) -> None:
    unknown = {key: value for key, value in FORM.items() if key != "respondents"} | {"elements": ("民族",)}
    drawing = asking(6, "en", unknown)
    assert [a.label for a in drawing.arrows] == ["1 returns"]
    assert "1 returns cannot be counted" in drawing.alt
    assert [a.label for a in asking(6, "en", FORM, unknown).arrows] == ["600 answers a year+"]


def test_what_is_asked_twice_is_marked_at_both_who_ask(asking) -> None:
    other = {**FORM, "requiring": "org-1", "elements": ("年度总结",)}
    drawing = asking(12, "en", FORM, other)
    assert {(a.source, a.style) for a in drawing.arrows} == {("org-0", "manual"), ("org-1", "manual")}
    assert {box.id for box in drawing.boxes if box.style == "flagged"} == {"org-0", "org-1"}
    drawing = asking(12, "en", FORM, {**other, "respondent_level": "town"})
    assert {(a.source, a.style) for a in drawing.arrows} == {("org-0", "flow"), ("org-1", "flow")}


def test_without_returns_it_says_so(office) -> None:
    drawing = burden(office(6).scene("en"))
    assert [box.id for box in drawing.boxes] == ["none"]
    assert drawing.arrows == []


@pytest.mark.parametrize("lacking", ["requiring", "respondent_level"])
def test_a_return_of_which_little_is_known_is_not_told_as_none(asking, lacking: str) -> None:
    drawing = asking(6, "en", {key: value for key, value in FORM.items() if key != lacking})
    assert "none" not in {box.id for box in drawing.boxes}
