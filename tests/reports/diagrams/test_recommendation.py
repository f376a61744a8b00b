"""One recommendation, before and after: what ends stands only before, new exchanges are marked."""

from dataclasses import replace

import pytest

from inventory.languages import LANGUAGES
from inventory.schema import entities
from inventory.values.finding import Reason, Recommendation
from inventory.vocabulary import terms
from reports.diagrams.drawing import MOST_ARROWS
from reports.diagrams.graphviz import render_svg
from reports.diagrams.recommendation import recommendation
from reports.diagrams.text import positions


def advice(kind: str, *subjects: str, target: str | None = None) -> Recommendation:
    leaving = [subject for subject in subjects if subject != target]
    steps = (Reason("step.merge.target", {"target": target, "leaving": leaving}),) if target else ()
    return Recommendation(id="rec-1", kind=kind, subjects=subjects, addressee="org-0", steps=steps, closes=(), why=())


@pytest.fixture
def drawn(office):
    """The view of an advice in an office whose flows are these ("0>1", "m" in front by hand), or as they are."""

    def of(made_of: Recommendation, *flows: str, size: int = 6, language: str = "en"):
        made = office(size)
        if flows:
            exchanges = {}
            for n, flow in enumerate(flows):
                left, right = flow.lstrip("m").split(">")
                exchanges[f"x{n}"] = entities()["Exchange"].value_class(
                    id=f"x{n}", from_system=f"sys-{left}", to_system=f"sys-{right}", method="manual" if flow[0] == "m" else "api",
                    elements=("姓名",),
                )  # fmt: skip
            made = type(made)(replace(made.inventory, records={**made.inventory.records, "Exchange": exchanges}))
        scene = made.scene(language)
        scene.recommendations = {made_of.id: made_of}
        return recommendation(scene, made_of.id)

    return of


def side(drawing, which: str) -> set[str]:
    return {box.id.removeprefix(f"{which}-sys-") for box in drawing.boxes if box.id.startswith(f"{which}-")}


def arrows(drawing, which: str) -> set[tuple[str, str, str]]:
    front = f"{which}-sys-"
    return {(a.source.removeprefix(front), a.target.removeprefix(front), a.style) for a in drawing.arrows if a.source.startswith(front)}


@pytest.mark.parametrize("size", [50, 500])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "made", [advice("merge", "sys-1", "sys-2", target="sys-1"), advice("retire", "sys-3"), advice("connect", "sys-0", "sys-4")]
)
def test_it_stays_legible_whole_and_translated(drawn, made, size: int, language: str) -> None:
    drawing = drawn(made, size=size, language=language)
    ids = [box.id for box in drawing.boxes]
    assert len(ids) == len(set(ids)) <= 60
    assert len(drawing.arrows) <= MOST_ARROWS
    assert {end for arrow in drawing.arrows for end in (arrow.source, arrow.target)} <= set(ids)
    words = [drawing.title, drawing.subtitle, drawing.alt, *(line for box in drawing.boxes for line in box.lines)]
    words += [*(text for _, _, text in drawing.legend), *drawing.groups.values()]
    assert all(words)
    assert not [word for word in words if "diagram." in word or word.startswith("do.")]


def test_systems_that_are_all_linked_stay_legible(drawn) -> None:
    flows = [f"{a}>{b}" for a in range(16) for b in range(16) if a != b]
    assert len(drawn(advice("keep", *(f"sys-{n}" for n in range(16))), *flows, size=50).arrows) <= MOST_ARROWS


def test_a_hub_s_neighbours_that_do_not_fit_are_counted(drawn) -> None:
    drawing = drawn(advice("keep", "sys-0"), *(f"0>{n}" for n in range(1, 41)), size=50)
    assert len(side(drawing, "after")) == 24
    # 41 systems, 24 of them drawn
    assert [line for box in drawing.boxes if box.id == "more" for line in box.lines if "17" in line]


def test_a_merge_rewires_what_leaves_and_marks_what_is_new(drawn) -> None:
    drawing = drawn(advice("merge", "sys-1", "sys-2", target="sys-2"), "1>3", "m4>2", "1>2", "2>5", "1>5")
    assert side(drawing, "before") == {"1", "2", "3", "4", "5"}
    assert side(drawing, "after") == {"2", "3", "4", "5"}
    assert arrows(drawing, "before") == {
        ("1", "3", "flow"),
        ("4", "2", "manual"),
        ("1", "2", "flow"),
        ("2", "5", "flow"),
        ("1", "5", "flow"),
    }
    assert arrows(drawing, "after") == {("2", "3", "new"), ("4", "2", "manual"), ("2", "5", "flow")}
    assert {box.id for box in drawing.boxes if box.style == "flagged"} == {"before-sys-1", "before-sys-2"}
    (kept,) = [box for box in drawing.boxes if box.style == "kept"]
    assert (kept.id, kept.lines[-1]) == ("after-sys-2", "takes over 1")


def test_what_is_retired_stands_only_before_and_its_exchanges_are_gone(drawn) -> None:
    drawing = drawn(advice("retire", "sys-1"), "1>3", "3>4", "4>1", "2>5")
    assert (side(drawing, "before"), side(drawing, "after")) == ({"1", "3", "4"}, {"3", "4"})
    # what neighbours exchange among themselves is not shown
    assert arrows(drawing, "before") == {("1", "3", "flow"), ("4", "1", "flow")}
    assert arrows(drawing, "after") == set()


def test_a_connection_is_new_even_where_people_carried_it(drawn) -> None:
    for flow in ("m0>4", "4>0"):
        after = arrows(drawn(advice("connect", "sys-0", "sys-4"), flow), "after")
        assert ("0", "4", "new") in after
        assert ("0", "4", "manual") not in after


def test_an_arrow_says_what_is_exchanged_and_a_box_whose_it_is(drawn, office) -> None:
    drawing = drawn(advice("keep", "sys-0"), "0>1", language="zh")
    assert {arrow.label for arrow in drawing.arrows} == {"姓名"}
    owner = office(6).inventory.organisations[office(6).inventory.systems["sys-0"].owner].name
    (box,) = [box for box in drawing.boxes if box.id == "before-sys-0"]
    assert box.lines[-1][:6] == owner[:6]


@pytest.mark.parametrize("language", LANGUAGES)
def test_about_no_system_it_says_so(drawn, office, language: str) -> None:
    drawing = drawn(advice("assign_duty", "org-1"), language=language)
    assert [box.id for box in drawing.boxes] == ["none"]
    words = office(6).scene(language).say("no_system")
    assert "".join(drawing.boxes[0].lines).replace(" ", "") == words.replace(" ", "")
    assert drawing.arrows == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_words(drawn, language: str) -> None:
    for kind in terms("recommendation"):
        assert drawn(advice(kind, "sys-0"), language=language).title.strip()


@pytest.mark.parametrize("made", [advice("merge", "sys-1", "sys-2", target="sys-1"), advice("retire", "sys-3")])
def test_before_stands_above_after(drawn, made) -> None:
    places = positions(render_svg(drawn(made, "0>1", "2>3", "1>3", "m3>4")))
    before, after = ([place for box, place in places.items() if box.startswith(which)] for which in ("before", "after"))
    assert max(top + height for _, top, _, height in before) < min(top for _, top, _, _ in after)
