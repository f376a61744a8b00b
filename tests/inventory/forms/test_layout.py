import pytest

from inventory.forms.layout import TIERS, distinct_columns, sheets
from inventory.schema import OWNER_FIELD, entities


def test_the_core_asks_at_most_forty_distinct_columns() -> None:
    assert len(distinct_columns()) <= 40


@pytest.mark.parametrize("tier", TIERS)
def test_titles_are_unique_on_each_sheet_in_both_languages(tier: str) -> None:
    for sheet in sheets(tier):
        for language in ("zh", "en"):
            titles = [question.title(language) for question in sheet.questions]
            assert len(set(titles)) == len(titles)


def test_ask_if_holds_the_core_and_nothing_that_is_never_asked() -> None:
    for core, more in zip(sheets("core"), sheets("ask_if"), strict=True):
        assert set(core.questions) <= set(more.questions)
        assert {question.field.tier for question in more.questions} <= set(TIERS)


def test_costs_are_asked_in_ten_thousand_yuan_on_the_systems_sheet() -> None:
    (systems,) = [sheet for sheet in sheets() if sheet.entity == "System"]
    assert [question.title("zh") for question in systems.questions if question.entity == "Cost"] == ["年度运维金额(万元)"]


def test_owner_fields_exist() -> None:
    assert all(field in entities()[entity].fields for entity, field in OWNER_FIELD.items())
