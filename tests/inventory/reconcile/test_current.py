import itertools
from typing import Any

import pytest

from inventory.reconcile.current import fold, source_label
from inventory.schema import entities
from inventory.values.observation import Locator, Observation, Source

SYSTEM = entities()["System"]
Said = tuple[Source, Observation]


def said(kind: str, series: str, values: dict[str, Any], *, at: str = "2026-03-01T00:00:00Z", **more: Any) -> Said:
    source = Source(
        id=f"src-{kind}-{series}-{at}",
        kind=kind,
        name=series,
        series=series,
        sha256="0",
        at=at,
        withdrawn_at=more.pop("withdrawn_at", None),
    )
    mode = {"crawl": "observed", "inferred": "inferred"}.get(kind, "declared")
    return source, Observation(entity="System", record="s1", mode=mode, values=values, **more)


def test_a_person_overrules_the_form_the_form_a_file_a_file_the_crawl() -> None:
    everyone = [said(kind, kind, {"users": number}) for number, kind in enumerate(["inferred", "crawl", "import", "form", "person"])]
    for count in range(1, 6):
        assert fold(SYSTEM, everyone[:count]).values["users"] == count - 1


def test_what_one_source_leaves_out_another_gives() -> None:
    folded = fold(SYSTEM, [said("form", "a", {"name": "甲"}), said("crawl", "b", {"name": "甲", "users": 3})])
    assert folded.values == {"name": "甲", "users": 3}
    assert folded.modes == ["declared", "observed"]
    assert folded.sources == ["a", "b"]


def test_of_one_series_only_the_latest_version_counts() -> None:
    old = said("import", "a.csv", {"users": 1, "layer": "front"}, at="2026-01-01T00:00:00Z")
    new = said("import", "a.csv", {"users": 2}, at="2026-02-01T00:00:00Z")
    for order in ([old, new], [new, old]):
        folded = fold(SYSTEM, order)
        assert folded.values == {"users": 2}
        assert folded.conflicts == []


def test_a_withdrawn_source_says_nothing() -> None:
    assert fold(
        SYSTEM, [said("form", "a", {"users": 1}, withdrawn_at="2026-03-02T00:00:00Z"), said("crawl", "b", {"users": 2})]
    ).values == {"users": 2}


def test_the_order_of_imports_does_not_matter_between_series() -> None:
    everyone = [
        said("import", "a.csv", {"users": 1}),
        said("import", "b.csv", {"users": 2, "layer": "front"}),
        said("crawl", "site", {"layer": "back"}),
    ]
    results = [fold(SYSTEM, order) for order in itertools.permutations(everyone)]
    assert results[0].values == {"users": 1, "layer": "front"}
    assert all(result == results[0] for result in results)


def test_a_conflict_names_both_sides() -> None:
    folded = fold(
        SYSTEM,
        [
            said("form", "民政局.xlsx", {"users": 1}, locator=Locator(file="民政局.xlsx", sheet="系统", row=3)),
            said("crawl", "site", {"users": 2}, locator=Locator(url="http://a.cn/")),
        ],
    )
    (conflict,) = folded.conflicts
    assert (conflict.field, conflict.chosen, conflict.chosen_source, conflict.chosen_mode) == (
        "users",
        1,
        "民政局.xlsx#系统!3",
        "declared",
    )
    assert (conflict.other, conflict.other_source, conflict.other_mode) == (2, "http://a.cn/", "observed")


def test_equal_values_and_free_texts_are_no_conflict() -> None:
    assert (
        fold(SYSTEM, [said("form", "a", {"users": 1, "purpose": "x"}), said("import", "b", {"users": 1, "purpose": "y"})]).conflicts == []
    )


def test_aliases_and_addresses_are_collected() -> None:
    folded = fold(
        SYSTEM,
        [
            said("form", "a", {"aliases": ["甲"], "functions": ["受理"]}),
            said("import", "b", {"aliases": ["乙", "甲"], "functions": ["办结"]}),
        ],
    )
    assert folded.values == {"aliases": ["甲", "乙"], "functions": ["受理"]}


@pytest.mark.parametrize(
    ("value", "none", "not_applicable"), [(None, ["users"], []), ([], ["users"], []), ("not_applicable", [], ["users"])]
)
def test_answers_are_three_valued(value: Any, none: list[str], not_applicable: list[str]) -> None:
    folded = fold(SYSTEM, [said("form", "a", {"users": value})])
    assert (folded.values, folded.none, folded.not_applicable) == ({}, none, not_applicable)
    assert fold(SYSTEM, []).none == []


def test_no_is_a_value() -> None:
    assert fold(SYSTEM, [said("form", "a", {"reporting": False, "users": 0})]).values == {
        "reporting": False,
        "users": 0,
    }


def test_a_document_cites_the_sources_of_others() -> None:
    assert fold(SYSTEM, [said("import", "a", {"users": 1}, cited=("b.xlsx#系统!2",))]).sources == ["b.xlsx#系统!2"]


def test_labels_name_file_sheet_and_row_or_the_page() -> None:
    assert source_label(*said("form", "a", {}, locator=Locator(file="f.csv", row=2))) == "f.csv#2"
    assert source_label(*said("form", "a", {}, locator=Locator(path="systems[0]"))) == "a"


def test_what_a_person_decided_is_in_dispute_only_with_what_came_later() -> None:
    before, after = said("form", "a", {"users": 1}, at="2026-02-01T00:00:00Z"), said("form", "b", {"users": 3}, at="2026-04-01T00:00:00Z")
    decided = said("person", "p", {"users": 2})
    assert fold(SYSTEM, [before, decided]).conflicts == []
    (conflict,) = fold(SYSTEM, [before, decided, after]).conflicts
    assert (conflict.chosen, conflict.other) == (2, 3)
    undone = said("person", "p", {"users": 2}, withdrawn_at="2026-05-01T00:00:00Z")
    assert [(c.chosen, c.other) for c in fold(SYSTEM, [before, undone, after]).conflicts] == [(1, 3)]
