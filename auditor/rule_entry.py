"""One rule as an office writes it in TOML: its keys, and everything that is wrong with it at once.

The form of an entry (which keys, of which kind) and its meaning (does the field exist, does the test fit it) are looked at apart:
a fault of the one hides none of the other.
"""

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, ValidationError
from pydantic_core import PydanticCustomError

from graphs.rules import shipped
from graphs.rules.local import COUNTS, TESTS, spec_of
from inventory.schema import FieldSpec, entities
from inventory.vocabulary import read_code, terms

ENTITIES = ("System", "Channel", "Service", "Dataset", "Return")
_NUMBERS = ("int", "dec", "money")
_BODY = "Organisation"
# which sentence tells a fault of form, by pydantic's name of it (problem.local_rule_…), and which of its parameters the sentence takes
_SAID: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "missing": ("missing", {}),
    "extra_forbidden": ("unknown_key", {}),
    "string_type": ("text", {}),
    "string_too_short": ("short", {"least": "min_length"}),
    "string_too_long": ("long", {"most": "max_length"}),
    "string_pattern_mismatch": ("id", {}),
    "literal_error": ("choice", {"choices": "expected"}),
    "int_type": ("whole", {}),
    "int_from_float": ("whole", {}),
    "int_parsing_size": ("whole", {}),
    "greater_than_equal": ("low", {"least": "ge"}),
    "less_than_equal": ("high", {"most": "le"}),
    "float_type": ("number", {}),
    "finite_number": ("number", {}),
    "bool_type": ("truth", {}),
    "list_type": ("list", {}),
    "too_short": ("few", {"least": "min_length"}),
    "too_long": ("many", {"most": "max_length"}),
    "model_type": ("table", {}),
    "text_or_truth": ("text_or_truth", {}),
    "day": ("day", {}),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place of an entry (keys, and places in lists counted from 1): the end of a message's key and what it says."""

    place: tuple[str | int, ...]
    code: str
    params: tuple[tuple[str, Any], ...] = ()


def _day_or_none(value: Any) -> dt.date | None:
    """A day written as TOML's date or as text, or None; a number would be read as seconds since 1970."""
    try:
        return value if type(value) is dt.date else dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _day(value: Any) -> dt.date:
    if (day := _day_or_none(value)) is None:
        raise PydanticCustomError("day", "no day")
    return day


def _value(value: Any) -> str | bool:
    if isinstance(value, (str, bool)):
        return value
    raise PydanticCustomError("text_or_truth", "neither text nor true nor false")


_Day = Annotated[dt.date, BeforeValidator(_day)]
_Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
_Values = Annotated[list[Annotated[Any, BeforeValidator(_value)]], Field(min_length=1, max_length=200)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Text(_Table):
    zh: str = Field(min_length=1, max_length=300)
    en: str = Field(min_length=1, max_length=300)


class _Basis(_Table):
    title: str = Field(min_length=2, max_length=200)
    number: str = Field(default="", max_length=60)
    date: _Day | None = None
    clause: str = Field(min_length=1, max_length=100)
    verified: Literal["full", "part", "meta", "memory"] = "memory"


class ConditionEntry(_Table):
    """A condition: a field or a count, and one test."""

    field: str | None = None
    count: str | None = None
    is_: _Values | None = Field(default=None, alias="is")
    is_not: _Values | None = None
    none: StrictBool | None = None
    more: _Number | None = None
    less: _Number | None = None
    older_than_days: Annotated[int, Field(strict=True, ge=0, le=36_500)] | None = None

    @property
    def test(self) -> tuple[str, Any]:
        """The one test and its value."""
        return next((name, value) for name in TESTS if (value := getattr(self, "is_" if name == "is" else name)) is not None)


class RuleEntry(_Table):
    """A rule. Only an entry without `faults` is one that can be used."""

    id: str = Field(pattern=r"^LOC-[0-9]{2,4}$")
    version: int = Field(default=1, strict=True, ge=1, le=9_999)
    entity: Literal["System", "Channel", "Service", "Dataset", "Return"]
    title: _Text
    checks: _Text
    mend: _Text
    severity: Literal["high", "medium", "low"] = "low"
    certainty: Literal["probable", "question"] = "question"
    dimension: str = "inventory"
    must_confirm: Literal["auditor", "reviewer", "inspector"] = "reviewer"
    effective: _Day
    until: _Day | None = None
    basis: _Basis
    where: list[ConditionEntry] = Field(default_factory=list)
    when: list[ConditionEntry] = Field(min_length=1)


def faults(entry: Any) -> list[Fault]:
    """Everything that is wrong with one rule."""
    return [*_of_form(entry), *(_of_meaning(entry) if isinstance(entry, dict) else ())]


def _of_form(entry: Any) -> Iterator[Fault]:
    try:
        RuleEntry.model_validate(entry)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            code, takes = _SAID.get(one["type"], ("value", {}))
            params = {name: _in_words(one.get("ctx", {})[key]) for name, key in takes.items()}
            yield Fault(tuple(part + 1 if isinstance(part, int) else part for part in one["loc"]), code, tuple(params.items()))


def _in_words(limit: Any) -> str:
    """A limit, or the choices that pydantic quotes and joins in English."""
    return ", ".join(re.findall(r"'([^']*)'", limit)) if isinstance(limit, str) else f"{limit:g}"


def _of_meaning(entry: Mapping[str, Any]) -> Iterator[Fault]:
    if isinstance(entry.get("id"), str) and entry["id"] in shipped():
        yield Fault(("id",), "shipped")
    dimension = entry.get("dimension")
    if isinstance(dimension, str) and dimension not in terms("dimension"):
        yield Fault(("dimension",), "choice", (("choices", ", ".join(terms("dimension"))),))
    first, last = (_day_or_none(entry.get(key)) for key in ("effective", "until"))
    if first is not None and last is not None and last < first:
        yield Fault(("until",), "until")
    entity = entry.get("entity")
    for part in ("where", "when"):
        conditions = entry.get(part)
        for number, condition in enumerate(conditions if isinstance(conditions, list) else (), start=1):
            if isinstance(condition, dict):
                for fault in _of_condition(entity if entity in ENTITIES else None, condition):
                    yield Fault((part, number, *fault.place), fault.code, fault.params)


def _of_condition(entity: str | None, condition: Mapping[str, Any]) -> Iterator[Fault]:
    """What of a condition nothing could tell; of a rule whose entity is wrong the fields cannot be looked at."""
    tests = [name for name in TESTS if name in condition]
    if ("field" in condition) == ("count" in condition):
        yield Fault((), "field_or_count")
    if len(tests) != 1:
        yield Fault((), "one_test", (("tests", ", ".join(TESTS)),))
    count, field = condition.get("count"), condition.get("field")
    if isinstance(count, str):
        if count not in COUNTS:
            yield Fault(("count",), "choice", (("choices", ", ".join(COUNTS)),))
        if entity not in (None, "System"):
            yield Fault(("count",), "count_of")
        if "field" not in condition:
            yield from (Fault((name,), "count_test") for name in tests if name not in ("more", "less"))
    if isinstance(field, str) and entity is not None:
        spec = spec_of(entity, field)
        if spec is None:
            yield _no_field(entity, field)
            return
        for name in tests:
            yield from _of_test(field, spec, name, condition[name])


def _no_field(entity: str, field: str) -> Fault:
    name, dot, of_body = field.partition(".")
    fields = entities()[entity].fields
    named = ("field", field[:80])
    if dot and name in fields:
        if fields[name].of != _BODY or fields[name].is_list:
            return Fault(("field",), "no_body", (named,))
        entity, name, fields = _BODY, of_body, entities()[_BODY].fields
    return Fault(("field",), "no_field", (("entity", entity), named, ("fields", _nearest(name, fields))))


def _nearest(name: str, fields: Mapping[str, Any]) -> str:
    """The fields that may be meant; where none is near, all."""
    return ", ".join(difflib.get_close_matches(name[:40], fields, n=5, cutoff=0.5) or fields)


def _of_test(field: str, spec: FieldSpec, test: str, value: Any) -> Iterator[Fault]:
    """Whether a test fits the kind of a field."""
    named = (("field", field),)
    if test in ("more", "less") and spec.type not in _NUMBERS:
        yield Fault((test,), "no_number", named)
    if test == "older_than_days" and spec.type != "date":
        yield Fault((test,), "no_date", named)
    if test not in ("is", "is_not") or not isinstance(value, list):
        return
    if spec.type in _NUMBERS:
        yield Fault((test,), "use_more", named)
    elif spec.type in ("enum", "enums"):
        unknown = [str(v) for v in value if isinstance(v, (str, bool)) and (isinstance(v, bool) or read_code(spec.of, v) is None)]
        if unknown:
            choices = (("choices", ", ".join(terms(spec.of))), ("values", ", ".join(unknown)[:200]))
            yield Fault((test,), "no_value", (*named, *choices))
    elif any(isinstance(v, bool) != (spec.type == "bool") for v in value if isinstance(v, (str, bool))):
        yield Fault((test,), "truth_values" if spec.type == "bool" else "text_values", named)
