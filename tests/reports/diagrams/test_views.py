"""Each view draws at most 60 boxes whatever the size, says what it left out, and says in words what it shows."""

import re

import pytest

from inventory.languages import LANGUAGES
from inventory.values.finding import Recommendation
from reports.diagrams.drawing import ARROWS, BOXES, MOST_NODES
from reports.diagrams.graphviz import picture_id, render_svg
from reports.diagrams.scene import Scene
from reports.diagrams.text import positions
from reports.diagrams.views import VIEWS
from reports.wording import Names

SIZES = [50, 500, pytest.param(5_000, marks=pytest.mark.slow)]
# an engine needs minutes beyond this many
MOST_ARROWS = 240


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("view", [*VIEWS, "element", "lineage", "system"])
def test_at_most_60_boxes(picture, view, size) -> None:
    drawing = picture(view, size)
    ids = [box.id for box in drawing.boxes]
    assert 1 <= len(ids) <= MOST_NODES == 60
    assert len(ids) == len(set(ids))
    assert {end for arrow in drawing.arrows for end in (arrow.source, arrow.target)} <= set(ids)
    assert {box.style for box in drawing.boxes} <= set(BOXES)
    assert {arrow.style for arrow in drawing.arrows} <= set(ARROWS)


def test_no_more_arrows_than_an_engine_can_lay_out(office) -> None:
    assert {
        view: len(draw(office(500).scene()).arrows) for view, draw in VIEWS.items() if len(draw(office(500).scene()).arrows) > MOST_ARROWS
    } == {}


@pytest.mark.parametrize("view", ["landscape", "duplicates"])
def test_what_does_not_fit_is_counted_in_a_box(office, view) -> None:
    assert "more" in {box.style for box in VIEWS[view](office(500).scene()).boxes}


@pytest.mark.parametrize("view", ["silos", "asis-tobe", "roadmap"])
def test_what_does_not_fit_is_counted_in_a_box_too(office, view) -> None:
    assert "more" in {box.style for box in VIEWS[view](office(500).scene()).boxes}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_words_of_each_view_in_both_languages(office, view, language) -> None:
    drawing = VIEWS[view](office(50).scene(language))
    words = [drawing.title, drawing.subtitle, drawing.alt, *(text for _, _, text in drawing.legend), *drawing.groups.values()]
    assert all(words)
    assert not [word for word in words if "{" in word or word.startswith("diagram.")]
    assert office(50).inventory.round in drawing.subtitle


@pytest.mark.parametrize("view", ["asis-tobe", "roadmap"])
def test_without_a_plan_the_picture_says_so(office, view) -> None:
    scene = Scene(office(50).analysis, None, Names(office(50).inventory, "en"), "s")
    drawing = VIEWS[view](scene)
    assert [box.style for box in drawing.boxes] == ["more"]
    assert drawing.arrows == []


def test_landscape_draws_running_systems_by_body_and_flags_duplicates(office) -> None:
    drawing = VIEWS["landscape"](office(50).scene())
    assert {box.id for box in drawing.boxes} == set(office(50).inventory.systems)
    assert {box.group for box in drawing.boxes} == {system.owner for system in office(50).inventory.systems.values()}
    flagged = {box.id for box in drawing.boxes if box.style == "flagged"}
    assert flagged == {member for cluster in office(50).analysis.clusters for member in cluster.members}
    assert flagged


def test_as_is_to_be_shows_every_system_that_leaves(office) -> None:
    drawing = VIEWS["asis-tobe"](office(50).scene())
    actions = {entry["id"]: entry["action"] for entry in office(50).plan["systems"]}
    style = {box.id: box.style for box in drawing.boxes}
    assert {i for i, a in actions.items() if a == "move"} == {i for i, s in style.items() if s == "leaving"}
    assert {i for i, a in actions.items() if a == "retire"} == {i for i, s in style.items() if s == "retired"}
    moves = {(arrow.source, arrow.target) for arrow in drawing.arrows if arrow.style == "move"}
    assert moves == {(e["id"], e["to"]) for e in office(50).plan["systems"] if e["action"] == "move"}


@pytest.mark.parametrize("waves", [1, 3, 12, 29])
def test_the_roadmap_gives_each_wave_its_share_of_the_room_and_counts_the_rest(office, waves) -> None:
    scene = office(500).scene()
    systems = [dict(entry) for entry in scene.plan["systems"]]
    ending = [entry for entry in systems if entry["wave"]]
    for number, entry in enumerate(ending):
        entry["wave"] = f"w{number % waves}"
    builds = [{"id": f"b{n}", "name": f"接口{n}", "wave": f"w{n % waves}", "why": ""} for n in range(5 * waves)]
    made = [{"id": f"w{n}", "cost_yuan": [1, 2], "saving_yuan": [1, 2], "people": 1, "stopped": []} for n in range(waves)]
    drawing = VIEWS["roadmap"](Scene(scene.analysis, {**scene.plan, "systems": systems, "builds": builds, "waves": made}, scene.names, "s"))
    assert len(drawing.boxes) <= MOST_NODES
    assert {box.group for box in drawing.boxes} == {f"w{n}" for n in range(waves)}
    counted = sum(int("".join(c for c in box.lines[0] if c.isdigit())) for box in drawing.boxes if box.style == "more")
    money = [box for box in drawing.boxes if box.id.endswith("-money")]
    assert len(money) == (waves if waves <= 20 else 0)
    assert counted + sum(box.style != "more" for box in drawing.boxes) - len(money) == len(builds) + len(ending)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_wave_of_the_roadmap_stands_in_a_line_of_its_own_with_its_money_whole(office, language) -> None:
    drawing = VIEWS["roadmap"](office(50).scene(language))
    svg = render_svg(drawing)
    lines = {"w1": set(), "w2": set()}
    for box in drawing.boxes:
        x, _, width, _ = positions(svg)[picture_id(box.id)]
        lines[box.group].add(round(x + width / 2))
    assert all(max(line) - min(line) <= 1 for line in lines.values())
    assert max(lines["w1"]) < min(lines["w2"])
    words = "".join(text for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg))
    assert words.count("1.0–2.0") == 2
    assert words.count("0.0–0.5") == 2


@pytest.mark.parametrize("view", ["target", "asis-tobe"])
def test_what_the_plan_connects_and_the_counters_that_it_opens_are_drawn_as_new(office, view) -> None:
    made = office(50)
    left, right = next((x.from_system, x.to_system) for x in made.inventory.exchanges.values() if x.method == "manual")
    exchange = next(x.id for x in made.inventory.exchanges.values() if (x.from_system, x.to_system) == (left, right))
    advice = Recommendation(id="rec", kind="connect", subjects=(exchange,), addressee=None, steps=(), closes=("fnd-1",), why=())
    keep = [{"id": s, "name": s, "action": "keep", "to": None, "wave": None, "why": ""} for s in made.inventory.systems]
    plan = {"status": "optimal", "systems": keep, "waves": [], "builds": [{"id": "connect-fnd-1", "name": "x", "wave": "w1", "why": ""}, {"id": "counter-fnd-2", "name": "恢复线下窗口 甲", "wave": "w1", "why": ""}]}  # fmt: skip
    drawing = VIEWS[view](Scene(made.analysis, plan, made.scene().names, "s", {"rec": advice}))
    assert [(arrow.source, arrow.target) for arrow in drawing.arrows if arrow.style == "new"] == [(left, right)]
    if view == "asis-tobe":
        assert [box.id for box in drawing.boxes if box.style == "new"] == ["counter-fnd-2"]
    without = VIEWS[view](Scene(made.analysis, plan, made.scene().names, "s"))
    assert not [arrow for arrow in without.arrows if arrow.style == "new"]


def test_many_counters_take_a_quarter_of_the_room_and_the_others_are_counted(office) -> None:
    scene = office(500).scene()
    builds = [{"id": f"counter-{n}", "name": f"恢复线下窗口 {n}", "wave": "w1", "why": ""} for n in range(70)]
    drawing = VIEWS["asis-tobe"](Scene(scene.analysis, {**scene.plan, "builds": builds}, scene.names, "s"))
    assert len(drawing.boxes) <= MOST_NODES
    assert sum(box.style == "new" for box in drawing.boxes) == MOST_NODES // 4
    [more] = [box for box in drawing.boxes if box.id == "more"]
    ending = {end for s in scene.plan["systems"] if s["action"] != "keep" for end in (s["id"], s["to"]) if end}
    shown = ending & {box.id for box in drawing.boxes}
    assert more.lines == (scene.say("more_steps", count=70 - MOST_NODES // 4 + len(ending) - len(shown)),)
