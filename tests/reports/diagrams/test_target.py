"""The target architecture: nothing that the plan ends, what moved rewired, what a retired system had gone."""

from dataclasses import replace

import pytest

from inventory.languages import LANGUAGES
from inventory.schema import entities
from reports.diagrams.drawing import MOST_ARROWS
from reports.diagrams.target import target


@pytest.fixture
def planned(office):
    """The target of six systems under these actions ("1": "retire" or the id it moves to) and flows ("0>1", "m" in front by hand)."""

    def drawn(actions: dict[str, str], *flows: str):
        made = office(6)
        exchanges = {}
        for n, flow in enumerate(flows):
            left, right = flow.lstrip("m").split(">")
            exchanges[f"x{n}"] = entities()["Exchange"].value_class(
                id=f"x{n}",
                from_system=f"sys-{left}",
                to_system=f"sys-{right}",
                method="manual" if flow[0] == "m" else "api",
                status="active",
            )
        small = type(made)(replace(made.inventory, records={**made.inventory.records, "Exchange": exchanges}))
        small.plan["systems"] = [
            {"id": f"sys-{n}", "name": "", "wave": "w1", "why": "", **_entry(actions.get(str(n), "keep"))} for n in range(6)
        ]
        return target(small.scene("en"))

    return drawn


def _entry(action: str) -> dict[str, str | None]:
    return {"action": action, "to": None} if action in ("keep", "retire") else {"action": "move", "to": f"sys-{action}"}


def arrows(drawing) -> set[tuple[str, str, str]]:
    return {(a.source.removeprefix("sys-"), a.target.removeprefix("sys-"), a.style) for a in drawing.arrows}


@pytest.mark.parametrize("size", [50, 500])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_stays_legible_whole_and_translated(office, size: int, language: str) -> None:
    made = office(size)
    drawing = target(made.scene(language))
    ids = [box.id for box in drawing.boxes]
    assert len(ids) == len(set(ids)) <= 60
    assert 0 < len(drawing.arrows) <= MOST_ARROWS
    assert {end for arrow in drawing.arrows for end in (arrow.source, arrow.target)} <= set(ids)
    assert not {entry["id"] for entry in made.plan["systems"] if entry["action"] != "keep"} & set(ids)
    words = [drawing.title, drawing.subtitle, drawing.alt, *(line for box in drawing.boxes for line in box.lines)]
    words += [text for _, _, text in drawing.legend]
    assert all(words)
    assert not [word for word in words if "diagram." in word]


def test_every_system_that_stays_is_drawn_and_marked_where_it_takes_over(office) -> None:
    made = office(50)
    drawing = target(made.scene("en"))
    keeps = {entry["id"] for entry in made.plan["systems"] if entry["action"] == "keep"}
    assert {box.id for box in drawing.boxes if box.style != "more"} == keeps
    assert {box.id for box in drawing.boxes if box.style == "kept"} == {e["to"] for e in made.plan["systems"] if e["action"] == "move"}


def test_exchanges_of_what_moves_are_the_target_s_and_new(planned) -> None:
    drawing = planned({"1": "2"}, "1>3", "m4>1", "0>3", "m0>4")
    assert arrows(drawing) == {("2", "3", "rewired"), ("4", "2", "rewired"), ("0", "3", "flow"), ("0", "4", "manual")}
    (kept,) = [box for box in drawing.boxes if box.style == "kept"]
    assert kept.id == "sys-2"
    assert kept.lines[-1] == "takes over 1"


def test_both_ends_move(planned) -> None:
    assert arrows(planned({"1": "2", "3": "4"}, "1>3")) == {("2", "4", "rewired")}


def test_what_the_two_that_become_one_exchanged_is_inside(planned) -> None:
    assert arrows(planned({"1": "2"}, "1>2", "m2>1")) == set()


def test_an_automatic_exchange_that_was_there_is_not_new(planned) -> None:
    assert arrows(planned({"1": "2"}, "1>3", "2>3")) == {("2", "3", "flow")}


def test_a_link_by_hand_that_was_there_is_not_new(planned) -> None:
    assert arrows(planned({"1": "2"}, "m1>3", "m2>3")) == {("2", "3", "manual")}


def test_the_exchanges_of_what_is_retired_are_gone(planned) -> None:
    drawing = planned({"1": "retire"}, "1>3", "4>1", "4>3")
    assert arrows(drawing) == {("4", "3", "flow")}
    assert "5 systems run (1 fewer)" in drawing.alt
    assert "from 3 to 1, 0 of them new" in drawing.alt


def test_where_nothing_changes_there_are_as_many_links_as_before(planned) -> None:
    assert "from 1 to 1," in planned({}, "0>1", "0>1").alt or "from 2 to 2," in planned({}, "0>1", "0>1").alt


def test_without_a_plan_it_says_so(office) -> None:
    scene = office(50).scene("en")
    scene.plan = None
    assert scene.say("no_plan") in target(scene).subtitle


@pytest.mark.parametrize("size", [50, pytest.param(500)])
def test_without_a_plan_it_stays_legible(office, size: int) -> None:
    scene = office(size).scene("en")
    scene.plan = None
    assert len(target(scene).boxes) <= 60
