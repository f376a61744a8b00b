"""Systems in bodies, bodies in counties, counties in cities: what has no room is drawn one level up and counted."""

import random
from collections import Counter

import pytest

from graphs.analysis import analyse
from graphs.thresholds import Thresholds
from inventory.languages import LANGUAGES
from inventory.schema import entities
from inventory.values.inventory import Inventory
from reports.diagrams.drawing import MOST_NODES
from reports.diagrams.landscape import find_region, landscape_of
from reports.diagrams.scene import Scene
from reports.diagrams.views import VIEWS
from reports.wording import Names

CITIES = ("云岭", "湖州", "青江", "白河", "南浦")


def province(counties: int, bodies: int, systems: int) -> Inventory:
    """Counties of five cities with so many bodies each and so many systems a body; a data office for every city; flows at random."""
    made: dict[str, dict[str, object]] = {entity: {} for entity in entities()}

    def add(entity: str, identifier: str, **values: object) -> None:
        made[entity][identifier] = entities()[entity].value_class(
            id=identifier, modes=frozenset({"declared"}), sources=("form.xlsx#系统!2",), **values
        )

    places = [
        (f"43{1 + n % 5:02d}{3 + n // 5:02d}", f"{CITIES[n % 5]}{'东西南北中'[n // 5 % 5]}{'山川林湖'[n // 25]}县") for n in range(counties)
    ]
    for code, name in places:
        for n in range(bodies):
            add("Organisation", f"{code}-{n}", name=f"{name}{'一二三四五六七八九十'[n % 10]}号{n}局", level="county", region=code)
            for m in range(systems):
                add("System", f"{code}-{n}-{m}", name=f"{name}业务系统{n}之{m}", owner=f"{code}-{n}", status="active", coverage=(code,))
    for n, city in enumerate(CITIES[: min(5, counties)], start=1):
        add("Organisation", f"city-{n}", name=f"{city}市数据局", level="city", region=f"43{n:02d}00")
        add("System", f"platform-{n}", name=f"{city}市共享平台", owner=f"city-{n}", status="active", kind="shared_platform")
    known, dice = sorted(made["System"]), random.Random(7)
    for n in range(2 * len(known)):
        left, right = dice.sample(known, 2)
        add("Exchange", f"x{n}", from_system=left, to_system=right, method=dice.choice(("api", "manual")), status="active")
    return Inventory(round="2026-2", today="2026-11-24", records=made)  # type: ignore[arg-type]


_MADE: dict[tuple[int, int, int], Scene] = {}


def scene(counties: int, bodies: int, systems: int, language: str = "zh") -> Scene:
    key = counties, bodies, systems
    if key not in _MADE:
        inventory = province(*key)
        ending = [{"id": s, "action": "move" if n % 9 == 8 else "keep", "to": sorted(inventory.systems)[n - 1] if n % 9 == 8 else None, "wave": None} for n, s in enumerate(sorted(inventory.systems))]  # fmt: skip
        _MADE[key] = Scene(analyse(inventory, Thresholds({}), binding={}), {"systems": ending}, Names(inventory, "zh"), "云岭省")
    made = _MADE[key]
    return Scene(made.analysis, made.plan, Names(made.analysis.inventory, language), made.source)


def styles(drawing) -> Counter[str]:
    return Counter(box.style for box in drawing.boxes)


def counted(drawing) -> int:
    """The systems that the boxes say they stand for."""
    return sum(int(word) for box in drawing.boxes if box.id != "more-arrows" for word in box.lines[-1].replace(",", "").replace("，", " ").split()[-2:] if word.isdigit())  # fmt: skip


def test_few_counties_are_frames_with_their_largest_bodies_and_the_others_counted() -> None:
    drawing = VIEWS["landscape"](scene(3, 40, 2))
    assert drawing.groups == {
        "region:430103": "云岭东山县", "region:430203": "湖州东山县", "region:430303": "青江东山县", "region:4301": "云岭市", "region:4302": "湖州市", "region:4303": "青江市",
    }  # fmt: skip
    assert {box.group for box in drawing.boxes if box.id != "more-arrows"} == drawing.groups.keys()
    assert {box.id for box in drawing.boxes if box.style == "more"} - {"more-arrows"} == {f"more:430{n}03" for n in (1, 2, 3)}
    assert counted(drawing) == 3 * 80 + 3
    assert len(drawing.boxes) <= MOST_NODES


def test_many_counties_are_boxes_of_their_own_with_bodies_and_systems_counted() -> None:
    drawing = VIEWS["landscape"](scene(25, 12, 3))
    assert styles(drawing)["region"] == 25 + 5
    lines = {box.id: box.lines for box in drawing.boxes}
    assert lines["region:430103"] == ("云岭东山县", "12 家单位，36 个系统")
    assert lines["region:4301"] == ("云岭市", "1 家单位，1 个系统")
    assert counted(drawing) == 25 * 36 + 5


def test_more_counties_than_boxes_are_drawn_by_city() -> None:
    drawing = VIEWS["landscape"](scene(80, 1, 1))
    assert {box.id: box.lines for box in drawing.boxes if box.style == "region"} == {
        f"region:430{n}": (f"{city}市", "17 家单位，17 个系统") for n, city in enumerate(CITIES, start=1)
    }
    assert counted(drawing) == 85


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["landscape", "target"])
@pytest.mark.parametrize("size", [(3, 40, 2), (7, 30, 1), (25, 12, 3), (80, 1, 1)])
def test_every_system_has_its_place_and_arrows_join_places(size, view, language) -> None:
    drawn = scene(*size, language)
    drawing = VIEWS[view](drawn)
    ids = {box.id for box in drawing.boxes}
    assert len(ids) == len(drawing.boxes) <= MOST_NODES
    leaving = {s["id"] for s in drawn.plan["systems"] if s["action"] != "keep"} if view == "target" else set()
    assert drawing.inside.keys() == set(drawn.analysis.inventory.systems) - leaving
    assert {end for arrow in drawing.arrows for end in (arrow.source, arrow.target)} | set(drawing.inside.values()) <= ids
    assert not [line for box in drawing.boxes for line in box.lines if "diagram." in line or "{" in line]


def test_a_box_of_the_target_shows_that_something_in_it_takes_over() -> None:
    drawn = scene(25, 12, 3)
    drawing = VIEWS["target"](drawn)
    taking = {s["to"] for s in drawn.plan["systems"] if s["to"]}
    assert {box.id for box in drawing.boxes if box.style == "kept"} == {place for s, place in drawing.inside.items() if s in taking}


def test_unknown_regions_are_one_box_that_says_so() -> None:
    inventory = province(9, 8, 1)
    for body in [b for b in inventory.organisations if b.startswith("430103")]:
        inventory.records["Organisation"][body] = entities()["Organisation"].value_class(id=body, name=body)
    drawing = VIEWS["landscape"](Scene(analyse(inventory, Thresholds({}), binding={}), None, Names(inventory, "en"), "s"))
    assert ("region not stated", "8 bodies, 8 systems") in [box.lines for box in drawing.boxes]


@pytest.mark.parametrize(("text", "expected"), [("430103", "region:430103"), ("云岭东山县", "region:430103"), ("云岭市", "region:4301"), ("43", "region:43"), ("430199", None), ("", None)])  # fmt: skip
def test_a_region_is_found_by_code_and_name(text, expected) -> None:
    assert find_region(scene(25, 12, 3), text) == expected


def test_a_region_is_drawn_with_the_bodies_outside_that_it_exchanges_with() -> None:
    drawn = scene(25, 12, 3)
    drawing = landscape_of(drawn, "region:430103")
    own = {s for s in drawn.analysis.inventory.systems if s.startswith("430103")}
    assert drawing.title.endswith("云岭东山县")
    assert own <= {box.id for box in drawing.boxes}
    assert {box.id for box in drawing.boxes} - own <= {
        "near",
        "more-arrows",
        *(f"near:{b}" for b in drawn.analysis.inventory.organisations),
    }
    assert all(own & {arrow.source, arrow.target} for arrow in drawing.arrows)
    assert len(drawing.boxes) <= MOST_NODES


def test_a_body_is_drawn_with_its_systems_and_neighbours() -> None:
    drawn = scene(25, 12, 3)
    drawing = landscape_of(drawn, "430103-4")
    assert {f"430103-4-{n}" for n in range(3)} <= {box.id for box in drawing.boxes}
    assert {box.id for box in drawing.boxes if not box.id.startswith("near")} == {f"430103-4-{n}" for n in range(3)}


def test_a_large_region_is_rolled_up_in_its_own_picture() -> None:
    drawing = landscape_of(scene(25, 12, 3), "region:43")
    assert styles(drawing)["region"] == 30
    assert not [box for box in drawing.boxes if box.id.startswith("near")]


def test_the_largest_systems_of_a_body_are_drawn_and_the_others_counted() -> None:
    drawn = scene(2, 2, 80)
    drawing = landscape_of(drawn, "430103-0")
    own = [box for box in drawing.boxes if box.id.startswith("430103-0-")]
    [more] = [box for box in drawing.boxes if box.id == "more"]
    assert len(own) >= MOST_NODES // 2
    assert more.lines == (f"其余 {80 - len(own)} 个系统",)
    assert len(drawing.boxes) <= MOST_NODES
    exchanges = drawn.analysis.scape.exchanges_of
    left_out = {s for s in drawn.analysis.inventory.systems if s.startswith("430103-0-")} - {box.id for box in own}
    assert min(len(exchanges.get(box.id, ())) for box in own) >= max(len(exchanges.get(s, ())) for s in left_out)


def test_a_town_is_found_and_a_county_written_by_name_is_the_county_of_its_code() -> None:
    inventory = province(3, 40, 1)
    bodies = inventory.records["Organisation"]
    value = entities()["Organisation"].value_class
    bodies["town"] = value(id="town", name="云岭东山县清河镇人民政府", level="town", region="430103101")
    bodies["430103-1"] = value(id="430103-1", name="云岭东山县二号1局", level="county", region="云岭东山县")
    inventory.records["System"]["in-town"] = entities()["System"].value_class(
        id="in-town", name="清河镇台账", owner="town", status="active"
    )
    drawn = Scene(analyse(inventory, Thresholds({}), binding={}), None, Names(inventory, "zh"), "s")
    assert find_region(drawn, "430103101") == "region:430103101"
    assert [box.id for box in landscape_of(drawn, "region:430103101").boxes] == ["in-town"]
    assert sorted(VIEWS["landscape"](drawn).groups.values()) == sorted(
        ["云岭东山县", "湖州东山县", "青江东山县", "云岭市", "湖州市", "青江市"]
    )
