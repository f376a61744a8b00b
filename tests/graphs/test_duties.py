"""The duty matrix: held, led, double and empty cells; silence is no gap."""

import pytest

from graphs.duties import OF_DATA, duty_matrix

BODIES = [{"id": f"o{n}", "name": f"第{n}局"} for n in (1, 2, 3)]
SYSTEMS = [{"id": "s", "name": "系统", "owner": "o1", "status": "运行"}]
DATA = [{"id": "r", "name": "名册", "system": "s"}, {"id": "q", "name": "台账", "system": "s"}]


def duty(identifier: str, body: str, **more: object) -> dict[str, object]:
    return {"id": identifier, "organisation": body, "object": "r", "object_kind": "dataset", **more}


def cells(town, analysis, *duties):
    return duty_matrix(analysis(town(organisations=BODIES, systems=SYSTEMS, resources=DATA, responsibilities=list(duties))).scape)


def of(found, thing: str) -> dict:
    return {cell.stage or cell.role: (cell.state, cell.bodies) for cell in found if cell.object == thing}


def test_what_nobody_spoke_of_is_not_answered_and_no_gap(town, analysis) -> None:
    found = cells(town, analysis)
    assert of(found, "r") == dict.fromkeys(OF_DATA, ("not_answered", ()))
    assert of(found, "s") == {"sponsor": ("held", ("o1",))}


def test_cells_are_held_led_double_or_empty(town, analysis) -> None:
    found = cells(
        town, analysis, duty("1", "o1", stage="收集"), duty("2", "o1", stage="存储"), duty("3", "o2", stage="存储"), duty("4", "o2", stage="使用", lead="是"), duty("5", "o3", stage="使用", lead="否")
    )  # fmt: skip
    assert of(found, "r") == {
        "collect": ("held", ("o1",)),
        "transfer": ("empty", ()),
        "store": ("double", ("o1", "o2")),
        "use": ("led", ("o2", "o3")),
        "share": ("empty", ()),
        "destroy": ("empty", ()),
    }
    assert {state for state, _ in of(found, "q").values()} == {"not_answered"}


def test_a_duty_that_ended_is_none(town, analysis) -> None:
    found = cells(
        town, analysis, duty("1", "o1", stage="收集", valid_to="2026-01-01"), duty("2", "o2", stage="收集", valid_to="2027-01-01")
    )
    assert of(found, "r")["collect"] == ("held", ("o2",))
    assert next(c for c in found if (c.object, c.stage) == ("r", "collect")).valid_to == "2027-01-01"


def test_a_duty_that_passes_to_another_body_next_year_is_held_by_one(town, analysis) -> None:
    handed_over = duty("1", "o1", stage="收集", valid_to="2026-12-31"), duty("2", "o2", stage="收集", valid_from="2027-01-01")
    assert of(cells(town, analysis, *handed_over), "r")["collect"] == ("held", ("o1",))


@pytest.mark.parametrize("begins", ["2026-11-25", "2026-12", "2027"])
def test_a_duty_of_the_future_is_neither_held_nor_makes_the_other_stages_empty(town, analysis, begins) -> None:
    found = cells(town, analysis, duty("1", "o1", stage="收集", valid_from=begins))
    assert of(found, "r") == dict.fromkeys(OF_DATA, ("not_answered", ()))


@pytest.mark.parametrize("ends", ["2026-11-24", "2026-11", "2026"])
@pytest.mark.parametrize("begins", ["2026-11-24", "2026-11", "2026"])
def test_a_month_and_a_year_belong_to_a_duty_whole(town, analysis, begins, ends) -> None:
    assert of(cells(town, analysis, duty("1", "o1", stage="收集", valid_from=begins, valid_to=ends)), "r")["collect"] == ("held", ("o1",))


def test_of_ends_of_several_precisions_the_one_that_comes_first_stands_in_the_cell(town, analysis) -> None:
    spans = [("2025", "2026-11"), ("2026-01-02", "2026-11-28"), ("2024-05", "2027")]
    duties = [duty(str(n), f"o{n}", stage="收集", valid_from=begins, valid_to=ends) for n, (begins, ends) in enumerate(spans, start=1)]
    cell = next(c for c in cells(town, analysis, *duties) if (c.object, c.stage) == ("r", "collect"))
    assert (cell.valid_from, cell.valid_to) == ("2026-01-02", "2026-11-28")
