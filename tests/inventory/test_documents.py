from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.documents import (
    ARRAYS,
    LEDGER,
    columns,
    decimal_text,
    empty_document,
    from_cell,
    record_arrays,
    record_object,
    to_cell,
)
from inventory.reading import read_value
from inventory.schema import by_array, entities
from inventory.values import Cost, System

LIVE = ("=1+1", "+1", "-1", "@cmd", "\t=1", "\r=1")


def test_a_record_prints_unknown_as_null_and_lists_as_empty() -> None:
    shown = record_object(
        entities()["System"],
        System(id="s1", name="云溪通", not_applicable=frozenset({"mlps"}), audience=("public",), sources=("a",)),
    )
    assert (
        shown["id"],
        shown["name"],
        shown["mlps_level"],
        shown["owner"],
        shown["functions"],
        shown["audience"],
        shown["sources"],
    ) == ("s1", "云溪通", "not_applicable", None, [], ["public"], ["a"])
    assert list(shown) == columns("systems")


def test_amounts_are_decimal_text() -> None:
    assert record_object(entities()["Cost"], Cost(id="c", om_yuan=Decimal("125000.50"), fiscal_year=2026))["annual_om_yuan"] == "125000.5"


@pytest.mark.parametrize(("value", "text"), [("125000.00", "125000"), ("0.10", "0.1"), ("1E+5", "100000"), ("0", "0"), ("-2.5000", "-2.5")])
def test_decimals_have_no_exponent(value: str, text: str) -> None:
    assert decimal_text(Decimal(value)) == text


def test_the_document_has_every_array_ordered_by_id() -> None:
    assert set(ARRAYS) == set(by_array()) | set(LEDGER)
    assert list(empty_document("春季", "now")) == ["schema_version", "round", "generated_at", *ARRAYS]
    arrays = record_arrays({"System": {"b": System(id="b"), "a": System(id="a")}})
    assert [entry["id"] for entry in arrays["systems"]] == ["a", "b"]
    assert arrays["channels"] == []


@pytest.mark.parametrize("text", LIVE)
def test_no_cell_is_a_live_formula(text: str) -> None:
    for cell in (
        to_cell("systems", "name", text),
        to_cell("systems", "functions", [text]),
        to_cell("findings", "quote", text),
    ):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert from_cell("systems", "name", to_cell("systems", "name", text)) == text


@given(st.text(max_size=20))
def test_text_comes_back_from_its_cell(text: str) -> None:
    shown = to_cell("judgements", "reason", text)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert from_cell("judgements", "reason", shown) == (text or None)


ITEM = st.text("受理审、，,;|'\"[]=-\n办", min_size=1, max_size=6).filter(
    lambda text: text.strip() == text and text not in ("-", "--", "无")
)


@given(st.lists(ITEM, min_size=1, max_size=4, unique=True))
def test_lists_come_back_from_their_cell(items: list[str]) -> None:
    cell = from_cell("systems", "functions", to_cell("systems", "functions", items))
    assert read_value(entities()["System"].fields["functions"], cell) == items


JSON = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(JSON)
def test_nested_values_come_back_from_their_cell(value: Any) -> None:
    assert from_cell("findings", "evidence", to_cell("findings", "evidence", value)) == value
