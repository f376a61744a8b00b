import dataclasses
import typing
from decimal import Decimal

import pytest

from inventory import values
from inventory.forms.layout import distinct_columns
from inventory.names import plain
from inventory.schema import FieldSpec, by_array, entities, headers
from inventory.values.record import Record

ENTITIES = list(entities())
TYPES = {
    "str": str,
    "text": str,
    "enum": str,
    "ref": str,
    "date": str,
    "month": str,
    "int": int,
    "dec": Decimal,
    "money": Decimal,
    "bool": bool,
}
ARRAYS = [
    "organisations",
    "systems",
    "channels",
    "services",
    "resources",
    "fields",
    "exchanges",
    "responsibilities",
    "returns",
    "share_requests",
    "assessments",
    "algorithms",
    "supports",
    "usage",
    "costs",
    "notices",
    "inspections",
    "leads",
]


def python_type(field: FieldSpec) -> object:
    return tuple[str, ...] if field.is_list else TYPES[field.type] | None


@pytest.mark.parametrize("entity", ENTITIES)
def test_values_have_exactly_the_fields_of_the_form(entity: str) -> None:
    spec = entities()[entity]
    hints = typing.get_type_hints(spec.value_class)
    own = {field.name for field in dataclasses.fields(spec.value_class)} - {field.name for field in dataclasses.fields(Record)}
    assert {name: hints[name] for name in own} == {field.name: python_type(field) for field in spec.fields.values()}


def test_every_value_class_is_in_the_form() -> None:
    assert {name for name in values.__all__ if name != "Record"} == set(ENTITIES)


def test_arrays_are_those_of_the_contract() -> None:
    assert set(by_array()) == set(ARRAYS)
    assert len({spec.prefix for spec in entities().values()}) == len(ENTITIES)


@pytest.mark.parametrize("entity", ENTITIES)
def test_fields_are_declared_soundly(entity: str) -> None:
    spec = entities()[entity]
    for field in spec.fields.values():
        assert field.type in TYPES or field.is_list
        assert field.tier in ("core", "ask_if", "import")
        assert field.type != "str" or int(field.of) <= 500
        assert not field.is_reference or field.of in entities()
    assert len({field.key for field in spec.fields.values()}) == len(spec.fields)
    assert spec.label_field in spec.fields
    assert all(name in spec.fields for choice in spec.identity for name in choice.split("/"))


@pytest.mark.parametrize("entity", ENTITIES)
def test_keys_and_titles_lead_to_their_own_field(entity: str) -> None:
    for field in entities()[entity].fields.values():
        assert headers(entity)[plain(field.key)] is field
        assert headers(entity)[plain(field.zh)] is field


def test_the_core_asks_at_most_forty_distinct_columns() -> None:
    assert len(distinct_columns()) <= 40
