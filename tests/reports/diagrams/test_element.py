"""An element among bodies: who asks people, who holds it on which terms, who needs it and how that stands."""

from collections.abc import Callable
from typing import Any

import pytest

from reports.diagrams.drawing import MOST_NODES, Drawing
from reports.diagrams.element import PEOPLE, element
from reports.diagrams.scene import Scene

BODIES = {"ga": "公安局", "mz": "民政局", "yb": "医保局", "js": "教体局", "zj": "住建局"}
Draws = Callable[..., tuple[Drawing, Scene]]


@pytest.fixture
def draws(scene_from: Callable[..., Scene]) -> Draws:
    """Draws 户籍地址, which the police hold; `given` are more records."""

    def of(
        language: str = "zh", source: bool = True, sharing: str | None = "conditional", **given: dict[str, Any]
    ) -> tuple[Drawing, Scene]:
        systems = {f"s-{body}": {"name": f"{name}系统", "owner": body, "status": "active"} for body, name in BODIES.items()}
        scene = scene_from(
            language,
            Organisation={body: {"name": name, "region": "430603", "attested": ("exchanges",)} for body, name in BODIES.items()},
            System=systems,
            Dataset={
                "r": {"name": "户籍表", "system": "s-ga", "provider": "ga", "is_source": source, "share_type": sharing},
                **given.pop("Dataset", {}),
            },
            DataField={"f": {"label": "户籍地址", "resource": "r", "origin": "collected"}, **given.pop("DataField", {})},
            **given,
        )
        [meant] = {scene.analysis.scape.element_of("f")}
        return element(scene, meant), scene

    return of


def request(body: str, **more: Any) -> dict[str, Any]:
    return {"from_org": body, "to_org": "ga", "dataset": "r", "elements": ("户籍地址",), "received": "2026-11-20", **more}


def arrows(drawing: Drawing) -> dict[tuple[str, str], tuple[str, str]]:
    return {(a.source, a.target): (a.style, a.label) for a in drawing.arrows}


def test_each_need_stands_as_it_is_met_carried_waiting_or_refused(draws: Draws) -> None:
    flow = {"from_system": "s-ga", "elements": ("户籍地址",), "status": "active"}
    drawing, scene = draws(
        ShareRequest={"q1": request("yb", decision="refused", decided="2026-11-21"), "q2": request("js")},
        Exchange={"x1": {**flow, "to_system": "s-mz", "method": "api"}, "x2": {**flow, "to_system": "s-zj", "method": "manual"}},
    )
    assert arrows(drawing) == {
        (PEOPLE, "holds:ga"): ("met", "自行采集 1"),
        ("holds:ga", "needs:mz"): ("flow", ""),
        ("holds:ga", "needs:zj"): ("manual", ""),
        ("holds:ga", "needs:yb"): ("refused", "被拒绝"),
        ("holds:ga", "needs:js"): ("unmet", scene.names.of("gap:waiting")),
    }
    assert {box.id for box in drawing.boxes if box.style == "flagged"} == {"needs:yb", "needs:js"}
    assert "其中 2 个未得到，1 个被拒绝" in drawing.alt


def test_a_holder_says_how_it_came_by_it_and_on_which_terms_it_shares(draws: Draws) -> None:
    drawing, scene = draws()
    [box] = [box for box in drawing.boxes if box.id == "holds:ga"]
    assert (box.style, box.lines[1:]) == ("shared", ("1 个数据资源", "直接采集", "有条件共享"))
    drawing, scene = draws(source=False, sharing=None)
    [box] = [box for box in drawing.boxes if box.id == "holds:ga"]
    assert (box.style, box.lines[-1]) == ("dataset", scene.say("no_terms"))


def test_who_asks_people_although_a_source_shares_it_is_marked(draws: Draws) -> None:
    forms = {
        "t1": {"name": "表一", "requiring": "mz", "elements": ("户籍地址",)},
        "t2": {"name": "表二", "requiring": "mz", "elements": ("户籍地址",)},
    }
    drawing, _ = draws(Return=forms)
    assert arrows(drawing)[PEOPLE, "asks:mz"] == ("duplicate", "报表 2")
    assert {box.id: box.style for box in drawing.boxes}["asks:mz"] == "flagged"
    # nobody shares it: then asking is no second time
    drawing, _ = draws(Return=forms, source=False)
    assert arrows(drawing)[PEOPLE, "asks:mz"] == ("met", "报表 2")


def test_a_need_of_which_nothing_tells_whether_it_is_met_says_so(draws: Draws) -> None:
    """It was asked of a body of which no dataset with it is known."""
    drawing, scene = draws(ShareRequest={"q": {**request("mz"), "to_org": "zj", "dataset": None}})
    [box] = [box for box in drawing.boxes if box.id == "needs:mz"]
    assert "".join(box.lines[1:]) == scene.say("need_open")
    assert not [arrow for arrow in drawing.arrows if arrow.target == "needs:mz"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [50, 500])
def test_what_has_no_room_is_counted(office, size, language) -> None:
    drawing = element(office(size).scene(language), "person_name")
    assert len(drawing.boxes) <= MOST_NODES
    assert drawing.groups
    words = [word for box in drawing.boxes for word in box.lines] + [text for _, _, text in drawing.legend]
    assert not [word for word in words if "{" in word or word.startswith("diagram.")]
    if size == 500:
        assert {"holds:more", "needs:more"} <= {box.id for box in drawing.boxes}


def test_bodies_of_many_counties_stand_as_counties(scene_from) -> None:
    bodies = {f"b{n}": {"name": f"第{n % 40}县某局{n}", "region": f"4306{n % 40:02d}"} for n in range(120)}
    scene = scene_from(
        Organisation=bodies,
        Dataset={f"r{n}": {"name": "表", "provider": f"b{n}"} for n in range(120)},
        DataField={f"f{n}": {"label": "户籍地址", "resource": f"r{n}", "origin": "collected"} for n in range(120)},
    )
    [meant] = {scene.analysis.scape.element_of("f0")}
    drawing = element(scene, meant)
    regions = [box for box in drawing.boxes if box.id.startswith("holds:region:")]
    assert len(regions) == 40
    assert {box.lines[-3] for box in regions} == {"3 个数据资源"}
    assert drawing.inside["r7"] == "holds:region:430607"


def test_an_element_that_nobody_has_says_so(office) -> None:
    drawing = element(office(3).scene("en"), "blood_type_code")
    assert [box.id for box in drawing.boxes] == ["none"]
