"""The way of an element: hops from left to right, who answers for each, where it breaks; rolled up where there is no room."""

from collections.abc import Callable
from typing import Any

import pytest

from reports.diagrams.drawing import MOST_NODES, Drawing
from reports.diagrams.graphviz import picture_id, render_svg
from reports.diagrams.lineage import PEOPLE, lineage
from reports.diagrams.scene import Scene
from reports.diagrams.subjects import SUBJECT_VIEWS
from reports.diagrams.text import positions

Draws = Callable[..., tuple[Drawing, Scene]]


@pytest.fixture
def draws(scene_from: Callable[..., Scene]) -> Draws:
    """Draws the way of 户籍地址 through five systems and these exchanges (from, to, more)."""

    def of(
        *exchanges: tuple[str, str, dict[str, Any]], language: str = "zh", fields: dict[str, Any] | None = None
    ) -> tuple[Drawing, Scene]:
        scene = scene_from(
            language,
            Organisation={"ga": {"name": "公安局"}, "mz": {"name": "民政局"}},
            System={f"s{n}": {"name": f"系统{n}", "owner": "ga" if n < 2 else "mz", "status": "active"} for n in range(1, 6)},
            Dataset={
                "r1": {"name": "户籍表", "system": "s1", "provider": "ga"},
                "r5": {"name": "低保表", "system": "s5", "provider": "mz"},
            },
            DataField={"f1": {"label": "户籍地址", "resource": "r1", "origin": "collected"}, **(fields or {})},
            Exchange={
                f"x{n}": {"from_system": left, "to_system": right, "elements": ("户籍地址",), "method": "api", "status": "active", **more}
                for n, (left, right, more) in enumerate(exchanges)
            },
        )
        [element] = {scene.analysis.scape.element_of("f1")}
        return lineage(scene, element), scene

    return of


def arrows(drawing: Drawing) -> dict[tuple[str, str], tuple[str, str]]:
    return {(a.source, a.target): (a.style, a.label) for a in drawing.arrows}


def frames(drawing: Drawing) -> dict[str, str | None]:
    return {box.id: drawing.groups.get(box.group or "") for box in drawing.boxes}


def test_hops_stand_from_left_to_right_with_who_answers_on_them(draws: Draws) -> None:
    drawing, _ = draws(("s1", "s2", {"maintainer": "mz"}), ("s2", "s3", {"maintainer": "ga", "method": "manual"}))
    assert arrows(drawing) == {
        (PEOPLE, "s1"): ("met", "公安局"), ("s1", "s2"): ("flow", "民政局 · 服务接口"), ("s2", "s3"): ("manual", "公安局 · 人工")
    }  # fmt: skip
    assert frames(drawing) == {PEOPLE: None, "s1": "起点", "s2": "第 1 步", "s3": "第 2 步"}
    places = positions(render_svg(drawing))
    across = [places[picture_id(box)][0] for box in (PEOPLE, "s1", "s2", "s3")]
    assert across == sorted(across)
    assert "3 步" in drawing.alt


def test_a_hop_without_a_body_is_marked_and_told_from_one_with(draws: Draws) -> None:
    drawing, scene = draws(("s1", "s2", {}), ("s1", "s3", {"maintainer": "mz"}), ("s1", "s3", {}))
    assert arrows(drawing)["s1", "s2"] == ("unmet", f"{scene.say('nobody')} · 服务接口")
    assert arrows(drawing)["s1", "s3"] == ("unmet", f"民政局 ×1 · {scene.say('nobody')} ×1")
    assert ("arrow", "unmet", scene.say("nobody_answers")) in drawing.legend


def test_breaks_are_marked_where_they_are(draws: Draws) -> None:
    shared = {"f5": {"label": "户籍地址", "resource": "r5", "origin": "shared"}}
    drawing, scene = draws(
        ("s1", "s2", {"status": "suspended", "maintainer": "ga"}), ("s3", "s4", {"maintainer": "ga"}), ("s4", "s3", {"maintainer": "ga"}), fields=shared
    )  # fmt: skip
    flagged = {box.id: box.lines[-1] for box in drawing.boxes if box.style == "flagged"}
    assert flagged == {"s3": "循环获取，找不到起点", "s4": "循环获取，找不到起点", "s5": "标明共享取得，未见送达"}
    assert arrows(drawing)["s1", "s2"] == ("removed", scene.say("stopped_flow"))
    assert {frames(drawing)[box] for box in ("s2", "s3", "s4", "s5")} == {scene.say("column_nowhere")}
    assert "另有 4 处断点" in drawing.alt


def test_what_something_else_feeds_is_no_break(draws: Draws) -> None:
    shared = {"f5": {"label": "户籍地址", "resource": "r5", "origin": "shared"}}
    drawing, _ = draws(("s1", "s5", {"maintainer": "ga"}), ("s2", "s5", {"status": "suspended"}), fields=shared)
    assert not [box for box in drawing.boxes if box.style == "flagged"]
    assert "removed" not in {arrow.style for arrow in drawing.arrows}


def test_arrows_back_do_not_pull_the_columns_about(draws: Draws) -> None:
    drawing, _ = draws(("s1", "s2", {"maintainer": "ga"}), ("s2", "s3", {"maintainer": "ga"}), ("s3", "s1", {"maintainer": "ga"}))
    assert {(a.source, a.target) for a in drawing.arrows if a.is_loose} == {("s3", "s1")}
    assert frames(drawing)["s3"] == "第 2 步"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [50, 500])
def test_what_has_no_room_is_drawn_a_level_up_and_counted(office, size, language) -> None:
    scene = office(size).scene(language)
    drawing = lineage(scene, "person_name")
    assert len(drawing.boxes) <= MOST_NODES
    assert drawing.arrows
    assert not [word for box in drawing.boxes for word in box.lines if "{" in word or word.startswith("diagram.")]
    if size == 500:
        assert drawing.inside
        stands = sum(int("".join(c for c in line if c.isdigit())) for box in drawing.boxes for line in box.lines if line.endswith("个系统"))
        assert language == "en" or stands == len(drawing.inside)


def test_an_element_without_a_way_says_so(office) -> None:
    drawing = lineage(office(3).scene("en"), "blood_type_code")
    assert [box.id for box in drawing.boxes] == ["none"]
    assert drawing.arrows == []


def test_lineage_and_element_are_two_pictures() -> None:
    assert SUBJECT_VIEWS["lineage"][1] is not SUBJECT_VIEWS["element"][1]
